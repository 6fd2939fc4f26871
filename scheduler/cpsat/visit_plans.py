"""Between plans and the variables of the model over visits: reading a solution, and hinting a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ortools.sat.python.cp_model import IntVar

from scheduler.cpsat.visit_domains import absences
from scheduler.cpsat.visit_variables import DEPOT, DutyVariables, VisitModel
from scheduler.entities import Interval
from scheduler.solution import Plan, Route, Stop
from scheduler.speeds import Speeds


def read_plan(visits: VisitModel, solution: Sequence[int]) -> Plan:
    """The plan of a solution. Technicians arrive as early as they can and wait at the door."""
    routes = (_read_route(visits, duty, solution) for duty in visits.duties if solution[duty.used.index])
    return Plan(tuple(routes)).sorted()


def _read_route(visits: VisitModel, duty: DutyVariables, solution: Sequence[int]) -> Route:
    taken = [item for item in duty.breaks if solution[item.taken.index]]
    breaks = sorted((solution[item.start.index], item.rule.duration) for item in taken)
    rests = tuple(Interval(start, start + duration) for start, duration in breaks)
    off = sorted((*rests, *absences(duty.technician, duty.shift)), key=lambda interval: interval.start)
    departure, arrival = solution[duty.departure.index], solution[duty.arrival.index]
    stops, before, ready = [], DEPOT, departure
    for name in _sequence(duty, solution):
        arrive = arrival_after(ready, duty.ticks[before, name], off, visits.problem.speeds)
        start = solution[visits.start[name].index]
        length = duty.length[name]
        before, ready = name, start + (solution[length.index] if isinstance(length, IntVar) else duty.service[name])
        times = (min(arrive, start), start, ready)
        at = duty.stops.get(name)
        item = visits.problem.appointments[name].id if at is None else at.id
        stops.append(Stop(item, *times) if at is None else Stop(item, *times, kind="depot"))
    return Route(duty.technician.id, duty.shift.id, departure, arrival, tuple(stops), rests)


def _sequence(duty: DutyVariables, solution: Sequence[int]) -> Iterator[int]:
    following = {tail: head for (tail, head), chosen in duty.arcs.items() if solution[chosen.index]}
    name = following[DEPOT]
    while name != DEPOT:
        yield name
        name = following[name]


def arrival_after(ready: int, travel: int, time_off: Sequence[Interval], speeds: Speeds | None = None) -> int:
    """The first tick by which ``travel`` ticks outside time off (ascending, apart) have passed since ``ready``."""
    if speeds is not None:
        return speeds.elapsed(ready, travel, time_off)
    arrive = ready + travel
    for off in time_off:
        start = max(off.start, ready)
        if start < off.end and start < arrive:
            arrive += off.end - start
    return arrive


def hint_values(visits: VisitModel, plan: Plan) -> dict[int, int]:
    """What a plan says of the variables, by their index; visits without a place in the model are unserved."""
    values = {variable.index: 0 for duty in visits.duties for variable in _choices(duty)}
    values |= {variable.index: 1 for variable in visits.unserved.values()}
    values |= {variable.index: variable.domain.min() for variable in visits.start.values()}
    for duty in visits.duties:
        values |= {duty.departure.index: duty.shift.start, duty.arrival.index: duty.shift.start}
    index = {("visit", item.id): name for name, item in enumerate(visits.problem.appointments)}
    for route in plan.routes:
        duty_index = visits.problem.duty.get((route.technician, route.shift))
        if duty_index is not None:
            duty = visits.duties[duty_index]
            stops = {("depot", at.id): name for name, at in duty.stops.items()}
            values |= _route_values(visits, duty, route, index | stops)
    return values


def _choices(duty: DutyVariables) -> Iterator[IntVar]:
    yield duty.used
    yield from duty.points.values()
    yield from duty.arcs.values()
    yield from (item.taken for item in duty.breaks)


def _route_values(
    visits: VisitModel, duty: DutyVariables, route: Route, index: Mapping[tuple[str, str], int]
) -> dict[int, int]:
    known = ((index.get((stop.kind, stop.id), DEPOT), stop.start) for stop in route.stops)
    stops = {name: start for name, start in known if name in duty.points}
    if not stops:
        return {}
    nodes = [DEPOT, *stops, DEPOT]
    used = [duty.arcs[arc] for arc in pairwise(nodes) if arc in duty.arcs]
    values = {variable.index: 1 for variable in (duty.used, *used, *(duty.points[name] for name in stops))}
    for name, start in stops.items():
        values |= {visits.start[name].index: start}
        values |= {visits.unserved[name].index: 0} if name in visits.unserved else {}
    values |= {duty.departure.index: route.departure, duty.arrival.index: route.arrival}
    free = list(duty.breaks)
    for rest in route.breaks:
        fits = [item for item in free if item.rule.earliest <= rest.start <= item.rule.latest]
        for item in [item for item in fits if item.rule.duration == rest.end - rest.start][:1]:
            values |= {item.taken.index: 1, item.start.index: rest.start}
            free.remove(item)
    return values
