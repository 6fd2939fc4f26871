"""Travel is whole numbers, checked when it is given, and the same leg by leg as in a matrix."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import Location, ProblemError
from scheduler.travel import LONGEST_LEG, GreatCircleTravel, Legs, MatrixTravel, SpeedBand, SpeedPeriod, great_circle

PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
PLAIN = GreatCircleTravel(detour=1000, bands=(SpeedBand(0, 60_000),))


def legs(travel: Any, *places: tuple[float, float], ticks_per_minute: int = 1) -> Legs:
    return Legs(travel, [Location(f"p{i}", *place) for i, place in enumerate(places)], ticks_per_minute)


def test_a_degree_of_the_equator_is_111_km() -> None:
    """2 pi 6,371,008.8 / 360 = 111,195.08 m; at 60 km an hour 111.195 minutes, begun ones count."""
    found = legs(PLAIN, (0, 0), (0, 1))
    assert (found.metres(0, 1), found.ticks(0, 1), found.ticks(0, 0)) == (111_195, 112, 0)
    assert legs(PLAIN, (0, 0), (0, 1), ticks_per_minute=60).ticks(0, 1) == 6672


def test_a_trip_is_slow_at_first() -> None:
    """Of 111,195 m at a detour of 1300, 144,554 m: 3 km at 30, 17 km at 50, 124.554 km at 90 km an hour."""
    found = legs(GreatCircleTravel(), (0, 0), (0, 1), ticks_per_minute=60)
    assert found.metres(0, 1) == 144_554
    assert found.ticks(0, 1) == 360 + 1224 + 4983  # 124,553.6 m take 4982.1 s


def test_the_date_line_is_no_wall() -> None:
    assert legs(PLAIN, (0, 179.5), (0, -179.5)).metres(0, 1) == 111_195


@given(PLACES, PLACES)
def test_great_circles_are_symmetric_and_never_longer_than_half_the_earth(
    one: tuple[float, float], two: tuple[float, float]
) -> None:
    there, back = great_circle(np.array(one), np.array(two)), great_circle(np.array(two), np.array(one))
    assert 0 <= there <= 20_015_115
    assert there == pytest.approx(back, abs=1e-3)


@given(PLACES, PLACES, st.sampled_from([1, 60]))
def test_no_leg_is_longer_than_the_longest(
    one: tuple[float, float], two: tuple[float, float], ticks_per_minute: int
) -> None:
    travel = GreatCircleTravel()
    assert (
        0 <= legs(travel, one, two, ticks_per_minute=ticks_per_minute).ticks(0, 1) <= travel.longest(ticks_per_minute)
    )


@pytest.mark.parametrize(("fields", "words"), [
    ({"detour": 999}, "detour 999"),
    ({"bands": ()}, "must begin at 0"),
    ({"bands": (SpeedBand(5, 1),)}, "must begin at 0"),
    ({"bands": (SpeedBand(0, 1), SpeedBand(9, 1), SpeedBand(3, 1))}, "ascend"),
    ({"bands": (SpeedBand(0, 1), SpeedBand(0, 1))}, "ascend"),
    ({"bands": (SpeedBand(0, 0),)}, "speeds must be positive"),
])  # fmt: skip
def test_what_is_no_speed_profile_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        GreatCircleTravel(**fields)


def test_everything_wrong_with_a_speed_profile_is_told_at_once() -> None:
    with pytest.raises(ProblemError) as error:
        GreatCircleTravel(detour=1, bands=(SpeedBand(1, 0),))
    assert len(error.value.findings) == 3


@pytest.mark.parametrize(("values", "words"), [
    ([[0, 1]], r"durations: shape \(1, 2\) is not square"),
    ([0], "not square"),
    ([[-1]], "within 0"),
    ([[LONGEST_LEG + 1]], "within 0"),
    ([[0.5]], "whole numbers"),
    ([[float("nan")]], "whole numbers"),
    ([[float("inf")]], "within 0"),
    ([["far"]], "whole numbers"),
    ([[None]], "whole numbers"),
])  # fmt: skip
def test_what_is_no_matrix_is_refused(values: Any, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        MatrixTravel(np.array(values), np.zeros((1, 1)))


def test_the_two_matrices_are_of_one_size() -> None:
    with pytest.raises(ProblemError, match="differ in size"):
        MatrixTravel(np.zeros((1, 1)), np.zeros((2, 2)))


def test_a_matrix_is_a_value_of_its_own() -> None:
    given_values = np.array([[0.0, 5.0], [7.0, 0.0]])
    travel = MatrixTravel(given_values, given_values)
    given_values[0, 1] = 9
    assert travel.durations.tolist() == [[0, 5], [7, 0]]
    with pytest.raises(ValueError, match="read-only"):
        travel.durations[0, 1] = 1
    same = MatrixTravel(np.array([[0, 5], [7, 0]]), np.array([[0, 5], [7, 0]]))
    assert (travel == same, hash(travel) == hash(same)) == (True, True)
    assert travel != same.replace(distances=np.zeros((2, 2)))
    assert travel != same.replace(speed_periods=(SpeedPeriod(0, 500),))
    assert travel != "travel"
    assert pickle.loads(pickle.dumps(travel)) == travel


def test_directions_of_a_matrix_differ_and_a_restriction_keeps_its_legs() -> None:
    table = np.arange(9).reshape(3, 3)
    travel = MatrixTravel(table, table * 10)
    part = travel.restricted([2, 0])
    assert (part.durations.tolist(), part.distances.tolist()) == ([[8, 6], [2, 0]], [[80, 60], [20, 0]])
    assert travel.restricted([]).durations.shape == (0, 0)
    nowhere = [Location(f"p{i}") for i in range(3)]
    found = Legs(travel, nowhere, 1)
    assert (found.metres(1, 2), found.ticks(1, 2), found.ticks(2, 1)) == (50, 5, 7)
    assert type(found.ticks(1, 2)) is int
    assert found.ticks_from(1) == [3, 4, 5]


def test_legs_are_derived_and_not_stored() -> None:
    with pytest.raises(TypeError, match="derived"):
        pickle.dumps(legs(PLAIN, (0, 0)))
