"""Shipping calendars, and reading them for work."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from service.calendars.calendar import ROUND_THE_CLOCK, Calendar
from service.calendars.documents import WEEKDAYS, CalendarError, read_calendar
from service.calendars.models import WorkingCalendar
from service.context import Context
from service.errors import invalid
from service.timeline.chain import canonical
from service.timeline.operations import record

COLUMNS = ("timezone", "weekly", "exceptions", "country", "subdivision")
OFFICE_HOURS = "Office hours"
SHIPPED: dict[str, tuple[list[str], int]] = {
    "Round the clock": (["00:00", "24:00"], 7),
    OFFICE_HOURS: (["09:00", "17:00"], 5),
}
"""Hours, and of how many days of the week, of the calendars that an installation starts with."""


@lru_cache(maxsize=1024)
def _read(text: str) -> Calendar:
    return read_calendar(json.loads(text))


def calendar_of(row: WorkingCalendar) -> Calendar:
    """Return the calendar of a row; the same object for the same content, with what it has laid out."""
    return _read(canonical({name: getattr(row, name) for name in COLUMNS}))


def load_calendar(ctx: Context, key: int | None) -> Calendar:
    """Return the calendar with a number; round the clock without one."""
    return ROUND_THE_CLOCK if key is None else calendar_of(ctx.session.keep(WorkingCalendar, key))


def check_calendar(values: dict[str, Any]) -> None:
    """Refuse, naming the field, what is no calendar."""
    try:
        read_calendar(values)
    except CalendarError as fault:
        raise invalid(fault.field, str(fault), rule="calendar") from None


def ship_calendars(ctx: Context) -> None:
    """Add the shipped calendars that are not there."""
    present = set(ctx.session.scalars(select(WorkingCalendar.name)))
    for name, (hours, days) in SHIPPED.items():
        if name not in present:
            weekly = {day: [hours] for day in WEEKDAYS[:days]}
            made = WorkingCalendar(name=name, timezone="UTC", weekly=weekly, exceptions={})
            ctx.session.add(made)
            record(ctx, made, "created")


CHANGED: list[Callable[[Context, int], None]] = []
"""What is to be done when the calendar with a number was changed; entered by who goes by calendars."""
