"""Whoever belongs to an account, or is a technician, sees what that gives and no more, at every route that reads."""

import json
from typing import Any

import pytest

from tests.service.test_routes import WHO, document, operations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The conditions are the same on both databases, so one is enough."""

READS = sorted(name.removeprefix("GET ") for name in WHO if name.startswith("GET ") and name != "GET /session")
FOREIGN = "Foreign Works"
NOBODYS = ("/calendars", "/rule-sets")
"""Configuration is of no account; who may read it sees all of it."""


@pytest.fixture
def two(chain):
    """Everything there is of two accounts, each with a technician who visits it. Texts of the second say so."""
    chain.operations.post("/prices", {"part_number": "SEAL-7", "currency": "EUR", "unit_price": "9"})
    for name in ("Own Mills", FOREIGN):
        account, product = chain.account(name), chain.product(f"P {name}")
        person = {"account_id": account["id"], "name": f"Jo of {name}", "email": f"jo@{name.split()[0].lower()}.com"}
        contact = chain.desk.post("/contacts", person)
        (asset,) = chain.delivered(account, product, f"S {name}", number=f"SO {name}")
        said = {"subject": f"Leak at {name}", "case_type": "damage", "contact_id": contact["id"]}
        case = chain.case(asset, **said)
        chain.desk.post(f"/cases/{case['id']}/comments", {"body": f"said by {name}", "internal": False})
        chain.desk.post(f"/cases/{case['id']}/comments", {"body": f"thought of {name}", "internal": True})
        order = chain.work_order(case)
        chain.visit(order, "2026-03-03T09:00:00Z", chain.technician(f"Tech of {name}"), contact_name=f"Jo of {name}")
        line = {"asset_id": asset["id"], "failure_date": "2026-02-20", "parts": [{"part_number": "SEAL-7"}]}
        chain.desk.post(f"/cases/{case['id']}/claims", {"lines": [{**line, "description": f"at {name}"}]})
    return chain


STAFF_ROLES = ("manager", "admin", "operations", "dispatcher", "support")
BOUND = {
    "customer": ("customer", {"account_id": 1}),
    "installer": ("installer", {"technician_id": 1}),
}


def answers(person: Any, key: int) -> dict[str, Any]:
    """Return what each reading route says of the records with a number, or lists, to somebody."""
    found = {}
    for route in READS:
        path = route.replace("{key}", str(key))
        query = {"email": "jo@foreign.com"} if path == "/identification" else {}
        answer = person.client.get(f"/api/v1{path}", headers=person.headers, params=query)
        assert answer.status_code < 500, (path, answer.text)
        found[route] = _told(answer) if answer.status_code == 200 else answer.status_code
    return found


def _told(answer: Any) -> Any:
    is_json = answer.headers["content-type"].startswith("application/json")
    return answer.json() if is_json else [answer.content.decode("latin-1")]


def of_the_other(document: Any) -> bool:
    """Return whether an answer tells anything of the second account, by a text or by a number of its records."""
    told = json.dumps(document)
    return FOREIGN in told or '"account_id": 2' in told or '"technicians": [2]' in told


@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize("more", [(), STAFF_ROLES], ids=["alone", "with every other role"])
def test_nothing_of_another_account_is_seen(two, role, more):
    name, bounds = BOUND[role]
    person = two.house.person(name, *more, **bounds)
    for key in (1, 2):
        told = answers(person, key)
        assert [route for route, each in told.items() if isinstance(each, dict | list) and of_the_other(each)] == []
    foreign = {route: each for route, each in answers(person, 2).items() if not route.startswith(NOBODYS)}
    assert {route: each for route, each in foreign.items() if "{key}" in route and each not in (403, 404)} == {}


@pytest.mark.parametrize("role", BOUND)
def test_own_records_are_seen_in_lists_and_one_by_one(two, role):
    name, bounds = BOUND[role]
    told = answers(two.house.person(name, **bounds), 1)
    assert [case["subject"] for case in told["/cases"]["items"]] == ["Leak at Own Mills"]
    assert told["/cases/{key}"]["id"] == 1
    said = [each["body"] for each in told["/cases/{key}/comments"]]
    assert said == ["said by Own Mills", *(["thought of Own Mills"] if role == "installer" else [])]
    visits = told["/appointments"]["items"]
    assert [visit["id"] for visit in visits] == ([1] if role == "installer" else [])
    assert [order["id"] for order in told["/work-orders"]["items"]] == ([1] if role == "installer" else [])


@pytest.mark.parametrize("role", BOUND)
def test_nothing_of_another_account_is_changed(two, role):
    """Every route that writes to a record by its number finds none, whatever other roles there are."""
    name, bounds = BOUND[role]
    person = two.house.person(name, *STAFF_ROLES, **bounds)
    keyed = [each for each in WHO if "/{key}" in each and not each.startswith("GET")]
    assert len(keyed) > 40
    kept = {"PATCH": {"If-Match": "*"}}
    reached = {}
    for route in keyed:
        method, path = route.split(" ")
        for part, value in {"{key}": "2", "{position}": "1", "{asset_id}": "2", "{event}": "send"}.items():
            path = path.replace(part, value)
        sent: dict[str, Any] = {"json": example(route)}
        if route.endswith("/evidence"):
            sent = {"content": b"a note", "params": {"file_name": "note.txt"}}
        headers = {**person.headers, **kept.get(method, {})}
        answer = two.house.client.request(method, f"/api/v1{path}", headers=headers, **sent)
        if answer.status_code not in (403, 404):
            reached[route] = (answer.status_code, answer.text[:200])
    assert reached == {}


OPENAPI = document()


def example(route: str) -> Any:
    """Return the example of a route's body in the document, for it must be accepted to get as far as the record."""
    body = operations(OPENAPI)[route].get("requestBody")
    if body is None:
        return None
    if "application/json" not in body["content"]:
        return None
    name = body["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
    return OPENAPI["components"]["schemas"][name]["examples"][0]
