"""The OpenAPI document against the service: whatever fits it, and whatever does not, is answered as it says."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tests.conftest import MANY

EACH = 2
"""Requests for each operation and way of making them up; many times as many in a soak."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
KINDS = ["sqlite"] if MANY == 1 else ["sqlite", "postgresql"]
PERMITTED = """INSERT INTO role_grant (role, permission) SELECT 'admin', permission FROM role_grant
    GROUP BY permission HAVING sum(CASE WHEN role = 'admin' THEN 1 ELSE 0 END) = 0"""
"""Lets one person through every door, to what lies behind it."""


@pytest.fixture
def everybody(chain):
    """Somebody who may do everything, over records of most kinds; the first few numbers are theirs."""
    chain.operations.post("/prices", {"part_number": "SEAL-7", "currency": "EUR", "unit_price": "24.50"})
    asset = chain.delivered(chain.account(), chain.product(), "S-1", "S-2")[0]
    chain.case(asset, case_type="warranty")
    order = chain.work_order(chain.case(asset))
    chain.visit(order, "2026-03-02T10:00:00Z")
    chain.desk.post(f"/work-orders/{order['id']}/activate")
    for number in range(6):
        chain.house.person("executive", name=f"one of those whom others deactivate {number}")
    chain.house.run(PERMITTED)
    return chain.house.person("admin", "approver", "owner", name="everybody")


@schemathesis.serializer("message/rfc822")
def mail(context: Any, value: Any) -> bytes:
    """Write a made-up mail: any bytes are one."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


def send(client: TestClient, case: Any, headers: dict[str, str]) -> Any:
    """Send a made-up request; None if it is none that HTTP could carry."""
    made = case.as_transport_kwargs(base_url="http://testserver")
    method, url = made.pop("method"), made.pop("url")
    made.pop("cookies", None)
    if "data" in made:
        made["content"] = made.pop("data")
    try:
        return client.request(method, url, headers={**dict(made.pop("headers") or {}), **headers}, **made)
    except (ValueError, TypeError):
        return None


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_every_operation_answers_as_documented(everybody, chain, monkeypatch):
    # Nobody works on the runs that are ordered here, so watching one would go on.
    monkeypatch.setattr("service.planning.run_routes.LONGEST_WATCH", 2)
    monkeypatch.setattr("service.planning.run_routes.LOOK_EVERY", 0.01)
    inside = chain.house.client
    client = TestClient(inside.app, raise_server_exceptions=False)
    client.portal = inside.portal
    schema = schemathesis.openapi.from_dict(inside.app.openapi())
    answers: Counter[int] = Counter()
    faults: dict[str, str] = {}

    def probe(operation: Any, mode: GenerationMode) -> None:
        @settings(
            max_examples=EACH * MANY,
            derandomize=MANY == 1,
            database=None,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode), st.integers(-1, 3), st.booleans())
        def ask(case: Any, small: int, tame: bool) -> None:
            for name in case.path_parameters or {}:
                if tame and name in ("key", "position", "asset_id"):
                    case.path_parameters[name] = small
            condition = {"If-Match": "*"} if case.method.upper() == "PATCH" and tame else {}
            answer = send(client, case, {**everybody.headers, **condition})
            if answer is not None:
                answers[answer.status_code] += 1
                case.validate_response(answer, checks=CHECKS)

        try:
            ask()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # there is nothing to do wrong in it
        except Exception as fault:
            # All operations are tried, so that one run shows all there is to mend.
            faults[f"{operation.method.upper()} {operation.path}, {mode.name}"] = str(fault)[:2000]

    for place, found in enumerate(schema.get_all_operations()):
        operation = found.ok()
        if operation.path != "/api/v1/session":  # who logs out is nobody afterwards
            probe(operation, GenerationMode.POSITIVE)
            if MANY > 1 or place % 3 == 0:
                probe(operation, GenerationMode.NEGATIVE)
    assert faults == {}, "\n\n".join(f"{name}\n{fault}" for name, fault in faults.items())
    assert min(answers[status] for status in (200, 201, 404, 409, 422)) > 0, answers
    assert answers[401] == 0, answers
