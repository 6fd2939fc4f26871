"""Local and zoned times of files as instants, with a clear word for the two nights on which clocks change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.grammar import AGE, parse_time_of_day, parse_window_texts

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*")
_EXPECTED = "a time such as 2026-11-23T08:00-05:00"


@dataclass(frozen=True)
class Clock:
    """Reads times. ``local`` says whether times without a zone are in ``zone``; else they are refused."""

    zone: ZoneInfo
    local: bool

    def instant(self, text: str) -> datetime:
        """An instant; raises :class:`MisreadError` for what is none, has no zone, does not exist or exists twice."""
        try:
            if not _INSTANT.fullmatch(text):
                raise ValueError
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise MisreadError(f"{text!r} is not an ISO 8601 time", _EXPECTED, DayCode.TIME_INVALID) from None
        if not AGE[0] <= moment.year < AGE[1]:
            expected = f"a year from {AGE[0]} to {AGE[1] - 1}"
            raise MisreadError(f"{text!r} is not in this age", expected, DayCode.TIME_INVALID)
        return moment if moment.tzinfo else self._localised(moment, text)

    def _localised(self, moment: datetime, text: str) -> datetime:
        if not self.local:
            expected = f"{_EXPECTED}, or a time zone for the files"
            raise MisreadError(f"{text!r} has no zone", expected, DayCode.TIME_WITHOUT_ZONE)
        first, second = (moment.replace(tzinfo=self.zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if (second.utcoffset() or timedelta()) > (first.utcoffset() or timedelta()):
            message = f"{text!r} does not exist in {self.zone.key}: clocks are put forward over it"
            raise MisreadError(message, "a time that exists", DayCode.TIME_SKIPPED)
        message = f"{text!r} is there twice in {self.zone.key}: clocks are put back over it"
        raise MisreadError(message, f"its offset: {first.isoformat()} or {second.isoformat()}", DayCode.TIME_AMBIGUOUS)

    def windows(self, text: str) -> tuple[tuple[datetime, datetime], ...]:
        """The windows of a cell, each ending no earlier than it begins."""
        return tuple(self.window(start, end) for start, end in parse_window_texts(text))

    def window(self, start: str, end: str) -> tuple[datetime, datetime]:
        """A window from two times."""
        bounds = self.instant(start), self.instant(end)
        if bounds[1] < bounds[0]:
            raise MisreadError(f"{start}/{end} ends before it starts", "start/end", DayCode.ENDS_BEFORE_START)
        return bounds

    def time_of_day(self, text: str) -> time:
        """A local time of day, which has a meaning only where a time zone is given for the files."""
        moment = parse_time_of_day(text)
        if not self.local:
            raise MisreadError(f"{text!r} is local time", "a time zone for the files", DayCode.TIME_WITHOUT_ZONE)
        return moment

    def at(self, day: date, moment: time) -> datetime:
        """A local time of day on a day: the first of two where it is doubled, an hour later where it is skipped."""
        return datetime.combine(day, moment, tzinfo=self.zone)

    def after(self, day: date, moment: time, earlier: time) -> datetime:
        """The first such time of day after ``earlier`` on a day: on the next day if the clock passes midnight."""
        return self.at(day + timedelta(days=moment <= earlier), moment)
