"""The depots file: where tools and parts are picked up.

=====================  ================================================================================================
column                 means
=====================  ================================================================================================
depot_id               its id
latitude, longitude    where it is
open, close            local times of day between which a stop may begin, both included; empty: always
service_minutes        how long a stop takes; 0 if empty
stock                  parts: ``P1x20;P2`` is twenty of P1 and as many of P2 as are needed; ``*`` is every part
tools                  tools: ``core drill;ladder``; ``*`` is every tool
=====================  ================================================================================================

An empty cell of stock or tools is none of them; without the column a depot has everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import TypeVar

from scheduler.day.context import Context
from scheduler.day.findings import DayCode
from scheduler.day.grammar import parse_list, parse_stock
from scheduler.day.places import read_point
from scheduler.day.row import Row
from scheduler.entities import Depot, Window

EVERYTHING = "*"
_LONGEST_STOP = 24 * 60
Items = TypeVar("Items")


def read_depots(rows: Sequence[Row], context: Context) -> tuple[Depot, ...]:
    """The depots of the rows, in the order of the file."""
    found = (_depot(row, context) for row in rows)
    return tuple(depot for depot in found if depot is not None)


def _depot(row: Row, context: Context) -> Depot | None:
    name = row.text("depot_id")
    place = context.places.add(read_point(row), name)
    if place is None and not (row.text("latitude") or row.text("longitude")):
        row.refuse("latitude", "is empty", "where the depot is", DayCode.VALUE_MISSING)
    minutes = row.number("service_minutes", 0, _LONGEST_STOP, Fraction(0))
    return row.build(
        lambda: Depot(
            id=name,
            location=place or 0,
            windows=tuple(_hours(row, context)),
            service=context.horizon.ticks(minutes),
            stock=_all_or(row, "stock", parse_stock),
            tools=_all_or(row, "tools", parse_list),
        )
    )


def _all_or(row: Row, column: str, parse: Callable[[str], tuple[Items, ...]]) -> tuple[Items, ...] | None:
    if column not in row.cells or row.text(column) == EVERYTHING:
        return None
    return row.read(column, parse, ())


def _hours(row: Row, context: Context) -> Iterator[Window]:
    """The opening hours of every day of the horizon."""
    opens, closes = (row.read(column, context.clock.time_of_day, None) for column in ("open", "close"))
    if opens is None and closes is None:
        return
    if opens is None or closes is None:
        missing = "open" if opens is None else "close"
        row.refuse(missing, "is empty beside the other", "both or none", DayCode.VALUE_MISSING)
        return
    horizon = context.horizon
    for number in range(horizon.days):
        day = horizon.first_day + timedelta(days=number)
        first, last = context.clock.at(day, opens), context.clock.after(day, closes, opens)
        yield Window(horizon.tick_up(first), horizon.tick_down(last))
