"""The appointments file: what is to be done where and when, and what it needs.

An appointment without coordinates, in no territory, that nobody can do or whose window has passed is no error: the
plan gives it a verdict. Earliest times are rounded up to whole ticks, latest ones down, durations up.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scheduler.day.context import Context, read_names
from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.grammar import parse_after, parse_list, parse_needed_skills, parse_parts
from scheduler.day.places import Point
from scheduler.day.row import Row
from scheduler.entities import Appointment, Pin, Predecessor, Window

#: A month: what takes longer is a mistyped number.
MOST_MINUTES = 31 * 24 * 60
_DURATION_TYPES = {"minutes": 1, "hours": 60}
_PRIORITIES = {"critical": 1, "high": 2, "medium": 3, "low": 4}
_DETAILS = ("customer", "contact", "phone", "access_notes")


def read_appointments(
    rows: Sequence[Row], points: Sequence[Point | None], territories: Sequence[str | None], context: Context
) -> list[Appointment]:
    """The appointments of rows with ids of their own, with coordinates and territory by row."""
    made = [
        row.build(lambda row=row, point=point, territory=territory: _appointment(row, point, territory, context))  # type: ignore[misc]
        for row, point, territory in zip(rows, points, territories, strict=True)
    ]
    return [appointment for appointment in made if appointment is not None]


def _appointment(row: Row, point: Point | None, territory: str | None, context: Context) -> Appointment:
    name, horizon, clock = row.text("appointment_id"), context.horizon, context.clock
    earliest, due = row.read("earliest_start", clock.instant, None), row.read("due", clock.instant, None)
    if earliest is not None and due is not None and due < earliest:
        message, expected = "is before earliest_start, so it cannot be met", "a later time"
        row.warn("due", message, expected, DayCode.ENDS_BEFORE_START)
    released, windows = None if earliest is None else horizon.tick_up(earliest), _windows(row, context)
    _note_lost_windows(row, windows, released)
    return Appointment(
        id=name,
        duration=horizon.ticks(_minutes(row)),
        location=context.places.add(point, name),
        territory=territory,
        windows=windows,
        earliest_start=released,
        due=None if due is None else horizon.tick_down(due),
        priority=row.read("priority", lambda text: _priority(row, text), 3),
        skills=row.read("skills", parse_needed_skills, ()),
        certificates=row.read("certificates", parse_list, ()),
        tools=row.read("tools", parse_list, ()),
        parts=row.read("parts", parse_parts, ()),
        required_technicians=read_names(row, "required_technicians", context.technicians.resolve),
        preferred_technicians=read_names(row, "preferred_technicians", context.technicians.resolve),
        excluded_technicians=read_names(row, "excluded_technicians", context.technicians.resolve),
        crew_size=row.whole("crew_size", 1, 100, 1),
        predecessors=_predecessors(row, context),
        all_or_none=row.text("all_or_none") or None,
        work_order=row.text("work_order") or None,
        pin=_pin(row, context),
        load=row.whole("load", 0, 10**9, 0),
        details={column: row.text(column) for column in _DETAILS if row.text(column)},
    )


def _note_lost_windows(row: Row, windows: Sequence[Window], released: int | None) -> None:
    """Windows that are over before the earliest start are no error, but nobody can mean them."""
    lost = [window for window in windows if released is not None and window.latest < released]
    if not lost:
        return
    column = "windows" if row.text("windows") else "arrival_window_end"
    message = f"{len(lost)} of {len(windows)} windows {'ends' if len(lost) == 1 else 'end'} before earliest_start"
    if len(lost) == len(windows):
        message = "ends before earliest_start, so it cannot be met"
    row.warn(column, message, "windows after the earliest start", DayCode.ENDS_BEFORE_START)


def _minutes(row: Row) -> Fraction:
    """The nominal duration: ``duration_minutes``, or ``duration`` in the unit that ``duration_type`` names."""
    columns = [column for column in ("duration_minutes", "duration") if column in row.cells]
    filled = [column for column in columns if row.text(column)]
    if len(filled) > 1:
        row.refuse("duration", "is there beside duration_minutes", "one duration", DayCode.VALUE_CONTRADICTS)
    elif not filled and columns:
        row.refuse(columns[0], "is empty", "minutes", DayCode.VALUE_MISSING)
    factor = 1
    if filled[:1] == ["duration"]:
        factor = _DURATION_TYPES.get(row.text("duration_type").casefold(), 0)
        if not factor:
            row.refuse("duration_type", "does not say what the duration counts", "Minutes or Hours")
    column = filled[0] if filled else "duration_minutes"
    return factor * row.number(column, 0, MOST_MINUTES // max(1, factor), Fraction(0))


def _priority(row: Row, text: str) -> int:
    if text.casefold() in _PRIORITIES:
        return _PRIORITIES[text.casefold()]
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 1000):
        raise MisreadError("is not a priority", f"1 (most urgent) to 1,000, or {', '.join(_PRIORITIES)}")
    return int(text)


def _windows(row: Row, context: Context) -> tuple[Window, ...]:
    bounds = list(row.read("windows", context.clock.windows, ()))
    columns = ("arrival_window_start", "arrival_window_end")
    empty = [column for column in columns if not row.text(column)]
    if len(empty) == 1:
        row.refuse(empty[0], "is empty beside the other end of the window", "both or none", DayCode.VALUE_MISSING)
    elif not empty:
        arrival = (row.text(column) for column in columns)
        window = row.read(columns[1], lambda _: context.clock.window(*arrival), None)
        bounds += [] if window is None else [window]
    windows = []
    for start, end in bounds:
        earliest, latest = context.horizon.tick_up(start), context.horizon.tick_down(end)
        if latest < earliest:
            row.refuse("windows", f"no whole tick lies in {start.isoformat()}/{end.isoformat()}", "a longer window")
        else:
            windows.append(Window(earliest, latest))
    return tuple(windows)


def _predecessors(row: Row, context: Context) -> tuple[Predecessor, ...]:
    after = row.read("after", parse_after, ())
    return tuple(Predecessor(name, context.horizon.ticks(minutes)) for name, minutes in after)


def _pin(row: Row, context: Context) -> Pin | None:
    technician = row.read("pinned_technician", context.technicians.resolve, None)
    start = row.read("pinned_start", context.clock.instant, None)
    if technician is None and start is None:
        return None
    return Pin(technician, None if start is None else context.horizon.tick_down(start))
