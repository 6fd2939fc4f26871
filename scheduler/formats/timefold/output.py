"""A plan as Timefold's model output: itineraries by vehicle and shift, unassigned visits, and figures.

A member of a crew has the crew's visit in the own itinerary, so that it is in several; a stop at a depot is of kind
``DEPOT``. Timefold has neither: ``demands.beyond`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.check.itinerary import Gap, Itinerary, itineraries
from scheduler.formats.json_text import layout
from scheduler.kpis import iso_duration, kpis
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan


def timefold_output(problem: ProblemData, policy: Policy, plan: Plan) -> str:
    """The JSON text of ``modelOutput`` and ``kpis``; the same plan gives the same text."""
    routes = {(one.technician.id, one.shift.id): one for one in itineraries(problem, plan)}
    vehicles = [
        {"id": item.id, "shifts": [_shift(shift.id, routes.get((item.id, shift.id))) for shift in item.shifts]}
        for item in problem.technicians
    ]
    unassigned = [item.id for item in problem.appointments if item.id not in plan.visits]
    output = {"vehicles": vehicles, "unassignedVisits": unassigned}
    return layout({"modelOutput": output, "kpis": kpis(problem, policy, plan)})


def _shift(name: str, itinerary: Itinerary | None) -> dict[str, Any]:
    if itinerary is None:
        return {"id": name, "itinerary": []}
    problem, route = itinerary.problem, itinerary.route
    travel = [iso_duration(problem, gap.ticks) for gap in itinerary.gaps]
    metrics = {
        "totalTravelTime": iso_duration(problem, itinerary.travel),
        "travelTimeFromStartLocationToFirstVisit": travel[0],
        "travelTimeFromLastVisitToEndLocation": travel[-1],
        "totalTravelDistanceMeters": sum(gap.metres for gap in itinerary.gaps),
        "endLocationArrivalTime": problem.horizon.iso(route.arrival),
    }
    stops = sorted([*_visits(itinerary), *_breaks(itinerary)], key=lambda stop: stop[0])
    started = problem.horizon.iso(route.departure)
    return {"id": name, "startTime": started, "itinerary": [told for _, told in stops], "metrics": metrics}


def _visits(itinerary: Itinerary) -> Iterator[tuple[int, dict[str, Any]]]:
    for gap in itinerary.gaps:
        if gap.after.stop is not None:
            yield gap.after.start, _visit(itinerary.problem, gap)


def _visit(problem: ProblemData, gap: Gap) -> dict[str, Any]:
    horizon, stop = problem.horizon, gap.after
    return {
        "id": stop.stop.id if stop.stop is not None else "",
        "kind": "VISIT" if stop.visit is not None else "DEPOT",
        "arrivalTime": horizon.iso(stop.arrive),
        "startServiceTime": horizon.iso(stop.start),
        "departureTime": horizon.iso(stop.end),
        "effectiveServiceDuration": iso_duration(problem, stop.end - stop.start),
        "travelTimeFromPreviousStandstill": iso_duration(problem, gap.ticks),
        "travelDistanceMetersFromPreviousStandstill": gap.metres,
    }


def _breaks(itinerary: Itinerary) -> Iterator[tuple[int, dict[str, Any]]]:
    horizon = itinerary.problem.horizon
    for number, rest in enumerate(itinerary.route.breaks, 1):
        times = {"startTime": horizon.iso(rest.start), "endTime": horizon.iso(rest.end)}
        yield rest.start, {"id": f"break {number}", "kind": "BREAK", **times}
