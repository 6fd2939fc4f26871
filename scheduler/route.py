"""What a route costs: the optimiser's own reading of the objective, one route at a time.

Levels of the policy are packed into one Python integer (``rank``), so that comparing plans is comparing numbers and
an improvement in a higher level always beats everything below it. What couples routes, fairness by technician, is
kept apart (:meth:`Evaluator.fairness_rank`); what couples everybody (spread) is added by the search on whole plans.
``scheduler.objective`` computes the same from a finished plan, and the two are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from itertools import zip_longest
from typing import NamedTuple

from scheduler.entities import Appointment, Depot
from scheduler.objective import levels, points_per_unit
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import accounts, load_of
from scheduler.timing import NEVER, DutyClock, Node, Timetable

#: Levels are packed this many bits apart, more than any level's value needs.
LEVEL_BITS = 62
#: Route values that are remembered, of about a kilobyte each; all are forgotten when there are more.
CACHE_SIZE = 150_000
STABILITY_MINUTES = 60


class RouteValue(NamedTuple):
    """A route's cost without fairness, its load for rotation, its working time, and its timetable."""

    rank: int
    load: int
    working: int
    table: Timetable


class Evaluator:
    """Values routes on duty indices of one problem under one policy.

    A route is a sequence of appointment indices and, between them, complemented indices of depots (``~d``, negative).
    """

    def __init__(self, problem: ProblemData, policy: Policy, whole: ProblemData | None = None) -> None:
        """``whole`` is the problem of which this is a part: its levels are used, so that ranks of parts add up."""
        self.problem, self.policy = problem, policy
        ordered = levels(whole or problem, policy)
        self.level_count = len(ordered)
        points = points_per_unit(problem)
        self.multiplier = {
            term: weight * points[term.partition("/")[0]] << LEVEL_BITS * (self.level_count - 1 - position)
            for position, level in enumerate(ordered)
            for term, weight in level
        }
        self.clocks = [DutyClock(technician, shift, problem.speeds) for technician, shift in problem.duties]
        positions = {technician.id: index for index, technician in enumerate(problem.technicians)}
        self.technician_of = [positions[technician.id] for technician, _ in problem.duties]
        self.duties_of: list[list[int]] = [[] for _ in problem.technicians]
        for duty, owner in enumerate(self.technician_of):
            self.duties_of[owner].append(duty)
        per_minute = problem.horizon.ticks_per_minute
        self.loads = [load_of(policy, item, per_minute) for item in problem.appointments]
        self.hour = 60 * per_minute
        self._per_minute = per_minute
        self._slack = policy.slack_minutes * per_minute
        standings = accounts(problem, policy)
        self.accounts = [standings[technician.id] for technician in problem.technicians]
        self._sites = Counter(item.location for item in problem.appointments)
        self.published = {visit.appointment: visit for visit in problem.published}
        self._values: dict[tuple[int, tuple[int, ...]], RouteValue | None] = {}
        self._nodes: dict[tuple[int, int], Node] = {}
        self._fixed: dict[tuple[int, int], int] = {}
        self._unserved = [self._unserved_rank(item) for item in problem.appointments]
        self._visit_bounds: dict[tuple[int, int], tuple[int, int]] = {}
        self._timed = [term for term in ("lateness", "slack", "earliness", "stability") if self._weight(term)]

    def with_appointment(self, item: Appointment) -> Evaluator:
        """The same with one appointment replaced or appended, for a fraction of the cost of a new one."""
        problem, known = self.problem.with_appointment(item), self.problem.appointment.get(item.id)
        ranked = not self.policy.strict or f"unserved/{item.priority}" in self.multiplier
        if (known is None and not ranked) or (known is not None and known.priority != item.priority):
            return Evaluator(problem, self.policy)
        other = copy(self)
        other.problem = problem
        load = load_of(self.policy, item, self._per_minute)
        other.loads = [load if one is item else own for one, own in zip_longest(problem.appointments, self.loads)]
        other._sites = self._sites + Counter([item.location])
        if known is not None:
            other._sites[known.location] -= 1
        rank = self._unserved_rank(item)
        other._unserved = [
            rank if one is item else own for one, own in zip_longest(problem.appointments, self._unserved)
        ]
        if self.leaves_routes_alone(item):
            other._values, other._nodes = dict(self._values), dict(self._nodes)
            other._fixed, other._visit_bounds = dict(self._fixed), dict(self._visit_bounds)
        else:
            other._values, other._nodes, other._fixed, other._visit_bounds = {}, {}, {}, {}
        return other

    def leaves_routes_alone(self, item: Appointment) -> bool:
        """Whether routes cost what they did once there is one more appointment: it is new, and at a site of its own."""
        return item.id not in self.problem.appointment and not self._sites[item.location]

    def over(self, problem: ProblemData) -> Evaluator:
        """The same over a problem that differs in having more locations."""
        other = copy(self)
        other.problem = problem
        return other

    def _weight(self, term: str) -> int:
        return self.multiplier.get(term, 0)

    def vector(self, rank: int) -> tuple[int, ...]:
        """A rank unpacked into its levels (also of a difference, where levels may be negative)."""
        half, whole = 1 << LEVEL_BITS - 1, 1 << LEVEL_BITS
        values = []
        for _ in range(self.level_count):
            low = (rank + half) % whole - half
            values.append(low)
            rank = (rank - low) >> LEVEL_BITS
        return tuple(reversed(values))

    def is_shared(self, location: int | None) -> bool:
        """Whether several appointments are at a location."""
        return self._sites[location] > 1

    def unserved_rank(self, index: int) -> int:
        """What it costs not to serve an appointment; of a fact, more than all levels together."""
        return self._unserved[index]

    def _unserved_rank(self, item: Appointment) -> int:
        minutes = self.policy.unserved_minutes(item.priority)
        term = f"unserved/{item.priority}" if self.policy.strict else "unserved"
        moved = STABILITY_MINUTES * self._per_minute if item.id in self.published else 0
        fact = 1 << LEVEL_BITS * self.level_count if item.frozen else 0
        return fact + minutes * self._weight(term) + moved * self._weight("stability")

    def fairness_rank(self, technician: int, load: int) -> int:
        """What fairness costs for a technician who gets ``load`` from the plan."""
        weight = self._weight("fairness")
        return weight * self.accounts[technician].cost(load) if weight else 0

    def node(self, index: int, duty: int) -> Node:
        """An appointment, or a depot, as a stop of a duty."""
        key = (index, duty)
        if key not in self._nodes:
            self._nodes[key] = stop_at(self.problem.depots[~index]) if index < 0 else self._visit(index, duty)
        return self._nodes[key]

    def _visit(self, index: int, duty: int) -> Node:
        item = self.problem.appointments[index]
        service = self.problem.duties[duty][0].service(item.duration)
        bounds = start_bounds(item, self.policy, service)
        return Node(-1 if item.location is None else item.location, service, bounds)

    def items(self, sequence: Iterable[int]) -> list[Appointment]:
        """The appointments of a route, in order."""
        return [self.problem.appointments[index] for index in sequence if index >= 0]

    def lacks_nothing(self, duty: int, sequence: tuple[int, ...], elsewhere: Sequence[tuple[int, ...]] = ()) -> bool:
        """Whether tools and parts are on board when they are needed, given the other routes of the technician."""
        technician = self.problem.duties[duty][0]
        return not self.problem.supply.lacking(technician, sequence, self.problem.appointments.__getitem__, elsewhere)

    def arrive(self, start: int, leg: int) -> int:
        """When a leg is over that is left at ``start``, time off apart."""
        speeds = self.problem.speeds
        return start + leg if speeds is None else speeds.arrival(start, leg)

    def leave(self, arrival: int, leg: int) -> int:
        """When a leg has to be left at the latest, time off apart."""
        speeds = self.problem.speeds
        return arrival - leg if speeds is None else speeds.departure(arrival, leg)

    def legs(self, duty: int, locations: Sequence[int]) -> list[int]:
        """Travel ticks, at normal speed, from the duty's origin over the locations to its destination."""
        legs, here, result = self.problem.legs, self.clocks[duty].origin, []
        for location in (*locations, self.clocks[duty].destination):
            result.append(legs.ticks_from(here)[location])
            here = location
        return result

    def value(self, duty: int, sequence: tuple[int, ...]) -> RouteValue | None:
        """The best timetable found for a sequence and its cost; ``None`` if the sequence does not fit."""
        key = (duty, sequence)
        if key in self._values:
            return self._values[key]
        if len(self._values) >= CACHE_SIZE:
            self.forget()
        result = self._values[key] = self._value(duty, sequence)
        return result

    def forget(self) -> None:
        """Give back the memory of the route values known so far."""
        self._values.clear()

    def _value(self, duty: int, sequence: tuple[int, ...]) -> RouteValue | None:
        if not any(index >= 0 for index in sequence) or not self._within_amounts(duty, sequence):
            return None
        nodes = [self.node(index, duty) for index in sequence]
        locations = [node.location for node in nodes]
        legs = self.legs(duty, locations)
        shift = self.problem.duties[duty][1]
        bound = not excused("limits", self.items(sequence))
        most = shift.max_travel if bound and shift.max_travel is not None else NEVER
        if self.problem.speeds is None and sum(legs) > most:
            return None
        base = self._untimed_rank(duty, sequence, locations)
        load = sum(self.loads[index] for index in sequence if index >= 0)
        best: RouteValue | None = None
        longest = shift.max_duration if bound else None
        for table in self.clocks[duty].timetables(nodes, legs, longest=longest):
            working = self.clocks[duty].working(table)
            driving = self.clocks[duty].driving(table, nodes, legs)
            if (longest is not None and working > longest) or driving > most:
                continue
            rank = base + self._timed_rank(duty, sequence, nodes, driving, table, working)
            if best is None or rank < best.rank:
                best = RouteValue(rank, load, working, table)
        return best

    def _within_amounts(self, duty: int, sequence: tuple[int, ...]) -> bool:
        technician, shift = self.problem.duties[duty]
        items = self.items(sequence)
        if shift.max_visits is not None and len(items) > shift.max_visits and not excused("limits", items):
            return False
        if technician.capacity is not None:
            loaded = sum(item.load for item in items if "capacity" not in item.waivers)
            if loaded > technician.capacity and not all(item.frozen for item in items if item.load):
                return False
        return self.lacks_nothing(duty, sequence)

    def _untimed_rank(self, duty: int, sequence: Sequence[int], locations: Sequence[int]) -> int:
        technician, _ = self.problem.duties[duty]
        rank = sum(self.fixed_rank(index, duty) for index in sequence if index >= 0)
        rank += self._weight("technician_cost") * technician.cost_per_shift * self.hour
        if weight := self._weight("travel_distance"):
            clock = self.clocks[duty]
            points = [clock.origin, *locations, clock.destination]
            rank += weight * sum(map(self.problem.legs.metres, points, points[1:]))
        if weight := self._weight("same_site"):
            sites = [place if index >= 0 else None for index, place in zip(sequence, locations, strict=True)]
            rank += weight * sum(
                here is not None and here != there and self.is_shared(here)
                for here, there in zip(sites, [None, *sites], strict=False)
            )
        return rank

    def fixed_rank(self, index: int, duty: int) -> int:
        """What a visit costs on a duty whatever its place in the route and its time."""
        key = (index, duty)
        if key not in self._fixed:
            item = self.problem.appointments[index]
            technician, shift = self.problem.duties[duty]
            rank = self._weight("over_skilled") * self._surplus_skill(item, duty)
            if item.preferred_technicians and technician.id not in item.preferred_technicians:
                rank += self._weight("preference")
            kinds = technician.membership_kinds(item.territory, shift.start)
            if self.problem.territories and kinds == {"secondary"}:
                rank += self._weight("secondary")
            published = self.published.get(item.id)
            if published is not None and published.technician != technician.id:
                rank += self._weight("stability") * STABILITY_MINUTES * self._per_minute
            self._fixed[key] = rank
        return self._fixed[key]

    def _surplus_skill(self, item: Appointment, duty: int) -> int:
        technician, shift = self.problem.duties[duty]
        held: dict[str, int] = {}
        for skill in technician.skills:
            if skill.holds_at(shift.start):
                held[skill.name] = max(skill.level, held.get(skill.name, 0))
        needed = {need.name: need.level for need in item.skills}
        return sum(max(0, level - needed[name]) if name in needed else 1 for name, level in held.items())

    def _timed_rank(
        self,
        duty: int,
        sequence: Sequence[int],
        nodes: Sequence[Node],
        driving: int,
        table: Timetable,
        working: int,
    ) -> int:
        technician, shift = self.problem.duties[duty]
        rank = self._weight("working_time") * working + self._weight("travel_time") * driving
        rank += self._weight("technician_cost") * technician.cost_per_hour * working
        if weight := self._weight("waiting"):
            paused = sum(pause.end - pause.start for pause in table.breaks)
            rank += weight * (working - driving - sum(node.service for node in nodes) - paused)
        if shift.soft_end is not None:
            rank += self._weight("overtime") * max(0, table.arrival - max(shift.soft_end, table.departure))
        if self._timed:
            for index, node, start in zip(sequence, nodes, table.starts, strict=True):
                rank += self._visit_rank(index, duty, node, start) if index >= 0 else 0
        return rank

    def _visit_rank(self, index: int, duty: int, node: Node, start: int) -> int:
        item = self.problem.appointments[index]
        multiplier, rank = self.multiplier, 0
        if item.due is not None and start + node.service > item.due:
            rank += multiplier.get("lateness", 0) * (start + node.service - item.due)
        first, last = self._bounds(index, duty, node.service)
        if start > last - self._slack:
            rank += multiplier.get("slack", 0) * min(self._slack, start - last + self._slack)
        if weight := multiplier.get("earliness"):
            rank += weight * max(0, start - first)
        published = self.published.get(item.id)
        if published is not None and published.technician == self.problem.duties[duty][0].id:
            cap = STABILITY_MINUTES * self._per_minute
            rank += self._weight("stability") * min(abs(start - published.start), cap)
        return rank

    def _bounds(self, index: int, duty: int, service: int) -> tuple[int, int]:
        """The first and the last start of a visit that cost nothing."""
        known = self._visit_bounds.get((index, duty))
        if known is None:
            item = self.problem.appointments[index]
            known = self._visit_bounds[index, duty] = (release(item), latest_start(item, service))
        return known


def excused(constraint: str, items: Sequence[Appointment]) -> bool:
    """Whether a limit on a route does not bind these visits: one of them waives it, or all are facts."""
    return any(constraint in item.waivers for item in items) or all(item.frozen for item in items)


def stop_at(depot: Depot) -> Node:
    """A depot as a stop of a route: it starts within the opening hours and takes as long as the depot says."""
    hours = [(window.earliest, window.latest) for window in depot.windows] or [(-NEVER, NEVER)]
    return Node(depot.location, depot.service, _joined(hours))


def start_bounds(item: Appointment, policy: Policy, service: int) -> tuple[tuple[int, int], ...]:
    """When a visit may start, as ascending closed bounds that lie apart: windows, earliest start, due time, pin."""
    pinned = None if item.pin is None or "pin" in item.waivers else item.pin.start
    if pinned is not None and item.frozen:
        return ((pinned, pinned),)
    lowest, highest = -NEVER, NEVER
    if item.earliest_start is not None and "window" not in item.waivers:
        lowest = item.earliest_start
    if item.due is not None and policy.late == "forbid" and "sla" not in item.waivers:
        highest = item.due - service
    if pinned is not None:
        lowest, highest = max(lowest, pinned), min(highest, pinned)
    windows = [(-NEVER, NEVER)]
    if item.windows and "window" not in item.waivers:
        windows = [(window.earliest, window.latest) for window in item.windows]
    cut = [(max(lowest, low), min(highest, high)) for low, high in windows]
    return _joined((low, high) for low, high in cut if low <= high)


def _joined(bounds: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Bounds that begin in ascending order as bounds that are apart: windows may overlap or lie within one another."""
    joined: list[tuple[int, int]] = []
    for low, high in bounds:
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return tuple(joined)


def latest_start(item: Appointment, service: int) -> int:
    """The last tick at which a visit starts within its windows and ends by its due time; far away without either."""
    last = max((window.latest for window in item.windows), default=NEVER)
    return last if item.due is None else min(last, item.due - service)


def release(item: Appointment) -> int:
    """The first tick at which a visit may start, not before the horizon."""
    first = item.windows[0].earliest if item.windows else 0
    return max(0, item.earliest_start or 0, first)
