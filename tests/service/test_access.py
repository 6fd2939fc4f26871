"""Logging in, sessions and their tokens, keys and their scopes, and who is let in."""

import pytest

from service.access import operations
from service.access.policy import PERMISSIONS, ROLES


@pytest.fixture
def ada(house) -> str:
    """The one-time password of a user `ada`."""
    made = house.person("admin").post("/users", {"login": "Ada", "name": "Ada Byron", "roles": ["support"]})
    return made["password"]


def log_in(house, password: str, status: int = 201, login: str = "ada"):
    house.client.cookies.clear()
    return house.nobody.post("/session", {"login": login, "password": password}, status)


def test_one_time_password_allows_its_change_alone(house, ada):
    csrf = {"X-CSRF-Token": log_in(house, ada)["csrf_token"]}
    assert house.nobody.get("/users", 403)["rule"] == "access.write"
    assert house.nobody.get("/session")["permissions"] == ["session.own"]
    change = {"old_password": ada, "new_password": "correct horse battery"}
    house.nobody.post("/session/password", change, 204, headers=csrf)
    assert house.nobody.get("/session", 401)["code"] == "not_authenticated"
    log_in(house, ada, 401)
    assert "service.write" in log_in(house, "correct horse battery")["permissions"]


def test_passwords_are_kept_as_argon2(house, ada):
    ((stored,),) = house.rows("SELECT password_hash FROM user_account WHERE login = 'ada'")
    assert stored.startswith("$argon2id$")
    assert ada not in stored


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"old_password": "wrong", "new_password": "long enough, surely"}, "wrong_password"),
        ({"new_password": "short"}, "weak_password"),
    ],
)
def test_bad_password_changes_are_refused(house, ada, change, code):
    csrf = {"X-CSRF-Token": log_in(house, ada)["csrf_token"]}
    answer = house.nobody.post("/session/password", {"old_password": ada, **change}, 422, headers=csrf)
    assert answer["code"] == code


def test_cookie_is_for_http_alone(house, ada):
    log_in(house, ada)
    cookie = house.client.cookies.jar._cookies["testserver.local"]["/"][operations.COOKIE]
    assert cookie.has_nonstandard_attr("HttpOnly")


def test_cookie_without_its_token_changes_nothing(house, ada):
    log_in(house, ada)
    assert house.nobody("DELETE", "/session", status=403)["code"] == "csrf_token_missing"
    assert house.nobody("DELETE", "/session", status=403, headers={"X-CSRF-Token": "guess"})["field"] == "X-CSRF-Token"


def test_logging_out_ends_the_session(house, ada):
    csrf = {"X-CSRF-Token": log_in(house, ada)["csrf_token"]}
    token = house.client.cookies[operations.COOKIE]
    house.nobody("DELETE", "/session", status=204, headers=csrf)
    house.client.cookies.set(operations.COOKIE, token)
    assert house.nobody.get("/session", 401)


def test_session_ends_by_itself(house, ada):
    log_in(house, ada)
    house.watch.forward(hours=12)
    assert house.nobody.get("/session", 401)


def test_deactivated_user_is_out(house, ada):
    log_in(house, ada)
    house.client.cookies.clear()
    ((number,),) = house.rows("SELECT id FROM user_account WHERE login = 'ada'")
    house.person("admin").post(f"/users/{number}/deactivate")
    assert log_in(house, ada, 401)["code"] == "login_failed"


def test_failures_are_throttled_and_forgotten(house, ada):
    for _ in range(operations.TRIES):
        log_in(house, "guess", 401)
    assert log_in(house, ada, 429)["code"] == "too_many_failures"
    house.watch.forward(minutes=16)
    log_in(house, ada)


def test_unknown_login_is_answered_like_a_wrong_password(house, ada):
    assert log_in(house, "guess", 401, login="bob") == log_in(house, "guess", 401)


def test_key_carries_its_scopes_until_revoked(house):
    admin = house.person("admin")
    made = admin.post("/keys", {"name": "shop", "scopes": ["records.read"]})
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert house.nobody.get("/events", 200, headers=bearer)
    assert house.nobody.get("/users", 403, headers=bearer)["rule"] == "access.write"
    assert "secret" not in admin.get("/keys")["items"][0]
    admin.post(f"/keys/{made['id']}/revoke")
    assert house.nobody.get("/events", 401, headers=bearer)["code"] == "key_unknown"
    assert not house.rows("SELECT 1 FROM machine_key WHERE secret_hash = :secret", secret=made["secret"])


def test_nobody_gives_a_key_more_than_they_hold(house):
    refusal = house.person("admin").post("/keys", {"name": "x", "scopes": ["visits.execute"]}, 403)
    assert refusal["rule"] == "visits.execute"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"roles": ["king"]}, "roles"),
        ({"roles": ["customer"]}, "account_id"),
        ({"roles": ["installer"]}, "technician_id"),
        ({"roles": ["support"], "account_id": 1}, "account_id"),
        ({"login": "  "}, "login"),
        ({"roles": []}, "roles"),
        ({"admin": True}, "admin"),
    ],
)
def test_bad_users_are_refused(house, body, field):
    sent = {"login": "eve", "name": "Eve", "roles": ["support"], **body}
    assert house.person("admin").post("/users", sent, 422)["field"] == field


def test_logins_are_one_whatever_their_case(house, ada):
    sent = {"login": " ADA ", "name": "Another", "roles": ["support"]}
    assert house.person("admin").post("/users", sent, 422)["code"] == "duplicate"


def test_roles_are_replaced(house, ada):
    ((number,),) = house.rows("SELECT id FROM user_account WHERE login = 'ada'")
    admin = house.person("admin")
    assert admin.post(f"/users/{number}/roles", {"roles": ["buyer", "support"]})["roles"] == ["buyer", "support"]
    assert admin.post(f"/users/{number}/roles", {"roles": ["buyer"]})["roles"] == ["buyer"]
    assert admin.post(f"/users/{number}/roles", {"roles": ["customer"]}, 422)["rule"] == "bounded_roles"


def test_grants_are_shipped_once_and_then_left_alone(house):
    house.run("DELETE FROM role_grant WHERE role = 'support' AND permission = 'service.escalate'")
    house.run("DELETE FROM role_grant WHERE permission = 'config.write'")
    with house.database.transaction() as session:
        operations.ship_grants(session)
    grants = {(row.role, row.permission) for row in house.rows("SELECT role, permission FROM role_grant")}
    assert ("support", "service.escalate") not in grants
    assert ("operations", "config.write") in grants


def test_permission_table_is_the_domains():
    """The table of the domain's page, row by row."""
    lead = {"support_lead", "manager", "owner", "admin"}
    assert set(PERMISSIONS["service.resolve"]) == lead
    assert set(PERMISSIONS["service.escalate"]) == lead | {"support"}
    assert set(PERMISSIONS["service.write"]) == lead | {"support", "service"}
    assert set(PERMISSIONS["returns.write"]) == {"buyer", "manager"}
    assert set(PERMISSIONS["dispatch.plan"]) == {"dispatcher", "manager", "admin"}
    assert set(PERMISSIONS["dispatch.simulate"]) == {"planner", "dispatcher", "manager"}
    assert set(PERMISSIONS["visits.execute"]) == {"installer"}
    assert set(PERMISSIONS["config.write"]) == {"operations", "admin"}
    assert set(PERMISSIONS["service.read"]) == set(ROLES)


def test_answers_cannot_be_used_otherwise(house):
    house.nobody.get("/session", 401)
    person = house.person("support")
    person.get("/session")
    headers = person.last.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
