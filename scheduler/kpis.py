"""Figures about a plan for people and dashboards, under the names of Timefold's field service KPIs where they exist.

Durations are ISO 8601 (``PT1H30M``), distances whole metres, shares percentages with one decimal. Nothing here is
used to decide: the objective is ``scheduler.objective``'s business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scheduler.entities import Interval, Shift, Technician
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import accounts, plan_loads, rostered
from scheduler.solution import Plan, Route, Stop

FAIRNESS_FORMULA = (
    "100 x (1 - sum |X_k - C_k * sum X / sum C| / (2 * sum X)): 100 less the share of all work that would have to "
    "change hands for every technician to have the same X / C"
)


@dataclass(frozen=True)
class Leg:
    """One drive of a route; ``stop`` is where it leads, ``None`` for the drive back."""

    stop: Stop | None
    ticks: int
    metres: int


@dataclass(frozen=True)
class RouteFigures:
    """What a route takes, in ticks and metres. ``working`` is the time on duty less absences, breaks included.

    ``waiting`` is working time that is neither travel nor service nor break.
    """

    legs: tuple[Leg, ...]
    travel: int
    metres: int
    service: int
    working: int
    waiting: int
    overtime: int


@dataclass(frozen=True)
class Standing:
    """A technician's rotation: carried load and this plan's load in ticks, over the same capacity in ticks."""

    technician: str
    carried: int
    added: int
    capacity: int
    rostered: int

    @property
    def before(self) -> float:
        """The relative load X / C without this plan."""
        return self.carried / self.capacity

    @property
    def after(self) -> float:
        """The relative load X / C with this plan."""
        return (self.carried + self.added) / self.capacity


def duty_of(problem: ProblemData, route: Route) -> tuple[Technician, Shift]:
    """The technician and the shift of a route; raises ``KeyError`` for a duty the problem does not have."""
    return problem.duties[problem.duty[route.technician, route.shift]]


def start_location(technician: Technician, shift: Shift) -> int:
    """The index of the location where a shift begins."""
    return technician.home if shift.start_location is None else shift.start_location


def end_location(technician: Technician, shift: Shift) -> int:
    """The index of the location where a shift ends."""
    if shift.end_location is not None:
        return shift.end_location
    return technician.home if technician.end is None else technician.end


def route_points(problem: ProblemData, route: Route) -> list[int]:
    """The location indices of a route: start, every stop, end. A stop nobody can locate is where the one before is."""
    technician, shift = duty_of(problem, route)
    depots = {depot.id: depot.location for depot in problem.depots}
    points = [start_location(technician, shift)]
    for stop in route.stops:
        location = depots.get(stop.id) if stop.kind == "depot" else problem.appointment[stop.id].location
        points.append(points[-1] if location is None else location)
    return [*points, end_location(technician, shift)]


def route_figures(problem: ProblemData, route: Route) -> RouteFigures:
    """Times and distances of one route."""
    technician, shift = duty_of(problem, route)
    targets: tuple[Stop | None, ...] = (*route.stops, None)
    legs = tuple(
        Leg(stop, problem.legs.ticks(one, two), problem.legs.metres(one, two))
        for stop, (one, two) in zip(targets, pairwise(route_points(problem, route)), strict=True)
    )
    travel = sum(leg.ticks for leg in legs)
    service = sum(stop.end - stop.start for stop in route.stops)
    off = sum(taken.end - taken.start for taken in route.breaks)
    working = route.arrival - route.departure - _covered(technician.absences, route.departure, route.arrival)
    overtime = 0 if shift.soft_end is None else max(0, route.arrival - max(shift.soft_end, route.departure))
    return RouteFigures(
        legs=legs,
        travel=travel,
        metres=sum(leg.metres for leg in legs),
        service=service,
        working=working,
        waiting=working - travel - service - off,
        overtime=overtime,
    )


def _covered(intervals: Iterable[Interval], start: int, end: int) -> int:
    covered, total = start, 0
    for interval in sorted(intervals, key=lambda item: item.start):
        one, two = max(covered, interval.start), min(end, interval.end)
        if one < two:
            total, covered = total + two - one, two
    return total


def standings(problem: ProblemData, policy: Policy, plan: Plan) -> tuple[Standing, ...]:
    """Rotation before and after the plan, in the order of the problem's technicians.

    Both are over the same capacity (carried and rostered in this horizon), which is the one the fairness term uses.
    """
    loads = plan_loads(problem, policy, plan)
    before = accounts(problem, policy)
    return tuple(
        Standing(item.id, before[item.id].load, loads[item.id], before[item.id].capacity, rostered(item))
        for item in problem.technicians
    )


def fairness_percentage(loads: Sequence[int], capacities: Sequence[int]) -> float:
    """How evenly loads follow capacities: 100 is even, 0 is all on those with no capacity. See ``FAIRNESS_FORMULA``.

    It is 100 less the Hoover index in percent (Hoover, "The measurement of industrial localization", 1936).
    """
    total, room = sum(loads), sum(capacities)
    if total == 0 or room == 0:
        return 100.0
    moved = sum(abs(load - capacity * total / room) for load, capacity in zip(loads, capacities, strict=True)) / 2
    return round(100 * (1 - moved / total), 1)


def kpis(problem: ProblemData, policy: Policy, plan: Plan) -> dict[str, Any]:
    """The figures of a plan as JSON-ready data.

    No appointment is optional, so all are mandatory. An SLA is kept when a visit ends by its due time: the share
    ``percentageVisitsInSla`` is over all appointments with a due time, served or not, and ``None`` if there is none.
    ``totalTechnicianCosts`` is ``None`` if no technician has a cost. ``utilisationPercentage`` is service and travel
    over rostered time (to the soft end, less absences) of all technicians, used or not.
    """
    figures = [(route, route_figures(problem, route)) for route in plan.routes]
    return {
        **_visit_kpis(problem, plan),
        "totalActivatedVehicles": len({route.technician for route in plan.routes}),
        **_travel_kpis(problem, [figure for _, figure in figures]),
        **_time_kpis(problem, [figure for _, figure in figures]),
        "totalTechnicianCosts": _costs(problem, figures),
        "workingTimeFairnessPercentage": _working_time_fairness(problem, figures),
        "fairness": _fairness(standings(problem, policy, plan)),
    }


def _visit_kpis(problem: ProblemData, plan: Plan) -> dict[str, Any]:
    served = [item for item in problem.appointments if item.id in plan.visits]
    due = [item for item in problem.appointments if item.due is not None]
    kept = sum(
        all(stop.end <= item.due for _, stop in plan.visits[item.id])
        for item in due
        if item.id in plan.visits and item.due is not None
    )
    left = Counter({item.priority: 0 for item in problem.appointments})
    left.update(item.priority for item in problem.appointments if item.id not in plan.visits)
    return {
        "totalAssignedVisits": len(served),
        "totalUnassignedVisits": len(problem.appointments) - len(served),
        "assignedMandatoryVisits": len(served),
        "assignedOptionalVisits": 0,
        "unassignedVisitsByPriority": {str(priority): number for priority, number in sorted(left.items())},
        "visitsWithSla": len(due),
        "absoluteVisitsInSla": kept,
        "percentageVisitsInSla": round(100 * kept / len(due), 1) if due else None,
    }


def _travel_kpis(problem: ProblemData, figures: Sequence[RouteFigures]) -> dict[str, Any]:
    first = [figure.legs[0] for figure in figures]
    last = [figure.legs[-1] for figure in figures]
    between = [leg for figure in figures for leg in figure.legs[1:-1]]
    every = [leg for figure in figures for leg in figure.legs]
    parts = {
        "FromStartLocationToFirstVisit": first,
        "BetweenVisits": between,
        "FromLastVisitToEndLocation": last,
    }
    return {
        "totalTravelTime": iso_duration(problem, sum(leg.ticks for leg in every)),
        **{f"travelTime{name}": iso_duration(problem, sum(leg.ticks for leg in legs)) for name, legs in parts.items()},
        "totalTravelDistanceMeters": sum(leg.metres for leg in every),
        **{f"travelDistance{name}Meters": sum(leg.metres for leg in legs) for name, legs in parts.items()},
    }


def _time_kpis(problem: ProblemData, figures: Sequence[RouteFigures]) -> dict[str, Any]:
    capacity = sum(rostered(technician) for technician in problem.technicians)
    service = sum(figure.service for figure in figures)
    busy = service + sum(figure.travel for figure in figures)
    return {
        "totalServiceTime": iso_duration(problem, service),
        "totalWaitingTime": iso_duration(problem, sum(figure.waiting for figure in figures)),
        "totalWorkingTime": iso_duration(problem, sum(figure.working for figure in figures)),
        "totalRosteredTime": iso_duration(problem, capacity),
        "totalOvertime": iso_duration(problem, sum(figure.overtime for figure in figures)),
        "utilisationPercentage": round(100 * busy / capacity, 1) if capacity else None,
        "totalRosteredVehicles": sum(bool(technician.shifts) for technician in problem.technicians),
    }


def _costs(problem: ProblemData, figures: Iterable[tuple[Route, RouteFigures]]) -> float | None:
    if not any(item.cost_per_hour or item.cost_per_shift for item in problem.technicians):
        return None
    hour = 60 * problem.horizon.ticks_per_minute
    total = sum(
        problem.technician[route.technician].cost_per_shift * hour
        + problem.technician[route.technician].cost_per_hour * figure.working
        for route, figure in figures
    )
    return round(total / hour, 2)


def _working_time_fairness(problem: ProblemData, figures: Iterable[tuple[Route, RouteFigures]]) -> float:
    worked = {technician.id: 0 for technician in problem.technicians}
    for route, figure in figures:
        worked[route.technician] += figure.working
    return fairness_percentage(list(worked.values()), [rostered(item) for item in problem.technicians])


def _fairness(rows: Sequence[Standing]) -> dict[str, Any]:
    on_duty = [row for row in rows if row.rostered > 0]
    capacities = [row.capacity for row in on_duty]

    def side(loads: list[int], relative: list[float]) -> Mapping[str, float]:
        low, high = min(relative, default=0.0), max(relative, default=0.0)
        return {
            "percentage": fairness_percentage(loads, capacities),
            "lowest": round(low, 4),
            "highest": round(high, 4),
            "spread": round(high - low, 4),
        }

    return {
        "formula": FAIRNESS_FORMULA,
        "before": side([row.carried for row in on_duty], [row.before for row in on_duty]),
        "after": side([row.carried + row.added for row in on_duty], [row.after for row in on_duty]),
    }


def iso_duration(problem: ProblemData, ticks: int) -> str:
    """A length of time as an ISO 8601 duration in hours, minutes and whole seconds."""
    seconds = round(ticks * 60 / problem.horizon.ticks_per_minute)
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds_left = divmod(rest, 60)
    parts = [f"{value}{unit}" for value, unit in ((hours, "H"), (minutes, "M"), (seconds_left, "S")) if value]
    return f"{'-' if seconds < 0 else ''}PT{''.join(parts) or '0S'}"


def spoken(minutes: float) -> str:
    """A length of time for people: ``45 min``, ``2 h``, ``1 h 05 min``."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"
