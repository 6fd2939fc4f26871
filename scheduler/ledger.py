"""The rotation ledger after a plan: what is carried over to a later day, by technician and territory.

What was done counts ``0.5 ** (days / 28)`` of itself after ``days`` whole local calendar days: what the problem carried
in from the first day of its horizon on, a visit or a shift from its own day on (one that begins after the last day of
the horizon, from that last day on). Two carry-overs, one after the other, decay like one over both, so every day counts
once however many plans lie between. A visit's load goes to its appointment's territory; rostered time belongs to none
and goes to the entry without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.entities import LedgerEntry, ProblemError
from scheduler.horizon import Horizon
from scheduler.problem import ProblemData
from scheduler.rotation import HALF_LIFE_DAYS, rostered
from scheduler.solution import Plan


@dataclass
class Balance:
    """What one technician has done in one territory, decayed: load and capacity in ticks, and turns.

    ``last_turn`` is the tick of the last assignment.
    """

    load: float = 0.0
    turns: float = 0.0
    capacity: float = 0.0
    last_turn: int | None = None


Balances = dict[tuple[str, str], Balance]


def decay(as_of: date, day: date) -> float:
    """The weight on ``day`` of what was earned by ``as_of``."""
    return float(0.5 ** ((day - as_of).days / HALF_LIFE_DAYS))


def last_day(problem: ProblemData) -> date:
    """The last local calendar day of the horizon."""
    return problem.horizon.first_day + timedelta(days=problem.horizon.days - 1)


def balances(problem: ProblemData, plan: Plan, as_of: date | None = None) -> Balances:
    """The balances after the plan by technician and territory, sorted, as of a day: by default the horizon's last.

    Carried balances of technicians who are not in the problem stay: somebody on leave comes back. Raises
    :class:`ProblemError` for a day before the last of the horizon.
    """
    last = last_day(problem)
    day = last if as_of is None else as_of
    if day < last:
        raise ProblemError([f"a ledger as of {day} is before {last}, the last day of the plan"])
    result: Balances = {}
    for entry in problem.ledger:
        weight = decay(problem.horizon.first_day, day)
        amounts = (entry.load * weight, entry.turns / 1000 * weight, entry.capacity * weight)
        result[entry.technician, entry.territory] = Balance(*amounts, entry.last_turn)
    for technician, shift in problem.duties:
        balance = result.setdefault((technician.id, ""), Balance())
        on_duty = rostered(technician.replace(shifts=(shift,)))
        balance.capacity += on_duty * decay(min(problem.horizon.day(shift.start), last), day)
    _add_visits(problem, plan, day, result)
    return dict(sorted(result.items()))


def _add_visits(problem: ProblemData, plan: Plan, day: date, result: Balances) -> None:
    last = last_day(problem)
    for route, stop in plan.each_visit():
        appointment = problem.appointment[stop.id]
        balance = result.setdefault((route.technician, appointment.territory or ""), Balance())
        weight = decay(min(problem.horizon.day(stop.start), last), day)
        balance.load += appointment.duration * weight
        balance.turns += weight
        balance.last_turn = stop.start if balance.last_turn is None else max(balance.last_turn, stop.start)


def carry_over(problem: ProblemData, plan: Plan, to_day: date) -> tuple[LedgerEntry, ...]:
    """The ledger for a problem whose horizon begins at midnight of ``to_day``, in the same zone and ticks.

    Amounts are rounded once, here. Raises :class:`ProblemError` if that day is before the last of this plan's.
    """
    horizon = problem.horizon
    start = Horizon(horizon.midnight(to_day), horizon.timezone, horizon.ticks_per_minute)
    return tuple(
        LedgerEntry(
            technician=technician,
            territory=territory,
            load=round(balance.load),
            turns=round(balance.turns * 1000),
            capacity=round(balance.capacity),
            last_turn=None if balance.last_turn is None else start.tick_down(horizon.instant(balance.last_turn)),
        )
        for (technician, territory), balance in balances(problem, plan, to_day).items()
    )
