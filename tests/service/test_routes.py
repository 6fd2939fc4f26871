"""Every route: who is let in, and what the OpenAPI document says of it."""

import json
import os
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from service.access.policy import PERMISSIONS, ROLES
from service.main import create_app
from service.requests import Allow
from service.settings import Settings

GOLDEN = Path(__file__).with_name("openapi.json")

STAFF = {*ROLES} - {"installer", "customer"}
DESK = {"support", "support_lead", "service", "manager", "owner", "admin"}
LEAD = {"support_lead", "manager", "owner", "admin"}
CONFIG = {"operations", "admin"}
PLANNERS = {"dispatcher", "manager", "admin"}
APPROVERS = {"approver", "manager", "owner", "admin"}
BUYERS = {"buyer", "manager"}
EVERYBODY = {*ROLES}
PUBLIC = {*ROLES, "nobody"}

WHO = {
    "GET /session": EVERYBODY,
    "POST /session": PUBLIC,
    "DELETE /session": EVERYBODY,
    "POST /session/password": EVERYBODY,
    "POST /csat/{token}": PUBLIC,
    **{f"{method} /{path}": {"admin"} for path in ("users", "keys") for method in ("GET", "POST")},
    "GET /users/{key}": {"admin"},
    "PATCH /users/{key}": {"admin"},
    "POST /users/{key}/roles": {"admin"},
    "POST /users/{key}/deactivate": {"admin"},
    "POST /keys/{key}/revoke": {"admin"},
    **{
        f"{method} /{path}{key}": readers if method == "GET" else writers
        for paths, readers, writers in (
            (("accounts", "contacts", "assets"), STAFF, DESK | {"operations"}),
            (("products", "warranty-terms", "warranties", "prices"), STAFF, CONFIG),
            (("approval-limits", "approval-bands"), STAFF, CONFIG),
            (("teams", "representatives", "team-members", "representative-absences"), EVERYBODY, CONFIG),
            (("branches", "territories", "technicians", "work-types"), STAFF, CONFIG),
            (("territory-members", "technician-skills", "technician-certificates"), STAFF, CONFIG),
            (("shifts", "absences", "van-stock", "technician-preferences"), STAFF, PLANNERS | {"operations"}),
            (("planning-schedules",), STAFF, PLANNERS),
        )
        for path in paths
        for method, key in (("GET", ""), ("POST", ""), ("GET", "/{key}"), ("PATCH", "/{key}"))
    },
    **{f"GET /{path}{key}": STAFF for path in ("orders", "transports") for key in ("", "/{key}")},
    **{f"POST /{path}": DESK | {"operations"} for path in ("orders", "transports")},
    **{f"POST /transports/{{key}}/{event}": DESK | {"operations"} for event in ("ship", "cancel", "confirm")},
    "POST /assets/{key}/transfer": DESK | {"operations"},
    "GET /identification": STAFF,
    "GET /priority-targets": STAFF,
    "GET /priority-targets/{key}": STAFF,
    "PATCH /priority-targets/{key}": CONFIG,
    **{
        f"{method} /calendars{key}": who
        for method, key, who in (
            *(("GET", key, STAFF) for key in ("", "/{key}", "/{key}/add", "/{key}/between")),
            ("POST", "", CONFIG),
            ("PATCH", "/{key}", CONFIG),
        )
    },
    **{f"GET /contracts{key}": STAFF for key in ("", "/{key}")},
    **{name: DESK | {"operations"} for name in ("POST /contracts", "PATCH /contracts/{key}")},
    **{f"GET /entitlement-processes{key}": STAFF for key in ("", "/{key}", "/{key}/versions")},
    **{f"POST /entitlement-processes{key}": CONFIG for key in ("", "/{key}/versions")},
    "PATCH /entitlement-processes/{key}": CONFIG,
    **{
        f"GET /{path}": STAFF
        for path in ("milestones", "milestones/{key}", "cases/{key}/clocks", "work-orders/{key}/clocks", "attainment")
    },
    **{f"GET /rule-sets{key}": STAFF for key in ("", "/{key}", "/{key}/versions", "/{key}/difference")},
    "GET /rule-vocabulary": STAFF,
    **{f"POST /{path}": CONFIG for path in ("rule-checks", "rule-sets")},
    **{f"POST /rule-sets/{{key}}/{event}": CONFIG for event in ("publish", "roll-back", "decide")},
    "PATCH /rule-sets/{key}": CONFIG,
    "GET /rule-sets/{key}/dry-run": CONFIG,
    **{f"{method} /webhook-endpoints{key}": CONFIG for method in ("GET", "POST") for key in ("", "/{key}/secret")},
    **{f"{method} /webhook-endpoints/{{key}}": CONFIG for method in ("GET", "PATCH")},
    **{f"GET /outbox{key}": CONFIG for key in ("", "/{key}")},
    **{f"POST /outbox/{{key}}/{event}": CONFIG for event in ("retry", "discard")},
    "GET /notifications": EVERYBODY,
    "POST /notifications/{key}/read": EVERYBODY,
    "GET /cases": EVERYBODY,
    "POST /cases": DESK,
    "GET /cases/{key}": EVERYBODY,
    "PATCH /cases/{key}": DESK,
    "GET /cases/{key}/journey": STAFF,
    "POST /cases/{key}/lines": DESK,
    "DELETE /cases/{key}/lines/{position}": DESK,
    "POST /cases/{key}/escalate": LEAD | {"support"},
    "GET /cases/{key}/comments": EVERYBODY,
    **{
        f"POST /cases/{{key}}/{event}": DESK
        for event in ("assign", "triage", "start", "wait", "resume", "cancel", "reopen", "comments", "tags")
    },
    "POST /cases/{key}/resolve": LEAD,
    "POST /cases/{key}/close": LEAD,
    "POST /cases/{key}/work-orders": DESK,
    "POST /cases/{key}/supplier-returns": BUYERS,
    "GET /supplier-returns": STAFF,
    "GET /supplier-returns/{key}": STAFF,
    "POST /supplier-returns/{key}/{event}": BUYERS,
    "GET /work-orders": EVERYBODY,
    "GET /work-orders/{key}": EVERYBODY,
    "POST /work-orders/{key}/activate": DESK | PLANNERS,
    "POST /work-orders/{key}/recommit": {"manager", "owner", "admin", "dispatcher"},
    "POST /work-orders/{key}/replan": PLANNERS,
    **{f"POST /work-orders/{{key}}/{event}": DESK for event in ("hold", "release", "cancel")},
    **{
        f"POST /work-orders/{{key}}/{event}": {"installer"}
        for event in ("steps/{position}", "parts", "report", "signature")
    },
    **{f"POST /work-orders/{{key}}/{event}": DESK | {"installer"} for event in ("complete", "cannot-complete")},
    "POST /work-orders/{key}/appointments": PLANNERS,
    "GET /appointments": EVERYBODY,
    "GET /appointments/{key}": EVERYBODY,
    **{f"POST /appointments/{{key}}/{event}": PLANNERS for event in ("schedule", "unschedule", "cancel", "dispatch")},
    **{f"POST /appointments/{{key}}/{event}": {"installer"} for event in ("start", "complete", "cannot-complete")},
    "GET /territories/{key}/area": STAFF,
    **{
        f"GET /{path}": STAFF
        for path in (
            *(f"planning-runs{key}" for key in ("", "/{key}", "/{key}/progress", "/{key}/files")),
            *("planning-runs/{key}/files/{name}", "publications", "publications/{key}"),
        )
    },
    **{
        f"POST /{path}": PLANNERS
        for path in (
            *("planning-runs", "planning-runs/{key}/publish", "publications/{key}/roll-back"),
            *("appointments/{key}/candidates", "appointments/{key}/assignment", "slots", "holds", "bookings"),
        )
    },
    "DELETE /holds/{token}": PLANNERS,
    **{f"POST /{path}": PLANNERS | {"planner"} for path in ("solve", "recommend")},
    "GET /claims": STAFF,
    "GET /claims/{key}": STAFF,
    "POST /cases/{key}/claims": DESK,
    "PATCH /claims/{key}/lines/{asset_id}": DESK,
    **{f"POST /claims/{{key}}/{event}": DESK for event in ("evaluate", "submit", "provide-information", "withdraw")},
    **{
        f"POST /claims/{{key}}/{event}": APPROVERS
        for event in ("take-up", "request-information", "approve", "approve-partially", "reject")
    },
    "POST /claims/{key}/lines": DESK,
    "DELETE /claims/{key}/lines/{asset_id}": DESK,
    "POST /claims/{key}/pay": {"owner", "admin"},
    "GET /work-orders/{key}/report.pdf": EVERYBODY,
    "GET /service-reports": EVERYBODY,
    "POST /cases/{key}/installation": DESK,
    "POST /import": {"manager", "owner", "admin", "operations"},
    "GET /export": STAFF,
    "GET /export/{object}": STAFF,
    "POST /cases/{key}/csat-link": DESK,
    "POST /cases/{key}/evidence": DESK | {"installer"},
    "GET /evidence": EVERYBODY,
    "GET /evidence/{key}": EVERYBODY,
    "GET /evidence/{key}/content": EVERYBODY,
    "POST /evidence/{key}/withdraw": DESK,
    **{f"POST /intake-messages{key}": DESK for key in ("", "/email")},
    **{f"POST /intake-messages/{{key}}/{event}": DESK for event in ("identify", "link", "dismiss")},
    **{f"GET /intake-messages{key}": STAFF for key in ("", "/{key}", "/{key}/clocks", "/{key}/raw")},
    **{f"GET /triages{key}": STAFF for key in ("", "/{key}")},
    "POST /triages/{key}/settle": DESK,
    **{f"GET /{path}": CONFIG for path in ("jobs", "dead-jobs", "dead-jobs/{key}")},
    **{f"POST /dead-jobs/{{key}}/{event}": CONFIG for event in ("retry", "discard")},
    **{f"GET /{path}": STAFF for path in ("cases/{key}/workflow", "workflow", "workflow/summary")},
    **{
        f"GET /reports{path}": STAFF
        for path in ("", "/{name}", "/{name}/records", "/{name}/table.csv", "/{name}/chart.svg")
    },
    "GET /events": STAFF,
    **{f"GET /{path}": STAFF for path in ("teams/{key}/queue", "turns", "fairness", "fairness.csv")},
    "POST /work-orders/{key}/assign": DESK,
    "GET /accounts/{key}/overview": STAFF,
}
"""Who is let in at each route; a route that is not here fails the test."""


def document() -> dict:
    app = create_app(Settings(folder=Path("."), database_url="sqlite:///never-opened.db"))
    return app.openapi()


@pytest.fixture(scope="module")
def openapi() -> dict:
    return document()


def operations(openapi: dict) -> dict[str, dict]:
    """Return every operation by method and path, without the API's prefix."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": each
        for path, methods in openapi["paths"].items()
        for method, each in methods.items()
    }


def test_every_route_has_a_row(openapi):
    assert set(operations(openapi)) == set(WHO)


BOUNDS = {"customer": {"account_id": 1}, "installer": {"technician_id": 1}}


def refused(house, role: str, route: str) -> bool:
    """Return whether the door refuses a role at a route. Answers from beyond it, 404 or 422 say, let in."""
    method, path = route.split(" ")
    path = (
        path.replace("{key}", "1")
        .replace("{position}", "1")
        .replace("{asset_id}", "1")
        .replace("{token}", "x")
        .replace("{object}", "Account")
        .replace("{name}", "plan.csv")
        .replace("{event}", "send")
    )
    name = f"{role} {route}" if "session" in path else role
    person = house.nobody if role == "nobody" else house.person(role, name=name, **BOUNDS.get(role, {}))
    answer = house.client.request(method, f"/api/v1{path}", json={}, headers=person.headers)
    assert answer.status_code < 500, route
    return answer.status_code == (401 if role == "nobody" else 403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_routes_let_in_whom_the_table_says(house):
    """The door is the same on both databases, so one is enough."""
    house.person("executive", name="user 1, whom others deactivate")
    let_in = {route: {role for role in PUBLIC if not refused(house, role, route)} for route in WHO}
    assert {route: roles for route, roles in let_in.items() if roles != WHO[route]} == {}


def test_every_route_asks_for_permission():
    app = create_app(Settings(folder=Path("."), database_url="sqlite:///never-opened.db"))
    known = set(PERMISSIONS)
    found = []

    def walk(routes) -> None:
        for route in routes:
            if hasattr(route, "dependant"):
                doors = [each.call for each in route.dependant.dependencies if isinstance(each.call, Allow)]
                assert len(doors) == 1, route.path
                assert set(doors[0].permissions) <= known, route.path
                found.append(route.path)
            elif hasattr(route, "original_router"):
                walk(route.original_router.routes)

    walk(app.routes)
    assert len(found) >= len(WHO)


def test_document_is_the_golden_one(openapi):
    """`ROUNDSMAN_WRITE_GOLDEN=1` writes it anew; the difference is then read like any other change."""
    shown = json.dumps({**openapi, "info": {"title": "roundsman"}}, indent=1, sort_keys=True) + "\n"
    if os.environ.get("ROUNDSMAN_WRITE_GOLDEN"):
        GOLDEN.write_text(shown)
    assert shown == GOLDEN.read_text()


def test_every_operation_is_described_and_can_refuse(openapi):
    for name, each in operations(openapi).items():
        assert each.get("summary"), name
        assert "4XX" in each["responses"], name
        assert each["tags"], name


def test_every_body_has_an_example_that_is_accepted(openapi):
    app = create_app(Settings(folder=Path("."), database_url="sqlite:///never-opened.db"))
    bodies = {}

    def walk(routes) -> None:
        for route in routes:
            if getattr(route, "body_field", None) is not None:
                bodies[route.path] = route.body_field.field_info.annotation
            elif hasattr(route, "original_router"):
                walk(route.original_router.routes)

    walk(app.routes)
    assert len(bodies) > 40
    for path, body in bodies.items():
        examples = TypeAdapter(body).json_schema().get("examples")
        assert examples, f"{path}: {body}"
        for example in examples:
            TypeAdapter(body).validate_json(json.dumps(example))


def test_operation_names_are_unique(openapi):
    names = [each["operationId"] for each in operations(openapi).values()]
    assert len(names) == len(set(names))


def test_overview_shows_everything_of_one_account(chain):
    order = chain.work_order()
    chain.case()
    shown = chain.desk.get("/accounts/1/overview")
    assert shown["account"]["name"] == "Hansa Mills"
    assert [len(shown[name]) for name in ("assets", "cases", "work_orders", "orders")] == [1, 1, 1, 0]
    assert shown["work_orders"][0]["id"] == order["id"]
    assert chain.desk.get("/accounts/99/overview", 404)
