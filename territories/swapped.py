"""Recognising points whose latitude and longitude are exchanged.

A point is taken for swapped only if both hold:

* as given it is off the earth, or well outside the territories: outside the box around all of them, enlarged
  on each side by half the size of the box (at least 0.1 degrees);
* with its coordinates exchanged it lies in a territory.

A typing error next to the territories, a placeholder such as (39, -77), a missing coordinate or a customer abroad do
not satisfy this. Where territories lie close to the diagonal (longitude about equal to latitude) exchanged points may
stay near them and go unnoticed: silence is preferred to a false alarm.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from territories.territory_map import TerritoryMap

MAJORITY = 0.5
"""Share of the located points above which a whole file counts as swapped."""
_LEAST_MARGIN_DEGREES = 0.1


def swapped_points(lon: ArrayLike, lat: ArrayLike, territories: TerritoryMap) -> NDArray[np.bool_]:
    """Which of n points (degrees, NaN or None where missing) are swapped beyond reasonable doubt."""
    x, y = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    if not len(territories):
        return np.zeros(len(x), dtype=bool)
    west, south, east, north = territories.bounds
    margin_x = max((east - west) / 2, _LEAST_MARGIN_DEGREES)
    margin_y = max((north - south) / 2, _LEAST_MARGIN_DEGREES)
    away = (x < west - margin_x) | (x > east + margin_x) | (y < south - margin_y) | (y > north + margin_y)
    swapped = away & (np.abs(y) <= 180) & (np.abs(x) <= 90)
    candidates = np.flatnonzero(swapped)
    swapped[candidates] = territories.locate(y[candidates], x[candidates], nearest=False).index >= 0
    return np.asarray(swapped)


def looks_swapped(lon: ArrayLike, lat: ArrayLike, territories: TerritoryMap) -> bool:
    """Whether the points as a whole, or else the territories, have latitude and longitude exchanged.

    More than half of the points that have both coordinates must be swapped. Which of the two files is wrong cannot be
    told from here; the coordinates of both have to be shown to the reader.
    """
    has_location = ~(np.isnan(np.array(lon, dtype=np.float64)) | np.isnan(np.array(lat, dtype=np.float64)))
    return bool(swapped_points(lon, lat, territories).sum() > MAJORITY * has_location.sum())
