"""Runs that are ordered by themselves, each day at a time of day."""

from collections.abc import Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from service import rows
from service.context import Context
from service.planning.models import Ordered, Overlap, PlanningSchedule
from service.planning.runs import order_run
from service.timeline.operations import record

TAKEN_OVER = tuple(Ordered.__annotations__)


def due_schedules(ctx: Context) -> Sequence[int]:
    """Return the numbers of the schedules whose time of day has come and whose run of today was not ordered yet."""
    active = ctx.session.scalars(select(PlanningSchedule).where(PlanningSchedule.active).order_by(PlanningSchedule.id))
    return [each.id for each in active if is_due(ctx, each)]


def is_due(ctx: Context, schedule: PlanningSchedule) -> bool:
    """Return whether a schedule's run of today is to be ordered now."""
    local = ctx.now.astimezone(ZoneInfo(schedule.timezone))
    not_yet = schedule.last_day is None or schedule.last_day < local.date()
    return schedule.active and not_yet and local.time() >= time.fromisoformat(schedule.at)


def order_scheduled(ctx: Context, key: int) -> bool:
    """Order the run of today of a schedule, unless somebody has."""
    schedule = rows.load(ctx, PlanningSchedule, key, lock=True)
    if not is_due(ctx, schedule):
        return False
    today = ctx.now.astimezone(ZoneInfo(schedule.timezone)).date()
    schedule.last_day = today
    asked = {name: getattr(schedule, name) for name in TAKEN_OVER}
    run = order_run(ctx, first_day=today + timedelta(days=schedule.days_ahead), overlap=Overlap.WAIT, **asked)
    record(ctx, schedule, "run_ordered", run=run.number)
    return True
