"""What every peer is given: the engine's problem in arrays, with who may serve what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import RefusalError
from benchmarks.instance import Instance
from benchmarks.timing import bounds, endpoints
from scheduler.eligibility import Eligibility
from scheduler.entities import Appointment, Shift, Technician
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.travel import MatrixTravel

#: The one term each that a peer may be asked to minimise after serving all; what follows it in a policy is ignored.
TERMS = ("travel_distance", "travel_time", "working_time")


@dataclass(frozen=True)
class Request:
    """A problem without anything but places, one window a visit, loads, limits and who may serve what.

    ``allowed`` is appointments x duties. ``term`` is what is to be minimised once all is served.
    """

    problem: ProblemData
    allowed: NDArray[np.bool_]
    durations: NDArray[np.int64]
    distances: NDArray[np.int64]
    term: str

    @property
    def duties(self) -> tuple[tuple[Technician, Shift], ...]:
        """The vehicles."""
        return self.problem.duties

    @property
    def items(self) -> tuple[Appointment, ...]:
        """The visits; every one has a location."""
        return self.problem.appointments

    def place(self, index: int) -> int:
        """The location of a visit."""
        location = self.items[index].location
        assert location is not None
        return location

    def ends(self, duty: int) -> tuple[int, int]:
        """Where a duty starts and where it ends."""
        return endpoints(*self.duties[duty])

    def window(self, index: int) -> tuple[int, int]:
        """The earliest and the latest start of a visit, in any shift."""
        widest = Shift("all", min(s.start for _, s in self.duties), max(s.end for _, s in self.duties))
        return bounds(self.items[index], widest)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that visits use: each is a dimension of load."""
        return tuple(sorted({need.part for item in self.items for need in item.parts}))

    @cached_property
    def loaded(self) -> bool:
        """Whether capacity matters."""
        return any(item.load for item in self.items) and all(t.capacity is not None for t, _ in self.duties)

    def needs(self, index: int) -> list[int]:
        """The load of a visit in each dimension."""
        item = self.items[index]
        used = {need.part: need.quantity for need in item.parts}
        return [item.load] * self.loaded + [used.get(part, 0) for part in self.parts]

    def capacity(self, duty: int) -> list[int]:
        """What a duty can carry in each dimension."""
        technician = self.duties[duty][0]
        stock = {entry.part: entry.quantity for entry in technician.stock}
        return [technician.capacity or 0] * self.loaded + [stock.get(part, 0) for part in self.parts]

    @cached_property
    def longest(self) -> int:
        """More than any route can cost: shift, and a leg at either end."""
        leg = int(max(self.durations.max(initial=0), self.distances.max(initial=0)))
        return max(shift.end - shift.start for _, shift in self.duties) + 4 * leg

    @cached_property
    def efficiencies(self) -> tuple[int, ...]:
        """The distinct efficiencies of technicians."""
        return tuple(sorted({technician.efficiency for technician, _ in self.duties}))


def request(instance: Instance) -> Request:
    """What a peer is given; raises :class:`RefusalError` if the problem has more in it than any peer here is told."""
    problem = instance.problem.replace(depots=())
    obstacles = sorted(set(_obstacles(problem, instance.policy)))
    if obstacles:
        raise RefusalError(f"the model made for peers has no {', '.join(obstacles)}")
    durations, distances = _matrices(problem)
    term = next(term for level in instance.policy.levels for term, _ in level if term in TERMS)
    return Request(problem, Eligibility(problem, instance.policy).allowed, durations, distances, term)


def without_depots(instance: Instance) -> str:
    """A word on stops at depots where an instance has them."""
    return "without stops at depots" if instance.problem.depots else ""


def _obstacles(problem: ProblemData, policy: Policy) -> Iterable[str]:
    if not any(term in TERMS and len(level) == 1 for level in policy.levels for term, _ in level):
        yield "objective of several terms together"
    for item in problem.appointments:
        if item.location is None:
            yield "visits without a place"
        if len(item.windows) > 1:
            yield "several windows"
        if item.due is not None:
            yield "due times"
        if item.pin is not None or item.predecessors or item.all_or_none or item.crew_size > 1:
            yield "pins, order, groups and crews"
    for technician, shift in problem.duties:
        if shift.breaks or technician.absences:
            yield "breaks and absences"
        if len(technician.shifts) > 1:
            yield "several shifts"
        if shift.max_travel is not None or shift.max_visits is not None:
            yield "limits of travel and visits"


def _matrices(problem: ProblemData) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if isinstance(problem.travel, MatrixTravel):
        return problem.travel.durations.astype(np.int64), problem.travel.distances.astype(np.int64)
    count = range(len(problem.locations))
    legs = problem.legs
    durations = np.array([legs.ticks_from(start) for start in count], dtype=np.int64)
    return durations, np.array([[legs.metres(start, end) for end in count] for start in count], dtype=np.int64)
