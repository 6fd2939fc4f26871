"""The speeds file: how fast travel is at what time of day, the same every day.

=================  ====================================================================================================
column             means
=================  ====================================================================================================
from, to           local times of day; ``to`` itself does not belong to it, and may be on the next day
factor             times the normal speed: 0.5 makes a way take twice as long; from 0.01 to 10
=================  ====================================================================================================

Outside these times speeds are normal. Times that overlap are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction

from scheduler.day.context import Context
from scheduler.day.findings import DayCode
from scheduler.day.row import Row
from scheduler.travel import NORMAL_SPEED, SpeedPeriod

_FACTORS = (0.01, 10)


def read_speeds(rows: Sequence[Row], context: Context) -> tuple[SpeedPeriod, ...]:
    """The periods of the rows on every day of the horizon, and normal speed between them."""
    spans = sorted((span for row in rows for span in _spans(row, context)), key=lambda span: span[0])
    factors: dict[int, int] = {}
    until: int | None = None
    for start, end, factor, row in spans:
        if until is not None and start < until:
            row.refuse("from", "overlaps another row", "times that do not overlap")
            break
        factors[start], factors[end] = factor, NORMAL_SPEED
        until = end
    return tuple(SpeedPeriod(start, factor) for start, factor in sorted(factors.items()))


def _spans(row: Row, context: Context) -> Iterator[tuple[int, int, int, Row]]:
    """Start and end tick and factor on every day, the day before the first included: it may last past midnight."""
    begin = row.required("from", context.clock.time_of_day)
    end = row.required("to", context.clock.time_of_day)
    factor = row.number("factor", *_FACTORS, None)
    if factor is None and not row.text("factor"):
        row.refuse("factor", "is empty", "times the normal speed, such as 0.7", DayCode.VALUE_MISSING)
    if begin is None or end is None or factor is None:
        return
    horizon = context.horizon
    for number in range(-1, horizon.days):
        day = horizon.first_day + timedelta(days=number)
        first, last = context.clock.at(day, begin), context.clock.after(day, end, begin)
        yield (
            horizon.tick_up(first),
            horizon.tick_up(last),
            int(factor * NORMAL_SPEED + Fraction(1, 2)),
            row,
        )
