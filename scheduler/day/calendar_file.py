"""Absences from iCalendar files: who is away when, whatever calendar it was written in.

A file, or every ``.ics`` file of a folder. Whose absence an event is, is said by its first ``ATTENDEE`` (its name or
address), else by the name of the calendar (``X-WR-CALNAME``) or of the file. Events that are cancelled (by themselves
or with their calendar) or leave one free (``TRANSP:TRANSPARENT``) are none, nor are the visits that ``roundsman
export`` wrote. Days are days of the planned zone; times without a zone are read as in the other files, a zone that
nobody knows is refused. Repetitions are unfolded over the planned days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar

from scheduler.day.context import Context
from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.recurrence import RecurrenceError, repetitions, unknown_zone
from scheduler.entities import Interval
from scheduler.formats.ical import OWN

MOST_BYTES = 2**25
_FORMAT = "an iCalendar file (RFC 5545)"


def read_absences(path: Path, context: Context) -> dict[str, list[Interval]]:
    """Absences by technician id, widened to whole ticks; what is wrong is noted."""
    found: defaultdict[str, list[Interval]] = defaultdict(list)
    for file in _files(path, context):
        for technician, interval in _FileReader(file, context).absences():
            found[technician].append(interval)
    return dict(found)


def _files(path: Path, context: Context) -> list[Path]:
    files = sorted(one for one in path.iterdir() if one.suffix.lower() == ".ics") if path.is_dir() else [path]
    if not files:
        context.findings.error(DayCode.FILE_EMPTY, path.name, "holds no .ics file", _FORMAT)
    return files


@dataclass(frozen=True)
class _Event:
    """An event with its number in the file, from 1; ``instead`` is the start of the repetition it stands for."""

    number: int
    component: Any
    start: datetime
    end: datetime
    instead: datetime | None = None

    @property
    def length(self) -> timedelta:
        """Time by the clock of its zone: a repetition over a night on which clocks change ends when they say so."""
        return self.end.astimezone(self.start.tzinfo) - self.start

    def interval(self, start: datetime) -> tuple[datetime, datetime]:
        """Its repetition that begins at a time."""
        return (start, self.end) if start == self.start else (start, start + self.length)


class _FileReader:
    """Reads one file; notes what is wrong with the number of the event."""

    def __init__(self, path: Path, context: Context) -> None:
        self.path, self.context = path, context
        horizon = context.horizon
        self._first = horizon.start
        self._last = horizon.instant(horizon.end) + timedelta(days=1)  # the night after the last day

    def absences(self) -> Iterator[tuple[str, Interval]]:
        """Technician and interval of every absence that touches the planned days or the night after them."""
        calendar = self._calendar()
        if calendar is None or str(calendar.get("METHOD", "")).upper() == "CANCEL":
            return
        events = [
            event
            for number, component in enumerate(calendar.walk("VEVENT"), 1)
            if (event := self._event(number, component)) is not None
        ]
        replaced = {(str(event.component.get("UID")), event.instead) for event in events if event.instead is not None}
        for event in events:
            if _leaves_free(event.component):
                continue
            technician = self._technician(event, calendar)
            for start, end in map(event.interval, self._starts(event)):
                moved_away = (str(event.component.get("UID")), start) in replaced
                if technician is None or (moved_away and event.instead is None):
                    continue
                if start < self._last and end > self._first and end > start:
                    yield technician, self._interval(start, end)

    def _interval(self, start: datetime, end: datetime) -> Interval:
        return Interval(self.context.horizon.tick_down(start), self.context.horizon.tick_up(end))

    def _refuse(self, message: str, expected: str, column: str | None = None, value: str | None = None) -> None:
        self.context.findings.error(
            DayCode.FILE_FORMAT, self.path.name, message, expected, column=column, value=value
        )  # fmt: skip

    def _calendar(self) -> Any:
        try:
            if self.path.stat().st_size > MOST_BYTES:
                self._refuse(f"has more than {MOST_BYTES // 2**20} MB", _FORMAT)
                return None
            return Calendar.from_ical(self.path.read_bytes())
        except OSError as error:
            self._refuse(f"cannot be read: {error.strerror or error}", _FORMAT)
        except Exception as error:  # the library meets a damaged file with errors of every kind
            self._refuse(f"is no calendar: {str(error)[:200]}", _FORMAT)
        return None

    def _event(self, number: int, component: Any) -> _Event | None:
        for name, error in component.errors:
            self._refuse(f"event {number}: {error}", "a value as RFC 5545 has it", str(name))
        zone = None if component.errors else unknown_zone(component)
        if zone is not None:
            self._refuse(
                f"event {number}: the zone of its times is not known", "a known zone, or its VTIMEZONE", "TZID", zone
            )
        if component.errors or zone is not None:
            return None
        try:
            begin, finish = component.start, component.end
            start, end = self._instant(begin), self._instant(finish)
            instead = component.get("RECURRENCE-ID")
            original = None if instead is None else self._instant(instead.dt)
        except Exception as error:  # a start that is missing, or an end before it, in whatever way
            self._refuse(f"event {number}: {error}", "DTSTART, and DTEND or DURATION after it", "DTSTART")
            return None
        if end < start:
            self._refuse(f"event {number}: ends before it starts", "a later end", "DTEND", str(finish))
            return None
        if instead is not None and "RANGE" in instead.params:
            self._refuse(
                f"event {number}: moves all later repetitions", "a series of its own for them", "RECURRENCE-ID"
            )
            return None
        return _Event(number, component, start, end, original)

    def _instant(self, value: date) -> datetime:
        """A time of the file as an instant; raises :class:`MisreadError` for one that is not told by the file."""
        if not isinstance(value, datetime):
            return self.context.horizon.midnight(value)
        return value if value.tzinfo is not None else self.context.clock.instant(value.isoformat())

    def _technician(self, event: _Event, calendar: Any) -> str | None:
        """The first that is known of those named by the event itself, else of those named by calendar and file."""
        names = _attendee(event.component) or [str(calendar.get("X-WR-CALNAME", "")), self.path.stem]
        refused = None
        for name in filter(None, map(str.strip, names)):
            try:
                return self.context.technicians.resolve(name)
            except MisreadError as error:
                refused = refused or error
        word, expected = (refused.message, refused.expected) if refused else ("names nobody", "a technician")
        self._refuse(f"event {event.number}: {word}", expected, "technician")
        return None

    def _starts(self, event: _Event) -> list[datetime]:
        """The starts of an event and of its repetitions, as far as they matter."""
        try:
            first = self._first - max(event.length, timedelta())
            return repetitions(event.component, event.start, self._instant, first, self._last)
        except RecurrenceError as error:
            expected = "days or more" if "no absence" in str(error) else "a repetition as RFC 5545 has it"
            self._refuse(f"event {event.number}: {error}", expected, error.member, error.value)
            return []


def _leaves_free(component: Any) -> bool:
    transparent = str(component.get("TRANSP", "")).upper() == "TRANSPARENT"
    return OWN in component or transparent or str(component.get("STATUS", "")).upper() == "CANCELLED"


def _attendee(component: Any) -> list[str]:
    found = component.get("ATTENDEE", [])
    first = (found if isinstance(found, list) else [found])[:1]
    return [name for one in first for name in (str(one.params.get("CN", "")), str(one).removeprefix("mailto:"))]
