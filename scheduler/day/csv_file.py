"""CSV files as rows of cells, decoded line by line, so that memory is bounded and every complaint has its line.

A CSV file is UTF-8 (a byte order mark is welcome), separated by commas, semicolons or tabs, whichever makes the most
columns of the header known; where the comma does not separate cells it may stand in decimals. Cells are stripped. An
apostrophe before ``=``, ``+``, ``-`` or ``@`` is removed: :mod:`scheduler.formats.csv_text` writes it so that no
spreadsheet takes a text for a formula. Lines are counted as an editor counts them, quoted line breaks included.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from typing import BinaryIO

from scheduler.day.columns import normalised
from scheduler.day.findings import DayCode, Findings, UnreadableError
from scheduler.formats.csv_text import restored
from scheduler.formats.files import not_utf8

_LONGEST_LINE = 2**20
_DELIMITERS = ",;\t"


def csv_rows(
    file: BinaryIO, known: Collection[str], name: str, findings: Findings
) -> tuple[Iterator[tuple[int, list[str]]], bool]:
    """The header and the rows of a CSV file with the lines they begin on, and whether decimals may have a comma.

    ``known`` are the normalised column names by which the delimiter is found. Raises ``UnreadableError``, at once or
    while the rows are taken, after noting why.
    """
    first = next(_text_lines(file, name, findings))
    file.seek(0)

    def found(delimiter: str) -> int:
        try:
            return sum(normalised(title) in known for title in next(csv.reader([first], delimiter=delimiter), []))
        except csv.Error:  # what is no CSV is reported with its line when the rows are taken
            return 0

    delimiter = max(_DELIMITERS, key=found)
    return _split(_text_lines(file, name, findings), delimiter, name, findings), delimiter != ","


def _split(lines: Iterator[str], delimiter: str, name: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begin = 1
    try:
        for cells in reader:
            yield begin, [restored(cell.strip()) for cell in cells]
            begin = reader.line_num + 1
    except csv.Error as error:
        message = f"the row that begins here is no CSV ({error}); a quote may be unclosed"
        expected = 'cells in closed quotes, a quote inside them doubled ("")'
        findings.error(DayCode.FILE_FORMAT, name, message, expected, begin)
        raise UnreadableError from None


def _text_lines(file: BinaryIO, name: str, findings: Findings) -> Iterator[str]:
    number = 0
    while raw := file.readline(_LONGEST_LINE):
        number += 1
        if len(raw) == _LONGEST_LINE:
            message = f"a line is longer than {_LONGEST_LINE:,} bytes"
            findings.error(DayCode.FILE_FORMAT, name, message, "a CSV file with line breaks", number)
            raise UnreadableError
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            findings.error(DayCode.ENCODING, name, not_utf8(raw), "UTF-8", number)
            raise UnreadableError from None
        yield text.removeprefix("\ufeff") if number == 1 else text
