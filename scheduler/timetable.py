"""A sequence of stops to be timed, and the times of one."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.entities import Interval

#: Later than anything.
NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Node:
    """A stop to be timed: where, for how long, and within which bounds (closed, ascending) it may start."""

    location: int
    service: int
    bounds: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """The times of a route: one entry of ``arrives`` and ``starts`` per stop, breaks on duty in order of time."""

    departure: int
    arrival: int
    arrives: tuple[int, ...]
    starts: tuple[int, ...]
    breaks: tuple[Interval, ...] = ()
