"""Google Route Optimization requests: single visits are planned at their costs, everything else is refused by name."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scheduler import objective
from scheduler.check import check
from scheduler.formats.google import GoogleRequest, read_google
from scheduler.formats.json_text import DocumentError
from scheduler.solve import Settings, solve
from service import cli
from tests.shared_data import shared

REQUEST: dict[str, Any] = {
    "timeout": "10s",
    "model": {
        "globalStartTime": "2026-11-23T07:00:00Z",
        "globalEndTime": "2026-11-23T20:00:00Z",
        "shipments": [
            {
                "label": "boiler",
                "pickups": [{
                    "arrivalLocation": {"latitude": 48.88, "longitude": 2.35}, "duration": "1620s",
                    "timeWindows": [{"startTime": "2026-11-23T10:00:00Z", "endTime": "2026-11-23T13:00:00Z",
                                     "softEndTime": "2026-11-23T11:30:00Z", "costPerHourAfterSoftEndTime": 100}],
                }],
                "loadDemands": {"weight": {"amount": "3"}}, "allowedVehicleIndices": [0],
            },
            {
                "id": 7,
                "delivery": {"visitRequests": [{
                    "arrivalWaypoint": {"location": {"latLng": {"latitude": 48.86, "longitude": 2.33}}},
                    "duration": {"seconds": "600", "nanos": 500_000_000},
                    "timeWindows": [{"startTime": {"seconds": "1795428000"}}],
                }]},
                "pickup": None,
            },
        ],
        "vehicles": [
            {
                "label": "Ann", "startLocation": {"latitude": 48.87, "longitude": 2.32},
                "endLocation": {"latitude": 48.87, "longitude": 2.32}, "costPerHour": 30, "fixedCost": 12.5,
                "costPerKilometer": 0.2112667304609343, "loadLimits": {"weight": {"maxLoad": "10"}},
                "startTimeWindows": [{"startTime": "2026-11-23T08:00:00Z"}],
                "endTimeWindows": [{"endTime": "2026-11-23T17:00:00Z"}],
                "breakRule": {"breakRequests": [{
                    "earliestStartTime": "2026-11-23T12:00:00Z", "latestStartTime": "2026-11-23T13:00:00Z",
                    "minDuration": "2700s",
                }]},
                "routeDurationLimit": {"maxDuration": "28800s"},
            },
            {
                "startLocation": {"latitude": 48.87, "longitude": 2.32}, "costPerKilometer": 0.2112667304609343,
                "endLocation": {"latitude": 48.9, "longitude": 2.32}, "costPerHour": 25,
            },
        ],
    },
}  # fmt: skip


def read(folder: Path, request: Any) -> GoogleRequest:
    path = folder / "request.json"
    path.write_text(json.dumps(request))
    return read_google(path)


def findings(folder: Path, request: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        read(folder, request)
    return [finding.removeprefix("request.json: ") for finding in error.value.findings]


def placed(key: str, value: Any) -> dict[str, Any]:
    """The request with one value set."""
    request = copy.deepcopy(REQUEST)
    here: Any = request["model"]
    *path, last = key.replace("[", ".").replace("]", "").split(".")
    for step in path:
        here = here[int(step)] if step.isdigit() else here[step]
    here[last] = value
    return request


def test_a_request_is_what_it_says(tmp_path: Path):
    problem = read(tmp_path, REQUEST).problem
    clock = problem.horizon.clock
    boiler, other = problem.appointment["boiler"], problem.appointment["7"]
    ann, second = problem.technician["Ann"], problem.technician["vehicle 2"]
    (window,), (shift,), (late,) = boiler.windows, ann.shifts, second.shifts
    assert [clock(window.earliest), clock(window.latest), clock(boiler.due or 0)] == ["10:00", "13:00", "11:57"]
    assert (boiler.duration, boiler.load, boiler.required_technicians) == (1620, 3, ("Ann",))
    assert (other.duration, other.load, other.due, other.windows[0].latest) == (601, 0, None, problem.horizon.end)
    assert problem.horizon.iso(other.windows[0].earliest) == "2026-11-23T10:00:00+00:00"
    assert [clock(shift.start), clock(shift.end), clock(late.start), clock(late.end)] == [
        "08:00",
        "17:00",
        "07:00",
        "20:00",
    ]
    assert (shift.max_duration, shift.breaks[0].duration, clock(shift.breaks[0].latest)) == (28800, 2700, "13:00")
    assert (ann.cost_per_hour, ann.cost_per_shift, ann.capacity, second.cost_per_hour) == (3000, 1250, 10, 2500)
    assert second.end != second.home == ann.home == ann.end


def test_costs_are_in_the_requests_proportions(tmp_path: Path):
    made = read(tmp_path, REQUEST)
    per_cent = 6000 * 60 * 60  # points of a cent: weight 60 times 100 points times the 3,600 ticks of an hour
    ticks = dict.fromkeys(("unserved", "technician_cost", "travel_distance", "lateness"), 0)

    def points(**terms: int) -> int:
        return objective.value(made.problem, made.policy, {**ticks, **terms})[1]

    assert points(technician_cost=3600) == per_cent  # a cent for each shift
    assert points(lateness=3600) == 100 * 100 * per_cent
    assert points(travel_distance=1000) == pytest.approx(21.12667304609343 * per_cent, rel=1e-3)
    assert objective.value(made.problem, made.policy, {**ticks, "unserved": 1})[0] > 0


def test_technicians_in_paris_are_planned():
    made = read_google(shared("google", "service-techs-in-paris.json"))
    assert (len(made.problem.appointments), len(made.problem.technicians)) == (100, 8)
    assert made.problem.horizon.iso(0) == "2019-10-31T00:00:00+00:00"
    first = made.problem.appointment["1"]
    assert (first.duration, first.due) == (1620, first.windows[0].earliest + 5400 + 1620)
    assert made.policy.weight("lateness") == 10_000


def test_a_plan_keeps_what_the_request_demands(tmp_path: Path):
    made = read(tmp_path, REQUEST)
    found = solve(made.problem, made.policy, Settings()).plan
    assert not check(made.problem, made.policy, found)
    assert sorted(found.visits) == ["7", "boiler"]


@pytest.mark.parametrize(("key", "value"), [
    ("maxActiveVehicles", 3), ("precedenceRules", [{"firstIndex": 1}]), ("globalStartTime", "soon"), ("colour", 3),
    ("globalEndTime", "2020-01-01T00:00:00Z"), ("durationDistanceMatrices", [{"rows": [1]}]),
    ("shipments[0].penaltyCost", 5), ("shipments[0].allowedVehicleIndices", [2]),
    ("shipments[0].pickups[0].arrivalLocation", None), ("shipments[0].pickups[0].duration", "1h"),
    ("shipments[0].pickups[0].arrivalLocation.latitude", 148.8), ("shipments[0].pickups[0].tags", ["a"]),
    ("shipments[0].pickups[0].timeWindows[0].softEndTime", None),
    ("shipments[0].pickups[0].timeWindows[0].softStartTime", "2026-11-23T10:00:00Z"),
    ("shipments[0].loadDemands.weight.amount", "many"),
    ("shipments[1].delivery.visitRequests[0].duration", {"seconds": -5}),
    ("shipments[1].delivery.visitRequests[0].arrivalWaypoint.placeId", "x"),
    ("vehicles[0].travelDurationMultiple", 1.5), ("vehicles[0].travelMode", "WALKING"),
    ("vehicles[0].startLocation", None), ("vehicles[0].costPerHour", -1),
    ("vehicles[0].startTimeWindows[0].endTime", "2026-11-23T09:00:00Z"),
    ("vehicles[0].routeDurationLimit.softMaxDuration", "5s"), ("vehicles[0].routeDistanceLimit", {"maxMeters": "5"}),
    ("vehicles[0].breakRule.frequencyConstraints", [{"minBreakDuration": "5s"}]),
    ("vehicles[0].loadLimits.weight.softMaxLoad", "5"),
])  # fmt: skip
def test_what_is_wrong_or_not_supported_is_refused_at_its_place(tmp_path: Path, key: str, value: Any):
    listed = findings(tmp_path, placed(key, value))
    place = key.removesuffix(".softEndTime") if value is None else key
    assert any(found.startswith(f"$.model.{place}") for found in listed), listed


def test_a_pickup_with_a_delivery_is_no_visit(tmp_path: Path):
    way = REQUEST["model"]["shipments"][0]["pickups"][0]
    (found,) = findings(tmp_path, placed("shipments[0].deliveries", [way]))
    assert found.startswith("$.model.shipments[0]: is not supported: 2 visit requests")


def test_what_must_be_alike_is_compared(tmp_path: Path):
    (found,) = findings(tmp_path, placed("vehicles[1].costPerKilometer", 1))
    assert found.startswith("$.model.vehicles[*].costPerKilometer: is not supported: it differs")
    (found,) = findings(tmp_path, placed("shipments[1].loadDemands", {"volume": {"amount": "2"}}))
    assert found == "$.model.shipments: more than one kind of load is not supported: volume, weight"


def test_everything_is_listed_at_once(tmp_path: Path):
    request = placed("shipments[0].penaltyCost", 5)
    request["model"]["vehicles"][1] |= {"colour": "red", "travelMode": "WALKING"}
    request["considerRoadTraffic"] = True
    request["model"]["shipments"].append("x")
    assert len(findings(tmp_path, request)) == 5
    assert "$.model: is missing" in findings(tmp_path, {})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_json_is_a_request_or_a_list_of_findings(tmp_path: Path, data: st.DataObject):
    good = copy.deepcopy(REQUEST)
    scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=3)
    strange = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=4,
    )
    here: Any = good["model"]
    while True:
        key = data.draw(st.sampled_from(sorted(here)) if isinstance(here, dict) else st.integers(0, len(here) - 1))
        if not here[key] or not isinstance(here[key], dict | list) or data.draw(st.booleans()):
            here[key] = data.draw(strange)
            break
        here = here[key]
    with suppress(DocumentError):
        assert read(tmp_path, good).problem.horizon.days >= 1


def test_the_command_plans_a_request(tmp_path: Path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(REQUEST))
    run = CliRunner().invoke(
        cli.build(), ["plan", "--google", str(path), "--seconds", "0", "--out", str(tmp_path / "out")]
    )
    assert run.exit_code == 0, run.output
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["policy"]["name"] == "google"
