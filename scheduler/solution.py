"""The plan: routes of stops at stated times. It is data; judging it is ``scheduler.check``'s business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scheduler.entities import Interval, Part

StopKind = Literal["visit", "depot"]


@dataclass(frozen=True)
class Stop(Part):
    """A visit to an appointment, or a stop at a depot. ``arrive`` <= ``start`` <= ``end``, in ticks."""

    id: str
    arrive: int
    start: int
    end: int
    kind: StopKind = "visit"


@dataclass(frozen=True)
class Route(Part):
    """What one technician does in one shift: depart, stops in order, return; breaks taken on the way."""

    technician: str
    shift: str
    departure: int
    arrival: int
    stops: tuple[Stop, ...]
    breaks: tuple[Interval, ...] = ()

    @property
    def visits(self) -> tuple[Stop, ...]:
        """The stops at appointments."""
        return tuple(stop for stop in self.stops if stop.kind == "visit")


@dataclass(frozen=True)
class Plan(Part):
    """Routes with at least one stop each; an appointment in none of them is unscheduled."""

    routes: tuple[Route, ...] = ()

    @cached_property
    def visits(self) -> dict[str, tuple[tuple[Route, Stop], ...]]:
        """The visits by appointment: none is absent, one is the rule, several are a crew."""
        found: dict[str, list[tuple[Route, Stop]]] = {}
        for route, stop in self.each_visit():
            found.setdefault(stop.id, []).append((route, stop))
        return {name: tuple(visits) for name, visits in found.items()}

    def each_visit(self) -> Iterator[tuple[Route, Stop]]:
        """Every visit with its route, in order."""
        for route in self.routes:
            for stop in route.visits:
                yield route, stop

    def sorted(self) -> Plan:
        """The same plan with its routes in the order of technician and departure, so that equal plans are equal."""
        return Plan(tuple(sorted(self.routes, key=lambda r: (r.technician, r.departure, r.shift))))
