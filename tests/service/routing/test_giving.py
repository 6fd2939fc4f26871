"""Work that comes to a team goes to whose turn it is of those who may have it, and the timeline says why."""

import pytest

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


def test_nobody_in_a_team_is_nobodys_decision(office):
    case = office.case()
    assert office.holder(case) is None
    assert [each["kind"] for each in office.events(case)] == ["created"]
    assert office.give_out() == 0


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
