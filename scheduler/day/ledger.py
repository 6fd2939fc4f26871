"""The rotation ledger as a file: what each technician carries over, decayed to the first planned day.

Columns: ``technician_id, territory, minutes, turns, capacity_minutes, last_turn, as_of``. The amounts are as they
stood at the start of the day ``as_of`` and lose half their weight every 28 days; they are rounded once, on reading.
A technician who is not in today's file keeps the entry. Amounts are written with three decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from scheduler.day.context import Context
from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.grammar import parse_day
from scheduler.day.row import Row
from scheduler.entities import LedgerEntry
from scheduler.formats.csv_text import csv_text
from scheduler.ledger import Balance, balances, decay, last_day
from scheduler.problem import ProblemData
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


def ledger_text(problem: ProblemData, plan: Plan) -> str:
    """The ledger after a plan as CSV, as of its last day: what was carried over and the plan's work, both decayed."""
    return csv_text(COLUMNS, [_cells(problem, key, balance) for key, balance in balances(problem, plan).items()])


def _cells(problem: ProblemData, key: tuple[str, str], balance: Balance) -> list[str]:
    per_minute = problem.horizon.ticks_per_minute
    amounts = (balance.load / per_minute, balance.turns, balance.capacity / per_minute)
    last = "" if balance.last_turn is None else problem.horizon.iso(balance.last_turn)
    return [*key, *(f"{amount:.3f}" for amount in amounts), last, last_day(problem).isoformat()]
