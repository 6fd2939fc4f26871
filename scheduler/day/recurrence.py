"""When an event of a calendar happens: once, by a rule, on listed days, less those that are struck out.

A repetition keeps the clock time of its zone when clocks change. The last day of a rule is told in many ways (a day, a
time of the event's own zone, an instant): all of them are understood, a day with all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr

_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
#: The members of an event that are times.
TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
Instant = Callable[[date], datetime]


class RecurrenceError(ValueError):
    """A repetition that is none, or none of absences, with the member it stands in and what it says."""

    def __init__(self, message: str, member: str = "RRULE", value: str | None = None) -> None:
        self.member, self.value = member, value
        super().__init__(message)


def repetitions(component: Any, start: datetime, instant: Instant, first: datetime, last: datetime) -> list[datetime]:
    """The starts of an event from ``first`` to ``last`` (its own and the listed ones wherever they are), in order.

    ``instant`` reads a day or a time without a zone. Raises :class:`RecurrenceError`.
    """
    starts = {start, *_listed(component, "RDATE", instant)}  # its own counts even where its rule does not have it
    if "RRULE" in component:
        starts.update(_ruled(component["RRULE"], start, first, last))
    return sorted(starts - _listed(component, "EXDATE", instant))


def _ruled(rule: Any, start: datetime, first: datetime, last: datetime) -> list[datetime]:
    text = "; ".join(_text(one) for one in (rule if isinstance(rule, list) else [rule]))
    if isinstance(rule, list) or any(often in text.upper() for often in _TOO_OFTEN):
        raise RecurrenceError("repeats in a way that is no absence", value=text)
    until = {"UNTIL": [_until(one, start) for one in rule["UNTIL"]]} if "UNTIL" in rule else {}
    try:
        return list(rrulestr(_text(type(rule)({**rule, **until})), dtstart=start).between(first, last, inc=True))
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise RecurrenceError(str(error), value=text) from None


def _text(rule: Any) -> str:
    return str(rule.to_ical(), "utf-8")


def _until(value: Any, start: datetime) -> datetime:
    """The last instant of a rule, which may be told as a day or without a zone: then it is one of the event's own."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is not None else value.replace(tzinfo=start.tzinfo)).astimezone(UTC)
    if isinstance(value, date):
        end = datetime.combine(value, time(), tzinfo=start.tzinfo) + timedelta(days=1, seconds=-1)
        return end.astimezone(UTC)
    raise RecurrenceError(f"ends at {value!r}")


def _listed(component: Any, name: str, instant: Instant) -> set[datetime]:
    found = component.get(name, [])
    lists = found if isinstance(found, list) else [found]
    times = [one.dt for listed in lists for one in listed.dts]
    if not all(isinstance(moment, date) for moment in times):
        raise RecurrenceError(f"{name} with periods is not supported", name)
    try:
        return {instant(moment) for moment in times}
    except ValueError as error:
        raise RecurrenceError(str(error), name) from None


def unknown_zone(component: Any) -> str | None:
    """A zone that an event names and nobody knows: its times would be read in another one."""
    for name in TIMES:
        found = component.get(name, [])
        for member in found if isinstance(found, list) else [found]:
            moments = [one.dt for one in member.dts] if hasattr(member, "dts") else [getattr(member, "dt", None)]
            zone = member.params.get("TZID") if hasattr(member, "params") else None
            if zone and any(isinstance(one, datetime) and one.tzinfo is None for one in moments):
                return str(zone)
    return None
