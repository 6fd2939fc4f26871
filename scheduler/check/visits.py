"""Constraints on one visit: may this technician make it, on this duty, at this time?

What a technician may do is judged at the start of the shift.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.check.itinerary import Visit
from scheduler.check.violation import Case, per_visit


@per_visit("location")
def location(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """The appointment has a location."""
    if visit.appointment.location is None:
        yield "NO_LOCATION", "nobody knows where it is"


@per_visit("territory")
def territory(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """The technician belongs to the territory that day; secondary members only if the policy sends them."""
    if not case.problem.territories:
        return
    wanted = visit.appointment.territory
    if wanted is None:
        yield "NO_TERRITORY", "it is in no territory"
        return
    kinds = visit.technician.membership_kinds(wanted, visit.shift.start)
    allowed = {"primary", "relocated", "secondary"} if case.policy.secondary else {"primary", "relocated"}
    if not kinds & allowed:
        unsent = ", whom the policy does not send" if kinds else ""
        member = "only a secondary member" if kinds else "not a member"
        yield "TERRITORY", f"{member} of territory {wanted} that day{unsent}"


@per_visit("skill", alone=True)
def skill(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """Every required skill is held that day, at the required level at least."""
    for need in visit.appointment.skills:
        levels = [
            held.level
            for held in visit.technician.skills
            if held.name == need.name and held.holds_at(visit.shift.start)
        ]
        if not levels:
            yield "SKILL", f"skill {need.name} is not held that day"
        elif max(levels) < need.level:
            yield "SKILL_LEVEL", f"skill {need.name} is held at level {max(levels)}, {need.level} is needed"


@per_visit("certificate")
def certificate(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """Every required certificate is valid that day."""
    for name in dict.fromkeys(visit.appointment.certificates):
        held = [entry for entry in visit.technician.certificates if entry.name == name]
        if not held:
            yield "CERTIFICATE", f"certificate {name} was never held"
        elif not any(entry.holds_at(visit.shift.start) for entry in held):
            yield "CERTIFICATE_EXPIRED", f"certificate {name} is not valid that day"


@per_visit("choice")
def choice(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """The technician is not excluded, and is one of those required if any are."""
    required = visit.appointment.required_technicians
    if visit.technician.id in visit.appointment.excluded_technicians:
        yield "EXCLUDED", "this technician is excluded"
    elif required and visit.technician.id not in required:
        yield "EXCLUDED", f"only {', '.join(required)} may go"


@per_visit("pin", alone=True)
def pin(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """Technician and start are what the appointment is pinned to."""
    decided = visit.appointment.pin
    if decided is None:
        return
    if decided.technician is not None and decided.technician != visit.technician.id:
        yield "PIN", f"it is pinned to {decided.technician}"
    if decided.start is not None and decided.start != visit.stop.start:
        yield "PIN", f"it is pinned to {case.clock(decided.start)}"


@per_visit("window")
def window(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """The start is in a window, both ends included, and not before the earliest start."""
    start, windows = visit.stop.start, visit.appointment.windows
    earliest = visit.appointment.earliest_start
    if windows and not any(one.earliest <= start <= one.latest for one in windows):
        spans = ", ".join(case.span(one.earliest, one.latest) for one in windows)
        yield "WINDOW", f"it may start within {spans}"
    elif earliest is not None and start < earliest:
        yield "WINDOW", f"it may not start before {case.clock(earliest)}"


@per_visit("sla")
def sla(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """The visit has ended when it is due, unless the policy puts a price on being late."""
    due = visit.appointment.due
    if case.policy.late == "forbid" and due is not None and visit.stop.end > due:
        yield "SLA_WINDOW", f"it ends {case.clock(visit.stop.end)}, after {case.clock(due)} when it is due"


@per_visit("absence")
def absence(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """No service while the technician is absent."""
    stop = visit.stop
    for away in visit.technician.absences:
        if away.start < away.end and away.start < stop.end and stop.start < away.end:
            yield "ABSENCE", f"the technician is absent {case.span(away.start, away.end)}"


@per_visit("service", inheritable=False, alone=True)
def service(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """The visit takes as long as the job takes this technician."""
    needed, given = visit.technician.service(visit.appointment.duration), visit.stop.end - visit.stop.start
    if given != needed:
        yield "SERVICE", f"it lasts {case.minutes(given)}, not {case.minutes(needed)}"
