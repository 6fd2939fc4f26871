"""What is not decided yet is named, with what uses it."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.entities import Depot, Location, Predecessor
from scheduler.travel import GreatCircleTravel, SpeedPeriod
from scheduler.unsupported import unsupported
from tests.scheduler.build import WEST, appointment, problem


def test_a_plain_problem_is_supported() -> None:
    assert unsupported(problem([appointment()])) == ()


@pytest.mark.parametrize(("fields", "named"), [
    ({"crew_size": 2}, "crews of several technicians (a2, a3)"),
    ({"predecessors": (Predecessor("a1"),)}, "predecessors (a2, a3)"),
    ({"all_or_none": ""}, "groups served whole or not at all (a2, a3)"),
])  # fmt: skip
def test_features_of_appointments_are_named_with_those_that_use_them(fields: dict[str, Any], named: str) -> None:
    data = problem([appointment("a1"), appointment("a2", **fields), appointment("a3", **fields)])
    assert unsupported(data) == (f"Not decided yet: {named}.",)


def test_depots_and_speeds_are_decided() -> None:
    travel = GreatCircleTravel(speed_periods=(SpeedPeriod(420, 800),))
    assert unsupported(problem(depots=(Depot("store", WEST),), locations=_somewhere(), travel=travel)) == ()


def _somewhere() -> tuple[Location, ...]:
    return tuple(Location(f"place-{index}", 52.0, 13.0 + index / 100) for index in range(4))
