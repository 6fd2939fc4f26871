"""When something is due, and by which promise it is judged. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from service.calendars.calendar import ROUND_THE_CLOCK, Calendar

SHIPPED_HOURS = {"urgent": 4, "high": 24, "normal": 72, "low": 168}
"""Hours to resolve, by priority, as a new installation has them."""
SHIPPED_FIRST_RESPONSE = 4
"""Hours to a first response, as a new installation has them."""

Pauses = Iterable[tuple[datetime, datetime | None]]
"""Intervals during which a clock stood still, apart from each other; without an end it still does."""


def paused(pauses: Pauses, calendar: Calendar = ROUND_THE_CLOCK) -> timedelta:
    """Return how much of a calendar's time the clock stood still, over all pauses that have ended."""
    return sum((calendar.between(start, end) for start, end in pauses if end is not None), timedelta())


def due_at(started: datetime, target: timedelta, pauses: Pauses = (), calendar: Calendar = ROUND_THE_CLOCK) -> datetime:
    """Return the instant by which something is due whose clock started then and stood still during `pauses`.

    Derived anew from the whole history each time, so a change of target or calendar keeps every pause.
    """
    return calendar.add(started, target + paused(pauses, calendar))


def part(target: timedelta, percent: int) -> timedelta:
    """Return so many percent of a target, rounded down to a microsecond."""
    return target * percent // 100


def adopts(due: datetime, *, now: datetime, automatic: bool) -> bool:
    """Return whether a target by which something is now `due` becomes what attainment is reported against.

    What a clock or a rule does to the priority changes what is worked to and not what was promised; nor does anybody
    promise what has passed already.
    """
    return not automatic and due > now
