"""Doing an action. Each effect returns what it did in a few words, or raises the `Problem` that refuses it."""

from collections.abc import Callable
from typing import Any

from service.actions.declared import (
    Action,
    CreateWorkOrder,
    Escalate,
    Notify,
    RaisePriority,
    Reassign,
    Rerank,
    Reroute,
    SetField,
)
from service.cases import operations as cases
from service.cases.models import Case
from service.cases.policy import WORKING, escalated
from service.context import Context
from service.effects.telling import notify
from service.errors import Problem
from service.fieldwork import operations as fieldwork
from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import OPEN
from service.routing import operations as routing
from service.routing.work import Piece, give
from service.sla.models import Priority
from service.timeline.models import Recorded

NOTHING = "nothing to do"
RANKS = list(Priority)


def perform(ctx: Context, row: Recorded, action: Action) -> str:
    """Do an action to a record, on behalf of the context's cause.

    Raises a 409 where the record is not open any more or there is no such thing to do to its kind.
    """
    if isinstance(action, Notify):
        return notify(ctx, row, action)
    effect = EFFECTS.get((type(row), type(action)))
    if effect is None:
        kind = str(row.__tablename__).replace("_", " ")  # type: ignore[attr-defined]
        raise Problem(409, "no_such_action", f"there is no {action.do} for a {kind}", rule="actions")
    status = row.status  # type: ignore[attr-defined]
    if status not in WORKING + OPEN:
        raise Problem(409, "record_not_open", f"the record is {status}", rule="actions", field="status")
    return effect(ctx, row, action)


def _escalate_case(ctx: Context, case: Case, action: Escalate) -> str:
    if case.escalated and case.priority in (Priority.HIGH, Priority.URGENT):
        return NOTHING
    cases.escalate(ctx, case, reason=_reason(ctx))
    return f"escalated, priority {case.priority}"


def _raise_case(ctx: Context, case: Case, action: RaisePriority) -> str:
    wanted = _raised(case.priority, action)
    if wanted == case.priority:
        return NOTHING
    cases.amend_case(ctx, case, changes={"priority": wanted})
    return f"priority {wanted}"


def _raised(priority: Priority, action: RaisePriority) -> Priority:
    rank = RANKS.index(priority)
    return RANKS[max(rank, RANKS.index(Priority(action.to)) if action.to else min(rank + 1, len(RANKS) - 1))]


def _reroute_case(ctx: Context, case: Case, action: Reroute) -> str:
    wanted = case.skills if action.skills is None else action.skills
    if (case.team, case.skills) == (action.team, wanted):
        return NOTHING
    former, case.skills = case.team, wanted
    cases.assign(ctx, case, assignee_id=None, team=action.team)
    return f"from {former} to {action.team}"


def _reassign(ctx: Context, row: Piece, action: Reassign) -> str:
    if action.to is None:
        return routing.reassign(ctx, row)
    if row.assignee_id == action.to:
        return NOTHING
    give(ctx, row, action.to)
    return f"assigned to user {action.to}"


def _rank_again(ctx: Context, row: Piece, action: Rerank) -> str:
    return routing.rank_again(ctx, row)


def _order_for_case(ctx: Context, case: Case, action: CreateWorkOrder) -> str:
    order = fieldwork.create_work_order(ctx, case, work_type_id=action.work_type_id, team=action.team)
    return f"made {order.number}"


def _order_for_order(ctx: Context, order: WorkOrder, action: CreateWorkOrder) -> str:
    return _order_for_case(ctx, fieldwork.case_of(ctx, order), action)


def _set_on_case(ctx: Context, case: Case, action: SetField) -> str:
    column = Case.__table__.columns[action.field]
    allowed = getattr(column.type, "enums", None)
    if (column.type.python_type is bool) != isinstance(action.value, bool) or (
        allowed is not None and action.value not in allowed
    ):
        raise Problem(422, "invalid_input", f"{action.field} cannot be {action.value}", field=action.field)
    cases.amend_case(ctx, case, changes={action.field: action.value})
    return f"{action.field} is {action.value}"


def _escalate_order(ctx: Context, order: WorkOrder, action: Escalate) -> str:
    if order.escalated and order.priority in (Priority.HIGH, Priority.URGENT):
        return NOTHING
    order.escalated, order.priority = True, escalated(Priority(order.priority))
    fieldwork.tell(ctx, order, "escalated", reason=_reason(ctx))
    return f"escalated, priority {order.priority}"


def _raise_order(ctx: Context, order: WorkOrder, action: RaisePriority) -> str:
    wanted = _raised(order.priority, action)
    if wanted == order.priority:
        return NOTHING
    order.priority = wanted
    fieldwork.tell(ctx, order, "amended")
    return f"priority {wanted}"


def _reroute_order(ctx: Context, order: WorkOrder, action: Reroute) -> str:
    if order.team == action.team:
        return NOTHING
    former, order.team, order.assignee_id = order.team, action.team, None
    fieldwork.tell(ctx, order, "rerouted")
    return f"from {former or 'no team'} to {action.team}"


def _reason(ctx: Context) -> str:
    return ctx.cause.reason if ctx.cause else "declared action"


EFFECTS: dict[tuple[type, type], Callable[[Context, Any, Any], str]] = {
    (Case, Escalate): _escalate_case,
    (Case, RaisePriority): _raise_case,
    (Case, Reroute): _reroute_case,
    (Case, Reassign): _reassign,
    (Case, Rerank): _rank_again,
    (Case, CreateWorkOrder): _order_for_case,
    (Case, SetField): _set_on_case,
    (WorkOrder, Escalate): _escalate_order,
    (WorkOrder, RaisePriority): _raise_order,
    (WorkOrder, Reroute): _reroute_order,
    (WorkOrder, Reassign): _reassign,
    (WorkOrder, Rerank): _rank_again,
    (WorkOrder, CreateWorkOrder): _order_for_order,
}
"""What is done to which kind of record; every kind can be told about."""
