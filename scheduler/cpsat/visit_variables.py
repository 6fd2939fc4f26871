"""The variables of the model over visits: who makes a visit, when it starts, what follows it, and time off between.

Appointments are named by their index in the problem, stops at depots by numbers after those, each duty its own.
Variables exist only where they can be true: for pairs that are allowed and have a possible start, and for legs between
visits that can follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import Domain, IntVar, LinearExpr

from scheduler.cpsat.visit_domains import Legs, Pair, absences, depot, narrowed, start_domain
from scheduler.entities import Break, Depot, Interval, Shift, Technician
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.time_off import absences_in, breaks_to_take

Arc = tuple[int, int]
#: The node of a circuit that is both departure and return.
DEPOT = -1


def total(expressions: Iterable[LinearExpr | int]) -> LinearExpr:
    """The sum of expressions, 0 of none."""
    return LinearExpr.sum(*expressions)


@dataclass(frozen=True)
class TimeOff:
    """A break or an absence on a route, as the ticks of it that are over at each point of the route.

    At the return less at the departure is what lies on duty: nothing if it lies before the departure, after the
    return, or is not taken.
    """

    at_departure: LinearExpr
    at_return: LinearExpr
    at_start: Mapping[int, LinearExpr]
    at_end: Mapping[int, LinearExpr]

    def within(self, tail: int, head: int) -> LinearExpr:
        """Its ticks inside the gap between two consecutive points of the route."""
        before = self.at_departure if tail == DEPOT else self.at_end[tail]
        after = self.at_return if head == DEPOT else self.at_start[head]
        return after - before

    @property
    def on_duty(self) -> LinearExpr:
        """Its ticks between departure and return."""
        return self.at_return - self.at_departure


@dataclass(frozen=True)
class BreakVariables:
    """A break of a shift: ``taken`` on duty from ``start``; ``behind`` says at which visits it is over."""

    rule: Break
    taken: IntVar
    start: IntVar
    behind: Mapping[int, IntVar]
    off: TimeOff


@dataclass(frozen=True)
class AbsenceVariables:
    """An absence in a shift, and at which points it is over. Where time alone says so there is no literal."""

    interval: Interval
    behind_departure: IntVar
    behind_return: IntVar
    behind: Mapping[int, IntVar]
    off: TimeOff


@dataclass(frozen=True)
class DutyVariables:
    """One possible route. ``present`` says which visits are in it, ``stopping`` which stops at depots (``stops``),
    ``arcs`` which point follows which. Domains, service, length and legs are of visits and stops alike.

    ``service`` is what the technician needs for a visit, ``length`` what it takes: of a crew its slowest member's
    service, which is a variable where that depends on who goes. ``spent`` is its length on this route, 0 if elsewhere.
    """

    index: int
    technician: Technician
    shift: Shift
    pairs: Mapping[int, Pair]
    domains: Mapping[int, Domain]
    service: Mapping[int, int]
    ticks: Mapping[Arc, int]
    metres: Mapping[Arc, int]
    used: IntVar
    departure: IntVar
    arrival: IntVar
    present: Mapping[int, IntVar]
    stops: Mapping[int, Depot]
    stopping: Mapping[int, IntVar]
    arcs: Mapping[Arc, IntVar]
    breaks: list[BreakVariables] = field(default_factory=list)
    absences: list[AbsenceVariables] = field(default_factory=list)
    length: dict[int, LinearExpr] = field(default_factory=dict)
    spent: dict[int, LinearExpr] = field(default_factory=dict)
    #: Where speeds depend on the time of day, the ticks of the way to each point.
    driving: dict[int, IntVar] = field(default_factory=dict)

    @property
    def points(self) -> dict[int, IntVar]:
        """Visits and stops, with the literal that they are in the route."""
        return {**self.present, **self.stopping}

    def varies(self, name: int) -> bool:
        """Whether how long a visit takes depends on who else goes."""
        return isinstance(self.length[name], IntVar)

    def shortest(self, name: int) -> int:
        """The fewest ticks that a visit can take, with whomever."""
        length = self.length[name]
        return int(length.domain.min()) if isinstance(length, IntVar) else self.service[name]

    def longest(self, name: int) -> int:
        """The most ticks that a visit can take."""
        length = self.length[name]
        return int(length.domain.max()) if isinstance(length, IntVar) else self.service[name]

    @property
    def time_off(self) -> list[TimeOff]:
        """Breaks and absences alike: travel waits for both."""
        return [item.off for item in self.breaks] + [item.off for item in self.absences]

    @property
    def travel_ticks(self) -> LinearExpr:
        """The ticks of travel of the route."""
        if self.driving:
            return total(self.driving.values())
        return total(self.ticks[arc] * chosen for arc, chosen in self.arcs.items())

    @property
    def travel_metres(self) -> LinearExpr:
        """The metres of travel of the route."""
        return total(self.metres[arc] * chosen for arc, chosen in self.arcs.items())

    @property
    def service_ticks(self) -> LinearExpr:
        """The ticks of service of the route, at visits and at depots."""
        return total(self.spent.values())

    @property
    def break_ticks(self) -> LinearExpr:
        """The ticks of breaks taken on duty."""
        return total(item.off.on_duty for item in self.breaks)

    @property
    def working_ticks(self) -> LinearExpr:
        """From departure to return less the absences between: 0 if the duty is not used."""
        return self.arrival - self.departure - total(item.off.on_duty for item in self.absences)


@dataclass(frozen=True)
class VisitModel:
    """The model with its variables. ``unserved`` is by appointment, ``start`` by appointment and by stop; an
    appointment that no duty can serve has neither a start nor a choice."""

    model: cp_model.CpModel
    problem: ProblemData
    policy: Policy
    duties: tuple[DutyVariables, ...]
    start: Mapping[int, IntVar]
    unserved: Mapping[int, IntVar]

    @property
    def ticks_per_minute(self) -> int:
        """The size of a tick."""
        return self.problem.horizon.ticks_per_minute

    def present(self, name: int) -> dict[int, IntVar]:
        """The duties that can serve an appointment, with the literal that they do."""
        return {duty.index: duty.present[name] for duty in self.duties if name in duty.present}

    def served(self, name: int) -> LinearExpr:
        """1 if the appointment is served, else 0."""
        return 1 - self.unserved[name]


def build_variables(problem: ProblemData, policy: Policy, allowed: NDArray[np.bool_]) -> VisitModel:
    """All variables of a problem; ``allowed`` (appointments x duties) says who may serve what at all."""
    model = cp_model.CpModel()
    duties = tuple(
        _duty_variables(model, problem, policy, index, allowed[:, index]) for index in range(len(problem.duties))
    )
    possible: dict[int, Domain] = {}
    for duty in duties:
        for name, domain in duty.domains.items():
            possible[name] = possible[name].union_with(domain) if name in possible else domain
    start = {name: model.new_int_var_from_domain(possible[name], f"start {name}") for name in sorted(possible)}
    count = len(problem.appointments)
    unserved = {name: model.new_bool_var(f"unserved {name}") for name in start if name < count}
    _add_lengths(model, problem, duties)
    for duty in duties:
        _add_time_off(model, duty)
    return VisitModel(model, problem, policy, duties, start, unserved)


def _duty_variables(
    model: cp_model.CpModel, problem: ProblemData, policy: Policy, index: int, allowed: NDArray[np.bool_]
) -> DutyVariables:
    technician, shift = problem.duties[index]
    names = [name for name, item in enumerate(problem.appointments) if allowed[name] and item.location is not None]
    asked = {name: problem.appointments[name].for_member(technician.id) for name in names}
    pairs = {name: Pair(asked[name], technician, shift, policy) for name in names}
    stops = _stops(problem, index)
    service = {name: pair.service for name, pair in pairs.items()} | {name: at.service for name, at in stops.items()}
    place = {name: _first(pair.appointment.location) for name, pair in pairs.items()}
    place |= {name: at.location for name, at in stops.items()}
    ticks, metres = _legs(problem, technician, shift, place)
    free = {name: start_domain(pair) for name, pair in pairs.items()}
    free |= {name: depot(at, technician, shift) for name, at in stops.items()}
    least = ticks if problem.speeds is None else {arc: problem.speeds.least(way) for arc, way in ticks.items()}
    domains = narrowed(free, service, _split(least, list(place)), shift.start, shift.end)
    pairs = {name: pair for name, pair in pairs.items() if name in domains}
    stops = {name: at for name, at in stops.items() if name in domains}
    arcs = _possible_arcs(domains, service, least, shift)
    label = f"{technician.id}/{shift.id}"
    return DutyVariables(
        index, technician, shift, pairs, domains, service, ticks, metres,
        used=model.new_bool_var(f"used {label}"),
        departure=model.new_int_var(shift.start, _latest_departure(domains, least, shift), f"departure {label}"),
        arrival=model.new_int_var(shift.start, shift.end, f"arrival {label}"),
        present={name: model.new_bool_var(f"present {name} {label}") for name in pairs},
        stops=stops,
        stopping={name: model.new_bool_var(f"stop {name} {label}") for name in stops},
        arcs={arc: model.new_bool_var(f"arc {arc} {label}") for arc in arcs},
    )  # fmt: skip


def _stops(problem: ProblemData, duty: int) -> dict[int, Depot]:
    """The stops that a duty may make, one at each depot, by name."""
    first = len(problem.appointments) + duty * len(problem.depots)
    return dict(enumerate(problem.depots, start=first))


def _latest_departure(domains: Mapping[int, Domain], ticks: Mapping[Arc, int], shift: Shift) -> int:
    latest = (int(domain.max()) - ticks[DEPOT, name] for name, domain in domains.items())
    return max([shift.start, *latest])


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def _legs(
    problem: ProblemData, technician: Technician, shift: Shift, place: Mapping[int, int]
) -> tuple[dict[Arc, int], dict[Arc, int]]:
    """Ticks and metres between all points of a duty; the legs from and to ``DEPOT`` are the way out and home."""
    begin = _first(shift.start_location, technician.home)
    finish = _first(shift.end_location, technician.end, technician.home)
    ends = {(i, j): (place.get(i, begin), place.get(j, finish)) for i in (DEPOT, *place) for j in (DEPOT, *place)}
    ticks = {arc: problem.legs.ticks(*pair) for arc, pair in ends.items() if arc[0] != arc[1]}
    return ticks, {arc: problem.legs.metres(*ends[arc]) for arc in ticks}


def _split(ticks: Mapping[Arc, int], names: list[int]) -> Legs:
    out = {name: ticks[DEPOT, name] for name in names}
    return Legs(out, ticks, {name: ticks[name, DEPOT] for name in names})


def _possible_arcs(
    domains: Mapping[int, Domain], service: Mapping[int, int], ticks: Mapping[Arc, int], shift: Shift
) -> list[Arc]:
    """The legs whose later end can be reached in time from their earlier end."""
    ready = {DEPOT: shift.start, **{name: domain.min() + service[name] for name, domain in domains.items()}}
    latest = {DEPOT: shift.end, **{name: domain.max() for name, domain in domains.items()}}
    return [(i, j) for i in ready for j in latest if i != j and ready[i] + ticks[i, j] <= latest[j]]


def _add_lengths(model: cp_model.CpModel, problem: ProblemData, duties: tuple[DutyVariables, ...]) -> None:
    for name, item in enumerate(problem.appointments):
        able = [duty for duty in duties if name in duty.present]
        times = sorted({duty.service[name] for duty in able})
        varies = item.crew > 1 and len(times) > 1
        together = model.new_int_var_from_domain(Domain.from_values(times), f"length {name}") if varies else None
        for duty in able:
            duty.length[name] = LinearExpr.constant(duty.service[name]) if together is None else together
            duty.spent[name] = duty.service[name] * duty.present[name]
            if together is not None:
                spent = duty.spent[name] = model.new_int_var(0, times[-1], f"spent {name}")
                model.add(spent == together).only_enforce_if(duty.present[name])
                model.add(spent == 0).only_enforce_if(~duty.present[name])
    for duty in duties:
        for name, stopping in duty.stopping.items():
            duty.length[name] = LinearExpr.constant(duty.service[name])
            duty.spent[name] = duty.service[name] * stopping


def _add_time_off(model: cp_model.CpModel, duty: DutyVariables) -> None:
    gone = absences(duty.technician, duty.shift)
    duty.absences.extend(_absence_variables(model, duty, absence) for absence in gone)
    breaks = breaks_to_take(duty.shift.breaks, absences_in(duty.shift, duty.technician.absences))
    duty.breaks.extend(_break_variables(model, duty, rule, gone) for rule in breaks)


def _absence_variables(model: cp_model.CpModel, duty: DutyVariables, absence: Interval) -> AbsenceVariables:
    """An absence is over at a visit or still to come; only in a visit that is a fact may it be partly over.

    A crew's visit may take longer than its member needs, so that its start alone does not say enough.
    """
    length = absence.end - absence.start

    def over(name: int, delay: int) -> LinearExpr:
        passed = int(duty.domains[name].min()) + delay - absence.start
        return behind[name] * length if name in behind else LinearExpr.constant(min(max(passed, 0), length))

    before, after = model.new_bool_var("absence before departure"), model.new_bool_var("absence before return")
    split = [
        name
        for name, domain in duty.domains.items()
        if domain.min() < absence.end and (absence.end <= domain.max() or duty.varies(name))
    ]
    behind = {name: model.new_bool_var(f"absence behind {name}") for name in split}
    at_start = {name: over(name, 0) for name in duty.domains}
    at_end = {name: over(name, duty.service[name]) for name in duty.domains}
    return AbsenceVariables(absence, before, after, behind, TimeOff(before * length, after * length, at_start, at_end))


def _break_variables(model: cp_model.CpModel, duty: DutyVariables, rule: Break, gone: list[Interval]) -> BreakVariables:
    latest = min(rule.latest, duty.shift.end - rule.duration)
    earliest = max(rule.earliest, duty.shift.start)
    blocked = Domain.from_intervals([[away.start - rule.duration + 1, away.end - 1] for away in gone])
    starts = Domain(earliest, latest).intersection_with(blocked.complement())
    taken = model.new_bool_var("break taken")
    if starts.is_empty():
        model.add(taken == 0)
        starts = Domain(duty.shift.start, duty.shift.start)
    start = model.new_int_var_from_domain(starts, "break start")
    behind = {name: model.new_bool_var(f"break behind {name}") for name in duty.domains}
    over = {name: literal * rule.duration for name, literal in behind.items()}
    off = TimeOff(LinearExpr.constant(0), taken * rule.duration, over, over)
    return BreakVariables(rule, taken, start, behind, off)
