"""Travel between locations in integer ticks and integer metres, rounded once, here.

A problem holds a small description (:class:`GreatCircleTravel`) or the numbers themselves
(:class:`MatrixTravel`); :class:`Legs` answers questions about single legs. A description keeps a problem of ten
thousand locations a small file, where its matrix would be a hundred million numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.entities import Location, Part, ProblemError

Matrix = NDArray[np.int32]
EARTH_RADIUS_METRES = 6_371_008.8
LONGEST_LEG = 2**30
#: Rows of a matrix that are worked out in one go, to bound memory.
ROWS_AT_ONCE = 256
#: Speeds are per mille of the normal one.
NORMAL_SPEED = 1000
MOST_SPEED = 10_000


@dataclass(frozen=True)
class SpeedBand(Part):
    """The speed on the part of a trip beyond ``beyond`` metres (the first stretch of a trip is the slowest)."""

    beyond: int
    metres_per_hour: int


@dataclass(frozen=True)
class SpeedPeriod(Part):
    """From tick ``start`` on, speeds are ``factor`` per mille of the normal ones; before the first they are normal."""

    start: int
    factor: int


@dataclass(frozen=True)
class GreatCircleTravel(Part):
    """Great circle times detour over a speed profile; needs no network and no map.

    ``detour`` is per mille of the great circle. The time of a trip adds up over the bands, so it grows less than
    in proportion to the distance, and a stop on the way never shortens a trip.
    """

    detour: int = 1300
    bands: tuple[SpeedBand, ...] = (SpeedBand(0, 30_000), SpeedBand(3_000, 50_000), SpeedBand(20_000, 90_000))
    speed_periods: tuple[SpeedPeriod, ...] = ()

    def __post_init__(self) -> None:
        starts = [band.beyond for band in self.bands]
        findings = []
        if self.detour < 1000:
            findings.append(f"travel: detour {self.detour} is below 1000 per mille, shorter than a straight line")
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            findings.append(f"travel: speed bands must begin at 0 and ascend, not {starts}")
        if any(band.metres_per_hour <= 0 for band in self.bands):
            findings.append("travel: speeds must be positive")
        findings += _speed_findings(self.speed_periods)
        if findings:
            raise ProblemError(findings)

    def longest(self, ticks_per_minute: int) -> int:
        """Ticks that no leg exceeds: half way round the earth at the slowest speed."""
        metres = pi * EARTH_RADIUS_METRES * self.detour / 1000
        return ceil(metres * 60 * ticks_per_minute / min(band.metres_per_hour for band in self.bands))

    def between(
        self, start: NDArray[np.float64], end: NDArray[np.float64], ticks_per_minute: int
    ) -> tuple[Matrix, Matrix]:
        """Ticks (up) and metres (nearest) between two broadcastable arrays of (..., 2) latitudes, longitudes."""
        metres = great_circle(start, end) * (self.detour / 1000)
        hours = np.zeros_like(metres)
        upper = [band.beyond for band in self.bands[1:]] + [np.inf]
        for band, beyond in zip(self.bands, upper, strict=True):
            hours += np.clip(metres - band.beyond, 0, beyond - band.beyond) / band.metres_per_hour
        ticks = np.ceil(hours * 60 * ticks_per_minute - 1e-9)
        return ticks.astype(np.int32), np.rint(metres).astype(np.int32)


@dataclass(frozen=True, eq=False)
class MatrixTravel(Part):
    """Ticks and metres for every ordered pair of locations; unequal directions are welcome, symmetry is not needed."""

    durations: Matrix
    distances: Matrix
    speed_periods: tuple[SpeedPeriod, ...] = field(default=())

    def __post_init__(self) -> None:
        for name in ("durations", "distances"):
            values = np.asarray(getattr(self, name))
            if values.ndim != 2 or values.shape[0] != values.shape[1]:
                raise ProblemError([f"travel matrix {name}: shape {values.shape} is not square"])
            if not _are_whole(values):
                raise ProblemError([f"travel matrix {name}: values must be whole numbers"])
            if values.size and (values.min() < 0 or values.max() > LONGEST_LEG):
                raise ProblemError([f"travel matrix {name}: values must be within 0 and {LONGEST_LEG}"])
            frozen = values.astype(np.int32)
            frozen.setflags(write=False)
            object.__setattr__(self, name, frozen)
        if self.durations.shape != self.distances.shape:
            raise ProblemError(["travel matrix: durations and distances differ in size"])
        if findings := _speed_findings(self.speed_periods):
            raise ProblemError(findings)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MatrixTravel)
            and np.array_equal(self.durations, other.durations)
            and np.array_equal(self.distances, other.distances)
            and self.speed_periods == other.speed_periods
        )

    def __hash__(self) -> int:
        return hash((self.durations.tobytes(), self.speed_periods))

    def restricted(self, locations: Sequence[int]) -> MatrixTravel:
        """The same legs between some of the locations, in the order given."""
        chosen = np.ix_(locations, locations)
        return MatrixTravel(self.durations[chosen], self.distances[chosen], self.speed_periods)


Travel = GreatCircleTravel | MatrixTravel


def _speed_findings(periods: Sequence[SpeedPeriod]) -> list[str]:
    """What is wrong with periods of speed; they may come in any order."""
    starts = [period.start for period in periods]
    findings = [] if len(set(starts)) == len(starts) else ["travel: two speed periods begin at the same tick"]
    return findings + [
        f"travel: speed factor {period.factor} is not within 1 and {MOST_SPEED} per mille"
        for period in periods
        if not 1 <= period.factor <= MOST_SPEED
    ]


def _are_whole(values: NDArray[Any]) -> bool:
    return values.dtype.kind in "iu" or (values.dtype.kind == "f" and np.array_equal(values, np.rint(values)))


def great_circle(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres on a sphere between (latitude, longitude) in degrees, by the haversine formula."""
    first, second = np.radians(start), np.radians(end)
    half = np.sin((second - first) / 2) ** 2
    chord = half[..., 0] + np.cos(first[..., 0]) * np.cos(second[..., 0]) * half[..., 1]
    return 2 * EARTH_RADIUS_METRES * np.asarray(np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


class Legs:
    """Single legs of a problem's travel, as Python integers, computed a row at a time when first asked for."""

    def __init__(self, travel: Travel, locations: Sequence[Location], ticks_per_minute: int) -> None:
        self._travel = travel
        self._ticks_per_minute = ticks_per_minute
        self._places = np.array(
            [(np.nan if place.latitude is None else place.latitude, place.longitude or 0.0) for place in locations],
            dtype=np.float64,
        ).reshape(-1, 2)
        self._ticks: dict[int, list[int]] = {}
        self._metres: dict[int, list[int]] = {}

    def ticks(self, start: int, end: int) -> int:
        """Ticks from one location to another."""
        return self.ticks_from(start)[end]

    def metres(self, start: int, end: int) -> int:
        """Metres from one location to another."""
        if start not in self._metres:
            self._load(start)
        return self._metres[start][end]

    def ticks_from(self, start: int) -> list[int]:
        """Ticks from one location to every location; not to be changed."""
        row = self._ticks.get(start)
        if row is None:
            self._load(start)
            row = self._ticks[start]
        return row

    def matrices(self) -> tuple[Matrix, Matrix]:
        """Ticks and metres of every leg; not to be changed. Quadratic in the number of locations."""
        if isinstance(self._travel, MatrixTravel):
            return self._travel.durations, self._travel.distances
        count = len(self._places)
        ticks, metres = np.empty((count, count), np.int32), np.empty((count, count), np.int32)
        for first in range(0, count, ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            here = self._places[rows, None, :]
            ticks[rows], metres[rows] = self._travel.between(here, self._places[None], self._ticks_per_minute)
        return ticks, metres

    def with_place(self, place: Location) -> Legs:
        """The same with one place more, the last; what is known of the others is kept. Not where there is a matrix."""
        if isinstance(self._travel, MatrixTravel) or place.latitude is None or place.longitude is None:
            raise ProblemError([f"location {place.id!r} has no coordinates, or the travel is a matrix without it"])
        here = np.array([[place.latitude, place.longitude]], dtype=np.float64)
        other = Legs(self._travel, (), self._ticks_per_minute)
        other._places = np.concatenate([self._places, here])
        rows = list(self._ticks)
        ticks, metres = self._travel.between(self._places[rows], here, self._ticks_per_minute)
        other._ticks = {row: [*self._ticks[row], way] for row, way in zip(rows, ticks.tolist(), strict=True)}
        other._metres = {row: [*self._metres[row], way] for row, way in zip(rows, metres.tolist(), strict=True)}
        return other

    def _load(self, start: int) -> None:
        if isinstance(self._travel, MatrixTravel):
            ticks, metres = self._travel.durations[start], self._travel.distances[start]
        else:
            here = self._places[start : start + 1]
            ticks, metres = self._travel.between(here, self._places, self._ticks_per_minute)
        self._ticks[start], self._metres[start] = ticks.tolist(), metres.tolist()

    def __reduce__(self) -> Any:
        raise TypeError("legs are derived from a problem and are not stored")
