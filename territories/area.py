"""One area as a GeoJSON geometry, held to what a file of territories is held to."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from shapely.errors import GEOSException

from territories.findings import Code, Finding, TerritoryFileError
from territories.polygons import LON_LAT, Repair, read_polygons
from territories.source import Layer


def read_area(geometry: Mapping[str, Any], name: str) -> tuple[shapely.Geometry, tuple[Repair, ...]]:
    """Return the valid polygon of a GeoJSON Polygon or MultiPolygon in longitude and latitude, and its repairs.

    Raises TerritoryFileError with everything that is wrong, under the name.
    """
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (GEOSException, TypeError, ValueError) as error:
        expected = "a GeoJSON Polygon or MultiPolygon"
        raise TerritoryFileError([Finding(Code.FILE_FORMAT, name, f"is no GeoJSON: {error}", expected)]) from None
    layer = Layer(name, {}, np.array([shapely.to_wkb(shape)], dtype=object), CRS.from_user_input(LON_LAT))
    polygons, repairs, findings = read_polygons(layer, [name])
    if findings:
        raise TerritoryFileError(findings)
    return polygons[0], repairs
