"""The vehicles of a Timefold request: technicians with their shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import shapely

from scheduler.entities import Break, Certificate, LedgerEntry, Shift, Skill, Technician
from scheduler.formats.foreign import Item, lat_lon, listed, lon_lat, text, whole
from scheduler.formats.iso_times import instant, seconds
from scheduler.formats.places import RequestPlaces
from scheduler.horizon import Horizon

Member = TypeVar("Member")
_UNSUPPORTED_SHIFT = {
    "minFirstVisitArrivalTime": "limits on single visits of a shift",
    "maxLastVisitDepartureTime": "limits on single visits of a shift",
    "maxSoftLastVisitDepartureTime": "limits on single visits of a shift",
    "maxTravelTimePerVisit": "limits on single visits of a shift",
    "maxSoftTravelTime": "a soft limit on travel",
    "temporarySkillSets": "skills that change within a shift",
    "temporaryTagSets": "tags that change within a shift",
    "movableOccupationRatioThreshold": "movable visits",
    "pinNextVisitDuringFreeze": "frozen departures",
}


def unique(members: Iterable[Member]) -> tuple[Member, ...]:
    """The members without repetitions, in order."""
    return tuple(dict.fromkeys(members))


@dataclass(frozen=True)
class Vehicle:
    """A technician, what is carried over, where visits may be, and the visits of the itineraries."""

    technician: Technician
    ledger: LedgerEntry | None
    area: shapely.Geometry | None
    itinerary: tuple[str, ...]
    pinned: tuple[str, ...]


@dataclass(frozen=True)
class _Duty:
    """A shift with what Timefold says of it and this engine says of the technician."""

    shift: Shift
    skills: tuple[tuple[str, int], ...]
    tags: tuple[str, ...]
    cost: int
    itinerary: tuple[str, ...]
    pinned: bool


def read_vehicle(item: Item, places: RequestPlaces, horizon: Horizon) -> Vehicle:
    """A vehicle; what is wrong with it is noted."""
    name = item.text("id", required=True)
    item.text("vehicleType")
    duties = [duty for one in item.items("shifts") if (duty := _duty(one, places, horizon)) is not None]
    if not item.has("shifts"):
        item.refuse("shifts", "is missing")
    costs = {duty.cost for duty in duties}
    if len(costs) > 1:
        item.refuse("shifts", "is not supported: a fixedCost that differs between shifts")
    used, capacity = (
        horizon.ticks(item.value(key, seconds, seconds("PT0S")) / 60)
        for key in ("historicalTimeUtilized", "historicalTimeCapacity")
    )
    area = item.value("requiredArea", _area, None)
    item.close({"technicianRating": "ratings of technicians"})
    made = item.build(lambda: _technician(name, duties))
    return Vehicle(
        Technician("?", 0) if made is None else made,
        LedgerEntry(name, load=used, capacity=capacity) if used or capacity else None,
        area,
        tuple(visit for duty in duties for visit in duty.itinerary),
        tuple(visit for duty in duties if duty.pinned for visit in duty.itinerary),
    )


def _technician(name: str, duties: Sequence[_Duty]) -> Technician:
    first = next((duty.shift.start_location for duty in duties), 0)
    return Technician(
        id=name,
        home=first or 0,
        shifts=tuple(duty.shift for duty in duties),
        skills=_held(duties, lambda duty: duty.skills, lambda held, **when: Skill(held[0], held[1], **when)),
        certificates=_held(duties, lambda duty: duty.tags, lambda held, **when: Certificate(name=held, **when)),
        cost_per_shift=max((duty.cost for duty in duties), default=0),
    )


def _held(duties: Sequence[_Duty], of: Callable[[_Duty], tuple[Any, ...]], make: Callable[..., Any]) -> tuple[Any, ...]:
    """What is held for ever if it is held in every shift, else from the start to the end of each shift."""
    every = {held: sum(held in of(duty) for duty in duties) for duty in duties for held in of(duty)}
    always = tuple(make(held) for held, count in every.items() if count == len(duties))
    sometimes = [
        make(held, start=duty.shift.start, end=duty.shift.end)
        for duty in duties
        for held in of(duty)
        if every[held] < len(duties)
    ]
    return (*always, *sometimes)


def _duty(item: Item, places: RequestPlaces, horizon: Horizon) -> _Duty | None:
    name = item.text("id", required=True)
    start = item.value("startLocation", lat_lon, None, required=True)
    end = item.value("endLocation", lat_lon, start)
    begins = item.value("minStartTime", instant, None, required=True)
    ends = item.value("maxEndTime", instant, None, required=True)
    soft = item.value("maxSoftEndTime", instant, None)
    travel = item.value("maxTravelTime", seconds, None)
    breaks = [rest for one in item.items("requiredBreaks") if (rest := _break(one, ends, horizon)) is not None]
    skills = unique(_skill(one) for one in item.items("skills"))
    tags = unique(item.list("tags", text))
    cost, pinned = _cost(item), item.flag("pinned")
    itinerary = tuple(stop for one in item.items("itinerary") if (stop := _stop(one)))
    item.close(_UNSUPPORTED_SHIFT)
    if start is None or end is None or begins is None or ends is None:
        return None
    shift = item.build(
        lambda: Shift(
            id=name,
            start=horizon.tick_up(begins),
            end=horizon.tick_down(ends),
            soft_end=None if soft is None else horizon.tick_down(soft),
            breaks=tuple(breaks),
            start_location=places.point(start),
            end_location=places.point(end),
            max_travel=None if travel is None else int(travel * horizon.ticks_per_minute / 60),
        )
    )
    return None if shift is None else _Duty(shift, skills, tags, cost, itinerary, pinned)


def _skill(item: Item) -> tuple[str, int]:
    name, level = item.text("name", required=True), item.whole("level", 1, 1, 1000)
    item.value("multiplier", _one, None)
    item.close()
    return name or "?", level


def _one(value: object) -> None:
    if value != 1:
        raise ValueError("is not supported: durations by skill")


def _cost(shift: Item) -> int:
    cost = shift.item("cost")
    if cost is None:
        return 0
    fixed = cost.value("fixedCost", _money, 0)
    cost.close({"rates": "costs by the hour"})
    return fixed


def _money(value: Any) -> int:
    return whole(int(value) if isinstance(value, float) and value == int(value) else value, 0, 2**31 - 1)


def _stop(item: Item) -> str:
    kind, name = item.text("kind", "VISIT"), item.text("id", required=True)
    item.close({"pinned": "expected pinningRequested of the visit"})
    if kind != "VISIT":
        item.refuse("kind", f"is not supported: {kind}")
    return name


def _break(item: Item, shift_ends: Any, horizon: Horizon) -> Break | None:
    item.text("id")
    kind = item.text("type", "FLOATING")
    item.text("costImpact")
    unsupported = {"location": "a break at a place"}
    if kind == "FIXED":
        start = item.value("startTime", instant, None, required=True)
        end = item.value("endTime", instant, None, required=True)
        item.close(unsupported)
        if start is None or end is None:
            return None
        begin, duration = horizon.tick_down(start), horizon.tick_up(end) - horizon.tick_down(start)
        return item.build(lambda: Break(begin, begin, duration))
    if kind != "FLOATING":
        item.refuse("type", f"expected FLOATING or FIXED, found {kind}")
    first = item.value("minStartTime", instant, None, required=True)
    last = item.value("maxStartTime", instant, None)
    until = item.value("maxEndTime", instant, shift_ends)
    length = item.value("duration", seconds, None, required=True)
    item.close(unsupported)
    if first is None or length is None or until is None:
        return None
    ticks = horizon.ticks(length / 60)
    latest = [horizon.tick_down(until) - ticks] + ([] if last is None else [horizon.tick_down(last)])
    return item.build(lambda: Break(horizon.tick_up(first), min(latest), ticks))


def _area(value: Any) -> shapely.Geometry:
    """A GeoJSON Polygon or MultiPolygon, [longitude, latitude]; raises ``ValueError``."""
    if not isinstance(value, dict) or value.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError("expected a GeoJSON Polygon or MultiPolygon")
    given = listed(value.get("coordinates"))
    try:
        polygons = [_polygon(rings) for rings in (given if value["type"] == "MultiPolygon" else [given])]
    except shapely.errors.GEOSException as error:
        raise ValueError(f"is no polygon: {error}") from None
    area = shapely.multipolygons(polygons)
    if not polygons or not shapely.is_valid(area):
        raise ValueError(f"is no valid area: {shapely.is_valid_reason(area) if polygons else 'it is empty'}")
    return area


def _polygon(rings: Any) -> shapely.Geometry:
    points = [[lon_lat(point)[::-1] for point in listed(ring)] for ring in listed(rings)]
    if not points or any(len(ring) < 4 or ring[0] != ring[-1] for ring in points):
        raise ValueError("a ring of an area needs four positions, the last of which is the first")
    return shapely.Polygon(points[0], points[1:])
