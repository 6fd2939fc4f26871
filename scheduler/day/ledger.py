"""The rotation ledger as a file: what each technician carries over, decayed to the first planned day.

Columns: ``technician_id, territory, minutes, turns, capacity_minutes, last_turn, as_of``. The amounts are as they
stood at the start of the day ``as_of`` and lose half their weight every 28 days; they are rounded once, on reading.
A technician who is not in today's file keeps the entry. Amounts are written with three decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from scheduler.day.context import Context
from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.grammar import parse_day
from scheduler.day.row import Row
from scheduler.entities import LedgerEntry
from scheduler.formats.csv_text import csv_text
from scheduler.problem import ProblemData
from scheduler.rotation import HALF_LIFE_DAYS, rostered
from scheduler.solution import Plan

COLUMNS = ("technician_id", "territory", "minutes", "turns", "capacity_minutes", "last_turn", "as_of")
_MOST = 10**9


def read_ledger(rows: Iterable[Row], context: Context) -> list[LedgerEntry]:
    """The entries of the rows, in the order of the file."""
    entries: dict[tuple[str, str], LedgerEntry] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        entry = _entry(row, context)
        if entry is None:
            continue
        key = entry.technician, entry.territory
        if key in entries:
            message = f"technician and territory of line {lines[key]} again"
            row.refuse("technician_id", message, "one row for each of them", DayCode.ID_DUPLICATE)
        entries[key], lines[key] = entry, row.line
    return list(entries.values())


def _entry(row: Row, context: Context) -> LedgerEntry | None:
    horizon = context.horizon
    name = row.required("technician_id", str)
    as_of = row.required("as_of", parse_day)
    amounts = [row.number(column, 0, _MOST, Fraction(0)) for column in ("minutes", "turns", "capacity_minutes")]
    last_turn = row.read("last_turn", context.clock.instant, None)
    if as_of is not None and as_of > horizon.first_day:
        row.refuse("as_of", f"is after the first planned day, {horizon.first_day}", "that day or an earlier one")
    if name is None or as_of is None:
        return None
    load, turns, capacity = (float(amount) * decay(as_of, horizon.first_day) for amount in amounts)
    return LedgerEntry(
        technician=_known(row, name, context),
        territory=row.text("territory"),
        load=round(load * horizon.ticks_per_minute),
        turns=round(turns * 1000),
        capacity=round(capacity * horizon.ticks_per_minute),
        last_turn=None if last_turn is None else horizon.tick_down(last_turn),
    )


def _known(row: Row, name: str, context: Context) -> str:
    try:
        return context.technicians.resolve(name)
    except MisreadError as error:
        row.warn("technician_id", f"{error.message} is kept in the ledger", error.expected, DayCode.NAME_UNKNOWN)
        return name


def decay(as_of: date, day: date) -> float:
    """The weight on ``day`` of what was earned by ``as_of``."""
    return float(0.5 ** ((day - as_of).days / HALF_LIFE_DAYS))


def ledger_text(problem: ProblemData, plan: Plan) -> str:
    """The ledger after a plan as CSV, as of its last day: what was carried over and the plan's work, both decayed.

    A visit's load goes to its appointment's territory, rostered time (which belongs to none) to a row without one.
    """
    horizon = problem.horizon
    as_of = horizon.first_day + timedelta(days=horizon.days - 1)
    carried = decay(horizon.first_day, as_of)
    amounts: dict[tuple[str, str], list[float]] = {}
    turns: dict[tuple[str, str], int | None] = {}
    for entry in problem.ledger:
        key = entry.technician, entry.territory
        amounts[key] = [entry.load * carried, entry.turns * carried, entry.capacity * carried]
        turns[key] = entry.last_turn
    for technician in problem.technicians:
        for shift in technician.shifts:
            on_duty = rostered(technician.replace(shifts=(shift,)))
            _add(amounts, (technician.id, ""), (0, 0, on_duty * decay(min(horizon.day(shift.start), as_of), as_of)))
    for route, stop in plan.each_visit():
        appointment = problem.appointment[stop.id]
        key, weight = (route.technician, appointment.territory or ""), decay(min(horizon.day(stop.start), as_of), as_of)
        _add(amounts, key, (appointment.duration * weight, 1000 * weight, 0))
        last = turns.get(key)
        turns[key] = stop.start if last is None else max(last, stop.start)
    return csv_text(COLUMNS, [_cells(problem, key, amounts[key], turns.get(key), as_of) for key in sorted(amounts)])


def _add(amounts: dict[tuple[str, str], list[float]], key: tuple[str, str], more: Sequence[float]) -> None:
    amounts[key] = [have + new for have, new in zip(amounts.get(key, [0, 0, 0]), more, strict=True)]


def _cells(
    problem: ProblemData, key: tuple[str, str], amounts: Sequence[float], last_turn: int | None, as_of: date
) -> list[str]:
    load, turns, capacity = amounts
    minutes = [f"{value:.3f}" for value in (load / problem.horizon.ticks_per_minute, turns / 1000)]
    on_duty = f"{capacity / problem.horizon.ticks_per_minute:.3f}"
    last = "" if last_turn is None else problem.horizon.iso(last_turn)
    return [*key, *minutes, on_duty, last, as_of.isoformat()]
