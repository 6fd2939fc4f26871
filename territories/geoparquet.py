"""GeoParquet (1.0 and 1.1) with geometry as WKB: columns, shapes and the CRS that its metadata declare."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from territories.findings import Code, Finding, TerritoryFileError

MAGIC = b"PAR1"
_FORMAT = "GeoParquet with geometry as WKB"


@dataclass(frozen=True)
class ParquetLayer:
    """Attribute columns, WKB (None where null) and the CRS, None where the file says that it is not known."""

    columns: dict[str, NDArray[Any]]
    wkb: NDArray[np.object_]
    crs: CRS | None


def read_geoparquet(path: Path) -> ParquetLayer:
    """The content of a file; raises TerritoryFileError for what is no GeoParquet of this kind."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise _refuse(path, Code.FILE_FORMAT, f"cannot be read as Parquet: {error}") from error
    name, about = _geometry(path, table)
    wkb = np.array(table.column(name).to_pylist(), dtype=object)
    columns = {
        title: _values(table.column(title)) for title in table.column_names if title != name and _is_plain(table, title)
    }
    return ParquetLayer(columns, wkb, _crs(path, about))


def _refuse(path: Path, code: Code, message: str, column: str | None = None) -> TerritoryFileError:
    return TerritoryFileError([Finding(code, path.name, message, _FORMAT, column=column)])


def _geometry(path: Path, table: pa.Table) -> tuple[str, dict[str, Any]]:
    """The column that holds the geometry, and what the metadata say about it."""
    try:
        geo = json.loads((table.schema.metadata or {})[b"geo"])
        name = geo["primary_column"]
        about = geo["columns"][name]
        encoding = about["encoding"]
    except KeyError as error:
        message = f"is Parquet, but its metadata have no {error.args[0]!r}".replace("b'geo'", "'geo'")
        raise _refuse(path, Code.FILE_FORMAT, message) from error
    except (ValueError, TypeError) as error:
        raise _refuse(path, Code.FILE_FORMAT, "is Parquet, but its 'geo' metadata cannot be understood") from error
    if encoding != "WKB":
        raise _refuse(path, Code.FILE_FORMAT, f"holds geometry as {encoding}", name)
    held = table.schema.field(name).type if table.column_names.count(name) == 1 else None
    if held is None or not (pa.types.is_binary(held) or pa.types.is_large_binary(held)):
        raise _refuse(path, Code.FILE_FORMAT, f"has no one binary column {name}", name)
    return name, about


def _is_plain(table: pa.Table, title: str) -> bool:
    """Whether a column may hold ids or names: lists, structures (as bounding boxes) and bytes do not."""
    held = table.schema.field(title).type
    return table.column_names.count(title) == 1 and not (pa.types.is_nested(held) or pa.types.is_binary(held))


def _values(column: pa.ChunkedArray) -> NDArray[Any]:
    return np.array([*column.to_pylist(), None], dtype=object)[:-1]


def _crs(path: Path, about: dict[str, Any]) -> CRS | None:
    """Without a word about it the CRS is longitude and latitude; null says that it is not known."""
    told = about.get("crs", "OGC:CRS84")
    try:
        return None if told is None else CRS.from_user_input(told)
    except (CRSError, TypeError, ValueError) as error:
        raise _refuse(path, Code.CRS_UNKNOWN, "unknown CRS", "crs") from error
