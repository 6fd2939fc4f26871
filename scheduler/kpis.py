"""Figures about a plan for people and dashboards, under the names of Timefold's field service KPIs where they exist.

Durations are ISO 8601 (``PT1H30M``), distances whole metres, shares percentages with one decimal. Nothing here is
used to decide: the objective is ``scheduler.objective``'s business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.check.itinerary import Itinerary, itineraries
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import accounts, plan_loads, rostered
from scheduler.solution import Plan

FAIRNESS_FORMULA = (
    "100 x (1 - sum |X_k - C_k * sum X / sum C| / (2 * sum X)): 100 less the share of all work that would have to "
    "change hands for every technician to have the same X / C"
)


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


def service_time(itinerary: Itinerary) -> int:
    """Ticks spent at the stops of a route."""
    return sum(stop.end - stop.start for stop in itinerary.route.stops)


def waiting_time(itinerary: Itinerary) -> int:
    """Ticks of working time that are neither travel nor service nor a break."""
    resting = sum(taken.end - taken.start for taken in itinerary.route.breaks)
    return itinerary.working_time - itinerary.travel - service_time(itinerary) - resting


def overtime(itinerary: Itinerary) -> int:
    """Ticks between the soft end of the shift and the return, 0 where there is no soft end."""
    soft_end, route = itinerary.shift.soft_end, itinerary.route
    return 0 if soft_end is None else max(0, route.arrival - max(soft_end, route.departure))


def distance(itinerary: Itinerary) -> int:
    """Metres of a route, from the start to the end location."""
    return sum(gap.metres for gap in itinerary.gaps)


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

    Visits are counted as appointments, a crew's once however many go; times and distances are those of people, so that
    a crew's count for each member, and stops at depots count as service and as ends of legs between visits.
    No appointment is optional, so all are mandatory. An SLA is kept when a visit ends by its due time: the share
    ``percentageVisitsInSla`` is over all appointments with a due time, served or not, and ``None`` if there is none.
    ``totalTechnicianCosts`` is ``None`` if no technician has a cost. ``utilisationPercentage`` is service and travel
    over rostered time (to the soft end, less absences) of all technicians, used or not.
    """
    routes = itineraries(problem, plan)
    return {
        **_visit_kpis(problem, plan),
        "totalActivatedVehicles": len({itinerary.technician.id for itinerary in routes}),
        **_travel_kpis(problem, routes),
        **_time_kpis(problem, routes),
        "totalTechnicianCosts": _costs(problem, routes),
        "workingTimeFairnessPercentage": _working_time_fairness(problem, routes),
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


def _travel_kpis(problem: ProblemData, routes: Sequence[Itinerary]) -> dict[str, Any]:
    first = [itinerary.gaps[0] for itinerary in routes]
    last = [itinerary.gaps[-1] for itinerary in routes]
    between = [gap for itinerary in routes for gap in itinerary.gaps[1:-1]]
    every = [*first, *between, *last]
    parts = {
        "FromStartLocationToFirstVisit": first,
        "BetweenVisits": between,
        "FromLastVisitToEndLocation": last,
    }
    return {
        "totalTravelTime": iso_duration(problem, sum(gap.ticks for gap in every)),
        **{f"travelTime{name}": iso_duration(problem, sum(gap.ticks for gap in gaps)) for name, gaps in parts.items()},
        "totalTravelDistanceMeters": sum(gap.metres for gap in every),
        **{f"travelDistance{name}Meters": sum(gap.metres for gap in gaps) for name, gaps in parts.items()},
    }


def _time_kpis(problem: ProblemData, routes: Sequence[Itinerary]) -> dict[str, Any]:
    capacity = sum(rostered(technician) for technician in problem.technicians)
    service = sum(map(service_time, routes))
    busy = service + sum(itinerary.travel for itinerary in routes)
    return {
        "totalServiceTime": iso_duration(problem, service),
        "totalWaitingTime": iso_duration(problem, sum(map(waiting_time, routes))),
        "totalWorkingTime": iso_duration(problem, sum(itinerary.working_time for itinerary in routes)),
        "totalRosteredTime": iso_duration(problem, capacity),
        "totalOvertime": iso_duration(problem, sum(map(overtime, routes))),
        "utilisationPercentage": round(100 * busy / capacity, 1) if capacity else None,
        "totalRosteredVehicles": sum(bool(technician.shifts) for technician in problem.technicians),
    }


def _costs(problem: ProblemData, routes: Iterable[Itinerary]) -> float | None:
    if not any(item.cost_per_hour or item.cost_per_shift for item in problem.technicians):
        return None
    hour = 60 * problem.horizon.ticks_per_minute
    total = sum(
        itinerary.technician.cost_per_shift * hour + itinerary.technician.cost_per_hour * itinerary.working_time
        for itinerary in routes
    )
    return round(total / hour, 2)


def _working_time_fairness(problem: ProblemData, routes: Iterable[Itinerary]) -> float:
    worked = {technician.id: 0 for technician in problem.technicians}
    for itinerary in routes:
        worked[itinerary.technician.id] += itinerary.working_time
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
