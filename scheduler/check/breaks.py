"""The break constraint: every break of the shift is taken once, on duty or off duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from scheduler.check.driving import least
from scheduler.check.itinerary import Itinerary, Point, overlap
from scheduler.check.violation import Case, Violation, of_route, per_route
from scheduler.entities import Break, Interval


@per_route
def breaks(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """Each break is listed once in the route, between services, or fits outside of it or into an absence."""
    listed = itinerary.route.breaks
    on_duty = [rest for rest in itinerary.shift.breaks if not _off_duty(itinerary, rest)]
    wanted = [*on_duty, *(rest for rest in itinerary.shift.breaks if _off_duty(itinerary, rest))]
    owner = _matched(listed, wanted)
    missing = [rest for position, rest in enumerate(on_duty) if position not in owner.values()]
    strange = [taken for index, taken in enumerate(listed) if index not in owner]
    for rest in missing:
        span = case.span(rest.earliest, rest.latest)
        words = f"the break of {case.minutes(rest.duration)} that may start within {span} is not taken"
        yield of_route(itinerary, "BREAK", "break", words, _impossible(itinerary, rest, listed))
    for taken in strange[len(missing) :]:
        words = f"the break {case.span(taken.start, taken.end)} is none of the shift's"
        yield of_route(itinerary, "BREAK", "break", words, inherited=False)
    for index, position in sorted(owner.items()):
        if fault := _misplaced(itinerary, index):
            words = f"the break {case.span(listed[index].start, listed[index].end)} {fault}"
            others = (*listed[:index], *listed[index + 1 :])
            yield of_route(itinerary, "BREAK", "break", words, _impossible(itinerary, wanted[position], others))


def _off_duty(itinerary: Itinerary, rest: Break) -> bool:
    """Whether the break fits wholly before the departure, after the return, or into an absence."""
    before = rest.earliest + rest.duration <= itinerary.route.departure
    absences = itinerary.technician.absences
    starts = (rest.earliest, *(gone.start for gone in absences))
    possible = (start for start in starts if rest.earliest <= start <= rest.latest)
    away = any(overlap(absences, start, start + rest.duration) == rest.duration for start in possible)
    return away or before or rest.latest >= itinerary.route.arrival


def _is(taken: Interval, rest: Break) -> bool:
    return taken.end - taken.start == rest.duration and rest.earliest <= taken.start <= rest.latest


def _matched(listed: Sequence[Interval], wanted: Sequence[Break]) -> dict[int, int]:
    """A largest matching, listed break -> wanted break, in which no wanted break gives way to a later one.

    Augmenting paths, as in Kuhn (1955).
    """
    owner: dict[int, int] = {}

    def claim(position: int, tried: set[int]) -> bool:
        for index, taken in enumerate(listed):
            if index not in tried and _is(taken, wanted[position]):
                tried.add(index)
                if index not in owner or claim(owner[index], tried):
                    owner[index] = position
                    return True
        return False

    for position in range(len(wanted)):
        claim(position, set())
    return owner


def _misplaced(itinerary: Itinerary, index: int) -> str:
    """What is wrong with the place of a listed break, empty if nothing is."""
    listed = itinerary.route.breaks
    taken = listed[index]
    earlier, absences = listed[:index], itinerary.technician.absences
    if overlap((*earlier, *absences), taken.start, taken.end):
        return "overlaps other time off"
    inside = any(one.end <= taken.start and taken.end <= two.start for one, two in pairwise(itinerary.points))
    return "" if inside else "is not between two stops on duty"


def _impossible(itinerary: Itinerary, rest: Break, others: Sequence[Interval]) -> bool:
    """Whether the facts alone leave no room: a visit waives breaks, or no gap between frozen visits can hold it.

    Beside visits that are not facts the ``others`` could be taken elsewhere; of facts alone they are where they are.
    """
    if any(visit.waives("break") for visit in itinerary.visits):
        return True
    first, *stops, last = itinerary.points
    frozen = [point for point in stops if point.visit is not None and point.visit.frozen]
    leave = replace(first, end=min(itinerary.shift.start, rest.earliest))
    back = replace(last, start=max(itinerary.shift.end, rest.latest + rest.duration))
    gaps = pairwise([leave, *frozen, back])
    taken = others if len(frozen) == len(stops) else ()
    off = (*itinerary.technician.absences, *taken)
    return bool(frozen) and not any(_has_room(itinerary, rest, off, one, two) for one, two in gaps)


def _has_room(itinerary: Itinerary, rest: Break, off: Sequence[Interval], one: Point, two: Point) -> bool:
    """Whether the break, the way and the time off fit between two points, the break clear of the time off."""
    earliest, latest = max(rest.earliest, one.end), min(rest.latest, two.start - rest.duration)
    clear = (
        earliest <= start <= latest and not overlap(off, start, start + rest.duration)
        for start in (earliest, *(gone.end for gone in off))
    )
    problem = itinerary.problem
    way = least(problem.travel.speed_periods, problem.legs.ticks(one.place, two.place))
    enough = two.start - one.end >= way + rest.duration + overlap(off, one.end, two.start)
    return enough and any(clear)
