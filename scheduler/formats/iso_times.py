"""ISO 8601 instants and durations of foreign requests, as ticks."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from typing import Any

from scheduler.formats.records import shown

_DURATION = re.compile(
    r"P(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?", re.ASCII
)
_SECONDS = (86_400, 3600, 60, 1)


def instant(value: Any) -> datetime:
    """An ISO 8601 time with its offset; raises ``ValueError``."""
    expected = f"expected a time with its offset such as 2026-11-23T08:00:00-05:00, found {shown(value)}"
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(expected) from None
    if moment.tzinfo is None or not 1900 <= moment.year < 2200:
        raise ValueError(expected)
    return moment


def seconds(value: Any) -> Fraction:
    """An ISO 8601 duration of days, hours, minutes and seconds; raises ``ValueError``."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None or not any(found.groups()):
        raise ValueError(f"expected a duration such as PT1H30M, found {shown(value)}")
    return sum((Fraction(part or 0) * unit for part, unit in zip(found.groups(), _SECONDS, strict=True)), Fraction())
