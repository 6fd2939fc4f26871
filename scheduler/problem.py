"""The problem: everything a plan is decided from, in one frozen, validated value.

The same value is the API's request, the notebook's subject, the bug report and the benchmark instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, fields
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from scheduler.entities import (
    Appointment,
    Depot,
    LedgerEntry,
    Location,
    Part,
    ProblemError,
    PublishedVisit,
    Shift,
    Technician,
    Territory,
)
from scheduler.horizon import Horizon
from scheduler.speeds import Speeds
from scheduler.supply import Supply
from scheduler.travel import LONGEST_LEG, GreatCircleTravel, Legs, MatrixTravel, Travel

SCHEMA_VERSION = 1
LONGEST_TIME = 2**40


@dataclass(frozen=True)
class ProblemData(Part):
    """Appointments to be served by technicians within a horizon.

    An empty ``territories`` switches the territory constraint off (instances from the literature have none).
    ``published`` is the plan people already know, for the stability term; ``ledger`` is what rotation carries over.
    Raises :class:`ProblemError` with everything that does not fit together.
    """

    horizon: Horizon
    locations: tuple[Location, ...] = ()
    travel: Travel = field(default_factory=GreatCircleTravel)
    appointments: tuple[Appointment, ...] = ()
    technicians: tuple[Technician, ...] = ()
    territories: tuple[Territory, ...] = ()
    depots: tuple[Depot, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    published: tuple[PublishedVisit, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        findings = list(_findings(self))
        if findings:
            raise ProblemError(findings)

    def __getstate__(self) -> dict[str, Any]:
        """What is stored and sent to other processes: the fields, without what is derived from them."""
        return {name.name: getattr(self, name.name) for name in fields(self)}

    @cached_property
    def appointment(self) -> dict[str, Appointment]:
        """Appointments by id."""
        return {appointment.id: appointment for appointment in self.appointments}

    @cached_property
    def technician(self) -> dict[str, Technician]:
        """Technicians by id."""
        return {technician.id: technician for technician in self.technicians}

    @cached_property
    def duties(self) -> tuple[tuple[Technician, Shift], ...]:
        """Every shift with its technician, in the order of technicians and of time: the columns of eligibility."""
        return tuple(
            (technician, shift)
            for technician in self.technicians
            for shift in sorted(technician.shifts, key=lambda shift: shift.start)
        )

    @cached_property
    def duty(self) -> dict[tuple[str, str], int]:
        """The index into ``duties`` by technician id and shift id."""
        return {(technician.id, shift.id): index for index, (technician, shift) in enumerate(self.duties)}

    @cached_property
    def speeds(self) -> Speeds | None:
        """How fast travel is at what time, ``None`` if that is always the same."""
        return Speeds(self.travel.speed_periods) if self.travel.speed_periods else None

    @cached_property
    def supply(self) -> Supply:
        """What the depots have."""
        return Supply(self.depots, self.appointments)

    @cached_property
    def legs(self) -> Legs:
        """Travel between the problem's locations."""
        return Legs(self.travel, self.locations, self.horizon.ticks_per_minute)

    def with_appointment(self, item: Appointment) -> ProblemData:
        """A copy in which an appointment replaces the one of its id, or comes last; travel and duties are shared.

        Much cheaper than ``replace`` on a large problem: only what is new is validated.
        """
        territories = {territory.id for territory in self.territories}
        findings = [*_appointment_findings(item, territories), *_range_findings(self, (item.location,))]
        if item.predecessors:
            return self.replace(appointments=_placed(self.appointments, item))
        if findings:
            raise ProblemError(findings)
        copy = object.__new__(ProblemData)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.pop("supply", None)
        copy.__dict__["appointments"] = _placed(self.appointments, item)
        copy.__dict__["appointment"] = {**self.appointment, item.id: item}
        copy.__dict__["legs"], copy.__dict__["duties"], copy.__dict__["duty"] = self.legs, self.duties, self.duty
        return copy

    def with_location(self, place: Location) -> ProblemData:
        """A copy with one location more, the last, of another id than the others; all that is known is shared."""
        copy = object.__new__(ProblemData)
        copy.__dict__.update(self.__dict__)
        copy.__dict__["locations"] = (*self.locations, place)
        copy.__dict__["legs"] = self.legs.with_place(place)
        copy.__dict__["duties"], copy.__dict__["duty"] = self.duties, self.duty
        return copy

    def without(self, appointments: Iterable[str] = (), technicians: Iterable[str] = ()) -> ProblemData:
        """A copy less some appointments and technicians, and less what refers to them alone.

        A required, pinned or published technician who leaves is still named by nobody, so an appointment that
        required only such technicians keeps the requirement and becomes impossible rather than silently free.
        """
        gone, away = set(appointments), set(technicians)
        unknown = (gone - self.appointment.keys()) | (away - self.technician.keys())
        if unknown:
            raise ProblemError([f"{name!r} is not in the problem" for name in sorted(unknown)])
        keep = [item for item in self.appointments if item.id not in gone]
        return self.replace(
            appointments=tuple(_without_predecessors(item, gone) for item in keep),
            technicians=tuple(item for item in self.technicians if item.id not in away),
            ledger=tuple(entry for entry in self.ledger if entry.technician not in away),
            published=tuple(visit for visit in self.published if visit.appointment not in gone),
        )

    def compact(self) -> ProblemData:
        """A copy that holds only the locations in use; what it means does not change."""
        used = sorted({index for index in _location_indices(self) if index is not None})
        if len(used) == len(self.locations):
            return self
        new = {old: position for position, old in enumerate(used)}
        travel = self.travel.restricted(used) if isinstance(self.travel, MatrixTravel) else self.travel
        return self.replace(
            locations=tuple(self.locations[index] for index in used),
            travel=travel,
            appointments=tuple(
                item if item.location is None else item.replace(location=new[item.location])
                for item in self.appointments
            ),
            technicians=tuple(_relocated(item, new) for item in self.technicians),
            depots=tuple(item.replace(location=new[item.location]) for item in self.depots),
        )


def _placed(items: tuple[Appointment, ...], item: Appointment) -> tuple[Appointment, ...]:
    position = next((index for index, other in enumerate(items) if other.id == item.id), len(items))
    return (*items[:position], item, *items[position + 1 :])


def _without_predecessors(appointment: Appointment, gone: set[str]) -> Appointment:
    if not any(before.appointment in gone for before in appointment.predecessors):
        return appointment
    kept = tuple(before for before in appointment.predecessors if before.appointment not in gone)
    return appointment.replace(predecessors=kept)


def _relocated(technician: Technician, new: dict[int, int]) -> Technician:
    def at(index: int | None) -> int | None:
        return None if index is None else new[index]

    shifts = tuple(
        shift.replace(start_location=at(shift.start_location), end_location=at(shift.end_location))
        for shift in technician.shifts
    )
    return technician.replace(home=new[technician.home], end=at(technician.end), shifts=shifts)


def _location_indices(problem: ProblemData) -> Iterator[int | None]:
    for appointment in problem.appointments:
        yield appointment.location
    for technician in problem.technicians:
        yield technician.home
        yield technician.end
        for shift in technician.shifts:
            yield shift.start_location
            yield shift.end_location
    for depot in problem.depots:
        yield depot.location


def _doubled(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name!r} is there twice"
        seen.add(name)


def _published_findings(problem: ProblemData) -> Iterator[str]:
    """An appointment is published once, with a crew once for each member."""
    members: dict[str, list[str]] = {}
    for visit in problem.published:
        members.setdefault(visit.appointment, []).append(visit.technician)
    for name, technicians in members.items():
        crew = problem.appointment[name].crew_size if name in problem.appointment else 1
        if len(technicians) > crew or len(set(technicians)) < len(technicians):
            yield f"published visit of {name!r} is there twice"


def _findings(problem: ProblemData) -> Iterator[str]:
    yield from _doubled("appointment", (item.id for item in problem.appointments))
    yield from _doubled("technician", (item.id for item in problem.technicians))
    yield from _doubled("territory", (item.id for item in problem.territories))
    yield from _doubled("location", (item.id for item in problem.locations))
    yield from _doubled("depot", (item.id for item in problem.depots))
    yield from _published_findings(problem)
    yield from _doubled("ledger of", (f"{entry.technician}/{entry.territory}" for entry in problem.ledger))
    yield from _travel_findings(problem)
    yield from _time_findings(problem)
    yield from _reference_findings(problem)


def _travel_findings(problem: ProblemData) -> Iterator[str]:
    count = len(problem.locations)
    yield from _range_findings(problem, _location_indices(problem))
    if isinstance(problem.travel, MatrixTravel):
        if problem.travel.durations.shape[0] != count:
            yield f"the travel matrix is for {problem.travel.durations.shape[0]} locations, there are {count}"
    else:
        if problem.travel.longest(problem.horizon.ticks_per_minute) > LONGEST_LEG:
            yield f"{problem.horizon.ticks_per_minute} ticks per minute are too many for the longest way on earth"
        yield from (
            f"location {place.id!r} has no coordinates and there is no matrix"
            for place in problem.locations
            if place.latitude is None
        )


def _range_findings(problem: ProblemData, indices: Iterable[int | None]) -> Iterator[str]:
    count = len(problem.locations)
    for index in indices:
        if index is not None and not 0 <= index < count:
            yield f"location index {index} is not within 0 and {count - 1}"


def _appointment_findings(item: Appointment, territories: Set[str]) -> Iterator[str]:
    bounds = [bound for window in item.windows for bound in (window.earliest, window.latest)]
    pinned = None if item.pin is None else item.pin.start
    numbers = [item.duration, item.earliest_start, item.due, item.load, pinned, *bounds]
    yield from _far(f"appointment {item.id!r}", numbers)
    if territories and item.territory is not None and item.territory not in territories:
        yield f"appointment {item.id!r}: territory {item.territory!r} is not in the problem"


def _far(owner: str, numbers: Iterable[int | None]) -> Iterator[str]:
    if any(number is not None and abs(number) > LONGEST_TIME for number in numbers):
        yield f"{owner}: a time (from the start of the horizon) or an amount is beyond 2^40"


def _time_findings(problem: ProblemData) -> Iterator[str]:
    yield from _far("travel", [period.start for period in problem.travel.speed_periods])
    for owner, numbers in _numbers(problem):
        yield from _far(owner, numbers)


def _numbers(problem: ProblemData) -> Iterator[tuple[str, list[int | None]]]:
    for technician in problem.technicians:
        away = [bound for absence in technician.absences for bound in (absence.start, absence.end)]
        amounts = [technician.cost_per_hour, technician.cost_per_shift, technician.capacity]
        yield f"technician {technician.id!r}", [*away, *amounts]
    for technician, shift in problem.duties:
        rests = [bound for rest in shift.breaks for bound in (rest.earliest, rest.latest, rest.duration)]
        yield f"shift {shift.id!r} of {technician.id!r}", [shift.start, shift.end, shift.soft_end, *rests]
    for depot in problem.depots:
        bounds = [bound for window in depot.windows for bound in (window.earliest, window.latest)]
        yield f"depot {depot.id!r}", [depot.service, *bounds, *(have.quantity for have in depot.stock or ())]
    for entry in problem.ledger:
        yield f"ledger of {entry.technician!r}", [entry.load, entry.turns, entry.capacity, entry.last_turn]
    for visit in problem.published:
        yield f"published visit of {visit.appointment!r}", [visit.start]


def _reference_findings(problem: ProblemData) -> Iterator[str]:
    territories = {territory.id for territory in problem.territories}
    for item in problem.appointments:
        yield from _appointment_findings(item, territories)
        for before in item.predecessors:
            if before.appointment not in problem.appointment:
                yield f"appointment {item.id!r}: predecessor {before.appointment!r} is not in the problem"
    cycle = _cycle(problem)
    if cycle:
        yield f"appointments come, through their predecessors, before themselves: {' before '.join(map(repr, cycle))}"
    for technician in problem.technicians:
        for membership in technician.memberships:
            if territories and membership.territory not in territories:
                yield f"technician {technician.id!r}: territory {membership.territory!r} is not in the problem"


def _cycle(problem: ProblemData) -> list[str]:
    """One cycle of predecessors, its first appointment again at its end; empty if there is none."""
    before = {item.id: [one.appointment for one in item.predecessors] for item in problem.appointments}
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
