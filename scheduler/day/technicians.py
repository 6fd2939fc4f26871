"""The technicians file: who can work, from where, with what, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scheduler.day.context import Context
from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.grammar import DatedName, parse_dated_names, parse_dated_skills, parse_list, parse_parts
from scheduler.day.places import Point, read_point
from scheduler.day.row import Row
from scheduler.day.shifts import Roster, ShiftBuilder
from scheduler.entities import Certificate, Interval, Membership, MembershipKind, Shift, Skill, Technician

_EFFICIENCY = (0.1, 10)
_MOST = 10**9


def read_technicians(
    rows: Sequence[Row], homes: Sequence[Point | None], rosters: Mapping[str, Roster], context: Context
) -> list[Technician]:
    """The technicians of the rows, in the order of the file; ``homes`` are the coordinates by row."""
    technicians = [
        _technician(row, home, rosters.get(row.text("technician_id"), Roster()), context)
        for row, home in zip(rows, homes, strict=True)
    ]
    found = [technician for technician in technicians if technician is not None]
    if found and not any(technician.shifts for technician in found):
        message, expected = "nobody has a shift on the planned days", "shift_start and shift_end, or a shifts file"
        context.findings.error(DayCode.NO_SHIFTS, rows[0].file, message, expected)
    return found


def _technician(row: Row, home: Point | None, roster: Roster, context: Context) -> Technician | None:
    name = row.text("technician_id")
    place = context.places.add(home, name)
    if place is None and not (row.text("home_latitude") or row.text("home_longitude")):
        row.refuse("home_latitude", "is empty", "the home, where the route begins", DayCode.VALUE_MISSING)
    end = context.places.add(read_point(row, "end_"), f"{name}/end")
    return row.build(
        lambda: _until_the_shift_ends(Technician(
            id=name,
            home=place or 0,
            shifts=tuple(ShiftBuilder(row, name, context).shifts(roster)),
            name=row.text("name"),
            end=end,
            memberships=(
                *_memberships(row, "territories", "primary", context),
                *_memberships(row, "secondary_territories", "secondary", context),
            ),
            skills=tuple(_skills(row, context)),
            certificates=tuple(_certificates(row, context)),
            tools=row.read("tools", parse_list, ()),
            stock=row.read("parts", parse_parts, ()),
            absences=tuple(sorted(roster.absences, key=lambda interval: (interval.start, interval.end))),
            efficiency=_half_up(1000 * row.number("efficiency", *_EFFICIENCY, Fraction(1))),
            cost_per_hour=_half_up(row.number("cost_per_hour", 0, _MOST, Fraction(0))),
            cost_per_shift=_half_up(row.number("cost_per_shift", 0, _MOST, Fraction(0))),
            capacity=row.whole("capacity", 0, _MOST, None),
        ))
    )  # fmt: skip


def _until_the_shift_ends(technician: Technician) -> Technician:
    """Nobody who is away until the regular end of a shift comes back for the overtime after it."""
    absences = [
        away.replace(end=max([away.end, *(s.end for s in technician.shifts if _for_the_rest(away, s))]))
        for away in technician.absences
    ]
    return technician.replace(absences=tuple(absences))


def _for_the_rest(away: Interval, shift: Shift) -> bool:
    return shift.soft_end is not None and away.start < shift.soft_end <= away.end < shift.end


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _memberships(row: Row, column: str, kind: MembershipKind, context: Context) -> Iterator[Membership]:
    held: tuple[DatedName, ...] = row.read(column, parse_dated_names, ())
    for item in held:
        try:
            territory = context.territory(item.name)
        except MisreadError as error:
            row.refuse(column, error.message, error.expected, error.code)
            continue
        yield Membership(territory, kind, start=context.from_day(item.first), end=context.through_day(item.last))


def _skills(row: Row, context: Context) -> Iterator[Skill]:
    for held in row.read("skills", parse_dated_skills, ()):
        yield Skill(held.name, held.level, start=context.from_day(held.first), end=context.through_day(held.last))


def _certificates(row: Row, context: Context) -> Iterator[Certificate]:
    for held in row.read("certificates", parse_dated_names, ()):
        yield Certificate(held.name, start=context.from_day(held.first), end=context.through_day(held.last))
