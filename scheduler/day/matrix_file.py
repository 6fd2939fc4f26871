"""Reading matrix files; the formats are described in :mod:`scheduler.day.matrix`."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from scheduler.day.columns import normalised
from scheduler.day.csv_file import csv_rows
from scheduler.day.findings import DayCode, Findings, MisreadError, UnreadableError
from scheduler.day.grammar import parse_number
from scheduler.day.matrix import MatrixFile, Numbers
from scheduler.day.table import refuse_foreign
from scheduler.formats.files import LOOK

#: Bytes of an unpacked .npz file, and places of a .csv file: three arrays of numbers for 5,000 places are 600 MB.
MOST_BYTES = 2**30
MOST_PLACES = 5000
_ZIP_MAGIC = b"PK\x03\x04"
_PER_MINUTE = {"minutes": 1, "seconds": 60}
_FORMATS = "a matrix as .npz or .csv"
_LONGEST_MINUTES = 366 * 24 * 60
_LONGEST_METRES = 50_000_000
Lines = Iterable[tuple[int, list[str]]]


def read_matrix(path: Path, findings: Findings) -> MatrixFile | None:
    """The matrix of a file; ``None`` after noting everything that is wrong with it."""
    errors = findings.total
    try:
        found = _read(path, findings)
        _validate(found, findings)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        findings.error(DayCode.FILE_FORMAT, path.name, f"cannot be read: {error}", _FORMATS)
    except UnreadableError:
        return None
    return found if findings.total == errors else None


def _read(path: Path, findings: Findings) -> MatrixFile:
    with path.open("rb") as file:
        beginning = file.read(LOOK)
        file.seek(0)
        if beginning.startswith(_ZIP_MAGIC):
            return _read_npz(path, findings)
        refuse_foreign(beginning, path.name, findings)
        lines, decimal_comma = csv_rows(file, ("from", "to", "metres", *_PER_MINUTE), path.name, findings)
        numbers = _NumberReader(path.name, decimal_comma, findings)
        _, header = next(lines)
        titles = [normalised(title) for title in header]
        read = _read_long if {"from", "to"} <= set(titles) else _read_square
        return read(titles, header, lines, numbers)


def _refuse(file: str, findings: Findings, message: str, expected: str = _FORMATS) -> UnreadableError:
    findings.error(DayCode.MATRIX_INVALID, file, message, expected)
    return UnreadableError()


def _read_npz(path: Path, findings: Findings) -> MatrixFile:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
            message = f"unpacks to more than {MOST_BYTES // 2**20:,} MB"
            findings.error(DayCode.FILE_TOO_LARGE, path.name, message, "the places in use")
            raise UnreadableError
    with np.load(path, allow_pickle=False) as arrays:
        names = set(arrays.files)
        unit = _unit(names, path.name, findings)
        if "ids" not in names:
            raise _refuse(path.name, findings, "has no array ids", "the array ids")
        ids = tuple(str(name) for name in np.ravel(arrays["ids"]))
        minutes = np.asarray(arrays[unit], dtype=np.float64) / _PER_MINUTE[unit]
        metres = np.asarray(arrays["metres"], dtype=np.float64) if "metres" in names else None
    return MatrixFile(path.name, ids, minutes, metres)


def _unit(names: Iterable[str], file: str, findings: Findings) -> str:
    units = [unit for unit in _PER_MINUTE if unit in names]
    if len(units) != 1:
        raise _refuse(file, findings, f"has {' and '.join(units) or 'no times'}", "either minutes or seconds")
    return units[0]


class _NumberReader:
    """Reads the numbers of a CSV matrix and notes what is none."""

    def __init__(self, file: str, decimal_comma: bool, findings: Findings) -> None:
        self.file, self.findings = file, findings
        self._decimal_comma = decimal_comma

    def read(self, text: str, line: int, column: str) -> float:
        """A number; NaN for an empty cell and for one that is refused."""
        if not text:
            return np.nan
        try:
            return float(parse_number(text, self._decimal_comma))
        except MisreadError as error:
            self.findings.error(error.code, self.file, error.message, error.expected, line, column, text)
            return np.nan

    def rows(self, lines: Lines, length: int) -> Iterator[tuple[int, list[str]]]:
        """The rows that are as long as the header; notes the others, and too many of them."""
        for line, cells in lines:
            if len(cells) == length:
                yield line, cells
            elif any(cells):
                message = f"the row has {len(cells)} cells"
                self.findings.error(DayCode.ROW_LENGTH, self.file, message, f"{length} cells, as in the header", line)


def _read_long(titles: list[str], header: list[str], lines: Lines, numbers: _NumberReader) -> MatrixFile:
    unit = _unit(titles, numbers.file, numbers.findings)
    start, end, time = (titles.index(name) for name in ("from", "to", unit))
    distance = titles.index("metres") if "metres" in titles else None
    index: dict[str, int] = {}
    legs: dict[tuple[int, int], tuple[float, float]] = {}
    for line, cells in numbers.rows(lines, len(header)):
        key = index.setdefault(cells[start], len(index)), index.setdefault(cells[end], len(index))
        if key in legs:
            message = f"the way from {cells[start]} to {cells[end]} is there twice"
            numbers.findings.error(DayCode.ID_DUPLICATE, numbers.file, message, "every way once", line)
        metres = np.nan if distance is None else numbers.read(cells[distance], line, "metres")
        legs[key] = numbers.read(cells[time], line, unit) / _PER_MINUTE[unit], metres
        if len(index) > MOST_PLACES:
            raise _refuse(numbers.file, numbers.findings, f"has more than {MOST_PLACES:,} places", "the places in use")
    filled = _filled(len(index), legs)
    return MatrixFile(numbers.file, tuple(index), filled[0], None if distance is None else filled[1])


def _filled(count: int, legs: dict[tuple[int, int], tuple[float, float]]) -> Numbers:
    numbers = np.full((2, count, count), np.nan)
    numbers[:, np.arange(count), np.arange(count)] = 0
    for (start, end), leg in legs.items():
        numbers[:, start, end] = leg
    return numbers


def _read_square(titles: list[str], header: list[str], lines: Lines, numbers: _NumberReader) -> MatrixFile:
    if not titles or titles[0] not in _PER_MINUTE:
        expected = "columns from, to and minutes or seconds; or minutes or seconds as the first cell of a square"
        raise _refuse(numbers.file, numbers.findings, "is neither a list of legs nor a square", expected)
    ids = header[1:]
    rows: list[list[float]] = []
    for line, cells in numbers.rows(lines, len(header)):
        expected_id = ids[len(rows)] if len(rows) < len(ids) else "no further row"
        if cells[0] != expected_id:
            message, code = f"the row is called {cells[0]!r}", DayCode.MATRIX_INVALID
            numbers.findings.error(code, numbers.file, message, f"{expected_id}, as in the header", line)
        rows.append([numbers.read(cell, line, title) for cell, title in zip(cells[1:], ids, strict=True)])
    minutes = np.array(rows, dtype=np.float64).reshape(len(rows), len(ids)) / _PER_MINUTE[titles[0]]
    if len(rows) == len(ids):
        diagonal = np.diagonal(minutes)
        minutes[np.arange(len(ids)), np.arange(len(ids))] = np.where(np.isnan(diagonal), 0, diagonal)
    return MatrixFile(numbers.file, tuple(ids), minutes, None)


def _validate(matrix: MatrixFile, findings: Findings) -> None:
    for name in sorted(name for name, count in Counter(matrix.ids).items() if count > 1):
        findings.error(DayCode.ID_DUPLICATE, matrix.file, "a place is there twice", "every id once", None, "ids", name)
    _validate_numbers(matrix, "minutes", matrix.minutes, _LONGEST_MINUTES, findings)
    if matrix.metres is not None:
        _validate_numbers(matrix, "metres", matrix.metres, _LONGEST_METRES, findings)


def _validate_numbers(matrix: MatrixFile, column: str, numbers: Numbers, most: int, findings: Findings) -> None:
    count = len(matrix.ids)
    if numbers.shape != (count, count):
        message = f"{column} has the shape {numbers.shape}"
        findings.error(DayCode.MATRIX_INVALID, matrix.file, message, f"({count}, {count}), as there are ids")
        return
    for start, end in np.argwhere((numbers < 0) | (numbers > most)):
        message = f"the {column} from {matrix.ids[start]} to {matrix.ids[end]} are out of range"
        value = f"{numbers[start, end]:.10g}"
        findings.error(DayCode.VALUE_RANGE, matrix.file, message, f"0 to {most:,}", None, column, value)


def shared_ids(first: Sequence[str], second: Iterable[str]) -> list[str]:
    """Ids that two kinds of things share, by which a matrix could not tell their places apart."""
    return sorted(set(first) & set(second))
