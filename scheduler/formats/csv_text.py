"""CSV as text that is safe to open in a spreadsheet, and the same bytes every time.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return would be run as a formula by common
spreadsheets. Such a text is written with an apostrophe before it, and so is one that already begins with apostrophes
and such a sign, so that :func:`restored` gives back every text as it was. Numbers are written as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")

Cell = str | int | float | None


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A header and rows, separated by commas, lines ended by a line feed; ``None`` is an empty cell."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutralised(cell) for cell in row] for row in rows)
    return out.getvalue()


def neutralised(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def restored(text: str) -> str:
    """The text before :func:`neutralised`."""
    return text[1:] if _NEUTRALISED.match(text) else text
