"""The data in ``report.html``: everything the page draws, as JSON-ready values with integer ticks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, timedelta
from functools import cached_property
from typing import Any

from scheduler.check.itinerary import Itinerary, itineraries
from scheduler.entities import Appointment, Shift, Technician
from scheduler.formats.visible import visible_data
from scheduler.kpis import distance, overtime, service_time, standings, waiting_time
from scheduler.pickups import Pickup, pickups
from scheduler.report.geojson import position
from scheduler.report.model import PlanReport
from scheduler.report.summary import summary

SHOWN_DETAILS = ("customer", "contact", "phone", "access_notes")


class Payload:
    """Turns one report into what the page draws; technicians, appointments and days are referred to by position."""

    def __init__(self, report: PlanReport) -> None:
        self.report = report
        self.problem = report.problem

    def data(self) -> dict[str, Any]:
        """The whole of it; what is invisible in names is spelt out."""
        figures = summary(self.report, ())
        data = {
            "name": self.problem.name,
            "zone": self.problem.horizon.timezone,
            "epoch": round(self.problem.horizon.start.astimezone(UTC).timestamp() * 1000),
            "ticksPerMinute": self.problem.horizon.ticks_per_minute,
            "slackMinutes": self.report.policy.slack_minutes,
            "load": self.report.policy.load,
            "days": [day.isoformat() for day in self.days],
            "technicians": [self._technician(item) for item in self.problem.technicians],
            "appointments": [self._appointment(item) for item in self.problem.appointments],
            "routes": [self._route(one) for one in itineraries(self.problem, self.report.plan.sorted())],
            "territories": list(self._territories()),
            "rotation": [
                [row.carried, row.added, row.capacity, row.rostered]
                for row in standings(self.problem, self.report.policy, self.report.plan)
            ],
            "summary": figures,
        }
        return {name: visible_data(value) for name, value in data.items()}

    @cached_property
    def days(self) -> list[date]:
        """The days of the horizon, and days outside of it on which a shift begins."""
        horizon = self.problem.horizon
        inside = {horizon.first_day + timedelta(days=offset) for offset in range(horizon.days)}
        return sorted(inside | {horizon.day(shift.start) for _, shift in self.problem.duties})

    def _day(self, shift: Shift) -> int:
        return self.days.index(self.problem.horizon.day(shift.start))

    @cached_property
    def _positions(self) -> tuple[dict[str, int], dict[str, int]]:
        technicians = {item.id: index for index, item in enumerate(self.problem.technicians)}
        return technicians, {item.id: index for index, item in enumerate(self.problem.appointments)}

    def _technician(self, item: Technician) -> dict[str, Any]:
        return {
            "id": item.id,
            "name": item.name,
            "home": position(self.problem, item.home),
            "territories": [
                [place.territory, place.kind]
                for place in item.memberships
                if not item.shifts or any(place.holds_at(shift.start) for shift in item.shifts)
            ],
            "skills": [f"{skill.name}:{skill.level}" for skill in item.skills],
            "absences": [[away.start, away.end] for away in item.absences],
            "shifts": [
                [self._day(shift), shift.start, shift.end, shift.soft_end]
                for shift in sorted(item.shifts, key=lambda shift: shift.start)
            ],
        }

    def _appointment(self, item: Appointment) -> dict[str, Any]:
        record = {
            "id": item.id,
            "at": position(self.problem, item.location),
            "priority": item.priority,
            "territory": item.territory,
            "duration": item.duration,
            "windows": [[window.earliest, window.latest] for window in item.windows],
            "earliest": item.earliest_start,
            "due": item.due,
            "needs": [*self._needs(item)],
            "workOrder": item.work_order,
            "details": {name: item.details[name] for name in SHOWN_DETAILS if item.details.get(name)},
        }
        return {name: value for name, value in record.items() if value not in (None, [], {})}

    def _needs(self, item: Appointment) -> Iterator[str]:
        yield from (f"{need.name} level {need.level}" if need.level > 1 else need.name for need in item.skills)
        yield from item.certificates
        yield from item.tools
        yield from (f"{need.quantity} x {need.part}" for need in item.parts)

    def _route(self, itinerary: Itinerary) -> dict[str, Any]:
        technicians, appointments = self._positions
        route, back = itinerary.route, itinerary.gaps[-1]
        visits = [(gap, gap.after.visit.stop) for gap in itinerary.gaps if gap.after.visit is not None]
        return {
            "technician": technicians[route.technician],
            "day": self._day(itinerary.shift),
            "departure": route.departure,
            "arrival": route.arrival,
            "softEnd": itinerary.shift.soft_end,
            "from": position(self.problem, itinerary.points[0].place),
            "to": position(self.problem, itinerary.points[-1].place),
            "breaks": [[taken.start, taken.end] for taken in route.breaks],
            "stops": [
                [appointments[stop.id], stop.arrive, stop.start, stop.end, gap.ticks, gap.metres]
                for gap, stop in visits
            ],
            "depots": list(self._depot_stops(itinerary)),
            "back": [back.ticks, back.metres],
            "figures": [
                itinerary.travel,
                distance(itinerary),
                service_time(itinerary),
                waiting_time(itinerary),
                overtime(itinerary),
            ],
        }

    @cached_property
    def _pickups(self) -> dict[tuple[str, str, str], Pickup]:
        return pickups(self.problem, self.report.policy, self.report.plan)

    def _depot_stops(self, itinerary: Itinerary) -> Iterator[list[Any]]:
        """Name, place, arrival, start and end, what is picked up, and travel and metres to it."""
        for gap in itinerary.gaps:
            stop = gap.after.stop
            if stop is not None and stop.kind == "depot":
                words = self._pickups.get((itinerary.technician.id, itinerary.shift.id, stop.id), Pickup()).words
                where = position(self.problem, gap.after.place)
                yield [stop.id, where, stop.arrive, stop.start, stop.end, ", ".join(words), gap.ticks, gap.metres]

    def _territories(self) -> Iterator[dict[str, Any]]:
        shapes = {_territory_id(feature): feature for feature in _features(self.report.territories)}
        for territory in self.problem.territories:
            geometry = (shapes.get(territory.id) or {}).get("geometry") or {}
            yield {"id": territory.id, "name": territory.name, "rings": list(_rings(geometry))}


def _features(collection: Mapping[str, Any] | None) -> Iterable[Mapping[str, Any]]:
    features: Iterable[Mapping[str, Any]] = (collection or {}).get("features") or ()
    return features


def _territory_id(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    known = (feature.get("id"), *(properties.get(name) for name in ("territory_id", "id", "name")))
    return str(next((value for value in known if value is not None), ""))


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    """The rings of a polygon or of many, to five decimals (a metre), points that fall together once."""
    polygons = {"Polygon": [geometry.get("coordinates")], "MultiPolygon": geometry.get("coordinates")}
    for polygon in polygons.get(str(geometry.get("type"))) or ():
        for ring in polygon or ():
            yield list(_thinned(ring))


def _thinned(ring: Iterable[Iterable[float]]) -> Iterator[list[float]]:
    last = None
    for longitude, latitude, *_ in ring:
        point = [round(float(longitude), 5), round(float(latitude), 5)]
        if point != last:
            yield point
        last = point
