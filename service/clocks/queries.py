"""How clocks stand, and what was kept of what was promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select

from service.calendars.operations import load_calendar
from service.clocks.models import Milestone, MilestoneStatus
from service.clocks.review import milestones_of
from service.clocks.subjects import SUBJECTS
from service.context import Context
from service.sla.operations import definition_of
from service.sla.policy import paused


class Standing(NamedTuple):
    """A milestone as it stands at a moment."""

    milestone: Milestone
    elapsed_percent: float
    overdue: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.milestone, name)


def standing(ctx: Context, row: Any) -> list[Standing]:
    """Return the clocks of a record as they stand now, the oldest first."""
    return [Standing(each, _elapsed(ctx, row, each), _overdue(each, ctx.now)) for each in milestones_of(ctx, row)]


def _overdue(milestone: Milestone, now: datetime) -> bool:
    return milestone.status == MilestoneStatus.RUNNING and milestone.due_at < now


def _elapsed(ctx: Context, row: Any, milestone: Milestone) -> float:
    """Return how many percent of the promised time have passed, pauses taken off, until now or its completion."""
    says = definition_of(ctx, milestone.entitlement_id)
    definition = says.milestone(milestone.name) if says else None
    if says is None or definition is None or not milestone.committed:
        return 0.0
    calendar = load_calendar(ctx, says.calendar_for(definition))
    until = milestone.completed_at or ctx.now
    begun, passed = milestone.begun_at, calendar.between(milestone.begun_at, until)
    if definition.target.by != "field":
        pauses = SUBJECTS[milestone.record_type].pauses(ctx, row)
        passed -= paused(
            [
                (max(each.began_at, begun), min(each.ended_at or until, until))
                for each in pauses
                if each.stopped_for in says.stops_for and begun < (each.ended_at or until) and each.began_at < until
            ],
            calendar,
        )
    return round(100 * (max(passed, timedelta()) / milestone.committed), 2)


class Attainment(NamedTuple):
    """How many of some milestones were met and missed, by what was promised."""

    name: str
    scope: str
    met: int
    missed: int
    open: int
    cancelled: int

    @property
    def percent(self) -> float | None:
        """Share of the finished ones that were met; None while there are none."""
        finished = self.met + self.missed
        return round(100 * self.met / finished, 2) if finished else None


def attainment(ctx: Context, where: Sequence[ColumnElement[bool]] = ()) -> list[Attainment]:
    """Return, for each milestone's name and scope, how many were met, missed, are open, and were cancelled."""
    missed = Milestone.violated_at.is_not(None)
    kinds = {
        "met": ~missed & (Milestone.status == MilestoneStatus.COMPLETED),
        "missed": missed,
        "open": ~missed & Milestone.status.in_([MilestoneStatus.RUNNING, MilestoneStatus.STOPPED]),
        "cancelled": ~missed & (Milestone.status == MilestoneStatus.CANCELLED),
    }
    counts = [func.sum(case((condition, 1), else_=0)) for condition in kinds.values()]
    group = (Milestone.name, Milestone.scope)
    found = ctx.session.execute(select(*group, *counts).where(*where).group_by(*group).order_by(*group))
    return [Attainment(name, scope, *(int(each) for each in numbers)) for name, scope, *numbers in found]
