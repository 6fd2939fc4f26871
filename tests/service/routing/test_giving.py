"""Work that comes to a team goes to whose turn it is of those who may have it, and the timeline says why."""

from threading import Thread

import pytest

from service.cases.operations import open_case
from service.cases.policy import Channel

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_cases_go_round_and_the_timeline_says_whose_turn_it_was(office):
    for name in ("ada", "ben", "cyd"):
        office.member(name)
    cases = [office.case() for _ in range(7)]
    assert [office.holder(case) for case in cases] == ["ada", "ben", "cyd", "ada", "ben", "cyd", "ada"]
    (event,) = office.events(cases[3], "assigned")
    assert (event["actor_kind"], event["actor_name"]) == ("rule", "rotation")
    told = event["data"]["facts"]["matching"]
    users = office.users
    assert told["turn_of"] == users["ada"]
    assert told["eligible"] == [users["ada"], users["ben"], users["cyd"]]
    assert [each["turns"] for each in told["standing"]] == [1, 1, 1]
    assert event["reason"].startswith("ada is next, with 1 turns in")


@SQLITE
def test_nobody_in_a_team_is_nobodys_decision(office):
    case = office.case()
    assert office.holder(case) is None
    assert [each["kind"] for each in office.events(case)] == ["created"]
    assert office.give_out() == 0


@SQLITE
def test_who_may_not_is_passed_over_with_the_reason(office):
    office.member("ada", skills={"pumps": 1})
    office.member("ben", skills={"valves": 3})
    office.member("cyd", capacity=0, skills={"pumps": 2})
    office.member("dot", skills={"pumps": 2}, calendar_id=office.chain.operations.get("/calendars")["items"][1]["id"])
    office.member("eve", skills={"pumps": 2})
    office.member("fay", skills={"pumps": 2})
    office.away("fay", "2026-03-01T00:00:00Z", "2026-03-09T00:00:00Z")
    case = office.case(skills={"pumps": 2})
    assert office.holder(case) == "eve"
    refused = office.events(case, "assigned")[0]["data"]["facts"]["matching"]["refused"]
    codes = {each["user"]: each["codes"] for each in refused}
    users = office.users
    assert codes == {
        users["ada"]: ["SKILL_LEVEL"],
        users["ben"]: ["SKILL"],
        users["cyd"]: ["CAPACITY"],
        users["dot"]: ["SHIFT"],
        users["fay"]: ["ABSENCE"],
    }
    passed = office.chain.house.rows("SELECT user_id, codes FROM passed_turn ORDER BY user_id")
    assert ("ada", "SKILL_LEVEL") in [(name, said) for user, said in passed for name in users if users[name] == user]


def test_work_waits_for_somebody_and_the_most_urgent_is_served_first(office):
    office.member("ada", capacity=0)
    low, normal, urgent = (office.case(priority=each) for each in ("low", "normal", "urgent"))
    older = office.case(priority="normal", opened_at="2026-03-02T07:00:00Z")
    (queued,) = office.events(low, "queued")
    assert queued["reason"] == "ada is full"
    assert office.give_out() == 0
    line = office.chain.desk.get(f"/teams/{office.team()}/queue")
    assert [each["record_id"] for each in line["waiting"]] == [case["id"] for case in (urgent, older, normal, low)]
    served = []
    for room in (1, 2, 3, 4):
        office.change("ada", capacity=room)
        assert office.give_out() == 1
        served += [
            case["id"] for case in (low, normal, urgent, older) if office.holder(case) and case["id"] not in served
        ]
    assert served == [case["id"] for case in (urgent, older, normal, low)]
    assert office.give_out() == 0
    assert len(office.events(low, "queued")) == 1


@SQLITE
def test_what_needs_a_skill_does_not_keep_others_waiting(office):
    office.member("ada", capacity=0)
    hard, easy = office.case(priority="urgent", skills={"pumps": 2}), office.case(priority="low")
    office.change("ada", capacity=3)
    assert office.give_out() == 1
    assert (office.holder(hard), office.holder(easy)) == (None, "ada")
    office.change("ada", skills={"pumps": 2})
    assert office.give_out() == 1
    assert office.holder(hard) == "ada"


def test_another_reason_leads_to_another_team_and_gives_the_turn_back(office):
    office.member("ada")
    office.member("ben", "purchasing", calendar_id=1)
    case = office.case()
    assert office.holder(case) == "ada"
    office.chain.desk.patch(f"/cases/{case['id']}", {"reason_code": "missing_part"})
    assert office.holder(case) == "ben"
    office.chain.desk.patch(f"/cases/{case['id']}", {"reason_code": "wrong_item"})
    assert office.holder(case) is None
    assert office.counts() == {"ada": 0, "ben": 0}


@SQLITE
def test_who_was_named_keeps_it_and_it_counts_as_a_turn(office):
    office.member("ada")
    office.member("ben")
    office.member("cyd", "purchasing", calendar_id=1)
    case = office.case()
    office.chain.desk.post(f"/cases/{case['id']}/assign", {"assignee_id": office.users["ben"]})
    assert office.counts() == {"ada": 0, "ben": 1, "cyd": 0}
    office.chain.desk.patch(f"/cases/{case['id']}", {"reason_code": "missing_part"})
    assert office.holder(case) == "ben"
    turns = office.chain.desk.get("/turns")["items"]
    assert [(each["chosen_by"], each["returned_at"] is None) for each in turns] == [("rotation", False), ("name", True)]
    assert turns[1]["passed"] == [{"user_id": office.users["ada"], "codes": "BY_NAME"}]
    assert [office.holder(office.case()) for _ in range(3)] == ["ada", "ben", "ada"]


@SQLITE
def test_given_back_by_hand_it_goes_to_another(office):
    office.member("ada")
    office.member("ben")
    case = office.case()
    office.chain.desk.post(f"/cases/{case['id']}/assign", {"assignee_id": None})
    assert office.holder(case) == "ben"
    assert office.counts() == {"ada": 0, "ben": 1}


@SQLITE
def test_cancelled_work_gives_its_turn_back_and_done_work_its_room(office):
    office.member("ada", capacity=1)
    office.member("ben", capacity=1)
    one, two, three = office.case(), office.case(), office.case()
    assert [office.holder(case) for case in (one, two, three)] == ["ada", "ben", None]
    office.chain.desk.post(f"/cases/{one['id']}/cancel", {"reason": "twice"})
    assert office.counts() == {"ada": 0, "ben": 1}
    lead = office.chain.house.person("support_lead")
    lead.post(f"/cases/{two['id']}/resolve", {"resolution_path": "told", "resolution_notes": "done"})
    assert office.counts() == {"ada": 0, "ben": 1}
    assert office.give_out() == 1
    assert office.holder(three) == "ada"
    office.chain.desk.post(f"/cases/{two['id']}/reopen", {"reason": "leaks again"})
    line = office.chain.desk.get(f"/teams/{office.team()}/queue")
    assert {each["name"]: each["open_work"] for each in line["members"]} == {"ada": 1, "ben": 1}


@SQLITE
def test_back_office_work_is_given_like_a_case(office):
    office.member("ada", "finance", skills={"ledgers": 1})
    office.member("ben", "finance")
    case = office.case()
    kind = {"name": "Contract", "kind": "back_office", "purpose": "service", "duration_minutes": 45}
    made = office.operations.post("/work-types", {**kind, "skills": {"ledgers": 1}})
    orders = [
        office.chain.desk.post(f"/cases/{case['id']}/work-orders", {"work_type_id": made["id"], "team": "finance"})
        for _ in range(2)
    ]
    assert [office.holder(order) for order in orders] == ["ada", "ada"]
    assert [each["minutes"] for each in office.chain.desk.get("/turns?team=finance")["items"]] == [45, 45]
    ben = {"assignee_id": office.users["ben"]}
    assert office.chain.desk.post(f"/work-orders/{orders[0]['id']}/assign", ben)["assignee_id"] == office.users["ben"]
    assert office.counts() == {"ada": 1, "ben": 1}
    field = office.chain.work_order(case)
    assert office.holder(field) is None
    assert office.chain.desk.post(f"/work-orders/{field['id']}/assign", ben, 422)["rule"] == "back_office"


@SQLITE
def test_rules_say_what_whoever_gets_it_must_know(office):
    office.member("ada")
    office.member("ben", skills={"complaints": 2})
    rules = """
name: reason_code_routing
about: case
rules:
  - name: complaints to who can
    when: case.case_type == "complaint"
    then: [{do: re_route, team: support, skills: {complaints: 2}}]
default: [{do: re_route, team: support}]
"""
    (found,) = [each for each in office.operations.get("/rule-sets")["items"] if each["name"] == "reason_code_routing"]
    office.operations.patch(f"/rule-sets/{found['id']}", {"text": rules})
    office.operations.post(f"/rule-sets/{found['id']}/publish", {"reason": "who can"}, headers={"If-Match": "*"})
    case = office.case(case_type="complaint")
    assert (office.holder(case), office.chain.desk.get(f"/cases/{case['id']}")["skills"]) == ("ben", {"complaints": 2})
    assert [office.holder(office.case()) for _ in range(2)] == ["ada", "ben"]


def test_many_at_once_do_not_upset_the_order(office):
    """Two decisions about one person follow one another, however many transactions there are."""
    for name in ("ada", "ben", "cyd"):
        office.member(name)
    office.case()
    asset = office.asset["id"]
    kind = {"channel": Channel.API, "case_type": "repair", "reason_code": "defect", "priority": "normal"}

    def open_some() -> None:
        for _ in range(4):
            with office.chain.house.database.transaction() as session:
                ctx = office.chain.house.context(session)
                open_case(ctx, lines=[{"asset_id": asset}], subject="Leaks", description="Water.", **kind)

    threads = [Thread(target=open_some) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    counts = office.counts()
    assert sum(counts.values()) == 17
    assert max(counts.values()) - min(counts.values()) <= 1
