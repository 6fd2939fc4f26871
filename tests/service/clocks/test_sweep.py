"""The sweep: what is due is found, noted once and done once, in order, whoever sweeps and whoever dies."""

from threading import Thread

import pytest
from sqlalchemy import text

from service.clocks.follow import enter
from service.clocks.sweep import sweep
from service.effects import rulings
from service.timeline.operations import FOLLOWERS
from tests.service.clocks.conftest import shown


def notify(*to, **more):
    return {"do": "notify", "to": list(to), **more}


def test_late_sweep_catches_up_in_order(clocks):
    ladder = [
        {"percent": 50, "actions": [{"do": "raise_priority", "to": "high"}]},
        {"percent": 75, "actions": [{"do": "escalate"}]},
        {"percent": 90, "actions": [{"do": "re_route", "team": "second line"}]},
    ]
    told = [notify("team")]
    clocks.process(clocks.resolution(thresholds=ladder, on_violation=told, on_success=told))
    case = clocks.chain.case()
    assert clocks.sweep(35.9).records == 0
    swept = clocks.sweep(90)
    assert (swept.records, swept.steps) == (1, 4)
    assert clocks.steps(case) == [("warning", 50), ("warning", 75), ("warning", 90), ("violation", 100)]
    assert [each["at"] for each in clocks.of(case)["steps"]] == [shown(each) for each in (36, 54, 64.8, 72)]
    kinds = ("milestone_warning", "milestone_violation", "amended", "escalated", "assigned", "milestone_acted")
    assert [each["kind"] for each in clocks.told(case, *kinds)] == [
        "milestone_warning",
        "milestone_warning",
        "milestone_warning",
        "milestone_violation",
        *("amended", "milestone_acted", "escalated", "milestone_acted", "assigned", "milestone_acted"),
        "milestone_acted",
    ]
    assert clocks.sweep().records == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_clock_does_says_on_whose_behalf(clocks):
    case = clocks.chain.case()
    clocks.sweep(54)
    (event,) = clocks.told(case, "escalated")
    assert (event["actor_kind"], event["actor_name"]) == ("rule", "resolution, warning")
    assert (event["rule"], event["rule_version"]) == ("entitlement process Cases: resolution", "1")
    assert event["reason"] == "75 % of the time for resolution has passed"


def test_many_sweep_at_once_and_each_thing_is_done_once(clocks):
    clocks.process(
        clocks.resolution(
            thresholds=[{"percent": 75, "actions": [{"do": "escalate"}, notify("team", "email:a@b.example")]}]
        )
    )
    asset = clocks.chain.asset()
    cases = [clocks.chain.case(asset) for _ in range(8)]
    clocks.at(60)
    database, watch = clocks.chain.house.database, clocks.chain.house.watch
    failed: list[str] = []
    threads = [Thread(target=lambda: failed.extend(sweep(database, watch).failed)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    clocks.sweep()
    assert failed == []
    for case in cases:
        assert len(clocks.told(case, "escalated")) == len(clocks.told(case, "milestone_acted")) == 1
    assert clocks.chain.house.rows("SELECT count(*) FROM outbox_message")[0][0] == len(cases)
    assert clocks.chain.house.rows("SELECT count(*) FROM notification")[0][0] == len(cases)


def test_whoever_dies_half_way_leaves_nothing_and_the_next_does_it_once(clocks, monkeypatch):
    """The process dies after the first of two actions, before anything is kept."""
    actions = [{"do": "escalate"}, notify("team")]
    clocks.process(clocks.resolution(thresholds=[{"percent": 75, "actions": actions}]))
    case = clocks.chain.case()
    perform = rulings.perform

    def dying(ctx, row, action):
        if action.do == "notify":
            raise KeyboardInterrupt
        return perform(ctx, row, action)

    monkeypatch.setattr(rulings, "perform", dying)
    with pytest.raises(KeyboardInterrupt):
        clocks.sweep(60)
    assert clocks.told(case, "escalated") == []
    monkeypatch.setattr(rulings, "perform", perform)
    assert clocks.sweep().steps == 1
    assert len(clocks.told(case, "escalated")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_breaks_for_one_record_keeps_nobody_else_from_being_seen_to(clocks, monkeypatch):
    asset = clocks.chain.asset()
    cases = [clocks.chain.case(asset) for _ in range(3)]
    perform = rulings.perform

    def breaking(ctx, row, action):
        if row.id == cases[0]["id"]:
            raise RuntimeError("a fault")
        return perform(ctx, row, action)

    clocks.at(54)
    monkeypatch.setattr(rulings, "perform", breaking)
    swept = sweep(clocks.chain.house.database, clocks.chain.house.watch)
    assert swept.failed == ["service_case 1: RuntimeError: a fault"]
    assert [len(clocks.told(case, "escalated")) for case in cases] == [0, 1, 1]
    monkeypatch.setattr(rulings, "perform", perform)
    clocks.sweep()
    assert len(clocks.told(cases[0], "escalated")) == 1


def test_refused_action_leaves_the_refusal_and_the_others_are_done(clocks):
    wrong = [
        {"do": "reassign", "to": 4711},
        {"do": "create_work_order", "work_type_id": 99},
        notify("webhook:nowhere"),
        {"do": "set_field", "field": "severity", "value": "endless"},
        {"do": "set_field", "field": "severity", "value": "critical"},
    ]
    clocks.process(clocks.resolution(thresholds=[{"percent": 75, "actions": wrong}]))
    case = clocks.chain.case()
    clocks.sweep(54)
    outcomes = [each["outcome"] for each in clocks.of(case)["steps"][0]["outcomes"]]
    assert [each.startswith("refused: ") for each in outcomes] == [True, True, True, True, False]
    assert "webhook endpoint 'nowhere'" in outcomes[2]
    assert clocks.chain.desk.get(f"/cases/{case['id']}")["severity"] == "critical"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_action_does_what_it_says(clocks):
    house, operations = clocks.chain.house, clocks.chain.operations
    house.person("manager")
    (number,) = house.rows("SELECT id FROM user_account WHERE login = 'support'")[0]
    hook = {"name": "pager", "url": "https://pager.example.com/in"}
    operations.post("/webhook-endpoints", hook)
    office = {"name": "Contract change", "kind": "back_office", "purpose": "service", "duration_minutes": 30}
    kind = operations.post("/work-types", office)["id"]
    actions = [
        {"do": "reassign", "to": number},
        notify(
            "assignee", "role:manager", f"user:{number}", "team:purchasing", "email:ops@example.com", "webhook:pager"
        ),
        {"do": "raise_priority"},
        {"do": "create_work_order", "work_type_id": kind, "team": "finance"},
        {"do": "set_field", "field": "on_site_required", "value": True},
        {"do": "re_route", "team": "second line"},
        {"do": "re_route", "team": "second line"},
    ]
    clocks.process(clocks.resolution(thresholds=[{"percent": 75, "actions": actions}]))
    case = clocks.chain.case()
    clocks.sweep(54)
    assert [each["outcome"] for each in clocks.of(case)["steps"][0]["outcomes"]] == [
        f"assigned to user {number}",
        "told user support, user manager, team purchasing, email ops@example.com, webhook pager",
        "priority high",
        "made W-000001",
        "on_site_required is True",
        "from support to second line",
        "nothing to do",
    ]
    now = clocks.chain.desk.get(f"/cases/{case['id']}")
    assert (now["priority"], now["team"], now["assignee_id"], now["on_site_required"]) == (
        "high",
        "second line",
        None,
        True,
    )
    (order,) = clocks.chain.desk.get("/work-orders")["items"]
    assert (order["kind"], order["team"], order["case_id"]) == ("back_office", "finance", case["id"])
    assert {each[0] for each in house.rows("SELECT channel FROM outbox_message")} == {"email", "webhook"}
    (own,) = clocks.chain.desk.get("/notifications")["items"]
    assert own["subject"] == "C-000001: 75 % of the time for resolution has passed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_actions_of_a_case_that_has_ended_are_refused(clocks, house):
    clocks.process(clocks.resolution(on_violation=[{"do": "escalate"}, notify("team")]))
    case = clocks.chain.case()
    clocks.at(80)
    done = {"resolution_path": "desk", "resolution_notes": "Explained."}
    house.person("support_lead").post(f"/cases/{case['id']}/resolve", done)
    clocks.sweep()
    outcomes = [each["outcome"] for each in clocks.of(case)["steps"][0]["outcomes"]]
    assert outcomes == ["refused: the record is resolved", "told team support"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_amended_calendar_is_measured_anew(clocks):
    hours = clocks.calendar([["08:00", "16:00"]])
    clocks.process(clocks.resolution(), calendar_id=hours)
    case = clocks.chain.case(priority="high")
    assert case["due_at"] == "2026-03-04T16:00:00Z"
    clocks.chain.operations.patch(f"/calendars/{hours}", {"exceptions": {"2026-03-03": []}})
    clocks.sweep()
    assert clocks.of(case)["due_at"] == "2026-03-05T16:00:00Z"
    assert clocks.chain.desk.get(f"/cases/{case['id']}")["due_at"] == "2026-03-05T16:00:00Z"
    assert [each["reason"] for each in clocks.told(case, "due_derived")] == ["its calendar was changed"]


def test_nothing_due_takes_no_lock(clocks):
    clocks.chain.case()
    database = clocks.chain.house.database
    with database.transaction() as session:
        session.execute(text("UPDATE product SET name = name"))
        assert sweep(database, clocks.chain.house.watch).records == 0


def test_clocks_follow_once_however_often_they_are_entered():
    before = {model: list(each) for model, each in FOLLOWERS.items()}
    enter()
    assert before == FOLLOWERS
