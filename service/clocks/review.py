"""Bringing a record's milestones up to date: begun, stopped, measured anew, warned of, violated, completed.

Called in the unit of work of every event of a record, and by the sweep. Whatever was due before comes first, so that
what is found does not depend on when anybody looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.actions.declared import Escalate
from service.calendars.calendar import Calendar
from service.calendars.operations import load_calendar
from service.clocks.models import OPEN, WHOLE, Milestone, MilestoneStatus, MilestoneStep, StepKind
from service.clocks.subjects import Pause, Subject
from service.context import Context
from service.sla.definition import RESOLUTION, MilestoneDefinition, ProcessDefinition, Threshold, holds
from service.sla.models import EntitlementVersion
from service.sla.operations import target_of
from service.sla.policy import adopts, due_at, part
from service.timeline.operations import record

PEOPLE = ("user", "key")
"""Kinds of actors whose changes are somebody's will, and not a clock's or a rule's."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as its clocks see it now."""

    ctx: Context
    subject: Subject
    row: Any
    says: ProcessDefinition
    facts: dict[str, Any]
    pauses: Sequence[Pause]

    def calendar(self, definition: MilestoneDefinition) -> Calendar:
        """Return the calendar that a milestone is measured in."""
        return load_calendar(self.ctx, self.says.calendar_for(definition))

    @property
    def stopped(self) -> bool:
        """Whether the clocks stand still."""
        return any(each.ended_at is None for each in self.pauses)

    def since(self, begun: datetime) -> list[tuple[datetime, datetime | None]]:
        """Return the pauses since a milestone began."""
        return [
            (max(each.began_at, begun), each.ended_at)
            for each in self.pauses
            if each.ended_at is None or each.ended_at > begun
        ]


def review(ctx: Context, subject: Subject, row: Any, events: Sequence[str] = ()) -> list[Milestone]:
    """Bring the milestones of a record's present run up to date, and return them.

    `events` are what happened to the record just now. The record is locked by whoever calls.
    """
    started = subject.started(row)
    if row.entitlement_id is None or started is None:
        return []
    says = ctx.session.keep(EntitlementVersion, row.entitlement_id).says
    pauses = [each for each in subject.pauses(ctx, row) if each.stopped_for in says.stops_for]
    reading = Reading(ctx, subject, row, says, {**subject.facts(ctx, row), "event": list(events)}, pauses)
    known = milestones_of(ctx, row, lock=True)
    current = {each.name: each for each in known if each.run_started_at >= started}
    former = {each.name for each in known} - current.keys()
    for said in says.milestones:
        definition = with_own_escalation(subject, row, said)
        milestone = current.get(definition.name)
        if milestone is None and (definition.again_on_reopening or definition.name not in former):
            milestone = _begin(reading, definition, started)
        if milestone is not None and _agreed_anew(reading, definition, milestone):
            milestone.status = MilestoneStatus.CANCELLED
            milestone = _begin(reading, definition, ctx.now)
        if milestone is not None:
            current[definition.name] = milestone
            _advance(reading, definition, milestone)
    ctx.session.flush()
    return list(current.values())


def with_own_escalation(subject: Subject, row: Any, definition: MilestoneDefinition) -> MilestoneDefinition:
    """Return a milestone as it is for one record: that of its resolution escalates when the record itself says so."""
    percent = subject.escalate_at(row)
    if percent is None or definition.name != RESOLUTION:
        return definition
    others = [each for each in definition.thresholds if each.percent != percent]
    there = next((each.actions for each in definition.thresholds if each.percent == percent), [])
    escalate = [] if any(isinstance(each, Escalate) for each in there) else [Escalate(do="escalate")]
    own = Threshold(percent=percent, actions=[*escalate, *there])
    return definition.model_copy(update={"thresholds": sorted([*others, own], key=lambda each: each.percent)})


def milestones_of(ctx: Context, row: Any, *, lock: bool = False) -> Sequence[Milestone]:
    """Return a record's milestones of every run, the oldest first."""
    mine = (Milestone.record_type == row.__tablename__) & (Milestone.record_id == row.id)
    wanted = select(Milestone).where(mine).order_by(Milestone.id)
    return ctx.session.scalars(wanted.with_for_update(of=Milestone) if lock else wanted).all()


def _agreed_anew(reading: Reading, definition: MilestoneDefinition, milestone: Milestone) -> bool:
    """Return whether another moment was agreed on after one was missed: the breach stays, and a new clock begins."""
    if definition.target.by != "field" or milestone.status not in OPEN or milestone.violated_at is None:
        return False
    target, now = target_of(reading.ctx, definition, reading.facts), reading.ctx.now
    automatic = reading.ctx.actor.kind not in PEOPLE
    return isinstance(target, datetime) and target != milestone.due_at and adopts(target, now=now, automatic=automatic)


def _begin(reading: Reading, definition: MilestoneDefinition, started: datetime) -> Milestone | None:
    """Begin a milestone if it is time and there is a target; with the record's clock unless it waits for something."""
    ctx, subject, row = reading.ctx, reading.subject, reading.row
    target = target_of(ctx, definition, reading.facts)
    if target is None or subject.given_up(row) or not holds(definition.start, reading.facts):
        return None
    if definition.start and holds(definition.complete, reading.facts):
        return None
    begun = started if not definition.start else ctx.now
    milestone = Milestone(
        record_type=row.__tablename__,
        record_id=row.id,
        case_id=subject.case_id(row),
        entitlement_id=row.entitlement_id,
        name=definition.name,
        scope=ctx.session.keep(EntitlementVersion, row.entitlement_id).process.scope,
        run_started_at=started,
        begun_at=begun,
        status=MilestoneStatus.RUNNING,
        next_at=None,
        completed_at=None,
        violated_at=None,
    )
    milestone.steps = []
    _measure(reading, definition, milestone, new=True)
    ctx.session.add(milestone)
    ctx.session.flush()
    return milestone


def _measure(reading: Reading, definition: MilestoneDefinition, milestone: Milestone, *, new: bool = False) -> None:
    """Derive by when a milestone is due and promised: from its beginning, target, calendar and pauses."""
    target = target_of(reading.ctx, definition, reading.facts)
    if target is None:
        return
    calendar, begun = reading.calendar(definition), milestone.begun_at
    automatic = reading.ctx.actor.kind not in PEOPLE
    if isinstance(target, datetime):
        changed = new or target != milestone.due_at
        milestone.due_at, milestone.target = target, max(timedelta(), calendar.between(begun, target))
        if new or (changed and adopts(target, now=reading.ctx.now, automatic=automatic)):
            milestone.commitment_at, milestone.committed = milestone.due_at, milestone.target
            milestone.priority = reading.facts.get("priority")
        return
    pauses = reading.since(begun)
    changed, milestone.due_at = new or target != milestone.target, due_at(begun, target, pauses, calendar)
    milestone.target = target
    if new or (changed and adopts(milestone.due_at, now=reading.ctx.now, automatic=automatic)):
        milestone.committed, milestone.priority = target, reading.facts.get("priority")
    milestone.commitment_at = due_at(begun, milestone.committed, pauses, calendar)


def _advance(reading: Reading, definition: MilestoneDefinition, milestone: Milestone) -> None:
    if milestone.status in OPEN:
        if milestone.status == MilestoneStatus.RUNNING:
            _fire_due(reading, definition, milestone)
        _measure(reading, definition, milestone)
        milestone.status = MilestoneStatus.STOPPED if reading.stopped else MilestoneStatus.RUNNING
        if milestone.status == MilestoneStatus.RUNNING:
            _fire_due(reading, definition, milestone)
        if holds(definition.complete, reading.facts):
            milestone.status, milestone.completed_at = MilestoneStatus.COMPLETED, reading.ctx.now
            if milestone.violated_at is None:
                _fire(reading, definition, milestone, StepKind.SUCCESS, WHOLE, reading.ctx.now)
        elif reading.subject.given_up(reading.row):
            milestone.status = MilestoneStatus.CANCELLED
    milestone.next_at = _next_look(reading, definition, milestone)


def instants(
    reading: Reading, definition: MilestoneDefinition, milestone: Milestone
) -> list[tuple[datetime, StepKind, int]]:
    """Return when each threshold of a milestone is reached, and when its commitment passes, in order."""
    calendar = reading.calendar(definition)
    pauses = [] if definition.target.by == "field" else reading.since(milestone.begun_at)
    warnings = [
        (
            due_at(milestone.begun_at, part(milestone.committed, each.percent), pauses, calendar),
            StepKind.WARNING,
            each.percent,
        )
        for each in definition.thresholds
    ]
    return [*warnings, (milestone.commitment_at, StepKind.VIOLATION, WHOLE)]


def _unfired(
    reading: Reading, definition: MilestoneDefinition, milestone: Milestone
) -> list[tuple[datetime, StepKind, int]]:
    fired = {(each.kind, each.percent) for each in milestone.steps}
    return [each for each in instants(reading, definition, milestone) if each[1:] not in fired]


def _fire_due(reading: Reading, definition: MilestoneDefinition, milestone: Milestone) -> None:
    for at, kind, percent in _unfired(reading, definition, milestone):
        if at <= reading.ctx.now and milestone.violated_at is None:
            _fire(reading, definition, milestone, kind, percent, at)


def _fire(
    reading: Reading, definition: MilestoneDefinition, milestone: Milestone, kind: StepKind, percent: int, at: datetime
) -> None:
    """Note that something came to pass, once; its actions are done by the sweep, in the order of what came to pass."""
    ctx = reading.ctx
    # What came to pass elsewhere was seen to there.
    actions = [] if ctx.taken_over else actions_of(definition, kind, percent)
    milestone.steps.append(
        MilestoneStep(
            kind=kind, percent=percent, at=at, fired_at=ctx.now, applied_at=None if actions else ctx.now, outcomes=[]
        )
    )
    if kind == StepKind.VIOLATION:
        milestone.violated_at = at
    record(
        ctx,
        reading.row,
        f"milestone_{kind}",
        case_id=milestone.case_id,
        reason=reason_for(milestone, kind, percent),
        rule=rule_of(ctx, milestone),
        rule_version=version_of(ctx, milestone),
        milestone=milestone.name,
        percent=percent,
        came_to_pass_at=at,
        commitment_at=milestone.commitment_at,
    )


def actions_of(definition: MilestoneDefinition, kind: StepKind, percent: int) -> Sequence[Any]:
    """Return what is done when something comes to pass."""
    if kind == StepKind.WARNING:
        return next((each.actions for each in definition.thresholds if each.percent == percent), [])
    return definition.on_success if kind == StepKind.SUCCESS else definition.on_violation


def reason_for(milestone: Milestone, kind: StepKind, percent: int) -> str:
    """Return in words what came to pass."""
    if kind == StepKind.WARNING:
        return f"{percent} % of the time for {milestone.name} has passed"
    return f"{milestone.name} was {'missed' if kind == StepKind.VIOLATION else 'in time'}"


def rule_of(ctx: Context, milestone: Milestone) -> str:
    """Return the name under which a milestone's process stands on the timeline."""
    return f"entitlement process {ctx.session.keep(EntitlementVersion, milestone.entitlement_id).process.name}"


def version_of(ctx: Context, milestone: Milestone) -> str:
    """Return the number of the version of the process that a milestone goes by."""
    return str(ctx.session.keep(EntitlementVersion, milestone.entitlement_id).number)


def _next_look(reading: Reading, definition: MilestoneDefinition, milestone: Milestone) -> datetime | None:
    if any(each.applied_at is None for each in milestone.steps):
        return reading.ctx.now
    if milestone.status != MilestoneStatus.RUNNING or milestone.violated_at is not None:
        return None
    return min(at for at, _, _ in _unfired(reading, definition, milestone))
