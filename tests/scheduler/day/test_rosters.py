"""Shifts and absences by date, and the rotation ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.day import DayCode, ledger_text
from scheduler.entities import Break, Interval, LedgerEntry, Shift
from scheduler.ledger import decay
from scheduler.solution import Plan, Route, Stop

SHIFTS = "technician_id,date,kind,shift_start,shift_end,soft_end,breaks,absent_from,absent_until"


def _technician(files: Any, *rows: str, days: str = "2026-11-23", header: str = SHIFTS) -> Any:
    files.write("shifts.csv", "\n".join([header, *rows]))
    return files.read(days=days).problem.technician["T1"]


def test_standard_hours_hold_where_the_shifts_file_says_nothing(files: Any) -> None:
    shifts = _technician(files, "T1,2026-11-24,off,,,,,,", days="2026-11-23..2026-11-25").shifts
    assert [shift.id for shift in shifts] == ["2026-11-23", "2026-11-25"]
    assert shifts[1] == Shift("2026-11-25", 2 * 1440 + 480, 2 * 1440 + 1020, None, (Break(3600, 3660, 30),))


def test_a_header_alone_changes_nothing(files: Any) -> None:
    assert len(_technician(files).shifts) == 1


def test_several_rows_of_a_date_are_several_shifts(files: Any) -> None:
    shifts = _technician(
        files,
        "T1,2026-11-23,,14:00,18:00,17:00,,,",
        "T1,2026-11-23,shift,07:00,11:00,,,,",
        "T2,2026-11-23,,22:00,06:00,,,,",
    ).shifts
    assert shifts == (
        Shift("2026-11-23", 840, 1080, 1020),
        Shift("2026-11-23/2", 420, 660),
    )


def test_breaks_are_inherited_where_they_can_begin_and_none_is_none(files: Any) -> None:
    assert _technician(files, "T1,2026-11-23,,10:00,15:00,,,,").shifts[0].breaks == (Break(720, 780, 30),)
    assert _technician(files, "T1,2026-11-23,,13:00,15:00,,,,").shifts[0].breaks == ()
    assert _technician(files, "T1,2026-11-23,,10:00,15:00,,none,,").shifts[0].breaks == ()
    night = _technician(files, "T1,2026-11-23,,22:00,06:00,,23:30-00:30/20;02:00-03:00/20,,").shifts[0]
    assert night == Shift("2026-11-23", 1320, 1800, None, (Break(1410, 1470, 20), Break(1560, 1620, 20)))


def test_a_row_without_hours_has_the_standard_ones(files: Any) -> None:
    shift = _technician(files, "T1,2026-11-23,shift,,,16:30,none,,").shifts[0]
    assert shift == Shift("2026-11-23", 480, 1020, 990)


def test_places_and_limits_of_a_date(files: Any) -> None:
    header = "technician_id,date,start_latitude,start_longitude,end_latitude,end_longitude,max_visits"
    technician = _technician(files, "T1,2026-11-23,39.3,-76.6,39.5,-76.5,3", header=header)
    problem = files.read(days="2026-11-23").problem
    shift = technician.shifts[0]
    assert problem.locations[shift.start_location].id == "39.300000,-76.600000"
    assert problem.locations[shift.end_location].latitude == 39.5
    assert (shift.max_visits, shift.max_travel, shift.max_duration) == (3, None, None)


@pytest.mark.parametrize(
    ("cells", "absence"),
    [
        ("2026-11-23,absence,,,,,,", Interval(0, 1440)),
        ("2026-11-23,,,,,,13:00,", Interval(780, 1440)),
        ("2026-11-23,,,,,,,09:00", Interval(0, 540)),
        ("2026-11-23,,,,,,13:00,24:00", Interval(780, 1440)),
        (",,,,,,2026-11-20T00:00,2026-11-23T09:00:30", Interval(-3 * 1440, 541)),
        ("2026-11-24,,,,,,01:00,02:00", Interval(1500, 1560)),
    ],
)
def test_absences(files: Any, cells: str, absence: Interval) -> None:
    technician = _technician(files, f"T1,{cells}")
    assert technician.absences == (absence,)
    assert len(technician.shifts) == 1


@pytest.mark.parametrize(
    ("until", "end"), [("16:59", 1019), ("17:00", 1080), ("17:30", 1080), ("18:00", 1080), ("20:00", 1200)]
)
def test_who_is_away_until_the_regular_end_does_not_come_back_for_overtime(files: Any, until: str, end: int) -> None:
    technician = _technician(files, "T1,2026-11-23,,08:00,18:00,17:00,,,", f"T1,2026-11-23,absence,,,,,12:00,{until}")
    assert technician.absences == (Interval(720, end),)


def test_absences_that_do_not_touch_the_days_are_left_out(files: Any) -> None:
    rows = ("T1,2026-11-22,absence,,,,,,", "T1,2026-11-25,absence,,,,,,")
    assert _technician(files, *rows).absences == ()


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("T9,2026-11-23,,08:00,09:00,,,,", "technician_id", "NAME_UNKNOWN"),
        ("T1,23.11.2026,,08:00,09:00,,,,", "date", "TIME_INVALID"),
        ("T1,,,08:00,09:00,,,,", "date", "VALUE_MISSING"),
        ("T1,2026-11-23,holiday,,,,,,", "kind", "VALUE_INVALID"),
        ("T1,2026-11-23,,08:00,,,,,", "shift_end", "VALUE_MISSING"),
        ("T1,2026-11-23,,08:00,12:00,13:00,,,", "soft_end", "ENDS_BEFORE_START"),
        ("T1,2026-11-23,,08:00,12:00,,14:00-15:00/5,,", "breaks", "VALUE_INVALID"),
        ("T1,2026-11-23,,,,,,12:00,11:00", "absent_until", "ENDS_BEFORE_START"),
        ("T1,2026-11-23,,,,,,noon,13:00", "absent_from", "TIME_INVALID"),
        ("T1,,,,,,,12:00,2026-11-23T13:00", "absent_from", "VALUE_MISSING"),
        ("T1,,absence,,,,,2026-11-23T13:00,", "absent_until", "VALUE_MISSING"),
        ("T1,2027-01-01,,8,12:00,,,,", "shift_start", "TIME_INVALID"),
    ],
)
def test_bad_rows(files: Any, row: str, column: str, code: str) -> None:
    files.write("shifts.csv", f"{SHIFTS}\n{row}\n")
    found = files.errors(days="2026-11-23")
    assert len(found) == 1
    assert found[0].startswith(f"shifts.csv, line 2, column {column}")
    assert code in found[0]


def test_shifts_that_overlap_are_refused_with_the_technician(files: Any) -> None:
    files.write("shifts.csv", f"{SHIFTS}\nT1,2026-11-23,,08:00,12:00,,,,\nT1,2026-11-23,,11:00,13:00,,,,\n")
    assert "technicians.csv, line 2: technician 'T1': shifts do not overlap" in files.errors(days="2026-11-23")[0]


def test_a_shift_row_without_hours_needs_standard_ones(files: Any) -> None:
    files.write(
        "technicians.csv",
        "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,39.3,-76.6,,\nT2,39,-76,08:00,09:00\n",
    )
    files.write("appointments.csv", "appointment_id,latitude,longitude,duration_minutes\nA1,,,5\n")
    files.write("shifts.csv", f"{SHIFTS}\nT1,2026-11-23,,,,,,,\n")
    assert "is empty, and the technicians file has no standard hours" in files.errors()[0]


LEDGER = "technician_id,territory,minutes,turns,capacity_minutes,last_turn,as_of"


def test_the_ledger_decays_to_the_first_day_and_is_rounded_once(files: Any) -> None:
    files.write(
        "ledger.csv",
        f"{LEDGER}\nT1,North,100.5,2.5,480,2026-11-22T12:00,2026-11-23\nAnn,South,100,2,480,,2026-10-26\n"
        "T9,,50,1,100,,2026-11-23\n",
    )
    day = files.read(days="2026-11-23")
    assert day.problem.ledger == (
        LedgerEntry("T1", "North", 100, 2500, 480, -720),
        LedgerEntry("T1", "South", 50, 1000, 240, None),
        LedgerEntry("T9", "", 50, 1000, 100, None),
    )
    assert [warning.code for warning in day.warnings] == [DayCode.NAME_UNKNOWN]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("T1,,-5,1,1,,2026-11-23", "minutes", "VALUE_RANGE"),
        ("T1,,5,1,1,,", "as_of", "VALUE_MISSING"),
        ("T1,,5,1,1,,2026-11-24", "as_of", "VALUE_INVALID"),
        ("T1,,5,1,1,yesterday,2026-11-23", "last_turn", "TIME_INVALID"),
        (",,5,1,1,,2026-11-23", "technician_id", "VALUE_MISSING"),
    ],
)
def test_bad_rows_of_the_ledger(files: Any, row: str, column: str, code: str) -> None:
    files.write("ledger.csv", f"{LEDGER}\n{row}\n")
    found = files.errors(days="2026-11-23")
    assert len(found) == 1
    assert found[0].startswith(f"ledger.csv, line 2, column {column}")
    assert code in found[0]


def test_a_technician_twice_in_one_territory_is_refused(files: Any) -> None:
    files.write("ledger.csv", f"{LEDGER}\nT1,,5,1,1,,2026-11-23\nAnn,,5,1,1,,2026-11-23\n")
    assert "technician and territory of line 2 again" in files.errors(days="2026-11-23")[0]


def test_the_ledger_goes_from_day_to_day(files: Any) -> None:
    problem = files.read(days="2026-11-23").problem
    plan = Plan((Route("T1", "2026-11-23", 480, 900, (Stop("A1", 500, 500, 530), Stop("A2", 600, 600, 645))),))
    files.write("ledger.csv", ledger_text(problem, plan))
    same_day = files.read(days="2026-11-23").problem
    assert same_day.ledger == (
        LedgerEntry("T1", "", 0, 0, 540, None),
        LedgerEntry("T1", "N", 75, 2000, 0, 600),
        LedgerEntry("T2", "", 0, 0, 540, None),
    )
    later = files.read(days="2026-12-21").problem
    assert [(entry.load, entry.turns, entry.capacity) for entry in later.ledger] == [
        (0, 0, 270), (38, 1000, 0), (0, 0, 270),
    ]  # fmt: skip
    lines = ledger_text(same_day, Plan()).splitlines()
    assert lines[2] == "T1,N,75.000,2.000,0.000,2026-11-23T10:00:00-05:00,2026-11-23"


@given(st.integers(0, 10**6), st.integers(1, 300))
def test_decay_halves_every_four_weeks(minutes: int, days: int) -> None:
    start = date(2026, 1, 1)
    weight = decay(start, start + timedelta(days=days))
    assert decay(start, start + timedelta(days=days + 28)) == pytest.approx(weight / 2)
    assert minutes * weight <= minutes
