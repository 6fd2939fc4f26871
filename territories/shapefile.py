"""What belongs to a Shapefile, and the names that its ten letters a column cut off."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from territories.findings import Code, Finding
from territories.identity_columns import ID_COLUMNS

#: A main file begins with this number.
MAGIC = b"\x00\x00\x27\x0a"
_NEEDED = {".shx": "the index of its shapes", ".dbf": "the table with its ids"}
_LONGEST_NAME = 10


def shapefile_findings(path: Path) -> list[Finding]:
    """The files that are missing beside a main file."""
    there = {one.suffix.lower() for one in path.parent.glob(f"{path.stem}.*")}
    return [
        Finding(Code.FILE_MISSING, path.name, f"{path.stem}{suffix} is missing beside it", what)
        for suffix, what in _NEEDED.items()
        if suffix not in there
    ]


def shapefile_columns(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The columns; one that can only be a known id column cut to ten letters has its whole name."""
    whole = {name[:_LONGEST_NAME]: name for name in reversed(ID_COLUMNS) if len(name) > _LONGEST_NAME}
    return {whole.get(name, name): values for name, values in columns.items()}
