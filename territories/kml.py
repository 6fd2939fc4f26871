"""What GDAL forgives in KML and a plan may not: entities, and coordinates that are no numbers."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from territories.findings import Code, Finding

_DOCUMENT = re.compile(r"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_POSITION = re.compile(r"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?(?:,[-+]?\d[\d.]*(?:[eE][-+]?\d+)?){1,2}")
#: What GDAL adds to every placemark; none of it is a territory's.
_OWN_COLUMNS = (
    "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder",
    "icon", "snippet",
)  # fmt: skip


def kml_findings(path: Path, text: str) -> list[Finding]:
    """What is wrong with the text of a KML file, in the order of its placemarks."""
    if _DOCUMENT.search(text):
        message = "declares a DOCTYPE or entities"
        return [Finding(Code.FILE_FORMAT, path.name, message, "KML without them, as it is always written")]
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        return [Finding(Code.FILE_FORMAT, path.name, f"is no XML: {error}", "KML")]
    if _local(root) != "kml":
        return [Finding(Code.FILE_FORMAT, path.name, f"is XML, but {_local(root)} and no KML", "KML")]
    placemarks = [element for element in root.iter() if _local(element) == "Placemark"]
    return [
        Finding(
            Code.COORDINATE_NOT_FINITE, path.name, "a coordinate is no number",
            "longitude,latitude and perhaps a height, separated by blanks", number, "coordinates", position[:80],
        )
        for number, placemark in enumerate(placemarks, 1)
        for position in _positions(placemark)
        if not _POSITION.fullmatch(position)
    ]  # fmt: skip


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _positions(placemark: ElementTree.Element) -> list[str]:
    return [
        position
        for element in placemark.iter()
        if _local(element) == "coordinates"
        for position in (element.text or "").split()
    ]


def kml_columns(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The columns of a KML layer: a placemark's id where any has one, its name, and its extended data."""
    kept = {name: values for name, values in columns.items() if name not in _OWN_COLUMNS}
    if "id" in kept and not any(_filled(value) for value in kept["id"]):
        del kept["id"]
    return kept


def _filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and np.isnan(value)) and str(value).strip() != ""
