"""CSV text that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEUTRALISED = re.compile("'" + _FORMULA.pattern)

Cell = str | int | float | None


def neutralised(text: str) -> str:
    """Text with an apostrophe before what a spreadsheet would take for a formula (OWASP, "CSV Injection")."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text that :func:`neutralised` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """A CSV file with a header and ``\\n`` line ends; every row has all columns, ``None`` is an empty cell.

    Numbers stay numbers, so a negative one is not mistaken for a formula.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", restval="", extrasaction="raise")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: neutralised(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return buffer.getvalue()
