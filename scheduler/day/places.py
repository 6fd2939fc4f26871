"""Places of a day: coordinates that are equal to the sixth decimal (a hand's breadth) are one location."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scheduler.day.findings import DayCode, Findings
from scheduler.day.row import Row
from scheduler.entities import Location
from territories.swapped import MAJORITY, swapped_points
from territories.territory_map import TerritoryMap

DECIMALS = 6
Point = tuple[float, float]
_RANGES = {"latitude": 90, "longitude": 180}


@dataclass
class Places:
    """The locations met so far. ``matrix_ids`` are names under which a matrix knows a place without coordinates.

    ``names`` lists by location whom it was met for: appointment and technician ids, by which a matrix may know it.
    """

    matrix_ids: Collection[str] = frozenset()
    locations: list[Location] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)
    _index: dict[str, int] = field(default_factory=dict)

    def add(self, point: Point | None, name: str) -> int | None:
        """The index of a place, ``None`` where neither coordinates nor a matrix say where it is."""
        if point is not None:
            place = Location(f"{point[0]:.{DECIMALS}f},{point[1]:.{DECIMALS}f}", *point)
        elif name in self.matrix_ids:
            place = Location(name)
        else:
            return None
        index = self._index.setdefault(place.id, len(self.locations))
        if index == len(self.locations):
            self.locations.append(place)
            self.names.append([])
        self.names[index].append(name)
        return index


def read_point(row: Row, prefix: str = "") -> Point | None:
    """Latitude and longitude of a row, rounded; ``None`` where both are empty or something is refused."""
    columns = {f"{prefix}{name}": bound for name, bound in _RANGES.items()}
    values = [row.number(column, -(10**9), 10**9, None) for column in columns]
    empty = [column for column in columns if not row.text(column)]
    if len(empty) == 1 and all(column in row.cells for column in columns):
        row.refuse(empty[0], "is empty beside the other coordinate", "both or none", DayCode.VALUE_MISSING)
    if values[0] is None or values[1] is None:
        return None
    latitude, longitude = float(values[0]), float(values[1])
    wrong = [c for c, value in zip(columns, (latitude, longitude), strict=True) if abs(value) > columns[c]]
    exchanged = abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180
    for column in wrong:
        _refuse_range(row, column, columns[column], exchanged)
    return None if wrong else (round(latitude, DECIMALS) + 0.0, round(longitude, DECIMALS) + 0.0)


def _refuse_range(row: Row, column: str, bound: int, exchanged: bool) -> None:
    expected = f"degrees from -{bound} to {bound}"
    if exchanged:
        message = "is off the earth; latitude and longitude are probably exchanged"
        row.refuse(column, message, expected, DayCode.SWAPPED_LATITUDE_LONGITUDE)
    else:
        row.refuse(column, "is off the earth", expected, DayCode.COORDINATE_RANGE)


def refuse_swapped(
    rows: Iterable[Row], points: Iterable[Point | None], column: str, territories: TerritoryMap, findings: Findings
) -> None:
    """Note points that lie far from all territories, but in one once latitude and longitude are exchanged.

    More than half of them are one finding about the file: then either the file or the territories are exchanged.
    """
    there = [(row, point) for row, point in zip(rows, points, strict=True) if point is not None]
    if not there:
        return
    latitudes, longitudes = np.array([point for _, point in there]).T
    swapped: NDArray[np.bool_] = swapped_points(longitudes, latitudes, territories)
    expected = "latitude and longitude in their own columns"
    if swapped.sum() > MAJORITY * len(there):
        west, south, east, north = territories.bounds
        message = (
            f"latitude and longitude are exchanged in {int(swapped.sum())} of {len(there)} rows, or in the territories "
            f"(they are at latitude {south:.4g} to {north:.4g}, longitude {west:.4g} to {east:.4g})"
        )
        row = there[int(np.argmax(swapped))][0]
        code = DayCode.SWAPPED_LATITUDE_LONGITUDE
        findings.error(code, row.file, message, expected, row.line, column, row.text(column))
        return
    for position in np.flatnonzero(swapped):
        message = "lies in a territory once latitude and longitude are exchanged"
        there[position][0].refuse(column, message, expected, DayCode.SWAPPED_LATITUDE_LONGITUDE)
