"""Euclidean distances, and the three ways in which the literature makes numbers of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.travel import MatrixTravel

#: Far below any rounding step; keeps 5.0 from being rounded up because it was computed as 5.0000000001.
EXACT = 1e-6


def distances(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """The distance between every two points."""
    place = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    result: NDArray[np.float64] = np.hypot(*(place[:, None, :] - place[None, :, :]).transpose(2, 0, 1))
    return result


def truncated(points: Sequence[tuple[float, float]], scale: int) -> MatrixTravel:
    """Distances times ``scale``, rounded down; time is distance."""
    return _travel(np.floor(distances(points) * scale + EXACT))


def nearest(points: Sequence[tuple[float, float]], scale: int) -> MatrixTravel:
    """Distances times ``scale``, rounded to the nearest (a half to the even); time is distance."""
    return _travel(np.rint(distances(points) * scale))


def upward(points: Sequence[tuple[float, float]], scale: int) -> MatrixTravel:
    """Distances times ``scale``, rounded up, so that what can be done here can be done unrounded; time is distance."""
    return _travel(np.ceil(distances(points) * scale - EXACT))


def _travel(values: NDArray[np.float64]) -> MatrixTravel:
    whole = values.astype(np.int32)
    return MatrixTravel(whole, whole)
