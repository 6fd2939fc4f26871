"""Where representatives stand in the rotation: turns and working time as the engine's ledger has them. Pure.

Nothing of it is kept: it is worked out from the turns in force, the calendars and the time off, as they are known now.
So a turn that is given back was never taken, and somebody who was away was not owed one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from scheduler.ledger import decay
from scheduler.rotation import HALF_LIFE_DAYS
from service.calendars.calendar import Calendar

LOOK_BACK = timedelta(days=8 * HALF_LIFE_DAYS)
"""What is older counts for less than a two hundredth of itself, and is left out."""
DAY = timedelta(days=1)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Member:
    """A representative of a team, as matching needs to know them."""

    user_id: int
    name: str
    skills: Mapping[str, int]
    capacity: int
    open_work: int
    calendar: Calendar
    works_since: date
    absences: Sequence[Stretch] = ()
    turns: Mapping[tuple[str, date], int] = field(default_factory=dict)
    """How many in force, by team and day."""
    last_turn: tuple[datetime, int] | None = None
    """When the last of them was given, and its number, which tells turns of one moment apart."""

    @property
    def free(self) -> int:
        """How much more work they can have."""
        return max(0, self.capacity - self.open_work)

    def taken(self, today: date) -> dict[str, float]:
        """Return the turns in force by team, each decayed to a day."""
        return taken(self.turns, today)

    def rostered_before(self, today: date) -> float:
        """Return the seconds of work before a day, less time off, decayed to it."""
        first = max(self.works_since, today - LOOK_BACK)
        if first >= today:
            return 0.0
        begin, end = midnight(first), midnight(today)
        away = sum(decayed(self.calendar, each, today) for each in self.away(begin, end))
        return rostered(self.calendar, first, today) - away

    def away(self, begin: datetime, end: datetime) -> list[Stretch]:
        """Return the time off between two instants as stretches that do not overlap."""
        found: list[Stretch] = []
        for start, finish in sorted(self.absences):
            start, finish = max(start, begin, *(last for _, last in found[-1:])), min(finish, end)
            if start < finish:
                found.append((start, finish))
        return found

    def hours(self, begin: datetime, end: datetime) -> float:
        """Return the hours of work between two instants, less time off."""
        begin = max(begin, midnight(self.works_since))
        if begin >= end:
            return 0.0
        away = sum((self.calendar.between(*each) for each in self.away(begin, end)), timedelta())
        return (self.calendar.between(begin, end) - away) / timedelta(hours=1)

    def works_at(self, now: datetime) -> Stretch | None:
        """Return the stretch of today's work that a moment lies in; None if it lies in none."""
        return next((each for each in self.stretches(now.date()) if each[0] <= now < each[1]), None)

    def on_duty(self, now: datetime) -> bool:
        """Return whether they work at a moment and are not away."""
        return self.works_at(now) is not None and not any(start <= now < end for start, end in self.absences)

    def stretches(self, day: date) -> list[Stretch]:
        """Return the working time of a day; none before the first day of work."""
        return self.calendar.stretches(midnight(day), midnight(day) + DAY) if day >= self.works_since else []


def taken(turns: Mapping[tuple[str, date], int], today: date) -> dict[str, float]:
    """Return turns by team or territory, of each day so many, decayed to a day."""
    found: dict[str, float] = {}
    for (place, day), count in turns.items():
        found[place] = found.get(place, 0.0) + count * decay(min(day, today), today)
    return found


def midnight(day: date) -> datetime:
    """Return the beginning of a day of UTC."""
    return datetime.combine(day, time(), UTC)


@lru_cache(maxsize=4096)
def rostered(calendar: Calendar, first: date, today: date) -> float:
    """Return the seconds of working time from a day until before another, decayed to that one."""
    return decayed(calendar, (midnight(first), midnight(today)), today)


def decayed(calendar: Calendar, stretch: Stretch, today: date) -> float:
    """Return the seconds of working time in a stretch of time, each day's decayed to a later day."""
    return sum(
        decay(day, today)
        * calendar.between(max(stretch[0], midnight(day)), min(stretch[1], midnight(day) + DAY)).total_seconds()
        for day in days(stretch)
    )


def days(stretch: Stretch) -> Iterable[date]:
    """Yield the days of UTC that a stretch of time meets."""
    day = stretch[0].date()
    while midnight(day) < stretch[1]:
        yield day
        day += DAY
