"""Times, durations, places and amounts of money as Google's JSON writes them, in both of its forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from scheduler.formats.foreign import Item, number
from scheduler.formats.iso_times import instant
from scheduler.formats.records import shown

_SECONDS = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)s", re.ASCII)
_LAST = 4_102_444_800  # 2100-01-01
MOST_COST = 1e7


def time(value: Any) -> datetime:
    """A time as text or as {"seconds": ...} since 1970; raises ``ValueError``."""
    if isinstance(value, str):
        return instant(value)
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=float(_counted(value)))


def duration(value: Any) -> Fraction:
    """Seconds from a text such as "1620s" or from {"seconds": ...}; raises ``ValueError``."""
    if isinstance(value, str):
        found = _SECONDS.fullmatch(value)
        if found is None:
            raise ValueError(f'expected a duration such as "1620s", found {shown(value)}')
        return Fraction(found[1])
    return _counted(value)


def _counted(value: Any) -> Fraction:
    if not isinstance(value, dict) or not value.keys() <= {"seconds", "nanos"}:
        raise ValueError(f"expected a text or seconds and nanos, found {shown(value)}")
    seconds, nanos = (_whole(value.get(key, 0), key) for key in ("seconds", "nanos"))
    if not 0 <= seconds <= _LAST or not 0 <= nanos < 10**9:
        raise ValueError("seconds or nanos are out of range")
    return Fraction(seconds) + Fraction(nanos, 10**9)


def _whole(value: Any, key: str) -> int:
    """A whole number, or one as a text, as large ones are written."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    if type(value) is not int:
        raise ValueError(f"{key}: expected a whole number, found {shown(value)}")
    return value


def amount(value: Any) -> int:
    """A whole number as a number or a text, from 0; raises ``ValueError``."""
    found = _whole(value, "amount")
    if not 0 <= found < 2**31:
        raise ValueError(f"{found} is not within 0 and {2**31 - 1:,}")
    return found


def cents(value: Any) -> Fraction:
    """An amount of money in hundredths, bare or as {"value": ...}; raises ``ValueError``."""
    bare = value.get("value", 0) if isinstance(value, dict) and value.keys() <= {"value"} else value
    return Fraction(str(number(bare, 0, MOST_COST))) * 100


def place(item: Item, prefix: str, *, required: bool = False) -> tuple[float, float] | None:
    """The point of ``<prefix>Location`` or of the location of ``<prefix>Waypoint``."""
    point, waypoint = item.item(f"{prefix}Location"), item.item(f"{prefix}Waypoint")
    if waypoint is not None:
        location = waypoint.item("location")
        point = None if location is None else location.item("latLng")
        if location is not None:
            location.close({"heading": "headings"})
        waypoint.close({"placeId": "places by id", "sideOfRoad": "sides of a road"})
    if point is None:
        if required:
            item.refuse(f"{prefix}Location", "is missing")
        return None
    latitude = point.value("latitude", lambda value: number(value, -90, 90), None, required=True)
    longitude = point.value("longitude", lambda value: number(value, -180, 180), None, required=True)
    point.close()
    return None if latitude is None or longitude is None else (latitude, longitude)
