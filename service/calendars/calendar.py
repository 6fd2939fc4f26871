"""How much working time lies between two instants, and when so much of it has passed. Pure and exact.

A moment is working time if the wall clock of the calendar's zone then shows a time within one of the day's intervals.
So a night shift is an hour shorter when clocks go forward and an hour longer when they go back, and an hour that the
wall clock shows twice counts twice. An interval that runs past midnight belongs to the day on which it begins:
a holiday or an exception takes it away, or leaves it, whole. Instants are counted in whole microseconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import accumulate
from zoneinfo import ZoneInfo

Interval = tuple[int, int]
"""Start and end in minutes from midnight, the end excluded; beyond 1440 it is on the following day."""

DAY_MINUTES = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1970, 1, 1).toordinal()
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400
LONGEST_SEARCH = 100
"""Years after which a calendar that has not had enough working time is said to have none."""


class NoWorkingTimeError(ValueError):
    """A calendar has not as much working time as was asked for, within a century."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The working time of one year of UTC, in microseconds since 1970: disjoint pieces in order, with running sums."""

    starts: Sequence[int]
    ends: Sequence[int]
    sums: Sequence[int]
    """Working time up to the end of each piece."""

    @property
    def total(self) -> int:
        """Working time of the year."""
        return self.sums[-1] if self.sums else 0

    def before(self, instant: int) -> int:
        """Return the year's working time before an instant of the year."""
        place = bisect_right(self.starts, instant) - 1
        return self.sums[place] - max(0, self.ends[place] - instant) if place >= 0 else 0

    def when(self, passed: int) -> int:
        """Return the first instant by which so much of the year's working time, more than none, has passed."""
        place = bisect_left(self.sums, passed)
        return self.ends[place] - (self.sums[place] - passed)


class Calendar:
    """When work is done. Without intervals, exceptions and holidays of its own, see `ROUND_THE_CLOCK`."""

    def __init__(
        self,
        zone: ZoneInfo,
        weekly: Sequence[Sequence[Interval]],
        exceptions: Mapping[date, Sequence[Interval]] | None = None,
        holidays: Callable[[int], frozenset[date]] | None = None,
    ) -> None:
        """Make a calendar.

        `weekly` holds the intervals of the seven weekdays, Monday first; `exceptions` the intervals of single dates,
        which go before weekday and holiday; `holidays` returns the public holidays of a year, on which nobody works.
        """
        self.zone, self.weekly = zone, weekly
        self.exceptions, self.holidays = exceptions or {}, holidays
        self._always = not self.exceptions and holidays is None and all(_whole(each) for each in weekly)
        self._years: dict[int, Stretch] = {}

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """Return the first instant, in UTC, by which `amount` of working time has passed since `start`.

        Nothing added is `start` itself, in or out of working time. Raises `ValueError` if the amount is negative, and
        `NoWorkingTimeError` if there is not so much within a century.
        """
        if amount <= timedelta():
            if amount:
                raise ValueError(f"working time to be added cannot be negative: {amount}")
            return start.astimezone(UTC)
        if self._always:
            return start.astimezone(UTC) + amount
        begun = start.astimezone(UTC)
        year = begun.year
        needed = self.year(year).before(microseconds(begun)) + amount // MICROSECOND
        while needed > (total := self.year(year).total):
            needed -= total
            year += 1
            if year > begun.year + LONGEST_SEARCH:
                raise NoWorkingTimeError(
                    f"the calendar has less than {amount} in the {LONGEST_SEARCH} years from {start}"
                )
        return instant(self.year(year).when(needed))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`; negative if the end comes first."""
        if end < start:
            return -self.between(end, start)
        if self._always:
            return end - start
        first, last = start.astimezone(UTC), end.astimezone(UTC)
        found = self.year(last.year).before(microseconds(last)) - self.year(first.year).before(microseconds(first))
        found += sum(self.year(year).total for year in range(first.year, last.year))
        return timedelta(microseconds=found)

    def share(self, start: datetime, target: timedelta, now: datetime) -> Fraction:
        """Return which share of a target that began at `start` has passed; more than 1 once it was missed."""
        return Fraction(self.between(start, now) // MICROSECOND, target // MICROSECOND)

    def stretches(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the working time between two instants as stretches in UTC, in order; a new year cuts one in two."""
        found, first, last = [], microseconds(start), microseconds(end)
        for year in range(start.astimezone(UTC).year, end.astimezone(UTC).year + 1):
            laid = self.year(year)
            places = range(bisect_right(laid.ends, first), bisect_left(laid.starts, last))
            found += [(max(first, laid.starts[place]), min(last, laid.ends[place])) for place in places]
        return [(instant(begin), instant(finish)) for begin, finish in found]

    def intervals(self, day: date) -> Sequence[Interval]:
        """Return the intervals that begin on a day."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.holidays is not None and day in self.holidays(day.year):
            return ()
        return self.weekly[day.weekday()]

    def year(self, year: int) -> Stretch:
        """Return the working time of a year of UTC, laid out when it is first asked for."""
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._lay_out(year)
        return found

    def _lay_out(self, year: int) -> Stretch:
        first, last = (int(datetime(each, 1, 1, tzinfo=UTC).timestamp()) for each in (year, year + 1))
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(self._pieces(first, last)):
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        scaled = ([each * SECOND for each in row] for row in (starts, ends, accumulate(lengths)))
        return Stretch(*scaled)

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the intervals of every day as seconds of UTC, cut where the zone's offset changes."""
        for begins, ends, offset in self._offsets(first, last):
            # A day earlier too: its last interval may run past midnight.
            for day in range((begins + offset) // DAY - 1, (ends + offset) // DAY + 1):
                midnight = day * DAY - offset
                for start, end in self.intervals(date.fromordinal(FIRST_DAY + day)):
                    piece = max(begins, midnight + start * 60), min(ends, midnight + end * 60)
                    if piece[0] < piece[1]:
                        yield piece

    def _offsets(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Yield the stretches of a year with one offset from UTC: begin, end, offset, all in seconds."""
        begins, offset = first, self._offset(first)
        for day in range(first, last, DAY):
            end = min(day + DAY, last)
            if self._offset(end) != offset:
                change = bisect_left(range(day, end), True, key=lambda second: self._offset(second) != offset) + day
                yield begins, change, offset
                begins, offset = change, self._offset(change)
        if begins < last:
            yield begins, last, offset

    def _offset(self, second: int) -> int:
        offset = datetime.fromtimestamp(second, self.zone).utcoffset()
        return 0 if offset is None else int(offset.total_seconds())


def _whole(intervals: Sequence[Interval]) -> bool:
    return any(start == 0 and end >= DAY_MINUTES for start, end in intervals)


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def instant(passed: int) -> datetime:
    """Return the instant so many microseconds after the beginning of 1970, in UTC."""
    return EPOCH + timedelta(microseconds=passed)


ROUND_THE_CLOCK = Calendar(ZoneInfo("UTC"), [[(0, DAY_MINUTES)]] * 7)
"""Every moment of every day."""
