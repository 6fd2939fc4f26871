"""CSV as it comes and as it goes: encodings, separators, and cells that a spreadsheet would run. Pure."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from service.errors import Problem, invalid

LARGEST_IMPORT = 64_000_000
"""Bytes of an import, unpacked."""
MOST_ROWS = 200_000
"""Rows of an import, over all its files."""
LONGEST_CELL = 400_000
"""Characters of a cell: a signature's picture has 300,000."""
SEPARATORS = ",;\t|"
ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
RUN_BY_SPREADSHEETS = re.compile(r"^[=+\-@\t\r]")
GUARDED = re.compile(r"^'[=+\-@\t\r']")

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: where it stands, and its cells that are not empty, by column."""

    file: str
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One file."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]


def unreadable(name: str, detail: str, *, line: int | None = None) -> Problem:
    """Return the refusal of a whole file that cannot be read."""
    where = name if line is None else f"{name}, line {line}"
    return invalid("file", f"{where}: {detail}", code="file_unreadable", line=line)


def read_table(content: bytes, name: str, *, encoding: str | None = None) -> Table:
    """Return a file's lines. Separated by comma, semicolon, tab or bar; in UTF-8 or UTF-16 unless said otherwise."""
    if len(content) > LARGEST_IMPORT:
        raise too_large()
    text = decoded(content, name, encoding)
    if "\0" in text:
        raise unreadable(name, "there is a NUL in it", line=text.count("\n", 0, text.index("\0")) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as fault:
        raise unreadable(name, str(fault), line=reader.line_num) from None
    if not lines:
        raise unreadable(name, "there is not even a line of column names")
    columns = _columns(name, lines[0][1])
    return Table(name, columns, list(_rows(name, columns, lines[1:])))


def too_large() -> Problem:
    """Return the refusal of an import that is larger than one transaction should be."""
    detail = f"an import has {LARGEST_IMPORT} bytes and {MOST_ROWS} rows at most; divide it"
    return Problem(413, "too_large", detail, field="file")


def decoded(content: bytes, name: str, encoding: str | None) -> str:
    """Return the text of a file. Nothing is guessed: other encodings than UTF-8 and UTF-16 have to be named."""
    if encoding is not None and encoding not in ENCODINGS:
        raise invalid("encoding", f"{encoding!r} is not read here", allowed=list(ENCODINGS))
    if encoding in (None, "utf-8", "utf-16") and content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return content.decode("utf-8-sig" if encoding in (None, "utf-8") else encoding)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        detail = f"this is not {encoding or 'utf-8'}; say which encoding it is"
        raise invalid(
            "encoding",
            f"{name}, line {line}: {detail}",
            code="encoding_wrong",
            line=line,
            allowed=list(ENCODINGS),
        ) from None


def separator(text: str) -> str:
    """Return what separates the column names: of the separators, the one that is there most."""
    first = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(SEPARATORS, key=first.count)


def _columns(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    folded = [column.casefold() for column in columns]
    if "" in folded or len(set(folded)) < len(folded):
        doubled = sorted({column for column in columns if folded.count(column.casefold()) > 1})
        raise unreadable(name, f"columns without a name, or twice: {', '.join(map(repr, doubled))}", line=1)
    return columns


def _rows(name: str, columns: Sequence[str], lines: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    for count, (line, cells) in enumerate(lines, 1):
        if count > MOST_ROWS:
            raise too_large()
        if len(cells) != len(columns):
            raise unreadable(name, f"{len(cells)} cells under {len(columns)} columns", line=line)
        filled = {column: unguarded(cell.strip()) for column, cell in zip(columns, cells, strict=True)}
        yield Row(name, line, {column: cell for column, cell in filled.items() if cell})


def read_bundle(content: bytes, *, encoding: str | None = None) -> dict[str, Table]:
    """Return the tables of a ZIP archive by the names of its files, `Account.csv` and so on; folders count nothing."""
    tables: dict[str, Table] = {}
    left = LARGEST_IMPORT
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if entry.is_dir() or path.suffix.casefold() != ".csv" or path.name.startswith("."):
                    continue
                # What an archive says of its sizes need not be so.
                with archive.open(entry) as file:
                    unpacked = file.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise too_large()
                add_table(tables, read_table(unpacked, path.stem, encoding=encoding))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as fault:
        raise invalid("file", f"the archive cannot be read: {fault}", code="file_unreadable") from None
    return tables


def add_table(tables: dict[str, Table], table: Table) -> None:
    """Add a table to others; refused if there is one of its name, or if there are too many rows together."""
    if table.name in tables:
        raise invalid("file", f"there are two files for {table.name}", code="duplicate")
    tables[table.name] = table
    if sum(len(each.rows) for each in tables.values()) > MOST_ROWS:
        raise too_large()


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs: with an apostrophe before what it would take for a formula."""
    return f"'{text}" if RUN_BY_SPREADSHEETS.match(text) or GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell, as it was before it was guarded."""
    return cell[1:] if GUARDED.match(cell) else cell


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the text of a CSV file, a line at a time."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    for cells in chain([columns], rows):
        writer.writerow(cells)
        yield target.getvalue()
        target.seek(0)
        target.truncate()
