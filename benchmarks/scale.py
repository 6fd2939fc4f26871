"""Generated problems of any size for the curves over territories, appointments and technicians.

A day of service calls: square territories on a grid, a few skills, half the calls with a window, all with an SLA that
binds some, technicians with a lunch break and overtime after half past four. Frozen: the same size and seed always
give the same problem.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from benchmarks.instance import horizon
from scheduler.entities import (
    Appointment,
    Break,
    Location,
    Membership,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Territory,
    Window,
)
from scheduler.problem import ProblemData

SKILLS = ("laundry", "cooling", "cooking", "dishes")
CELL = 0.12
SOUTH, WEST = 40.0, -90.0
DAY = Shift("day", 8 * 60, 17 * 60, soft_end=16 * 60 + 30, breaks=(Break(11 * 60 + 30, 13 * 60, 30),))
WINDOWS = (Window(480, 660), Window(600, 780), Window(780, 960))
#: Minutes from midnight by which a call may be due: noon, the day's end, or later than the day.
DUE = (720, 1020, 1020, 2880)


class Size(NamedTuple):
    """How large a problem is, in all."""

    appointments: int
    technicians: int
    territories: int

    def __str__(self) -> str:
        return "x".join(map(str, self))


#: Over territories of 100 appointments and 10 technicians, over appointments in one territory, over technicians in one.
SIZES = (
    *(Size(100 * count, 10 * count, count) for count in (1, 10, 20, 40, 100)),
    *(Size(count, 120, 1) for count in (250, 500, 1000)),
    *(Size(1000, count, 1) for count in (30, 60)),
)


def generate(size: Size, seed: int = 1) -> ProblemData:
    """The problem of a size; appointment and technician number n are in territory n modulo their number."""
    random = Random(f"scale {size} {seed}")
    columns = max(1, round(size.territories**0.5))
    homes = [_place(f"home-{number}", number % size.territories, columns, random) for number in range(size.technicians)]
    sites = [
        _place(f"site-{number}", number % size.territories, columns, random) for number in range(size.appointments)
    ]
    return ProblemData(
        horizon=horizon(DAY.end, 1),
        locations=(*homes, *sites),
        appointments=tuple(
            _appointment(number, number % size.territories, size.technicians + number, random)
            for number in range(size.appointments)
        ),
        technicians=tuple(
            _technician(number, number % size.territories, size.territories, random)
            for number in range(size.technicians)
        ),
        territories=tuple(Territory(f"territory-{number}") for number in range(size.territories)),
        name=str(size),
    )


def _place(name: str, territory: int, columns: int, random: Random) -> Location:
    row, column = divmod(territory, columns)
    latitude = SOUTH + (row + random.random()) * CELL
    longitude = WEST + (column + random.random()) * CELL
    return Location(name, round(latitude, 6), round(longitude, 6))


def _appointment(number: int, territory: int, location: int, random: Random) -> Appointment:
    return Appointment(
        f"call-{number}",
        duration=random.choice((15, 20, 30, 30, 45, 60)),
        location=location,
        territory=f"territory-{territory}",
        windows=(random.choice(WINDOWS),) if random.random() < 0.5 else (),
        due=random.choice(DUE),
        priority=random.choice((1, 2, 3, 3, 3, 4)),
        skills=(SkillRequirement(random.choice(SKILLS), random.choice((1, 1, 2))),),
    )


def _technician(number: int, territory: int, territories: int, random: Random) -> Technician:
    names = random.sample(SKILLS, random.choice((2, 3, 4)))
    other = (territory + 1) % territories
    backup = () if other == territory else (Membership(territory=f"territory-{other}", kind="secondary"),)
    return Technician(
        f"technician-{number}",
        home=number,
        shifts=(DAY,),
        memberships=(Membership(territory=f"territory-{territory}"), *backup),
        skills=tuple(Skill(name=name, level=random.choice((1, 2, 3))) for name in names),
        efficiency=random.choice((900, 1000, 1000, 1100)),
    )
