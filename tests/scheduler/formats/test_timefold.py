"""Timefold's model input in and model output out; what cannot be said here is refused by its name."""

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

from scheduler.check import check
from scheduler.formats.json_text import DocumentError
from scheduler.formats.timefold import POLICY, read_timefold, timefold_output
from scheduler.problem import ProblemData
from scheduler.solve import Settings, solve
from service import cli

DAY = "2027-02-01T"
REQUEST: dict[str, Any] = {
    "config": {"run": {"name": "day", "termination": {"spentLimit": "PT1M"}}},
    "modelInput": {
        "vehicles": [
            {
                "id": "Carl", "vehicleType": "VAN", "historicalTimeUtilized": "PT5H", "historicalTimeCapacity": "PT10H",
                "shifts": [
                    {
                        "id": "Carl 1", "startLocation": [33.68786, -84.18487],
                        "minStartTime": DAY + "09:00:00Z", "maxEndTime": DAY + "17:00:00Z",
                        "maxSoftEndTime": DAY + "16:00:00Z", "maxTravelTime": "PT2H30M",
                        "skills": [{"name": "boiler", "level": 3, "multiplier": None}], "tags": ["gas"],
                        "requiredBreaks": [
                            {"id": "lunch", "type": "FLOATING", "minStartTime": DAY + "12:00:00Z",
                             "maxEndTime": DAY + "14:00:00Z", "duration": "PT45M", "costImpact": "PAID"},
                            {"id": "call", "type": "FIXED", "startTime": DAY + "10:00:00Z",
                             "endTime": DAY + "10:15:00Z"},
                        ],
                        "cost": {"fixedCost": 80.0, "rates": []}, "temporarySkillSets": [], "itinerary": [],
                    },
                    {
                        "id": "Carl 2", "startLocation": [33.68786, -84.18487], "endLocation": [33.7, -84.2],
                        "minStartTime": "2027-02-02T09:00:00Z", "maxEndTime": "2027-02-02T17:00:00Z",
                        "skills": [{"name": "boiler", "level": 3}], "cost": {"fixedCost": 80},
                    },
                ],
            },
            {
                "id": "Ann",
                "requiredArea": {"type": "Polygon", "coordinates": [
                    [[-84.5, 33.7], [-84.4, 33.7], [-84.4, 33.8], [-84.5, 33.8], [-84.5, 33.7]]
                ]},
                "shifts": [{"id": "Ann 1", "startLocation": [33.77, -84.43], "minStartTime": DAY + "09:00:00Z",
                            "maxEndTime": DAY + "17:00:00Z"}],
            },
        ],
        "visits": [
            {
                "id": "A", "name": "Visit A", "location": [33.77301, -84.43838], "serviceDuration": "PT1H30M",
                "timeWindows": [
                    {"minStartTime": DAY + "13:00:00Z", "maxEndTime": DAY + "17:00:00Z"},
                    {"minStartTime": DAY + "09:00:00Z", "maxStartTime": DAY + "10:00:00Z",
                     "maxEndTime": DAY + "17:00:00Z"},
                ],
                "requiredSkills": [{"name": "boiler", "minLevel": 2}], "requiredTags": ["gas"], "priority": "1",
                "preferredVehicles": ["Carl"], "latestSlaEndTime": "2027-02-01T18:00:00+01:00",
            },
            {"id": "B", "location": [33.6, -84.18487], "serviceDuration": "PT20M30S"},
            {"id": "C", "location": [33.75, -84.45], "serviceDuration": "PT1H", "prohibitedVehicles": ["Carl"]},
        ],
    },
}  # fmt: skip


def read(folder: Path, request: Any, **more: Any) -> ProblemData:
    path = folder / "request.json"
    path.write_text(json.dumps(request))
    return read_timefold(path, **more)


def findings(folder: Path, request: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        read(folder, request)
    return [finding.removeprefix("request.json: ") for finding in error.value.findings]


def altered(change: Any) -> dict[str, Any]:
    request = copy.deepcopy(REQUEST)
    change(request["modelInput"])
    return request


def test_a_request_is_what_it_says(tmp_path: Path):
    problem = read(tmp_path, REQUEST)
    horizon, carl, ann = problem.horizon, problem.technician["Carl"], problem.technician["Ann"]
    one, two = carl.shifts
    visit = problem.appointment["A"]
    first, second = visit.windows
    clock = [horizon.iso(tick)[:16] for tick in (one.start, one.end, one.soft_end or 0, first.earliest, first.latest,
                                                 second.latest, visit.due or 0)]  # fmt: skip
    assert clock == [DAY + hour for hour in ("09:00", "17:00", "16:00", "09:00", "10:00", "15:30", "17:00")]
    assert (horizon.days, visit.duration, visit.priority, problem.appointment["B"].priority) == (2, 5400, 1, 6)
    assert problem.appointment["B"].duration == 1230
    assert (one.max_travel, carl.cost_per_shift, one.start_location, one.end_location) == (9000, 80, 0, 0)
    assert two.end_location == 1
    lunch, call = one.breaks
    assert [horizon.clock(tick) for tick in (lunch.earliest, lunch.latest)] == ["12:00", "13:15"]
    assert (call.latest - call.earliest, call.duration) == (0, 900)
    assert [(skill.name, skill.level, skill.start) for skill in carl.skills] == [("boiler", 3, None)]
    assert [(tag.name, tag.start, tag.end) for tag in carl.certificates] == [("gas", one.start, one.end)]
    assert [(entry.technician, entry.load, entry.capacity) for entry in problem.ledger] == [("Carl", 18000, 36000)]
    assert (visit.preferred_technicians, visit.certificates, visit.details) == (
        ("Carl",),
        ("gas",),
        {"name": "Visit A"},
    )
    place = problem.locations[visit.location or 0]
    assert (place.latitude, place.longitude) == (33.77301, -84.43838)
    assert ann.shifts[0].breaks == ()


def test_an_area_is_longitude_first_and_excludes_who_does_not_cover_a_visit(tmp_path: Path):
    problem = read(tmp_path, REQUEST)
    assert {item.id: item.excluded_technicians for item in problem.appointments} == {
        "A": (), "B": ("Ann",), "C": ("Carl",),
    }  # fmt: skip
    swapped = altered(lambda given: given["vehicles"][1]["requiredArea"]["coordinates"].__setitem__(
        0, [[33.7, -184.5], [33.8, -184.5], [33.8, -84.4], [33.7, -84.5], [33.7, -184.5]]
    ))  # fmt: skip
    (found,) = findings(tmp_path, swapped)
    assert found.startswith("$.modelInput.vehicles[1].requiredArea: latitude -184.5")


def test_days_are_counted_in_the_zone_that_is_given(tmp_path: Path):
    problem = read(tmp_path, REQUEST, timezone="America/New_York")
    assert problem.horizon.iso(0) == "2027-02-01T00:00:00-05:00"
    assert problem.horizon.iso(problem.technician["Ann"].shifts[0].start) == "2027-02-01T04:00:00-05:00"


def test_the_planning_window_is_the_horizon(tmp_path: Path):
    window = {"startDate": "2027-02-01T00:00:00Z", "endDate": "2027-02-08T00:00:00Z"}
    problem = read(tmp_path, altered(lambda given: given.update(planningWindow=window)))
    assert problem.horizon.days == 7


def solved(problem: ProblemData) -> dict[str, Any]:
    plan = solve(problem, POLICY, Settings()).plan
    assert not check(problem, POLICY, plan)
    return json.loads(timefold_output(problem, POLICY, plan))


def test_the_output_has_every_visit_once_with_its_times(tmp_path: Path):
    problem = read(tmp_path, REQUEST)
    output = solved(problem)
    shifts = [shift for vehicle in output["modelOutput"]["vehicles"] for shift in vehicle["shifts"]]
    assert [shift["id"] for shift in shifts] == ["Carl 1", "Carl 2", "Ann 1"]
    told = {stop["id"]: stop for shift in shifts for stop in shift["itinerary"] if stop["kind"] == "VISIT"}
    assert sorted([*told, *output["modelOutput"]["unassignedVisits"]]) == ["A", "B", "C"]
    assert told["B"]["effectiveServiceDuration"] == "PT20M30S"
    assert told["A"]["startServiceTime"] >= told["A"]["arrivalTime"]
    assert output["kpis"]["totalAssignedVisits"] == len(told)


def test_itineraries_of_an_answer_pin_the_next_request(tmp_path: Path):
    """Round trip: what was planned goes back as itineraries, pinned, and is planned with the same technicians."""
    output = solved(read(tmp_path, REQUEST))["modelOutput"]
    stops = {shift["id"]: [{"id": stop["id"], "kind": "VISIT"} for stop in shift["itinerary"]
                           if stop["kind"] == "VISIT"]
             for vehicle in output["vehicles"] for shift in vehicle["shifts"]}  # fmt: skip
    again = copy.deepcopy(REQUEST)
    for vehicle in again["modelInput"]["vehicles"]:
        for shift in vehicle["shifts"]:
            shift |= {"itinerary": stops[shift["id"]], "pinned": shift["id"] == "Ann 1"}
    for visit in again["modelInput"]["visits"]:
        visit["pinningRequested"] = visit["id"] == "B"
    problem = read(tmp_path, again)
    pins = {item.id: item.pin and item.pin.technician for item in problem.appointments}
    assert pins["B"] == "Carl"
    assert pins["C"] == "Ann"
    holders = {visit["id"]: name for name, visits in stops.items() for visit in visits}
    after = solved(problem)["modelOutput"]
    assert holders.keys() == {
        stop["id"] for v in after["vehicles"] for s in v["shifts"] for stop in s["itinerary"] if stop["kind"] == "VISIT"
    }


@pytest.mark.parametrize(("key", "value", "word"), [
    ("visitGroups", [{"id": "g"}], "visits that several technicians make together"),
    ("freezeDeparturesBeforeTime", DAY, "frozen departures"),
    ("pinNextVisitDuringFreeze", "ALWAYS", "frozen departures"),
    ("colour", 3, "unknown key"),
])  # fmt: skip
def test_what_the_input_may_not_say(tmp_path: Path, key: str, value: Any, word: str):
    (found,) = findings(tmp_path, altered(lambda given: given.update({key: value})))
    assert found.startswith(f"$.modelInput.{key}: ")
    assert word in found


@pytest.mark.parametrize(("key", "value"), [
    ("technicianRating", 4), ("historicalTimeCapacity", "10h"), ("shifts", 3), ("id", ""),
    ("requiredArea", {"type": "Point", "coordinates": [1, 2]}),
    ("requiredArea", {"type": "Polygon", "coordinates": [[[1, 2], [2, 2], [1, 2]]]}),
    ("requiredArea", {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}),
])  # fmt: skip
def test_what_a_vehicle_may_not_say(tmp_path: Path, key: str, value: Any):
    listed = findings(tmp_path, altered(lambda given: given["vehicles"][0].update({key: value})))
    assert any(found.startswith(f"$.modelInput.vehicles[0].{key}: ") for found in listed), listed


@pytest.mark.parametrize(("key", "value"), [
    ("maxTravelTimePerVisit", "PT1H"), ("maxSoftTravelTime", "PT1H"), ("temporarySkillSets", [{"start": DAY}]),
    ("minStartTime", "2027-02-01T09:00:00"), ("maxEndTime", None), ("startLocation", [184.0, 33.0]),
    ("skills[0].multiplier", 0.5), ("skills[0].level", 0), ("cost.rates", [{"unit": "x"}]), ("cost.fixedCost", 1.5),
    ("requiredBreaks[0].location", [33, -84]), ("requiredBreaks[0].type", "DREAM"), ("requiredBreaks[1].startTime", 7),
    ("itinerary", [{"kind": "LUNCH", "id": "x"}]),
])  # fmt: skip
def test_what_a_shift_may_not_say(tmp_path: Path, key: str, value: Any):
    def change(given: Any) -> None:
        here = given["vehicles"][0]["shifts"][0]
        *path, last = key.replace("[", ".").replace("]", "").split(".")
        for step in path:
            here = here[int(step)] if step.isdigit() else here[step]
        here[last] = value

    listed = findings(tmp_path, altered(change))
    assert any(found.startswith(f"$.modelInput.vehicles[0].shifts[0].{key}") for found in listed), listed


@pytest.mark.parametrize(("key", "value"), [
    ("location", None), ("location", [184.4, 33.7]), ("serviceDuration", "1h"), ("priority", 3), ("priority", "11"),
    ("requiredVehicles", ["Nobody"]), ("minStartTravelTime", DAY), ("serviceDurationBreakdown", [{"skill": "x"}]),
    ("pinningRequested", True), ("timeWindows", [{}]), ("latestSlaEndTime", "soon"),
    ("visitDependencies", [{"precedingVisit": "A", "minDelayTo": {"minStartTime": "09:00"}}]),
    ("timeWindows", [{"minStartTime": DAY + "13:00:00Z", "maxEndTime": DAY + "13:10:00Z"}]),
])  # fmt: skip
def test_what_a_visit_may_not_say(tmp_path: Path, key: str, value: Any):
    listed = findings(tmp_path, altered(lambda given: given["visits"][1].update({key: value})))
    assert any(found.startswith(f"$.modelInput.visits[1].{key}") for found in listed), listed


def test_an_order_of_visits_is_read(tmp_path: Path):
    before = [{"id": "d", "precedingVisit": "A", "minDelay": "PT2H"}]
    problem = read(tmp_path, altered(lambda given: given["visits"][1].update(visitDependencies=before)))
    (found,) = problem.appointment["B"].predecessors
    assert (found.appointment, found.min_delay) == ("A", 7200)


def test_everything_that_is_wrong_is_listed_at_once(tmp_path: Path):
    def change(given: Any) -> None:
        given["vehicles"][0]["shifts"][0]["itinerary"] = [{"id": "ghost"}, {"id": "A"}, {"id": "A"}]
        given["visits"][0]["colour"] = 3
        given["visits"].append(7)

    request = altered(change)
    request["config"]["model"] = {"overrides": {"minimizeTravelTimeWeight": 2}}
    assert sorted(findings(tmp_path, request)) == sorted([
        "$.config.model: is not supported: weights of constraints",
        "$.modelInput.visits[0].colour: unknown key",
        "$.modelInput.visits[3]: expected an object, found 7",
        "$.modelInput.vehicles[*].shifts[*].itinerary: 'ghost' is no visit",
        "$.modelInput.vehicles[*].shifts[*].itinerary: 'A' is there twice",
    ])  # fmt: skip
    assert findings(tmp_path, {})[0] == "$.modelInput: is missing"


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
    here: Any = good["modelInput"]
    while True:
        key = data.draw(st.sampled_from(sorted(here)) if isinstance(here, dict) else st.integers(0, len(here) - 1))
        if not here[key] or not isinstance(here[key], dict | list) or data.draw(st.booleans()):
            here[key] = data.draw(strange)
            break
        here = here[key]
    with suppress(DocumentError):
        assert read(tmp_path, good).appointments


def test_the_command_plans_and_exports(tmp_path: Path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(REQUEST))
    out = tmp_path / "out"
    run = CliRunner().invoke(cli.build(), ["plan", "--timefold", str(path), "--timezone", "America/New_York",
                                           "--seconds", "0", "--out", str(out)])  # fmt: skip
    assert run.exit_code == 0, run.output
    again = CliRunner().invoke(
        cli.build(), ["export", "--plan", str(out), "--format", "timefold", "--out", str(tmp_path / "again")]
    )
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again" / "timefold.json").read_text() == (out / "timefold.json").read_text()
    assert json.loads((out / "summary.json").read_text())["policy"]["name"] == "timefold"
