"""The vehicles of a VROOM request: a technician each, with one shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.entities import Break, Interval, Shift, Skill, Technician, Window
from scheduler.formats.foreign import Item, whole
from scheduler.formats.records import shown
from scheduler.formats.vroom.matrix import VroomPlaces, unique

#: The one shift of a vehicle.
SHIFT = "route"
MOST_SECONDS = 2**32 - 1
_MOST_COST = 2**31 - 1
_UNSUPPORTED = {
    "speed_factor": "speeds by vehicle",
    "max_distance": "a limit on distance",
    "steps": "routes given beforehand",
    "max_load": "breaks that depend on the load",
    "per_task_hour": "costs of time at work",
}
Span = Interval


@dataclass(frozen=True)
class Vehicle:
    """A vehicle before times are ticks: ``window`` and ``breaks`` are seconds from 1970, costs VROOM's."""

    technician: Technician
    profile: str
    per_hour: int
    per_km: int
    window: Interval | None
    breaks: tuple[Break, ...]
    max_visits: int | None
    max_travel: int | None

    def span(self, anchors: Sequence[int], work: int) -> Span:
        """When the route happens: the time window, but no longer than there can be anything to do.

        Any route can be moved so that it lies within the anchors, widened by all the work there is, at no cost.
        """
        low, high = max(0, min(anchors) - work), max(anchors) + work + 1
        if self.window is None:
            return Interval(low, high)
        return Interval(self.window.start, max(self.window.start + 1, min(self.window.end, high)))

    def shift(self, span: Span, begin: int) -> Shift:
        """The shift in seconds from ``begin``."""
        start, end = span.start - begin, span.end - begin
        breaks = tuple(
            Break(min(rest.earliest - begin, end), min(rest.latest - begin, end), rest.duration) for rest in self.breaks
        )
        return Shift(SHIFT, start, end, breaks=breaks, max_visits=self.max_visits, max_travel=self.max_travel)


def read_vehicle(item: Item, places: VroomPlaces) -> Vehicle:
    """A vehicle; what is wrong with it is noted."""
    name = item.whole("id", 0, required=True)
    capacity = item.list("capacity", whole)
    if len(capacity) > 1 and any(capacity[1:]):
        item.refuse("capacity", "is not supported: more than one dimension of load")
    fixed, per_hour, per_km = _costs(item)
    item.value("speed_factor", _one, None)
    span = item.value("time_window", _interval, None)
    start = places.at(item, "start", "start_index")
    end = places.at(item, "end", "end_index")
    if start is None and end is None:
        item.refuse(None, "has neither start nor end")
    item.text("type")
    technician = Technician(
        id=str(name),
        home=places.anywhere() if start is None else start,
        end=places.anywhere() if end is None else end,
        name=item.text("description"),
        skills=tuple(Skill(str(skill)) for skill in unique(item.list("skills", whole))),
        cost_per_shift=fixed,
        capacity=capacity[0] if capacity else 0,
    )
    vehicle = Vehicle(
        technician=technician,
        profile=item.text("profile", "car"),
        per_hour=per_hour,
        per_km=per_km,
        window=span,
        breaks=tuple(rest for one in item.items("breaks") if (rest := _break(one, span)) is not None),
        max_visits=item.whole("max_tasks", None),
        max_travel=item.whole("max_travel_time", None),
    )
    item.close(_UNSUPPORTED)
    return vehicle


def _one(value: object) -> None:
    if value != 1:
        raise ValueError(f"is not supported: {_UNSUPPORTED['speed_factor']}")


def _costs(vehicle: Item) -> tuple[int, int, int]:
    costs = vehicle.item("costs")
    if costs is None:
        return 0, 3600, 0
    fixed, per_hour, per_km = (
        costs.whole(key, default, 0, _MOST_COST) for key, default in (("fixed", 0), ("per_hour", 3600), ("per_km", 0))
    )
    costs.close(_UNSUPPORTED)
    return fixed, per_hour, per_km


def _interval(value: object) -> Interval:
    pair = window(value)
    return Interval(pair.earliest, pair.latest)


def window(value: object) -> Window:
    """A pair of seconds; raises ``ValueError``."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"expected [earliest, latest] in seconds, found {shown(value)}")
    return Window(*(whole(bound, 0, MOST_SECONDS) for bound in value))


def _break(item: Item, span: Interval | None) -> Break | None:
    item.whole("id", 0, required=True)
    item.text("description")
    windows = item.list("time_windows", window)
    if len(windows) > 1:
        item.refuse("time_windows", "is not supported: more than one window of a break")
    duration = item.whole("service", 0, 0, MOST_SECONDS)
    item.close(_UNSUPPORTED)
    if not duration:
        item.refuse("service", "is not supported: a break of no length")
        return None
    if windows:
        return Break(windows[0].earliest, windows[0].latest, duration)
    if span is None:
        item.refuse("time_windows", "is missing, and the vehicle has no time_window")
        return None
    return Break(span.start, max(span.start, span.end - duration), duration)
