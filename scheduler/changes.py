"""What a planner may ask "what if" about: each change is a small frozen value that makes another problem or policy.

Times are minutes and local calendar days, as people say them. A change that names what is not there raises
:class:`~scheduler.entities.ProblemError` with the nearest known name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from scheduler.entities import (
    Appointment,
    Certificate,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    MembershipKind,
    Part,
    ProblemError,
    Skill,
    Technician,
    Territory,
    Window,
)
from scheduler.policy import POLICIES, TERMS, Policy, reweighted
from scheduler.problem import ProblemData
from scheduler.spelling import nearest
from scheduler.travel import MatrixTravel

Case = tuple[ProblemData, Policy]


class Change(Protocol):
    """Anything that turns a problem and a policy into others."""

    def apply(self, problem: ProblemData, policy: Policy) -> Case:
        """The problem and the policy after the change."""
        ...


class ProblemChange(Part):
    """A change that leaves the policy as it is."""

    def apply(self, problem: ProblemData, policy: Policy) -> Case:
        """The problem after the change, and the policy as it was."""
        return self.changed(problem), policy

    def changed(self, problem: ProblemData) -> ProblemData:
        """The problem after the change."""
        raise NotImplementedError


@dataclass(frozen=True)
class TechnicianAway(ProblemChange):
    """A technician is absent from ``first`` to ``last`` (local calendar days, both included; ``None`` is open)."""

    technician: str
    first: date | None = None
    last: date | None = None

    def changed(self, problem: ProblemData) -> ProblemData:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ProblemError([f"technician {self.technician!r}: away until {self.last}, before {self.first}"])
        return _with_technician(problem, self.technician, lambda one: self._away(problem, one))

    def _away(self, problem: ProblemData, technician: Technician) -> Technician:
        horizon = problem.horizon
        start = min([0, *(shift.start for shift in technician.shifts)])
        end = max([horizon.end, *(shift.end for shift in technician.shifts)])
        if self.first is not None:
            start = horizon.tick_down(horizon.midnight(self.first))
        if self.last is not None:
            end = horizon.tick_up(horizon.midnight(self.last + timedelta(days=1)))
        return technician.replace(absences=(*technician.absences, Interval(start, max(start, end))))


@dataclass(frozen=True)
class TechnicianHired(ProblemChange):
    """A new technician like another one: same shifts, skills, tools and territories, no absences and no history.

    ``home`` is (latitude, longitude); without it the new one starts where the other one does.
    """

    technician: str
    like: str
    home: tuple[float, float] | None = None
    name: str = ""

    def changed(self, problem: ProblemData) -> ProblemData:
        if self.technician in problem.technician:
            raise ProblemError([f"technician {self.technician!r} is already there"])
        profile = _known("technician", self.like, problem.technician)
        hired = problem.technician[profile].replace(id=self.technician, name=self.name, absences=())
        problem = problem.replace(technicians=(*problem.technicians, hired))
        return problem if self.home is None else TechnicianMoved(self.technician, self.home).changed(problem)


@dataclass(frozen=True)
class TechnicianTrained(ProblemChange):
    """A technician has a skill at a level from the start of the horizon on (other entries of that skill are kept)."""

    technician: str
    skill: str
    level: int = 1

    def changed(self, problem: ProblemData) -> ProblemData:
        known = {skill.name for one in problem.technicians for skill in one.skills}
        known |= {need.name for item in problem.appointments for need in item.skills}
        skill = Skill(_known("skill", self.skill, known), self.level)
        return _with_technician(problem, self.technician, lambda one: one.replace(skills=(*one.skills, skill)))


@dataclass(frozen=True)
class TechnicianCertified(ProblemChange):
    """A technician has a certificate that does not expire within the horizon."""

    technician: str
    certificate: str

    def changed(self, problem: ProblemData) -> ProblemData:
        known = {held.name for one in problem.technicians for held in one.certificates}
        known |= {name for item in problem.appointments for name in item.certificates}
        added = Certificate(_known("certificate", self.certificate, known))
        return _with_technician(
            problem, self.technician, lambda one: one.replace(certificates=(*one.certificates, added))
        )


@dataclass(frozen=True)
class TechnicianMoved(ProblemChange):
    """A technician lives elsewhere: ``home`` is (latitude, longitude). Days that began or ended at home still do."""

    technician: str
    home: tuple[float, float]

    def changed(self, problem: ProblemData) -> ProblemData:
        if isinstance(problem.travel, MatrixTravel):
            raise ProblemError([f"technician {self.technician!r}: a travel matrix has no way to a new home"])
        place = Location(_unused(f"home of {self.technician}", {one.id for one in problem.locations}), *self.home)
        problem = problem.replace(locations=(*problem.locations, place))
        index = len(problem.locations) - 1
        return _with_technician(problem, self.technician, lambda one: one.replace(home=index))


@dataclass(frozen=True)
class TechnicianReassigned(ProblemChange):
    """A technician serves these territories, and as a secondary member those, instead of the ones before."""

    technician: str
    territories: tuple[str, ...]
    secondary: tuple[str, ...] = ()

    def changed(self, problem: ProblemData) -> ProblemData:
        known = _territories(problem)
        kinds: tuple[tuple[tuple[str, ...], MembershipKind], ...] = (
            (self.territories, "primary"),
            (self.secondary, "secondary"),
        )
        members = tuple(Membership(_known("territory", name, known), kind) for names, kind in kinds for name in names)
        return _with_technician(problem, self.technician, lambda one: one.replace(memberships=members))


@dataclass(frozen=True)
class TerritoriesMerged(ProblemChange):
    """Territories become one: their appointments, members and ledgers are ``into``'s (new, or one of them)."""

    territories: tuple[str, ...]
    into: str

    def changed(self, problem: ProblemData) -> ProblemData:
        known = _territories(problem)
        gone = {_known("territory", name, known) for name in self.territories}
        if self.into in known - gone:
            gone.add(self.into)
        label = dict.fromkeys(gone, self.into)
        kept = tuple(one for one in problem.territories if one.id not in gone)
        merged = next((one for one in problem.territories if one.id == self.into), Territory(self.into))
        return problem.replace(
            territories=(*kept, merged) if problem.territories else (),
            appointments=tuple(_labelled(item, label) for item in problem.appointments),
            technicians=tuple(_member_of(one, label) for one in problem.technicians),
            ledger=_merged_ledger(problem.ledger, label),
        )


@dataclass(frozen=True)
class BorderMoved(ProblemChange):
    """Appointments belong to another territory than before."""

    appointments: tuple[str, ...]
    territory: str

    def changed(self, problem: ProblemData) -> ProblemData:
        territory = _known("territory", self.territory, _territories(problem))
        moved = {_known("appointment", name, problem.appointment) for name in self.appointments}
        return _with_appointments(problem, lambda item: item.replace(territory=territory) if item.id in moved else item)


@dataclass(frozen=True)
class TerritoryHandedOver(ProblemChange):
    """A territory is served by these technicians and by nobody else; their other territories stay theirs."""

    territory: str
    technicians: tuple[str, ...]

    def changed(self, problem: ProblemData) -> ProblemData:
        territory = _known("territory", self.territory, _territories(problem))
        chosen = {_known("technician", name, problem.technician) for name in self.technicians}

        def assigned(one: Technician) -> Technician:
            others = tuple(member for member in one.memberships if member.territory != territory)
            return one.replace(memberships=(*others, Membership(territory)) if one.id in chosen else others)

        return problem.replace(technicians=tuple(map(assigned, problem.technicians)))


@dataclass(frozen=True)
class DueShifted(ProblemChange):
    """Due times are later (earlier if negative) by some minutes, of all appointments or of some priorities."""

    minutes: int
    priorities: tuple[int, ...] = ()

    def changed(self, problem: ProblemData) -> ProblemData:
        ticks = self.minutes * problem.horizon.ticks_per_minute

        def shifted(item: Appointment) -> Appointment:
            if item.due is None or (self.priorities and item.priority not in self.priorities):
                return item
            return item.replace(due=item.due + ticks)

        return _with_appointments(problem, shifted)


@dataclass(frozen=True)
class WindowsWidened(ProblemChange):
    """Windows open earlier and close later by some minutes each; those that then meet become one."""

    minutes: int
    priorities: tuple[int, ...] = ()

    def changed(self, problem: ProblemData) -> ProblemData:
        if self.minutes < 0:
            raise ProblemError([f"windows widened by {self.minutes} minutes: the number is negative"])
        ticks = self.minutes * problem.horizon.ticks_per_minute

        def widened(item: Appointment) -> Appointment:
            if self.priorities and item.priority not in self.priorities:
                return item
            return item.replace(windows=_joined(Window(w.earliest - ticks, w.latest + ticks) for w in item.windows))

        return _with_appointments(problem, widened)


@dataclass(frozen=True)
class PolicyChanged(Part):
    """Another policy: one of the shipped by name, or any."""

    policy: Policy | str

    def apply(self, problem: ProblemData, policy: Policy) -> Case:
        """The problem as it was, under the other policy."""
        if isinstance(self.policy, Policy):
            return problem, self.policy
        return problem, POLICIES[_known("policy", self.policy, POLICIES)]


@dataclass(frozen=True)
class WeightsChanged(Part):
    """Other weights for some terms: 1 is one minute of technician time for a minute of the term."""

    weights: Mapping[str, float]

    def apply(self, problem: ProblemData, policy: Policy) -> Case:
        """The problem as it was, under the policy with these weights."""
        weights = {_known("term", name, TERMS): weight for name, weight in self.weights.items()}
        return problem, reweighted(policy, weights)


def _known(what: str, name: str, known: Collection[str]) -> str:
    if name in known:
        return name
    near = nearest(name, known)
    hint = "; there is none" if near is None else f"; the nearest known is {near!r}"
    raise ProblemError([f"unknown {what} {name!r}{hint}"])


def _unused(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name} ({number + 1})"
    return free


def _territories(problem: ProblemData) -> set[str]:
    """The territories that there are; where the constraint is off, those that appointments and members speak of."""
    if problem.territories:
        return {territory.id for territory in problem.territories}
    members = {member.territory for one in problem.technicians for member in one.memberships}
    return members | {item.territory for item in problem.appointments if item.territory is not None}


def _with_technician(problem: ProblemData, name: str, change: Callable[[Technician], Technician]) -> ProblemData:
    chosen = _known("technician", name, problem.technician)
    return problem.replace(technicians=tuple(change(one) if one.id == chosen else one for one in problem.technicians))


def _with_appointments(problem: ProblemData, change: Callable[[Appointment], Appointment]) -> ProblemData:
    return problem.replace(appointments=tuple(map(change, problem.appointments)))


def _labelled(item: Appointment, label: Mapping[str, str]) -> Appointment:
    new = item.territory and label.get(item.territory)
    return item.replace(territory=new) if new else item


def _member_of(technician: Technician, label: Mapping[str, str]) -> Technician:
    places = technician.memberships
    renamed = [place.replace(territory=label.get(place.territory, place.territory)) for place in places]
    return technician.replace(memberships=tuple(dict.fromkeys(renamed)))


def _merged_ledger(ledger: Iterable[LedgerEntry], label: Mapping[str, str]) -> tuple[LedgerEntry, ...]:
    merged: dict[tuple[str, str], LedgerEntry] = {}
    for entry in ledger:
        entry = entry.replace(territory=label.get(entry.territory, entry.territory))
        before = merged.get((entry.technician, entry.territory))
        merged[entry.technician, entry.territory] = entry if before is None else _sum(before, entry)
    return tuple(merged.values())


def _sum(one: LedgerEntry, two: LedgerEntry) -> LedgerEntry:
    turns = [turn for turn in (one.last_turn, two.last_turn) if turn is not None]
    return one.replace(
        load=one.load + two.load,
        turns=one.turns + two.turns,
        capacity=one.capacity + two.capacity,
        last_turn=max(turns, default=None),
    )


def _joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    ordered = sorted(windows, key=lambda window: window.earliest)
    result = ordered[:1]
    for _, window in pairwise(ordered):
        last = result[-1]
        if window.earliest <= last.latest + 1:
            result[-1] = Window(last.earliest, max(last.latest, window.latest))
        else:
            result.append(window)
    return tuple(result)
