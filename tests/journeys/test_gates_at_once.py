"""Two sessions at once at each gate, through HTTP: whichever comes first, the gate stands and nobody meets a fault."""

import threading
from typing import Any

import pytest

from tests.conftest import MANY
from tests.journeys.test_installation import PICTURE

TRIES = 2 * MANY
"""Times that each meeting is arranged: who comes first is luck."""
INSIDE, OUTSIDE = "2026-03-03T09:00:00Z", "2026-03-03T13:30:00Z"
WINDOW = {"window_start": "2026-03-03T08:00:00Z", "window_end": "2026-03-03T12:00:00Z"}
WINDOW = {**WINDOW, "due_date": "2026-03-03T14:00:00Z"}


def at_once(*requests: tuple[Any, str, str, Any]) -> list[tuple[int, str | None]]:
    """Send requests at the same time, each by somebody; return status and code of each answer."""
    ready, answers = threading.Barrier(len(requests)), [(0, None)] * len(requests)

    def send(place: int, person: Any, method: str, path: str, body: Any) -> None:
        ready.wait()
        answer = person.client.request(method, f"/api/v1{path}", json=body, headers=person.headers)
        answers[place] = answer.status_code, answer.json().get("code")

    threads = [threading.Thread(target=send, args=(place, *each)) for place, each in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(0 < status < 500 for status, _ in answers), answers
    return answers


def test_gate_1_two_take_the_last_two_assets(chain):
    asset = chain.asset()
    other = {"product_id": asset["product_id"], "account_id": asset["account_id"], "serial_number": "SN 2"}
    other = chain.desk.post("/assets", other)
    for _ in range(TRIES):
        case = chain.case(asset, lines=[{"asset_id": asset["id"]}, {"asset_id": other["id"]}])
        path = f"/cases/{case['id']}/lines"
        answers = at_once(*((chain.desk, "DELETE", f"{path}/{position}", None) for position in (1, 2)))
        assert sorted(status for status, _ in answers) == [200, 409]
        assert {code for _, code in answers} <= {None, "gate_1", "busy"}
        assert len(chain.desk.get(f"/cases/{case['id']}")["lines"]) == 1


@pytest.mark.parametrize("event", ["unschedule", "cancel", "schedule"])
def test_gate_2_one_activates_while_another_takes_the_visit_away(chain, event):
    technician = chain.technician()
    for _ in range(TRIES):
        order = chain.work_order(window=WINDOW)
        visit = chain.visit(order, INSIDE, technician)
        away = {"start": OUTSIDE, "technician_ids": [technician]} if event == "schedule" else {"reason": "ill"}
        answers = at_once(
            (chain.desk, "POST", f"/work-orders/{order['id']}/activate", None),
            (chain.dispatcher, "POST", f"/appointments/{visit['id']}/{event}", away),
        )
        assert {code for status, code in answers if status != 200} <= {"gate_2", "transition_refused", "busy"}
        after = chain.desk.get(f"/work-orders/{order['id']}")
        (kept,) = after["appointments"]
        assert after["status"] != "active" or kept["sched_start"] == INSIDE, (answers, after["status"])
        if kept["status_category"] == "scheduled":
            chain.dispatcher.post(f"/appointments/{visit['id']}/unschedule", {"reason": "the next try"})


def test_gate_3_one_claims_for_an_asset_while_another_takes_it_off_the_case(shop):
    first, second = shop.asset(), shop.asset()
    for _ in range(TRIES):
        case = shop.case(first, second)
        path = f"/cases/{case['id']}"
        lines = {"lines": [shop.line(first), shop.line(second)]}
        claimed, taken = at_once(
            (shop.desk, "POST", f"{path}/claims", lines), (shop.manager, "DELETE", f"{path}/lines/2", None)
        )
        assert [claimed[0], taken[0]] in ([201, 409], [409, 200]), (claimed, taken)
        (claim,) = shop.desk.get("/claims", params={"case_id": case["id"]})["items"]
        of_case = [line["asset_id"] for line in shop.desk.get(path)["lines"]]
        assert [line["asset_id"] for line in claim["lines"]] == of_case


def test_gate_4_one_approves_while_another_changes_the_warranty_or_the_line(shop):
    for number in range(TRIES):
        asset = shop.asset()
        claim = shop.escalated(asset)
        path, match = f"/claims/{claim['id']}", {"If-Match": "*"}
        changer = shop.chain.operations if number % 2 else shop.desk
        target = f"/warranties/{asset}" if number % 2 else f"{path}/lines/{asset}"
        body = {"parts_percent": "50"} if number % 2 else {"labor_hours": "2", "labor_rate": "90"}
        changer = type(changer)(changer.client, {**changer.headers, **match})
        approved, changed = at_once((shop.approver, "POST", f"{path}/approve", {}), (changer, "PATCH", target, body))
        after = shop.desk.get(path)
        assert (after["status"] == "approved") == (approved[0] == 200)
        if approved[0] == 200:
            assert (after["stale"], after["approved"]) == (False, after["eligible"])
        else:
            # A line that was amended first is evaluated at once, and what is approved then is what is so then.
            assert (approved[1], changed[0]) in (("gate_4", 200), ("not_fully_covered", 200), ("busy", 200))


def test_gate_5_two_complete_while_the_signature_is_taken(chain):
    technician = chain.technician()
    kim = chain.installer(technician)
    for _ in range(TRIES):
        order = chain.work_order(window=WINDOW)
        visit = chain.visit(order, INSIDE, technician)
        path = f"/work-orders/{order['id']}"
        chain.desk.post(f"{path}/activate")
        kim.post(f"{path}/report", {"summary": "tight"})
        signature = {"signer": "Jo", "image": PICTURE}
        signed, *completed = at_once(
            (kim, "POST", f"{path}/signature", signature), *((kim, "POST", f"{path}/complete", None) for _ in range(2))
        )
        assert {code for _, code in completed} <= {None, "gate_5", "transition_refused", "busy"}
        assert sum(status == 200 for status, _ in completed) <= 1
        after = chain.desk.get(path)
        assert after["status"] in ("active", "completed")
        if after["status"] == "completed":
            assert signed[0] == 201
            assert after["signature_id"] is not None
        else:
            chain.dispatcher.post(f"/appointments/{visit['id']}/unschedule", {"reason": "the next try"})
            continue
        chain.house.run("DELETE FROM booking WHERE appointment_id = :visit", visit=visit["id"])
