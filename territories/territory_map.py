"""A set of territories: ids, names and lon/lat polygons, ready to be asked where points lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from territories.areas import area_m2
from territories.locate import LocateResult, Locator
from territories.polygons import LON_LAT, POLYGONAL, Repair


@dataclass(frozen=True, eq=False)
class TerritoryMap:
    """Territories ordered by id; nothing depends on the order, vertex order or ring direction of a file.

    `polygons` holds valid, normalised Polygons and MultiPolygons in EPSG:4326 (longitude, latitude). Build it with
    `of` or `read_territories`.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    polygons: NDArray[np.object_]
    repairs: tuple[Repair, ...] = ()
    file: str | None = None

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        polygons: Sequence[shapely.Geometry] | NDArray[np.object_],
        *,
        names: Sequence[str] | None = None,
        repairs: Sequence[Repair] = (),
        file: str | None = None,
    ) -> "TerritoryMap":
        """A map of distinct ids and valid lon/lat areas; ValueError names the ids for which that does not hold."""
        names = ids if names is None else names
        geometry = shapely.normalize(np.array(polygons, dtype=object))
        if not len(ids) == len(names) == len(geometry):
            raise ValueError(f"{len(ids)} ids, {len(names)} names and {len(geometry)} polygons do not match")
        if len(set(ids)) != len(ids):
            raise ValueError(f"ids occur twice: {sorted({i for i in ids if list(ids).count(i) > 1})}")
        usable = np.isin(shapely.get_type_id(geometry), POLYGONAL) & shapely.is_valid(geometry)
        usable &= ~shapely.is_empty(geometry)
        if not usable.all():
            raise ValueError(f"no valid area: {[ids[int(i)] for i in np.flatnonzero(~usable)]}")
        order = sorted(range(len(ids)), key=lambda i: ids[i])
        geometry = geometry[order]
        geometry.setflags(write=False)
        in_order = [tuple(values[i] for i in order) for values in (ids, names)]
        return cls(in_order[0], in_order[1], geometry, tuple(repairs), file)

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame) -> "TerritoryMap":
        """The map of a frame with columns `territory_id`, `name` and geometry, in any CRS."""
        frame = frame.to_crs(LON_LAT)
        return cls.of(list(frame["territory_id"]), frame.geometry.to_numpy(), names=list(frame["name"]))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def areas_m2(self) -> NDArray[np.float64]:
        """Areas in square metres, in the order of the ids (see `territories.areas`)."""
        return area_m2(self.polygons)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all territories, degrees; ValueError for a map without any."""
        west, south, east, north = shapely.total_bounds(self.polygons).tolist()
        return west, south, east, north

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.ids, self.polygons, self.areas_m2)

    def locate(self, lon: ArrayLike, lat: ArrayLike, *, nearest: bool = True) -> LocateResult:
        """The territory of each point; see `territories.locate` for the rule.

        `lon` and `lat` are degrees of the same length n; NaN and None mean that there is no location. With
        `nearest=False` the nearest territory of points in none is not looked up. Raises ValueError for points
        outside the earth.
        """
        return self._locator.locate(lon, lat, nearest)

    def frame(self) -> gpd.GeoDataFrame:
        """The territories as a GeoDataFrame with columns territory_id, name and geometry, in EPSG:4326."""
        columns = {"territory_id": list(self.ids), "name": list(self.names)}
        return gpd.GeoDataFrame(columns, geometry=list(self.polygons), crs=LON_LAT)
