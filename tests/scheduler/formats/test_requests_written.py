"""Requests out: read again they are the problem they came from, and what they cannot say is listed by name."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scheduler.eligibility import Eligibility
from scheduler.entities import (
    Certificate,
    Depot,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    Pin,
    Predecessor,
    ProblemError,
    PublishedVisit,
    Quantity,
    Skill,
    SkillRequirement,
)
from scheduler.formats.demands import Written, beyond
from scheduler.formats.timefold import POLICY, read_timefold, timefold_input, timefold_output
from scheduler.formats.vroom import VroomRequest, read_vroom, vroom_answer, vroom_request
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.solve import Settings, solve
from scheduler.travel import GreatCircleTravel
from service import cli
from tests.scheduler.build import appointment, day, locations, plan, problem, route, stop, technician
from tests.scheduler.formats.test_timefold import REQUEST as TIMEFOLD
from tests.scheduler.formats.test_vroom import request as on_a_line
from tests.scheduler.strategies import problems
from tests.shared_data import shared

FORBID = POLICIES["customer_first"]
COORDINATES = tuple(Location(f"place-{n}", 39.0 + 0.1 * n, -76.0 - 0.05 * n) for n in range(4))
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def vroom_again(folder: Path, written: Written) -> VroomRequest:
    path = folder / "request.json"
    path.write_text(written.text)
    return read_vroom(path)


def timefold_again(folder: Path, written: Written, timezone: str = "UTC") -> ProblemData:
    path = folder / "request.json"
    path.write_text(written.text)
    return read_timefold(path, timezone)


def same(one: ProblemData, two: ProblemData) -> bool:
    return all(getattr(one, item.name) == getattr(two, item.name) for item in fields(one) if item.name != "name")


FULL_JOB = {"service": 5, "time_windows": [[20, 90], [0, 9]], "skills": [3, 1], "delivery": [1], "priority": 3}
FULL_VEHICLE = {
    "id": 4, "start_index": 0, "end_index": 2, "capacity": [3], "skills": [14, 1, 3], "time_window": [0, 1000],
    "breaks": [{"id": 1, "service": 60, "time_windows": [[130, 140]]}], "max_tasks": 5, "max_travel_time": 700,
    "costs": {"fixed": 3, "per_hour": 4, "per_km": 2}, "description": "Ann",
}  # fmt: skip
OPEN_VEHICLE = {"id": 9, "end_index": 1, "costs": {"per_hour": 4, "per_km": 2}}


@pytest.mark.parametrize("request_read", [
    on_a_line([{}, {}]),
    on_a_line([FULL_JOB, {"description": "x", "pickup": []}], [FULL_VEHICLE, OPEN_VEHICLE]),
    on_a_line([{"pickup": [2]}, {"location": [2.3, 48.7]}], [{**FULL_VEHICLE, "skills": []}]),
], ids=["bare", "full", "pickups"])  # fmt: skip
def test_a_vroom_request_is_written_as_it_was_read(tmp_path: Path, request_read: Any):
    (tmp_path / "given.json").write_text(json.dumps(request_read))
    read = read_vroom(tmp_path / "given.json")
    written = vroom_request(read.problem, read.policy)
    again = vroom_again(tmp_path, written)
    assert written.left_out == ()
    assert same(again.problem, read.problem)
    assert again.policy == read.policy


def test_answers_show_crews_and_depots_and_say_that_they_are_no_words_of_the_format():
    depot = Depot("D1", 2)
    data = problem([appointment("a1", crew_size=2)], [technician("ann"), technician("bob")], depots=(depot,))
    load = stop("D1", 490, 500, kind="depot")
    made = plan(route("ann", 480, load, stop("a1", 510, 570), arrival=580),
                route("bob", 500, stop("a1", 510, 570), arrival=580))  # fmt: skip
    chosen = POLICIES["customer_first"]
    ann, bob = json.loads(vroom_answer(data, chosen, made))["routes"]
    assert [step["type"] for step in ann["steps"]] == ["start", "depot", "job", "end"]
    assert ann["steps"][1]["description"] == "D1"
    assert ann["steps"][2]["job"] == bob["steps"][1]["job"]
    vehicles = json.loads(timefold_output(data, chosen, made))["modelOutput"]["vehicles"]
    stops = [(one["kind"], one["id"]) for one in vehicles[0]["shifts"][0]["itinerary"]]
    assert stops == [("DEPOT", "D1"), ("VISIT", "a1")]
    assert beyond(made) == (
        "crews, whose visit is in each route: a1",
        "stops at depots, of a kind of their own: D1 of ann",
    )
    assert beyond(plan(made.routes[1])) == ()


def test_vrooms_own_example_is_written_as_it_was_read(tmp_path: Path):
    read = read_vroom(shared("vroom", "example_2.json"))
    assert same(vroom_again(tmp_path, vroom_request(read.problem, read.policy)).problem, read.problem)


def test_coordinates_alone_or_with_the_matrix_of_the_same_travel(tmp_path: Path):
    jobs = [{"id": 1, "location": [2.1, 48.6]}, {"id": 2, "location": [2.2, 48.7]}]
    (tmp_path / "given.json").write_text(
        json.dumps({"jobs": jobs, "vehicles": [{"id": 1, "start": [2.0, 48.6], "end": [2.2, 48.7]}]})
    )
    read = read_vroom(tmp_path / "given.json")
    bare = vroom_request(read.problem, read.policy, matrices=False)
    assert "matrices" not in bare.text
    assert same(vroom_again(tmp_path, bare).problem, read.problem)
    full = vroom_again(tmp_path, vroom_request(read.problem, read.policy)).problem
    for index in range(len(read.problem.locations)):
        assert full.legs.ticks_from(index) == read.problem.legs.ticks_from(index)
        assert full.legs.metres(index, 0) == read.problem.legs.metres(index, 0)


def test_a_timefold_request_is_written_as_it_was_read(tmp_path: Path):
    (tmp_path / "given.json").write_text(json.dumps(TIMEFOLD))
    for timezone in ("UTC", "America/New_York"):
        read = read_timefold(tmp_path / "given.json", timezone)
        written = timefold_input(read, POLICY)
        assert written.left_out == ()
        assert same(timefold_again(tmp_path, written, timezone), read)


def test_a_pin_and_an_order_are_written_for_timefold(tmp_path: Path):
    two = technician("ann").shifts[0].replace(id="later", start=1000, end=1400)
    after = appointment("b", pin=Pin("ann", 1100), predecessors=(Predecessor("a", 30),))
    data = problem(
        [appointment("a"), after, appointment("c", pin=Pin("gone"))],
        [technician("ann", *technician().shifts, two)], locations=COORDINATES, travel=GreatCircleTravel(),
    )  # fmt: skip
    written = timefold_input(data, FORBID)
    visits = {visit["id"]: visit for visit in json.loads(written.text)["modelInput"]["visits"]}
    shifts = json.loads(written.text)["modelInput"]["vehicles"][0]["shifts"]
    assert [[stop["id"] for stop in one.get("itinerary", ())] for one in shifts] == [[], ["b"]]
    again = timefold_again(tmp_path, written).appointment
    assert (again["b"].pin, again["b"].predecessors) == (Pin("ann"), (Predecessor("a", 30 * 60),))
    assert [(one.earliest, one.latest) for one in again["b"].windows] == [(66000, 66000)]
    assert visits["c"]["requiredTags"] == ["at no time"]


def eligible(data: ProblemData, policy: Policy) -> list[list[bool]]:
    return np.asarray(Eligibility(data, policy).allowed).tolist()


def sayable(data: ProblemData, **more: Any) -> ProblemData:
    """Without what both formats leave out, so that who may go when is the same."""
    said = {"sla", "window"}
    return data.replace(
        appointments=tuple(
            item.replace(
                waivers=tuple(one for one in item.waivers if one in said), parts=(), crew_size=1, **more.get("item", {})
            )
            for item in data.appointments
            if item.location is not None
        ),
        technicians=tuple(
            one.replace(
                efficiency=1000,
                shifts=tuple(
                    shift.replace(soft_end=None, max_duration=None, **more.get("shift", {})) for shift in one.shifts
                ),
            )
            for one in data.technicians
        ),
    )


@quick
@given(problems())
def test_who_may_go_is_the_same_in_vrooms_words(tmp_path: Path, data: ProblemData):
    data = sayable(data)
    if not data.appointments or not data.technicians:
        return
    again = vroom_again(tmp_path, vroom_request(data, FORBID))
    assert eligible(again.problem, again.policy) == eligible(data, FORBID)


@quick
@given(problems(), st.sampled_from(["UTC", "America/New_York"]))
def test_who_may_go_is_the_same_in_timefolds_words(tmp_path: Path, data: ProblemData, timezone: str):
    data = sayable(data, item={"load": 0}, shift={"max_visits": None})
    data = data.replace(locations=COORDINATES, travel=GreatCircleTravel(), horizon=day(2, timezone=timezone))
    if not data.appointments or not data.technicians:
        return
    again = timefold_again(tmp_path, timefold_input(data, FORBID), timezone)
    assert eligible(again, POLICY) == eligible(data, FORBID)


MAY: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "territory": ({"territory": "north"}, {"memberships": (Membership("north"),)},
                  {"memberships": (Membership("north", "secondary"), Membership("south"))}),
    "no territory": ({"territory": None}, {}, {"memberships": (Membership("north"),)}),
    "skill": ({"skills": (SkillRequirement("gas"),)}, {"skills": (Skill("gas", 2),)}, {"skills": (Skill("7"),)}),
    "level": ({"skills": (SkillRequirement("gas", 3),)}, {"skills": (Skill("gas", 3),)},
              {"skills": (Skill("gas", 2),)}),
    "certificate": ({"certificates": ("lift",)}, {"certificates": (Certificate("lift"),)},
                    {"certificates": (Certificate("lift", end=480),)}),
    "tools": ({"tools": ("drill",)}, {"tools": ("drill", "saw")}, {"tools": ("saw",)}),
    "parts": ({"parts": (Quantity("valve", 2),)}, {"stock": (Quantity("valve", 2),)}, {"stock": (Quantity("valve"),)}),
    "required": ({"required_technicians": ("one",)}, {}, {}),
    "required is gone": ({"required_technicians": ("gone",)}, {}, {}),
    "excluded": ({"excluded_technicians": ("two",)}, {}, {}),
    "pin": ({"pin": Pin("one")}, {}, {}),
    "frozen": ({"pin": Pin("one", 600, frozen=True), "skills": (SkillRequirement("gas"),)}, {}, {}),
    "waived": ({"skills": (SkillRequirement("gas"),), "waivers": ("skill",), "excluded_technicians": ("two",)}, {}, {}),
    "absence": ({"windows": [(600, 600)]}, {}, {"absences": (Interval(590, 620),)}),
    "never": ({"windows": [(600, 700)], "earliest_start": 800}, {}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", MAY)
def test_every_reason_why_not_is_carried_over(tmp_path: Path, name: str):
    item, able, unable = MAY[name]
    everywhere = {"memberships": (Membership("north"), Membership("south"))}
    staff = [technician("one", **{**everywhere, **able}), technician("two", **{**everywhere, **unable})]
    data = problem(
        [appointment("a", **{"territory": "south", **item})], staff, territories=("north", "south"),
        locations=COORDINATES, travel=GreatCircleTravel(),
    )  # fmt: skip
    may = [[name not in ("no territory", "required is gone", "never"), False]]
    assert eligible(data, FORBID) == may
    vroom = vroom_again(tmp_path, vroom_request(data, FORBID))
    assert eligible(vroom.problem, vroom.policy) == may
    assert eligible(timefold_again(tmp_path, timefold_input(data, FORBID)), POLICY) == may


def used() -> ProblemData:
    """A problem that uses what the formats cannot say."""
    items = [
        appointment("a", crew_size=2, all_or_none="g", preferred_technicians=("ann",), due=900, load=1, priority=12),
        appointment("b", parts=(Quantity("valve"),), waivers=("limits",)),
        appointment("nowhere", location=None),
    ]
    shift = technician().shifts[0].replace(soft_end=900, max_duration=300, max_visits=3)
    ann = technician("ann", shift, efficiency=1200, cost_per_hour=40, absences=(Interval(500, 520), Interval(510, 560)))
    return problem(
        items, [ann], locations=COORDINATES, travel=GreatCircleTravel(detour=1400), depots=(Depot("store", 1),),
        ledger=(LedgerEntry("ann", load=60, capacity=480, turns=1000),), published=(PublishedVisit("a", "ann", 600),),
    )  # fmt: skip


def test_what_vroom_cannot_say_is_listed_with_its_owners(tmp_path: Path):
    written = vroom_request(used(), FORBID)
    assert written.left_out == (
        "appointments without a place: nowhere", "crews: a", "groups served whole or not at all: a",
        "preferred technicians: a", "stock that several visits use up: b", "waived limits: b", "depots: store",
        "paces of work: ann", "costs of duty: ann", "soft ends of shifts: ann", "longest working times: ann",
        "what rotation carries over: ann", "the published plan: a",
    )  # fmt: skip
    (vehicle,) = json.loads(written.text)["vehicles"]
    assert [(rest["service"], rest["time_windows"]) for rest in vehicle["breaks"]] == [
        (3600, [[1772439600, 1772439600]])  # the two absences are one, from 08:20 to 09:20
    ]
    assert "due times that may be missed at a cost: a" in vroom_request(used(), POLICY).left_out


def test_what_timefold_cannot_say_is_listed_with_its_owners():
    assert timefold_input(used(), FORBID).left_out == (
        "appointments without a place: nowhere", "priorities beyond 10: a", "crews: a",
        "groups served whole or not at all: a", "loads: a", "stock that several visits use up: b", "waived limits: b",
        "depots: store", "paces of work: ann", "costs by the hour: ann", "most visits of a shift: ann",
        "longest working times: ann", "travel: speeds and detour of its own", "ledger entries in turns: ann",
        "the published plan: a",
    )  # fmt: skip


def test_many_owners_are_counted():
    many = problem([appointment(f"a{index}", preferred_technicians=("ann",)) for index in range(8)])
    assert vroom_request(many, FORBID).left_out == ("preferred technicians: a0, a1, a2, a3, a4 and 3 more",)


def test_what_cannot_be_a_request_is_refused(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ProblemError, match="place-0, place-1, place-2, place-3 have none"):
        timefold_input(problem([appointment()]), FORBID)
    fine = problem([appointment()], horizon=day(ticks_per_minute=100), locations=locations())
    with pytest.raises(ProblemError, match="VROOM counts whole seconds; 100 ticks a minute are none"):
        vroom_request(fine, FORBID)
    monkeypatch.setattr("scheduler.formats.vroom.writer.MOST_PLACES", 3)
    with pytest.raises(ProblemError, match="a matrix of 4 places is too large; 3 at most"):
        vroom_request(problem([appointment()]), FORBID)


def vrooms_answer(text: str, folder: Path) -> dict[str, Any]:
    vroom = pytest.importorskip("vroom", reason="VROOM is absent: install the extra 'peers'")
    path = folder / "theirs.json"
    path.write_text(text)
    found = vroom.Input.from_json(path, geometry=False).solve(exploration_level=5, nb_threads=1)
    return found.to_dict()["summary"]


def without_what_is_refused(name: str) -> dict[str, Any]:
    given_request = json.loads(shared("vroom", name).read_text())
    given_request.pop("shipments", None)
    given_request["jobs"] = [job for job in given_request["jobs"] if "pickup" not in job]
    for vehicle in given_request["vehicles"]:
        vehicle.pop("steps", None)
    return given_request


@pytest.mark.parametrize("name", ["example_1.json", "example_2.json", "example_3.json"])
def test_vroom_itself_does_no_better_on_its_examples(tmp_path: Path, name: str):
    (tmp_path / name).write_text(json.dumps(without_what_is_refused(name)))
    read = read_vroom(tmp_path / name)
    theirs = vrooms_answer(vroom_request(read.problem, read.policy).text, tmp_path)
    found = solve(read.problem, read.policy, Settings(workers=1))
    left = len(read.problem.appointments) - len(found.plan.visits)
    assert (left, found.terms["travel_time"]) == (theirs["unassigned"], theirs["cost"])


def test_the_command_writes_both_requests_and_says_what_is_not_in_them(tmp_path: Path):
    folder, out = tmp_path / "day", tmp_path / "plan"
    run = CliRunner()
    assert run.invoke(cli.build(), ["generate", "--out", str(folder), "--appointments", "8", "--technicians", "3",
                                    "--territories", "2"]).exit_code == 0  # fmt: skip
    files = [f"--{name}={folder / name}.{'geojson' if name == 'territories' else 'csv'}"
             for name in ("appointments", "technicians", "territories", "shifts")]  # fmt: skip
    plan = ["plan", *files, "--timezone", "America/New_York", "--seconds", "0", "--out", str(out)]
    assert run.invoke(cli.build(), plan).exit_code == 0
    for format in ("vroom", "timefold"):
        export = ["export", "--plan", str(out), "--format", f"{format}-request", "--out", str(tmp_path)]
        done = run.invoke(cli.build(), export)
        assert done.exit_code == 0, done.output
        assert "not in the request: " in done.output
        request = tmp_path / f"{format}-request.json"
        again = run.invoke(
            cli.build(), ["plan", f"--{format}", str(request), "--seconds", "0", "--out", str(tmp_path / format)]
        )
        assert again.exit_code == 0, again.output
