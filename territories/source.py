"""The file door: GeoJSON, GeoPackage, Shapefile, KML and GeoParquet to columns, WKB and a CRS, or to findings.

GDAL, which reads the file, forgives more than a plan may: it opens whatever it recognises, follows virtual
formats to other files, and falls back to EPSG:4326 where it cannot understand a CRS. What it forgives is asked here.
"""

import difflib
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError
from pyogrio.raw import read as read_raw
from pyproj import CRS
from pyproj.exceptions import CRSError

from territories.findings import Code, Finding, TerritoryFileError
from territories.geoparquet import MAGIC as PARQUET_MAGIC
from territories.geoparquet import read_geoparquet
from territories.kml import kml_columns, kml_findings
from territories.shapefile import MAGIC as SHAPEFILE_MAGIC
from territories.shapefile import shapefile_columns, shapefile_findings

DRIVERS = ("GeoJSON", "GPKG", "ESRI Shapefile", "LIBKML", "KML")
FORMATS = "a GeoJSON FeatureCollection, a GeoPackage, a Shapefile, KML or GeoParquet"
_SQLITE_MAGIC = b"SQLite format 3\x00"
_ZIP_MAGIC = b"PK\x03\x04"
_CRS_MEMBER = re.compile(r'"crs"\s*:\s*')
# Conditions GDAL warns of that are found again, and reported, when the geometry is looked at.
_REPORTED_ELSEWHERE = re.compile("Non closed ring|Several features with id")
# What the columns of a driver are, where they are not what stands in the file.
_COLUMNS: dict[str, Callable[[dict[str, NDArray[Any]]], dict[str, NDArray[Any]]]] = {
    "ESRI Shapefile": shapefile_columns,
    "LIBKML": kml_columns,
    "KML": kml_columns,
}


@dataclass(frozen=True)
class Layer:
    """One layer as it stands in the file: attribute columns, WKB (None where null) and the CRS it declares."""

    file: str
    columns: dict[str, NDArray[Any]]
    wkb: NDArray[np.object_]
    crs: CRS | None


def read_layer(path: Path, layer: str | None = None) -> Layer:
    """Read one layer; `layer` names it where the file has several.

    Raises TerritoryFileError for anything that keeps the file from being read as a whole.
    """
    text = _first_look(path)
    if text is None:
        parquet = read_geoparquet(path)
        return _not_empty(path, Layer(path.name, parquet.columns, parquet.wkb, parquet.crs))
    declared = _declared_crs(path, text) if text.lstrip().startswith("{") else None
    try:
        name = _layer_name(path, layer)
        meta, wkb, columns = _read(path, name)
    except (DataSourceError, CRSError) as error:
        raise _refuse(
            path, Code.FILE_FORMAT, f"cannot be read: {str(error).partition('; It might help')[0]}", FORMATS
        ) from error
    crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    if declared is not None and (crs is None or not _same(declared, crs)):
        message = f"a crs member says {declared.to_string()} where it does not count for the whole file"
        raise _refuse(path, Code.CRS_MIXED, message, "one crs member, of the FeatureCollection", "crs")
    return _not_empty(path, Layer(path.name, columns, wkb, crs))


def _not_empty(path: Path, layer: Layer) -> Layer:
    if len(layer.wkb) == 0:
        raise _refuse(path, Code.NO_TERRITORIES, "holds no feature", "at least one polygon")
    return layer


def _refuse(
    path: Path, code: Code, message: str, expected: str, column: str | None = None, value: str | None = None
) -> TerritoryFileError:
    return TerritoryFileError([Finding(code, path.name, message, expected, column=column, value=value)])


def _first_look(path: Path) -> str | None:
    """The text of a GeoJSON or KML file, "" for a GeoPackage or Shapefile, None for Parquet; refuses all else."""
    if not path.is_file():
        raise _refuse(path, Code.FILE_MISSING, "is not a file", FORMATS)
    content = path.read_bytes()
    if not content.strip():
        raise _refuse(path, Code.FILE_EMPTY, "is empty", FORMATS)
    if content.startswith(PARQUET_MAGIC):
        return None
    if content.startswith(SHAPEFILE_MAGIC):
        _raise(shapefile_findings(path))
        return ""
    if content.startswith(_SQLITE_MAGIC):
        return ""
    if content.startswith(_ZIP_MAGIC):
        raise _refuse(path, Code.FILE_FORMAT, "is a ZIP archive (such as KMZ)", f"what is in it: {FORMATS}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 at byte {error.start + 1} (line {line})"
        raise _refuse(path, Code.ENCODING, message, "UTF-8, as GeoJSON prescribes") from error
    if text.lstrip().startswith("<"):
        _raise(kml_findings(path, text))
    elif not text.lstrip().startswith("{"):
        raise _refuse(path, Code.FILE_FORMAT, "is neither JSON nor a GeoPackage nor any other of these", FORMATS)
    return text


def _raise(findings: list[Finding]) -> None:
    if findings:
        raise TerritoryFileError(findings)


def _declared_crs(path: Path, text: str) -> CRS | None:
    """The CRS written in the crs members of a GeoJSON text, None without any; attributes named crs do not count."""
    members = [_json_value(text, match.end()) for match in _CRS_MEMBER.finditer(text)]
    distinct = {json.dumps(member, sort_keys=True) for member in members if isinstance(member, dict)}
    if len(distinct) > 1:
        value = "; ".join(sorted(distinct))
        raise _refuse(path, Code.CRS_MIXED, "several crs members disagree", "one CRS for all", "crs", value)
    for member in distinct:
        try:
            return CRS.from_user_input(json.loads(member)["properties"]["name"])
        except (CRSError, KeyError, TypeError) as error:
            expected = 'a name such as "urn:ogc:def:crs:OGC:1.3:CRS84" or "EPSG:3857"'
            raise _refuse(path, Code.CRS_UNKNOWN, "unknown CRS", expected, "crs", member) from error
    return None


def _same(one: CRS, other: CRS) -> bool:
    """Equal but for the order of axes: GeoJSON always has the longitude first."""
    return bool(one.equals(other, ignore_axis_order=True))


def _json_value(text: str, start: int) -> object:
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except json.JSONDecodeError:
        return None  # GDAL names the place where the JSON breaks


def _layer_name(path: Path, wanted: str | None) -> str:
    names = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if wanted is not None and wanted not in names:
        near = difflib.get_close_matches(wanted, names, n=1)
        hint = f"{near[0]!r}? The layers are" if near else "one of"
        expected = f"{hint} {', '.join(names) or '(no layer with geometry)'}"
        raise _refuse(path, Code.LAYER_UNKNOWN, "has no such layer", expected, "layer", wanted)
    if not names:
        raise _refuse(path, Code.NO_TERRITORIES, "has no layer with geometry", "a layer of polygons")
    if wanted is None and len(names) > 1:
        expected = "the name of one of them as layer"
        value = ", ".join(names)
        raise _refuse(path, Code.LAYER_AMBIGUOUS, "has several layers", expected, "layer", value)
    return wanted or names[0]


def _read(path: Path, layer: str) -> tuple[dict[str, Any], NDArray[np.object_], dict[str, NDArray[Any]]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        driver = pyogrio.read_info(path, layer=layer)["driver"]
        if driver not in DRIVERS:
            raise _refuse(path, Code.FILE_FORMAT, f"is {driver}", FORMATS)
        meta, _, wkb, values = read_raw(path, layer=layer, force_2d=True)
    for warning in caught:
        if not _REPORTED_ELSEWHERE.search(str(warning.message)):
            warnings.warn(warning.message, warning.category, stacklevel=3)
    columns = dict(zip(meta["fields"].tolist(), values, strict=True))
    return meta, wkb, _COLUMNS.get(driver, dict)(columns)
