"""The measuring of roads: the part of the city that is kept, figures that mean what they say, servers that fail."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from benchmarks.baltimore import cut, data_folder, day_problem, make_day
from benchmarks.baltimore import main as baltimore
from benchmarks.road_servers import KINDS, RoadServerError, absent, serving
from benchmarks.roads import EXTRACT, beside_the_crow, broken, main
from scheduler.entities import Location
from scheduler.travel import GreatCircleTravel, MatrixTravel
from territories import TerritoryMap
from tests.scheduler.build import appointment, driven, plan, problem
from tests.shared_data import DATA, shared


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of one's own, with nothing on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("benchmarks.road_servers.find_spec", lambda _: None)
    return folder


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_what_is_missing_is_said_with_the_wheel_that_brings_it(programs: Path):
    for kind, wheel in zip(KINDS, ("osrm-bindings", "pyvalhalla"), strict=True):
        assert f"the wheel {wheel}" in absent(kind)
        with pytest.raises(RoadServerError, match=f"{kind} needs "), serving(kind, programs):
            pass


def osrm(folder: Path, served: str) -> None:
    profiles = folder.parent / "share" / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "car.lua").write_text("")
    for name in ("osrm-extract", "osrm-partition", "osrm-customize"):
        program(folder, name, "exit 0")
    program(folder, "osrm-routed", served)


def test_a_server_that_ends_at_once_is_told_with_its_last_words(programs: Path, tmp_path: Path):
    osrm(programs, "echo no such map; exit 1")
    with pytest.raises(RoadServerError, match="does not listen: no such map"), serving("osrm", tmp_path / "map"):
        pass


def test_a_step_that_fails_is_told_by_its_name(programs: Path, tmp_path: Path):
    osrm(programs, "exit 0")
    program(programs, "osrm-partition", "echo out of cells; exit 3")
    with pytest.raises(RoadServerError, match="osrm-partition failed: out of cells"), serving("osrm", tmp_path):
        pass


def test_without_a_profile_osrm_is_refused(programs: Path, tmp_path: Path):
    osrm(programs, "exit 0")
    (tmp_path / "share" / "profiles" / "car.lua").unlink()
    with pytest.raises(RoadServerError, match=r"car\.lua is not beside"), serving("osrm", tmp_path):
        pass


def test_a_part_of_a_map_keeps_what_lies_in_it():
    squares = TerritoryMap.of(["a", "b", "c"], [shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)], names=["A", "B", "C"])
    part = cut(squares, (0.5, 0.0, 2.0, 0.5))
    assert (part.ids, part.names) == (("a", "b"), ("A", "B"))
    assert shapely.area(part.polygons).tolist() == [0.25, 0.5]


def test_ways_twice_as_long_as_the_crow_flies_are_a_detour_of_two():
    places = tuple(Location(f"p{n}", 39.0 + 0.05 * n, -76.0) for n in range(4))
    base = problem([appointment()], locations=places, travel=GreatCircleTravel(detour=2000))
    points = np.array([(place.latitude, place.longitude) for place in places])
    ticks, metres = base.travel.between(points[:, None], points[None], 1)
    ticks[0, 3] += 1
    found = beside_the_crow(base, base.replace(travel=MatrixTravel(ticks, metres)))
    assert found["median_detour"] == 2.0
    assert found["pairs_with_unequal_directions_percentage"] == round(100 * 2 / 12, 1)


def test_what_a_plan_breaks_over_slower_streets_is_counted_by_code():
    data = problem([appointment("a1"), appointment("a2", location=2)])
    made = plan(driven(data, "ann", "a1", "a2"))
    assert broken(data, made) == {}
    slower = data.replace(travel=MatrixTravel(data.travel.durations * 2, data.travel.distances))
    assert broken(slower, made) == {"TRAVEL": 3}


def test_what_the_measuring_needs_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], programs: Path):
    assert main(["--services", "osrm,maps", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in ("osrm needs osrm-extract", "no service 'maps'", "no osm/baltimore.osm.pbf"))


def test_the_day_within_the_extract_is_all_inside(tmp_path: Path):
    shared("baltimore", "service_requests.csv")
    made = make_day(data_folder(), 40, 6, within=EXTRACT)
    west, south, east, north = EXTRACT
    assert len(made.pool.requests) >= 40
    places = [(place.longitude, place.latitude) for place in day_problem(made).locations]
    assert all(west <= longitude <= east and south <= latitude <= north for longitude, latitude in places)
    box = ",".join(map(str, EXTRACT))
    assert baltimore(["--out", str(tmp_path), "--inside", "40", "--technicians", "6", f"--within={box}"]) == 0


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_day_is_planned_over_real_streets(kind: str, tmp_path: Path):
    shared("osm", "baltimore.osm.pbf")
    if absent(kind):
        pytest.skip(f"{kind} needs {absent(kind)}")
    small = ["--data", str(DATA), "--inside", "30", "--technicians", "5", "--seconds", "1"]
    assert main([*small, "--services", kind, "--out", str(tmp_path / "roads.json")]) == 0
    found = json.loads((tmp_path / "roads.json").read_text())
    assert found[kind]["plan"]["scheduled"] > 20
    assert 1.1 < found[kind]["table"]["median_detour"] < 2
    assert set(found[kind]["default_plan_over_these_streets_violates"]) <= {"TRAVEL", "LIMIT", "SHIFT"}
