"""What is planned: territories and days; and what records are called in a problem. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TICKS_PER_MINUTE = 1
FACT = ":"
"""Stands in the name of time that is taken: of a visit or a hold, and whose."""
HOLD = "hold-"


@dataclass(frozen=True, slots=True)
class Scope:
    """Territories and days, as seen at an instant."""

    territory_ids: tuple[int, ...]
    """All of them, and what lies in none, if empty."""
    first_day: date
    days: int
    timezone: str
    now: datetime
    without: frozenset[int] = field(default_factory=frozenset)
    """Visits that are looked at as if they stood nowhere."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the days are counted."""
        return ZoneInfo(self.timezone)

    def midnight(self, day: date) -> datetime:
        """Return the first instant of a day."""
        return datetime.combine(day, time(), tzinfo=self.zone)

    @property
    def start(self) -> datetime:
        """The first instant that is planned."""
        return self.midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The first instant that is not planned any more."""
        return self.midnight(self.first_day + timedelta(days=self.days))

    @property
    def last_day(self) -> date:
        """The last day that is planned."""
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def utc_days(self) -> tuple[date, date]:
        """The first and the last day of UTC that is met; shifts may last into the day after."""
        return self.start.astimezone(UTC).date(), (self.end + timedelta(days=1)).astimezone(UTC).date()

    def covers(self, territory_id: int | None) -> bool:
        """Return whether something in a territory, or in none, is planned."""
        return not self.territory_ids or territory_id in self.territory_ids


def visit_name(number: int) -> str:
    """Return what a visit is called: as people call it."""
    return f"A-{number:06}"


def technician_name(number: int) -> str:
    """Return what a technician is called."""
    return f"T-{number:04}"


def number_of(name: str) -> int:
    """Return the number of the record that has such a name."""
    return int(name.split(FACT)[0].rpartition("-")[2])


def fact_name(visit: int, technician: int) -> str:
    """Return what a technician's time with a visit is called, where it is settled."""
    return f"{visit_name(visit)}{FACT}{technician_name(technician)}"


def hold_name(number: int) -> str:
    """Return what held time is called."""
    return f"{HOLD}{number}"


def is_fact(name: str) -> bool:
    """Return whether a name is that of time which is taken."""
    return FACT in name or name.startswith(HOLD)


def overlapping(ids: Sequence[int], others: Sequence[int]) -> bool:
    """Return whether two sets of territories have one in common; an empty one is all of them."""
    return not ids or not others or bool({*ids} & {*others})
