"""The cheapest change with which an unscheduled coupled appointment has a place, everything else fixed, verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from scheduler.check import added, check
from scheduler.coupling.requests import CoupledDesk
from scheduler.entities import Appointment, Window
from scheduler.explanation import Relaxation
from scheduler.relax import COSTS
from scheduler.wording import moment

#: What it counts in minutes that one fewer goes.
FEWER = 240.0


class _Change(NamedTuple):
    """The appointment with other data to look for a place with, and what is made of it for a start and an end."""

    kind: str
    open: Appointment
    closed: Callable[[int, int], tuple[Appointment, float, str]]


def relaxed(desk: CoupledDesk, row: int, stop: Callable[[], bool] = lambda: False) -> Relaxation | None:
    """A start outside the windows, a later due time, or a crew of one fewer: the cheapest that the judge lets pass."""
    if desk.problem.appointments[row].location is None or desk.hindered(row) is not None:
        return None
    found = [change for one in _changes(desk, row) if not stop() and (change := _placed(desk, row, one))]
    return min(found, key=lambda one: (one.minutes, one.kind), default=None)


def _changes(desk: CoupledDesk, row: int) -> Iterator[_Change]:
    item, problem = desk.problem.appointments[row], desk.problem
    per_minute = problem.horizon.ticks_per_minute

    def other_start(start: int, end: int) -> tuple[Appointment, float, str]:
        windows = (*item.windows, Window(start, start)) if item.windows else ()
        earliest = None if item.earliest_start is None else min(start, item.earliest_start)
        bounds = [bound for one in item.windows for bound in (one.earliest, one.latest)]
        away = min(abs(start - bound) for bound in [*bounds, *([] if earliest is None else [item.earliest_start or 0])])
        words = f"a start at {moment(problem, start)}, outside what was agreed"
        return item.replace(windows=windows, earliest_start=earliest), COSTS["window"] * away / per_minute, words

    def later_due(start: int, end: int) -> tuple[Appointment, float, str]:
        words = f"a due time of {moment(problem, end)} instead of {moment(problem, item.due or 0)}"
        return item.replace(due=end), COSTS["later_due"] * max(0, end - (item.due or 0)) / per_minute, words

    def fewer(start: int, end: int) -> tuple[Appointment, float, str]:
        smaller = item.crew_size - 1
        return item.replace(crew_size=smaller), FEWER, f"a crew of {smaller} instead of {item.crew_size}"

    if item.windows or item.earliest_start is not None:
        yield _Change("window", item.replace(windows=(), earliest_start=None), other_start)
    if item.due is not None and desk.policy.late == "forbid":
        yield _Change("later_due", item.replace(due=None), later_due)
    if item.crew > 1:
        yield _Change("crew", item.replace(crew_size=item.crew_size - 1), fewer)


def _placed(desk: CoupledDesk, row: int, change: _Change) -> Relaxation | None:
    """The cheapest place with the change, if the judge finds nothing new in it."""
    items = desk.problem.appointments
    published = tuple(one for one in desk.problem.published if one.appointment != change.open.id)

    def with_item(item: Appointment) -> CoupledDesk:
        changed = desk.problem.replace(appointments=(*items[:row], item, *items[row + 1 :]), published=published)
        return CoupledDesk(changed, desk.policy, desk.plan, (row,))

    opened = with_item(change.open)
    place = next(iter(opened.offers(row)), None)
    if place is None:
        return None
    item, minutes, words = change.closed(place.placement.start, place.placement.end)
    problem = with_item(item).problem
    known = set(check(desk.problem, desk.policy, desk.plan))
    if any(one not in known for one in added(check(problem, desk.policy, opened.after(row, place)))):
        return None
    lead = problem.duties[place.placement.duties[0]][0]
    sentence = f"With {words}, {item.id} could be served from {moment(problem, place.placement.start)}."
    return Relaxation(change.kind, sentence, lead.id, place.placement.start, minutes)
