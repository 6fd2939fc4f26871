"""What is written is RFC 7946, the same bytes every time, whole or not at all."""

import json
import os

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box

from territories import TerritoryMap, read_territories, write_geojson

UNIT = box(0, 0, 1, 1)


def frame() -> gpd.GeoDataFrame:
    clockwise = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)], [[(0.2, 0.2), (0.4, 0.2), (0.4, 0.4)]])
    columns = {
        "territory_id": ["A", "B"],
        "count": [1, 2],
        "share": [0.5, np.nan],
        "since": pd.to_datetime(["2025-01-02", None]),
        "tags": [["x"], None],
        "flag": [np.bool_(True), None],
    }
    return gpd.GeoDataFrame(columns, geometry=[clockwise, None], crs="EPSG:4326")


def test_round_trip_and_right_hand_rule(tmp_path):
    path = tmp_path / "out.geojson"
    write_geojson(frame(), path)
    first, second = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert first["properties"] == {
        "territory_id": "A", "count": 1, "share": 0.5, "since": "2025-01-02T00:00:00", "tags": ["x"], "flag": True,
    }  # fmt: skip
    assert second["properties"]["share"] is None
    assert second["geometry"] is None
    outer, hole = (shapely.LinearRing(ring) for ring in first["geometry"]["coordinates"])
    assert outer.is_ccw
    assert not hole.is_ccw
    assert "crs" not in json.loads(path.read_text(encoding="utf-8"))


def test_the_same_bytes_again_and_no_rest(tmp_path):
    write_geojson(frame(), tmp_path / "a.geojson")
    write_geojson(frame(), tmp_path / "b.geojson")
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["a.geojson", "b.geojson"]


def test_reprojected_and_rounded(tmp_path):
    path = tmp_path / "out.geojson"
    lon_lat = gpd.GeoDataFrame({"id": ["A"]}, geometry=[box(-76.6, 0, -76.5, 39.3)], crs="EPSG:4326")
    write_geojson(lon_lat.to_crs("EPSG:3857"), path)
    (feature,) = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert {tuple(position) for position in feature["geometry"]["coordinates"][0]} == {
        (-76.6, 0.0), (-76.5, 0.0), (-76.5, 39.3), (-76.6, 39.3),
    }  # fmt: skip
    assert "-0.0," not in path.read_text(encoding="utf-8")


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.geojson"
    path.write_text("old")
    bad = gpd.GeoDataFrame({"what": [object()]}, geometry=[UNIT], crs="EPSG:4326")
    with pytest.raises(TypeError):
        write_geojson(bad, path)
    with pytest.raises(ValueError, match="no CRS"):
        write_geojson(gpd.GeoDataFrame(geometry=[UNIT]), path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.geojson"]


def test_what_is_written_can_be_read(tmp_path):
    path = tmp_path / "out.geojson"
    territories = TerritoryMap.of(["B", "A"], [UNIT, box(1, 0, 2, 1)], names=["Bee", "Ay"])
    write_geojson(territories.frame(), path)
    again = read_territories(path)
    assert (again.ids, again.names) == (territories.ids, territories.names)
    assert shapely.equals_exact(again.polygons, territories.polygons).all()
