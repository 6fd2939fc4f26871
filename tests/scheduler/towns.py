"""A problem of independent parts, and the switch that has parts of any size searched instead of solved exactly."""

from __future__ import annotations

import random as randomness

import pytest

from scheduler import part_run
from scheduler.entities import Skill, SkillRequirement
from scheduler.problem import ProblemData
from tests.scheduler.build import appointment, locations, matrix_travel, problem, technician


def searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No exact model: parts of any size are searched, briefly."""
    monkeypatch.setattr(part_run, "EXACT_APPOINTMENTS", 0)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 3)
    monkeypatch.setattr(part_run, "ROUTE_SECONDS", 0.05)


def towns(count: int = 3, people: int = 2, visits: int = 8) -> ProblemData:
    """Independent parts: each town has places of its own, and its work needs a skill that its technicians have."""
    random = randomness.Random(count)
    size = 8 * count
    legs = {(i, j): random.randint(5, 40) for i in range(size) for j in range(size) if i != j}
    workers = [
        technician(f"t{town}{who}", home=8 * town + random.randrange(8), skills=(Skill(f"town{town}"),))
        for town in range(count)
        for who in range(people)
    ]
    items = [
        appointment(
            f"a{town}-{index}",
            random.choice((20, 30, 60)),
            8 * town + random.randrange(8),
            skills=(SkillRequirement(f"town{town}"),),
            windows=random.choice(([], [(500, 620)], [(700, 800), (900, 930)])),
            priority=random.choice((1, 2, 3)),
        )
        for town in range(count)
        for index in range(visits)
    ]
    return problem(items, workers, legs, travel=matrix_travel(legs, count=size), locations=locations(size))
