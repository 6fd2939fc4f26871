"""What the files of a day mean once they are read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.day import DayCode
from scheduler.day.findings import MisreadError
from scheduler.day.grammar import (
    BreakRule,
    DatedName,
    DaySpan,
    parse_after,
    parse_breaks,
    parse_dated_skills,
    parse_days,
    parse_needed_skills,
    parse_number,
    parse_parts,
    parse_time_of_day,
    parse_window_texts,
)
from scheduler.day.names import Names
from scheduler.entities import (
    Appointment,
    Break,
    Certificate,
    Membership,
    Pin,
    Predecessor,
    PublishedVisit,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Window,
)
from scheduler.formats.csv_text import csv_text, neutralised, restored
from scheduler.formats.documents import PlanDocument, write_plan
from scheduler.horizon import Horizon
from scheduler.policy import POLICIES
from scheduler.solution import Plan, Route, Stop

HEADER = "appointment_id,latitude,longitude,duration_minutes"


def test_an_appointment_has_everything_its_row_says(files: Any) -> None:
    row = {
        "appointment_id": "A1", "latitude": "39.3", "longitude": "-76.6", "duration_minutes": "30.5",
        "earliest_start": "2026-11-23T07:59:01", "due": "2026-11-23T17:00:59-05:00",
        "windows": "2026-11-23T13:00/14:00;2026-11-23T08:00-05:00/10:00", "priority": "High", "skills": "hvac:2;lift",
        "certificates": "gas", "tools": "saw", "parts": "P1x2;P7", "territory": "South",
        "required_technicians": "T1;Bob", "preferred_technicians": "Ann", "excluded_technicians": "T2",
        "crew_size": "2", "after": "A0+30", "pinned_technician": "Ann", "pinned_start": "2026-11-23T09:00",
        "load": "4", "customer": "=SUM(A1)", "contact": "Zoë", "phone": "+1 410", "access_notes": "ring\ntwice",
        "work_order": "W1",
    }  # fmt: skip
    other = {**dict.fromkeys(row, ""), "appointment_id": "A0", "duration_minutes": "5"}
    files.write("appointments.csv", csv_text(list(row), [list(other.values()), list(row.values())]))
    day = files.read()
    place = day.problem.appointment["A1"].location
    assert day.problem.appointment["A1"] == Appointment(
        "A1", 31, place, "S", (Window(480, 600), Window(780, 840)), 480, 1020, 2,
        (SkillRequirement("hvac", 2), SkillRequirement("lift")), ("gas",), ("saw",),
        (Quantity("P1", 2), Quantity("P7")),
        ("T1", "T2"), ("T1",), ("T2",), 2, (Predecessor("A0", 30),), None, "W1", Pin("T1", 540), 4, (),
        {"customer": "=SUM(A1)", "contact": "Zoë", "phone": "+1 410", "access_notes": "ring\ntwice"},
    )  # fmt: skip
    assert day.problem.appointment["A0"] == Appointment("A0", 5)
    codes = {warning.code for warning in day.warnings}
    assert codes == {DayCode.TERRITORY_DIFFERS, DayCode.NOBODY_HAS_IT}
    assert day.tables["appointments"].loc[3, "customer"] == "=SUM(A1)"


def test_a_technician_has_everything_the_row_says(files: Any) -> None:
    row = {
        "technician_id": "T1", "name": "Ann", "home_latitude": "39.31", "home_longitude": "-76.61",
        "end_latitude": "39.3", "end_longitude": "-76.6", "territories": "North;South@2026-11-01..2026-11-30",
        "secondary_territories": "S", "skills": "hvac:3@..2026-11-24;lift@2026-11-23..",
        "certificates": "gas@2026-11-23;old@1800-01-01..9999-12-31", "shift_start": "8:00", "shift_end": "17:00:30",
        "soft_end": "16:00", "breaks": "12:00-13:00/30.5", "tools": "saw; drill ;", "parts": "P1x5",
        "efficiency": "1.25", "cost_per_hour": "45.5", "cost_per_shift": "9.4", "capacity": "10", "max_visits": "8",
        "max_travel_minutes": "120", "max_duration_minutes": "500",
    }  # fmt: skip
    files.write("technicians.csv", csv_text(list(row), [list(row.values())]))
    files.write("appointments.csv", f"{HEADER}\nA1,39.3,-76.6,30\n")
    problem = files.read(days="2026-11-23").problem
    technician = problem.technicians[0]
    midnight = 24 * 60
    assert technician.shifts == (Shift("2026-11-23", 480, 1020, 960, (Break(720, 780, 31),), None, None, 8, 120, 500),)
    assert technician.memberships == (
        Membership("N"), Membership("S", start=-22 * midnight - 60, end=8 * midnight), Membership("S", "secondary"),
    )  # fmt: skip
    assert technician.skills == (Skill("hvac", 3, end=2 * midnight), Skill("lift", start=0))
    assert technician.certificates == (Certificate("gas", end=midnight), Certificate("old"))
    assert technician.end == problem.appointments[0].location != technician.home
    assert (technician.tools, technician.stock) == (("saw", "drill"), (Quantity("P1", 5),))
    assert (technician.efficiency, technician.cost_per_hour, technician.cost_per_shift) == (1250, 46, 9)
    assert technician.capacity == 10


def test_places_equal_to_the_sixth_decimal_are_one(files: Any) -> None:
    files.write("appointments.csv", f"{HEADER}\nA1,39.3,-76.6,30\nA2,39.3000004,-76.6000004,30\nA3,39.300001,-76.6,5\n")
    problem = files.read(days="2026-11-23").problem
    one, two, three = (item.location for item in problem.appointments)
    assert one == two != three
    assert len(problem.locations) == 4


def test_salesforce_columns_are_recognised(files: Any) -> None:
    files.write(
        "appointments.csv",
        "AppointmentNumber,Latitude,Longitude,EarliestStartTime,DueDate,Duration,DurationType,ServiceTerritory.Name,"
        "ArrivalWindowStartTime,ArrivalWindowEndTime,Status,RequiredResources\n"
        "SA-1,39.3,-76.6,2026-11-23T13:00:00.000+0000,2026-11-23T22:00:00.000Z,1.5,Hours,North,"
        "2026-11-23T13:00:00.000+0000,2026-11-23T15:00:00.000+0000,None,Ann\n",
    )
    files.write(
        "technicians.csv",
        "ServiceResourceId,ServiceResourceName,Latitude,Longitude,ServiceTerritory,Shift Start Time,SHIFT_END_TIME\n"
        "0Hn1,Ann,39.31,-76.61,North,08:00,17:00\n",
    )
    day = files.read()
    assert day.problem.appointments == (
        Appointment("SA-1", 90, 1, "N", (Window(480, 600),), 480, 1020, required_technicians=("0Hn1",)),
    )
    assert [str(warning) for warning in day.warnings] == [
        "appointments.csv, line 1: columns that are not used: Status; expected nothing; they do no harm "
        "[COLUMN_IGNORED]"
    ]


def test_semicolons_decimal_commas_tabs_and_a_byte_order_mark(files: Any) -> None:
    plain = files.read().problem
    text = (files.folder / "appointments.csv").read_text()
    semicolons = text.replace(",", "\x01").replace(".", ",").replace("\x01", ";")
    files.write("appointments.csv", b"\xef\xbb\xbf" + semicolons.encode())
    assert files.read().problem == plain
    files.write("appointments.csv", text.replace(",", "\t").replace("\n", "\r\n"))
    assert files.read().problem == plain


def test_lines_are_counted_with_quoted_line_breaks(files: Any) -> None:
    files.write("appointments.csv", f'{HEADER},access_notes\nA1,39.3,-76.6,30,"a\nb\r\nc"\n\n,,,,\nA2,39.3,-76.6,x,\n')
    assert files.errors(days="1")[-1].startswith("appointments.csv, line 7, column duration_minutes, value 'x'")


def test_parquet_is_read_like_csv(files: Any, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "appointment_id": [1, 2],
            "latitude": [39.3, None],
            "longitude": [-76.6, None],
            "duration_minutes": [30.0, 45.5],
            "due": pd.to_datetime(["2026-11-23T22:00Z", None], utc=True),
            "skills": [["hvac:2", "lift"], []],
            "unused": ["x", "y"],
        }
    )
    frame.to_parquet(tmp_path / "appointments.parquet")
    problem = files.read(appointments=tmp_path / "appointments.parquet", days="2026-11-23").problem
    assert problem.appointments == (
        Appointment("1", 30, 2, "N", due=1020, skills=(SkillRequirement("hvac", 2), SkillRequirement("lift"))),
        Appointment("2", 46),
    )
    frame["duration_minutes"] = [30.0, -1]
    frame.to_parquet(tmp_path / "appointments.parquet")
    found = files.errors(appointments=tmp_path / "appointments.parquet", days="2026-11-23")
    assert found[0].startswith("appointments.parquet, line 2, column duration_minutes, value '-1'")


def test_without_territories_anybody_may_go_anywhere(files: Any) -> None:
    day = files.read(territories=None)
    assert day.problem.territories == ()
    assert day.territory_map is None
    assert [item.territory for item in day.problem.appointments] == [None, None]
    assert day.problem.technicians[0].memberships == (Membership("North"),)


@pytest.mark.parametrize(
    ("days", "first", "count"),
    [
        ("2026-11-24", date(2026, 11, 24), 1),
        ("2026-11-22..2026-11-24", date(2026, 11, 22), 3),
        ("3", date(2026, 11, 23), 3),
        (3, date(2026, 11, 23), 3),
        (None, date(2026, 11, 23), 1),
    ],
)
def test_days(files: Any, days: str | int | None, first: date, count: int) -> None:
    horizon = files.read(days=days).problem.horizon
    assert (horizon.first_day, horizon.days) == (first, count)
    assert horizon.start.hour == 0


def test_days_come_from_shifts_before_appointments(files: Any) -> None:
    files.write(
        "shifts.csv",
        "technician_id,date,shift_start,shift_end,absent_from\n"
        "T1,2026-11-25,09:00,10:00,\nT1,2026-11-26,09:00,10:00,\nT1,2026-11-30,,,08:00\n",
    )
    horizon = files.read().problem.horizon
    assert (horizon.first_day, horizon.days) == (date(2026, 11, 25), 2)


def test_days_that_cannot_be_told_are_asked_for(files: Any) -> None:
    files.write("appointments.csv", f"{HEADER},windows\nA1,39.3,-76.6,30,\n")
    assert "no shift and no appointment says on which day it is" in files.errors()[0]
    files.write("appointments.csv", f"{HEADER},windows\nA1,39.3,-76.6,30,soon\n")
    assert len(files.errors()) == 2
    files.write("appointments.csv", f"{HEADER},windows\nA1,39.3,-76.6,30,2026-11-23T08:00/2027-11-23T08:00\n")
    assert "span 366 days, from 2026-11-23 to 2027-11-23" in files.errors()[0]
    assert "'2026-11-24..2026-11-23' is 0 days" in files.errors(days="2026-11-24..2026-11-23")[0]
    assert "a year from 1900 to 2199" in files.errors(days="9999-12-31")[0]


def test_a_clock_change_makes_a_shift_longer(files: Any) -> None:
    files.write(
        "technicians.csv",
        "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,39.3,-76.6,22:00,06:00\n",
    )
    shifts = files.read(days="2026-10-30..2026-11-01").problem.technicians[0].shifts
    assert [shift.end - shift.start for shift in shifts] == [480, 540, 480]
    assert shifts[1].start == 1440 + 1320


def test_ticks_may_be_seconds(files: Any) -> None:
    problem = files.read(ticks_per_minute=60).problem
    assert problem.appointment["A1"].duration == 1800
    assert problem.appointment["A1"].windows == (Window(480 * 60, 600 * 60),)


def test_published_visits_of_a_day_before_are_in_this_days_ticks(files: Any) -> None:
    horizon = Horizon(datetime(2026, 11, 22, 5, tzinfo=UTC), "America/New_York", 60)
    stops = (Stop("A1", 0, 2000 * 60, 2030 * 60), Stop("gone", 0, 1, 2))
    twice = Route("T2", "s", 0, 9, (Stop("A1", 1, 2, 3),))
    plan = Plan((Route("T1", "s", 0, 9, stops), twice))
    write_plan(PlanDocument(plan, POLICIES["round_robin"], horizon), files.folder / "plan.json")
    problem = files.read(published=files.folder / "plan.json").problem
    assert problem.published == (PublishedVisit("A1", "T1", 560),)
    plan = Plan((Route("T1", "s", 0, 9, (Stop("A1", 0, 2**60, 2**60),)),))
    write_plan(PlanDocument(plan, POLICIES["round_robin"], horizon), files.folder / "plan.json")
    assert "plan.json: a visit of the plan is at a time" in files.errors(published=files.folder / "plan.json")[0]


def test_grammar_of_cells() -> None:
    assert parse_needed_skills("a:b:2; c ;") == (SkillRequirement("a:b", 2), SkillRequirement("c"))
    day = date(2027, 3, 1)
    assert parse_dated_skills("x@y:2@2027-03-01;z@..2027-03-01") == (
        DatedName("x@y", 2, None, day), DatedName("z", 1, None, day),
    )  # fmt: skip
    assert parse_dated_skills("x@2027-03-01..") == (DatedName("x", 1, day, None),)
    assert parse_parts("max10x1;P7;box") == (Quantity("max10"), Quantity("P7"), Quantity("box"))
    assert parse_after("A+B+1.5;C") == (("A+B", Fraction(3, 2)), ("C", Fraction(0)))
    assert parse_window_texts("2026-11-23T08:00+01:00/9:30") == (("2026-11-23T08:00+01:00", "2026-11-23T09:30+01:00"),)
    assert parse_breaks("none") == ()
    assert parse_breaks("9:00 - 9:30 / 15") == (BreakRule(time(9), time(9, 30), Fraction(15)),)
    assert parse_time_of_day("24:00") == time()
    assert parse_days("007") == DaySpan(None, 7)
    assert parse_number("1,5", decimal_comma=True) == parse_number("1.5e0") == Fraction(3, 2)


@pytest.mark.parametrize("text", ["1.234,5", "1,234,5", "½", "٣", "1e999999999", "0x10", "1_000", "--1", "inf"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(MisreadError, match="is not a number"):
        parse_number(text, decimal_comma=True)


def test_names_resolve_by_id_and_by_a_label_that_one_has() -> None:
    names = Names("technician", {"T1": "Ann", "T2": "Bob", "T3": "Bob", "T4": ""})
    assert (names.resolve("T2"), names.resolve("Ann")) == ("T2", "T1")
    with pytest.raises(MisreadError, match="more than one technician"):
        names.resolve("Bob")
    with pytest.raises(MisreadError, match="unknown technician 'x'") as error:
        Names("technician", {}).resolve("x")
    assert error.value.expected == "a known technician"


@given(st.text())
def test_no_text_is_a_formula_once_written_and_every_text_comes_back(text: str) -> None:
    written = neutralised(text)
    assert isinstance(written, str)
    assert not written or written[0] not in "=+-@\t\r"
    assert restored(written) == text


def test_numbers_are_written_as_they_are() -> None:
    assert csv_text(["a", "b"], [[-1, None], ["-1", 0.5]]) == "a,b\n-1,\n'-1,0.5\n"
