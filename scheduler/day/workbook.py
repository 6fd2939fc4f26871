"""Excel workbooks (.xlsx) as rows of text cells, so that they are read by the same rules as CSV.

A workbook has one visible sheet with anything in it, or one that is called what its rows are (``appointments``). Rows
are counted as Excel counts them; the first row that is not empty is the header. A formula is its last value; one that
was never calculated, and a cell that holds an error, are refused. A date whose format shows no time is a day.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from scheduler.day.columns import Schema, normalised
from scheduler.day.findings import DayCode, Findings, UnreadableError
from scheduler.day.parquet import cell_text
from scheduler.formats.csv_text import restored

#: Bytes of an unpacked workbook, and the last row that Excel has.
MOST_BYTES = 2**29
LAST_ROW = 2**20
_WORKBOOK = "xl/workbook.xml"
_EXPECTED = "an Excel workbook (.xlsx)"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
Line = tuple[int, list[str]]


def is_workbook(path: Path) -> bool:
    """Whether a ZIP archive is an Excel workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def workbook_rows(path: Path, schema: Schema, findings: Findings) -> Iterator[Line]:
    """The header and the rows with their numbers; raises ``UnreadableError`` after noting why."""
    try:
        lines = _lines(path, schema, findings)
    except UnreadableError:
        raise
    except Exception as error:  # the library meets a damaged or hostile file with errors of every kind
        message = f"cannot be read as a workbook: {error or type(error).__name__}"
        findings.error(DayCode.FILE_FORMAT, path.name, message, _EXPECTED)
        raise UnreadableError from None
    if not lines:
        findings.error(DayCode.FILE_EMPTY, path.name, "is empty", _EXPECTED)
        raise UnreadableError
    return iter(lines)


def _lines(path: Path, schema: Schema, findings: Findings) -> list[Line]:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
            message = f"unpacks to more than {MOST_BYTES // 2**20:,} MB"
            findings.error(DayCode.FILE_TOO_LARGE, path.name, message, "one planning problem at a time")
            raise UnreadableError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        values, formulas = (load_workbook(path, read_only=True, data_only=known) for known in (True, False))
        try:
            name = _sheet(values, schema, path.name, findings)
            sheets = values[name], formulas[name]
            for sheet in sheets:
                sheet.reset_dimensions()  # the size a file states for itself may be wrong and would cut it off
            return list(_texts(zip(*(sheet.iter_rows() for sheet in sheets), strict=True), path.name, findings))
        finally:
            values.close()
            formulas.close()


def _sheet(workbook: Any, schema: Schema, file: str, findings: Findings) -> str:
    visible = [s.title for s in workbook.worksheets if s.sheet_state == "visible" and _has_cells(s)]
    named = [title for title in visible if normalised(title) == normalised(schema.rows)]
    chosen: list[str] = named or visible
    if len(chosen) > 1:
        message = f"has several sheets: {', '.join(chosen)}"
        findings.error(DayCode.FILE_FORMAT, file, message, f"one sheet, or one called {schema.rows}")
        raise UnreadableError
    if not chosen:
        findings.error(DayCode.FILE_EMPTY, file, "has no visible sheet with anything in it", _EXPECTED)
        raise UnreadableError
    return chosen[0]


def _has_cells(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _texts(rows: Iterator[tuple[Sequence[Any], Sequence[Any]]], file: str, findings: Findings) -> Iterator[Line]:
    width = 0
    for number, (values, formulas) in enumerate(rows, 1):
        if number > LAST_ROW:
            message = f"has a row beyond the {LAST_ROW:,} that Excel has"
            findings.error(DayCode.FILE_TOO_LARGE, file, message, _EXPECTED)
            raise UnreadableError
        cells = [_text(value) for value in values]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        for value, formula in zip(values, formulas, strict=True):
            _refuse_unknown(value, formula, number, file, findings)
        width = width or len(cells)
        if cells and any(cells):
            yield number, cells + [""] * (width - len(cells))


def _refuse_unknown(value: Any, formula: Any, row: int, file: str, findings: Findings) -> None:
    """Note a cell that says nothing but should."""
    if value.value is not None and value.data_type == "e":
        message, expected = f"cell {value.coordinate} holds an error", "a value"
        findings.error(DayCode.VALUE_INVALID, file, message, expected, row, value.column_letter, str(value.value))
    elif formula.value is not None and value.value is None:
        message, expected = (
            f"the formula in cell {formula.coordinate} was never calculated",
            "a workbook saved by Excel",
        )
        findings.error(DayCode.VALUE_MISSING, file, message, expected, row, formula.column_letter, str(formula.value))


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, datetime):
        value = _rounded(value)
        return value.date().isoformat() if value.time() == time() and not _shows_time(cell) else value.isoformat()
    if isinstance(value, timedelta):  # a cell that counts hours, so that 24:00 is not 0:00
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, time):
        value = _rounded(datetime.combine(datetime(2000, 1, 1), value)).time()  # noqa: DTZ001
    return restored(cell_text(value))


def _rounded(moment: datetime) -> datetime:
    """A moment to the second: Excel keeps fractions of a day, which are off by microseconds."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _shows_time(cell: Any) -> bool:
    """Whether the cell's format has hours or seconds outside of quoted text."""
    return bool(re.search("[hs]", _QUOTED.sub("", cell.number_format or ""), re.IGNORECASE))
