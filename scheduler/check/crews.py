"""Constraints on a whole crew: complete, together from start to end, and between them with all that is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from scheduler.check.depots import missing_tools
from scheduler.check.itinerary import Visit
from scheduler.check.violation import Case, Check, Violation, follows_from_facts, label

Crew = tuple[Visit, ...]
CrewRule = Callable[[Case, Crew], Iterator[tuple[str, str]]]


def per_crew(constraint: str) -> Callable[[CrewRule], Check]:
    """Make a check of a rule that yields code and words for the visits of one crew."""

    def check_of(rule: CrewRule) -> Check:
        @wraps(rule)
        def check(case: Case) -> Iterator[Violation]:
            for name, crew in case.crews.items():
                who, when = ", ".join(label(visit.technician) for visit in crew), case.clock(crew[0].stop.start)
                inherited = follows_from_facts(constraint, crew)
                for code, words in rule(case, crew):
                    sentence = f"Appointment {name} with the crew of {who} at {when}: {words}."
                    yield Violation(code, constraint, sentence, name, inherited=inherited)

        return check

    return check_of


def both(*checks: Check) -> Check:
    """One check of several, for what is asked of a single technician in one way and of a crew in another."""

    def check(case: Case) -> Iterator[Violation]:
        for one in checks:
            yield from one(case)

    return check


@per_crew("crew")
def crew(case: Case, crew: Crew) -> Iterator[tuple[str, str]]:
    """As many as are wanted, all with the same start and the same end. More than wanted are a matter of ``once``."""
    wanted = crew[0].appointment.crew_size
    if len(crew) < wanted:
        yield "CREW", f"{len(crew)} of {wanted} are there"
    if len({(visit.stop.start, visit.stop.end) for visit in crew}) > 1:
        times = ", ".join(f"{visit.technician.id} {case.span(visit.stop.start, visit.stop.end)}" for visit in crew)
        yield "CREW", f"they are not there at the same time ({times})"


@per_crew("skill")
def skill(case: Case, crew: Crew) -> Iterator[tuple[str, str]]:
    """Every required skill is held by one of the crew that day, at the required level at least."""
    for need in crew[0].appointment.skills:
        levels = [
            held.level
            for visit in crew
            for held in visit.technician.skills
            if held.name == need.name and held.holds_at(visit.shift.start)
        ]
        if not levels:
            yield "SKILL", f"nobody of them holds skill {need.name} that day"
        elif max(levels) < need.level:
            yield "SKILL_LEVEL", f"skill {need.name} is held at level {max(levels)}, {need.level} is needed"


@per_crew("tools")
def tools(case: Case, crew: Crew) -> Iterator[tuple[str, str]]:
    """Every tool is on board of one of the vans, since ever or since a stop at a depot that has it."""
    missing = set(crew[0].appointment.tools).intersection(*map(missing_tools, crew))
    if missing:
        yield "TOOLS", f"{', '.join(sorted(missing))} on board of none of them"


@per_crew("pin")
def pin(case: Case, crew: Crew) -> Iterator[tuple[str, str]]:
    """A pinned technician is one of the crew, a pinned start is theirs."""
    decided = crew[0].appointment.pin
    if decided is None:
        return
    if decided.technician is not None and all(visit.technician.id != decided.technician for visit in crew):
        yield "PIN", f"{decided.technician}, to whom it is pinned, is not among them"
    if decided.start is not None and any(visit.stop.start != decided.start for visit in crew):
        yield "PIN", f"it is pinned to {case.clock(decided.start)}"


@per_crew("service")
def service(case: Case, crew: Crew) -> Iterator[tuple[str, str]]:
    """It takes as long as the job takes the slowest of those who are there."""
    needed = max(visit.technician.service(visit.appointment.duration) for visit in crew)
    wrong = {visit.stop.end - visit.stop.start for visit in crew} - {needed}
    if wrong:
        yield "SERVICE", f"it lasts {', '.join(map(case.minutes, sorted(wrong)))}, not {case.minutes(needed)}"
