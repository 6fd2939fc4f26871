"""The parts of a problem: appointments, technicians, shifts and what they carry.

All are frozen and valid once constructed. Times are integer ticks of the problem's horizon, distances integer metres,
money integer units. A stretch of time (shift, absence) is half open; the bounds of a start are both reachable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal, Self

MembershipKind = Literal["primary", "secondary", "relocated"]


class ProblemError(ValueError):
    """Data that cannot be a problem; ``findings`` lists everything that is wrong, one sentence each."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(self.findings))


def _demand(owner: str, **conditions: bool) -> None:
    """Raise a ``ProblemError`` that names every condition (its words joined by underscores) which fails."""
    failed = [f"{owner}: {words.replace('_', ' ')}" for words, holds in conditions.items() if not holds]
    if failed:
        raise ProblemError(failed)


class Part:
    """What every part of a problem can do."""

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, validated again."""
        return replace(self, **changes)  # type: ignore[type-var]


@dataclass(frozen=True)
class Location(Part):
    """A place that travel is measured between; coordinates are absent where only a matrix knows it."""

    id: str
    latitude: float | None = None
    longitude: float | None = None

    def __post_init__(self) -> None:
        both = (self.latitude is None) == (self.longitude is None)
        _demand(f"location {self.id!r}", latitude_and_longitude_come_together=both)
        if self.latitude is not None and self.longitude is not None:
            _demand(
                f"location {self.id!r} ({self.latitude}, {self.longitude})",
                latitude_is_within_minus_90_and_90=-90 <= self.latitude <= 90,
                longitude_is_within_minus_180_and_180=-180 <= self.longitude <= 180,
            )


@dataclass(frozen=True)
class Territory(Part):
    """A label that appointments and memberships share; its polygon stays in ``territories``."""

    id: str
    name: str = ""


@dataclass(frozen=True)
class Window(Part):
    """When something may start: any tick from ``earliest`` to ``latest``, both reachable."""

    earliest: int
    latest: int

    def __post_init__(self) -> None:
        _demand(
            f"window {self.earliest}..{self.latest}",
            does_not_end_before_it_starts=self.earliest <= self.latest,
        )


@dataclass(frozen=True)
class Interval(Part):
    """A stretch of time, half open: ``start`` belongs to it, ``end`` does not."""

    start: int
    end: int

    def __post_init__(self) -> None:
        _demand(f"interval {self.start}..{self.end}", does_not_end_before_it_starts=self.start <= self.end)


@dataclass(frozen=True)
class Quantity(Part):
    """A number of one part."""

    part: str
    quantity: int = 1

    def __post_init__(self) -> None:
        _demand(f"part {self.part!r}", has_a_name=bool(self.part), quantity_is_positive=self.quantity > 0)


@dataclass(frozen=True)
class SkillRequirement(Part):
    """A skill an appointment needs, and at what level at least."""

    name: str
    level: int = 1

    def __post_init__(self) -> None:
        _demand(f"skill {self.name!r}", has_a_name=bool(self.name), level_is_positive=self.level >= 1)


@dataclass(frozen=True)
class Dated(Part):
    """Something that holds from ``start`` until before ``end`` (ticks; ``None`` is for ever)."""

    start: int | None = field(default=None, kw_only=True)
    end: int | None = field(default=None, kw_only=True)

    def holds_at(self, tick: int) -> bool:
        """Whether it holds at a tick. What a technician may do is judged at the start of the shift."""
        return (self.start is None or self.start <= tick) and (self.end is None or tick < self.end)


@dataclass(frozen=True)
class Skill(Dated):
    """A skill of a technician with its level."""

    name: str
    level: int = 1

    def __post_init__(self) -> None:
        _demand(f"skill {self.name!r}", has_a_name=bool(self.name), level_is_positive=self.level >= 1)


@dataclass(frozen=True)
class Certificate(Dated):
    """A certificate of a technician; ``end`` is the tick after the last day on which it is valid."""

    name: str


@dataclass(frozen=True)
class Membership(Dated):
    """A technician's place in a territory."""

    territory: str
    kind: MembershipKind = "primary"


@dataclass(frozen=True)
class Predecessor(Part):
    """An appointment that must have ended ``min_delay`` ticks before this one starts."""

    appointment: str
    min_delay: int = 0

    def __post_init__(self) -> None:
        _demand(f"predecessor {self.appointment!r}", delay_is_not_negative=self.min_delay >= 0)


@dataclass(frozen=True)
class Pin(Part):
    """What is already decided of an appointment. ``frozen`` makes it a fact: what it violates is inherited."""

    technician: str | None = None
    start: int | None = None
    frozen: bool = False

    def __post_init__(self) -> None:
        decided = self.technician is not None or self.start is not None
        complete = self.technician is not None and self.start is not None
        _demand("pin", names_a_technician_or_a_start=decided)
        _demand("frozen pin", names_technician_and_start=complete or not self.frozen)


@dataclass(frozen=True)
class Break(Part):
    """Time off that starts within ``earliest`` and ``latest``: no service in it, and travel waits for it.

    Before the departure and after the return of a route it costs nothing; a technician who has no work then is
    free anyway.
    """

    earliest: int
    latest: int
    duration: int

    def __post_init__(self) -> None:
        _demand(
            f"break {self.earliest}..{self.latest}",
            does_not_end_before_it_starts=self.earliest <= self.latest,
            duration_is_positive=self.duration > 0,
        )


@dataclass(frozen=True)
class Shift(Part):
    """One stretch of duty, and so at most one route. Locations default to the technician's own."""

    id: str
    start: int
    end: int
    soft_end: int | None = None
    breaks: tuple[Break, ...] = ()
    start_location: int | None = None
    end_location: int | None = None
    max_visits: int | None = None
    max_travel: int | None = None
    max_duration: int | None = None

    def __post_init__(self) -> None:
        limits = (self.max_visits, self.max_travel, self.max_duration)
        _demand(
            f"shift {self.id!r}",
            has_an_id=bool(self.id),
            ends_after_it_starts=self.start < self.end,
            limits_are_not_negative=all(limit is None or limit >= 0 for limit in limits),
        )


@dataclass(frozen=True)
class Technician(Part):
    """Who does the work. ``efficiency`` is per mille: 1250 does in 48 minutes what is planned with 60."""

    id: str
    home: int
    shifts: tuple[Shift, ...] = ()
    name: str = ""
    end: int | None = None
    memberships: tuple[Membership, ...] = ()
    skills: tuple[Skill, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    tools: tuple[str, ...] = ()
    stock: tuple[Quantity, ...] = ()
    absences: tuple[Interval, ...] = ()
    efficiency: int = 1000
    cost_per_hour: int = 0
    cost_per_shift: int = 0
    capacity: int | None = None

    def __post_init__(self) -> None:
        ids = [shift.id for shift in self.shifts]
        by_start = sorted(self.shifts, key=lambda shift: shift.start)
        apart = all(one.end <= two.start for one, two in pairwise(by_start))
        _demand(
            f"technician {self.id!r}",
            has_an_id=bool(self.id),
            shift_ids_differ=len(set(ids)) == len(ids),
            shifts_do_not_overlap=apart,
            efficiency_is_positive=self.efficiency > 0,
            costs_are_not_negative=self.cost_per_hour >= 0 and self.cost_per_shift >= 0,
            capacity_is_not_negative=self.capacity is None or self.capacity >= 0,
        )

    def membership_kinds(self, territory: str | None, tick: int) -> set[MembershipKind]:
        """How the technician belongs to a territory at a tick; a relocation replaces all other memberships then."""
        held = [member for member in self.memberships if member.holds_at(tick)]
        relocated = [member for member in held if member.kind == "relocated"]
        return {member.kind for member in relocated or held if member.territory == territory}

    def service(self, duration: int) -> int:
        """The ticks a job of nominal ``duration`` takes: half-up division by efficiency, at least 1 if it is any."""
        if duration == 0 or self.efficiency == 1000:
            return duration
        return max(1, (2 * duration * 1000 + self.efficiency) // (2 * self.efficiency))


#: The detail under which an appointment in no territory carries a sentence about the nearest one.
OUTSIDE = "outside"


@dataclass(frozen=True)
class Appointment(Part):
    """One visit to be made. ``windows`` and ``earliest_start`` bind its start, ``due`` its end.

    ``priority`` 1 is the most urgent. ``location`` is an index into the problem's locations; ``None`` and a
    ``territory`` of ``None`` are verdicts, not errors. ``waivers`` lists constraints that a person has overridden for
    it. ``details`` is carried for people.

    ``crew_size`` technicians make the visit together: same start, same end, the pace of the slowest. Skills, tools
    and parts are asked of the crew as a whole, a pinned technician is one of it, everything else is asked of each
    member. ``predecessors`` are served, and have ended, before it starts. ``all_or_none`` names a group that is
    served whole or not at all.
    """

    id: str
    duration: int
    location: int | None = None
    territory: str | None = None
    windows: tuple[Window, ...] = ()
    earliest_start: int | None = None
    due: int | None = None
    priority: int = 3
    skills: tuple[SkillRequirement, ...] = ()
    certificates: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    parts: tuple[Quantity, ...] = ()
    required_technicians: tuple[str, ...] = ()
    preferred_technicians: tuple[str, ...] = ()
    excluded_technicians: tuple[str, ...] = ()
    crew_size: int = 1
    predecessors: tuple[Predecessor, ...] = ()
    all_or_none: str | None = None
    work_order: str | None = None
    pin: Pin | None = None
    load: int = 0
    waivers: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _demand(
            f"appointment {self.id!r}",
            has_an_id=bool(self.id),
            duration_is_not_negative=self.duration >= 0,
            priority_is_within_1_and_1000=1 <= self.priority <= 1000,
            crew_size_is_positive=self.crew_size >= 1,
            load_is_not_negative=self.load >= 0,
            skills_are_named_once=len({need.name for need in self.skills}) == len(self.skills),
        )
        object.__setattr__(self, "windows", tuple(sorted(self.windows, key=lambda w: (w.earliest, w.latest))))

    @property
    def frozen(self) -> bool:
        """Whether it is a fact: pinned and frozen, and nobody waived the pin."""
        return self.pin is not None and self.pin.frozen and "pin" not in self.waivers

    @property
    def crew(self) -> int:
        """How many are sent: one where a person has waived the crew."""
        return 1 if "crew" in self.waivers else self.crew_size

    @property
    def follows(self) -> tuple[Predecessor, ...]:
        """The predecessors that bind it: none where a person has waived them."""
        return () if "precedence" in self.waivers else self.predecessors

    @property
    def group(self) -> str | None:
        """The group with which it is served or not: none where a person has waived it."""
        return None if "all_or_none" in self.waivers else self.all_or_none

    def for_member(self, technician: str) -> Appointment:
        """What it asks of one member of its crew: all that is not the crew's together. Itself if one goes alone."""
        if self.crew == 1:
            return self
        pin = self.pin
        if pin is not None and pin.technician not in (None, technician):
            pin = None if pin.start is None else Pin(start=pin.start)
        return self.replace(skills=(), tools=(), parts=(), pin=pin)


@dataclass(frozen=True)
class Depot(Part):
    """Where parts and tools are picked up: open in ``windows`` (start of the stop), ``service`` ticks a stop.

    ``stock`` of ``None`` means that every part is there, as many as are needed; ``tools`` of ``None`` likewise.
    """

    id: str
    location: int
    windows: tuple[Window, ...] = ()
    service: int = 0
    stock: tuple[Quantity, ...] | None = None
    tools: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        _demand(f"depot {self.id!r}", has_an_id=bool(self.id), service_is_not_negative=self.service >= 0)
        object.__setattr__(self, "windows", tuple(sorted(self.windows, key=lambda w: (w.earliest, w.latest))))


@dataclass(frozen=True)
class LedgerEntry(Part):
    """What a technician carries over, decayed to the start of the horizon and rounded once.

    ``load`` (ticks), ``turns`` (thousandths of a turn) and ``capacity`` (ticks) are before this problem's work;
    ``last_turn`` is the tick (usually negative) of the last assignment. ``territory`` is for the report: a
    technician's ledger is the sum over territories.
    """

    technician: str
    territory: str = ""
    load: int = 0
    turns: int = 0
    capacity: int = 0
    last_turn: int | None = None

    def __post_init__(self) -> None:
        amounts = (self.load, self.turns, self.capacity)
        _demand(f"ledger of {self.technician!r}", amounts_are_not_negative=min(amounts) >= 0)


@dataclass(frozen=True)
class PublishedVisit(Part):
    """Where an appointment stands in the plan that people already know; of a crew there is one for each member."""

    appointment: str
    technician: str
    start: int
