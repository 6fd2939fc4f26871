"""When a visit of one duty may start, by the constraints that speak of a single visit, and how travel narrows it.

A domain is a set of ticks. Constraints that an appointment waives, and everything but the pin of a frozen visit,
leave the domain alone: what such a visit violates is inherited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python.cp_model import Domain

from scheduler.entities import Appointment, Depot, Interval, Shift, Technician
from scheduler.policy import Policy
from scheduler.problem import LONGEST_TIME

FARTHEST = 2 * LONGEST_TIME
ANY_TIME = Domain(-FARTHEST, FARTHEST)


@dataclass(frozen=True)
class Pair:
    """An appointment on a duty; ``service`` is the ticks that this technician needs for it."""

    appointment: Appointment
    technician: Technician
    shift: Shift
    policy: Policy

    @property
    def service(self) -> int:
        """The ticks of work: the constraint ``service`` holds because no other length is ever used."""
        return self.technician.service(self.appointment.duration)

    @property
    def frozen(self) -> bool:
        """Whether the visit is a fact: pinned and frozen to this technician and, by its domain, to its start."""
        pin = self.appointment.pin
        fact = pin is not None and pin.frozen and pin.technician == self.technician.id
        return fact and "pin" not in self.appointment.waivers

    def waives(self, constraint: str) -> bool:
        """Whether a person has overridden a constraint for the appointment."""
        return constraint in self.appointment.waivers

    def exempt(self, constraint: str) -> bool:
        """Whether what the visit breaks of a constraint is inherited."""
        return self.frozen or self.waives(constraint)


def window(pair: Pair) -> Domain:
    """Starts within one of the windows and not before the earliest start."""
    windows, earliest = pair.appointment.windows, pair.appointment.earliest_start
    opened = Domain.from_intervals([[w.earliest, w.latest] for w in windows]) if windows else ANY_TIME
    return opened if earliest is None else opened.intersection_with(Domain(earliest, FARTHEST))


def sla(pair: Pair) -> Domain:
    """Starts that end by the due time, where the policy forbids to be late."""
    due = pair.appointment.due
    if due is None or pair.policy.late != "forbid":
        return ANY_TIME
    return Domain(-FARTHEST, due - pair.service)


def pin(pair: Pair) -> Domain:
    """The pinned start; the pinned technician is a matter of eligibility."""
    decided = pair.appointment.pin
    return ANY_TIME if decided is None or decided.start is None else Domain(decided.start, decided.start)


def absence(pair: Pair) -> Domain:
    """Starts with which the service overlaps no absence."""
    return _clear_of(absences(pair.technician, pair.shift), pair.service)


def _clear_of(gone: Iterable[Interval], service: int) -> Domain:
    blocked = [[away.start - service + 1, away.end - 1] for away in gone if away.start - service + 1 <= away.end - 1]
    return Domain.from_intervals(blocked).complement().intersection_with(ANY_TIME)


def shift(pair: Pair) -> Domain:
    """Starts whose service lies within the shift."""
    return Domain(pair.shift.start, pair.shift.end - pair.service)


def depot(place: Depot, technician: Technician, duty: Shift) -> Domain:
    """Starts of a stop at a depot: in its opening hours, within the shift, and with which it overlaps no absence."""
    hours = [[window.earliest, window.latest] for window in place.windows]
    inside = Domain(duty.start, duty.end - place.service)
    free = _clear_of(absences(technician, duty), place.service)
    return inside.intersection_with(free).intersection_with(Domain.from_intervals(hours) if hours else ANY_TIME)


#: The constraints that are stated as the starts they allow.
START_RULES: dict[str, Callable[[Pair], Domain]] = {
    "window": window,
    "sla": sla,
    "pin": pin,
    "absence": absence,
    "shift": shift,
}


def start_domain(pair: Pair) -> Domain:
    """The starts that every constraint on the single visit allows."""
    domain = ANY_TIME
    for name, rule in START_RULES.items():
        if not _excused(pair, name):
            domain = domain.intersection_with(rule(pair))
    return domain


def _excused(pair: Pair, constraint: str) -> bool:
    """Whether the start is free of a constraint; a waived absence is only used by facts, a shift by nobody."""
    if constraint in ("shift", "absence"):
        return constraint == "absence" and pair.frozen
    return pair.waives(constraint) if constraint == "pin" else pair.exempt(constraint)


def absences(technician: Technician, duty: Shift) -> list[Interval]:
    """The absences within a shift, in order, those that overlap as one."""
    merged: list[Interval] = []
    for gone in sorted(technician.absences, key=lambda interval: interval.start):
        start, end = max(gone.start, duty.start), min(gone.end, duty.end)
        if start >= end:
            continue
        if merged and start < merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Interval(start, end))
    return merged


def first_from(domain: Domain, tick: int) -> int | None:
    """The first tick of a domain that is not before ``tick``."""
    left = domain.intersection_with(Domain(tick, FARTHEST)) if tick <= FARTHEST else Domain(1, 0)
    return None if left.is_empty() else left.min()


def last_until(domain: Domain, tick: int) -> int | None:
    """The last tick of a domain that is not after ``tick``."""
    left = domain.intersection_with(Domain(-FARTHEST, tick)) if tick >= -FARTHEST else Domain(1, 0)
    return None if left.is_empty() else left.max()


@dataclass(frozen=True)
class Legs:
    """Ticks of travel of one duty: between its visits, and from and to where it starts and ends."""

    out: Mapping[int, int]
    between: Mapping[tuple[int, int], int]
    home: Mapping[int, int]


def narrowed(
    domains: Mapping[int, Domain], service: Mapping[int, int], legs: Legs, start: int, end: int
) -> dict[int, Domain]:
    """The domains of a duty's visits less the starts that travel within ``start`` and ``end`` excludes.

    Travel may be shorter through a third place (matrices need not obey the triangle inequality), so the earliest
    arrival is that of the best path over the duty's visits, and likewise the latest departure. Visits that have no
    start left are gone.
    """
    earliest = _earliest(domains, service, legs, start)
    latest = _latest(domains, service, legs, end)
    both = earliest.keys() & latest.keys()
    spans = {name: Domain(earliest[name], latest[name]) for name in domains if name in both}
    cut = {name: domains[name].intersection_with(span) for name, span in spans.items()}
    return {name: domain for name, domain in cut.items() if not domain.is_empty()}


def _earliest(domains: Mapping[int, Domain], service: Mapping[int, int], legs: Legs, start: int) -> dict[int, int]:
    def reach(name: int, found: Mapping[int, int]) -> int | None:
        others = (found[i] + service[i] + legs.between[i, name] for i in found if i != name)
        return first_from(domains[name], min([start + legs.out[name], *others]))

    return _settled(domains, reach)


def _latest(domains: Mapping[int, Domain], service: Mapping[int, int], legs: Legs, end: int) -> dict[int, int]:
    def reach(name: int, found: Mapping[int, int]) -> int | None:
        others = (found[j] - legs.between[name, j] for j in found if j != name)
        return last_until(domains[name], max([end - legs.home[name], *others]) - service[name])

    return _settled(domains, reach)


def _settled(names: Iterable[int], reach: Callable[[int, Mapping[int, int]], int | None]) -> dict[int, int]:
    """Apply ``reach`` to each name until nothing changes any more."""
    found: dict[int, int] = {}
    changed = True
    while changed:
        changed = False
        for name in names:
            tick = reach(name, found)
            if tick is not None and found.get(name) != tick:
                found[name] = tick
                changed = True
    return found
