"""Road tables from servers on the loopback that speak the documented protocols, friendly and hostile."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from territories.roads import Patience, RoadCache, RoadsError, RoadService, read_service, road_table, table

Answer = tuple[int, Any]
PLACES = [(39.0 + 0.01 * index, -76.0 - 0.02 * index) for index in range(7)]
NAMES = [f"place {index}" for index in range(7)]


def seconds(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Travel that differs by direction, so that rows and columns cannot be exchanged unseen."""
    return round(1000 * abs(one[0] - two[0]) + (50 if one[0] > two[0] else 0), 3)


class Server:
    """A server on the loopback; ``spoil`` changes a good answer, ``asked`` are the questions it got."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.spoil: Callable[[int, Any], Any] = lambda _, answer: answer
        self.moved = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(outer.osrm(self.path))

            def do_POST(self) -> None:
                self.reply(outer.valhalla(json.loads(self.rfile.read(int(self.headers["content-length"])))))

            def reply(self, answer: Any) -> None:
                outer.asked.append(self.path)
                found = outer.spoil(len(outer.asked), answer)
                if found is None:
                    self.close_connection = True
                    return
                status, body = found if isinstance(found, tuple) else (200, found)
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def osrm(self, path: str) -> Any:
        parts = urlsplit(path)
        assert parts.path.startswith("/table/v1/driving/")
        places = [tuple(map(float, pair.split(",")))[::-1] for pair in parts.path.split("/")[-1].split(";")]
        query = parse_qs(parts.query)
        assert query["annotations"] == ["duration,distance"]
        one, two = ([places[int(index)] for index in query[name][0].split(";")] for name in ("sources", "destinations"))
        return {
            "code": "Ok",
            "durations": [[seconds(a, b) for b in two] for a in one],
            "distances": [[10 * seconds(a, b) for b in two] for a in one],
            "sources": [{"location": [b, a + self.moved], "name": ""} for a, b in one],
            "destinations": [{"location": [b, a + self.moved], "name": ""} for a, b in two],
        }

    def valhalla(self, body: Any) -> Any:
        assert (body["costing"], body["units"], body["verbose"]) == ("auto", "kilometers", True)
        one, two = ([(place["lat"], place["lon"]) for place in body[name]] for name in ("sources", "targets"))
        pairs = [[{
            "from_index": i, "to_index": j, "time": seconds(a, b), "distance": seconds(a, b) / 100,
            "begin_lat": a[0] + self.moved, "begin_lon": a[1], "end_lat": b[0] + self.moved, "end_lon": b[1],
        } for j, b in enumerate(two)] for i, a in enumerate(one)]  # fmt: skip
        return {"sources_to_targets": pairs, "units": "kilometers"}

    def service(self, kind: str) -> RoadService:
        return read_service(f"{kind}:{self.url}")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture(params=["osrm", "valhalla"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, pause: float) -> None:
        self.pauses.append(pause)
        self.now += pause

    def patience(self, **more: Any) -> Patience:
        return Patience(clock=lambda: self.now, sleep=self.sleep, **more)


def ask(server: Server, kind: str, count: int = 3, **more: Any) -> Any:
    more = {"patience": Clock().patience(), **more}
    return road_table(server.service(kind), PLACES[:count], NAMES[:count], **more)


def refused(server: Server, kind: str, **more: Any) -> list[str]:
    with pytest.raises(RoadsError) as error:
        ask(server, kind, **more)
    return list(error.value.findings)


def test_the_table_is_what_the_service_says_in_whatever_blocks(
    server: Server, kind: str, monkeypatch: pytest.MonkeyPatch
):
    expected = [[seconds(a, b) for b in PLACES] for a in PLACES]
    for side, questions in ((50, 1), (3, 9), (1, 49)):
        server.asked.clear()
        monkeypatch.setattr(table, "SIDE", side)
        found = ask(server, kind, count=7)
        assert len(server.asked) == questions
        np.testing.assert_allclose(found.seconds, expected)
        np.testing.assert_allclose(found.metres, 10 * np.array(expected))
        assert found.notes == ()


def test_places_far_from_roads_are_reported(server: Server, kind: str):
    server.moved = 0.01
    (first, *others) = ask(server, kind).notes
    assert first == "place 0 lies 1,112 m from the road it is reached by"
    assert len(others) == 2


def test_a_pair_without_a_way_is_named(server: Server):
    def cut(_: int, answer: Any) -> Any:
        answer["durations"][1][2] = None
        return answer

    server.spoil = cut
    (found,) = refused(server, "osrm")
    assert found == f"osrm at {server.url}: knows no way from place 1 to place 2"


def test_valhallas_null_pair_and_its_word_for_no_way_at_all(server: Server):
    def cut(_: int, answer: Any) -> Any:
        answer["sources_to_targets"][0][1] |= {"time": None, "distance": None, "begin_lat": None, "end_lat": None}
        return answer

    server.spoil = cut
    assert refused(server, "valhalla") == [f"valhalla at {server.url}: knows no way from place 0 to place 1"]
    server.spoil = lambda *_: (400, {"error_code": 170, "error": "Locations are in unconnected regions."})
    assert len(refused(server, "valhalla")) == 6


@pytest.mark.parametrize(("spoiled", "word"), [
    ([[0, 1]], "durations: a list of 1, expected 3 rows"),
    ([[0, 1, 2], [1, 0], [1, 2, 0]], "durations[1]: a list of 2, expected 3 numbers"),
    ([[0, 1, 2], [1, 0, "soon"], [1, 2, 0]], "durations[1][2]: 'soon', expected a number or null"),
    ([[0, 1, 2], [1, 0, True], [1, 2, 0]], "durations[1][2]: True, expected a number or null"),
    ([[0, 1, 2], [1, 0, -7], [1, 2, 0]], "durations[1][2]: -7 is not within 0 and"),
    ([[0, 1, 2], [1, 0, 1e300], [1, 2, 0]], "durations[1][2]: 1e+300 is not within"),
    ("no", "durations: 'no', expected 3 rows"),
    (None, "durations: null, expected 3 rows"),
])  # fmt: skip
def test_a_table_that_is_none_is_refused(server: Server, spoiled: Any, word: str):
    server.spoil = lambda _, answer: {**answer, "durations": spoiled}
    assert any(word in finding for finding in refused(server, "osrm"))


@pytest.mark.parametrize(("answer", "word"), [
    (b"<html>hello</html>", "status 200, no answer of"),
    (b'{"code": "Ok", "durations": [[NaN]]}', "status 200, no answer of"),
    (b"[" * 100_000, "status 200, no answer of"),
    (b"", "status 200, no answer of"),
    ((404, {"message": "gone"}), "status 404"),
    ((302, b""), "status 302"),
    ({"sources_to_targets": 5, "code": 5}, ""),
    ({"sources_to_targets": [[1, 2, 3]] * 3, "code": []}, ""),
    ({"sources_to_targets": [None, [], {}], "code": None}, ""),
])  # fmt: skip
def test_whatever_is_no_answer_is_refused(server: Server, kind: str, answer: Any, word: str):
    server.spoil = lambda *_: answer
    assert word in refused(server, kind)[0]


def test_an_error_of_the_service_is_passed_on(server: Server):
    server.spoil = lambda *_: (400, {"code": "TooBig", "message": "Too many table coordinates"})
    assert refused(server, "osrm") == [f"osrm at {server.url}: status 400, TooBig: Too many table coordinates"]
    server.spoil = lambda *_: (400, {"error_code": 150, "error": "Exceeded max locations"})
    assert refused(server, "valhalla") == [f"valhalla at {server.url}: status 400, Exceeded max locations"]
    assert len(server.asked) == 2  # what will not pass is not tried again


@pytest.mark.parametrize("failure", [None, (503, b""), (429, b""), (500, b"oops")], ids=["cut", "503", "429", "500"])
def test_what_may_pass_is_tried_again_with_growing_pauses(server: Server, kind: str, failure: Answer | None):
    server.spoil = lambda number, answer: answer if number > 2 else failure
    clock = Clock()
    assert ask(server, kind, patience=clock.patience()).seconds.shape == (3, 3)
    assert clock.pauses == [0.5, 1.0]


def test_what_does_not_pass_is_given_up(server: Server, kind: str):
    server.spoil = lambda *_: (503, b"")
    clock = Clock()
    (found,) = refused(server, kind, patience=clock.patience())
    assert "status 503; tried 4 times" in found
    assert clock.pauses == [0.5, 1.0, 2.0]


def test_no_pause_goes_beyond_the_limit_on_the_whole(server: Server, kind: str):
    server.spoil = lambda *_: (503, b"")
    clock = Clock()
    (found,) = refused(server, kind, patience=clock.patience(seconds=1.0))
    assert "status 503; 1 seconds are over" in found
    assert clock.now <= 1.0


def test_an_answer_that_trickles_ends_at_the_limit(server: Server):
    ticking = iter(range(1000))
    patience = Patience(seconds=0.5, clock=lambda: float(next(ticking)))
    (found,) = refused(server, "osrm", patience=patience)
    assert "0.5 seconds are over within an answer" in found


def test_an_endless_answer_is_cut(server: Server, kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("territories.roads.client.MOST_BYTES", 2**20)
    server.spoil = lambda *_: b" " * (2**20 + 1)
    assert "the answer is longer than 1 MB" in refused(server, kind)[0]


def test_a_server_that_is_not_there_is_an_error(server: Server, kind: str):
    service = server.service(kind)
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(RoadsError, match=r"ConnectError.*tried 4 times"):
        road_table(service, PLACES[:2], NAMES[:2], patience=Clock().patience())


def test_answers_are_kept_and_asked_for_once(server: Server, kind: str, tmp_path: Path):
    cache = RoadCache(tmp_path)
    first, again = ask(server, kind, cache=cache), ask(server, kind, cache=cache)
    assert len(server.asked) == 1
    np.testing.assert_array_equal(first.seconds, again.seconds)
    np.testing.assert_array_equal(first.metres, again.metres)
    ask(server, kind, count=4, cache=cache)
    other = "valhalla" if kind == "osrm" else "osrm"
    ask(server, other, cache=cache)
    assert len(server.asked) == 3  # other places and other services are other questions


def test_a_place_far_from_a_road_is_also_told_from_what_is_kept(server: Server, tmp_path: Path):
    server.moved = 0.01
    told = [ask(server, "osrm", cache=RoadCache(tmp_path)).notes for _ in range(2)]
    assert told[0] == told[1] != ()


@pytest.mark.parametrize("damage", [
    lambda content: content[:-9],
    lambda content: content.replace(b"10.0", b"11.0"),
    lambda _: b"",
    lambda _: b"\xff\x00",
], ids=["cut", "changed", "emptied", "overwritten"])  # fmt: skip
def test_a_damaged_answer_is_ignored_said_and_replaced(server: Server, tmp_path: Path, damage: Any):
    good = ask(server, "osrm", cache=RoadCache(tmp_path))
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(damage(path.read_bytes()))
    again = ask(server, "osrm", cache=RoadCache(tmp_path))
    np.testing.assert_array_equal(again.seconds, good.seconds)
    assert [note for note in again.notes if "is damaged; it was ignored and asked for again" in note]
    assert ask(server, "osrm", cache=RoadCache(tmp_path)).notes == ()
    assert len(server.asked) == 2


def test_a_whole_answer_to_another_question_is_not_taken(server: Server, tmp_path: Path):
    ask(server, "osrm", count=2, cache=RoadCache(tmp_path))
    (other,) = tmp_path.rglob("*.json")
    service = server.service("osrm")
    place = RoadCache(tmp_path).path(service, PLACES[:3], PLACES[:3])
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(other.read_bytes())
    assert "is damaged" in ask(server, "osrm", cache=RoadCache(tmp_path)).notes[0]


def test_a_folder_that_cannot_be_written_is_noted(server: Server, tmp_path: Path):
    (tmp_path / "file").write_text("")
    found = ask(server, "osrm", cache=RoadCache(tmp_path / "file"))
    assert found.seconds.shape == (3, 3)
    assert "cannot be kept" in found.notes[-1]


def test_several_at_once_share_a_folder(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "SIDE", 2)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ask(server, "osrm", count=7, cache=RoadCache(tmp_path)), range(8)))
    assert all(np.array_equal(one.seconds, found[0].seconds) and one.notes == () for one in found)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(("text", "word"), [
    ("http://localhost:5000", "unknown service 'http'"),
    ("osrm:localhost:5000", "is not the address of a server"),
    ("osrm:ftp://localhost", "is not the address of a server"),
    ("osrm:http://localhost:99999", "is not the address of a server"),
    ("valhalla:http://", "is not the address of a server"),
    ("", "unknown service ''"),
])  # fmt: skip
def test_a_service_that_is_none_is_refused(text: str, word: str):
    with pytest.raises(RoadsError, match=word):
        read_service(text)


def test_a_profile_is_a_name(server: Server):
    assert read_service("osrm:http://a/b/", "car").url == "http://a/b"
    with pytest.raises(RoadsError, match="is not the name of a profile"):
        read_service("osrm:http://a", "../../route")


def test_no_word_of_a_password(server: Server):
    service = read_service("osrm:http://user:secret@127.0.0.1:1")
    assert service.label == "osrm at http://127.0.0.1:1"
