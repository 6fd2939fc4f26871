"""One answer of a table service: times and distances from some places to some, and where the places were put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territories.roads.client import RoadsError

Numbers = NDArray[np.float64]
#: Latitude and longitude in degrees.
Point = tuple[float, float]
#: No way on earth takes longer (a year) or is longer (in metres).
LONGEST_SECONDS, LONGEST_METRES = 366 * 86_400.0, 5e7
_EARTH_METRES = 6_371_008.8
_SHOWN = 60


@dataclass(frozen=True, eq=False)
class Block:
    """Seconds and metres, NaN where there is no way; how far each place was moved to a road, NaN if not told."""

    seconds: Numbers
    metres: Numbers
    from_road: Numbers
    to_road: Numbers


def table(value: Any, rows: int, columns: int, name: str, most: float) -> Numbers:
    """A table of numbers from JSON, NaN for null; raises :class:`RoadsError` with everything that is no such table."""
    if not isinstance(value, list) or len(value) != rows:
        raise RoadsError([f"{name}: {_shown(value)}, expected {rows} rows"])
    findings = []
    result = np.full((rows, columns), np.nan)
    for row, cells in enumerate(value):
        if not isinstance(cells, list) or len(cells) != columns:
            findings.append(f"{name}[{row}]: {_shown(cells)}, expected {columns} numbers")
            continue
        for column, cell in enumerate(cells):
            if isinstance(cell, bool) or not isinstance(cell, int | float | None):
                findings.append(f"{name}[{row}][{column}]: {_shown(cell)}, expected a number or null")
            elif cell is not None and not 0 <= cell <= most:
                findings.append(f"{name}[{row}][{column}]: {_shown(cell)} is not within 0 and {most:,.0f}")
            elif cell is not None:
                result[row, column] = cell
    if findings:
        raise RoadsError(findings)
    return result


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = "null" if value is None else repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def point(latitude: Any, longitude: Any) -> Point | None:
    """A place, ``None`` for what is none."""
    pair = (latitude, longitude)
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in pair):
        return None
    return (float(latitude), float(longitude)) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def moved(places: Sequence[Point], roads: Iterator[Point | None]) -> Numbers:
    """Metres along a great circle between each place and its place on the road."""
    return np.array([np.nan if b is None else _metres(a, b) for a, b in zip(places, roads, strict=True)])


def _metres(one: Point, other: Point) -> float:
    first, second = np.radians(one), np.radians(other)
    half = np.sin((second - first) / 2) ** 2
    chord = half[0] + np.cos(first[0]) * np.cos(second[0]) * half[1]
    return float(2 * _EARTH_METRES * np.arcsin(np.sqrt(min(1.0, chord))))
