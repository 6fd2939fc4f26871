"""From WKB in any CRS to valid lon/lat polygons: what is repaired, and what is refused."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from territories.areas import area_m2
from territories.findings import Code, Finding
from territories.source import Layer

LON_LAT = "EPSG:4326"
POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
# A projection's inverse may overshoot the date line or a pole by rounding; that is no error of the file.
_RANGE_SLACK = 1e-9
_UNCLOSED = "Ring not closed"


@dataclass(frozen=True)
class Repair:
    """A ring that was not valid and what became of it.

    `feature` counts from 1; `area_km2` and `parts` are those after the repair.
    """

    feature: int
    territory: str
    reason: str
    area_km2: float
    parts: int

    def __str__(self) -> str:
        return (
            f"Territory {self.territory} (feature {self.feature}) was repaired ({self.reason}): "
            f"its area is now {self.area_km2:.3f} km² in {self.parts} part{'s' if self.parts > 1 else ''}."
        )


def read_polygons(layer: Layer, ids: list[str]) -> tuple[NDArray[np.object_], tuple[Repair, ...], list[Finding]]:
    """Valid polygons and multipolygons in lon/lat by feature, the repairs, and what cannot be repaired.

    The polygons are only meaningful when no finding comes with them.
    """
    geometry, unclosed = _from_wkb(layer.wkb)
    findings = _shape_findings(layer, geometry)
    good = np.ones(len(geometry), dtype=bool)
    good[[finding.feature - 1 for finding in findings if finding.feature is not None]] = False
    if not good.any():
        return geometry, (), findings
    whole_file = _crs_findings(layer, geometry[good])
    if whole_file:
        return geometry, (), findings + whole_file
    geometry[good] = _to_lon_lat(layer, geometry[good])
    findings += _place_findings(layer, geometry, good)
    polygons, repairs, collapsed = _repair(layer.file, geometry, good, unclosed, ids)
    return polygons, repairs, findings + collapsed


def _from_wkb(wkb: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Geometries, and which of them had a ring that does not end where it starts (it is closed here)."""
    with np.errstate(invalid="ignore"):  # NaN coordinates are found, and refused, afterwards
        geometry = shapely.from_wkb(wkb, on_invalid="ignore")
        unclosed = shapely.is_missing(geometry) & np.array([value is not None for value in wkb], dtype=bool)
        geometry[unclosed] = shapely.from_wkb(wkb[unclosed], on_invalid="fix")
    return np.asarray(geometry, dtype=object), unclosed


def _flag(
    layer: Layer, bad: NDArray[np.bool_], code: Code, message: str, expected: str, values: list[str] | None = None
) -> list[Finding]:
    return [
        Finding(code, layer.file, message, expected, int(i) + 1, "geometry", None if values is None else values[i])
        for i in np.flatnonzero(bad)
    ]


def _shape_findings(layer: Layer, geometry: NDArray[np.object_]) -> list[Finding]:
    missing = shapely.is_missing(geometry)
    kind = shapely.get_type_id(geometry)
    other = ~missing & ~np.isin(kind, POLYGONAL)
    empty = ~missing & ~other & shapely.is_empty(geometry)
    not_finite = ~missing & ~other & ~_every_coordinate(geometry, _finite)
    kinds = ["" if g is None else g.geom_type for g in geometry]
    area = "a Polygon or MultiPolygon"
    null = "no geometry, or coordinates that are no numbers"
    return [
        *_flag(layer, missing, Code.GEOMETRY_NULL, null, area),
        *_flag(layer, other, Code.GEOMETRY_NOT_POLYGON, "not an area", area, kinds),
        *_flag(layer, empty, Code.GEOMETRY_EMPTY, "an empty geometry", area),
        *_flag(layer, not_finite, Code.COORDINATE_NOT_FINITE, "a coordinate is no finite number", "numbers"),
    ]


def _every_coordinate(
    geometry: NDArray[np.object_], test: Callable[[NDArray[np.float64]], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    coordinates, index = shapely.get_coordinates(geometry, return_index=True)
    failed = np.bincount(index[~test(coordinates)], minlength=len(geometry))
    return np.asarray(failed == 0)


def _finite(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(xy).all(axis=1))


def _in_range(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((np.abs(xy[:, 0]) <= 180 + _RANGE_SLACK) & (np.abs(xy[:, 1]) <= 90 + _RANGE_SLACK))


def _crs_findings(layer: Layer, geometry: NDArray[np.object_]) -> list[Finding]:
    """What speaks against the declared CRS as a whole.

    Degrees in a file that declares metres would land within 180 m of the origin of the projection, where
    no one draws territories.
    """
    like_degrees = bool(_in_range(shapely.get_coordinates(geometry)).all())
    swapped = bool(_in_range(shapely.get_coordinates(geometry)[:, ::-1]).all())
    if layer.crs is None and not like_degrees and not swapped:
        expected = "a declared CRS, or longitude and latitude in degrees"
        message = "no CRS is declared and the coordinates are no degrees"
        return [Finding(Code.CRS_MISSING, layer.file, message, expected)]
    if layer.crs is not None and layer.crs.is_projected and like_degrees:
        value = layer.crs.to_string()
        message = "the declared CRS is in length units but all coordinates look like degrees"
        expected = "EPSG:4326 as CRS, or coordinates in the declared one"
        return [Finding(Code.CRS_NOT_LIKE_COORDINATES, layer.file, message, expected, None, "crs", value)]
    return []


def _to_lon_lat(layer: Layer, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    if layer.crs is None:
        return geometry
    return np.asarray(gpd.GeoSeries(geometry, crs=layer.crs).to_crs(LON_LAT).array, dtype=object)


def _place_findings(layer: Layer, geometry: NDArray[np.object_], good: NDArray[np.bool_]) -> list[Finding]:
    outside = good & ~_every_coordinate(geometry, _in_range)
    swapped = outside & _every_coordinate(geometry, lambda xy: _in_range(xy[:, ::-1]))
    values = [_first_outside(polygon) if bad else "" for polygon, bad in zip(geometry, outside, strict=True)]
    exchanged = "latitude and longitude are exchanged"
    fix = "longitude first, then latitude: exchange the two in every coordinate"
    degrees = "longitude in -180..180 and latitude in -90..90 degrees"
    split = "a MultiPolygon cut at longitude 180 (RFC 7946, 3.1.9)"
    return [
        *_flag(layer, swapped, Code.SWAPPED_LATITUDE_LONGITUDE, exchanged, fix, values),
        *_flag(layer, outside & ~swapped, Code.COORDINATE_RANGE, "outside the earth", degrees, values),
        *_flag(
            layer, good & ~outside & _spans_antimeridian(geometry), Code.ANTIMERIDIAN,
            "an edge spans more than 180 degrees of longitude", split,
        ),
    ]  # fmt: skip


def _first_outside(polygon: shapely.Geometry) -> str:
    coordinates = shapely.get_coordinates(polygon)
    x, y = coordinates[~_in_range(coordinates)][0]
    return f"({x:.10g}, {y:.10g})"


def _spans_antimeridian(geometry: NDArray[np.object_]) -> NDArray[np.bool_]:
    parts, part_of = shapely.get_parts(geometry, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    coordinates, index = shapely.get_coordinates(rings, return_index=True)
    jump = (np.abs(np.diff(coordinates[:, 0])) > 180) & (np.diff(index) == 0)
    spans = np.zeros(len(geometry), dtype=bool)
    spans[part_of[ring_of[index[:-1][jump]]]] = True
    return spans


def _repair(
    file: str,
    geometry: NDArray[np.object_],
    good: NDArray[np.bool_],
    unclosed: NDArray[np.bool_],
    ids: list[str],
) -> tuple[NDArray[np.object_], tuple[Repair, ...], list[Finding]]:
    polygons, repairs, findings = geometry.copy(), [], []
    for i in np.flatnonzero(good & (unclosed | ~shapely.is_valid(geometry))):
        broken = geometry[i]
        reason = _UNCLOSED if unclosed[i] else shapely.is_valid_reason(broken)
        fixed = _polygonal(shapely.make_valid(broken, method="structure", keep_collapsed=False))
        if shapely.is_empty(fixed):
            findings.append(
                Finding(
                    Code.GEOMETRY_COLLAPSED, file, f"no area is left after repair ({reason})",
                    "a ring that encloses an area", int(i) + 1, "geometry",
                )
            )  # fmt: skip
            continue
        polygons[i] = fixed
        area_km2 = float(area_m2(polygons[i : i + 1])[0]) / 1e6
        repairs.append(Repair(int(i) + 1, ids[i], reason, area_km2, int(shapely.get_num_geometries(fixed))))
    return polygons, tuple(repairs), findings


def _polygonal(geometry: shapely.Geometry) -> shapely.Geometry:
    """The areas of a geometry; lines and points left over by a repair are no territory."""
    parts = shapely.get_parts(geometry)
    areas = parts[np.isin(shapely.get_type_id(parts), POLYGONAL)]
    return areas[0] if len(areas) == 1 else shapely.multipolygons(shapely.get_parts(areas))
