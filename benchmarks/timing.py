"""Times for a method that says only who goes where in what order: the benchmarks' own, independent of the engine's.

For one window a visit, no breaks and no absences. First as early as possible; then, unless the earliest starts are
wanted, the departure is delayed as long as neither a window nor the return is later for it, which gives the shortest
duration of the sequence (Savelsbergh's forward time slack).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.instance import Instance
from scheduler.entities import Appointment, Shift, Technician
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop


def timed(instance: Instance, sequences: Sequence[tuple[int, Sequence[int]]]) -> Plan:
    """The plan in which duties (indices) make visits (indices of appointments) in order; late ones are left late."""
    routes = tuple(_route(instance.problem, duty, visits, instance.early) for duty, visits in sequences if visits)
    return Plan(routes).sorted()


def endpoints(technician: Technician, shift: Shift) -> tuple[int, int]:
    """Where a duty starts and where it ends, as indices of locations."""
    start = technician.home if shift.start_location is None else shift.start_location
    own_end = technician.home if technician.end is None else technician.end
    return start, own_end if shift.end_location is None else shift.end_location


def bounds(item: Appointment, shift: Shift) -> tuple[int, int]:
    """The earliest and the latest start of a visit in a shift."""
    opens = max(shift.start, item.earliest_start or 0, item.windows[0].earliest if item.windows else 0)
    return opens, item.windows[0].latest if item.windows else shift.end


def _route(problem: ProblemData, duty: int, visits: Sequence[int], early: bool) -> Route:
    technician, shift = problem.duties[duty]
    items = [problem.appointments[index] for index in visits]
    first, last = endpoints(technician, shift)
    places = [first, *(first if item.location is None else item.location for item in items), last]
    legs = [problem.legs.ticks(start, end) for start, end in pairwise(places)]
    services = [technician.service(item.duration) for item in items]
    limits = [bounds(item, shift) for item in items]
    arrivals, starts = _forward(shift.start, legs, services, limits)
    departure = starts[0] - legs[0]
    if not early:
        departure += _delay(departure, legs, services, limits)
    arrivals, starts = _forward(departure, legs, services, limits)
    stops = tuple(
        Stop(item.id, arrive, start, start + service)
        for item, arrive, start, service in zip(items, arrivals, starts, services, strict=True)
    )
    return Route(technician.id, shift.id, departure, stops[-1].end + legs[-1], stops)


def _forward(
    departure: int, legs: Sequence[int], services: Sequence[int], limits: Sequence[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    """When the visits are reached and started, as early as possible."""
    arrivals, starts, ready = [], [], departure
    for leg, service, (opens, _) in zip(legs, services, limits, strict=False):
        arrivals.append(ready + leg)
        starts.append(max(ready + leg, opens))
        ready = starts[-1] + service
    return arrivals, starts


def _delay(departure: int, legs: Sequence[int], services: Sequence[int], limits: Sequence[tuple[int, int]]) -> int:
    """How much later one may depart and still return at the same time with every window kept."""
    arrivals, starts = _forward(departure, legs, services, limits)
    waiting, slack = 0, None
    for arrive, start, (_, closes) in zip(arrivals, starts, limits, strict=True):
        waiting += start - arrive
        room = max(0, closes - start) + waiting
        slack = room if slack is None else min(slack, room)
    return min(slack or 0, waiting)
