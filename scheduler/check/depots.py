"""Constraints on stops at depots: the tools they bring, and the stops themselves.

From a stop at a depot on, until the end of the route, its tools are on board and visits may draw its parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.check.itinerary import Itinerary, Visit, overlap
from scheduler.check.violation import Case, Violation, of_route, per_route, per_visit


def missing_tools(visit: Visit) -> set[str]:
    """The tools of an appointment that are not on board, neither since ever nor since a stop at a depot."""
    if any(place.tools is None for place in visit.depots):
        return set()
    held = set(visit.technician.tools).union(*(place.tools or () for place in visit.depots))
    return set(visit.appointment.tools) - held


@per_visit("tools", alone=True)
def tools(case: Case, visit: Visit) -> Iterator[tuple[str, str]]:
    """Every tool is on board, since ever or since a stop at a depot that has it."""
    missing = missing_tools(visit)
    if missing:
        yield "TOOLS", f"{', '.join(sorted(missing))} not on board"


@per_route
def depot(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """A stop at a depot starts within the opening hours, lasts as long as the depot says, and is in no absence."""
    known = {place.id: place for place in case.problem.depots}
    for stop in itinerary.route.stops:
        place = known.get(stop.id) if stop.kind == "depot" else None
        if place is None:
            continue
        faults = []
        if place.windows and not any(hours.earliest <= stop.start <= hours.latest for hours in place.windows):
            spans = ", ".join(case.span(hours.earliest, hours.latest) for hours in place.windows)
            faults.append(f"it may start within {spans}")
        if stop.end - stop.start != place.service:
            faults.append(f"it lasts {case.minutes(stop.end - stop.start)}, not {case.minutes(place.service)}")
        if overlap(itinerary.technician.absences, stop.start, stop.end) or _inside_absence(itinerary, stop.start):
            faults.append("the technician is absent")
        for fault in faults:
            words = f"stop at depot {stop.id} at {case.clock(stop.start)}: {fault}"
            yield of_route(itinerary, "DEPOT", "depot", words, inherited=False)


def _inside_absence(itinerary: Itinerary, tick: int) -> bool:
    return any(away.start < tick < away.end for away in itinerary.technician.absences)
