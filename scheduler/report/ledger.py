"""The rotation ledger after a plan: what is carried over to the next one, by technician and territory.

A balance of an earlier day counts ``0.5 ** (days / 28)`` of itself, in whole local calendar days. The ledger is as of
the last day of the horizon and includes that day's work undecayed: balances carried in are decayed from the first
day to the last, a visit or a shift from its own day to the last. So a reader that decays from ``as_of`` to the first
day of the next horizon counts every day once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.entities import Shift, Technician
from scheduler.problem import ProblemData
from scheduler.report.cells import Cell
from scheduler.rotation import HALF_LIFE_DAYS, rostered
from scheduler.solution import Plan

COLUMNS = ("technician_id", "territory", "minutes", "turns", "capacity_minutes", "last_turn", "as_of")


@dataclass
class Balance:
    """What one technician has done in one territory; minutes and turns are decayed, ``last_turn`` is a tick."""

    minutes: float = 0.0
    turns: float = 0.0
    capacity_minutes: float = 0.0
    last_turn: int | None = None


def last_day(problem: ProblemData) -> date:
    """The local calendar day the ledger is as of."""
    return problem.horizon.first_day + timedelta(days=problem.horizon.days - 1)


def home_territory(technician: Technician, shift: Shift) -> str:
    """The territory that a shift's capacity is booked under: the first one the technician belongs to at its start."""
    held = [place for place in technician.memberships if place.holds_at(shift.start) and place.kind != "secondary"]
    return held[0].territory if held else ""


def balances(problem: ProblemData, plan: Plan) -> dict[tuple[str, str], Balance]:
    """The balances after the plan by technician and territory, sorted.

    Carried balances of technicians who are not in the problem stay in the ledger: somebody on leave comes back.
    """
    result: dict[tuple[str, str], Balance] = {}
    _carry(problem, result)
    _add_rosters(problem, result)
    _add_visits(problem, plan, result)
    return dict(sorted(result.items()))


def _decay(problem: ProblemData, day: date) -> float:
    return float(0.5 ** ((last_day(problem) - day).days / HALF_LIFE_DAYS))


def _carry(problem: ProblemData, result: dict[tuple[str, str], Balance]) -> None:
    kept = _decay(problem, problem.horizon.first_day)
    for entry in problem.ledger:
        balance = result.setdefault((entry.technician, entry.territory), Balance())
        balance.minutes += problem.horizon.minutes(entry.load) * kept
        balance.turns += entry.turns / 1000 * kept
        balance.capacity_minutes += problem.horizon.minutes(entry.capacity) * kept
        balance.last_turn = entry.last_turn


def _add_rosters(problem: ProblemData, result: dict[tuple[str, str], Balance]) -> None:
    for technician, shift in problem.duties:
        balance = result.setdefault((technician.id, home_territory(technician, shift)), Balance())
        minutes = problem.horizon.minutes(rostered(technician.replace(shifts=(shift,))))
        balance.capacity_minutes += minutes * _decay(problem, problem.horizon.day(shift.start))


def _add_visits(problem: ProblemData, plan: Plan, result: dict[tuple[str, str], Balance]) -> None:
    for route, stop in plan.each_visit():
        appointment = problem.appointment[stop.id]
        balance = result.setdefault((route.technician, appointment.territory or ""), Balance())
        kept = _decay(problem, problem.horizon.day(stop.start))
        balance.minutes += problem.horizon.minutes(appointment.duration) * kept
        balance.turns += kept
        balance.last_turn = stop.start if balance.last_turn is None else max(balance.last_turn, stop.start)


def ledger_rows(problem: ProblemData, plan: Plan) -> Iterable[dict[str, Cell]]:
    """The rows of ``ledger.csv``; amounts with three decimals, ``last_turn`` as an instant, ``as_of`` as a day."""
    as_of = last_day(problem).isoformat()
    for (technician, territory), balance in balances(problem, plan).items():
        yield {
            "technician_id": technician,
            "territory": territory,
            "minutes": f"{balance.minutes:.3f}",
            "turns": f"{balance.turns:.3f}",
            "capacity_minutes": f"{balance.capacity_minutes:.3f}",
            "last_turn": None if balance.last_turn is None else problem.horizon.iso(balance.last_turn),
            "as_of": as_of,
        }
