"""Constraints on one route: the shift, travel, breaks and limits."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.check.itinerary import Gap, Itinerary, overlap
from scheduler.check.violation import (
    Case,
    Violation,
    excess_follows_from_facts,
    follows_from_facts,
    of_route,
    per_route,
)


def _time_off(itinerary: Itinerary, start: int, end: int) -> int:
    return overlap((*itinerary.technician.absences, *itinerary.route.breaks), start, end)


def _slack(itinerary: Itinerary, gap: Gap) -> int:
    """Ticks left in a gap once travel and the time off in it are taken."""
    ready, arrive = gap.before.end, gap.after.arrive
    return arrive - ready - _time_off(itinerary, ready, arrive) - gap.ticks


@per_route
def capacity(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """What the visits of a route load fits into the van."""
    limit = itinerary.technician.capacity
    shares = [(visit, visit.appointment.load) for visit in itinerary.visits]
    loaded = sum(load for _, load in shares)
    if limit is not None and loaded > limit:
        words = f"a load of {loaded} is more than the van's {limit}"
        yield of_route(itinerary, "CAPACITY", "capacity", words, excess_follows_from_facts("capacity", shares, limit))


@per_route
def shift(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """Departure and return are within the shift. A frozen visit may force them out, but no further than needed."""
    route, duty = itinerary.route, itinerary.shift
    out, back = itinerary.gaps[0], itinerary.gaps[-1]
    if route.departure < duty.start:
        words = f"departure {case.clock(route.departure)} is before the shift starts {case.clock(duty.start)}"
        forced = _slack(itinerary, out) <= 0 and _forced("shift", out)
        yield of_route(itinerary, "SHIFT", "shift", words, forced)
    if route.arrival > duty.end:
        words = f"return {case.clock(route.arrival)} is after the shift ends {case.clock(duty.end)}"
        forced = _slack(itinerary, back) <= 0 and _forced("shift", back)
        yield of_route(itinerary, "SHIFT", "shift", words, forced)


def _forced(constraint: str, gap: Gap) -> bool:
    """Whether both ends of a gap are facts; the departure and the return are nobody's."""
    points = [point for point in (gap.before, gap.after) if point.stop is not None]
    visits = [point.visit for point in points if point.visit is not None]
    return len(visits) == len(points) and follows_from_facts(constraint, visits)


@per_route
def travel(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """Between the end of one stop and the arrival at the next there is time for the way and for the time off in it.

    Time off may also be taken at the door, after the arrival. It is then outside [end, arrival], and inside
    [arrival, start] it takes no more than there is, so that the start needs no condition of its own.
    """
    for gap in itinerary.gaps:
        late = gap.after.arrive > gap.after.start
        if late or _slack(itinerary, gap) < 0:
            inherited = _forced("travel", gap) and _at_the_limit(itinerary, gap)
            visit = gap.after.visit or gap.before.visit
            appointment = None if visit is None else visit.appointment.id
            words = _way_in_words(case, itinerary, gap)
            yield of_route(itinerary, "TRAVEL", "travel", words, inherited, appointment)


def _at_the_limit(itinerary: Itinerary, gap: Gap) -> bool:
    """Whether leaving earlier or returning later, which is the plan's choice, could not have helped."""
    leaves_first_thing = gap.before.stop is not None or gap.before.end <= itinerary.shift.start
    returns_last_thing = gap.after.stop is not None or gap.after.arrive >= itinerary.shift.end
    return leaves_first_thing and returns_last_thing


def _way_in_words(case: Case, itinerary: Itinerary, gap: Gap) -> str:
    ready, arrive, start = gap.before.end, gap.after.arrive, gap.after.start
    way = f"from {gap.before.label} (ready {case.clock(ready)}) to {gap.after.label}"
    if arrive > start:
        return f"{way} the arrival {case.clock(arrive)} is after the start {case.clock(start)}"
    off = _time_off(itinerary, ready, arrive)
    needed = f"{case.minutes(gap.ticks)} of travel" + (f" and {case.minutes(off)} of time off" if off else "")
    return f"{way} (arrival {case.clock(arrive)}) there are {case.minutes(arrive - ready)} for {needed}"


@per_route
def limits(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """Visits, travel and working time of a route are within what the shift allows."""
    duty = itinerary.shift
    for what, used, limit in (
        ("visits", len(itinerary.route.visits), duty.max_visits),
        ("travel", itinerary.travel, duty.max_travel),
        ("working time", itinerary.working_time, duty.max_duration),
    ):
        if limit is not None and used > limit:
            amounts = (str(used), str(limit)) if what == "visits" else (case.minutes(used), case.minutes(limit))
            words = f"{what} of {amounts[0]}, at most {amounts[1]} are allowed"
            inherited = follows_from_facts("limits", itinerary.visits)
            yield of_route(itinerary, "LIMIT", "limits", words, inherited)
