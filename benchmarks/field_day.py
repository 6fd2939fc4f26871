"""Generated field days of the shape of the challenge of 2017, as the three tables that the reader of files reads.

Half of the tasks lie around towns and half anywhere in a region of about 130 by 130 km. Frozen: the same tasks,
resources and seed always give the same bytes.
"""

from __future__ import annotations

from random import Random

from benchmarks.readers.field import Tables

SHAPE = (1483, 216)
SEEDS = (1, 2, 3)
SKILLS = tuple(range(601, 613))
#: How often tasks need each skill: a few skills are most of the work.
DEMAND = tuple(1 / rank for rank in range(1, len(SKILLS) + 1))
CENTRE, REACH = (51.1, 34.6), 0.6
TOWNS = 14
#: Earliest and latest start in minutes from midnight, with how often they occur.
WINDOWS = ((480, 965), (480, 665), (600, 845), (780, 965))
WINDOW_WEIGHTS = (4, 3, 2, 3)


def generate(tasks: int, resources: int, seed: int) -> Tables:
    """The tables of a day."""
    random = Random(f"field day {tasks} {resources} {seed}")
    towns = [_anywhere(random) for _ in range(TOWNS)]
    return Tables(
        tasks=_lines(
            "Task ID,Required Skill ID,Latitude,Longitude,Earliest Start Time,Latest Start Time,Duration (Min.)",
            [_task(1001 + number, towns, random) for number in range(tasks)],
        ),
        resources=_lines(
            "Resource ID,Latitude,Longitude,Efficiency",
            [_resource(number, towns, random) for number in range(1, resources + 1)],
        ),
        skills=_lines(
            "Resource ID,Skill ID",
            [f"{number},{skill}" for number in range(1, resources + 1) for skill in _skills(number, random)],
        ),
    )


def _lines(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows, ""])


def _anywhere(random: Random) -> tuple[float, float]:
    return CENTRE[0] + random.uniform(-REACH, REACH), CENTRE[1] + random.uniform(-REACH, REACH) * 1.6


def _place(towns: list[tuple[float, float]], random: Random) -> str:
    latitude, longitude = random.choice(towns) if random.random() < 0.5 else _anywhere(random)
    return f"{random.gauss(latitude, 0.03):.6f},{random.gauss(longitude, 0.05):.6f}"


def _task(number: int, towns: list[tuple[float, float]], random: Random) -> str:
    (skill,) = random.choices(SKILLS, DEMAND)
    ((earliest, latest),) = random.choices(WINDOWS, WINDOW_WEIGHTS)
    minutes = random.randint(25, 95)
    return f"{number},{skill},{_place(towns, random)},{earliest},{latest},{minutes}"


def _resource(number: int, towns: list[tuple[float, float]], random: Random) -> str:
    return f"{number},{_place(towns, random)},{random.choice((0.8, 0.9, 0.95, 1.0, 1.1, 1.21))}"


def _skills(number: int, random: Random) -> list[int]:
    """Every skill is somebody's first; most have one to four."""
    first = SKILLS[number % len(SKILLS)]
    return sorted({first, *random.choices(SKILLS, DEMAND, k=random.randint(0, 3))})
