"""A plan while it is being made: sequences of appointment indices on duties, with costs kept up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self

from scheduler.eligibility import Eligibility
from scheduler.entities import Interval
from scheduler.problem import ProblemData
from scheduler.route import Evaluator, RouteValue, stock_suffices
from scheduler.solution import Plan, Route, Stop
from scheduler.timing import Timetable

#: Of the positions that pass the quick test of time, so many with the least detour are costed exactly.
POSITIONS_COSTED = 5


class Insertion(NamedTuple):
    """Where a visit would go, and by how much the plan's rank would rise (the gain of serving it not counted)."""

    delta: int
    duty: int
    position: int


class _Frame(NamedTuple):
    """Bounds on when stops can happen, without time off: only ever too generous, so a quick *no* is right."""

    locations: tuple[int, ...]
    ready: tuple[int, ...]
    latest: tuple[int, ...]


class Working:
    """Mutable routes over one problem. ``rank`` is always the rank of the whole (spread apart)."""

    def __init__(self, evaluator: Evaluator, eligibility: Eligibility) -> None:
        self.evaluator, self.eligibility = evaluator, eligibility
        self.problem = evaluator.problem
        duties = len(self.problem.duties)
        self.sequences: list[tuple[int, ...]] = [()] * duties
        self.values: list[RouteValue | None] = [None] * duties
        self.loads = [0] * len(self.problem.technicians)
        self.place: dict[int, int] = {}
        self.unserved = set(range(len(self.problem.appointments)))
        self._frames: list[_Frame | None] = [None] * duties
        self.rank = sum(map(evaluator.unserved_rank, self.unserved))
        self.rank += sum(evaluator.fairness_rank(index, 0) for index in range(len(self.loads)))

    def copy(self) -> Self:
        """An independent copy that shares the caches."""
        other = object.__new__(type(self))
        other.evaluator, other.eligibility, other.problem = self.evaluator, self.eligibility, self.problem
        other.sequences, other.values, other.loads = self.sequences[:], self.values[:], self.loads[:]
        other.place, other.unserved = dict(self.place), set(self.unserved)
        other._frames, other.rank = self._frames[:], self.rank
        return other

    @property
    def scheduled(self) -> int:
        """How many appointments are served."""
        return len(self.place)

    def on(self, evaluator: Evaluator, eligibility: Eligibility) -> Working:
        """A copy for a problem in which one unserved appointment was replaced or appended."""
        other = self.copy()
        other.evaluator, other.eligibility, other.problem = evaluator, eligibility, evaluator.problem
        for index in range(len(self.problem.appointments), len(other.problem.appointments)):
            other.unserved.add(index)
            other.rank += evaluator.unserved_rank(index)
        return other

    def assign(self, duty: int, sequence: tuple[int, ...]) -> bool:
        """Make a sequence the route of a duty; ``False`` (and no change) if it does not fit."""
        value = self.evaluator.value(duty, sequence) if sequence else None
        if sequence and (value is None or not self._stock_suffices(duty, sequence)):
            return False
        self._account(duty, -1)
        self.sequences[duty], self.values[duty], self._frames[duty] = sequence, value, None
        self._account(duty, +1)
        return True

    def _account(self, duty: int, sign: int) -> None:
        evaluator, value = self.evaluator, self.values[duty]
        if value is None:
            return
        technician = evaluator.technician_of[duty]
        before = self.loads[technician]
        self.loads[technician] = before + sign * value.load
        self.rank += sign * value.rank
        self.rank += evaluator.fairness_rank(technician, self.loads[technician])
        self.rank -= evaluator.fairness_rank(technician, before)
        for index in self.sequences[duty]:
            self.rank -= sign * evaluator.unserved_rank(index)
            if sign > 0:
                self.place[index] = duty
                self.unserved.discard(index)
            else:
                del self.place[index]
                self.unserved.add(index)

    def remove(self, indices: Iterable[int]) -> None:
        """Take visits out of their routes. A route less some visits can still not fit (time-dependent bounds never
        make it so with static travel that obeys the triangle inequality, a matrix may): such a route is emptied."""
        affected: dict[int, set[int]] = {}
        for index in indices:
            affected.setdefault(self.place[index], set()).add(index)
        for duty, gone in affected.items():
            if not self.assign(duty, tuple(index for index in self.sequences[duty] if index not in gone)):
                self.assign(duty, ())

    def insertion(self, index: int, duty: int) -> Insertion | None:
        """The cheapest place found for an unserved appointment on a duty, ``None`` if there is none."""
        value = self.values[duty]
        technician = self.evaluator.technician_of[duty]
        load = self.loads[technician]
        base = -(value.rank if value else 0)
        base += self.evaluator.fairness_rank(technician, load + self.evaluator.loads[index])
        base -= self.evaluator.fairness_rank(technician, load)
        best: Insertion | None = None
        for position, candidate in self.insertions(index, duty, POSITIONS_COSTED):
            delta = base + candidate.rank
            if best is None or delta < best.delta:
                best = Insertion(delta, duty, position)
        return best

    def insertions(self, index: int, duty: int, most: int | None = None) -> Iterator[tuple[int, RouteValue]]:
        """Every position at which an unserved appointment fits on a duty, with the value of the route it would make.

        Least detour first; of the positions that pass the quick test of time at most ``most`` are looked at.
        """
        sequence = self.sequences[duty]
        for position in self._positions(index, duty)[:most]:
            longer = (*sequence[:position], index, *sequence[position:])
            candidate = self.evaluator.value(duty, longer)
            if candidate is not None and self._stock_suffices(duty, longer):
                yield position, candidate

    def insert(self, index: int, place: Insertion) -> None:
        """Carry out an insertion that :meth:`insertion` gave for the present state."""
        sequence = self.sequences[place.duty]
        if not self.assign(place.duty, (*sequence[: place.position], index, *sequence[place.position :])):
            raise AssertionError("an insertion was carried out on a state it was not computed for")

    def detour(self, index: int, duty: int) -> int | None:
        """The least ticks on the road that a visit adds to a route, at the places that pass the quick test of time."""
        return min((detour for detour, _ in self._detours(index, duty)), default=None)

    def _positions(self, index: int, duty: int) -> list[int]:
        """Positions that pass the quick test of time, the least detour first."""
        return [position for _, position in sorted(self._detours(index, duty))]

    def _detours(self, index: int, duty: int) -> list[tuple[int, int]]:
        """Detour and position, wherever there could be time."""
        node = self.evaluator.node(index, duty)
        if not node.bounds:
            return []
        low, high = node.bounds[0][0], node.bounds[-1][1]
        frame = self._frame(duty)
        ticks = self.problem.legs.ticks_from
        away = ticks(node.location)
        found = []
        for position in range(len(frame.ready)):
            here, there = frame.locations[position], frame.locations[position + 1]
            out = ticks(here)[node.location]
            start = max(low, frame.ready[position] + out)
            if start > high or start + node.service + away[there] > frame.latest[position]:
                continue
            found.append((out + away[there] - ticks(here)[there], position))
        return found

    def _frame(self, duty: int) -> _Frame:
        frame = self._frames[duty]
        if frame is None:
            frame = self._frames[duty] = self._make_frame(duty)
        return frame

    def _make_frame(self, duty: int) -> _Frame:
        clock = self.evaluator.clocks[duty]
        nodes = [self.evaluator.node(index, duty) for index in self.sequences[duty]]
        places = (clock.origin, *(node.location for node in nodes), clock.destination)
        ticks = self.problem.legs.ticks
        ready = [clock.earliest]
        for here, node in zip(places, nodes, strict=False):
            ready.append(max(ready[-1] + ticks(here, node.location), node.bounds[0][0]) + node.service)
        latest = [clock.latest]
        for there, node in zip(reversed(places[1:]), reversed(nodes), strict=False):
            latest.append(min(latest[-1] - ticks(node.location, there) - node.service, node.bounds[-1][1]))
        return _Frame(places, tuple(ready), tuple(reversed(latest)))

    def _stock_suffices(self, duty: int, sequence: Sequence[int]) -> bool:
        """Parts over all routes of the technician (the route alone is the evaluator's business)."""
        items = self.problem.appointments
        if not any(items[index].parts for index in sequence):
            return True
        technician = self.evaluator.technician_of[duty]
        others = [other for other, owner in enumerate(self.evaluator.technician_of) if owner == technician]
        elsewhere = (index for other in others if other != duty for index in self.sequences[other])
        return stock_suffices(
            self.problem.technicians[technician], [*(items[i] for i in sequence), *(items[i] for i in elsewhere)]
        )

    def total(self) -> int:
        """The rank with the spread of working time, which no single route knows."""
        weight = self.evaluator.multiplier.get("spread", 0)
        if not weight:
            return self.rank
        working = dict.fromkeys(self.evaluator.technician_of, 0)
        for owner, value in zip(self.evaluator.technician_of, self.values, strict=True):
            working[owner] += value.working if value else 0
        return self.rank + weight * (max(working.values(), default=0) - min(working.values(), default=0))

    def plan(self) -> Plan:
        """The plan as data."""
        return Plan(
            tuple(
                route_of(self.evaluator, duty, self.sequences[duty], value.table)
                for duty, value in enumerate(self.values)
                if value
            )
        ).sorted()


def route_of(evaluator: Evaluator, duty: int, sequence: Sequence[int], table: Timetable) -> Route:
    """A timed sequence as data."""
    technician, shift = evaluator.problem.duties[duty]
    stops = tuple(
        Stop(evaluator.problem.appointments[index].id, arrive, start, start + evaluator.node(index, duty).service)
        for index, arrive, start in zip(sequence, table.arrives, table.starts, strict=True)
    )
    breaks = tuple(Interval(pause.start, pause.end) for pause in table.breaks)
    return Route(technician.id, shift.id, table.departure, table.arrival, stops, breaks)


def from_plan(working: Working, plan: Plan) -> None:
    """Take over a plan's sequences, route by route, as far as they fit; what does not stays unserved.

    A route that fits only as a whole (a matrix may make a detour shorter than the way) is taken over as a whole.
    """
    problem: ProblemData = working.problem
    index = {item.id: row for row, item in enumerate(problem.appointments)}
    for route in plan.routes:
        duty = problem.duty.get((route.technician, route.shift))
        if duty is None:
            continue
        rows = [index[name] for name in dict.fromkeys(stop.id for stop in route.visits) if name in index]
        free = [row for row in rows if row in working.unserved and working.eligibility.allowed_at(row, duty)]
        if free and not working.assign(duty, (*working.sequences[duty], *free)):
            for row in free:
                working.assign(duty, (*working.sequences[duty], row))
