"""A day over roads: the matrix of the problem, what is noted, and what happens when the service fails."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks.road_servers import KINDS, absent, serving
from scheduler.day.roads import with_roads
from scheduler.entities import Location
from scheduler.travel import GreatCircleTravel, MatrixTravel
from service import cli
from territories.roads import Patience, RoadsError, read_service
from tests.scheduler.build import appointment, day, problem, technician
from tests.shared_data import shared


@pytest.fixture
def osrm() -> Iterator[str]:
    """A server that needs 90.5 seconds and 700.4 metres for every leg."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sides = [part.split("=")[1].count(";") + 1 for part in self.path.split("&")[1:]]
            tables = {
                name: [[value] * sides[1] for _ in range(sides[0])]
                for name, value in (("durations", 90.5), ("distances", 700.4))
            }
            content = json.dumps({"code": "Ok", **tables}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"osrm:http://127.0.0.1:{http.server_address[1]}"
    http.shutdown()
    http.server_close()


def _places(*points: tuple[float, float]) -> tuple[Location, ...]:
    return tuple(Location(f"{latitude},{longitude}", latitude, longitude) for latitude, longitude in points)


def test_times_are_rounded_up_to_ticks_and_the_diagonal_is_nothing(osrm: str):
    places = _places((39.0, -76.0), (39.1, -76.0), (39.2, -76.0), (39.3, -76.0))
    base = problem([appointment()], locations=places, travel=GreatCircleTravel())
    for per_minute, ticks in ((1, 2), (60, 91)):
        made, notes = with_roads(base.replace(horizon=day(ticks_per_minute=per_minute)), read_service(osrm), Patience())
        assert isinstance(made.travel, MatrixTravel)
        assert notes == ()
        np.testing.assert_array_equal(made.travel.durations, ticks * (1 - np.eye(4)))
        np.testing.assert_array_equal(made.travel.distances, 700 * (1 - np.eye(4)))


def test_a_day_with_a_matrix_asks_nobody(osrm: str):
    with pytest.raises(RoadsError, match="travel is given by a matrix already"):
        with_roads(problem([appointment()], [technician()]), read_service(osrm), Patience())


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    jobs = [{"id": 1, "location": [-76.6, 39.3]}, {"id": 2, "location": [-76.61, 39.3]}]
    path.write_text(json.dumps({"jobs": jobs, "vehicles": [{"id": 1, "start": [-76.6, 39.2], "end": [-76.6, 39.2]}]}))
    return path


def plan(path: Path, out: Path, *more: str) -> Any:
    command = ["plan", "--vroom", str(path), "--seconds", "0", "--out", str(out), *more]
    return CliRunner().invoke(cli.build(), command)


def test_the_command_plans_over_roads(osrm: str, request_file: Path, tmp_path: Path):
    done = plan(request_file, tmp_path / "out", "--roads", osrm, "--roads-cache", str(tmp_path / "kept"))
    assert done.exit_code == 0, done.output
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["warnings"] == []
    assert json.loads((tmp_path / "out" / "vroom.json").read_text())["summary"]["duration"] == 3 * 91
    assert list((tmp_path / "kept").rglob("*.json"))


@pytest.fixture
def nobody() -> str:
    """The address of a server that is not there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"valhalla:http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.cli.roads.Patience", lambda **more: Patience(pause=0, **more))


@pytest.mark.usefixtures("hurried")
def test_a_service_that_fails_is_an_error_and_nothing_is_written(nobody: str, request_file: Path, tmp_path: Path):
    done = plan(request_file, tmp_path / "out", "--roads", nobody)
    assert done.exit_code == 2
    assert "tried 4 times" in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("hurried")
def test_with_a_fallback_the_plan_says_so(nobody: str, request_file: Path, tmp_path: Path):
    done = plan(request_file, tmp_path / "out", "--roads", nobody, "--roads-fallback")
    assert done.exit_code == 0, done.output
    (warning,) = json.loads((tmp_path / "out" / "summary.json").read_text())["warnings"]
    assert "travel is not over roads but estimated from great circles: valhalla at http://127.0.0.1" in warning
    assert "travel is not over roads" in done.output


def test_a_service_that_is_none_is_refused(request_file: Path, tmp_path: Path):
    done = plan(request_file, tmp_path / "out", "--roads", "http://localhost", "--roads-fallback")
    assert (done.exit_code, "unknown service 'http'" in done.output) == (2, True)


@pytest.fixture(scope="module", params=KINDS)
def streets(request: pytest.FixtureRequest) -> Iterator[str]:
    """A real service over the extract of Baltimore."""
    extract = shared("osm", "baltimore.osm.pbf")
    if absent(request.param):
        pytest.skip(f"{request.param} needs {absent(request.param)}")
    with serving(request.param, extract) as address:
        yield address


@pytest.mark.soak
def test_a_real_service_gives_travel_over_baltimores_streets(streets: str):
    random = np.random.default_rng(7)
    points = [(39.276 + 0.02 * a, -76.600 + 0.03 * b) for a, b in random.random((60, 2))]
    base = problem([appointment(location=1)], locations=_places(*points), travel=GreatCircleTravel())
    made, notes = with_roads(base.replace(horizon=day(ticks_per_minute=60)), read_service(streets), Patience())
    assert isinstance(made.travel, MatrixTravel)
    crow = GreatCircleTravel(detour=1000).between(np.array(points)[:, None], np.array(points)[None], 60)[1]
    apart = crow > 1500
    ratio = made.travel.distances[apart] / crow[apart]
    assert np.percentile(ratio, 5) > 1  # the few others begin or end away from a street
    assert 1.1 < np.median(ratio) < 2
    assert (made.travel.durations != made.travel.durations.T).any()  # there are one-way streets
    assert all("from the road" in note for note in notes)
