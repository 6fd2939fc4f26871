"""Timefold's model input for field service routing as a problem in seconds.

* Locations are [latitude, longitude]; a ``requiredArea`` is GeoJSON and so [longitude, latitude]. A visit outside of a
  technician's area is one that this technician is excluded from.
* Skills and tags belong to shifts there: where they differ between the shifts of a vehicle they hold from a shift's
  start to its end. Tags are certificates here.
* ``maxEndTime`` of a time window binds the end of a visit, and so the start by the service duration.
* ``latestSlaEndTime`` is the due time, which may be missed at a cost: the policy is ``customer_first`` with that.
* ``priority`` is a text from "1" (first) to "10"; without one it is "6".
* ``pinningRequested`` keeps a visit with the technician in whose itinerary it stands; its time stays open. An itinerary
  alone binds nothing, nor does ``config.run``. Historical time is the ledger.
* Whatever else says something is refused by its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from os import PathLike

import shapely

from scheduler.entities import Appointment, Pin, Predecessor, ProblemError, SkillRequirement, Window
from scheduler.formats.foreign import Item, Request, lat_lon, text
from scheduler.formats.iso_times import instant, seconds
from scheduler.formats.json_text import JsonObject
from scheduler.formats.places import RequestPlaces
from scheduler.formats.timefold.vehicles import Vehicle, read_vehicle, unique
from scheduler.horizon import Horizon
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData

#: Under which Timefold's requests are planned unless another policy is named.
POLICY: Policy = POLICIES["customer_first"].replace(name="timefold", late="penalise")
_TICKS_PER_MINUTE = 60
_UNSUPPORTED_INPUT = {
    "visitGroups": "visits that several technicians make together",
    "freezeTime": "frozen departures",
    "freezeDeparturesBeforeTime": "frozen departures",
}
_UNSUPPORTED_VISIT = {
    "minStartTravelTime": "an earliest start of the travel",
    "serviceDurationBreakdown": "durations by skill",
    "pinned": "expected pinningRequested",
}


def read_timefold(path: str | PathLike[str], timezone: str = "UTC") -> ProblemData:
    """The problem of a model request; days are counted in ``timezone``.

    Raises ``DocumentError`` with everything that is wrong, by JSON path.
    """
    request = Request(path)
    _close_config(request.root)
    given = request.root.item("modelInput")
    if given is None:
        request.root.refuse("modelInput", "is missing")
        given = Item(JsonObject(), (), request.reading)
    request.root.close()
    horizon = _horizon(given, timezone)
    places = RequestPlaces()
    vehicles = [read_vehicle(item, places, horizon) for item in given.items("vehicles")]
    visits = [item for one in given.items("visits") if (item := _visit(one, places, horizon, vehicles)) is not None]
    given.list("skills", lambda value: value)
    given.text("locationSetName")
    if given.text("pinNextVisitDuringFreeze", "NEVER") != "NEVER":
        given.refuse("pinNextVisitDuringFreeze", "is not supported: frozen departures")
    given.close(_UNSUPPORTED_INPUT)
    _check_itineraries(given, vehicles, {visit.id for visit in visits})
    request.finish()
    try:
        return ProblemData(
            horizon=horizon,
            locations=tuple(places.locations),
            appointments=tuple(visits),
            technicians=tuple(vehicle.technician for vehicle in vehicles),
            ledger=tuple(entry for vehicle in vehicles if (entry := vehicle.ledger) is not None),
            name=request.name,
        )
    except ProblemError as error:
        request.refuse(error)


def _close_config(root: Item) -> None:
    config = root.item("config")
    if config is not None:
        config.value("run", lambda value: value, None)
        config.value("resourcesConfiguration", lambda value: value, None)
        config.close({"model": "weights of constraints", "mapsConfiguration": "maps"})


def _horizon(given: Item, timezone: str) -> Horizon:
    """The planning window, else the days of the shifts; a finding, and some day, where neither says."""
    window = given.item("planningWindow")
    begin = end = None
    if window is not None:
        begin = window.value("startDate", instant, None, required=True)
        end = window.value("endDate", instant, None, required=True)
        window.close()
    if begin is None or end is None:
        bounds = [
            moment
            for vehicle in given.items("vehicles")
            for shift in vehicle.items("shifts")
            for key in ("minStartTime", "maxEndTime")
            if (moment := shift.value(key, instant_or_none, None)) is not None
        ]
        begin, end = (min(bounds), max(bounds)) if bounds else (None, None)
    first = datetime(2000, 1, 1, tzinfo=UTC) if begin is None else begin
    made = given.build(lambda: _days(first, first if end is None else end, timezone))
    return Horizon(first, "UTC", _TICKS_PER_MINUTE) if made is None else made


def instant_or_none(value: object) -> datetime | None:
    """An instant, ``None`` for what is none (it is reported where it is used)."""
    try:
        return instant(value)
    except ValueError:
        return None


def _days(first: datetime, last: datetime, timezone: str) -> Horizon:
    start = Horizon(first, timezone, _TICKS_PER_MINUTE)
    begin = start.midnight(start.first_day)
    final = (last - timedelta(microseconds=1)).astimezone(start.zone).date()
    return Horizon(begin, timezone, _TICKS_PER_MINUTE, max(1, (final - start.first_day).days + 1))


def _visit(
    item: Item, places: RequestPlaces, horizon: Horizon, vehicles: Sequence[Vehicle]
) -> Appointment | None:  # fmt: skip
    name = item.text("id", required=True)
    point = item.value("location", lat_lon, None, required=True)
    duration = horizon.ticks(item.value("serviceDuration", seconds, seconds("PT0S"), required=True) / 60)
    sla = item.value("latestSlaEndTime", instant, None)
    outside = () if point is None else tuple(v.technician.id for v in vehicles if not _covers(v, point))
    details = {"name": item.text("name")}
    made = item.build(
        lambda: Appointment(
            id=name,
            duration=duration,
            location=None if point is None else places.point(point),
            windows=tuple(w for one in item.items("timeWindows") if (w := _window(one, duration, horizon)) is not None),
            due=None if sla is None else horizon.tick_down(sla),
            priority=item.value("priority", _priority, 6),
            skills=tuple(_needed(one) for one in item.items("requiredSkills")),
            certificates=unique(item.list("requiredTags", text)),
            required_technicians=_known(item, "requiredVehicles", vehicles),
            excluded_technicians=unique((*_known(item, "prohibitedVehicles", vehicles), *outside)),
            preferred_technicians=_known(item, "preferredVehicles", vehicles),
            predecessors=tuple(_predecessor(one, horizon) for one in item.items("visitDependencies")),
            pin=_pin(item, name, vehicles),
            details={key: value for key, value in details.items() if value},
        )
    )
    item.close(_UNSUPPORTED_VISIT)
    return made


def _covers(vehicle: Vehicle, point: tuple[float, float]) -> bool:
    return vehicle.area is None or bool(shapely.covers(vehicle.area, shapely.Point(point[1], point[0])))


def _window(item: Item, duration: int, horizon: Horizon) -> Window | None:
    earliest = item.value("minStartTime", instant, None)
    latest, end = item.value("maxStartTime", instant, None), item.value("maxEndTime", instant, None)
    item.close()
    if earliest is None and latest is None and end is None:
        item.refuse(None, "says neither minStartTime nor maxStartTime nor maxEndTime")
        return None
    last = [horizon.end] if latest is None and end is None else []
    last += [] if latest is None else [horizon.tick_down(latest)]
    last += [] if end is None else [horizon.tick_down(end) - duration]
    first = min(0, *last) if earliest is None else horizon.tick_up(earliest)
    return item.build(lambda: Window(first, min(last)))


def _priority(value: object) -> int:
    if not isinstance(value, str) or not (value.isascii() and value.isdigit() and 1 <= int(value[:3]) <= 10):
        raise ValueError('expected a priority from "1" to "10" as a text')
    return int(value)


def _needed(item: Item) -> SkillRequirement:
    name, level = item.text("name", required=True), item.whole("minLevel", 1, 1, 1000)
    item.close()
    return SkillRequirement(name or "?", level)


def _known(item: Item, key: str, vehicles: Sequence[Vehicle]) -> tuple[str, ...]:
    names = {vehicle.technician.id for vehicle in vehicles}

    def parse(value: object) -> str:
        if text(value) not in names:
            raise ValueError(f"{value!r} is no vehicle")
        return str(value)

    return unique(item.list(key, parse))


def _predecessor(item: Item, horizon: Horizon) -> Predecessor:
    item.text("id")
    before = item.text("precedingVisit", required=True)
    delay = horizon.ticks(item.value("minDelay", seconds, seconds("PT0S")) / 60)
    item.close({"minDelayTo": "delays to a time of day", "coordination": "visits coordinated in time"})
    return Predecessor(before, delay)


def _pin(item: Item, name: str, vehicles: Sequence[Vehicle]) -> Pin | None:
    holders = [vehicle for vehicle in vehicles if name in vehicle.itinerary]
    if item.flag("pinningRequested") and not holders:
        item.refuse("pinningRequested", "is asked for, but the visit is in no itinerary")
        return None
    pinned = item.flag("pinningRequested") or any(name in vehicle.pinned for vehicle in holders)
    return Pin(technician=holders[0].technician.id) if pinned else None


def _check_itineraries(given: Item, vehicles: Sequence[Vehicle], visits: set[str]) -> None:
    stops = [name for vehicle in vehicles for name in vehicle.itinerary]
    for name in sorted({name for name in stops if name not in visits}):
        given.refuse("vehicles[*].shifts[*].itinerary", f"{name!r} is no visit")
    for name in sorted({name for name in stops if stops.count(name) > 1}):
        given.refuse("vehicles[*].shifts[*].itinerary", f"{name!r} is there twice")
    for what, found in (("vehicles", vehicles), ("visits", visits)):
        if not found:
            given.refuse(what, "is missing or empty")
