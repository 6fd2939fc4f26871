"""Planning without records: limits, findings, and that nothing is kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from service.planning import stateless, stateless_routes
from service.planning.stateless import Solver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SMALL = stateless_routes.SMALL


@pytest.fixture
def planner(house, monkeypatch):
    """Somebody who simulates; a thread stands for the process beside, which takes seconds to begin."""
    with ThreadPoolExecutor(1) as executor:
        monkeypatch.setattr(stateless_routes, "solver", Solver(executor))
        yield house.person("planner")


def test_solve_gives_a_plan_with_reasons_and_keeps_nothing(house, planner):
    before = house.rows("SELECT count(*) FROM event")
    found = planner.post("/solve", {"problem": SMALL, "seconds": 0})
    (route,) = found["plan"]["plan"]["routes"]
    assert [stop["id"] for stop in route["stops"]] == ["a"]
    assert not found["proved"]
    assert found["explanation"]["assigned"][0]["sentence"]
    assert house.rows("SELECT count(*) FROM event") == before
    slots = planner.post("/recommend", {"problem": SMALL, "plan": found["plan"], "appointment": "a"})["slots"]
    assert [slot["technician"] for slot in slots] == ["t"]


def test_wrong_problems_get_every_finding(planner):
    wrong = {**SMALL, "locations": [], "appointments": [{"id": "", "duration": -1}]}
    for path, more in (("/solve", {"seconds": 0}), ("/recommend", {"appointment": "a"})):
        refused = planner.post(path, {"problem": wrong, **more}, 422)
        assert (refused["code"], refused["field"]) == ("invalid_problem", "problem")
        assert len(refused["errors"]) > 1
    unknown = planner.post("/recommend", {"problem": SMALL, "appointment": "b"}, 422)
    assert "'b'" in unknown["detail"]


def test_limits_hold(planner, monkeypatch):
    monkeypatch.setattr(stateless, "MOST_APPOINTMENTS", 0)
    assert "more than the 0" in planner.post("/solve", {"problem": SMALL, "seconds": 0}, 422)["detail"]
    assert planner.post("/solve", {"problem": SMALL, "seconds": 31}, 422)["field"] == "seconds"
    busy = Solver()
    busy._places._value = 0
    monkeypatch.setattr(stateless_routes, "solver", busy)
    assert planner.post("/solve", {"problem": SMALL}, 503)["code"] == "busy"
