"""Saving entitlement processes: what cannot be meant is refused before it is saved, each finding with its place."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import update

from service import rows
from service.calendars.models import WorkingCalendar
from service.calendars.operations import CHANGED
from service.clocks.models import Milestone, MilestoneStatus
from service.clocks.subjects import ENTRY_ONLY, SUBJECTS, Subject
from service.context import Context
from service.errors import Problem, invalid
from service.sla.definition import RESOLUTION, ByField, Criteria, MilestoneDefinition, ProcessDefinition, RecordKind
from service.sla.models import EntitlementVersion


def check(ctx: Context, kind: RecordKind, says: ProcessDefinition) -> None:
    """Refuse a definition that names fields, values, calendars or stops that its kind of record does not have."""
    subject = next((each for each in SUBJECTS.values() if each.kind == kind), None)
    if subject is None:
        raise invalid("kind", f"there are no clocks for a {kind.replace('_', ' ')} yet")
    if faults := [*_faults(subject, says)]:
        findings = [{"field": place, "detail": detail} for place, detail in faults]
        raise Problem(422, "invalid_process", faults[0][1], field=faults[0][0], rule="process", errors=findings)
    for index, milestone in enumerate((None, *says.milestones)):
        number = milestone.calendar_id if milestone else says.calendar_id
        place = f"definition.milestones.{index - 1}.calendar_id" if milestone else "definition.calendar_id"
        if number is not None:
            rows.refer(ctx, WorkingCalendar, number, place)


def _faults(subject: Subject, says: ProcessDefinition) -> Iterator[tuple[str, str]]:
    known = ", ".join(sorted(subject.stops)) or "nothing"
    for index, name in enumerate(says.stops_for):
        if name not in subject.stops:
            yield f"definition.stops_for.{index}", f"clocks do not stand still for {name!r}, but for {known}"
    yield from _criteria_faults(subject, "definition.entry", says.entry, without=subject.later)
    for index, milestone in enumerate(says.milestones):
        yield from _milestone_faults(subject, f"definition.milestones.{index}", milestone)
    resolution = says.milestone(RESOLUTION)
    if subject.kind == RecordKind.CASE and (resolution is None or resolution.start):
        yield "definition.milestones", f"a case needs a milestone {RESOLUTION!r} that begins with it: by it it is due"


def _milestone_faults(subject: Subject, place: str, milestone: MilestoneDefinition) -> Iterator[tuple[str, str]]:
    target = milestone.target
    if isinstance(target, ByField) and target.field not in subject.moments:
        known = ", ".join(sorted(subject.moments)) or "none"
        yield f"{place}.target.field", f"{target.field!r} is no moment of a {subject.kind}; they are: {known}"
    if target.by == "priority" and "priority" not in subject.vocabulary:
        yield f"{place}.target.by", f"a {subject.kind} has no priority"
    yield from _criteria_faults(subject, f"{place}.start", milestone.start)
    yield from _criteria_faults(subject, f"{place}.complete", milestone.complete)


def _criteria_faults(
    subject: Subject, place: str, criteria: Criteria, *, without: frozenset[str] = ENTRY_ONLY
) -> Iterator[tuple[str, str]]:
    known = subject.vocabulary.keys() - without
    for index, alternative in enumerate(criteria):
        if not alternative:
            yield f"{place}.{index}", "an alternative that asks for nothing is always met; leave it out"
        for name, wanted in alternative.items():
            where = f"{place}.{index}.{name}"
            if name not in known:
                yield where, f"{name!r} is no field of a {subject.kind} here; they are {', '.join(sorted(known))}"
                continue
            allowed = subject.vocabulary[name]
            if not wanted:
                yield where, f"name at least one value of {name}"
            if allowed is not None:
                yield from ((where, detail) for detail in _value_faults(name, wanted, allowed))


def _value_faults(name: str, wanted: list[Any], allowed: frozenset[Any]) -> Iterator[str]:
    for value in wanted:
        # To Python 1 is True.
        if value not in allowed or isinstance(value, bool) != (True in allowed):
            yield f"{name} is never {value!r}, but one of {', '.join(sorted(map(str, allowed)))}"


def measure_again(ctx: Context, calendar_id: int) -> None:
    """Let the sweep measure anew every open milestone that goes by a calendar."""
    versions = {each.id: each.says for each in ctx.session.query(EntitlementVersion)}
    going_by = [
        (number, milestone.name)
        for number, says in versions.items()
        for milestone in says.milestones
        if says.calendar_for(milestone) == calendar_id
    ]
    for number, name in going_by:
        running = (Milestone.status == MilestoneStatus.RUNNING) & (Milestone.violated_at.is_(None))
        ctx.session.execute(
            update(Milestone)
            .where(Milestone.entitlement_id == number, Milestone.name == name, running)
            .values(next_at=ctx.now)
            .execution_options(synchronize_session=False)
        )


CHANGED.append(measure_again)
