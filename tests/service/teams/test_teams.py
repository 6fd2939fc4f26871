"""Teams: what is shipped, what is refused, and that a team's news reaches who is in it."""

import pytest

from service.clocks.sweep import sweep
from service.rules.operations import shipped_texts
from service.teams.operations import SHIPPED

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def admin(house):
    return house.person("admin")


def user(admin, login: str, **more) -> int:
    """Make a user who may read; return the number."""
    return admin.post("/users", {"login": login, "name": login.title(), "roles": ["buyer"], **more})["id"]


def member(chain, number: int, team: int, **more) -> dict:
    """Let a user work in a team."""
    said = {"user_id": number, "capacity": 5, "works_since": "2026-01-05", **more}
    made = chain.operations.post("/representatives", said)
    chain.operations.post("/team-members", {"team_id": team, "representative_id": made["id"]})
    return made


@SQLITE
def test_teams_that_the_shipped_rules_route_to_are_there(chain):
    teams = {each["name"]: each for each in chain.desk.get("/teams")["items"]}
    assert {*teams} == {*SHIPPED} == {"support", "branch", "purchasing", "warehouse"}
    assert all(f"team: {name}" in shipped_texts()["reason_code_routing"] for name in SHIPPED)
    assert (teams["purchasing"]["kind"], teams["support"]["calendar_id"]) == ("back_office", None)
    assert teams["purchasing"]["calendar_id"] is not None


@SQLITE
def test_news_for_a_team_reaches_who_is_in_it(chain, admin):
    team = chain.operations.get("/teams?name=support")["items"][0]["id"]
    by_login, by_email, gone = (
        user(admin, "ada@example.com"),
        user(admin, "ben", email="ben@example.com"),
        user(admin, "cyd"),
    )
    for number in (by_login, by_email, gone):
        member(chain, number, team, capacity=0)
    admin.post(f"/users/{gone}/deactivate")
    tell = [{"percent": 50, "actions": [{"do": "notify", "to": ["team", "team:support"], "email": True}]}]
    milestone = {"name": "resolution", "target": {"by": "priority"}, "complete": [{"status": ["closed"]}]}
    definition = {"milestones": [{**milestone, "thresholds": tell}]}
    process = {"name": "Ours", "kind": "case", "scope": "external", "precedence": 1, "definition": definition}
    chain.operations.post("/entitlement-processes", process)
    chain.case()
    chain.house.watch.forward(hours=37)
    assert sweep(chain.house.database, chain.house.watch).failed == []
    told = chain.house.rows("SELECT user_id, team FROM notification ORDER BY id")
    assert [*map(tuple, told)] == [(None, "support"), (by_login, None), (by_email, None)]
    letters = chain.house.rows("SELECT address FROM outbox_message ORDER BY id")
    assert [each[0] for each in letters] == ["ada@example.com", "ben@example.com"]


@SQLITE
def test_address_of_a_user_can_be_amended_and_is_checked(admin):
    number = user(admin, "ben", email="ben@example.com")
    assert admin.patch(f"/users/{number}", {"email": "b@example.com"})["email"] == "b@example.com"
    assert admin.patch(f"/users/{number}", {"email": None})["email"] is None
    assert admin.patch(f"/users/{number}", {"email": "not an address"}, 422)["field"] == "email"
    assert admin.patch(f"/users/{number}", {"name": None}, 422)["field"] == "name"


def test_what_cannot_be_is_refused(chain, admin, refused):
    team = chain.operations.get("/teams?name=support")["items"][0]["id"]
    number = user(admin, "ada")
    made = member(chain, number, team)
    said = {"user_id": number, "capacity": 5, "works_since": "2026-01-05"}
    place = {"team_id": team, "representative_id": made["id"]}
    refused(chain.operations.post("/representatives", said, 409), 409, "duplicate")
    refused(chain.operations.post("/team-members", place, 409), 409, "duplicate")
    refused(chain.operations.post("/teams", {"name": "support", "kind": "desk"}, 409), 409, "duplicate")
    for wrong in (
        {"capacity": -1},
        {"skills": {"pumps": 0}},
        {"skills": {"": 1}},
        {"calendar_id": 99},
        {"user_id": 99},
    ):
        assert chain.operations.post("/representatives", {**said, **wrong}, 422)["status"] == 422
    backwards = {"starts_at": "2026-03-03T00:00:00Z", "ends_at": "2026-03-02T00:00:00Z"}
    absence = {"representative_id": made["id"], **backwards}
    refused(chain.operations.post("/representative-absences", absence, 422), 422, "invalid_input")
    away = chain.operations.post("/representative-absences", {**absence, "ends_at": "2026-03-04T00:00:00Z"})
    ends = {"ends_at": backwards["ends_at"]}
    refused(chain.operations.patch(f"/representative-absences/{away['id']}", ends, 409), 409, "refused_by_database")
    assert chain.operations.patch(f"/representative-absences/{away['id']}", {"cancelled": True})["cancelled"]


@SQLITE
def test_customers_see_no_teams(chain):
    account = chain.account()
    customer = chain.house.person("customer", account_id=account["id"])
    paths = ("teams", "representatives", "team-members", "representative-absences")
    assert [customer.get(f"/{path}")["items"] for path in paths] == [[]] * 4
