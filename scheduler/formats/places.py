"""The places of a request: equal coordinates are one location, and those that only a matrix knows keep their number."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.entities import Location

DECIMALS = 6


@dataclass
class RequestPlaces:
    """The locations met so far, in the order in which they were met."""

    locations: list[Location] = field(default_factory=list)
    _index: dict[str, int] = field(default_factory=dict)

    def point(self, place: tuple[float, float]) -> int:
        """The index of coordinates (latitude, longitude), to the sixth decimal."""
        latitude, longitude = (round(value, DECIMALS) + 0.0 for value in place)
        return self.add(Location(f"{latitude:.{DECIMALS}f},{longitude:.{DECIMALS}f}", latitude, longitude))

    def add(self, place: Location) -> int:
        """The index of a location by its id."""
        index = self._index.setdefault(place.id, len(self.locations))
        if index == len(self.locations):
            self.locations.append(place)
        return index
