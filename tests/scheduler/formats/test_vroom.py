"""VROOM requests in, answers out: the same figures as VROOM's, everything else refused by its name."""

from __future__ import annotations

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
from scheduler.formats.json_text import DocumentError
from scheduler.formats.vroom import VroomRequest, read_vroom, vroom_answer
from scheduler.solution import Plan
from scheduler.solve import Settings, solve
from service import cli
from tests.scheduler.build import plan, route, stop
from tests.shared_data import shared

SIX = [1600416000, 1600430400]


def read(folder: Path, request: Any) -> VroomRequest:
    path = folder / "request.json"
    path.write_text(request if isinstance(request, str) else json.dumps(request))
    return read_vroom(path)


def findings(folder: Path, request: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        read(folder, request)
    return [finding.removeprefix("request.json: ") for finding in error.value.findings]


def line(*minutes: int) -> dict[str, Any]:
    """A matrix of places on a line, a hundred seconds of travel and 10 metres for each step."""
    return {"car": {
        "durations": [[100 * abs(one - two) for two in minutes] for one in minutes],
        "distances": [[10 * abs(one - two) for two in minutes] for one in minutes],
    }}  # fmt: skip


def request(jobs: list[dict[str, Any]], vehicles: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """Jobs at the places 1, 2, ... of a line; a vehicle that begins and ends at place 0."""
    jobs = [{"id": index, "location_index": index, **job} for index, job in enumerate(jobs, 1)]
    fleet = [{"id": 1, "start_index": 0, "end_index": 0}] if vehicles is None else vehicles
    return {"jobs": jobs, "vehicles": fleet, "matrices": line(*range(len(jobs) + 1)), **more}


def answer(made: VroomRequest, found: Plan | None = None) -> dict[str, Any]:
    best = solve(made.problem, made.policy, Settings()).plan if found is None else found
    assert not check(made.problem, made.policy, best)
    return json.loads(vroom_answer(made.problem, made.policy, best))


def timeless(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key not in ("geometry", "computing_times")}


def test_the_answer_to_vrooms_example_is_vrooms_answer():
    made = answer(read_vroom(shared("vroom", "example_2.json")))
    theirs = json.loads(shared("vroom", "example_2_sol.json").read_text())
    assert made["summary"] == timeless(theirs["summary"])
    assert made["unassigned"] == theirs["unassigned"]
    assert [timeless(one) for one in made["routes"]] == [timeless(one) for one in theirs["routes"]]


def test_the_other_examples_are_refused_for_what_they_use():
    with pytest.raises(DocumentError) as first:
        read_vroom(shared("vroom", "example_1.json"))
    assert [text.split(":")[1].strip() for text in first.value.findings] == ["$.shipments", "$.jobs"]
    with pytest.raises(DocumentError) as third:
        read_vroom(shared("vroom", "example_3.json"))
    assert {text.split(": ")[1] for text in third.value.findings} == {"$.vehicles[0].steps", "$.vehicles[1].steps"}


def test_times_windows_skills_and_breaks_are_what_the_request_says(tmp_path: Path):
    rest = {"id": 4, "service": 300, "time_windows": [[1600423200, 1600425000]]}
    vehicle = {"id": 7, "start": [2.35, 48.7], "skills": [14, 1, 14], "time_window": SIX, "breaks": [rest],
               "max_tasks": 5, "max_travel_time": 7200, "capacity": [4], "description": "Ann"}  # fmt: skip
    job = {"id": 9, "location": [2.0, 48.6], "service": 300, "skills": [1], "delivery": [2], "priority": 100,
           "time_windows": [[1600419600, 1600423200]], "description": "boiler"}  # fmt: skip
    problem = read(tmp_path, {"jobs": [job], "vehicles": [vehicle]}).problem
    horizon, ann, item = problem.horizon, problem.technician["7"], problem.appointment["9"]
    (shift,) = ann.shifts
    (window,) = item.windows
    assert (horizon.timezone, horizon.ticks_per_minute) == ("UTC", 60)
    assert horizon.instant(shift.start).timestamp() == SIX[0]
    assert horizon.instant(window.earliest).timestamp() == 1600419600
    assert horizon.instant(window.latest).timestamp() == 1600423200
    assert (shift.breaks[0].latest - shift.breaks[0].earliest, shift.breaks[0].duration) == (1800, 300)
    assert [skill.name for skill in ann.skills] == ["14", "1"]
    assert (item.duration, item.load, item.priority, ann.capacity, ann.name) == (300, 2, 1, 4, "Ann")
    assert (shift.max_visits, shift.max_travel) == (5, 7200)
    assert (problem.locations[item.location].latitude, problem.locations[item.location].longitude) == (48.6, 2.0)


def test_priorities_come_first_then_the_number_of_jobs_then_cost(tmp_path: Path):
    one_of = {"max_tasks": 1, "id": 1, "start_index": 0, "end_index": 0}
    urgent_is_far = request([{"priority": 1}, {}, {"priority": 2}], [one_of])
    assert answer(read(tmp_path, urgent_is_far))["routes"][0]["steps"][1]["job"] == 3
    # Two of priority 1 are worth as much as one of priority 2, and they are two.
    limited = {"max_travel_time": 400, "id": 1, "start_index": 0, "end_index": 0}
    pair = request(
        [{"priority": 1}, {"priority": 1}, {"priority": 2, "location_index": 2, "service": 99999}], [limited]
    )
    pair["vehicles"][0]["time_window"] = [0, 1000]
    jobs = [step.get("job") for step in answer(read(tmp_path, pair))["routes"][0]["steps"]]
    assert sorted(filter(None, jobs)) == [1, 2]


def test_the_weight_of_an_unserved_job_orders_by_priority_and_then_by_number(tmp_path: Path):
    weigh = read(tmp_path, request([{"priority": 1}, {}, {"priority": 2}])).policy.unserved_minutes
    lost = [sum(map(weigh, left)) for left in ([], [101], [101, 101], [100], [100, 101], [99], [100, 100])]
    assert lost == sorted(set(lost))


def test_costs_are_vrooms(tmp_path: Path):
    costs = {"fixed": 50, "per_hour": 1800, "per_km": 700}
    made = read(tmp_path, request([{}, {}], [{"id": 1, "start_index": 0, "end_index": 0, "costs": costs}]))
    found = answer(made)
    assert found["summary"]["duration"] == 400
    assert found["summary"]["distance"] == 40
    assert found["summary"]["cost"] == 50 + 200 + 28
    raw = objective.terms(made.problem, made.policy, solve(made.problem, made.policy, Settings()).plan)
    assert objective.value(made.problem, made.policy, raw)[1] == 21_600_000 * (50 + 200 + 28)


@pytest.mark.parametrize(("vehicle", "kinds", "duration"), [
    ({"start_index": 0}, ["start", "job", "job"], 200),
    ({"end_index": 0}, ["job", "job", "end"], 200),
    ({"start_index": 0, "end_index": 0}, ["start", "job", "job", "end"], 400),
])  # fmt: skip
def test_a_route_may_begin_or_end_anywhere(tmp_path: Path, vehicle: dict[str, int], kinds: list[str], duration: int):
    (found,) = answer(read(tmp_path, request([{}, {}], [{"id": 1, **vehicle}])))["routes"]
    assert [step["type"] for step in found["steps"]] == kinds
    assert found["duration"] == duration


def test_a_route_without_end_over_coordinates_costs_only_the_way_there(tmp_path: Path):
    jobs = [{"id": 1, "location": [2.1, 48.6]}]
    there = answer(read(tmp_path, {"jobs": jobs, "vehicles": [{"id": 1, "start": [2.0, 48.6]}]}))
    back = answer(read(tmp_path, {"jobs": jobs, "vehicles": [{"id": 1, "start": [2.0, 48.6], "end": [2.0, 48.6]}]}))
    assert 2 * there["summary"]["duration"] == back["summary"]["duration"] > 0
    assert there["routes"][0]["steps"][1]["location"] == [2.1, 48.6]


def test_a_break_on_the_way_is_a_step_and_its_time_is_service(tmp_path: Path):
    rest = {"id": 1, "service": 60, "time_windows": [[130, 130]]}
    vehicle = {"id": 1, "start_index": 0, "end_index": 0, "time_window": [0, 1000], "breaks": [rest]}
    job = {"time_windows": [[250, 300]], "service": 30, "delivery": [2]}
    made = read(tmp_path, request([{}, job], [{**vehicle, "capacity": [3]}]))
    visits = stop("1", 100, 100), stop("2", 260, 290)
    drawn = plan(route("1", 0, *visits, arrival=490, shift="route", breaks=[(130, 190)]))
    found = answer(made, drawn)
    (told,) = found["routes"]
    assert [(step["type"], step["arrival"], step["duration"]) for step in told["steps"]] == [
        ("start", 0, 0), ("job", 100, 100), ("break", 130, 130), ("job", 260, 200), ("end", 490, 400)
    ]  # fmt: skip
    assert (told["service"], told["waiting_time"], told["delivery"], told["pickup"]) == (90, 0, [2], [0])
    assert [step["load"] for step in told["steps"] if "load" in step] == [[2], [2], [0], [0]]


def test_what_is_left_out_is_listed(tmp_path: Path):
    made = read(tmp_path, request([{"skills": [3], "description": "lift"}, {"priority": 7}]))
    found = answer(made)
    assert found["unassigned"] == [{"id": 1, "type": "job", "location_index": 1, "description": "lift"}]
    assert (found["summary"]["unassigned"], found["summary"]["priority"]) == (1, 7)


def test_everything_that_is_wrong_is_listed_with_its_path(tmp_path: Path):
    jobs: list[Any] = [
        {"id": 1, "location": [200, 48.0], "setup": 5, "colour": 3, "priority": 101},
        {"id": 1, "location": [48.6, 148.0], "time_windows": [[10, 5]], "delivery": [1], "pickup": [2]},
        {"id": -4, "service": 2.5, "skills": ["a"]},
        3,
    ]
    vehicles = [
        {"id": 1, "speed_factor": 1.2, "max_distance": 9, "costs": {"per_task_hour": 4}, "profile": "bike"},
        {"id": 2, "start": [2, 48], "breaks": [{"id": 1, "service": 0}, {"id": 2, "service": 5, "max_load": [1]}]},
    ]
    listed = findings(
        tmp_path, {"jobs": jobs, "vehicles": vehicles, "shipments": [{"amount": [1]}], "options": {"g": True}}
    )
    begun = [finding.split(": ")[0] for finding in listed]
    assert set(begun) >= {
        "$.jobs[0].location", "$.jobs[0].setup", "$.jobs[0].colour", "$.jobs[0].priority",
        "$.jobs[1].location", "$.jobs[1].time_windows[0]", "$.jobs[1].pickup",
        "$.jobs[2].id", "$.jobs[2].service", "$.jobs[2].skills[0]", "$.jobs[2].location", "$.jobs[3]",
        "$.vehicles[0]", "$.vehicles[0].speed_factor", "$.vehicles[0].max_distance",
        "$.vehicles[0].costs.per_task_hour",
        "$.vehicles[1].breaks[0].service", "$.vehicles[1].breaks[1].max_load", "$.vehicles[1].breaks[1].time_windows",
        "$.vehicles[*].profile", "$.shipments", "$.options", "$.jobs",
    }  # fmt: skip
    assert "probably exchanged" in next(text for text in listed if text.startswith("$.jobs[1].location"))


@pytest.mark.parametrize(("matrices", "word"), [
    ({"car": {"durations": [[0, 1], [1]]}}, "$.matrices.car.durations[1]: has 1 numbers, expected 2"),
    ({"car": {"durations": [[0, -1], [1, 0]]}}, "$.matrices.car.durations[0][1]"),
    ({"car": {"distances": [[0, 1], [1, 0]]}}, "$.matrices.car.durations: is missing"),
    ({"car": {"durations": [[0]]}}, "$.matrices.car: has 1 rows, none is row 1"),
    ({"car": {"durations": [[0, 1], [1, 0]], "distances": [[0]]}}, "$.matrices.car: durations and distances differ"),
    ({"bike": {"durations": [[0, 1], [1, 0]]}}, "$.matrices.car: is missing; row 1 has no coordinates"),
    ({"car": {"durations": [[0, 1], [1, 0]], "costs": [[0, 1], [1, 0]]}}, "$.matrices.car.costs: is not supported"),
])  # fmt: skip
def test_a_matrix_that_cannot_be_is_refused(tmp_path: Path, matrices: Any, word: str):
    listed = findings(tmp_path, {**request([{}]), "matrices": matrices})
    assert any(finding.startswith(word) for finding in listed), listed


def test_times_over_more_than_a_year_are_refused(tmp_path: Path):
    vehicles = [{"id": 1, "start_index": 0, "time_window": [0, 100]},
                {"id": 2, "start_index": 0, "time_window": [1600000000, 1600000100]}]  # fmt: skip
    assert findings(tmp_path, request([{}], vehicles))[0].startswith("$: the times span 18519 days")


def test_no_jobs_or_no_vehicles_is_said(tmp_path: Path):
    assert findings(tmp_path, {}) == ["$.jobs: is missing or empty", "$.vehicles: is missing or empty"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_json_is_a_request_or_a_list_of_findings(tmp_path: Path, data: st.DataObject):
    """No value in the place of another makes the reader fail otherwise."""
    good = request([{"service": 5, "time_windows": [[0, 9]], "skills": [1], "delivery": [1], "priority": 3}])
    good["vehicles"] = [{"id": 1, "start": [2, 48], "end_index": 0, "time_window": [0, 99], "costs": {"fixed": 1},
                         "breaks": [{"id": 1, "service": 5, "time_windows": [[0, 9]]}], "capacity": [1]}]  # fmt: skip
    scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=3)
    strange = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=4,
    )
    here: Any = good
    while True:
        key = data.draw(st.sampled_from(sorted(here)) if isinstance(here, dict) else st.integers(0, len(here) - 1))
        if not here[key] or not isinstance(here[key], dict | list) or data.draw(st.booleans()):
            here[key] = data.draw(strange)
            break
        here = here[key]
    with suppress(DocumentError):
        assert read(tmp_path, json.dumps(good)).problem.appointments


def test_the_command_answers_beside_its_own_files_and_exports_the_same_again(tmp_path: Path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request([{"service": 60}, {}])))
    run = CliRunner().invoke(
        cli.build(), ["plan", "--vroom", str(path), "--seconds", "0", "--out", str(tmp_path / "out")]
    )
    assert run.exit_code == 0, run.output
    written = (tmp_path / "out" / "vroom.json").read_text()
    assert json.loads(written)["summary"]["service"] == 60
    assert (tmp_path / "out" / "report.html").exists()
    again = CliRunner().invoke(
        cli.build(), ["export", "--plan", str(tmp_path / "out"), "--format", "vroom", "--out", str(tmp_path / "again")]
    )
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again" / "vroom.json").read_text() == written


def test_a_request_is_not_mixed_with_files_and_one_of_them_is_needed(tmp_path: Path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request([{}])))
    both = ["plan", "--vroom", str(path), "--appointments", "a.csv", "--out", str(tmp_path / "out")]
    mixed = CliRunner().invoke(cli.build(), both)
    assert (mixed.exit_code, "given together: --vroom, --appointments" in mixed.output) == (2, True)
    none = CliRunner().invoke(cli.build(), ["plan", "--technicians", "t.csv", "--out", str(tmp_path / "out")])
    assert (none.exit_code, "--appointments, --territories must be given" in none.output) == (2, True)
    assert not (tmp_path / "out").exists()
