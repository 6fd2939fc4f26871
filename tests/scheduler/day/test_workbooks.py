"""Excel workbooks: the same day as from CSV, the same findings at Excel's rows, nothing lost in silence."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from scheduler.day import DayError
from scheduler.day import workbook as sheets

TIMES = ("appointments", "technicians", "shifts", "ledger")


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text().splitlines()))


def workbook(rows: list[list[Any]], title: str = "Sheet", **more: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, others in more.items():
        extra = book.create_sheet(name)
        for row in others:
            extra.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def texts(rows: list[list[str]]) -> bytes:
    """A workbook of texts only, as somebody who chose the format Text typed them: ``=0`` is no formula there."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.data_type = "s" if value else "n"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, old: str, new: str, member: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with a text of one of its parts replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == member:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            target.writestr(name, text)
    return out.getvalue()


def test_a_day_in_workbooks_is_the_day_in_csv(files: Any):
    files.write("shifts.csv", "technician_id,date,kind,shift_start,shift_end\nT2,2026-11-23,shift,09:00,15:00\n")
    files.write("ledger.csv", "technician_id,minutes,turns,capacity_minutes,as_of\nT1,30,1,480,2026-11-20\n")
    plain = files.read()
    for name in TIMES:
        files.write(f"{name}.xlsx", workbook(rows_of(files.folder / f"{name}.csv")))
    read = files.read(**{name: files.folder / f"{name}.xlsx" for name in TIMES})
    assert read.problem == plain.problem


def test_typed_cells_are_what_they_mean(files: Any):
    due, begins = datetime.fromisoformat("2026-11-23T17:00"), datetime.fromisoformat("2026-11-23T00:00")
    header = ["appointment_id", "latitude", "longitude", "duration_minutes", "due", "earliest_start", "priority"]
    files.write("typed.xlsx", workbook([header, [1001, 39.3, -76.6, 30, due, begins, 2.0]]))
    shift = [["technician_id", "date", "shift_start", "shift_end"], ["T1", date(2026, 11, 23), time(7, 30), time(16)]]
    files.write("turns.xlsx", workbook(shift))
    problem = files.read(appointments=files.folder / "typed.xlsx", shifts=files.folder / "turns.xlsx").problem
    item, (duty,) = problem.appointment["1001"], problem.technician["T1"].shifts
    assert problem.horizon.instant(item.due).replace(tzinfo=None) == due
    assert (item.earliest_start, item.priority, item.duration) == (0, 2, 30)
    assert (duty.start, duty.end) == (450, 960)


def test_days_and_hours_are_read_however_they_are_formatted(files: Any):
    header = ["technician_id", "date", "shift_start", "shift_end"]
    midnight, moment = datetime(2026, 11, 23), datetime(1899, 12, 30, 15)  # noqa: DTZ001
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (header, ["T1", midnight, 7.5 / 24, 1.0], ["T2", midnight, "6:00", moment]):
        sheet.append(row)
    sheet["B2"].number_format = "dd/mm/yyyy hh:mm"
    sheet["C2"].number_format, sheet["D2"].number_format = "hh:mm", "[h]:mm"
    out = BytesIO()
    book.save(out)
    problem = files.read(shifts=files.write("turns.xlsx", out.getvalue()), days="2026-11-23").problem
    assert [(one.start, one.end) for item in problem.technicians for one in item.shifts] == [(450, 1440), (360, 900)]


def test_numbers_written_as_texts_are_numbers_and_unclear_ones_are_refused(files: Any):
    header = ["appointment_id", "latitude", "longitude", "duration_minutes", "due"]
    texts = files.write("texts.xlsx", workbook([header, ["0007", " 39.3", "-76.6", "\u00a030 ", "2026-11-23T17:00"]]))
    (item,) = files.read(appointments=texts, days="2026-11-23").problem.appointments
    assert (item.id, item.duration) == ("0007", 30)
    unclear = [header, ["1", "39,3", -76.6, 30, 46349.7], ["2", 39.3, -76.6, time(0, 45), "11/12/2026 5:00 PM"]]
    found = files.errors(appointments=files.write("unclear.xlsx", workbook(unclear)), days="2026-11-23")
    told = {one.split(": ")[0].removeprefix("unclear.xlsx, ") for one in found}
    assert told == {
        "line 2, column latitude, value '39,3'", "line 2, column due, value '46349.7'",
        "line 3, column duration_minutes, value '00:45:00'", "line 3, column due, value '11/12/2026 5:00 PM'",
    }  # fmt: skip


def test_a_finding_names_the_row_that_excel_shows(files: Any):
    rows = rows_of(files.folder / "appointments.csv")
    rows[2][3] = "soon"
    files.write("gaps.xlsx", workbook([[], rows[0], [], [], rows[1], [], rows[2]]))
    (found,) = files.errors(appointments=files.folder / "gaps.xlsx")
    assert found.startswith("gaps.xlsx, line 7, column duration_minutes, value 'soon'")


def test_several_sheets_need_the_one_that_is_called_like_its_rows(files: Any):
    rows = rows_of(files.folder / "appointments.csv")
    path = files.write("two.xlsx", workbook(rows, "Monday", Tuesday=rows))
    found = files.errors(appointments=path)[0]
    assert "has several sheets: Monday, Tuesday; expected one sheet, or one called appointments" in found
    path = files.write("named.xlsx", workbook([["notes"]], "Notes", Appointments=rows))
    assert len(files.read(appointments=path).problem.appointments) == 2
    path = files.write("blank.xlsx", workbook(rows, "Monday", Empty=[]))
    assert len(files.read(appointments=path).problem.appointments) == 2


def test_cells_without_a_value_of_their_own_are_refused(files: Any):
    rows: list[list[Any]] = rows_of(files.folder / "appointments.csv")
    rows[1][3], rows[2][6] = "=10+20", "#N/A"
    found = files.errors(appointments=files.write("formulas.xlsx", workbook(rows)))
    assert any("line 2, column D, value '=10+20': the formula in cell D2 was never calculated" in one for one in found)
    assert any("line 3, column G, value '#N/A': cell G3 holds an error" in one for one in found)


def test_a_calculated_formula_is_its_value(files: Any):
    rows: list[list[Any]] = rows_of(files.folder / "appointments.csv")
    rows[1][3] = "=10+20"
    content = changed(workbook(rows), "<f>10+20</f><v />", "<f>10+20</f><v>30</v>")
    problem = files.read(appointments=files.write("known.xlsx", content)).problem
    assert problem.appointment["A1"].duration == 30


def test_a_cell_beyond_the_header_is_a_finding(files: Any):
    rows: list[list[Any]] = rows_of(files.folder / "appointments.csv")
    rows[1].append("note")
    found = files.errors(appointments=files.write("wide.xlsx", workbook(rows)))[0]
    assert "line 2: the row has 10 cells; expected 9 cells" in found


def test_a_sheet_that_lies_about_its_size_is_read_whole(files: Any):
    content = workbook(rows_of(files.folder / "appointments.csv"))
    content = changed(content, '<dimension ref="A1:I3" />', '<dimension ref="A1:A1" />')
    assert len(files.read(appointments=files.write("small.xlsx", content)).problem.appointments) == 2


@pytest.mark.parametrize(("content", "word"), [
    (workbook([]), "has no visible sheet with anything in it"),
    (workbook([["x"]])[:-40], "is a ZIP archive and no Excel workbook"),
    (changed(workbook([["x"]]), "<sheetData>", "<sheetData><"), "cannot be read as a workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old form (.xls)"),
], ids=["empty", "cut", "broken", "old"])  # fmt: skip
def test_what_is_no_table_is_said(files: Any, content: bytes, word: str):
    found = files.errors(appointments=files.write("bad.xlsx", content))
    assert word in found[0]


def test_a_row_beyond_the_last_is_said(files: Any, monkeypatch: pytest.MonkeyPatch):
    """Blank rows before it are counted one by one, so the last row is a near one here."""
    monkeypatch.setattr(sheets, "LAST_ROW", 1_000)
    for row, word in (("1000", "has no appointments"), ("1001", "has a row beyond the 1,000 that Excel has")):
        content = changed(workbook([["x"]]), 'r="1"', f'r="{row}"')
        assert word in files.errors(appointments=files.write("far.xlsx", content))[0]


def test_entities_do_not_blow_up(files: Any):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
    ) + "]>"  # fmt: skip
    content = changed(workbook([["x"]]), "<worksheet", bomb + "<worksheet")
    content = changed(content, '<c r="A1" t="inlineStr"><is><t>x</t></is></c>', '<c r="A1" t="str"><v>&j;</v></c>')
    assert "cannot be read as a workbook" in files.errors(appointments=files.write("bomb.xlsx", content))[0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6).map(str.strip), min_size=1, max_size=4)
)
@example(["=0"])
@example(["#N/A"])
def test_any_text_in_a_cell_reads_as_from_csv(files: Any, names: list[str]):
    rows = [["technician_id", "home_latitude", "home_longitude", "name", "shift_start", "shift_end"]]
    rows += [[f"T{index}", "39", "-76", name, "8:00", "9:00"] for index, name in enumerate(names, 1)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    appointments = files.write("plain.csv", "appointment_id,latitude,longitude,duration_minutes\nA,39,-76,5\n")
    both = {"appointments": appointments, "days": "2026-11-23"}
    read: list[Any] = []
    for path in (files.write("staff.csv", out.getvalue()), files.write("staff.xlsx", texts(rows))):
        try:
            read.append(files.read(technicians=path, **both).problem)
        except DayError as error:
            read.append([str(finding).replace("staff.csv", "staff.xlsx") for finding in error.findings])
    assert read[0] == read[1]
