"""When a cover ends. Pure."""

import calendar
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def cover_ends(first: date, months: int) -> date:
    """Return the last day of a cover of `months`, which is covered, too: the day before the same day that much later.

    A year from 2 March 2026 ends with 1 March 2027.
    """
    return add_months(first, months) - timedelta(days=1)
