"""As a case's window narrows it is ranked again, escalated and reassigned, each once, and the timeline says why."""

import pytest

from tests.service.routing.test_giving import SQLITE

AWAY = ("2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z")


def steps(office, case, name="resolution"):
    """Return what came to pass of a clock, and what came of it."""
    clocks = office.chain.desk.get(f"/cases/{case['id']}/clocks")
    (clock,) = [each for each in clocks if each["name"] == name]
    return {each["percent"]: [done["outcome"] for done in each["outcomes"]] for each in clock["steps"]}


def test_half_then_three_quarters_then_nine_tenths(office):
    office.member("ada")
    office.member("ben")
    case = office.case()
    assert office.holder(case) == "ada"
    office.sweep(hours=36)
    assert steps(office, case) == {50: ["place 1 of 1 in what ada has"]}
    office.sweep(hours=18)
    shown = office.chain.desk.get(f"/cases/{case['id']}")
    assert (shown["escalated"], shown["priority"], office.holder(case)) == (True, "high", "ada")
    office.sweep(hours=10.8)
    assert office.holder(case) == "ben"
    assert steps(office, case)[90][0] == "from ada to ben"
    for _ in range(2):
        office.sweep(hours=1)
    (_, moved) = office.events(case, "assigned")
    assert moved["reason"] == "90 % of the time for resolution has passed"
    assert moved["rule"] == "entitlement process Cases: resolution"
    assert moved["data"]["facts"]["matching"]["refused"] == [{"codes": ["EXCLUDED"], "user": office.users["ada"]}]
    assert len(office.events(case, "ranked_again")) == len(office.events(case, "escalated")) == 1
    assert office.counts() == {"ada": 0, "ben": 1}
    missed = [each["data"]["facts"]["milestone"] for each in office.events(case, "milestone_violation")]
    assert missed == ["first response"]


@SQLITE
def test_whoever_is_away_at_half_time_and_has_not_begun_loses_it(office):
    office.member("ada")
    office.member("ben")
    one, two = office.case(), office.case()
    three = office.case()
    assert [office.holder(case) for case in (one, two, three)] == ["ada", "ben", "ada"]
    office.chain.desk.post(f"/cases/{three['id']}/start")
    office.away("ada", *AWAY)
    office.sweep(hours=36)
    assert [office.holder(case) for case in (one, two, three)] == ["ben", "ben", "ada"]
    assert steps(office, one) == {50: ["from ada to ben"]}
    assert steps(office, two) == {50: ["place 2 of 2 in what ben has"]}
    assert steps(office, three) == {50: ["place 1 of 1 in what ada has"]}


@SQLITE
def test_where_nobody_else_may_it_stays_and_the_timeline_says_who_could_not(office):
    office.member("ada")
    office.member("ben", capacity=0)
    case = office.case()
    office.sweep(hours=65)
    assert office.holder(case) == "ada"
    assert steps(office, case)[90][0] == "stays with ada: ada had it before, ben is full"
    (stayed,) = office.events(case, "stayed")
    assert stayed["data"]["facts"]["matching"]["eligible"] == []


@SQLITE
def test_who_cannot_keep_it_either_gives_it_back_to_the_queue(office):
    office.member("ada")
    case = office.case()
    office.chain.desk.post(f"/cases/{case['id']}/start")
    office.away("ada", *AWAY)
    office.sweep(hours=65)
    assert office.holder(case) is None
    assert steps(office, case)[90][0].startswith("waits in the queue of support: ada")
    assert office.counts() == {"ada": 0}


@SQLITE
def test_who_was_named_of_a_team_without_members_keeps_it(office):
    office.member("ada", "purchasing", calendar_id=1)
    case = office.case()
    office.chain.desk.post(f"/cases/{case['id']}/assign", {"assignee_id": office.users["ada"]})
    office.sweep(hours=65)
    assert office.holder(case) == "ada"
    assert steps(office, case)[90][0] == "stays with ada: nobody is in the team support"


@SQLITE
def test_who_was_named_for_what_they_do_not_know_keeps_it_at_half_time(office):
    office.member("ada", skills={"pumps": 1})
    office.member("ben")
    case = office.case(skills={"pumps": 1})
    office.chain.desk.post(f"/cases/{case['id']}/assign", {"assignee_id": office.users["ben"]})
    office.sweep(hours=36)
    assert office.holder(case) == "ben"
    office.sweep(hours=29)
    assert office.holder(case) == "ada"


@SQLITE
def test_what_waits_at_half_time_is_tried_again(office):
    office.member("ada", capacity=1)
    first, second = office.case(), office.case()
    assert (office.holder(first), office.holder(second)) == ("ada", None)
    assert len(office.events(second, "queued")) == 1
    office.change("ada", capacity=2)
    office.sweep(hours=36)
    assert steps(office, second) == {50: ["given to ada"]}


@SQLITE
def test_shares_are_data(office):
    ladder = [{"percent": share, "actions": [{"do": "re_rank"}, {"do": "reassign"}]} for share in (20, 40)]
    milestone = {"name": "resolution", "target": {"by": "priority"}, "complete": [{"status": ["closed"]}]}
    office.operations.post(
        "/entitlement-processes",
        {
            "name": "Ours",
            "kind": "case",
            "scope": "external",
            "precedence": 1,
            "definition": {"milestones": [{**milestone, "thresholds": ladder}]},
        },
    )
    for name in ("ada", "ben", "cyd"):
        office.member(name)
    case = office.case()
    office.sweep(hours=72 * 0.2)
    assert office.holder(case) == "ben"
    office.sweep(hours=72 * 0.2)
    assert office.holder(case) == "ada"
    assert steps(office, case)[40] == ["place 1 of 1 in what ben has", "from ben to ada"]


@SQLITE
@pytest.mark.parametrize("times", [3])
def test_however_often_it_is_swept_each_step_is_taken_once(office, times: int):
    office.member("ada")
    office.member("ben")
    cases = [office.case() for _ in range(4)]
    for _ in range(times):
        office.sweep(hours=65 / times)
    office.sweep()
    for case in cases:
        assert len(office.events(case, "ranked_again")) == 1
        assert len(office.events(case, "assigned")) == 2
    assert sum(office.counts().values()) == len(cases)
