"""Clocks follow what happens: every event of a record with clocks brings them up to date, in the same unit of work."""

import json
from typing import Any

from sqlalchemy import func, select

from service.cases.models import Case
from service.clocks.models import Milestone, MilestoneStatus
from service.clocks.review import review
from service.clocks.subjects import ANSWERED, CASES, WORK_ORDERS, keep_pause
from service.context import Context
from service.fieldwork.models import ServiceAppointment, WorkOrder
from service.fieldwork.policy import WorkStatus
from service.routing.work import ORDER_DUE
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS

OWN = "milestone_"
"""What the events begin with that clocks themselves tell of."""


def follow_case(ctx: Context, case: Case, event: Event) -> None:
    """Bring the clocks of a case up to date."""
    if not event.kind.startswith(OWN):
        answered = event.kind == "commented" and ctx.actor.account_id is None and not _facts(event).get("internal")
        review(ctx, CASES, case, [event.kind, ANSWERED] if answered else [event.kind])


def follow_order(ctx: Context, order: WorkOrder, event: Event) -> None:
    """Bring the clocks of a work order up to date."""
    if not event.kind.startswith(OWN):
        keep_pause(ctx, order, order.status.value if order.status == WorkStatus.ON_HOLD else None)
        review(ctx, WORK_ORDERS, order, [event.kind])


def follow_visit(ctx: Context, visit: ServiceAppointment, event: Event) -> None:
    """Bring the clocks of a visit's work order up to date; the order is locked first, as the sweep does."""
    order = visit.work_order
    ctx.session.execute(select(WorkOrder.id).where(WorkOrder.id == order.id).with_for_update())
    review(ctx, WORK_ORDERS, order, [f"visit_{event.kind}"])


def order_due() -> Any:
    """Return when the first clock of a work order is due that runs, for a query of work orders."""
    running = (Milestone.record_type == "work_order") & (Milestone.status == MilestoneStatus.RUNNING)
    first = select(func.min(Milestone.due_at)).where(running, Milestone.record_id == WorkOrder.id)
    return first.scalar_subquery()


def _facts(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(event.data).get("facts", {})
    return facts


def enter() -> None:
    """Let clocks follow; again is as once."""
    for model, follower in ((Case, follow_case), (WorkOrder, follow_order), (ServiceAppointment, follow_visit)):
        followers = FOLLOWERS.setdefault(model, [])
        if follower not in followers:
            followers.append(follower)
    if order_due not in ORDER_DUE:
        ORDER_DUE.append(order_due)
