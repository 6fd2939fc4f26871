"""What is not decided yet is named, with what uses it."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.entities import Depot, Location, Pin, Predecessor
from scheduler.travel import GreatCircleTravel, SpeedPeriod
from scheduler.unsupported import unsupported
from tests.scheduler.build import WEST, appointment, problem


def test_a_plain_problem_is_supported() -> None:
    assert unsupported(problem([appointment()])) == ()
    assert unsupported(problem([appointment(waivers=("skill",))])) == ()
    fact = appointment(pin=Pin("ann", 600, frozen=True), waivers=("shift", "absence"))
    assert unsupported(problem([fact])) == ()


@pytest.mark.parametrize("fields", [{"waivers": ("skill", "shift")}, {"waivers": ("break",)}])
def test_features_of_appointments_are_named_with_those_that_use_them(fields: dict[str, Any]) -> None:
    data = problem([appointment("a1"), appointment("a2", **fields), appointment("a3", **fields)])
    assert unsupported(data) == (
        "Not decided yet: waivers of shift, travel, break or absence for visits that are not frozen (a2, a3).",
    )


def test_crews_order_and_groups_are_supported() -> None:
    follower = appointment("a2", crew_size=2, predecessors=(Predecessor("a1"),), all_or_none="g")
    assert unsupported(problem([appointment("a1"), follower])) == ()


def test_depots_and_speeds_are_decided() -> None:
    travel = GreatCircleTravel(speed_periods=(SpeedPeriod(420, 800),))
    assert unsupported(problem(depots=(Depot("store", WEST),), locations=_somewhere(), travel=travel)) == ()


def _somewhere() -> tuple[Location, ...]:
    return tuple(Location(f"place-{index}", 52.0, 13.0 + index / 100) for index in range(4))
