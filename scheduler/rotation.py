"""Round robin: whose turn it is, as one convex number for a batch and for a single request.

For technician k let X_k be the ledger's load plus the load of the plan and C_k the ledger's capacity plus the rostered
time less absences. The fairness term is the sum of X_k^2 / C_k, made piecewise linear with a breakpoint each turn or
30 minutes, in exact integers. Its marginal is 2 X_k / C_k: the cheapest next assignment goes to the technician with
the smallest relative load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from scheduler.entities import Appointment, Interval, LedgerEntry, Shift, Technician
from scheduler.policy import POINTS_PER_TICK, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

HALF_LIFE_DAYS = 28
MINUTES_PER_TURN = 60
MINUTES_PER_BREAKPOINT = 30


@dataclass(frozen=True)
class Account:
    """A technician's standing before the plan: ``load`` (X) and ``capacity`` (C) in ticks; ``unit`` is the breakpoint.

    ``last_turn`` is the tick of the last assignment, ``None`` if there never was one.
    """

    load: int
    capacity: int
    unit: int
    last_turn: int | None = None

    def cost(self, added: int) -> int:
        """The piecewise linear X^2 / C in points once ``added`` ticks of load are assigned."""
        return _cost(self.load + added, self.capacity, self.unit)

    def slope(self, load: int) -> int:
        """Points for the next tick of load at a total of ``load``."""
        return _slope(load // self.unit, self.capacity, self.unit)

    def relative(self, added: int = 0) -> float:
        """X / C, for people."""
        return (self.load + added) / self.capacity if self.capacity else 0.0


def _slope(segment: int, capacity: int, unit: int) -> int:
    return ((2 * segment + 1) * unit * POINTS_PER_TICK * 2 + capacity) // (2 * capacity)


@lru_cache(maxsize=1 << 16)
def _cost(load: int, capacity: int, unit: int) -> int:
    full, rest = divmod(load, unit)
    step = 2 * unit * POINTS_PER_TICK
    whole = _floor_sum(full, 2 * capacity, 2 * step, step + capacity) * unit
    return whole + _slope(full, capacity, unit) * rest


def _floor_sum(count: int, divisor: int, slope: int, intercept: int) -> int:
    """The sum of (slope * i + intercept) // divisor over 0 <= i < count, in logarithmic time.

    Counts lattice points below a line and exchanges the axes, as Euclid's algorithm does (Graham, Knuth, Patashnik:
    Concrete Mathematics, 3.5).
    """
    total = 0
    while count > 0:
        total += (count - 1) * count // 2 * (slope // divisor) + count * (intercept // divisor)
        slope, intercept = slope % divisor, intercept % divisor
        highest = slope * count + intercept
        count, intercept = divmod(highest, divisor)
        slope, divisor = divisor, slope
    return total


def load_of(policy: Policy, appointment: Appointment, ticks_per_minute: int) -> int:
    """The load of one assignment in ticks: its nominal duration, or a turn (which stands for an hour).

    Nominal, so that it depends on the appointment alone: a slow technician does not earn fewer jobs by being slow.
    """
    return MINUTES_PER_TURN * ticks_per_minute if policy.load == "turns" else appointment.duration


def rostered(technician: Technician) -> int:
    """Ticks on duty, without overtime and without absences."""
    return sum(_on_duty(shift, technician.absences) for shift in technician.shifts)


def _on_duty(shift: Shift, absences: Iterable[Interval]) -> int:
    end = shift.end if shift.soft_end is None else min(shift.end, max(shift.start, shift.soft_end))
    covered, away = shift.start, 0
    for absence in sorted(absences, key=lambda interval: interval.start):
        start = max(covered, absence.start)
        stop = min(end, absence.end)
        if start < stop:
            away += stop - start
            covered = stop
    return end - shift.start - away


def accounts(problem: ProblemData, policy: Policy) -> dict[str, Account]:
    """Every technician's standing before the plan, summed over territories."""
    per_minute = problem.horizon.ticks_per_minute
    turns = policy.load == "turns"
    unit = (MINUTES_PER_TURN if turns else MINUTES_PER_BREAKPOINT) * per_minute
    carried: dict[str, list[LedgerEntry]] = {technician.id: [] for technician in problem.technicians}
    for entry in problem.ledger:
        carried.get(entry.technician, []).append(entry)
    result = {}
    for technician in problem.technicians:
        entries = carried[technician.id]
        minutes = sum(entry.load for entry in entries)
        taken = sum(entry.turns for entry in entries) * MINUTES_PER_TURN * per_minute // 1000
        capacity = sum(entry.capacity for entry in entries) + rostered(technician)
        last = max((entry.last_turn for entry in entries if entry.last_turn is not None), default=None)
        result[technician.id] = Account(taken if turns else minutes, max(1, capacity), unit, last)
    return result


def plan_loads(problem: ProblemData, policy: Policy, plan: Plan) -> dict[str, int]:
    """The load in ticks that a plan gives to each technician of the problem."""
    loads = dict.fromkeys(problem.technician, 0)
    for route, stop in plan.each_visit():
        appointment = problem.appointment.get(stop.id)
        if appointment is not None and route.technician in loads:
            loads[route.technician] += load_of(policy, appointment, problem.horizon.ticks_per_minute)
    return loads


def fairness(standings: Mapping[str, Account], loads: Mapping[str, int]) -> int:
    """The fairness term in points."""
    return sum(account.cost(loads.get(name, 0)) for name, account in standings.items())
