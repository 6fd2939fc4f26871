"""``routes.geojson``: routes as lines, appointments, depots, homes as points (RFC 7946: longitude before latitude).

An appointment is one point, with all ``technicians`` of its crew (``technician`` is the first of them); it is in the
route of each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scheduler.check.itinerary import Itinerary, itineraries
from scheduler.entities import Appointment
from scheduler.kpis import distance
from scheduler.problem import ProblemData
from scheduler.report.model import PlanReport

Feature = dict[str, Any]


def position(problem: ProblemData, location: int | None) -> list[float] | None:
    """Longitude and latitude of a location, ``None`` where only a matrix knows it."""
    if location is None:
        return None
    place = problem.locations[location]
    return None if place.latitude is None or place.longitude is None else [place.longitude, place.latitude]


def routes_geojson(report: PlanReport) -> str:
    """The whole file, a feature a line. What has no coordinates is there with a ``null`` geometry."""
    lines = [json.dumps(feature, ensure_ascii=False, sort_keys=True) for feature in _features(report)]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _features(report: PlanReport) -> Iterator[Feature]:
    yield from (_route(report, itinerary) for itinerary in itineraries(report.problem, report.plan.sorted()))
    yield from (_appointment(report, item) for item in report.problem.appointments)
    for depot in report.problem.depots:
        yield _feature(_point(position(report.problem, depot.location)), {"kind": "depot", "depot": depot.id})
    for technician in report.problem.technicians:
        home = {"kind": "home", "technician": technician.id, "name": technician.name}
        yield _feature(_point(position(report.problem, technician.home)), home)


def _feature(geometry: dict[str, Any] | None, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(coordinates: list[float] | None) -> dict[str, Any] | None:
    return None if coordinates is None else {"type": "Point", "coordinates": coordinates}


def _route(report: PlanReport, itinerary: Itinerary) -> Feature:
    problem, horizon, route = report.problem, report.problem.horizon, itinerary.route
    places = [place for point in itinerary.points if (place := position(problem, point.place)) is not None]
    properties = {
        "kind": "route",
        "technician": route.technician,
        "shift": route.shift,
        "day": horizon.day(itinerary.shift.start).isoformat(),
        "departure": horizon.iso(route.departure),
        "arrival": horizon.iso(route.arrival),
        "appointments": [stop.id for stop in route.visits],
        "depots": [stop.id for stop in route.stops if stop.kind == "depot"],
        "travel_minutes": round(horizon.minutes(itinerary.travel), 3),
        "distance_metres": distance(itinerary),
    }
    return _feature({"type": "LineString", "coordinates": places} if len(places) > 1 else None, properties)


def _appointment(report: PlanReport, item: Appointment) -> Feature:
    properties: dict[str, Any] = {
        "kind": "appointment",
        "appointment": item.id,
        "priority": item.priority,
        "territory": item.territory,
        "status": "scheduled" if item.id in report.plan.visits else "unscheduled",
    }
    visits = report.plan.visits.get(item.id, ())
    for route, stop in visits[:1]:
        people = [one.technician for one, _ in visits]
        times = {"start": report.problem.horizon.iso(stop.start), "end": report.problem.horizon.iso(stop.end)}
        properties |= {"technician": route.technician, "technicians": people, **times}
    return _feature(_point(position(report.problem, item.location)), properties)
