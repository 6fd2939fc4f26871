"""Where the time of cases went whose resolution was missed: by step, queue, owner and hand-over."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import select

from service.cases.models import Case
from service.clocks.models import Milestone
from service.context import Context
from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import WorkKind
from service.orchestration.models import WorkflowStep
from service.reports.figures import Entry, Period, Report
from service.sla.definition import RESOLUTION
from service.timeline.models import Event

NOBODY, NONE = "nobody", "none"
AT_ONCE = 500
"""Cases looked at at a time."""


@dataclass(slots=True)
class Course:
    """A value that changes over time: since when it was what."""

    since: list[datetime] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def put(self, at: datetime, value: str) -> None:
        """Let it be something from an instant on, which comes after those before."""
        if not self.values or self.values[-1] != value:
            self.since.append(at)
            self.values.append(value)

    def at(self, instant: datetime) -> str:
        """Return what it was at an instant."""
        place = bisect_right(self.since, instant)
        return self.values[place - 1] if place else NONE


def breached(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield the stretches of time of every case whose resolution was missed in the period."""
    missed = select(Milestone).where(
        Milestone.record_type == "service_case",
        Milestone.name == RESOLUTION,
        Milestone.violated_at >= period.start,
        Milestone.violated_at < period.end,
    )
    found = ctx.session.scalars(missed.order_by(Milestone.id)).all()
    for first in range(0, len(found), AT_ONCE):
        some = found[first : first + AT_ONCE]
        histories = read_histories(ctx, sorted({each.record_id for each in some}))
        for milestone in some:
            yield from stretches(milestone, histories[milestone.record_id], ctx.now)


@dataclass(slots=True)
class History:
    """What of a case changes over time."""

    team: Course = field(default_factory=Course)
    owner: Course = field(default_factory=Course)
    status: Course = field(default_factory=Course)
    steps: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """When each step was entered and left."""
    work: list[tuple[datetime, datetime | None, str]] = field(default_factory=list)
    """When each work order was open, and whose it was."""

    def queue(self, instant: datetime) -> str:
        """Return in whose hands a case was: those of its open work, else its team's."""
        for begun, ended, whose in self.work:
            if begun <= instant and (ended is None or instant < ended):
                return whose
        return self.team.at(instant)

    def step(self, instant: datetime) -> str:
        """Return the step that a case was before at an instant; while it waits for somebody, that."""
        if self.status.at(instant) == "waiting":
            return "waiting"
        return next((step for begun, ended, step in self.steps if begun <= instant < ended), "work")

    def instants(self) -> set[datetime]:
        """Return every instant at which something changed."""
        ends = {at for begun, ended, _ in (*self.steps, *self.work) for at in (begun, ended) if at is not None}
        return {*self.team.since, *self.owner.since, *self.status.since} | ends


def read_histories(ctx: Context, cases: Sequence[int]) -> dict[int, History]:
    """Return the histories of cases, from their timelines, steps and work orders."""
    found = {number: History() for number in cases}
    told = select(Event.record_id, Event.at, Event.data).where(
        Event.record_type == Case.__tablename__, Event.record_id.in_(cases)
    )
    for number, at, data in ctx.session.execute(told.order_by(Event.record_id, Event.sequence)):
        after = json.loads(data).get("after", {})
        history = found[number]
        for name, course, empty in (
            ("team", history.team, NONE),
            ("assignee_id", history.owner, NOBODY),
            ("status", history.status, NONE),
        ):
            if name in after:
                value = after[name]
                course.put(at, empty if value is None else f"user {value}" if name == "assignee_id" else str(value))
    for step in ctx.session.scalars(select(WorkflowStep).where(WorkflowStep.case_id.in_(cases))):
        found[step.case_id].steps.append((step.entered_at, step.done_at, step.step))
    for order in ctx.session.scalars(select(WorkOrder).where(WorkOrder.case_id.in_(cases)).order_by(WorkOrder.id)):
        whose = order.team or ("field" if order.kind == WorkKind.FIELD else "back office")
        if order.opened_at is not None:
            found[order.case_id].work.append((order.opened_at, order.completed_at, whose))
    return found


def stretches(milestone: Milestone, history: History, now: datetime) -> Iterator[Entry]:
    """Yield the time of a missed resolution in stretches within which nothing changed; what was late of it again."""
    begun, ended, promised = milestone.begun_at, milestone.completed_at or now, milestone.commitment_at
    inner = {at for at in (*history.instants(), promised) if begun < at < ended}
    hand_over, before = NONE, history.queue(begun)
    for start, end in pairwise(sorted({begun, ended, *inner})):
        queue = history.queue(start)
        if queue != before:
            hand_over, before = f"{before} to {queue}", queue
        group = {
            "step": history.step(start),
            "queue": queue,
            "owner": history.owner.at(start) if history.owner.values else NOBODY,
            "hand_over": hand_over,
        }
        minutes = Decimal((end - start) // timedelta(seconds=1)) / 60
        at = milestone.violated_at or promised
        for measure in ("minutes", "minutes_late") if start >= promised else ("minutes",):
            yield Entry(
                Case.__tablename__, milestone.record_id, milestone.case_id, at, group, measure, minutes, until=end
            )


BREACHES = Report(
    "breaches",
    "Where the time of cases went that were resolved too late",
    ("step", "queue", "owner", "hand_over"),
    ("minutes", "minutes_late"),
    breached,
    drawn=("minutes",),
)
