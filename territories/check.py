"""Auditing territories: repairs, overlaps and gaps, each as a frozen finding and one sentence.

None of this refuses a map: an enclave may be meant, and the rule of `territories.locate` decides in an
overlap. Areas are in km², measured in EPSG:6933 (`territories.areas`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from territories.areas import area_m2, to_equal_area
from territories.polygons import Repair
from territories.territory_map import TerritoryMap

NEGLIGIBLE_M2 = 1.0
"""Overlaps and gaps below this many square metres are rounding of coordinates and not reported."""
_SAME_SHARE = 1 - 1e-6
_SLIVER_ROUNDNESS = 0.05
"""Area against that of a circle of the same perimeter (1 for a circle, 0.785 for a square, 0.05 for a 1:60 strip)."""


class OverlapKind(StrEnum):
    """How two territories overlap: partly, the second inside the first, or both the same area."""

    PARTIAL = "partial"
    CONTAINED = "contained"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Overlap:
    """Two territories that share `area_km2`, which is `share` (0 to 1) of the smaller one.

    `larger` and `smaller` are ids; points in the overlap belong to the smaller.
    """

    larger: str
    smaller: str
    kind: OverlapKind
    area_km2: float
    share: float

    def __str__(self) -> str:
        size = _size(self.area_km2)
        if self.kind is OverlapKind.DUPLICATE:
            return f"Territories {self.smaller} and {self.larger} cover the same {size}."
        if self.kind is OverlapKind.CONTAINED:
            return f"Territory {self.smaller} ({size}) lies wholly inside {self.larger}."
        return f"Territories {self.smaller} and {self.larger} overlap on {size}, {self.share:.1%} of {self.smaller}."


@dataclass(frozen=True)
class Gap:
    """A hole in the union of all territories: enclosed by them, in none of them.

    (Of a sliver so thin that the border rule of `territories.locate` covers it, points still get a neighbour.)
    `lon` and `lat` are a point inside; `neighbours` are the ids around it; `sliver` marks gaps so thin
    that they are more likely drawn by accident than meant.
    """

    area_km2: float
    lon: float
    lat: float
    neighbours: tuple[str, ...]
    sliver: bool

    def __str__(self) -> str:
        kind = "A sliver" if self.sliver else "A gap"
        return (
            f"{kind} of {_size(self.area_km2)} around latitude {self.lat:.5f}, longitude {self.lon:.5f} "
            f"is enclosed by {', '.join(self.neighbours)} and belongs to none."
        )


@dataclass(frozen=True)
class TerritoryAudit:
    """Everything an operator should know about a map, the largest areas first."""

    repairs: tuple[Repair, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]

    def sentences(self) -> list[str]:
        """One sentence a finding; an empty list when there is nothing to say."""
        return [str(finding) for finding in (*self.repairs, *self.overlaps, *self.gaps)]


def audit(territories: TerritoryMap, negligible_m2: float = NEGLIGIBLE_M2) -> TerritoryAudit:
    """Find repairs, overlaps and enclosed gaps; what is smaller than `negligible_m2` is left out."""
    overlaps = sorted(_overlaps(territories, negligible_m2), key=lambda o: (-o.area_km2, o.smaller, o.larger))
    gaps = sorted(_gaps(territories, negligible_m2), key=lambda gap: (-gap.area_km2, gap.lon, gap.lat))
    return TerritoryAudit(territories.repairs, tuple(overlaps), tuple(gaps))


def _size(area_km2: float) -> str:
    return f"{area_km2:.3f} km²" if area_km2 >= 0.01 else f"{area_km2 * 1e6:,.0f} m²"


def _overlaps(territories: TerritoryMap, negligible_m2: float) -> Iterator[Overlap]:
    polygons, areas = territories.polygons, territories.areas_m2
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = area_m2(shapely.intersection(polygons[first], polygons[second]))
    for i in np.flatnonzero(shared > negligible_m2):
        pair = sorted((first[i], second[i]), key=lambda k: (round(float(areas[k])), territories.ids[k]))
        smaller, larger = territories.ids[pair[0]], territories.ids[pair[1]]
        share = min(float(shared[i] / areas[pair[0]]), 1.0)
        kind = _kind(share, float(shared[i] / areas[pair[1]]))
        yield Overlap(larger, smaller, kind, float(shared[i]) / 1e6, share)


def _kind(share_of_smaller: float, share_of_larger: float) -> OverlapKind:
    if share_of_larger >= _SAME_SHARE:
        return OverlapKind.DUPLICATE
    return OverlapKind.CONTAINED if share_of_smaller >= _SAME_SHARE else OverlapKind.PARTIAL


def _gaps(territories: TerritoryMap, negligible_m2: float) -> Iterator[Gap]:
    polygons = territories.polygons
    gaps = enclosed_gaps(territories)
    tree = shapely.STRtree(polygons)
    areas, perimeters = area_m2(gaps), shapely.length(to_equal_area(gaps))
    for i in np.flatnonzero(areas > negligible_m2):
        point = shapely.point_on_surface(gaps[i])
        around = sorted(tree.query(gaps[i], predicate="intersects").tolist())
        yield Gap(
            area_km2=float(areas[i]) / 1e6,
            lon=float(shapely.get_x(point)),
            lat=float(shapely.get_y(point)),
            neighbours=tuple(territories.ids[k] for k in around),
            sliver=bool(4 * np.pi * areas[i] / perimeters[i] ** 2 < _SLIVER_ROUNDNESS),
        )


def enclosed_gaps(territories: TerritoryMap) -> NDArray[np.object_]:
    """What the outlines of all territories enclose and none covers, as single lon/lat polygons."""
    union = shapely.union_all(territories.polygons)
    outlines = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(union)))
    parts = shapely.get_parts(shapely.difference(shapely.union_all(outlines), union))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return np.asarray(areas[~shapely.is_empty(areas)], dtype=object)
