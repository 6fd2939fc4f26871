"""Tables of text cells from CSV, Parquet and Excel files, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scheduler.day.columns import Schema, header_positions, recognised
from scheduler.day.csv_file import csv_rows
from scheduler.day.findings import DayCode, Findings, UnreadableError
from scheduler.day.parquet import parquet_rows
from scheduler.day.row import Row
from scheduler.day.workbook import is_workbook, workbook_rows
from scheduler.formats.files import LOOK, UTF8_MARK, wide_encoding

#: Rows and characters of a table that are read; the engine is made for 10,000 appointments.
MOST_ROWS = 100_000
MOST_CHARACTERS = 2**27
_PARQUET_MAGIC = b"PAR1"
_ZIP_MAGIC = b"PK\x03\x04"
_OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
_TABLE = "a CSV, Parquet or Excel (.xlsx) file"


@dataclass
class Table:
    """The rows of a file that have any value; ``columns`` are those the file has, ``refused`` counts misshapen rows."""

    file: str
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    refused: int = 0

    def frame(self) -> pd.DataFrame:
        """The cells as they stand in the file, one column of text each, by line."""
        cells = [[row.cells[column] for column in self.columns] for row in self.rows]
        return pd.DataFrame(cells, columns=self.columns, index=pd.Index([r.line for r in self.rows], name="line"))


def read_table(path: Path, schema: Schema, findings: Findings) -> Table:
    """The table of a file; whatever keeps it from being read is noted in ``findings``."""
    table = Table(path.name)
    try:
        _fill(table, path, schema, findings)
    except UnreadableError:
        return table
    if not table.rows and not table.refused and not schema.may_be_empty:
        message = f"has no {schema.rows}"
        findings.error(DayCode.NO_ROWS, path.name, message, f"at least one row of {schema.rows}")
    return table


def _fill(table: Table, path: Path, schema: Schema, findings: Findings) -> None:
    try:
        with path.open("rb") as file:
            beginning = file.read(LOOK)
            file.seek(0)
            if beginning.startswith(_ZIP_MAGIC) and is_workbook(path):
                _take(table, workbook_rows(path, schema, findings), schema, False, findings)
                return
            refuse_foreign(beginning, path.name, findings)
            if beginning.startswith(_PARQUET_MAGIC):
                lines, decimal_comma = parquet_rows(path, schema, findings), False
            else:
                lines, decimal_comma = csv_rows(file, recognised(schema), path.name, findings)
            _take(table, lines, schema, decimal_comma, findings)
    except OSError as error:
        findings.error(DayCode.FILE_MISSING, path.name, f"cannot be read: {error.strerror or error}", _TABLE)
        raise UnreadableError from None


def refuse_foreign(beginning: bytes, file: str, findings: Findings) -> None:
    """Note what a file is that is neither CSV in UTF-8 nor Parquet, by its first bytes, and end its reading."""
    wide = wide_encoding(beginning)
    if not beginning.removeprefix(UTF8_MARK).strip():
        findings.error(DayCode.FILE_EMPTY, file, "is empty", _TABLE)
    elif beginning.startswith(_ZIP_MAGIC):
        findings.error(DayCode.FILE_FORMAT, file, "is a ZIP archive and no Excel workbook", _TABLE)
    elif beginning.startswith(_OLD_EXCEL_MAGIC):
        findings.error(DayCode.FILE_FORMAT, file, "is an Excel workbook of the old form (.xls), or protected", _TABLE)
    elif wide is not None and not beginning.startswith(_PARQUET_MAGIC):
        findings.error(DayCode.ENCODING, file, f"is {wide}", "UTF-8")
    else:
        return
    raise UnreadableError


def _take(
    table: Table, lines: Iterator[tuple[int, list[str]]], schema: Schema, decimal_comma: bool, findings: Findings
) -> None:
    _, header = next(lines)
    positions = header_positions(header, schema, table.file, findings)
    table.columns = [column.name for column in schema.columns if column.name in positions]
    characters = 0
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(header):
            message = f"the row has {len(cells)} cells"
            findings.error(DayCode.ROW_LENGTH, table.file, message, f"{len(header)} cells, as in the header", line)
            table.refused += 1
            continue
        row = Row(table.file, line, {c: cells[positions[c]] for c in table.columns}, findings, decimal_comma)
        row.refuse_control_characters()
        table.rows.append(row)
        characters += sum(map(len, row.cells.values()))
        if len(table.rows) > MOST_ROWS or characters > MOST_CHARACTERS:
            message = f"holds more than {MOST_ROWS:,} rows or {MOST_CHARACTERS:,} characters"
            findings.error(DayCode.FILE_TOO_LARGE, table.file, message, "one planning problem at a time", line)
            table.rows = []  # what is cut off somewhere would only give findings about the cut
            raise UnreadableError
