"""Shifts and absences: standard hours of the technicians file, changed by date by the shifts file.

Standard hours (``shift_start``, ``shift_end``, ``soft_end``, ``breaks``) hold on every planned day. A row of the shifts
file has a ``kind``:

* ``shift``: on its ``date`` the technician works these hours instead of the standard ones; several rows of a date are
  several shifts. A row that gives neither start nor end has the standard hours. Empty ``breaks`` are the standard ones
  that can begin in the shift; ``none`` is none. Limits and places that are empty are those of the technician.
* ``off``: no shift on that date.
* ``absence``: time off from ``absent_from`` to ``absent_until``, full times or times of day of ``date``; what is empty
  is the beginning or the end of that date. An absence until the soft end of a shift lasts until its end: nobody comes
  back for overtime.

An empty ``kind`` is ``absence`` where either absence column is filled, else ``shift``. A shift that ends no later than
it starts ends on the next day; breaks and soft end follow its start. Rows of days that are not planned are checked
and not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from scheduler.day.context import Context
from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.grammar import BreakRule, parse_breaks, parse_day
from scheduler.day.places import Point, read_point
from scheduler.day.row import Row
from scheduler.entities import Break, Interval, Shift

KINDS = ("shift", "off", "absence")
_MOST_MINUTES = 366 * 24 * 60
_MOST_VISITS = 10**6


@dataclass(frozen=True)
class Hours:
    """A working day by the clock; ``breaks`` of ``None`` are the technician's standard ones."""

    start: time
    end: time
    soft_end: time | None = None
    breaks: tuple[BreakRule, ...] | None = None


@dataclass
class Roster:
    """What the shifts file says of one technician: rows of shifts by day (none is a day off), and absences."""

    days: dict[date, list[Row]] = field(default_factory=dict)
    absences: list[Interval] = field(default_factory=list)


def kind_of(row: Row) -> str:
    """The kind of a row of the shifts file, as it stands or by default."""
    absent = row.text("absent_from") or row.text("absent_until")
    return row.text("kind").casefold() or ("absence" if absent else "shift")


def read_rosters(rows: Iterable[Row], context: Context) -> dict[str, Roster]:
    """What the shifts file says, by technician."""
    rosters: dict[str, Roster] = {}
    for row in rows:
        technician = row.required("technician_id", context.technicians.resolve)
        kind, day = kind_of(row), row.read("date", parse_day, None)
        if kind not in KINDS:
            row.refuse("kind", "unknown kind", f"one of {', '.join(KINDS)}")
        elif kind != "absence" and not row.text("date"):
            row.refuse("date", "is empty", "the date of the shift", DayCode.VALUE_MISSING)
        elif technician is not None:
            roster = rosters.setdefault(technician, Roster())
            if kind == "absence":
                roster.absences += _absence(row, day, context)
            elif day is not None:
                shifts = roster.days.setdefault(day, [])
                shifts += [row] if kind == "shift" else []
    return rosters


def _absence(row: Row, day: date | None, context: Context) -> list[Interval]:
    """The absence of a row, widened to whole ticks, if it touches the planned days or the night after them."""
    start = _absence_bound(row, "absent_from", day, time(), context)
    end = _absence_bound(row, "absent_until", day, None, context)
    if start is None or end is None:
        return []
    if end <= start:
        row.refuse("absent_until", "is not after absent_from", "a later time", DayCode.ENDS_BEFORE_START)
        return []
    interval = Interval(context.horizon.tick_down(start), context.horizon.tick_up(end))
    night = context.horizon.ticks(24 * 60)
    return [interval] if interval.end > 0 and interval.start < context.horizon.end + night else []


def _absence_bound(row: Row, column: str, day: date | None, default: time | None, context: Context) -> datetime | None:
    """The instant a cell means; ``default`` of ``None`` stands for the end of the day, and so does 24:00."""

    def parse(text: str) -> datetime:
        if "-" in text:
            return context.clock.instant(text)
        if day is None:
            raise MisreadError("is a time of day without a date", "a date, or a full time", DayCode.VALUE_MISSING)
        return on_day(context.clock.time_of_day(text))

    def on_day(moment: time) -> datetime:
        late = moment == time() and default is None
        return context.clock.at((day or date.min) + timedelta(days=late), moment)

    if row.text(column):
        return row.read(column, parse, None)
    if day is None and not row.text("date"):
        row.refuse(column, "is empty, and so is date", "a full time, or a date", DayCode.VALUE_MISSING)
    return None if day is None else on_day(default or time())


def read_hours(row: Row, context: Context, standard: Hours | None = None) -> Hours | None:
    """The hours of a row; where it gives neither start nor end they are the ``standard`` ones with its breaks."""
    clock = context.clock
    start, end = (row.read(column, clock.time_of_day, None) for column in ("shift_start", "shift_end"))
    soft_end = row.read("soft_end", clock.time_of_day, None)
    breaks = row.read("breaks", lambda text: _breaks(text, clock.local), None)
    empty = [column for column in ("shift_start", "shift_end") if not row.text(column)]
    if len(empty) == 1:
        row.refuse(empty[0], "is empty beside the other end of the shift", "a time of day", DayCode.VALUE_MISSING)
    if len(empty) == 2 and standard is not None:
        return Hours(standard.start, standard.end, soft_end or standard.soft_end, breaks)
    return None if start is None or end is None else Hours(start, end, soft_end, breaks)


def _breaks(text: str, local: bool) -> tuple[BreakRule, ...]:
    rules = parse_breaks(text)
    if rules and not local:
        raise MisreadError("breaks are local time", "a time zone for the files", DayCode.TIME_WITHOUT_ZONE)
    return rules


def read_limits(row: Row, context: Context, standard: Mapping[str, int | None] | None = None) -> dict[str, int | None]:
    """The limits of a shift by field: visits, and ticks of travel and of working time."""
    default = standard or {}
    limits = {"max_visits": row.whole("max_visits", 0, _MOST_VISITS, default.get("max_visits"))}
    for limit in ("max_travel", "max_duration"):
        minutes = row.number(f"{limit}_minutes", 0, _MOST_MINUTES, None)
        limits[limit] = default.get(limit) if minutes is None else context.horizon.ticks(minutes)
    return limits


class ShiftBuilder:
    """Makes the shifts of one technician from the standard hours of its ``row`` and from its roster."""

    def __init__(self, row: Row, technician: str, context: Context) -> None:
        self._row, self._technician, self._context = row, technician, context
        self._standard = read_hours(row, context)
        self._limits = read_limits(row, context)
        self._checked_standard = False

    def shifts(self, roster: Roster) -> Iterator[Shift]:
        """The shifts of the planned days, in order of days; what is wrong with a row is noted once."""
        horizon = self._context.horizon
        days = [horizon.first_day + timedelta(days=number) for number in range(horizon.days)]
        for day in days:
            if day not in roster.days:
                yield from self._made(self._row, day, 1, self._standard)
            for number, row in enumerate(roster.days.get(day, ()), start=1):
                yield from self._made(row, day, number, self._hours(row))
        for day in sorted(roster.days.keys() - set(days)):
            for row in roster.days[day]:
                self._hours(row)

    def _hours(self, row: Row) -> Hours | None:
        hours = read_hours(row, self._context, self._standard)
        if hours is None and not row.text("shift_start") and not row.text("shift_end"):
            message = "is empty, and the technicians file has no standard hours"
            row.refuse("shift_start", message, "a time of day", DayCode.VALUE_MISSING)
        return hours

    def _made(self, row: Row, day: date, number: int, hours: Hours | None) -> Iterator[Shift]:
        if hours is None or (row is self._row and self._checked_standard):
            return
        found = self._context.findings.total
        shift = row.build(lambda: self._shift(row, day, number, hours))
        # Standard hours are wrong on every day or on none: they are noted once.
        self._checked_standard = row is self._row and self._context.findings.total > found
        if shift is not None:
            yield shift

    def _shift(self, row: Row, day: date, number: int, hours: Hours) -> Shift:
        horizon, clock = self._context.horizon, self._context.clock
        start, end = clock.at(day, hours.start), clock.after(day, hours.end, hours.start)
        soft_end = None if hours.soft_end is None else clock.after(day, hours.soft_end, hours.start)
        if soft_end is not None and soft_end > end:
            row.refuse("soft_end", "is not within the shift", "a time within the shift", DayCode.ENDS_BEFORE_START)
            soft_end = None
        return Shift(
            id=f"{day.isoformat()}/{number}" if number > 1 else day.isoformat(),
            start=horizon.tick_up(start),
            end=horizon.tick_down(end),
            soft_end=None if soft_end is None else horizon.tick_down(soft_end),
            breaks=tuple(self._breaks(row, day, hours, end)),
            start_location=self._place(row, "start_", day),
            end_location=self._place(row, "end_", day),
            **(self._limits if row is self._row else read_limits(row, self._context, self._limits)),
        )

    def _breaks(self, row: Row, day: date, hours: Hours, end: datetime) -> Iterator[Break]:
        horizon, clock = self._context.horizon, self._context.clock
        inherited = hours.breaks is None
        rules = self._standard.breaks if inherited and self._standard is not None else hours.breaks
        for rule in rules or ():
            earliest = clock.at(day + timedelta(days=rule.earliest < hours.start), rule.earliest)
            latest = clock.at(earliest.date() + timedelta(days=rule.latest < rule.earliest), rule.latest)
            if earliest < end:
                first = horizon.tick_up(earliest)
                yield Break(first, max(first, horizon.tick_down(latest)), horizon.ticks(rule.minutes))
            elif not inherited or row is self._row:
                message = f"the break from {rule.earliest:%H:%M} cannot begin within the shift"
                row.refuse("breaks", message, "a time within the shift")

    def _place(self, row: Row, prefix: str, day: date) -> int | None:
        """Where a row of the shifts file says that the shift starts or ends, if it says so."""
        point: Point | None = None if row is self._row else read_point(row, prefix)
        return self._context.places.add(point, f"{self._technician}/{prefix}{day}") if point else None
