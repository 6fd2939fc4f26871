"""Travel over roads for a day: every place of the problem to every other, from a table service."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from scheduler.problem import ProblemData
from scheduler.travel import LONGEST_LEG, MatrixTravel
from territories.roads import Patience, RoadCache, RoadsError, RoadService, road_table


def with_roads(
    problem: ProblemData, service: RoadService, patience: Patience, cache: RoadCache | None = None
) -> tuple[ProblemData, tuple[str, ...]]:
    """The problem with the travel of a service, and what people should know about it.

    Times are rounded up to ticks, metres to the nearest. Raises :class:`RoadsError` if the service fails, and for a
    problem whose travel is a matrix already.
    """
    if isinstance(problem.travel, MatrixTravel):
        raise RoadsError(["travel is given by a matrix already, so no service is asked"])
    places = [(place.latitude or 0.0, place.longitude or 0.0) for place in problem.locations]
    table = road_table(service, places, _names(problem), patience=patience, cache=cache)
    ticks = np.ceil(table.seconds * problem.horizon.ticks_per_minute / 60 - 1e-9)
    travel = MatrixTravel(np.minimum(ticks, LONGEST_LEG), np.rint(table.metres), problem.travel.speed_periods)
    return problem.replace(travel=travel), table.notes


def _names(problem: ProblemData) -> list[str]:
    """What people call the locations: by who is there."""
    called: defaultdict[int, list[str]] = defaultdict(list)
    for item in problem.appointments:
        if item.location is not None:
            called[item.location].append(f"appointment {item.id}")
    for technician in problem.technicians:
        called[technician.home].append(f"technician {technician.id}")
    for depot in problem.depots:
        called[depot.location].append(f"depot {depot.id}")
    return [
        f"{' and '.join(called[index][:2])} at {place.id}" if index in called else f"the place at {place.id}"
        for index, place in enumerate(problem.locations)
    ]
