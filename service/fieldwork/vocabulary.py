"""What rules about work orders, and about their events, can speak of."""

from datetime import timedelta
from typing import Any

from service.cases.vocabulary import ACTIONS, through
from service.cases.vocabulary import FIELDS as OF_CASE
from service.context import Context
from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import FIELD_ORDER, OFFICE_ORDER, Purpose, WorkKind, WorkStatus
from service.rules.vocabulary import Field, Kind, Vocabulary, enter, one_of
from service.sla.models import Priority

EVENTS = frozenset(
    {event for order in (FIELD_ORDER, OFFICE_ORDER) for _, event in order.table}
    | {"created", "amended", "assigned", "escalated", "rerouted", "reported", "signed", "step_done", "part_used"}
)
"""What can happen to a work order."""


def column(name: str) -> Any:
    """Return the reader of a column."""
    return lambda ctx, order: getattr(order, name)


def age_minutes(ctx: Context, order: WorkOrder) -> float:
    """Return the minutes since a work order was made."""
    return 0.0 if order.opened_at is None else (ctx.now - order.opened_at) / timedelta(minutes=1)


FIELDS: dict[str, Field] = {
    "work_order.kind": one_of(WorkKind, "Where it is done.", read=column("kind")),
    "work_order.purpose": one_of(Purpose, "What it is for.", read=column("purpose")),
    "work_order.status": one_of(WorkStatus, "Where it is on its way.", read=column("status")),
    "work_order.priority": one_of(Priority, "How urgent it is.", read=column("priority")),
    "work_order.team": Field(Kind.TEXT, "The office that does it.", nullable=True, read=column("team")),
    "work_order.escalated": Field(Kind.FLAG, "Whether it is marked as escalated.", read=column("escalated")),
    "work_order.visited": Field(
        Kind.FLAG,
        "Whether somebody was there.",
        read=lambda ctx, order: any(each.actual_start is not None for each in order.appointments),
    ),
    "work_order.certifications": Field(
        Kind.LIST, "Skills and certificates that it asks for.", read=lambda ctx, order: list(order.skills)
    ),
    "work_order.duration_minutes": Field(Kind.NUMBER, "How long it takes.", read=column("duration_minutes")),
    "work_order.age_minutes": Field(Kind.NUMBER, "Minutes since it was made.", read=age_minutes),
    "work_order.has_window": Field(
        Kind.FLAG, "Whether it has an SLA window.", read=lambda ctx, order: order.due_date is not None
    ),
    "work_order.missed_windows": Field(Kind.NUMBER, "Windows that were missed.", read=column("missed_windows")),
    "work_order.outcome_reason": Field(
        Kind.TEXT, "Why it could not be completed.", nullable=True, read=column("outcome_reason")
    ),
    **through(OF_CASE),
}
ORDER_ACTIONS = frozenset(
    {"notify", "escalate", "raise_priority", "re_route", "reassign", "re_rank", "create_work_order"}
)
WORK_ORDER = Vocabulary("work_order", FIELDS, ORDER_ACTIONS)
WORK_ORDER_EVENT = Vocabulary(
    "work_order_event",
    {**FIELDS, "event.kind": Field(Kind.TEXT, "What happened to the work order.", EVENTS)},
    ACTIONS,
    acts_on="case",
)
enter(WORK_ORDER)
enter(WORK_ORDER_EVENT)
