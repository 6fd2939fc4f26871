"""What can be wrong with a file of territories, and the one error that carries all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Stable names of the findings, for machines; the sentences are for people."""

    FILE_MISSING = "FILE_MISSING"
    FILE_EMPTY = "FILE_EMPTY"
    FILE_FORMAT = "FILE_FORMAT"
    ENCODING = "ENCODING"
    LAYER_AMBIGUOUS = "LAYER_AMBIGUOUS"
    LAYER_UNKNOWN = "LAYER_UNKNOWN"
    NO_TERRITORIES = "NO_TERRITORIES"
    CRS_UNKNOWN = "CRS_UNKNOWN"
    CRS_MIXED = "CRS_MIXED"
    CRS_MISSING = "CRS_MISSING"
    CRS_NOT_LIKE_COORDINATES = "CRS_NOT_LIKE_COORDINATES"
    ID_COLUMN_MISSING = "ID_COLUMN_MISSING"
    ID_MISSING = "ID_MISSING"
    ID_DUPLICATE = "ID_DUPLICATE"
    NAME_COLUMN_MISSING = "NAME_COLUMN_MISSING"
    GEOMETRY_NULL = "GEOMETRY_NULL"
    GEOMETRY_EMPTY = "GEOMETRY_EMPTY"
    GEOMETRY_NOT_POLYGON = "GEOMETRY_NOT_POLYGON"
    GEOMETRY_COLLAPSED = "GEOMETRY_COLLAPSED"
    COORDINATE_NOT_FINITE = "COORDINATE_NOT_FINITE"
    COORDINATE_RANGE = "COORDINATE_RANGE"
    SWAPPED_LATITUDE_LONGITUDE = "SWAPPED_LATITUDE_LONGITUDE"
    ANTIMERIDIAN = "ANTIMERIDIAN"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it stands, and what was expected there.

    `feature` counts from 1 in the order of the file, `line` is the physical line of a text file (its header is line 1)
    or the row of a Parquet file; both are None where the file as a whole is meant.
    """

    code: StrEnum
    file: str
    message: str
    expected: str
    feature: int | None = None
    column: str | None = None
    value: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = [self.file]
        if self.feature is not None:
            where.append(f"feature {self.feature}")
        if self.line is not None:
            where.append(f"line {self.line}")
        if self.column is not None:
            where.append(f"column {self.column}")
        if self.value is not None:
            where.append(f"value {self.value!r}")
        return f"{', '.join(where)}: {self.message}; expected {self.expected} [{self.code}]"


class TerritoryFileError(ValueError):
    """A file of territories that is refused, with everything that was found wrong with it, in file order."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: finding.feature or 0))
        super().__init__("\n".join(str(finding) for finding in self.findings))
