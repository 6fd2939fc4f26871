"""When technicians work: shifts that are entered, else the days of their calendar. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from service.calendars.calendar import Calendar
from service.planning.scope import Scope


@dataclass(frozen=True, slots=True)
class Rest:
    """Time off in a stretch of duty: between when it begins, and how long it is."""

    earliest: datetime
    latest: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of duty."""

    start: datetime
    end: datetime
    overtime_from: datetime | None = None
    rests: tuple[Rest, ...] = ()


def stretches(scope: Scope, shifts: Sequence[Any], calendar: Calendar | None) -> list[Stretch]:
    """Return the stretches of duty that begin on the days of a scope, in order.

    A day on which a shift begins is as entered; the others are the calendar's, each from its first to its last
    interval, with the time between two as a break.
    """
    entered = [_entered(each) for each in shifts if scope.start <= each.starts_at < scope.end]
    if calendar is not None:
        known = {each.start.astimezone(calendar.zone).date() for each in entered}
        before = scope.first_day - timedelta(days=1)  # where the calendar's zone is another, its days are others
        for number in range(scope.days + 2):
            day = before + timedelta(days=number)
            found = _by_calendar(calendar, day) if day not in known else None
            if found is not None and scope.start <= found.start < scope.end:
                entered.append(found)
    return list(_apart(sorted(entered, key=lambda each: each.start)))


def _apart(found: list[Stretch]) -> Iterator[Stretch]:
    """Yield stretches, without those that begin before the one before has ended."""
    end = None
    for each in found:
        if end is None or each.start >= end:
            yield each
            end = each.end


def _entered(row: Any) -> Stretch:
    rests = (
        Rest(
            datetime.fromisoformat(each["earliest"]),
            datetime.fromisoformat(each["latest"]),
            timedelta(minutes=each["minutes"]),
        )
        for each in row.breaks
    )
    return Stretch(row.starts_at, row.ends_at, row.overtime_from, tuple(rests))


def _by_calendar(calendar: Calendar, day: date) -> Stretch | None:
    intervals = [(start, end) for start, end in calendar.intervals(day) if start < end]
    if not intervals:
        return None
    rests = [
        Rest(_at(calendar, day, end), _at(calendar, day, end), timedelta(minutes=start - end))
        for (_, end), (start, _) in pairwise(intervals)
        if start > end
    ]
    return Stretch(_at(calendar, day, intervals[0][0]), _at(calendar, day, intervals[-1][1]), None, tuple(rests))


def _at(calendar: Calendar, day: date, minute: int) -> datetime:
    """Return the instant at which the wall clock of a calendar's zone shows so many minutes after midnight."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=calendar.zone).astimezone(UTC)


def on_duty(found: Sequence[Stretch], absences: Sequence[Any]) -> list[tuple[date, timedelta]]:
    """Return, by day of UTC, the time on duty without overtime and without absences."""
    worked = []
    for each in found:
        end = max(each.start, min(each.end, each.overtime_from or each.end))
        length, reached = end - each.start, each.start
        for gone in sorted(absences, key=lambda row: row.starts_at):
            first, last = max(reached, gone.starts_at), min(end, gone.ends_at)
            if first < last:
                length, reached = length - (last - first), last
        worked.append((each.start.astimezone(UTC).date(), length))
    return worked
