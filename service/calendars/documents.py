"""Calendars as data: what a calendar's row holds, read and checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from service.calendars.calendar import DAY_MINUTES, Calendar, Interval

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


class CalendarError(ValueError):
    """A calendar's data is wrong: `field` says where."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


def read_zone(name: str) -> ZoneInfo:
    """Return a time zone of the IANA database by its name."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # what is no name, and what is none of the names
        raise CalendarError("timezone", f"there is no time zone {name!r}; name one like Europe/Berlin") from None


def read_intervals(pairs: Sequence[Sequence[str]], field: str) -> tuple[Interval, ...]:
    """Return a day's intervals, in order. An end that is not after its start is on the following day.

    Raises `CalendarError` if a time is none, or if two intervals overlap.
    """
    found = []
    for pair in pairs:
        if len(pair) != 2 or not all(TIME.fullmatch(each) for each in pair) or pair[0] == "24:00":
            raise CalendarError(field, f"an interval is a start and an end like 09:00 and 17:30, not {list(pair)}")
        start, end = (int(each[:2]) * 60 + int(each[3:]) for each in pair)
        found.append((start, end if end > start else end + DAY_MINUTES))
    found.sort()
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            raise CalendarError(field, f"two intervals of {field} overlap")
    return tuple(found)


def read_weekly(weekly: Mapping[str, Sequence[Sequence[str]]]) -> list[tuple[Interval, ...]]:
    """Return the intervals of each weekday, Monday first; nobody works on a day that is not named."""
    if unknown := [name for name in weekly if name not in WEEKDAYS]:
        raise CalendarError("weekly", f"there is no weekday {unknown[0]!r}; the days are {', '.join(WEEKDAYS)}")
    return [read_intervals(weekly.get(name, ()), f"weekly.{name}") for name in WEEKDAYS]


def read_exceptions(exceptions: Mapping[str, Sequence[Sequence[str]]]) -> dict[date, tuple[Interval, ...]]:
    """Return the intervals of the dates that are not like their weekday."""
    found = {}
    for day, pairs in exceptions.items():
        try:
            found[date.fromisoformat(day)] = read_intervals(pairs, f"exceptions.{day}")
        except CalendarError:
            raise
        except ValueError:
            raise CalendarError("exceptions", f"{day!r} is no date like 2026-12-24") from None
    return found


def read_holidays(country: str | None, subdivision: str | None) -> Callable[[int], frozenset[date]] | None:
    """Return the public holidays of a year of a country, or of one part of it; None without a country."""
    if country is None:
        if subdivision is not None:
            raise CalendarError("subdivision", "name the country that this is a part of")
        return None
    return public_holidays(country, subdivision)


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str | None) -> Callable[[int], frozenset[date]]:
    """Return a function from a year to its public holidays. Raises `CalendarError` for a place that is not known."""
    import holidays  # takes a tenth of a second, and few processes need it

    places = holidays.list_supported_countries()
    if country not in places:
        raise CalendarError("country", f"the holidays of {country!r} are not known; name a country like DE or US")
    if subdivision is not None and subdivision not in places[country]:
        known = ", ".join(places[country]) or "none"
        raise CalendarError("subdivision", f"{country} has no part {subdivision!r}; its parts are {known}")

    @cache
    def of_year(year: int) -> frozenset[date]:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))

    return of_year


def read_calendar(document: Mapping[str, Any]) -> Calendar:
    """Return the calendar that a row's columns describe. Raises `CalendarError` for what cannot be."""
    return Calendar(
        read_zone(document["timezone"]),
        read_weekly(document["weekly"]),
        read_exceptions(document["exceptions"]),
        read_holidays(document["country"], document["subdivision"]),
    )
