"""The planning horizon: the one place where instants become integer ticks and back.

A tick is ``1 / ticks_per_minute`` of a minute of elapsed time, counted from the start of the horizon. Elapsed
time has no gaps or doubled hours, so the two days of the year on which clocks change need no special case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class Horizon:
    """A stretch of ``days`` local calendar days that begins at ``start``.

    ``start`` carries a zone; ``timezone`` is the IANA name in which days are counted and times are shown;
    ``ticks_per_minute`` is 1 by default, 60 for data in seconds, more for instances in fractions of a unit.
    """

    start: datetime
    timezone: str = "UTC"
    ticks_per_minute: int = 1
    days: int = 1

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError(f"horizon start {self.start.isoformat()} has no time zone")
        try:
            zone = ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"unknown time zone {self.timezone!r}") from None
        if not 1 <= self.ticks_per_minute <= 1_000_000:
            raise ValueError(f"ticks_per_minute {self.ticks_per_minute} is not within 1 and 1,000,000")
        if not 1 <= self.days <= 366:
            raise ValueError(f"days {self.days} is not within 1 and 366")
        object.__setattr__(self, "start", self.start.astimezone(zone))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which days are counted and times are shown."""
        return ZoneInfo(self.timezone)

    @cached_property
    def first_day(self) -> date:
        """The local calendar day on which the horizon begins."""
        return self.start.date()

    @cached_property
    def end(self) -> int:
        """The tick of local midnight after the last day."""
        return self.tick_down(self.midnight(self.first_day + timedelta(days=self.days)))

    def midnight(self, day: date) -> datetime:
        """The first instant of a local calendar day."""
        return datetime.combine(day, time(), tzinfo=self.zone)

    def tick_exact(self, instant: datetime) -> Fraction:
        """Ticks from the start to an instant, not rounded; raises ``ValueError`` for an instant without a zone."""
        if instant.tzinfo is None:
            raise ValueError(f"instant {instant.isoformat()} has no time zone")
        elapsed = instant.astimezone(UTC) - self.start.astimezone(UTC)
        microseconds = (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
        return Fraction(microseconds * self.ticks_per_minute, 60_000_000)

    def tick_up(self, instant: datetime) -> int:
        """The first tick not before an instant: for what may not begin earlier."""
        return ceil(self.tick_exact(instant))

    def tick_down(self, instant: datetime) -> int:
        """The last tick not after an instant: for what may not end later."""
        return floor(self.tick_exact(instant))

    def minutes(self, ticks: int) -> float:
        """A number of ticks in minutes, for people."""
        return ticks / self.ticks_per_minute

    def ticks(self, minutes: float | Fraction) -> int:
        """A number of minutes in ticks, rounded up; a float counts as the decimal number it is written as."""
        return ceil(Fraction(str(minutes)) * self.ticks_per_minute)

    def instant(self, tick: int) -> datetime:
        """The instant of a tick, in the horizon's zone."""
        elapsed = timedelta(microseconds=round(Fraction(tick * 60_000_000, self.ticks_per_minute)))
        return (self.start.astimezone(UTC) + elapsed).astimezone(self.zone)

    def day(self, tick: int) -> date:
        """The local calendar day on which a tick falls."""
        return self.instant(tick).date()

    def iso(self, tick: int) -> str:
        """The instant of a tick as ISO 8601 with its offset, to the second."""
        return self.instant(tick).isoformat(timespec="seconds")

    def clock(self, tick: int) -> str:
        """The local time of a tick as ``HH:MM``."""
        return f"{self.instant(tick):%H:%M}"
