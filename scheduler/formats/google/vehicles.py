"""The vehicles of a Google request: a technician each, with one shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from scheduler.entities import Break, Shift, Technician
from scheduler.formats.foreign import Item
from scheduler.formats.google.values import amount, cents, duration, place, time
from scheduler.formats.places import RequestPlaces
from scheduler.horizon import Horizon

SHIFT = "route"
UNSUPPORTED = {
    "routeDistanceLimit": "a limit on distance",
    "unloadingPolicy": "an order of unloading",
    "extraVisitDurationForVisitType": "durations by type",
    "startLoadIntervals": "loads at the start",
    "endLoadIntervals": "loads at the end",
}


@dataclass(frozen=True)
class Vehicle:
    """A technician; rates that every vehicle must share, in hundredths of money; the type of load it carries."""

    technician: Technician | None
    per_kilometre: Fraction
    per_travelled_hour: Fraction
    capacities: dict[str, int]


def read_vehicle(
    item: Item, index: int, places: RequestPlaces, horizon: Horizon, span: tuple[datetime, datetime]
) -> Vehicle:
    """A vehicle; what is wrong with it is noted."""
    label = item.text("label") or item.text("displayName")
    home, end = place(item, "start", required=True), place(item, "end", required=True)
    begins = _bound(item, "startTimeWindows", "startTime", "endTime", span[0])
    ends = _bound(item, "endTimeWindows", "endTime", "startTime", span[1])
    limit = item.item("routeDurationLimit")
    longest = None if limit is None else limit.value("maxDuration", duration, None)
    if limit is not None:
        limit.close({"softMaxDuration": "a soft limit", "quadraticSoftMaxDuration": "a soft limit"})
    item.value("travelDurationMultiple", _one, None)
    if item.text("travelMode", "DRIVING") not in ("DRIVING", "TRAVEL_MODE_UNSPECIFIED"):
        item.refuse("travelMode", "is not supported: other ways than driving")
    rates = {key: item.value(key, cents, Fraction(0)) for key in (
        "costPerHour", "fixedCost", "costPerKilometer", "costPerTraveledHour")}  # fmt: skip
    breaks = _breaks(item, horizon)
    capacities = _capacities(item)
    item.close(UNSUPPORTED)
    technician = item.build(
        lambda: Technician(
            id=label or f"vehicle {index + 1}",
            home=0 if home is None else places.point(home),
            end=0 if end is None else places.point(end),
            shifts=(
                Shift(
                    SHIFT,
                    horizon.tick_up(begins),
                    horizon.tick_down(ends),
                    breaks=breaks,
                    max_duration=None if longest is None else int(longest),
                ),
            ),
            cost_per_hour=round(rates["costPerHour"]),
            cost_per_shift=round(rates["fixedCost"]),
        )
    )
    return Vehicle(technician, rates["costPerKilometer"], rates["costPerTraveledHour"], capacities)


def _one(value: object) -> None:
    if value != 1:
        raise ValueError("is not supported: speeds by vehicle")


def _bound(item: Item, key: str, wanted: str, other: str, default: datetime) -> datetime:
    windows = item.items(key)
    if len(windows) > 1:
        item.refuse(key, "is not supported: more than one")
    for window in windows[:1]:
        default = window.value(wanted, time, default)
        window.close({other: "a route that must not begin late or end early"})
    return default


def _breaks(item: Item, horizon: Horizon) -> tuple[Break, ...]:
    rule = item.item("breakRule")
    if rule is None:
        return ()
    found = []
    for rest in rule.items("breakRequests"):
        first = rest.value("earliestStartTime", time, None, required=True)
        last = rest.value("latestStartTime", time, None, required=True)
        length = rest.value("minDuration", duration, None, required=True)
        rest.close()
        if first is not None and last is not None and length is not None:
            bounds = horizon.tick_up(first), horizon.tick_down(last), horizon.ticks(length / 60)
            found.append(rest.build(lambda bounds=bounds: Break(*bounds)))  # type: ignore[misc]
    rule.close({"frequencyConstraints": "breaks by frequency"})
    return tuple(one for one in found if one is not None)


def _capacities(item: Item) -> dict[str, int]:
    found = {}
    for one in item.items("capacities"):
        found[one.text("type")] = one.value("value", amount, 0)
        one.close()
    limits = item.item("loadLimits")
    for kind in () if limits is None else limits.names:
        limit = limits.item(kind) if limits is not None else None
        if limit is not None:
            found[kind] = limit.value("maxLoad", amount, 2**31 - 1)
            limit.close({"softMaxLoad": "a soft limit", "endLoadInterval": "loads at the end",
                         "startLoadInterval": "loads at the start"})  # fmt: skip
    return found
