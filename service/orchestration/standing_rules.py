"""Rules that are asked as things happen to work orders, and when nothing does."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from service import rows
from service.cases.models import Case
from service.context import Context
from service.effects.rulings import rule_on
from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import WorkStatus
from service.fieldwork.vocabulary import EVENTS, WORK_ORDER, WORK_ORDER_EVENT
from service.jobs.operations import TASKS, call_for
from service.rules.operations import decide, in_force, parsed
from service.rules.vocabulary import HOOKS, Hook, Reading
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS

UPDATES = "case_updates"
"""The rule set that says what an event of a work order does to its case, and the job that asks it."""
UNHANDLED = "unhandled_work_orders"
"""The rule set that says what happens to a work order that nobody handles."""
NOT_BEGUN = (WorkStatus.NEW, WorkStatus.TO_SCHEDULE)
BEGINS_ANEW = ("created", "request_schedule", "lose_appointment", "recommit", "cannot_complete")
"""After one of these a work order is nobody's again, and each rule about that can apply once more."""

HOOKS[UPDATES] = Hook("work_order_event", WORK_ORDER_EVENT.outcomes, "After each event of a work order, soon.")
HOOKS[UNHANDLED] = Hook(
    "work_order",
    WORK_ORDER.outcomes,
    "Every minute, of work orders that nobody has begun; a rule applies once to each.",
)


def follow_order(ctx: Context, order: WorkOrder, event: Event) -> None:
    """Have the rules asked what an event does to the case."""
    if event.kind in EVENTS and not ctx.past:
        call_for(ctx, UPDATES, event_id=event.id, case_id=order.case_id)


def update_case(ctx: Context, arguments: Mapping[str, Any]) -> None:
    """Do to a case what the rules say about an event of one of its work orders; silence is not noted."""
    event = ctx.session.get_one(Event, arguments["event_id"])
    case = rows.load(ctx, Case, arguments["case_id"], lock=True)
    order = ctx.session.get_one(WorkOrder, event.record_id)
    given = {"event.kind": event.kind}
    if decide(ctx, UPDATES, Reading(ctx, order, WORK_ORDER_EVENT, given)).decision.outcomes:
        rule_on(ctx, order, UPDATES, about="work_order_event", given=given, to=case)


def unhandled(ctx: Context) -> Sequence[int]:
    """Return the numbers of work orders that nobody has begun and about which rules have something new to say."""
    rules = parsed(in_force(ctx, UNHANDLED).text)
    orders = ctx.session.scalars(select(WorkOrder).where(WorkOrder.status.in_(NOT_BEGUN)).order_by(WorkOrder.id))
    due = [each for each in orders if rules.decide(Reading(ctx, each, WORK_ORDER)).outcomes]
    return [each.id for each in due if _has_news(ctx, each)]


def _has_news(ctx: Context, order: WorkOrder) -> bool:
    """Return whether the rules say something about a work order that they have not said since it was nobody's."""
    ruling = decide(ctx, UNHANDLED, Reading(ctx, order, WORK_ORDER))
    if not ruling.decision.outcomes:
        return False
    mine = (Event.record_type == "work_order") & (Event.record_id == order.id)
    nobodys = select(Event.sequence).where(mine, Event.kind.in_(BEGINS_ANEW)).order_by(Event.sequence.desc()).limit(1)
    since = ctx.session.scalar(nobodys) or 0
    said = select(Event.id).where(mine, Event.kind == "decided", Event.rule == ruling.rule, Event.sequence > since)
    return ctx.session.scalar(said.limit(1)) is None


def handle(ctx: Context, key: int) -> bool:
    """Do to a work order that nobody has begun what the rules say, once for each rule."""
    order = rows.load(ctx, WorkOrder, key, lock=True)
    if order.status not in NOT_BEGUN or not _has_news(ctx, order):
        return False
    rule_on(ctx, order, UNHANDLED, about="work_order")
    return True


def enter() -> None:
    """Let rules follow work orders; again is as once."""
    followers = FOLLOWERS.setdefault(WorkOrder, [])
    if follow_order not in followers:
        followers.append(follow_order)


TASKS[UPDATES] = update_case
enter()
