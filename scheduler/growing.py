"""A desk with something more on it: a place that nobody has been to, or time that is taken since."""

from __future__ import annotations

from copy import copy

from scheduler.desk import Desk, StaleSlotError
from scheduler.entities import Appointment, Location
from scheduler.working import route_of


def with_location(desk: Desk, place: Location) -> tuple[Desk, int]:
    """The same desk with one place more, and the place's number; itself if it has a place of that id."""
    known = next((row for row, other in enumerate(desk.problem.locations) if other.id == place.id), None)
    if known is not None:
        return desk, known
    problem, other = desk.problem.with_location(place), copy(desk)
    other.evaluator = desk.evaluator.over(problem)
    other.eligibility = desk.basis.eligibility(problem, desk.policy)
    other.working = desk.working.on(other.evaluator, other.eligibility)
    other.routes, other.place = desk.routes[:], dict(desk.place)
    return other, len(desk.problem.locations)


def with_fact(desk: Desk, item: Appointment, shift: str) -> Desk:
    """The same desk with one fact more, on a shift of its technician.

    Raises :class:`StaleSlotError` if it does not fit there beside the others.
    """
    other, pin = desk.with_appointment(item), item.pin
    assert pin is not None
    assert pin.start is not None
    duty, working = desk.problem.duty[pin.technician or "", shift], other.working
    value, sequence = working.values[duty], working.sequences[duty]
    starts = value.table.starts if value is not None else ()
    place = sum(start <= pin.start for start in starts)
    longer = (*sequence[:place], other.index[item.id], *sequence[place:])
    if not working.assign(duty, longer):
        raise StaleSlotError(f"{item.id} does not fit on {shift} of {pin.technician}.")
    after = working.values[duty]
    assert after is not None
    other.routes[duty] = route_of(other.evaluator, duty, longer, after.table)
    other.place[item.id] = [duty]
    for remembered in ("loads", "worked"):
        other.__dict__.pop(remembered, None)
    for known in (other._standings, other._route_terms):
        known.pop(duty, None)
    return other
