"""A plan while it is being made: sequences of visits, and stops at depots, on duties, with costs kept up to date.

Stops at depots come and go with what needs them: an insertion brings the stop that it lacks, in the best of the places
looked at, and a removal places the stops of the route anew, those that are still needed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple, Self

from scheduler.eligibility import Eligibility
from scheduler.entities import Interval
from scheduler.problem import ProblemData
from scheduler.route import Evaluator, RouteValue
from scheduler.solution import Plan, Route, Stop
from scheduler.timing import Timetable

#: Of the positions that pass the quick test of time, so many with the least detour are costed exactly.
POSITIONS_COSTED = 5
#: Of the ways to add a stop at a depot to a route that lacks one, so many with the least travel are costed exactly.
STOPS_COSTED = 4


class Insertion(NamedTuple):
    """The route that a visit would make of a duty's, and by how much the plan's rank would rise.

    The gain of serving it is not counted.
    """

    delta: int
    duty: int
    sequence: tuple[int, ...]


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
        if sequence and (value is None or not self._supplied(duty, sequence)):
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
        for index in self.visits(duty):
            self.rank -= sign * evaluator.unserved_rank(index)
            if sign > 0:
                self.place[index] = duty
                self.unserved.discard(index)
            else:
                del self.place[index]
                self.unserved.add(index)

    def visits(self, duty: int) -> tuple[int, ...]:
        """The appointments of a duty's route, in order."""
        return tuple(index for index in self.sequences[duty] if index >= 0)

    def remove(self, indices: Iterable[int]) -> None:
        """Take visits out of their routes. A route less some visits can still not fit, where travel does not obey the
        triangle inequality: such a route is emptied."""
        affected: dict[int, set[int]] = {}
        for index in indices:
            affected.setdefault(self.place[index], set()).add(index)
        for duty, gone in affected.items():
            if not self.reduce(duty, tuple(index for index in self.sequences[duty] if index not in gone)):
                self.assign(duty, ())
        if self.problem.depots:
            owners = {self.evaluator.technician_of[duty] for duty in affected}
            for duty in self._with_stops(owners, affected):
                self.reduce(duty, self.sequences[duty])

    def reduce(self, duty: int, rest: tuple[int, ...]) -> bool:
        """Make what is left of a route the route, with stops at depots only where, and the best way, it needs them.

        ``False`` (and no change) if that does not fit.
        """
        visits = tuple(index for index in rest if index >= 0)
        if not visits or len(visits) == len(rest):
            return self.assign(duty, visits)
        ways = self.supplied(duty, visits)
        values = [(value.rank, len(way), way) for way in ways if (value := self.evaluator.value(duty, way)) is not None]
        return any(self.assign(duty, way) for *_, way in sorted(values))

    def _with_stops(self, owners: set[int], but: Container[int]) -> list[int]:
        """The duties of some technicians whose routes have stops at depots."""
        owned = ((duty, sequence) for duty, sequence in enumerate(self.sequences) if duty not in but)
        stopping = (duty for duty, sequence in owned if any(index < 0 for index in sequence))
        return [duty for duty in stopping if self.evaluator.technician_of[duty] in owners]

    def insertion(self, index: int, duty: int) -> Insertion | None:
        """The cheapest place found for an unserved appointment on a duty, ``None`` if there is none."""
        value = self.values[duty]
        technician = self.evaluator.technician_of[duty]
        load = self.loads[technician]
        base = -(value.rank if value else 0)
        base += self.evaluator.fairness_rank(technician, load + self.evaluator.loads[index])
        base -= self.evaluator.fairness_rank(technician, load)
        best: Insertion | None = None
        for sequence, candidate in self.insertions(index, duty, POSITIONS_COSTED, STOPS_COSTED):
            delta = base + candidate.rank
            if best is None or delta < best.delta:
                best = Insertion(delta, duty, sequence)
        return best

    def insertions(
        self, index: int, duty: int, most: int | None = None, most_stops: int | None = None
    ) -> Iterator[tuple[tuple[int, ...], RouteValue]]:
        """Every route that fits and has an unserved appointment more than the duty's, with its value.

        Least detour first; of the positions that pass the quick test of time at most ``most`` are looked at. Where the
        route then lacks tools or parts, the stops that bring them are added; of the ways to do so ``most_stops``.
        """
        sequence = self.sequences[duty]
        for position in self._positions(index, duty)[:most]:
            longer = (*sequence[:position], index, *sequence[position:])
            for way in self.supplied(duty, longer, most_stops) if self.problem.depots else (longer,):
                candidate = self.evaluator.value(duty, way)
                if candidate is not None and self._supplied(duty, way):
                    yield way, candidate

    def insert(self, index: int, place: Insertion) -> None:
        """Carry out an insertion that :meth:`insertion` gave for the present state."""
        others = tuple(row for row in place.sequence if row >= 0 and row != index)
        if others != self.visits(place.duty) or not self.assign(place.duty, place.sequence):
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
        away, arrive = ticks(node.location), self.evaluator.arrive
        found = []
        for position in range(len(frame.ready)):
            here, there = frame.locations[position], frame.locations[position + 1]
            out = ticks(here)[node.location]
            start = max(low, arrive(frame.ready[position], out))
            if start > high or arrive(start + node.service, away[there]) > frame.latest[position]:
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
            arrive = self.evaluator.arrive(ready[-1], ticks(here, node.location))
            ready.append(max(arrive, node.bounds[0][0]) + node.service)
        latest = [clock.latest]
        for there, node in zip(reversed(places[1:]), reversed(nodes), strict=False):
            leave = self.evaluator.leave(latest[-1], ticks(node.location, there))
            latest.append(min(leave - node.service, node.bounds[-1][1]))
        return _Frame(places, tuple(ready), tuple(reversed(latest)))

    def _supplied(self, duty: int, sequence: tuple[int, ...]) -> bool:
        """Whether tools and parts suffice beside all other routes (the route alone is the evaluator's business)."""
        elsewhere = self.elsewhere(duty)
        if elsewhere and not self.evaluator.lacks_nothing(duty, sequence, elsewhere):
            return False
        return self._depots_suffice(duty, sequence)

    def elsewhere(self, duty: int) -> list[tuple[int, ...]]:
        """The other routes of a duty's technician."""
        duties = self.evaluator.duties_of[self.evaluator.technician_of[duty]]
        return [self.sequences[other] for other in duties if other != duty and self.sequences[other]]

    def _depots_suffice(self, duty: int, sequence: tuple[int, ...]) -> bool:
        """Whether the counted stock of the depots suffices for all routes of everybody."""
        supply = self.problem.supply
        if not supply.scarce:
            return True
        routes: dict[int, list[tuple[int, ...]]] = {}
        for other, present in enumerate(self.sequences):
            routes.setdefault(self.evaluator.technician_of[other], []).append(sequence if other == duty else present)
        return supply.depots_suffice(routes, self.problem.technicians, self.problem.appointments.__getitem__)

    def supplied(self, duty: int, sequence: tuple[int, ...], most: int | None = None) -> list[tuple[int, ...]]:
        """A sequence with the stops at depots that it lacks, in every way or in those with the least travel."""
        technician, look = self.problem.duties[duty][0], self.problem.appointments.__getitem__
        ways = list(dict.fromkeys(self.problem.supply.completed(technician, sequence, look, self.elsewhere(duty))))
        if most is None or len(ways) <= most:
            return ways
        return sorted(ways, key=lambda way: self._travel(duty, way))[:most]

    def _travel(self, duty: int, sequence: tuple[int, ...]) -> int:
        return sum(self.evaluator.legs(duty, [self.evaluator.node(index, duty).location for index in sequence]))

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
        _stop(evaluator, index, arrive, start, start + evaluator.node(index, duty).service)
        for index, arrive, start in zip(sequence, table.arrives, table.starts, strict=True)
    )
    breaks = tuple(Interval(pause.start, pause.end) for pause in table.breaks)
    return Route(technician.id, shift.id, table.departure, table.arrival, stops, breaks)


def _stop(evaluator: Evaluator, index: int, arrive: int, start: int, end: int) -> Stop:
    if index < 0:
        return Stop(evaluator.problem.depots[~index].id, arrive, start, end, "depot")
    return Stop(evaluator.problem.appointments[index].id, arrive, start, end)


def from_plan(working: Working, plan: Plan) -> None:
    """Take over a plan's sequences, route by route, as far as they fit; what does not stays unserved.

    A route that fits only as a whole (a matrix may make a detour shorter than the way) is taken over as a whole.
    """
    problem: ProblemData = working.problem
    index = rows_of(problem)
    for route in plan.routes:
        duty = problem.duty.get((route.technician, route.shift))
        if duty is None:
            continue
        rows = [index[key] for key in dict.fromkeys((stop.kind, stop.id) for stop in route.stops) if key in index]
        free = [row for row in rows if row < 0 or _may_take(working, row, duty)]
        if any(row >= 0 for row in free) and not working.assign(duty, (*working.sequences[duty], *free)):
            for row in free:
                if row >= 0 and (places := working.supplied(duty, (*working.sequences[duty], row))):
                    working.assign(duty, places[0])


def _may_take(working: Working, row: int, duty: int) -> bool:
    return row in working.unserved and working.eligibility.allowed_at(row, duty)


def rows_of(problem: ProblemData) -> dict[tuple[str, str], int]:
    """The number that stands for each visit and each stop at a depot in a route, by kind and id."""
    visits = {("visit", item.id): row for row, item in enumerate(problem.appointments)}
    return visits | {("depot", depot.id): ~number for number, depot in enumerate(problem.depots)}
