"""What the readers of single files share: the horizon, the clock, the known names and the places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.day.clock import Clock
from scheduler.day.findings import DayCode, Findings, MisreadError
from scheduler.day.grammar import AGE, parse_list
from scheduler.day.names import Names
from scheduler.day.places import Places
from scheduler.day.row import Row
from scheduler.horizon import Horizon


@dataclass(frozen=True)
class Context:
    """``territories`` is ``None`` where no file of territories is given: then every name is as good as any."""

    horizon: Horizon
    clock: Clock
    findings: Findings
    places: Places
    territories: Names | None
    technicians: Names

    def territory(self, text: str) -> str:
        """The id of a territory; raises :class:`MisreadError`."""
        return text if self.territories is None else self.territories.resolve(text)

    def from_day(self, day: date | None) -> int | None:
        """The first tick of a day; ``None`` for days before this age, and for none: since ever."""
        if day is None or day.year < AGE[0]:
            return None
        return self.horizon.tick_up(self.horizon.midnight(day))

    def through_day(self, day: date | None) -> int | None:
        """The tick after a day; ``None`` for days after this age (9999-12-31), and for none: for ever."""
        if day is None or day.year >= AGE[1]:
            return None
        return self.horizon.tick_up(self.horizon.midnight(day + timedelta(days=1)))


def read_names(row: Row, column: str, resolve: Callable[[str], str]) -> tuple[str, ...]:
    """The ids of a list of names; every name that is not known is noted by itself."""
    found = []
    for item in row.read(column, parse_list, ()):
        try:
            found.append(resolve(item))
        except MisreadError as error:
            row.refuse(column, error.message, error.expected, error.code)
    return tuple(found)


def unique_rows(rows: Iterable[Row], column: str) -> list[Row]:
    """The rows with an id of their own; notes the ones without, and the ones whose id was there before."""
    first: dict[str, Row] = {}
    for row in rows:
        name = row.required(column, str)
        if name is None:
            continue
        if name in first:
            message = f"the {column} of line {first[name].line} again"
            row.refuse(column, message, "an id of its own", DayCode.ID_DUPLICATE)
        else:
            first[name] = row
    return list(first.values())
