"""Builders of tiny problems and plans for tests: minutes as ticks, four named places, one technician on duty 8 to 16.

Import as ``from tests.scheduler.build import ...``. Every builder takes the fields of what it builds as keywords.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from scheduler.entities import Appointment, Interval, Location, Shift, Technician, Territory, Window
from scheduler.horizon import Horizon
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from scheduler.travel import MatrixTravel

HOME, EAST, WEST, NORTH = range(4)
#: Minutes of travel between the four places; the way back takes as long unless it is stated.
MINUTES: dict[tuple[int, int], int] = {
    (HOME, EAST): 10,
    (HOME, WEST): 20,
    (HOME, NORTH): 30,
    (EAST, WEST): 25,
    (EAST, NORTH): 35,
    (WEST, NORTH): 40,
}
METRES_PER_TICK = 500


def day(days: int = 1, ticks_per_minute: int = 1, timezone: str = "UTC") -> Horizon:
    """A horizon that begins on Monday 2 March 2026 at 00:00 UTC, so that tick 480 is 08:00."""
    return Horizon(datetime(2026, 3, 2, tzinfo=UTC), timezone, ticks_per_minute, days)


def shift(start: int = 480, end: int = 960, id: str = "day", **fields: Any) -> Shift:
    """A shift from 08:00 to 16:00."""
    return Shift(id, start, end, **fields)


def technician(id: str = "ann", *shifts: Shift, home: int = HOME, **fields: Any) -> Technician:
    """A technician who lives at HOME and has the default shift, unless shifts are given."""
    return Technician(id, home, shifts or (shift(),), **fields)


def off_duty(id: str = "ann", home: int = HOME, **fields: Any) -> Technician:
    """A technician without any shift."""
    return Technician(id, home, (), **fields)


def appointment(id: str = "a1", duration: int = 60, location: int | None = EAST, **fields: Any) -> Appointment:
    """An hour's work at EAST, at any time; ``windows`` may be given as pairs of ticks."""
    windows = tuple(w if isinstance(w, Window) else Window(*w) for w in fields.pop("windows", ()))
    return Appointment(id, duration, location, windows=windows, **fields)


def locations(count: int = 4) -> tuple[Location, ...]:
    """Places that only a matrix knows."""
    return tuple(Location(f"place-{index}") for index in range(count))


def matrix_travel(
    ticks: Mapping[tuple[int, int], int],
    metres: Mapping[tuple[int, int], int] | None = None,
    count: int | None = None,
) -> MatrixTravel:
    """Travel from a small dict (start, end) -> ticks; a missing direction is as long as the other, else 0.

    Metres default to 500 a tick. ``count`` is the number of locations, by default as many as the dict speaks of.
    """
    size = count or 1 + max((max(pair) for pair in ticks), default=0)
    durations = _both_ways(ticks, size)
    distances = durations * METRES_PER_TICK if metres is None else _both_ways(metres, size)
    return MatrixTravel(durations, distances)


def _both_ways(values: Mapping[tuple[int, int], int], size: int) -> Any:
    table = np.zeros((size, size), dtype=np.int32)
    for (start, end), value in values.items():
        table[start, end] = value
        if (end, start) not in values:
            table[end, start] = value
    return table


def problem(
    appointments: Iterable[Appointment] = (),
    technicians: Iterable[Technician] | None = None,
    minutes: Mapping[tuple[int, int], int] | None = None,
    territories: Iterable[str] = (),
    **fields: Any,
) -> ProblemData:
    """A problem on the four places; by default one technician, no territories, and travel by ``MINUTES`` in ticks."""
    legs = MINUTES if minutes is None else minutes
    count = max(4, 1 + max((max(pair) for pair in legs), default=0))
    travel = matrix_travel(legs, count=count)
    given: dict[str, Any] = {"horizon": day(), "locations": locations(count), "travel": travel}
    return ProblemData(
        appointments=tuple(appointments),
        technicians=(technician(),) if technicians is None else tuple(technicians),
        territories=tuple(Territory(name) for name in territories),
        **{**given, **fields},
    )


def policy(levels: Iterable[Mapping[str, int]] = ({"unserved": 100}, {"travel_time": 100}), **fields: Any) -> Policy:
    """A policy from levels as dicts term -> weight in hundredths."""
    return Policy(fields.pop("name", "test"), tuple(tuple(level.items()) for level in levels), **fields)


def stop(id: str, start: int, end: int, arrive: int | None = None, **fields: Any) -> Stop:
    """A visit that starts when the technician arrives, unless ``arrive`` is given."""
    return Stop(id, start if arrive is None else arrive, start, end, **fields)


def route(
    technician: str,
    departure: int,
    *stops: Stop,
    arrival: int,
    shift: str = "day",
    breaks: Iterable[tuple[int, int]] = (),
) -> Route:
    """A route with its times as given; ``breaks`` as pairs of ticks."""
    return Route(technician, shift, departure, arrival, stops, tuple(Interval(*pair) for pair in breaks))


def plan(*routes: Route) -> Plan:
    """A plan of these routes."""
    return Plan(routes)


def driven(data: ProblemData, technician: str, *visits: str, shift: str = "day", departure: int | None = None) -> Route:
    """The route that makes the visits in order, each as early as windows and travel allow; breaks and ends ignored.

    It leaves at the start of the shift unless ``departure`` is given.
    """
    worker, duty = data.duties[data.duty[technician, shift]]
    now = duty.start if departure is None else departure
    leave, here, stops = now, _first(duty.start_location, worker.home), []
    for name in visits:
        item = data.appointment[name]
        arrive = now + data.legs.ticks(here, _first(item.location, here))
        start = _start(item, arrive)
        now, here = start + worker.service(item.duration), _first(item.location, here)
        stops.append(Stop(name, arrive, start, now))
    home = now + data.legs.ticks(here, _first(duty.end_location, worker.end, worker.home))
    return Route(technician, shift, leave, home, tuple(stops))


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def _start(item: Appointment, arrive: int) -> int:
    ready = arrive if item.earliest_start is None else max(arrive, item.earliest_start)
    return next((max(ready, window.earliest) for window in item.windows if ready <= window.latest), ready)
