"""The small grammars inside cells: one parser each, which says exactly what it did not understand.

Several items are separated by semicolons; blanks around them and empty items do not count.

=================  ==========================================  ====================================================
what               written                                     means
=================  ==========================================  ====================================================
needed skills      ``hvac:2;lift``                             hvac at level 2 or better; lift at level 1
held skills        ``hvac:3;lift:1@2027-03-01``                lift until 2027-03-01, that day included
certificates       ``gas@2027-03-01;lift@2026-01-01..``        gas through that day; lift from that day on
territories        ``North;South@2026-11-01..2026-11-30``      North always; South in November, both days included
stock of a depot   ``P1x20;P7``                                twenty of P1, of P7 as many as are needed
parts              ``P1x2;P7``                                 two of P1, one of P7 (a part named max10: ``max10x1``)
predecessors       ``A12+30;A13``                              at least 30 minutes after the end of A12; after A13
windows            ``2026-11-23T08:00/10:00``                  may start from 08:00 to 10:00; ends are full times too
breaks             ``12:00-13:00/30``                          30 minutes off, beginning between 12:00 and 13:00
days               ``2026-11-23``, ``a..b``, or ``5``          one day, a to b, or five days from the first
times of day       ``8:00``, ``17:30:00``, ``24:00``           local time
=================  ==========================================  ====================================================

The last ``:`` of a skill, ``@`` of a dated name, ``x`` of a part and ``+`` of a predecessor count, and only before
what belongs there, so that other names may hold these signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction

from scheduler.day.findings import DayCode, MisreadError
from scheduler.entities import Quantity, SkillRequirement

_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]{1,18},[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_BREAK = re.compile(r"([0-9:]+)\s*-\s*([0-9:]+)\s*/\s*([0-9.]+)")
_PART = re.compile(r"(.+)x([0-9]{1,6})", re.DOTALL)
_AFTER = re.compile(r"(.+)\+([0-9.]+)", re.DOTALL)
_LEVEL = re.compile(r"(.*):\s*([0-9]{1,4})\s*", re.DOTALL)
_LONGEST_HORIZON_DAYS = 366
#: As many of a part as anybody could need.
PLENTY = 10**9
#: Years in which times may lie, the second not included.
AGE = (1900, 2200)


@dataclass(frozen=True)
class DatedName:
    """A name with a level that holds from ``first`` through ``last``, both days included; ``None`` is for ever."""

    name: str
    level: int = 1
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class BreakRule:
    """A break of ``minutes`` that begins between two times of day."""

    earliest: time
    latest: time
    minutes: Fraction


@dataclass(frozen=True)
class DaySpan:
    """Calendar days to plan: ``count`` of them from ``first``, or from the first day of the data if that is None."""

    first: date | None
    count: int


def parse_list(text: str) -> tuple[str, ...]:
    """The items of a list, in order; an item that is there twice is refused."""
    items = tuple(item.strip() for item in text.split(";") if item.strip())
    doubled = sorted({item for item in items if items.count(item) > 1}) if len(set(items)) < len(items) else []
    if doubled:
        raise MisreadError(f"{doubled[0]!r} is there twice", "each item once")
    return items


def parse_number(text: str, decimal_comma: bool = False) -> Fraction:
    """An exact number; a decimal comma is understood only where cells are not separated by commas."""
    if _DECIMAL_COMMA.fullmatch(text):
        if not decimal_comma:
            expected = "a decimal point (a decimal comma is understood in files separated by semicolons)"
            raise MisreadError("has a decimal comma", expected)
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise MisreadError("is not a number", "a number")
    return Fraction(text)


def parse_needed_skills(text: str) -> tuple[SkillRequirement, ...]:
    """Skills an appointment needs, each named once."""
    needs = tuple(SkillRequirement(*_name_and_level(item)) for item in parse_list(text))
    names = [need.name for need in needs]
    if len(set(names)) < len(names):
        raise MisreadError("a skill is named twice", "each skill once, with the highest level needed")
    return needs


def _name_and_level(item: str) -> tuple[str, int]:
    match = _LEVEL.fullmatch(item)
    name, level = (match[1].strip(), int(match[2])) if match else (item, 1)
    if not name or level < 1:
        raise MisreadError(f"{item!r} has no name or level 0", "name or name:level with a level from 1")
    return name, level


def parse_dated_skills(text: str) -> tuple[DatedName, ...]:
    """Skills a technician holds: name, level and validity."""
    held = []
    for dated in parse_dated_names(text):
        name, level = _name_and_level(dated.name)
        held.append(DatedName(name, level, dated.first, dated.last))
    return tuple(held)


def parse_dated_names(text: str) -> tuple[DatedName, ...]:
    """Names with validity: ``name``, ``name@last``, ``name@first..last``, ``name@first..``."""
    return tuple(_dated(item) for item in parse_list(text))


def _dated(item: str) -> DatedName:
    name, sign, days = item.rpartition("@")
    if not sign or not (_DATE.match(days) or days.startswith("..")):
        if sign:
            raise MisreadError(f"{days!r} after @ is not a date", "name@2027-03-01 or name@2026-01-01..2027-03-01")
        return DatedName(item)
    first, between, last = days.rpartition("..")
    dated = DatedName(
        name.strip(), 1, parse_date(first) if first else None, parse_date(last) if last or not between else None
    )
    if not dated.name:
        raise MisreadError(f"{item!r} has no name", "name@2027-03-01")
    if dated.first and dated.last and dated.last < dated.first:
        raise MisreadError(f"{item!r} ends before it begins", "first..last", DayCode.ENDS_BEFORE_START)
    return dated


def parse_parts(text: str) -> tuple[Quantity, ...]:
    """Parts with their numbers; the same part twice is refused."""
    parts: list[Quantity] = []
    for item in parse_list(text):
        match = _PART.fullmatch(item)
        name, quantity = (match[1].strip(), int(match[2])) if match else (item, 1)
        if not name or quantity < 1 or any(part.part == name for part in parts):
            raise MisreadError(f"{item!r} has no name, no quantity or is there twice", "part or part x number: P1x2;P7")
        parts.append(Quantity(name, quantity))
    return tuple(parts)


def parse_stock(text: str) -> tuple[Quantity, ...]:
    """What a depot has: parts with their numbers, and parts without one, of which there are as many as are needed."""
    return tuple(
        have if _PART.fullmatch(item) else Quantity(have.part, PLENTY)
        for item, have in zip(parse_list(text), parse_parts(text), strict=True)
    )


def parse_after(text: str) -> tuple[tuple[str, Fraction], ...]:
    """Predecessors with the least delay in minutes."""
    result = []
    for item in parse_list(text):
        match = _AFTER.fullmatch(item)
        result.append((match[1].strip(), parse_number(match[2])) if match else (item, Fraction(0)))
    return tuple(result)


def parse_window_texts(text: str) -> tuple[tuple[str, str], ...]:
    """Beginning and end of each window as texts; an end without a date takes date and offset of the beginning."""
    windows = []
    for item in parse_list(text):
        start, slash, end = (part.strip() for part in item.partition("/"))
        if not slash or not start or not end or "/" in end:
            raise MisreadError(f"{item!r} is not a window", "2026-11-23T08:00/10:00 or two full times with / between")
        clock = _TIME.match(end)
        if clock and clock.end() == len(end):
            offset = re.search(r"(Z|[+-][0-9]{2}:?[0-9]{2})$", start[10:])
            end = f"{start[:11]}{clock[1]:0>2}{end[len(clock[1]) :]}{offset[0] if offset else ''}"
        windows.append((start, end))
    return tuple(windows)


def parse_breaks(text: str) -> tuple[BreakRule, ...]:
    """Breaks of a shift; ``none`` is none."""
    if text.casefold() == "none":
        return ()
    rules = []
    for item in parse_list(text):
        match = _BREAK.fullmatch(item)
        if not match:
            expected = "12:00-13:00/30: begins between the two, lasts so many minutes"
            raise MisreadError(f"{item!r} is not a break", expected)
        minutes = parse_number(match[3])
        if not 0 < minutes <= 24 * 60:
            raise MisreadError(f"{item!r} lasts {float(minutes):g} minutes", "more than 0 and at most 1,440 minutes")
        rules.append(BreakRule(parse_time_of_day(match[1]), parse_time_of_day(match[2]), minutes))
    return tuple(rules)


def parse_time_of_day(text: str) -> time:
    """A local time of day; ``24:00`` is midnight."""
    match = _TIME.fullmatch(text)
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (99, 0, 0)
    if (hour, minute, second) == (24, 0, 0):
        return time()
    if hour > 23 or minute > 59 or second > 59:
        raise MisreadError(f"{text!r} is not a time of day", "HH:MM", DayCode.TIME_INVALID)
    return time(hour, minute, second)


def parse_date(text: str) -> date:
    """A calendar day, ``YYYY-MM-DD``; its midnight means it too, which is how tables of times write a day."""
    try:
        if not _MIDNIGHT.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text[:10])
    except ValueError:
        raise MisreadError(f"{text!r} is not a date", "YYYY-MM-DD", DayCode.TIME_INVALID) from None


def parse_day(text: str) -> date:
    """A calendar day of this age, on which something can be planned."""
    day = parse_date(text)
    if not AGE[0] <= day.year < AGE[1]:
        expected = f"a year from {AGE[0]} to {AGE[1] - 1}"
        raise MisreadError(f"{text!r} is not in this age", expected, DayCode.TIME_INVALID)
    return day


def parse_days(text: str) -> DaySpan:
    """The days to plan."""
    if text.isascii() and text.isdigit():
        span = DaySpan(None, int(text[:9]))
    else:
        first, _, last = text.partition("..")
        start = parse_day(first.strip())
        span = DaySpan(start, (parse_day(last.strip()) - start + timedelta(days=1)).days if last else 1)
    if not 1 <= span.count <= _LONGEST_HORIZON_DAYS:
        raise MisreadError(f"{text!r} is {span.count} days", f"1 to {_LONGEST_HORIZON_DAYS} days", DayCode.DAYS_UNKNOWN)
    return span
