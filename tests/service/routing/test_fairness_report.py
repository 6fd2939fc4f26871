"""The weekly report: turns, minutes, and each turn passed over with its reason, every number with its records."""

import csv
import io
from datetime import UTC, datetime

from tests.service.routing.test_giving import SQLITE

WEEK = "/fairness?week=2026-03-04"


def shares(report, team="support"):
    """Return a team's shares by name."""
    (found,) = [each for each in report["teams"] if each["team"] == team]
    return {each["name"]: each for each in found["representatives"]}


def test_week_of_a_desk(office):
    office.member("ada", skills={"pumps": 1})
    office.member("ben")
    office.away("ben", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z")
    for _ in range(2):
        office.case()
    office.case(skills={"pumps": 1})
    office.chain.house.watch.time = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    cancelled = office.case()
    kept = office.case()
    assert (office.holder(cancelled), office.holder(kept)) == ("ada", "ada")
    office.chain.desk.post(f"/cases/{cancelled['id']}/cancel", {"reason": "twice"})
    office.chain.house.watch.time = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    report = office.chain.desk.get(WEEK)
    found = shares(report)
    ada, ben = found["ada"], found["ben"]
    assert report["week"] == "2026-03-02"
    assert (ada["turns"], ada["given_back"], ada["minutes"], ada["hours"]) == (3, 1, 45, 168)
    assert (ben["turns"], ben["given_back"], ben["minutes"], ben["hours"]) == (1, 0, 15, 144)
    assert ada["passed_over"] == {}
    assert ben["passed_over"] == {"ABSENCE": [4, 5]}
    turns = {each["id"]: each for each in office.chain.desk.get("/turns")["items"]}
    for share in found.values():
        mine = [turns[number] for number in share["records"]]
        assert {each["user_id"] for each in mine} == {share["id"]}
        assert sum(each["returned_at"] is None for each in mine) == share["turns"]
        assert sum(each["minutes"] for each in mine if each["returned_at"] is None) == share["minutes"]
    events = {each["id"]: each for each in office.chain.desk.get("/events?limit=500")["items"]}
    assert {events[each["event_id"]]["kind"] for each in turns.values()} == {"assigned"}
    assert ada["standing_turns"] > ben["standing_turns"] > 0.8


@SQLITE
def test_nothing_is_said_of_a_week_to_come(office):
    office.member("ada")
    office.case()
    assert office.chain.desk.get("/fairness?week=2026-04-01") == {"week": "2026-03-30", "teams": [], "territories": []}


@SQLITE
def test_table_has_a_line_for_each_person(office):
    office.member("=ada")
    office.case()
    visit = office.chain.visit(office.chain.work_order(), "2026-03-03T09:00:00Z")
    office.chain.house.watch.forward(days=6)
    answer = office.chain.house.client.get(f"/api/v1{WEEK.replace('?', '.csv?')}", headers=office.chain.desk.headers)
    lines = [*csv.DictReader(io.StringIO(answer.text))]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (one, two) = lines
    assert (one["kind"], one["where"], one["name"], one["turns"], one["minutes"]) == (
        *("representative", "support", "'=ada", "2", "30"),
    )
    assert (two["kind"], two["name"], two["turns"], two["minutes"]) == ("technician", "Kim Berg", "1", "60")
    assert two["records"] == str(visit["id"])


@SQLITE
def test_technicians_stand_by_their_visits(office):
    order = office.chain.work_order()
    technician = office.chain.technician()
    office.chain.visit(order, "2026-03-03T09:00:00Z", technician)
    office.chain.house.watch.forward(days=6)
    (territory,) = office.chain.desk.get(WEEK)["territories"]
    (share,) = territory["technicians"]
    assert (share["id"], share["turns"], share["minutes"], share["given_back"]) == (technician, 1, 60, 0)
    assert 0.85 < share["standing_turns"] < 0.9
