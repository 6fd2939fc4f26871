"""Which territory a point lies in.

The rule:

1. A point belongs to a territory that holds it inside or on its border.
2. A point in none, but within 1e-7 degrees of a border (about a centimetre: the seventh decimal, to which coordinates
   are written), is on that border. Without this, points between two neighbours whose borders have different vertices
   would be lost to rounding.
3. Where several territories qualify (on a common border, in an overlap) it is the one with the smallest area, in whole
   square metres; among equal areas the one with the smallest id, compared as text.
4. A point for which none qualifies gets none, and the nearest territory is named with its distance.

A point without coordinates has no location and gets neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from territories.nearest import NearestTerritory

BORDER_DEGREES = 1e-7
_CHUNK = 250_000
"""Points at a time, to bound the memory of the point objects (about 25 MB a chunk)."""


@dataclass(frozen=True, eq=False)
class LocateResult:
    """The answer for n points; positions count into `ids`.

    `index` (int32, n) is the territory or -1; `has_location` (bool, n) is False where a coordinate is missing;
    `nearest_index` (int32, n) and `nearest_metres` (float64, n) name the nearest territory of points that are in none,
    and are -1 and NaN for all others (or for all, when the nearest was not asked for).
    """

    ids: tuple[str, ...]
    index: NDArray[np.int32]
    has_location: NDArray[np.bool_]
    nearest_index: NDArray[np.int32]
    nearest_metres: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.index)

    @property
    def territory(self) -> NDArray[np.object_]:
        """Territory id by point, None where there is none."""
        return self._label(self.index)

    @property
    def nearest(self) -> NDArray[np.object_]:
        """Id of the nearest territory by point, None for points that lie in one or have no location."""
        return self._label(self.nearest_index)

    def _label(self, index: NDArray[np.int32]) -> NDArray[np.object_]:
        return np.array([*self.ids, None], dtype=object)[index]

    def sentence(self, point: int) -> str:
        """The answer for one point, for people."""
        if not self.has_location[point]:
            return "It has no location."
        if self.index[point] >= 0:
            return f"It lies in territory {self.ids[self.index[point]]}."
        if self.nearest_index[point] < 0:
            return "It lies in no territory."
        nearest = self.ids[self.nearest_index[point]]
        return f"It lies in no territory; the nearest is {nearest}, {self.nearest_metres[point]:,.0f} m away."


class Locator:
    """The search structures over the polygons, built once and used for any number of points."""

    def __init__(self, ids: tuple[str, ...], polygons: NDArray[np.object_], areas_m2: NDArray[np.float64]) -> None:
        self._ids = ids
        self._polygons = polygons
        order = sorted(range(len(ids)), key=lambda i: (round(float(areas_m2[i])), ids[i]))
        self._by_rank = np.array(order, dtype=np.int32)
        self._rank = np.argsort(self._by_rank).astype(np.int32)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapely.prepare(self._polygons)
        return shapely.STRtree(self._polygons)

    @cached_property
    def _nearest(self) -> NearestTerritory:
        return NearestTerritory(self._polygons, self._rank)

    def locate(self, lon: ArrayLike, lat: ArrayLike, nearest: bool) -> LocateResult:
        """See `TerritoryMap.locate`."""
        x, y = checked_coordinates(lon, lat)
        has_location = ~(np.isnan(x) | np.isnan(y))
        index = np.full(len(x), -1, dtype=np.int32)
        for chunk in _chunks(np.flatnonzero(has_location)):
            index[chunk] = self._locate(x[chunk], y[chunk])
        nearest_index, metres = np.full(len(x), -1, dtype=np.int32), np.full(len(x), np.nan)
        outside = np.flatnonzero(has_location & (index < 0))
        if nearest and len(outside) and len(self._ids):
            nearest_index[outside], metres[outside] = self._nearest.find(x[outside], y[outside])
        return LocateResult(self._ids, index, has_location, nearest_index, metres)

    def _locate(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int32]:
        points = shapely.points(x, y)
        point, polygon = self._tree.query(points)
        order = np.argsort(polygon, kind="stable")  # one prepared polygon at a time stays in the cache
        point, polygon = point[order], polygon[order]
        hit = shapely.intersects_xy(self._polygons[polygon], x[point], y[point])
        best = self._best(len(points), point[hit], polygon[hit])
        left = np.flatnonzero(best < 0)
        point, polygon = self._tree.query(points[left], predicate="dwithin", distance=BORDER_DEGREES)
        best[left] = self._best(len(left), point, polygon)
        return best

    def _best(self, n: int, point: NDArray[np.int64], polygon: NDArray[np.int64]) -> NDArray[np.int32]:
        """Of the candidate pairs the polygon of lowest rank by point, -1 for points without any."""
        none = len(self._ids)
        best = np.full(n, none, dtype=np.int32)
        np.minimum.at(best, point, self._rank[polygon])
        return np.append(self._by_rank, np.int32(-1))[best]


def checked_coordinates(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates as float arrays, None as NaN; ValueError unless they match and lie on the earth."""
    x, y = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"lon and lat must be two lists of one length, not of shapes {x.shape} and {y.shape}")
    bad = np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90))
    if len(bad):
        first = bad[0]
        raise ValueError(
            f"{len(bad)} points are outside longitude -180..180 and latitude -90..90, "
            f"the first at position {first}: lon {x[first]:.10g}, lat {y[first]:.10g}"
        )
    return x, y


def _chunks(positions: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for start in range(0, len(positions), _CHUNK):
        yield positions[start : start + _CHUNK]
