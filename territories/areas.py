"""Areas of lon/lat polygons, measured in an equal-area projection.

The projection is EPSG:6933 (WGS 84 / NSIDC EASE-Grid 2.0 Global, cylindrical equal-area on the ellipsoid). Vertices
are projected and edges stay straight between them. An edge that is straight in lon/lat is straight there too when it
runs along a meridian or a parallel; for other edges the error is far below 0.1 % of the area as long as
edges are shorter than 50 km, which territories are.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

EQUAL_AREA_CRS = "EPSG:6933"
_TO_EQUAL_AREA = Transformer.from_crs("EPSG:4326", EQUAL_AREA_CRS, always_xy=True)


def area_m2(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Areas in square metres of an array of lon/lat (EPSG:4326) polygons, same shape as the input."""
    return np.asarray(shapely.area(to_equal_area(polygons)), dtype=np.float64)


def to_equal_area(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """The lon/lat polygons in EPSG:6933, in metres."""
    projected = shapely.transform(polygons, _TO_EQUAL_AREA.transform, interleaved=False)
    return np.asarray(projected, dtype=object)
