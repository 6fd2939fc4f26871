"""The places of a VROOM request: coordinates [longitude, latitude] or rows of a matrix, and travel between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from scheduler.entities import Location
from scheduler.formats.foreign import Item, lon_lat
from scheduler.formats.places import RequestPlaces
from scheduler.formats.records import Path, Reading, Unreadable, decoder
from scheduler.travel import GreatCircleTravel, Matrix, MatrixTravel, Travel

#: The id of the place that is as near to everything as can be: where routes begin that begin anywhere.
ANYWHERE = "anywhere"
#: What the ids of places begin with that a matrix knows by the number of their row.
ROW = "row "
_UNSUPPORTED = {"costs": "a matrix of costs"}
Member = TypeVar("Member")


def unique(members: Sequence[Member]) -> tuple[Member, ...]:
    """The members without repetitions, in order."""
    return tuple(dict.fromkeys(members))


@dataclass
class VroomPlaces(RequestPlaces):
    """The locations of a request; with matrices, the row of the matrix of each."""

    rows: list[int | None] = field(default_factory=list)
    _matrices: dict[str, dict[str, Matrix]] = field(default_factory=dict)
    _profile: str = "car"

    def read_matrices(self, item: Item | None) -> None:
        """The matrices by profile; notes what is wrong with them."""
        if item is None:
            return
        for profile in item.names:
            matrices = item.item(profile)
            if matrices is None:
                continue
            read = {name: _matrix(matrices, name) for name in ("durations", "distances")}
            if read["durations"] is None and not matrices.has("durations"):
                matrices.refuse("durations", "is missing")
            matrices.close(_UNSUPPORTED)
            sizes = {len(matrix) for matrix in read.values() if matrix is not None}
            if len(sizes) > 1:
                matrices.refuse(None, "durations and distances differ in size")
            self._matrices[profile] = {name: matrix for name, matrix in read.items() if matrix is not None}
        item.close()

    def at(self, item: Item, place: str, index: str, *, required: bool = False) -> int | None:
        """The location of an object, ``None`` (noted if it is required) where it has none."""
        point = item.value(place, lon_lat, None)
        row = item.whole(index, None)
        if point is None and row is None:
            if required and not item.has(place) and not item.has(index):
                item.refuse(place, f"is missing, and so is {index}")
            return None
        if row is None and point is not None:
            found = self.point(point)
        else:
            latitude, longitude = point or (None, None)
            found = self.add(Location(f"{ROW}{row}", latitude, longitude))
        if found == len(self.rows):
            self.rows.append(row)
        return found

    def anywhere(self) -> int:
        """The location from and to which every way is 0."""
        found = self.add(Location(ANYWHERE))
        if found == len(self.rows):
            self.rows.append(None)
        return found

    def settle(self, root: Item, profile: str) -> None:
        """Choose the matrix of the vehicles' profile; notes places that it does not know, or that nothing knows."""
        self._profile = profile
        known = self._matrices.get(profile, {}).get("durations")
        for place, row in zip(self.locations, self.rows, strict=True):
            if place.id == ANYWHERE:
                continue
            if known is None and place.latitude is None:
                root.refuse(f"matrices.{profile}", f"is missing; {place.id} has no coordinates")
            elif known is not None and row is None:
                root.refuse(None, f"place {place.id} has no index into the matrix {profile}")
            elif known is not None and row is not None and row >= len(known):
                root.refuse(f"matrices.{profile}", f"has {len(known)} rows, none is {place.id}")

    def travel(self) -> Travel:
        """Travel between the locations; without matrices as the crow flies, with the usual detour and speeds."""
        matrices = self._matrices.get(self._profile)
        if matrices is not None:
            ticks = self._spread(matrices["durations"])
            metres = self._spread(matrices["distances"]) if "distances" in matrices else np.zeros_like(ticks)
            return MatrixTravel(ticks, metres)
        if all(place.id != ANYWHERE for place in self.locations):
            return GreatCircleTravel()
        points = np.array([(place.latitude or 0.0, place.longitude or 0.0) for place in self.locations])
        ticks, metres = GreatCircleTravel().between(points[:, None], points[None], 60)
        nowhere = [place.id == ANYWHERE for place in self.locations]
        for matrix in (ticks, metres):
            matrix[nowhere], matrix[:, nowhere] = 0, 0
        return MatrixTravel(ticks, metres)

    def _spread(self, matrix: Matrix) -> Matrix:
        known = [index for index, row in enumerate(self.rows) if row is not None]
        rows = [row for row in self.rows if row is not None]
        result = np.zeros((len(self.rows), len(self.rows)), dtype=np.int32)
        result[np.ix_(known, known)] = matrix[np.ix_(rows, rows)]
        return result

    def longest_leg(self, travel: Travel) -> int:
        """Seconds of the longest way between two locations."""
        if isinstance(travel, MatrixTravel):
            return int(travel.durations.max(initial=0))
        points = np.array([(place.latitude, place.longitude) for place in self.locations], dtype=np.float64)
        return max(int(travel.between(point, points, 60)[0].max()) for point in points)


def _matrix(item: Item, name: str) -> Matrix | None:
    """A square of whole seconds or metres; every number that is none is noted with its row and column."""
    reading, path = item.reading, (*item.path, name)

    def decode(value: object) -> Matrix | None:
        found = _decode(value, path, reading)
        return None if isinstance(found, Unreadable) else found

    return item.value(name, decode, None)


def _decode(value: object, path: Path, reading: Reading) -> Matrix | Unreadable:
    found: Matrix | Unreadable = decoder(Matrix)(value, path, reading)
    return found
