"""More or less demand than there is, drawn from what there is."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from random import Random

from scheduler.changes import ProblemChange
from scheduler.entities import Appointment, Location, ProblemError
from scheduler.problem import ProblemData
from scheduler.travel import EARTH_RADIUS_METRES, MatrixTravel

METRES_PER_DEGREE = EARTH_RADIUS_METRES * pi / 180


@dataclass(frozen=True)
class DemandScaled(ProblemChange):
    """Demand times ``factor``: some appointments less, or copies of some nearby; the same seed draws the same.

    Appointments with a pin stay and are not copied. A copy is called after its original, ``A7~1``, keeps its
    territory, windows, due time and needs, has no predecessors, belongs to no group and lies within
    ``jitter_metres`` of it, evenly spread over the disc (at the same place where travel is a matrix).
    """

    factor: float
    seed: int = 1
    territory: str | None = None
    jitter_metres: int = 500

    def changed(self, problem: ProblemData) -> ProblemData:
        if self.factor < 0:
            raise ProblemError([f"demand scaled by {self.factor}: the factor is negative"])
        open_items = [item for item in problem.appointments if self._concerned(item)]
        if self.territory is not None and not open_items:
            raise ProblemError([f"demand scaled in territory {self.territory!r}: it has no appointments without a pin"])
        random = Random(self.seed)
        change = round((self.factor - 1) * len(open_items))
        if change <= 0:
            return problem.without(item.id for item in random.sample(open_items, -change))
        order: list[Appointment] = []
        while len(order) < change:
            order += random.sample(open_items, len(open_items))
        return self._with_copies(problem, order[:change], random)

    def _concerned(self, item: Appointment) -> bool:
        return item.pin is None and (self.territory is None or item.territory == self.territory)

    def _with_copies(self, problem: ProblemData, originals: list[Appointment], random: Random) -> ProblemData:
        locations, copies = list(problem.locations), []
        taken = set(problem.appointment) | {place.id for place in locations}
        for item in originals:
            name = next(free for number in range(1, len(taken) + 2) if (free := f"{item.id}~{number}") not in taken)
            taken.add(name)
            location = item.location
            if location is not None and not isinstance(problem.travel, MatrixTravel):
                locations.append(self._near(name, locations[location], random))
                location = len(locations) - 1
            copies.append(item.replace(id=name, location=location, predecessors=(), all_or_none=None, work_order=None))
        return problem.replace(locations=tuple(locations), appointments=(*problem.appointments, *copies))

    def _near(self, name: str, place: Location, random: Random) -> Location:
        latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
        away, turn = self.jitter_metres * sqrt(random.random()) / METRES_PER_DEGREE, random.uniform(0, 2 * pi)
        north = max(-90.0, min(90.0, latitude + away * cos(turn)))
        east = longitude + away * sin(turn) / max(0.01, cos(radians(latitude)))
        return Location(name, north, (east + 180) % 360 - 180)
