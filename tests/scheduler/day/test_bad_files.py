"""Bad input: everything that is wrong is listed at once, with file, line, column, value and what is expected."""

from __future__ import annotations

import resource
from typing import Any

import pytest

from scheduler.day import DayCode, DayError
from scheduler.day.findings import LISTED

HEADER = "appointment_id,latitude,longitude,duration_minutes"
A = "appointments.csv"
T = "technicians.csv"


def _one_row(column: str, value: str) -> str:
    return f'{HEADER},{column}\nA1,39.3,-76.6,30,"{value}"\n'


#: (file, content, line, column, value, code, part of the sentence)
BAD: list[tuple[str, str | bytes, int | None, str | None, str | None, str, str]] = [
    (A, f"{HEADER}\n", None, None, None, "NO_ROWS", "has no appointments"),
    (A, "", None, None, None, "FILE_EMPTY", "is empty; expected a CSV, Parquet or Excel (.xlsx) file"),
    (A, "\ufeff \n\n", None, None, None, "FILE_EMPTY", "is empty"),
    (A, "appointment_id,latitude,longitude\nA1,39.3,-76.6\n", 1, "duration_minutes", None, "COLUMN_MISSING", "missing"),
    (A, "appointment_id,longitude,duration_minutes\nA1,-76.6,3\n", 1, "latitude", None, "COLUMN_MISSING", "lat"),
    (A, f"{HEADER},Latitude\nA1,39.3,-76.6,30,5\n", 1, "Latitude", None, "COLUMN_DOUBLED", "'latitude' and 'Latitude'"),
    (A, f"{HEADER},DueDate,due\nA1,39.3,-76.6,30,,\n", 1, "due", None, "COLUMN_DOUBLED", "are both due"),
    (A, f"{HEADER},skils\nA1,39.3,-76.6,30,\n", 1, "skils", None, "COLUMN_MISSPELT", "expected skills?"),
    (A, f"{HEADER}\nA1,39.3,-76.6\n", 2, None, None, "ROW_LENGTH", "3 cells; expected 4 cells"),
    (A, f"{HEADER}\nA1,39,3,-76,6,30\n", 2, None, None, "ROW_LENGTH", "6 cells"),
    (A, f'{HEADER}\nA1,39.3,-76.6,"30\nA2,39.3,-76.6,30\n', 2, None, None, "FILE_FORMAT", "a quote may be unclosed"),
    (A, f"{HEADER}\n,39.3,-76.6,30\n", 2, "appointment_id", None, "VALUE_MISSING", "is empty"),
    (A, f"{HEADER}\nA1,39.3,-76.6,30\n\nA1,39.3,-76.6,30\n", 4, "appointment_id", "A1", "ID_DUPLICATE", "of line 2 a"),
    (A, f"{HEADER}\nA1,39.3,-76.6,\n", 2, "duration_minutes", None, "VALUE_MISSING", "is empty; expected minutes"),
    (A, f"{HEADER}\nA1,39.3,-76.6,half\n", 2, "duration_minutes", "half", "VALUE_INVALID", "is not a number"),
    (A, f"{HEADER}\nA1,39.3,-76.6,-30\n", 2, "duration_minutes", "-30", "VALUE_RANGE", "a number from 0 to 44,640"),
    (A, f"{HEADER}\nA1,39.3,-76.6,NaN\n", 2, "duration_minutes", "NaN", "VALUE_INVALID", "is not a number"),
    (A, f"{HEADER}\nA1,39.3,-76.6,1e99\n", 2, "duration_minutes", "1e99", "VALUE_RANGE", "out of range"),
    (A, f'{HEADER}\nA1,"39,3",-76.6,30\n', 2, "latitude", "39,3", "VALUE_INVALID", "decimal comma; expected a decimal"),
    (A, f"{HEADER}\nA1,39.3,,30\n", 2, "longitude", None, "VALUE_MISSING", "beside the other coordinate"),
    (A, f"{HEADER}\nA1,39.3,-276.6,30\n", 2, "longitude", "-276.6", "COORDINATE_RANGE", "from -180 to 180"),
    (A, f"{HEADER}\nA1,-120.5,45,30\n", 2, "latitude", "-120.5", "SWAPPED_LATITUDE_LONGITUDE", "probably exchanged"),
    (A, f"{HEADER}\nA1\x00,39.3,-76.6,30\n", 2, "appointment_id", "A1\x00", "CONTROL_CHARACTER", "control character"),
    (A, _one_row("due", "tomorrow"), 2, "due", "tomorrow", "TIME_INVALID", "ISO 8601 time; expected a time such as"),
    (A, _one_row("due", "2026-11-23"), 2, "due", "2026-11-23", "TIME_INVALID", "not an ISO 8601 time"),
    (A, _one_row("due", "2026-13-23T08:00"), 2, "due", "2026-13-23T08:00", "TIME_INVALID", "not an ISO 8601 time"),
    (A, _one_row("due", "0026-11-23T08:00Z"), 2, "due", "0026-11-23T08:00Z", "TIME_INVALID", "a year from 1900"),
    (A, _one_row("due", "2026-03-08T02:30"), 2, "due", "2026-03-08T02:30", "TIME_SKIPPED", "put forward over it"),
    (A, _one_row("due", "2026-11-01T01:30"), 2, "due", "2026-11-01T01:30", "TIME_AMBIGUOUS", "01T01:30:00-04:00"),
    (A, _one_row("windows", "2026-11-23T10:00/08:00"), 2, "windows", "2026-11-23T10:00/08:00", "ENDS_BEFORE_START",
     "2026-11-23T10:00/2026-11-23T08:00 ends before it starts"),
    (A, _one_row("windows", "2026-11-23T10:00"), 2, "windows", "2026-11-23T10:00", "VALUE_INVALID", "is not a window"),
    (A, _one_row("windows", "2026-11-23T10:00:10/10:00:40"), 2, "windows", "2026-11-23T10:00:10/10:00:40",
     "VALUE_INVALID", "no whole tick"),
    (A, _one_row("arrival_window_start", "2026-11-23T10:00"), 2, "arrival_window_end", None, "VALUE_MISSING", "both"),
    (A, _one_row("priority", "0"), 2, "priority", "0", "VALUE_INVALID", "1 (most urgent) to 1,000"),
    (A, _one_row("priority", "urgent"), 2, "priority", "urgent", "VALUE_INVALID", "critical, high, medium, low"),
    (A, _one_row("skills", "hvac:0"), 2, "skills", "hvac:0", "VALUE_INVALID", "a level from 1"),
    (A, _one_row("skills", "hvac:1;hvac:2"), 2, "skills", "hvac:1;hvac:2", "VALUE_INVALID", "named twice"),
    (A, _one_row("skills", "hvca"), 2, "skills", "hvca", "NAME_UNKNOWN", "expected 'hvac'?"),
    (A, _one_row("skills", "HVAC"), 2, "skills", "HVAC", "NAME_UNKNOWN", "expected 'hvac'?"),
    (A, _one_row("tools", "saw;saw"), 2, "tools", "saw;saw", "VALUE_INVALID", "'saw' is there twice"),
    (A, _one_row("parts", "P1x0"), 2, "parts", "P1x0", "VALUE_INVALID", "P1x2;P7"),
    (A, _one_row("territory", "Nroth"), 2, "territory", "Nroth", "NAME_UNKNOWN", "the nearest is 'North'"),
    (A, _one_row("required_technicians", "T9"), 2, "required_technicians", "T9", "NAME_UNKNOWN", "the nearest is 'T"),
    (A, _one_row("excluded_technicians", "Anna"), 2, "excluded_technicians", "Anna", "NAME_UNKNOWN", "is 'Ann'"),
    (A, _one_row("pinned_technician", "T3"), 2, "pinned_technician", "T3", "NAME_UNKNOWN", "unknown technician 'T3'"),
    (A, _one_row("pinned_start", "8:00"), 2, "pinned_start", "8:00", "TIME_INVALID", "not an ISO 8601 time"),
    (A, _one_row("after", "B1"), 2, "after", "B1", "NAME_UNKNOWN", "unknown appointment 'B1'; expected a known appoin"),
    (A, _one_row("after", "A1+5"), 2, "after", "A1+5", "AFTER_ITSELF", "A1 after A1; expected an order"),
    (A, "technician_id,home_latitude,home_longitude\nT1,39,-76\n", 1, None, None, "FILES_EXCHANGED",
     "is a file of technicians: were two files exchanged?; expected a file of appointments"),
    (T, f"{HEADER}\nA1,39.3,-76.6,30\n", 1, None, None, "FILES_EXCHANGED", "is a file of appointments"),
    (A, _one_row("crew_size", "0"), 2, "crew_size", "0", "VALUE_RANGE", "from 1 to 100"),
    (A, _one_row("load", "1.5"), 2, "load", "1.5", "VALUE_INVALID", "a whole number"),
    (A, _one_row("duration", "1"), 2, "duration", "1", "VALUE_CONTRADICTS", "beside duration_minutes"),
    (A, "appointment_id,latitude,longitude,Duration\nA1,39.3,-76.6,2\n", 2, "duration_type", None, "VALUE_INVALID",
     "Minutes or Hours"),
    (A, HEADER.encode("utf-16"), None, None, None, "ENCODING", "is UTF-16; expected UTF-8"),
    (A, HEADER.encode("utf-16-be"), None, None, None, "ENCODING", "is UTF-16"),
    (A, f"{HEADER},customer\nA1,39.3,-76.6,30,Jürgen\n".encode("latin-1"), 2, None, None, "ENCODING",
     "is not UTF-8 (byte 0xfc); as Windows-1252 (Latin-1) it reads 'A1,39.3,-76.6,30,Jürgen'"),
    (A, b"PK\x03\x04 workbook", None, None, None, "FILE_FORMAT", "is a ZIP archive and no Excel workbook"),
    (A, b"PAR1 but not really", None, None, None, "FILE_FORMAT", "cannot be read as Parquet"),
    (A, f"{HEADER}\n" + "x" * 2**20, 2, None, None, "FILE_FORMAT", "a line is longer than 1,048,576 bytes"),
    (A, f"{HEADER}\rA1,39.3,-76.6,30\r", 1, None, None, "FILE_FORMAT", "is no CSV"),
    (T, "technician_id,home_latitude,home_longitude\n", None, None, None, "NO_ROWS", "has no technicians"),
    (T, "technician_id,home_latitude,home_longitude\nT1,39,-76.5\n", None, None, None, "NO_SHIFTS", "nobody has"),
    (T, "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,,,08:00,17:00\n", 2, "home_latitude",
     None, "VALUE_MISSING", "the home, where the route begins"),
]  # fmt: skip
TECHNICIAN_CELLS: list[tuple[str, str, str, str]] = [
    ("territories", "North;Sout", "NAME_UNKNOWN", "unknown territory 'Sout'; expected a known territory, the nearest"),
    ("secondary_territories", "East", "NAME_UNKNOWN", "unknown territory 'East'"),
    ("skills", "hvac@soon", "VALUE_INVALID", "'soon' after @ is not a date"),
    ("skills", "hvac:2@2026-02-30", "TIME_INVALID", "'2026-02-30' is not a date"),
    ("certificates", "gas@2027-01-01..2026-01-01", "ENDS_BEFORE_START", "ends before it begins"),
    ("certificates", "@2027-01-01", "VALUE_INVALID", "has no name"),
    ("shift_end", "", "VALUE_MISSING", "beside the other end of the shift"),
    ("shift_end", "25:00", "TIME_INVALID", "'25:00' is not a time of day; expected HH:MM"),
    ("shift_end", "08:60", "TIME_INVALID", "is not a time of day"),
    ("soft_end", "18:00", "ENDS_BEFORE_START", "is not within the shift"),
    ("breaks", "12:00", "VALUE_INVALID", "'12:00' is not a break; expected 12:00-13:00/30"),
    ("breaks", "12:00-13:00/0", "VALUE_INVALID", "lasts 0 minutes"),
    ("breaks", "18:00-19:00/30", "VALUE_INVALID", "the break from 18:00 cannot begin within the shift"),
    ("parts", "P1x2;P1", "VALUE_INVALID", "is there twice"),
    ("efficiency", "125", "VALUE_RANGE", "a number from 0.1 to 10"),
    ("cost_per_hour", "-1", "VALUE_RANGE", "a number from 0 to 1,000,000,000"),
    ("capacity", "2.5", "VALUE_INVALID", "is not a whole number"),
    ("max_visits", "-1", "VALUE_RANGE", "from 0 to 1,000,000"),
    ("max_travel_minutes", "much", "VALUE_INVALID", "is not a number"),
    ("end_latitude", "195", "COORDINATE_RANGE", "from -90 to 90"),
]


@pytest.mark.parametrize(("file", "content", "line", "column", "value", "code", "sentence"), BAD)
def test_a_bad_file_is_refused_with_the_place(
    files: Any, file: str, content: str | bytes, line: int | None, column: str | None, value: str | None, code: str,
    sentence: str,
) -> None:  # fmt: skip
    files.write(A, f"{HEADER}\nA1,39.3,-76.6,30\n")
    files.write(file, content)
    with pytest.raises(DayError) as error:
        files.read(days="2026-11-23")
    finding = error.value.findings[0]
    assert len(error.value.findings) == 1, str(error.value)
    assert (finding.file, finding.line, finding.column, finding.value) == (file, line, column, value)
    assert finding.code == DayCode(code)
    assert sentence in str(finding)
    assert finding.expected


@pytest.mark.parametrize(("column", "value", "code", "sentence"), TECHNICIAN_CELLS)
def test_a_bad_cell_of_a_technician_is_noted_once(
    files: Any, column: str, value: str, code: str, sentence: str
) -> None:
    cells = {"shift_start": "08:00", "shift_end": "17:00", "end_longitude": "", column: value}
    cells["end_longitude"] = "-76" if column == "end_latitude" else ""
    names, values = ",".join(cells), ",".join(cells.values())
    files.write(A, f"{HEADER}\nA1,39.3,-76.6,30\n")
    other = f"T0,39,-76,08:00,17:00,{',' * (len(cells) - 3)}"
    files.write(T, f"technician_id,home_latitude,home_longitude,{names}\n{other}\nT1,39,-76,{values}\n")
    with pytest.raises(DayError) as error:
        files.read(days="2026-11-23..2026-11-25")
    finding = error.value.findings[0]
    assert len(error.value.findings) == 1, str(error.value)
    assert (finding.file, finding.line, finding.column) == (T, 3, column)
    assert finding.code == DayCode(code)
    assert sentence in str(finding)


def test_twenty_mistakes_are_twenty_findings(files: Any) -> None:
    files.write(
        A,
        f"""{HEADER},windows,due,skills,territory,required_technicians,priority,parts,after,crew_size
A1,91,-76.6,30,,,,,,,,,
A1,39.3,-76.6,30,,,,,,,,,
A3,39.3,,thirty,,,,,,,,,
A4,39.3,-76.6,-5,2026-11-23T10:00/09:00,soon,hvac:x:0,Nort,,,,,
A5,39.3,-76.6,30,,2026-11-23T25:00,hvacc,,T7;T8,9999,,,
A6,39.3,-76.6,30,,,,,,,P1x0,A77,0
A7,39.3,-76.6
""",
    )
    files.write(
        T,
        """technician_id,home_latitude,home_longitude,territories,skills,shift_start,shift_end
T1,39.3,-76.6,West,hvac,08:00,17:00
T2,39.3,-76.6,North,hvac,8,17:00
T2,39.3,-76.6,North,hvac,08:00,17:00
""",
    )
    with pytest.raises(DayError) as error:
        files.read(days="2026-11-23")
    found = [(finding.file, finding.line, finding.column) for finding in error.value.findings]
    expected = [
        (A, 2, "latitude"), (A, 3, "appointment_id"), (A, 4, "longitude"), (A, 4, "duration_minutes"),
        (A, 5, "territory"), (A, 5, "due"), (A, 5, "duration_minutes"), (A, 5, "windows"), (A, 5, "skills"),
        (A, 6, "due"), (A, 6, "priority"), (A, 6, "required_technicians"), (A, 6, "required_technicians"),
        (A, 6, "skills"), (A, 7, "parts"), (A, 7, "crew_size"), (A, 7, "after"), (A, 8, None),
        (T, 2, "territories"), (T, 3, "shift_start"), (T, 4, "technician_id"),
    ]  # fmt: skip
    assert sorted(found, key=str) == sorted(expected, key=str)
    lines = [line or 0 for file, line, _ in found if file == A]
    assert lines == sorted(lines)
    assert error.value.total == len(expected)


def test_findings_of_all_files_come_in_one_error(files: Any) -> None:
    files.write("shifts.csv", "technician_id,date\nT9,2026-11-23\n")
    files.write("ledger.csv", "technician_id,minutes\nT1,5\n")
    files.write("territories.geojson", '{"type": "FeatureCollection", "features": []}')
    matrix, plan = files.write("m.csv", "x,y\n"), files.write("plan.json", "{}")
    found = files.errors(matrix=matrix, published=plan, timezone="Mars/Base", days="soon")
    names = {"shifts.csv", "ledger.csv", "territories.geojson", "m.csv", "plan.json", "(settings)"}
    assert {finding.split(",")[0].split(":")[0] for finding in found} == names
    assert sum("(settings)" in finding for finding in found) == 2


def test_files_that_are_not_there_are_all_named(files: Any) -> None:
    gone = files.folder / "gone.csv"
    found = files.errors(appointments=gone, technicians=files.folder, territories=gone, shifts=gone)
    assert len(found) == 5  # the fifth: no day can be told
    assert found[0].startswith("gone.csv: cannot be read: No such file")
    assert sum("gone.csv" in finding for finding in found) == 3


def test_naive_times_are_refused_where_no_zone_is_given(files: Any) -> None:
    found = files.errors(timezone=None, days="2026-11-23")
    naive = [finding for finding in found if "TIME_WITHOUT_ZONE" in finding]
    assert len(naive) == 7  # window, due, two shifts with two ends each, one break
    assert found == [*naive] or all("TIME" in finding or "NO_SHIFTS" in finding for finding in found)


def test_exchanged_columns_are_one_finding_and_a_single_exchanged_row_its_own(files: Any) -> None:
    rows = [f"A{number},{39 + number / 100},-76.5,30" for number in range(9)]
    exchanged = [f"A{number},-76.5,{39 + number / 100},30" for number in range(9)]
    files.write(A, "\n".join([HEADER, *exchanged]))
    found = files.errors(days="2026-11-23")
    assert len(found) == 1
    assert "exchanged in 9 of 9 rows, or in the territories (they are at latitude 38 to 40" in found[0]
    files.write(A, "\n".join([HEADER, *rows[:8], exchanged[8]]))
    found = files.errors(days="2026-11-23")
    assert len(found) == 1
    assert found[0].startswith("appointments.csv, line 10, column latitude, value '-76.5': lies in a territory once")
    files.write(A, f"{HEADER}\nA1,39.3,-76.6,30\n")
    files.write(T, "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,-76.5,39.5,08:00,17:00\n")
    assert "technicians.csv, line 2, column home_latitude" in files.errors(days="2026-11-23")[0]


def test_the_list_ends_but_the_count_goes_on(files: Any) -> None:
    files.write(A, "\n".join([HEADER, *(f"A{number},95,-76.5,x" for number in range(LISTED))]))
    with pytest.raises(DayError, match=r"\.\.\. and 1000 more") as error:
        files.read(days="2026-11-23")
    assert len(error.value.findings) == LISTED
    assert error.value.total == 2 * LISTED


def test_a_file_of_200_megabytes_is_refused_in_bounded_memory(files: Any) -> None:
    row = b"A%07d,39.3,-76.6,30," + b"n" * 430 + b"\n"
    with (files.folder / A).open("wb") as file:
        file.write(f"{HEADER},comment\n".encode())
        for start in range(0, 480_000, 10_000):
            file.write(b"".join(row % number for number in range(start, start + 10_000)))
    assert (files.folder / A).stat().st_size > 200 * 2**20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = files.errors(days="2026-11-23")
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert found == [
        "appointments.csv, line 100002: holds more than 100,000 rows or 134,217,728 characters; "
        "expected one planning problem at a time [FILE_TOO_LARGE]"
    ]
    assert kilobytes < 200 * 1024


def test_what_is_no_error(files: Any) -> None:
    files.write(
        A,
        f"""{HEADER},windows,due,earliest_start,skills
nowhere,,,30,,,,
abroad,10,10,30,,,,
unqualified,39.3,-76.6,30,,,,welding
past,39.3,-76.6,30,2020-01-01T08:00/10:00,2020-01-01T12:00,2026-11-23T08:00,
""",
    )
    day = files.read(days="2026-11-23")
    by_id = day.problem.appointment
    assert by_id["nowhere"].location is None
    assert by_id["abroad"].territory is None
    assert list(day.outside) == ["abroad"]
    assert "the nearest is" in day.outside["abroad"]
    assert by_id["abroad"].details["outside"] == day.outside["abroad"]
    assert "outside" not in by_id["unqualified"].details
    assert by_id["past"].windows[0].latest < 0
    codes = [warning.code for warning in day.warnings]
    assert codes == [DayCode.ENDS_BEFORE_START, DayCode.ENDS_BEFORE_START, DayCode.NOBODY_HAS_IT]


def test_every_circle_of_after_is_listed_with_its_place(files: Any) -> None:
    afters = {"A1": "A2", "A2": "A3", "A3": "A1", "A4": "A1;A5", "A5": "A4+10", "A6": "A6;A1", "A7": "A1"}
    rows = "".join(f"{name},39.3,-76.6,30,{after}\n" for name, after in afters.items())
    files.write(A, f"{HEADER},after\n{rows}")
    with pytest.raises(DayError) as error:
        files.read(days="2026-11-23")
    found = [(finding.code, finding.line, finding.column, finding.value) for finding in error.value.findings]
    circles = ((4, "A1"), (6, "A4+10"), (7, "A6;A1"))
    assert found == [(DayCode.AFTER_ITSELF, line, "after", value) for line, value in circles]
    assert "A3 after A1 after A2 after A3" in error.value.findings[0].message


def test_a_long_circle_names_some_of_it(files: Any) -> None:
    rows = "".join(f"A{i},39.3,-76.6,30,A{(i + 1) % 3000}\n" for i in range(3000))
    files.write(A, f"{HEADER},after\n{rows}")
    (message,) = files.errors(days="2026-11-23")
    assert "A2999 after A0 after A1" in message
    assert "after 2994 more after A2999" in message


def test_exchanged_files_are_told_and_nothing_else(files: Any) -> None:
    found = files.errors(appointments=files.folder / T, technicians=files.folder / A, days="2026-11-23")
    assert [finding.partition(":")[0] for finding in found] == [f"{T}, line 1", f"{A}, line 1"]


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        ("2026-11-23T08:00/09:00", "ends before earliest_start, so it cannot be met"),
        ("2026-11-23T08:00/09:00;2026-11-23T09:00/09:59", "ends before earliest_start, so it cannot be met"),
        ("2026-11-23T08:00/09:00;2026-11-23T09:00/11:00", "1 of 2 windows ends before earliest_start"),
        ("2026-11-23T08:00/10:00", None),
    ],
)
def test_windows_that_are_over_before_the_earliest_start_are_noted(
    files: Any, windows: str, message: str | None
) -> None:
    files.write(A, f"{HEADER},windows,earliest_start\nA1,39.3,-76.6,30,{windows},2026-11-23T10:00\n")
    noted = [(one.code, one.line, one.column, one.message) for one in files.read().warnings]
    assert noted == ([(DayCode.ENDS_BEFORE_START, 2, "windows", message)] if message else [])


@pytest.mark.parametrize("column", ["", "territories", "secondary_territories"])
def test_technicians_who_serve_nothing_are_noted_where_there_are_territories(files: Any, column: str) -> None:
    header = f"technician_id,home_latitude,home_longitude,shift_start,shift_end,{column or 'name'}"
    files.write(T, f"{header}\nT1,39,-76,08:00,17:00,\n")
    files.write(A, f"{HEADER}\nA1,39.3,-76.6,30\n")
    (warning,) = files.read(days="2026-11-23").warnings
    assert (warning.code, warning.file, warning.column) == (DayCode.NOBODY_SERVES, T, "territories")
    assert not files.read(days="2026-11-23", territories=None).warnings
    files.write(
        T, f"{header},{'skills' if column else 'territories'}\nT1,39,-76,08:00,17:00,N,{'' if column else 'N'}\n"
    )
    assert not files.read(days="2026-11-23").warnings
