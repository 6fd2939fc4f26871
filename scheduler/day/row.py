"""One row of a file: its cells by canonical column, read by parsers whose complaints become findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from scheduler.day.findings import DayCode, Findings, MisreadError
from scheduler.day.grammar import parse_number
from scheduler.entities import ProblemError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Value = TypeVar("Value")
Default = TypeVar("Default")


@dataclass(frozen=True)
class Row:
    """The cells of a row, stripped, by canonical column; ``line`` is the line it begins on."""

    file: str
    line: int
    cells: Mapping[str, str]
    findings: Findings
    decimal_comma: bool = False

    def text(self, column: str) -> str:
        """A cell, the empty string where the file has no such column."""
        return self.cells.get(column, "")

    def refuse(self, column: str, message: str, expected: str, code: DayCode = DayCode.VALUE_INVALID) -> None:
        """Note an error in a cell."""
        value = self.text(column) or None
        self.findings.error(code, self.file, message, expected, self.line, column, value)

    def warn(self, column: str, message: str, expected: str, code: DayCode) -> None:
        """Note a warning about a cell."""
        self.findings.warn(code, self.file, message, expected, self.line, column, self.text(column) or None)

    def refuse_control_characters(self) -> None:
        """Note the cells that hold NUL or other control characters (line breaks and tabs may be in a text)."""
        for column, cell in self.cells.items():
            if _CONTROL.search(cell):
                self.refuse(column, "holds a control character", "text", DayCode.CONTROL_CHARACTER)

    def read(self, column: str, parse: Callable[[str], Value], default: Default) -> Value | Default:
        """What a parser makes of a cell; ``default`` for an empty cell and for one that is refused."""
        text = self.text(column)
        if not text:
            return default
        try:
            return parse(text)
        except MisreadError as error:
            self.refuse(column, error.message, error.expected, error.code)
            return default

    def required(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """Like :meth:`read`, for a cell that must not be empty (a column that is missing is reported once)."""
        if column in self.cells and not self.cells[column]:
            self.refuse(column, "is empty", "a value", DayCode.VALUE_MISSING)
        return self.read(column, parse, None)

    def number(self, column: str, low: float, high: float, default: Default) -> Fraction | Default:
        """A number within bounds, both allowed."""

        def parse(text: str) -> Fraction:
            value = parse_number(text, self.decimal_comma)
            if not low <= value <= high:
                raise MisreadError("is out of range", f"a number from {low:,} to {high:,}", DayCode.VALUE_RANGE)
            return value

        return self.read(column, parse, default)

    def whole(self, column: str, low: int, high: int, default: Default) -> int | Default:
        """A whole number within bounds, both allowed."""
        value = self.number(column, low, high, None)
        if value is None:
            return default
        if value.denominator != 1:
            self.refuse(column, "is not a whole number", f"a whole number from {low:,} to {high:,}")
            return default
        return int(value)

    def build(self, make: Callable[[], Value]) -> Value | None:
        """What ``make`` returns; what it refuses is noted for the row as a whole."""
        try:
            return make()
        except ProblemError as error:
            for finding in error.findings:
                self.findings.error(DayCode.PROBLEM_INVALID, self.file, finding, "data that fits together", self.line)
            return None
