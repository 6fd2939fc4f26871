"""Synthetic cities are partitions, and the same seed gives the same city."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from territories import TerritoryMap, sample_points, synthetic_territories, write_geojson
from territories import synthetic as module

UNTIMED = settings(deadline=None, max_examples=40)


@UNTIMED
@given(st.integers(1, 80), st.integers(0, 2**32 - 1), st.floats(-60, 60), st.floats(-150, 150), st.floats(2, 80))
def test_a_partition_wherever_it_lies(count, seed, lat, lon, extent_km):
    frame = synthetic_territories(count, seed, centre=(lon, lat), extent_km=extent_km)
    polygons = frame.geometry.to_numpy()
    assert len(frame) == count
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    union = shapely.union_all(polygons)
    assert union.geom_type == "Polygon"
    assert len(union.interiors) == 0
    assert frame["territory_id"].is_unique
    assert frame["name"].is_unique
    across = shapely.minimum_bounding_radius(union) * 2 * 111.32
    assert 0.3 * extent_km < across
    assert union.intersects(shapely.Point(lon, lat))


def test_the_same_seed_the_same_bytes(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_geojson(synthetic_territories(30, seed), tmp_path / name)
    first, again, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == again
    assert first != other


def test_ids_sort_as_they_count():
    frame = synthetic_territories(12, 1)
    assert frame["territory_id"].tolist()[::11] == ["T01", "T12"]
    assert frame["territory_id"].is_monotonic_increasing


def test_territories_are_denser_in_the_middle():
    frame = synthetic_territories(300, 5)
    centres = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy())) - [-76.61, 39.29]
    away = np.hypot(*centres.T)
    areas = TerritoryMap.from_frame(frame).areas_m2
    assert areas[away < np.median(away)].mean() < areas[away >= np.median(away)].mean()


def test_names_go_on_when_the_syllables_run_out(monkeypatch):
    monkeypatch.setattr(module, "_SYLLABLES", (("b", "k"), ("a",), ("r",), ("ton",)))
    names = synthetic_territories(5, 1)["name"].tolist()
    assert sorted(names) == sorted({*names})
    assert {name.split()[0] for name in names} == {"Barton", "Karton"}
    assert names[4].endswith(" 3")


@pytest.mark.parametrize(
    ("count", "centre", "extent_km", "complaint"),
    [
        (0, (0, 0), 10, "at least one territory"),
        (400, (0, 0), 1, "need 4.0 km or more"),
        (1, (0, 0), float("nan"), "or more"),
        (1, (0, 85), 10, "too close to a pole"),
        (1, (179.99, 0), 10, "antimeridian"),
    ],
)
def test_impossible_cities_are_refused(count, centre, extent_km, complaint):
    with pytest.raises(ValueError, match=complaint):
        synthetic_territories(count, 1, centre=centre, extent_km=extent_km)


@UNTIMED
@given(st.integers(0, 200), st.integers(0, 2**32 - 1), st.integers(0, 5))
def test_points_lie_inside_and_are_repeatable(n, seed, clusters):
    frame = synthetic_territories(10, 3)
    lon, lat = sample_points(frame, n, seed, clusters)
    again = sample_points(frame, n, seed, clusters)
    assert len(lon) == len(lat) == n
    assert (TerritoryMap.from_frame(frame).locate(lon, lat).index >= 0).all()
    assert (lon == again[0]).all()
    assert (lat == again[1]).all()


def test_clusters_gather_points():
    frame = synthetic_territories(10, 3)

    def mean_nearest(clusters: int) -> float:
        points = shapely.points(*sample_points(frame, 400, 1, clusters))
        _, distance = shapely.STRtree(points).query_nearest(points, exclusive=True, return_distance=True)
        return float(distance.mean())

    assert mean_nearest(4) < 0.8 * mean_nearest(0)


def test_even_points_fall_by_area():
    frame = synthetic_territories(5, 3)
    territories = TerritoryMap.from_frame(frame)
    counts = np.bincount(territories.locate(*sample_points(frame, 20_000, 1)).index, minlength=5)
    np.testing.assert_allclose(counts / 20_000, territories.areas_m2 / territories.areas_m2.sum(), atol=0.02)
