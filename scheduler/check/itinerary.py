"""Reading a plan against its problem: whose duty a route is, where its stops are, and the gaps between them.

Nothing here judges. Routes of an unknown duty and stops at unknown appointments cannot be read; ``scheduler.check``
reports them, everything else leaves them out. Whoever has no known place (a stop without a location, a depot that
does not exist) stays where the technician was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scheduler.check.driving import driven
from scheduler.entities import Appointment, Depot, Interval, Shift, Technician
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop


@dataclass(frozen=True)
class Visit:
    """A stop at a known appointment on a known duty, with the depots that were gone to before it on the route."""

    appointment: Appointment
    technician: Technician
    shift: Shift
    stop: Stop
    depots: tuple[Depot, ...] = ()

    @property
    def frozen(self) -> bool:
        """Whether it is where and when a frozen pin of its appointment says."""
        pin = self.appointment.pin
        decided = (self.technician.id, self.stop.start)
        return pin is not None and pin.frozen and (pin.technician, pin.start) == decided

    def waives(self, constraint: str) -> bool:
        """Whether a person has overridden a constraint for this appointment."""
        return constraint in self.appointment.waivers


@dataclass(frozen=True)
class Point:
    """The departure, a stop or the return of a route: a location index and its times in ticks."""

    place: int
    arrive: int
    start: int
    end: int
    stop: Stop | None = None
    visit: Visit | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return "the start or end of the route" if self.stop is None else f"{self.stop.kind} {self.stop.id}"


@dataclass(frozen=True)
class Gap:
    """What lies between the end of one point and the start of the next: travel of ``ticks`` and ``metres``.

    Where speeds depend on the time of day, the ticks are those of leaving as soon as one can.
    """

    before: Point
    after: Point
    ticks: int
    metres: int


@dataclass(frozen=True)
class Itinerary:
    """A route of a known duty."""

    problem: ProblemData
    route: Route
    technician: Technician
    shift: Shift

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Departure, stops in the order of the route, return."""
        route = self.route
        first = self.technician.home if self.shift.start_location is None else self.shift.start_location
        points = [Point(first, route.departure, route.departure, route.departure)]
        been: dict[str, Depot] = {}
        for stop in route.stops:
            depot = self._depots.get(stop.id) if stop.kind == "depot" else None
            visit = self._visit(stop, tuple(been.values()))
            place = visit.appointment.location if visit else depot.location if depot else None
            here = points[-1].place if place is None else place
            points.append(Point(here, stop.arrive, stop.start, stop.end, stop, visit))
            been |= {} if depot is None else {depot.id: depot}
        return (*points, Point(self._last, route.arrival, route.arrival, route.arrival))

    @property
    def _last(self) -> int:
        ends = (self.shift.end_location, self.technician.end, self.technician.home)
        return next(place for place in ends if place is not None)

    @cached_property
    def _depots(self) -> dict[str, Depot]:
        return {depot.id: depot for depot in self.problem.depots}

    def _visit(self, stop: Stop, depots: tuple[Depot, ...]) -> Visit | None:
        appointment = self.problem.appointment.get(stop.id) if stop.kind == "visit" else None
        return None if appointment is None else Visit(appointment, self.technician, self.shift, stop, depots)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps between consecutive points, one more than there are stops."""
        metres = self.problem.legs.metres
        return tuple(
            Gap(one, two, self._ticks(one, two), metres(one.place, two.place)) for one, two in pairwise(self.points)
        )

    def _ticks(self, one: Point, two: Point) -> int:
        way, periods = self.problem.legs.ticks(one.place, two.place), self.problem.travel.speed_periods
        if not periods:
            return way
        return driven(periods, one.end, way, (*self.technician.absences, *self.route.breaks))

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """The stops at known appointments, in order."""
        return tuple(point.visit for point in self.points if point.visit is not None)

    @cached_property
    def travel(self) -> int:
        """Ticks of travel, from the start to the end location."""
        return sum(gap.ticks for gap in self.gaps)

    def working(self, start: int, end: int) -> int:
        """The ticks between two that are not absence."""
        return end - start - overlap(self.technician.absences, start, end)

    @property
    def working_time(self) -> int:
        """Ticks on duty from departure to return, breaks included, absences not."""
        return self.working(self.route.departure, self.route.arrival)


def itineraries(problem: ProblemData, plan: Plan) -> tuple[Itinerary, ...]:
    """Every route whose duty is known, in the order of the plan."""
    known = (route for route in plan.routes if (route.technician, route.shift) in problem.duty)
    return tuple(
        Itinerary(problem, route, *problem.duties[problem.duty[route.technician, route.shift]]) for route in known
    )


def overlap(intervals: Iterable[Interval], start: int, end: int) -> int:
    """How many ticks of [start, end) lie in at least one of the intervals; 0 if the stretch is empty."""
    return sum(part.end - part.start for part in _merged(intervals, start, end))


def _merged(intervals: Iterable[Interval], start: int, end: int) -> Iterator[Interval]:
    """The parts of [start, end) that lie in at least one of the intervals, ascending and apart."""
    covered = start
    for interval in sorted(intervals, key=lambda interval: interval.start):
        lower, upper = max(covered, interval.start), min(end, interval.end)
        if lower < upper:
            yield Interval(lower, upper)
            covered = upper
