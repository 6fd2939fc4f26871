"""Which days are planned.

Given: one day, a range, or a number of days from the first. Not given: the days from the first to the last shift of
the shifts file; without such a file, the days from the first to the last day on which an appointment may start by its
windows, its earliest start or its pin (a due time does not count: it may be weeks away). A span of more than 31 days
found in that way is refused, since a single mistyped year would make it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.day.clock import Clock
from scheduler.day.findings import DayCode, Findings, MisreadError
from scheduler.day.grammar import DaySpan, parse_day, parse_days
from scheduler.day.row import Row
from scheduler.day.shifts import kind_of
from scheduler.day.table import Table
from scheduler.horizon import Horizon

SETTINGS = "(settings)"
_LONGEST_SPAN = 31
_EXPECTED = "days such as 2026-11-23, 2026-11-23..2026-11-27 or 5"
Value = TypeVar("Value")
#: Stands in for days that cannot be told, so that the files are read to their end; nothing is planned then.
_UNKNOWN = date(2000, 1, 1)


def read_clock(timezone: str | None, findings: Findings) -> Clock:
    """The clock of a time zone's name; without a name times need their own zone and days are counted in UTC."""
    if timezone is None:
        return Clock(ZoneInfo("UTC"), False)
    try:
        return Clock(ZoneInfo(timezone), True)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        code, expected = DayCode.SETTING_INVALID, "a name such as America/New_York"
        findings.error(code, SETTINGS, "unknown time zone", expected, None, "timezone", timezone)
        return Clock(ZoneInfo("UTC"), True)


def read_horizon(
    days: str | None, clock: Clock, tables: dict[str, Table], findings: Findings, ticks_per_minute: int
) -> Horizon:
    """The horizon of the given or the default days; notes where it cannot be told."""
    span = _given(days, findings)
    first, count = span.first, span.count
    if first is None:
        first, count = _default(count, sorted(_planned_dates(tables, clock)), findings)
    start = datetime.combine(first, time(), tzinfo=clock.zone)
    return Horizon(start, clock.zone.key, ticks_per_minute, count)


def _given(days: str | None, findings: Findings) -> DaySpan:
    """The days asked for; a count of 0 is all of them."""
    if days is None:
        return DaySpan(None, 0)
    try:
        return parse_days(days.strip())
    except MisreadError as error:
        findings.error(error.code, SETTINGS, error.message, error.expected, None, "days", days)
        return DaySpan(_UNKNOWN, 1)


def _default(count: int, dates: list[date], findings: Findings) -> tuple[date, int]:
    if not dates:
        message = "no shift and no appointment says on which day it is"
        findings.error(DayCode.DAYS_UNKNOWN, SETTINGS, message, _EXPECTED, None, "days")
        return _UNKNOWN, 1
    spanned = (dates[-1] - dates[0]).days + 1
    if not count and spanned > _LONGEST_SPAN:
        message = f"shifts or appointments span {spanned} days, from {dates[0]} to {dates[-1]}"
        findings.error(DayCode.DAYS_UNKNOWN, SETTINGS, message, _EXPECTED, None, "days")
        return _UNKNOWN, 1
    return dates[0], count or spanned


def _planned_dates(tables: dict[str, Table], clock: Clock) -> set[date]:
    """The days of shifts, else of appointments; what cannot be read is reported where it is read for good."""
    shifts = tables["shifts"].rows if "shifts" in tables else []
    dates = {day for row in shifts if kind_of(row) == "shift" for day in _silently(row, "date", _one(parse_day))}
    if dates:
        return dates
    instants = (
        moment
        for row in tables["appointments"].rows
        for column in ("earliest_start", "pinned_start", "arrival_window_start", "arrival_window_end", "windows")
        for moment in _silently(row, column, _bounds(clock) if column == "windows" else _one(clock.instant))
    )
    return {moment.astimezone(clock.zone).date() for moment in instants}


def _one(parse: Callable[[str], Value]) -> Callable[[str], list[Value]]:
    return lambda text: [parse(text)]


def _bounds(clock: Clock) -> Callable[[str], list[datetime]]:
    return lambda text: [bound for window in clock.windows(text) for bound in window]


def _silently(row: Row, column: str, parse: Callable[[str], list[Value]]) -> Iterator[Value]:
    try:
        yield from parse(row.text(column)) if row.text(column) else []
    except MisreadError:
        return
