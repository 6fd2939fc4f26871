"""Room for one more visit on a duty as it stands: how much of it there is, and what takes it where there is none.

Everything else is fixed: the other visits keep their technician and their order, and may move within their own
windows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from scheduler.eligibility import ALWAYS, CLOCK_RULES, CODES, loosened, without_bounds, without_needs
from scheduler.entities import Appointment
from scheduler.route import Evaluator, excused, start_bounds
from scheduler.timing import DutyClock, Node, Timetable
from scheduler.working import Working


@dataclass(frozen=True)
class NoRoom:
    """Why a visit finds no room on a duty: codes, and when it could be (start, end, return) with these rules lifted."""

    codes: tuple[str, ...]
    start: int | None = None
    end: int | None = None
    arrival: int | None = None


def start_range(evaluator: Evaluator, duty: int, sequence: Sequence[int], position: int) -> tuple[int, int]:
    """The earliest and the latest start of one visit of a sequence that fits, with everything else fixed."""
    bound = not excused("limits", evaluator.items(sequence))
    shift = evaluator.problem.duties[duty][1]
    limits = (shift.max_travel, shift.max_duration) if bound else (None, None)
    limited = limits[1] is not None or (limits[0] is not None and evaluator.problem.speeds is not None)
    nodes = [evaluator.node(index, duty) for index in sequence]
    legs = evaluator.legs(duty, [node.location for node in nodes])
    clock, bounds = evaluator.clocks[duty], nodes[position].bounds

    def timed(low: int, high: int) -> int | None:
        """The start of the visit within bounds, as early as can be."""
        within = tuple((max(low, one), min(high, two)) for one, two in bounds if two >= low and one <= high)
        node = Node(nodes[position].location, nodes[position].service, within)
        changed = [*nodes[:position], node, *nodes[position + 1 :]]
        if limited:
            tables = clock.all_within(changed, legs, *limits)
            return min((table.starts[position] for table in tables), default=None)
        table = clock.forward(changed, legs, clock.earliest)
        return None if table is None else table.starts[position]

    first = timed(bounds[0][0], bounds[-1][1])
    if first is None:
        raise ValueError("the sequence does not fit")
    last = _last(timed, first, min(bounds[-1][1], clock.latest))
    if not clock.simple or limited:
        first = _first(timed, max(bounds[0][0], clock.earliest), first)
    return first, last


def _last(timed: Callable[[int, int], int | None], low: int, high: int) -> int:
    """The last tick at or after which a start fits, known to be at least ``low``."""
    most = high
    while low < high:
        middle = (low + high + 1) // 2
        found = timed(middle, most)
        if found is None:
            high = middle - 1
        else:
            low = found
    return low


def _first(timed: Callable[[int, int], int | None], low: int, high: int) -> int:
    """The first tick at or before which a start fits, known to be at most ``high``.

    With time off, or with a limit on working time, the earliest return need not have the earliest start.
    """
    least = low
    while low < high:
        middle = (low + high) // 2
        found = timed(least, middle)
        if found is None:
            low = middle + 1
        else:
            high = found
    return high


def no_room(working: Working, index: int, duty: int) -> NoRoom:
    """Why an unserved appointment that is eligible for a duty has no place on it.

    The amounts that are exceeded, and a smallest set of clock rules that leave no place: the rules of the duty and of
    the appointment itself are lifted in turn, never those of the visits that are there. With all of them lifted there
    is room after the last visit, so some set of them is the reason.
    """
    asked = _Asked(working, index, duty)
    everywhere = range(len(working.sequences[duty]) + 1)
    places = [position for position in everywhere if asked.table(position, frozenset())]
    kept: set[str] = set()
    blamed = []
    for rule, code in CLOCK_RULES.items():
        if not asked.concerned_by(rule) or asked.any_fits(places, frozenset(kept | {rule})):
            kept.add(rule)
        else:
            blamed.append(code)
    # Where nothing on this duty is in the way, the counted stock of the depots has gone to others.
    codes = tuple(sorted({*asked.amounts(), *blamed} or {"PARTS"}, key=CODES.index))
    tables = [found for position in places if (found := asked.table(position, frozenset(kept)))]
    position, table = min(tables, key=lambda entry: entry[1].arrival)
    start = table.starts[position]
    return NoRoom(codes, start, start + asked.service, table.arrival)


class _Asked:
    """One appointment, one duty, and rules of the clock that are switched on and off."""

    def __init__(self, working: Working, index: int, duty: int) -> None:
        self.evaluator, self.duty = working.evaluator, duty
        self.technician, self.shift = working.problem.duties[duty]
        self.item: Appointment = working.problem.appointments[index]
        self.sequence = working.sequences[duty]
        self.service = self.technician.service(self.item.duration)
        self.others = self.evaluator.items(self.sequence)
        self.elsewhere = working.elsewhere(duty)
        self.index = index
        self.bounds = cache(self._bounds)
        self.clock = cache(self._clock)
        self.legs = cache(self._legs)

    def amounts(self) -> list[str]:
        """The codes of the amounts that one visit more exceeds."""
        together = [*self.others, self.item]
        loaded = sum(item.load for item in together if "capacity" not in item.waivers)
        full = self.technician.capacity is not None and loaded > self.technician.capacity
        many = self.shift.max_visits is not None and len(together) > self.shift.max_visits and self._limited
        return [code for code, holds in (("CAPACITY", full), ("LIMIT", many)) if holds]

    @property
    def _limited(self) -> bool:
        return not excused("limits", (*self.others, self.item))

    def concerned_by(self, rule: str) -> bool:
        """Whether a rule of the clock says anything here."""
        item, shift = self.item, self.shift
        said = {
            "break": bool(shift.breaks),
            "absence": bool(self.technician.absences),
            "window": bool(item.windows) or item.earliest_start is not None,
            "sla": item.due is not None,
            "pin_start": item.pin is not None,
            "limits": (shift.max_visits, shift.max_travel, shift.max_duration) != (None, None, None),
            "tools": bool(item.tools),
            "parts": bool(item.parts),
        }
        return said.get(rule, True)

    def any_fits(self, places: Sequence[int], active: frozenset[str]) -> bool:
        return any(self.table(position, active) is not None for position in places)

    def table(self, position: int, active: frozenset[str]) -> tuple[int, Timetable] | None:
        """A timetable with the visit, and the stops that it lacks, under the active rules, and the visit's place in it.

        ``position`` is that among the stops that are there.
        """
        here = (*self.sequence[:position], self.index, *self.sequence[position:])
        items = self.evaluator.problem.appointments
        needy = without_needs(self.item, active)
        supply = self.evaluator.problem.supply
        ways = supply.completed(
            self.technician, here, lambda row: needy if row == self.index else items[row], self.elsewhere
        )
        return next((found for way in ways if (found := self._timed(way, active)) is not None), None)

    def _timed(self, way: tuple[int, ...], active: frozenset[str]) -> tuple[int, Timetable] | None:
        clock, position = self.clock(active), way.index(self.index)
        place = -1 if self.item.location is None else self.item.location
        visit = Node(place, self.service, self.bounds(active))
        nodes = [visit if row == self.index else self.evaluator.node(row, self.duty) for row in way]
        legs = self.legs(way, "travel" in active and self.item.location is not None)
        limits = "limits" in active and self._limited
        if limits and (self.shift.max_travel, self.shift.max_duration) != (None, None):
            table = clock.within(nodes, legs, self.shift.max_travel, self.shift.max_duration)
        else:
            table = clock.forward(nodes, legs, clock.earliest)
        return None if table is None else (position, table)

    def _bounds(self, active: frozenset[str]) -> tuple[tuple[int, int], ...]:
        return start_bounds(without_bounds(self.item, active), self.evaluator.policy, self.service)

    def _clock(self, active: frozenset[str]) -> DutyClock:
        technician, shift = loosened(self.technician, self.shift, active | {"shift"})
        duty = shift if "shift" in active else shift.replace(end=ALWAYS)
        return DutyClock(technician, duty, self.evaluator.problem.speeds)

    def _legs(self, way: tuple[int, ...], travelling: bool) -> list[int]:
        """Travel; without its rule the visit is as if it were on the way."""
        position, item = way.index(self.index), self.item
        others = [self.evaluator.node(row, self.duty).location for row in way if row != self.index]
        if travelling and item.location is not None:
            return self.evaluator.legs(self.duty, [*others[:position], item.location, *others[position:]])
        legs = self.evaluator.legs(self.duty, others)
        return [*legs[: position + 1], 0, *legs[position + 1 :]]
