"""Figures that can be traced: a report is a list of entries, and each number is a sum over some of them.

The records behind a number are the entries that it was summed over, so the two cannot differ.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from service.context import Context
from service.errors import invalid

LONGEST = timedelta(days=366 * 5)
PERIOD = "period"
"""The dimension that every report has when a period is divided."""
Every = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of one day to the beginning of another, by the clocks of a time zone."""

    first: date
    before: date
    zone: ZoneInfo
    every: Every | None = None
    """Into what it is divided, if it is."""

    @classmethod
    def of(cls, first: date, before: date, zone: ZoneInfo, every: Every | None) -> "Period":
        """Return a period; a 422 if it ends before it begins or is longer than five years."""
        if not first < before or before - first > LONGEST:
            raise invalid("before", "a period ends after it begins, and has five years at most")
        return cls(first, before, zone, every)

    @property
    def start(self) -> datetime:
        """The instant at which it begins."""
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The instant before which it ends."""
        return datetime.combine(self.before, time(), self.zone).astimezone(UTC)

    def part(self, at: datetime) -> str:
        """Return the part of the period that an instant is in: the first day of its day, week or month."""
        day = at.astimezone(self.zone).date()
        if self.every == "week":
            day -= timedelta(days=day.weekday())
        elif self.every == "month":
            day = day.replace(day=1)
        return max(day, self.first).isoformat()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that counts: a record, when and where it counts, and how much."""

    record_type: str
    record_id: int
    case_id: int | None
    at: datetime
    """What decides whether it is in the period."""
    group: Mapping[str, str]
    """Its value of each dimension."""
    measure: str
    amount: Decimal = Decimal(1)
    until: datetime | None = None
    """When it ended, if it is a time."""


@dataclass(frozen=True, slots=True)
class Report:
    """A kind of report."""

    name: str
    title: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    collect: Callable[[Context, Period], Iterator[Entry]]
    """Gives every entry of a period."""
    always: tuple[str, ...] = ()
    """Dimensions that are never summed over: what has another currency cannot be added."""
    shares: Mapping[str, tuple[str, tuple[str, ...]]] | None = None
    """By name: a measure, and those it is a share of, in percent; or the average, of a sum over a count."""
    drawn: tuple[str, ...] = ()
    """Measures that the chart shows, one upon the other; all of them if none are named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: its group, and the sums over it."""

    group: dict[str, str]
    numbers: dict[str, Decimal]
    records: dict[str, int]
    """How many entries each number is summed over."""

    def share(self, numerator: str, over: Sequence[str]) -> Decimal | None:
        """Return what a number is of others; None of nothing."""
        whole = sum((self.numbers[each] for each in over), Decimal(0))
        return self.numbers[numerator] / whole if whole else None


def dimensions(report: Report, period: Period, by: Sequence[str]) -> list[str]:
    """Return the dimensions that a report is grouped by: those asked for, else its first one."""
    known = [*report.dimensions, *([PERIOD] if period.every else [])]
    if strange := [each for each in by if each not in known]:
        raise invalid("by", f"{report.name} has no dimension {strange[0]}", allowed=known)
    asked = by or ([PERIOD] if period.every else report.dimensions[:1])
    return list(dict.fromkeys([*asked, *report.always]))


def entries(ctx: Context, report: Report, period: Period) -> Iterator[Entry]:
    """Yield the entries of a period, each with its part of it."""
    for each in report.collect(ctx, period):
        if period.start <= each.at < period.end:
            yield each


def value_of(entry: Entry, dimension: str, period: Period) -> str:
    """Return an entry's value of a dimension."""
    return period.part(entry.at) if dimension == PERIOD else entry.group[dimension]


def lines(report: Report, found: Iterable[Entry], period: Period, by: Sequence[str]) -> list[Line]:
    """Return the lines of a report, in the order of their groups."""
    groups: dict[tuple[str, ...], Line] = {}
    for entry in found:
        key = tuple(value_of(entry, each, period) for each in by)
        if key not in groups:
            groups[key] = Line(
                dict(zip(by, key, strict=True)),
                dict.fromkeys(report.measures, Decimal(0)),
                dict.fromkeys(report.measures, 0),
            )
        groups[key].numbers[entry.measure] += entry.amount
        groups[key].records[entry.measure] += 1
    return [groups[key] for key in sorted(groups)]


def behind(found: Iterable[Entry], period: Period, measure: str | None, match: Mapping[str, str]) -> list[Entry]:
    """Return the entries behind a number: of a measure, with these values of dimensions; in order of time."""
    wanted = [
        each
        for each in found
        if measure in (None, each.measure)
        and all(value_of(each, name, period) == value for name, value in match.items())
    ]
    return sorted(wanted, key=lambda each: (each.at, each.record_type, each.record_id, each.measure))
