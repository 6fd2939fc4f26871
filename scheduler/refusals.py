"""Why technicians are out: not eligible, for a smallest set of reasons, or eligible and without room."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.check import check
from scheduler.desk import Desk, Request
from scheduler.eligibility import pair_codes, reasons, reasons_off_duty
from scheduler.entities import Appointment, Technician
from scheduler.explanation import Refusal
from scheduler.room import no_room
from scheduler.solution import Plan
from scheduler.wording import Told, label, refusal_sentence

#: With more technicians than this, only members of the appointment's territory are refused one by one.
MANY_TECHNICIANS = 60


def concerned(desk: Desk, item: Appointment) -> list[Technician]:
    """The technicians of whom something is said: all, or in a large problem those who have to do with the territory.

    These are its members of whatever kind and date, those the appointment requires, prefers or is pinned to, and,
    where there are no territories or the appointment is in none, the first of all.
    """
    everybody = desk.problem.technicians
    if len(everybody) <= MANY_TECHNICIANS:
        return list(everybody)
    named = {*item.required_technicians, *item.preferred_technicians, "" if item.pin is None else item.pin.technician}
    found = [
        technician
        for technician in everybody
        if technician.id in named or any(member.territory == item.territory for member in technician.memberships)
    ]
    return found if desk.problem.territories and item.territory is not None else list(everybody)[:MANY_TECHNICIANS]


def refusals(desk: Desk, request: Request, technicians: Iterable[Technician]) -> tuple[Refusal, ...]:
    """Why each of these technicians, none of whom has a place for the appointment, is out."""
    return tuple(refusal(desk, request, technician) for technician in technicians)


def refusal(desk: Desk, request: Request, technician: Technician) -> Refusal:
    """Why one technician has no place; of several shifts that with the fewest codes speaks."""
    problem, item = desk.problem, desk.problem.appointments[request.index]
    duties = [problem.duty[technician.id, shift.id] for shift in technician.shifts]
    if not duties:
        codes = reasons_off_duty(problem, desk.policy, item, technician)
        return Refusal(technician.id, "", codes, refusal_sentence(Told(problem, item, technician, None), codes))
    eligible = [duty for duty in sorted(duties) if desk.eligibility.allowed_at(request.index, duty)]
    if not eligible:
        return _ineligible(desk, item, sorted(duties))
    return min((_without_room(desk, request, duty) for duty in eligible), key=lambda found: len(found.codes))


def _ineligible(desk: Desk, item: Appointment, duties: list[int]) -> Refusal:
    problem, policy = desk.problem, desk.policy
    fewest = {duty: len(pair_codes(problem, policy, item, *problem.duties[duty])) for duty in duties}
    best: tuple[int, tuple[str, ...]] | None = None
    for duty in sorted(duties, key=lambda one: fewest[one]):
        if best is not None and fewest[duty] >= len(best[1]):
            break
        codes = reasons(problem, policy, item, *problem.duties[duty])
        if best is None or len(codes) < len(best[1]):
            best = duty, codes
    assert best is not None
    technician, shift = problem.duties[best[0]]
    sentence = refusal_sentence(Told(problem, item, technician, shift), best[1])
    return Refusal(technician.id, shift.id, best[1], sentence)


def _without_room(desk: Desk, request: Request, duty: int) -> Refusal:
    problem, item = desk.problem, desk.problem.appointments[request.index]
    technician, shift = problem.duties[duty]
    blocked = desk.blocked_by(request, duty)
    if blocked is not None:
        return _broken(desk, item, technician, blocked)
    if request.stuck:
        words = "without it the rest of its present route would not fit, so it has no other place"
        return Refusal(technician.id, shift.id, ("TRAVEL",), f"{label(technician)} cannot take {item.id}: {words}.")
    room = no_room(request.working, request.index, duty)
    sentence = refusal_sentence(Told(problem, item, technician, shift, room), room.codes)
    return Refusal(technician.id, shift.id, room.codes, sentence)


def _broken(desk: Desk, item: Appointment, technician: Technician, duty: int) -> Refusal:
    """A route that breaks rules already: what breaks it, in the words of the judge."""
    route, shift = desk.routes[duty], desk.problem.duties[duty][1]
    found = check(desk.problem, desk.policy, Plan(() if route is None else (route,)))
    codes = tuple(dict.fromkeys(violation.code for violation in found)) or ("ROUTE",)
    words = " ".join(violation.sentence for violation in found)
    sentence = f"{label(technician)} cannot take {item.id}: the route on {shift.id} breaks rules as it is. {words}"
    return Refusal(technician.id, shift.id, codes, sentence.strip())
