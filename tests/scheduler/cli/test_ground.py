"""``roundsman territories``: borders and coverage."""

from __future__ import annotations

import json
from pathlib import Path

from tests.scheduler.cli.conftest import Run, day_options


def square(name: str, west: float, east: float) -> dict[str, object]:
    ring = [[west, 0.0], [east, 0.0], [east, 1.0], [west, 1.0], [west, 0.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"territory_id": name}, "geometry": geometry}


def test_an_overlap_is_reported_with_both_names(run: Run, tmp_path: Path) -> None:
    features = [square("west", 0.0, 1.1), square("east", 1.0, 2.0)]
    (tmp_path / "two.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    told = run("territories", "--territories", tmp_path / "two.geojson")
    assert told.exit_code == 0
    assert "2 territories; 1 findings" in told.stdout
    assert "west" in told.stdout
    assert "overlap" in told.stdout


def test_coverage_says_who_serves_and_what_is_missing(run: Run, day: Path) -> None:
    options = [option for option in day_options(day) if option != "--out"]
    told = run("territories", *options, "--json")
    assert told.exit_code == 0, told.output
    (found,) = json.loads(told.stdout)["coverage"]
    assert {one["territory"] for one in found["territories"]} == {"T1", "T2"}
    assert sum(len(one["primary"]) for one in found["territories"]) >= 8
    assert "Coverage on" in run("territories", *options).stdout


def test_coverage_needs_both_files(run: Run, day: Path) -> None:
    told = run("territories", "--territories", day / "territories.geojson", "--technicians", day / "technicians.csv")
    assert told.exit_code == 2


def test_bad_territories_are_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.geojson").write_text("{")
    told = run("territories", "--territories", tmp_path / "bad.geojson")
    assert told.exit_code == 2
    assert "bad.geojson" in told.stderr


def test_bad_appointments_are_listed(run: Run, day: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    told = run("territories", *day_options(day), "--appointments", tmp_path / "empty.csv")
    assert told.exit_code == 2
    assert "empty.csv" in told.stderr
