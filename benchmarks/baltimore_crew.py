"""Technicians for the Baltimore day, by a seeded rule.

1. Homes are spread at random over the city; a technician is a member of the territory they live in and of none, one or
   two of the nearest others.
2. A territory with fewer than ``FEWEST_MEMBERS`` gets the nearest technicians who have fewer than three.
3. Everybody is trained in two trades, drawn by how much work there is, half of them at level 2.
4. Where a territory has work that no member may do, the member with the fewest skills learns it, so that every
   territory's crew covers its work: verdicts of the day come from places, times and capacity.
5. Shifts are 07:30 to 16:00 (overtime from 15:30), for every fourth technician 10:00 to 18:30 (from 18:00), with half
   an hour's break that starts between 11:00 and 13:00, late shift 13:00 and 15:00. Costs are 40 to 60 an hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np
import shapely

from benchmarks.baltimore_requests import Request
from territories import TerritoryMap

FEWEST_MEMBERS = 3
MOST_TERRITORIES = 3
METRES_PER_DEGREE = 111_195
#: Minutes of the day: start, soft end, end, and the bounds of the start of the break.
EARLY = (450, 930, 960, 660, 780)
LATE = (600, 1080, 1110, 780, 900)
BREAK_MINUTES = 30


@dataclass
class Technician:
    """A technician being made: home in degrees, territories with the home one first, skills with level."""

    id: str
    latitude: float
    longitude: float
    territories: list[str]
    hours: tuple[int, int, int, int, int]
    cost_per_hour: int
    skills: dict[str, int] = field(default_factory=dict)


def make_crew(
    territories: TerritoryMap, requests: Sequence[Request], count: int = 40, seed: int = 1
) -> list[Technician]:
    """A crew for the requests; the same arguments give the same crew."""
    random = Random(seed)
    crew = _settle(territories, count, random)
    _fill_territories(territories, crew)
    wanted = Counter(skill for request in requests for skill, _ in request.skills)
    trades, weights = zip(*sorted(wanted.items()), strict=True)
    for one in crew:
        for trade in random.choices(trades, weights, k=2):
            one.skills[trade] = max(one.skills.get(trade, 0), random.choice((1, 2)))
    _train(crew, requests)
    return crew


def _settle(territories: TerritoryMap, count: int, random: Random) -> list[Technician]:
    west, south, east, north = territories.bounds
    crew: list[Technician] = []
    while len(crew) < count:
        longitude, latitude = round(random.uniform(west, east), 6), round(random.uniform(south, north), 6)
        home = territories.locate([longitude], [latitude], nearest=False).territory[0]
        if home is None:
            continue
        near = _nearest_territories(territories, longitude, latitude)
        chosen = [home, *(name for name in near if name != home)][: random.randint(1, MOST_TERRITORIES)]
        hours = LATE if len(crew) % 4 == 3 else EARLY
        crew.append(Technician(f"T{len(crew) + 1:02d}", latitude, longitude, chosen, hours, random.randint(40, 60)))
    return crew


def _nearest_territories(territories: TerritoryMap, longitude: float, latitude: float) -> list[str]:
    away = shapely.distance(territories.polygons, shapely.Point(longitude, latitude))
    return [territories.ids[position] for position in np.argsort(away, kind="stable")]


def _fill_territories(territories: TerritoryMap, crew: list[Technician]) -> None:
    for name, polygon in zip(territories.ids, territories.polygons, strict=True):
        members = sum(name in one.territories for one in crew)
        free = [one for one in crew if name not in one.territories and len(one.territories) < MOST_TERRITORIES]
        free.sort(key=lambda one: float(shapely.distance(polygon, shapely.Point(one.longitude, one.latitude))))
        for one in free[: max(0, FEWEST_MEMBERS - members)]:
            one.territories.append(name)


def _train(crew: list[Technician], requests: Sequence[Request]) -> None:
    """Let the members with the fewest skills learn what their territory's work needs and nobody there can do."""
    work = sorted({(request.territory, request.skills) for request in requests if request.territory is not None})
    for territory, skills in work:
        members = [one for one in crew if territory in one.territories]
        if members and not any(all(one.skills.get(skill, 0) >= level for skill, level in skills) for one in members):
            learner = min(members, key=lambda one: (len(one.skills), one.id))
            for skill, level in skills:
                learner.skills[skill] = max(level, learner.skills.get(skill, 0))
