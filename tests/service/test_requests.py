"""One request one transaction, repeated requests, versions, pages, and refusals as documents."""

import hashlib
import json

import pytest


@pytest.fixture
def admin(house):
    return house.person("admin")


def key(name: str) -> dict:
    return {"name": name, "scopes": ["records.read"]}


def test_repeated_post_is_done_once_and_answered_alike(house, admin):
    again = {"Idempotency-Key": "one"}
    first = admin.post("/branches", {"name": "North"}, 201, headers=again)
    first_headers = admin.last.headers
    assert admin.post("/branches", {"name": "North"}, 201, headers=again) == first
    assert admin.last.headers["idempotency-replayed"] == "true"
    assert admin.last.headers["location"] == first_headers["location"] == f"/api/v1/branches/{first['id']}"
    assert admin.last.headers["etag"] == first_headers["etag"] == '"1"'
    assert house.rows("SELECT count(*) FROM branch") == [(1,)]


def test_key_of_another_request_is_refused(admin):
    again = {"Idempotency-Key": "one"}
    admin.post("/keys", key("shop"), headers=again)
    assert admin.post("/keys", key("other"), 422, headers=again)["code"] == "idempotency_key_reused"


def test_keys_of_different_people_are_different(house, admin):
    again = {"Idempotency-Key": "one"}
    admin.post("/keys", key("shop"), headers=again)
    other = house.person("admin", name="other admin")
    assert other.post("/keys", key("other"), 201, headers=again)["name"] == "other"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/keys", key("shop")),
        ("/users", {"login": "ada", "name": "Ada Byron", "roles": ["support"]}),
    ],
)
def test_what_is_shown_once_is_remembered_nowhere(house, admin, path, body):
    again = {"Idempotency-Key": "one"}
    made = admin.post(path, body, 201, headers=again)
    secret = made.get("secret") or made["password"]
    assert admin.post(path, body, 409, headers=again)["code"] == "shown_once"
    assert admin.get(path)["items"][-1]["id"] == made["id"]
    assert [row for row in house.rows("SELECT * FROM remembered_answer") if secret in str(row)] == []


def test_login_is_remembered_in_no_way_that_tells_its_password(house):
    made = house.person("admin").post("/users", {"login": "ada", "name": "Ada", "roles": ["support"]})
    house.client.cookies.clear()
    body = json.dumps({"login": "ada", "password": made["password"]}, separators=(",", ":"))
    sent = {"content": body, "headers": {"Idempotency-Key": "one", "Content-Type": "application/json"}}
    csrf = house.nobody("POST", "/session", **sent)["csrf_token"]
    ((request, kept),) = house.rows("SELECT request, body FROM remembered_answer")
    assert request != hashlib.sha256(f"POST /api/v1/session?\n{body}".encode()).hexdigest()
    assert csrf not in (kept or "")


def test_refused_post_can_be_repeated(admin):
    again = {"Idempotency-Key": "one"}
    admin.post("/keys", key("shop"))
    assert admin.post("/keys", key("shop"), 409, headers=again)["code"] == "duplicate"
    assert admin.post("/keys", key("shop"), 409, headers=again)["code"] == "duplicate"


@pytest.mark.parametrize("sent", ["", "x" * 256])
def test_malformed_key_is_refused(admin, sent):
    answer = admin.post("/keys", key("shop"), 422, headers={"Idempotency-Key": sent})
    assert answer["code"] == "idempotency_key_malformed"


def test_pages_give_every_row_once_in_order(admin):
    names = sorted(f"key {number:02}" for number in range(23))
    for name in reversed(names):
        admin.post("/keys", key(name))
    for sort, expected in (("name", names), ("-name", names[::-1]), ("id", names[::-1]), ("-id", names)):
        found, cursor = [], ""
        while cursor is not None:
            page = admin.get(f"/keys?limit=5&sort={sort}" + (f"&cursor={cursor}" if cursor else ""))
            found += [row["name"] for row in page["items"]]
            cursor = page["next"]
        assert found == expected


def test_page_of_exactly_the_rest_is_the_last(admin):
    for name in "abc":
        admin.post("/keys", key(name))
    assert admin.get("/keys?limit=3")["next"] is None
    assert admin.get("/keys?limit=2")["next"] is not None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=secret_hash", "sort"),
        ("cursor=nonsense", "cursor"),
        ("cursor=WyItaWQiLCAxXQ==", "cursor"),
        ("limit=0", "limit"),
        ("colour=red", "colour"),
    ],
)
def test_bad_list_parameters_are_refused(admin, query, field):
    assert admin.get(f"/keys?{query}", 422)["field"] == field


def test_filter_lets_equal_rows_through(admin):
    for name in "abc":
        admin.post("/keys", key(name))
    assert [row["name"] for row in admin.get("/keys?name=b")["items"]] == ["b"]


def test_refusal_lists_every_fault_and_repeats_no_input(admin):
    refusal = admin.post("/users", {"login": "", "name": 5, "password": "hunter2"}, 422)
    assert {fault["field"] for fault in refusal["errors"]} == {"login", "name", "password", "roles"}
    assert "hunter2" not in str(refusal)
    assert admin.last.headers["content-type"] == "application/problem+json"


def test_unknown_place_and_method_are_refused_as_documents(house, admin):
    assert admin.get("/nothing", 404)["code"] == "not_found"
    assert admin("PUT", "/keys", status=405)["code"] == "method_not_allowed"
    assert admin.get("/users/99", 404)["detail"] == "there is no user account 99"


def test_too_large_a_body_is_refused(admin):
    assert admin.post("/keys", {"name": "x" * 1_100_000, "scopes": []}, 413)["code"] == "too_large"


def test_condition_on_another_version_is_refused_with_the_current_one(admin):
    made = admin.post("/keys", key("shop"))
    refusal = admin.post(f"/keys/{made['id']}/revoke", None, 412, headers={"If-Match": '"7"'})
    assert (refusal["current_version"], refusal["allowed"]) == (1, ['"1"'])
    assert admin.post(f"/keys/{made['id']}/revoke", None, headers={"If-Match": '"1"'})["version"] == 2
