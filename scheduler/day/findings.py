"""What is wrong with the files of a day: collected while everything is read, raised once at the end."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from territories.findings import Finding

#: Findings that are listed; further ones are counted.
LISTED = 1000
_LONGEST_VALUE = 80


class DayCode(StrEnum):
    """Stable names of the findings, for machines; the sentences are for people."""

    FILE_MISSING = "FILE_MISSING"
    FILE_EMPTY = "FILE_EMPTY"
    FILE_FORMAT = "FILE_FORMAT"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    ENCODING = "ENCODING"
    COLUMN_MISSING = "COLUMN_MISSING"
    COLUMN_DOUBLED = "COLUMN_DOUBLED"
    COLUMN_MISSPELT = "COLUMN_MISSPELT"
    COLUMN_IGNORED = "COLUMN_IGNORED"
    NO_ROWS = "NO_ROWS"
    ROW_LENGTH = "ROW_LENGTH"
    CONTROL_CHARACTER = "CONTROL_CHARACTER"
    VALUE_MISSING = "VALUE_MISSING"
    VALUE_INVALID = "VALUE_INVALID"
    VALUE_RANGE = "VALUE_RANGE"
    VALUE_CONTRADICTS = "VALUE_CONTRADICTS"
    ID_DUPLICATE = "ID_DUPLICATE"
    TIME_INVALID = "TIME_INVALID"
    TIME_WITHOUT_ZONE = "TIME_WITHOUT_ZONE"
    TIME_SKIPPED = "TIME_SKIPPED"
    TIME_AMBIGUOUS = "TIME_AMBIGUOUS"
    ENDS_BEFORE_START = "ENDS_BEFORE_START"
    NAME_UNKNOWN = "NAME_UNKNOWN"
    NAME_AMBIGUOUS = "NAME_AMBIGUOUS"
    COORDINATE_RANGE = "COORDINATE_RANGE"
    SWAPPED_LATITUDE_LONGITUDE = "SWAPPED_LATITUDE_LONGITUDE"
    TERRITORY_DIFFERS = "TERRITORY_DIFFERS"
    SETTING_INVALID = "SETTING_INVALID"
    DAYS_UNKNOWN = "DAYS_UNKNOWN"
    MATRIX_INVALID = "MATRIX_INVALID"
    MATRIX_INCOMPLETE = "MATRIX_INCOMPLETE"
    PROBLEM_INVALID = "PROBLEM_INVALID"
    NO_SHIFTS = "NO_SHIFTS"
    NOBODY_HAS_IT = "NOBODY_HAS_IT"
    NOBODY_SERVES = "NOBODY_SERVES"
    AFTER_ITSELF = "AFTER_ITSELF"
    FILES_EXCHANGED = "FILES_EXCHANGED"
    ROADS_FAILED = "ROADS_FAILED"
    ROADS_NOTED = "ROADS_NOTED"


class DayError(ValueError):
    """A day that cannot be planned: ``findings`` in the order of files and lines, ``total`` of which were counted."""

    def __init__(self, findings: Iterable[Finding], total: int | None = None) -> None:
        self.findings = tuple(findings)
        self.total = len(self.findings) if total is None else total
        lines = [str(finding) for finding in self.findings]
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines)} more")
        super().__init__("\n".join(lines))


class MisreadError(ValueError):
    """Raised by a parser: what is wrong with a text, what was expected, and the code of the finding."""

    def __init__(self, message: str, expected: str, code: DayCode = DayCode.VALUE_INVALID) -> None:
        super().__init__(message)
        self.message, self.expected, self.code = message, expected, code


class UnreadableError(Exception):
    """Ends the reading of one file after the finding that says why is noted."""


class Findings:
    """The errors and warnings of all files of a day; the first :data:`LISTED` of each are kept, all are counted."""

    def __init__(self) -> None:
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []
        self.total = 0

    def error(
        self, code: StrEnum, file: str, message: str, expected: str,
        line: int | None = None, column: str | None = None, value: str | None = None, feature: int | None = None,
    ) -> None:  # fmt: skip
        """Note something for which nothing may be planned."""
        self.total += 1
        if len(self.errors) < LISTED:
            self.errors.append(Finding(code, file, message, expected, feature, column, shortened(value), line))

    def warn(
        self, code: StrEnum, file: str, message: str, expected: str,
        line: int | None = None, column: str | None = None, value: str | None = None,
    ) -> None:  # fmt: skip
        """Note something that is planned as it stands, but that a person should see."""
        if len(self.warnings) < LISTED:
            self.warnings.append(Finding(code, file, message, expected, None, column, shortened(value), line))

    def raise_errors(self) -> None:
        """Raise a :class:`DayError` if there are errors, ordered by file (as read) and line."""
        if self.errors:
            files = {name: order for order, name in reversed([*enumerate(e.file for e in self.errors)])}
            in_order = sorted(self.errors, key=lambda e: (files[e.file], e.line or e.feature or 0))
            raise DayError(in_order, self.total)


def shortened(value: str | None) -> str | None:
    """A value as it is shown in a finding."""
    return value if value is None or len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 3] + "..."
