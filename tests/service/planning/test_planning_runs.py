"""A planning run from the order to its publication: snapshot, solve, publish, gate 2, what is left out, and back."""

import json
import threading

import pytest
from typer.testing import CliRunner

from scheduler.explain import explain
from scheduler.formats.documents import PlanDocument, digest, from_json
from scheduler.problem import ProblemData
from scheduler.report.result import documents, plan_report
from scheduler.report.write import plan_files
from scheduler.solve import Settings, rounds_from_text, solve
from service import cli, clock
from service.duties import Duties
from service.planning import runs
from service.planning.solving import Work, see_through, work_on_next
from tests.service.planning.conftest import DAY


def test_run_places_visits_and_satisfies_gate_2(town):
    technician = town.technician()
    visits = [town.visit() for _ in range(3)]
    run = town.solve()
    assert (run["status"], run["scheduled"], run["unscheduled"], run["chosen_policy"]) == ("ready", 3, 0, "round_robin")
    assert [town.read(visit)["status"] for visit in visits] == ["none"] * 3
    published = town.publish(run)
    assert published["left_out"] == []
    for visit in visits:
        found = town.read(visit)
        assert (found["status"], found["technicians"]) == ("scheduled", [technician])
        assert "2026-03-03T07:00" <= found["sched_start"] < found["sched_end"] <= "2026-03-03T15:00"
        order = town.chain.desk.get(f"/work-orders/{visit['work_order_id']}")
        assert order["status"] == "scheduled"
        assert town.chain.desk.post(f"/work-orders/{order['id']}/activate")["status"] == "active"
    kind, data, _, plan_run = town.events(visits[0])[-1]
    assert (kind, plan_run) == ("schedule", run["number"])
    facts = json.loads(data)["facts"]
    assert facts["terms"]
    assert "Kim Berg" in facts["sentence"]


def moved_away(town, technician: int) -> None:
    """Have somebody stay at home on the day."""
    times = {"starts_at": f"{DAY}T06:00:00Z", "ends_at": f"{DAY}T20:00:00Z"}
    town.dispatcher.post("/absences", {"technician_id": technician, **times})


def test_days_that_changed_are_left_out_whole_and_listed(town):
    kim, lee = town.technician("Kim Berg"), town.technician("Lee Horn", "N2")
    here, there = [town.visit() for _ in range(2)], [town.visit("N2") for _ in range(2)]
    run = town.solve()
    moved_away(town, kim)
    published = town.publish(run)
    assert [(each["technician"], each["reason"]) for each in published["left_out"]] == [
        (f"T-{kim:04}", "it has changed since")
    ]
    assert [town.read(visit)["status"] for visit in here] == ["none", "none"]
    assert [town.read(visit)["technicians"] for visit in there] == [[lee], [lee]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_partners_of_a_changed_visit_stay_with_it(town):
    kim, lee = town.technician("Kim Berg"), town.technician("Lee Horn")
    both, alone = town.visit(crew_size=2), town.visit()
    first = town.visit()
    after = town.chain.visit({"id": first["work_order_id"]})
    run = town.solve()
    assert run["scheduled"] == 4
    town.dispatcher.post(f"/appointments/{both['id']}/cancel", {"reason": "called off"})
    published = town.publish(run)
    assert {each["technician"] for each in published["left_out"]} == {f"T-{kim:04}", f"T-{lee:04}"}
    assert {town.read(visit)["status"] for visit in (alone, first, after)} == {"none"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_change_elsewhere_leaves_nothing_out(town):
    town.technician()
    visit = town.visit()
    run = town.solve()
    town.technician("Lee Horn", "N2")
    town.visit("N2")
    assert town.publish(run)["left_out"] == []
    assert town.read(visit)["status"] == "scheduled"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_has_no_place_is_told_why_and_escalates_by_rule(town):
    town.technician()
    visit = town.visit(skills={"gas": 1})
    run = town.solve()
    assert (run["scheduled"], run["unscheduled"]) == (0, 1)
    town.publish(run)
    told = {kind: (json.loads(data).get("facts"), reason) for kind, data, reason, _ in town.events(visit)}
    facts, reason = told["left_unscheduled"]
    assert (facts["verdict"], facts["codes"]) == ("impossible", ["SKILL"])
    assert facts["relaxation"]
    assert "gas" in reason
    order = town.chain.desk.get(f"/work-orders/{visit['work_order_id']}")
    assert (order["escalated"], order["priority"], order["status"]) == (True, "high", "new")
    decided = town.house.rows("SELECT rule FROM event WHERE kind = 'decided' AND record_type = 'work_order'")
    assert decided == [("unscheduled_visits: nobody can, whatever the plan",)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_publication_is_taken_back_but_for_what_has_moved_since(town):
    kim = town.technician()
    visits = [town.visit() for _ in range(3)]
    published = town.publish(town.solve())
    late = {"start": f"{DAY}T20:00:00Z", "technician_ids": [kim]}
    town.dispatcher.post(f"/appointments/{visits[0]['id']}/schedule", late)
    back = town.dispatcher.post(f"/publications/{published['id']}/roll-back", {"reason": "a mistake"})
    assert [each["appointment_id"] for each in back["stays"]] == [visits[0]["id"]]
    assert [town.read(visit)["status"] for visit in visits] == ["scheduled", "none", "none"]
    orders = [town.chain.desk.get(f"/work-orders/{visit['work_order_id']}") for visit in visits]
    assert [order["status"] for order in orders] == ["scheduled", "to_schedule", "to_schedule"]
    again = town.dispatcher.post(f"/publications/{published['id']}/roll-back", {"reason": "again"}, 409)
    assert again["code"] == "rolled_back"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_runs_over_the_same_day_wait_or_are_refused(town):
    town.technician()
    town.visit()
    first = town.run(territory_ids=[town.territory("N1")])
    beside = town.run(territory_ids=[town.territory("N2")], overlap="refuse")
    refused = town.dispatcher.post("/planning-runs", {"first_day": DAY, "seconds": 0, "overlap": "refuse"}, 409)
    assert (refused["code"], refused["run_id"]) == ("run_under_way", first["id"])
    waits = town.run()
    with town.house.database.transaction() as session:
        claim = [runs.claim(town.house.context(session), token=f"{number}") for number in range(3)]
    assert claim == [first["id"], beside["id"], None]
    town.house.watch.forward(minutes=2)
    assert work_on_next(town.house.database, town.house.watch) == first["id"]
    assert work_on_next(town.house.database, town.house.watch) == beside["id"]
    assert work_on_next(town.house.database, town.house.watch) == waits["id"]
    assert work_on_next(town.house.database, town.house.watch) is None
    town.publish(waits)
    states = [town.dispatcher.get(f"/planning-runs/{run['id']}")["status"] for run in (first, beside, waits)]
    assert states == ["superseded", "superseded", "published"]
    assert town.publish(first, 409)["code"] == "transition_refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_lost_a_run_does_nothing_more_to_it(town):
    town.technician()
    visit = town.visit()
    run = town.run()
    with town.house.database.transaction() as session:
        runs.claim(town.house.context(session), token="slow")
    town.house.watch.forward(minutes=2)
    assert work_on_next(town.house.database, town.house.watch) == run["id"]
    see_through(Work(town.house.database, town.house.watch, run["id"], "slow"))
    found = town.dispatcher.get(f"/planning-runs/{run['id']}")
    assert (found["status"], found["attempts"]) == ("ready", 2)
    assert town.publish(run)["left_out"] == []
    assert town.read(visit)["status"] == "scheduled"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_run_that_dies_too_often_has_failed(town):
    run = town.run()
    for _ in range(4):
        with town.house.database.transaction() as session:
            runs.claim(town.house.context(session), token="x")
        town.house.watch.forward(minutes=2)
    found = town.dispatcher.get(f"/planning-runs/{run['id']}")
    assert (found["status"], found["attempts"]) == ("failed", 3)
    assert "died" in found["failure"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_stored_problem_replays_to_the_same_plan_and_files(town):
    crew = [town.technician(f"Technician {number}") for number in range(2)]
    for _ in range(4):
        town.visit()
    town.visit(crew_size=len(crew))
    run = town.solve(seconds=1)
    read = {
        name: town.dispatcher.get(f"/planning-runs/{run['id']}/files/{name}") for name in ("problem.json", "plan.json")
    }
    problem = from_json(json.dumps(read["problem.json"]), ProblemData)
    document = from_json(json.dumps(read["plan.json"]), PlanDocument)
    assert digest(problem) == run["problem_hash"] == document.problem
    rounds = rounds_from_text(str(document.settings["rounds"]))
    settings = Settings(None, document.seed, int(str(document.settings["workers"])), rounds)
    result = solve(problem, document.policy, settings)
    assert result.plan == document.plan
    names = town.dispatcher.get(f"/planning-runs/{run['id']}/files")
    assert {"report.html", "plan.csv", "unscheduled.csv", "ledger.csv", "routes.geojson", "summary.json"} <= {*names}
    reasons = explain(problem, document.policy, result.plan)
    ground = town.house.rows("SELECT content FROM planning_file WHERE name = 'territories.geojson'")[0][0]
    report = plan_report(result, reasons, timings={}, territories=json.loads(ground))
    for name, text in plan_files(report, documents(report)).items():
        if name not in ("summary.json", "report.html"):  # these say how long it took
            answer = town.house.client.get(
                f"/api/v1/planning-runs/{run['id']}/files/{name}", headers=town.dispatcher.headers
            )
            assert answer.text == text, name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_progress_is_told_as_it_comes(town):
    town.technician()
    town.visit()
    run = town.run()
    with town.house.database.transaction() as session:
        runs.claim(town.house.context(session), token="x")
        runs.keep(town.house.context(session), run["id"], token="x", progress={"phase": "search", "scheduled": 1})
        assert not runs.keep(town.house.context(session), run["id"], token="y", progress={})
    client = town.house.client
    path = f"/api/v1/planning-runs/{run['id']}/progress"
    timer = threading.Timer(0.3, lambda: _finished(town, run))
    timer.start()
    with client.stream("GET", path, headers=town.dispatcher.headers) as answer:
        lines = [line for line in answer.iter_lines() if line]
    timer.join()
    assert answer.headers["content-type"].startswith("text/event-stream")
    first, last = (json.loads(line.removeprefix("data: ")) for line in (lines[1], lines[-1]))
    assert (lines[0], first["phase"], first["scheduled"]) == ("event: progress", "search", 1)
    assert (lines[-2], last["status"], last["scheduled"]) == ("event: end", "ready", 1)


def _finished(town, run) -> None:
    with town.house.database.transaction() as session:
        ctx = town.house.context(session)
        held = runs.held(ctx, run["id"], token="x")
        assert held is not None
        runs.finish(ctx, held, scheduled=1, unscheduled=0, summary={})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_schedules_order_runs_that_publish_themselves(town):
    town.technician(days=("2026-03-02", DAY))
    visit = town.visit()
    body = {"name": "every morning", "at": "09:30", "timezone": "Europe/Berlin", "days_ahead": 1, "publish": True}
    schedule = town.dispatcher.post("/planning-schedules", {**body, "seconds": 0})
    duties = Duties(town.house.settings, town.house.database, town.house.watch)
    for expected in (0, 0, 1, 0):
        assert duties.sweep()["order planning runs"] == expected
        town.house.watch.forward(minutes=20)
    assert town.dispatcher.get(f"/planning-schedules/{schedule['id']}")["last_day"] == "2026-03-02"
    work_on_next(town.house.database, town.house.watch)
    assert town.dispatcher.get("/planning-runs")["items"][0]["status"] == "published"
    assert town.read(visit)["status"] == "scheduled"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_daily_does_what_a_morning_needs(town, tmp_path, monkeypatch):
    monkeypatch.setenv("ROUNDSMAN_DATABASE_URL", town.house.settings.database_url)
    monkeypatch.setattr(clock, "now", town.house.watch)
    town.technician()
    visit = town.visit()
    base = ["daily", "--folder", str(tmp_path), "--seconds", "0"]
    called = CliRunner().invoke(cli.build(), [*base, "--first-day", DAY, "--out", str(tmp_path / "plan")])
    assert called.exit_code == 0, called.output
    assert "1 visits have a place" in called.output
    assert town.read(visit)["status"] == "scheduled"
    assert (tmp_path / "plan" / "report.html").stat().st_size > 10_000
    refused = CliRunner().invoke(cli.build(), [*base, "--territory", "X9"])
    assert (refused.exit_code, "there is no territory X9" in refused.output) == (2, True)
    wrong = CliRunner().invoke(cli.build(), [*base, "--first-day", "soon"])
    assert (wrong.exit_code, "'soon' is no date" in wrong.output) == (2, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_run_for_an_active_order_keeps_gate_2(town):
    """An order that is active by another visit stays within its window, whatever the policy allows."""
    town.technician()
    visit = town.visit()
    town.publish(town.solve())
    order = {"id": visit["work_order_id"]}
    town.chain.desk.post(f"/work-orders/{order['id']}/activate")
    second = town.chain.visit(order, duration_minutes=600)
    run = town.solve(policy="emergency")
    town.publish(run)
    assert town.read(second)["status"] == "none"
