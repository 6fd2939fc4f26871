"""Shipping the targets, and looking them up."""

from sqlalchemy import select

from service.context import Context
from service.sla.models import Priority, PriorityTarget
from service.sla.policy import SHIPPED_HOURS
from service.timeline.operations import record


def ship_targets(ctx: Context) -> None:
    """Add the shipped target of each priority that has none."""
    present = set(ctx.session.scalars(select(PriorityTarget.priority)))
    for priority, hours in SHIPPED_HOURS.items():
        if Priority(priority) not in present:
            target = PriorityTarget(priority=Priority(priority), hours=hours)
            ctx.session.add(target)
            record(ctx, target, "created")


def target_hours(ctx: Context, priority: Priority) -> int:
    """Return the hours within which a priority is to be resolved."""
    return ctx.session.scalars(select(PriorityTarget.hours).where(PriorityTarget.priority == priority)).one()
