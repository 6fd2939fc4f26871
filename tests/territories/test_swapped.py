"""Exchanged latitude and longitude is recognised, and nothing else is taken for it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from territories import TerritoryMap, looks_swapped, sample_points, swapped_points, synthetic_territories

UNTIMED = settings(deadline=None, max_examples=40)

CITY = synthetic_territories(20, seed=4)
BALTIMORE = TerritoryMap.from_frame(CITY)
PARIS = TerritoryMap.of(["paris"], [box(2.2, 48.8, 2.5, 48.95)])
# Longitude about equal to latitude: exchanged points stay close by.
DIAGONAL = TerritoryMap.of(["a", "b"], [box(40.0, 40.1, 40.2, 40.3), box(40.2, 40.0, 40.4, 40.3)])


@UNTIMED
@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_exchanged_points_are_recognised_one_by_one(seed, n):
    lon, lat = sample_points(CITY, n, seed)
    assert swapped_points(lat, lon, BALTIMORE).all()
    assert looks_swapped(lat, lon, BALTIMORE)
    assert not swapped_points(lon, lat, BALTIMORE).any()
    assert not looks_swapped(lon, lat, BALTIMORE)


def test_exchanged_within_the_range_of_both():
    assert looks_swapped([48.85], [2.3], PARIS)


def test_exchanged_out_of_range_of_latitude():
    west_coast = TerritoryMap.of(["sf"], [box(-122.6, 37.6, -122.3, 37.9)])
    assert looks_swapped([37.7], [-122.4], west_coast)


def test_territories_exchanged_instead_of_points():
    mirrored = TerritoryMap.of(["paris"], [box(48.8, 2.2, 48.95, 2.5)])
    assert looks_swapped([2.3], [48.85], mirrored)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ([-77.0], [39.0]),  # a placeholder
        ([0.0], [0.0]),
        ([np.nan], [np.nan]),
        ([None, None], [39.3, None]),
        ([-76.61], [np.nan]),
        ([76.61], [39.29]),  # a lost sign
        ([2.35], [48.85]),  # another city
        ([500.0], [-1000.0]),  # off the earth either way
        ([np.inf], [np.inf]),
        ([], []),
    ],
)
def test_other_mistakes_are_not_taken_for_it(lon, lat):
    assert not swapped_points(lon, lat, BALTIMORE).any()
    assert not looks_swapped(lon, lat, BALTIMORE)


@UNTIMED
@given(st.floats(39.9, 40.5), st.floats(39.9, 40.5))
def test_silence_near_the_diagonal(lon, lat):
    assert not swapped_points([lon], [lat], DIAGONAL).any()


def test_a_few_exchanged_rows_do_not_condemn_a_file():
    lon, lat = sample_points(CITY, 10, 1)
    lon[:3], lat[:3] = lat[:3].copy(), lon[:3].copy()
    assert swapped_points(lon, lat, BALTIMORE).tolist() == [True] * 3 + [False] * 7
    assert not looks_swapped(lon, lat, BALTIMORE)


def test_missing_and_placeholder_rows_do_not_hide_it():
    lon, lat = sample_points(CITY, 10, 1)
    lon[:3], lat[:3] = np.nan, np.nan
    lon[3:6], lat[3:6] = -77.0, 39.0
    assert swapped_points(lat, lon, BALTIMORE).sum() == 4
    assert looks_swapped(lat, lon, BALTIMORE)


def test_a_map_without_territories():
    assert not looks_swapped([1.0], [2.0], TerritoryMap.of([], []))
