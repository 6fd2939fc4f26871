"""Claims through the API: made, evaluated, approved by themselves or by the defined approver, and paid."""

import threading

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.claims.models import Claim
from service.claims.operations import decide
from service.claims.policy import CLAIM, ClaimStatus
from service.context import Context
from service.errors import Problem
from service.timeline.operations import record

FULL = {"name": "Full", "start_basis": "purchase", "duration_months": 24, "labor_percent": "100"}


def asked(asset, **more):
    part = {"part_number": "SEAL-7", "quantity": 2, "unit_price": "18.40"}
    line = {"asset_id": asset["id"], "failed_on": "2026-02-27", "parts": [part], "labor_hours": "1.5"}
    return {**line, "labor_rate": "80", **more}


@pytest.fixture
def assets(chain):
    """Two assets under a warranty that pays parts and labor in full."""
    return chain.delivered(chain.account(), chain.product("P-1", FULL), "A-1", "A-2")


@pytest.fixture
def case(chain, assets):
    lines = [{"asset_id": asset["id"]} for asset in assets]
    return chain.case(assets[0], case_type="warranty", lines=lines, order_id=1)


@pytest.fixture
def claim(chain, case, assets):
    return chain.desk.post(f"/cases/{case['id']}/claims", {"lines": [asked(asset) for asset in assets]})


def test_claim_is_of_case_assets_and_order(claim, case, assets):
    assert (claim["case_id"], claim["order_id"], claim["currency"]) == (case["id"], 1, "EUR")
    assert (claim["status"], claim["stale"], claim["requested"]) == ("draft", True, "313.6")
    assert [line["requested"] for line in claim["lines"]] == ["156.8", "156.8"]


def test_covered_within_the_limit_approves_itself(chain, claim):
    done = chain.desk.post(f"/claims/{claim['id']}/submit")
    assert (done["status"], done["eligible"], done["approved"]) == ("approved", "313.6", "313.6")
    assert {line["reason_parts"] for line in done["lines"]} == {"COVERED"}
    told = [event for event in chain.desk.get("/cases/1/journey")["events"] if event["record_type"] == "claim"]
    assert [event["kind"] for event in told] == ["created", "evaluated", "submit", "auto_approve"]
    assert told[-1]["rule"] == "auto_approval"
    assert chain.desk.post(f"/claims/{claim['id']}/pay", None, 403)["rule"] == "claims.pay"
    assert chain.house.person("owner").post(f"/claims/{claim['id']}/pay")["status"] == "paid"
    closed = chain.desk.get("/cases/1")
    assert (closed["status"], closed["resolution_path"]) == ("closed", "warranty claim")


def flagged(chain, case, assets, **more):
    """Submit a claim whose first line is flagged."""
    lines = [asked(assets[0], failed_on="2029-01-01"), asked(assets[1], **more)]
    claim = chain.desk.post(f"/cases/{case['id']}/claims", {"lines": lines})
    return chain.desk.post(f"/claims/{claim['id']}/submit")


def test_flagged_goes_to_its_approver_with_a_due_time(chain, case, assets):
    claim = flagged(chain, case, assets)
    assert (claim["status"], claim["approver_role"]) == ("manual_review_needed", "approver")
    assert claim["approval_due_at"] == "2026-03-03T08:00:00Z"
    assert [line["reason_parts"] for line in claim["lines"]] == ["EXPIRED", "COVERED"]
    path, body = f"/claims/{claim['id']}/decide", {"approved_assets": [assets[1]["id"]], "notes": "one expired"}
    assert chain.desk.post(path, body, 403)["rule"] == "claims.approve"
    assert chain.house.person("manager").post(path, body, 403)["allowed"] == ["approver"]
    done = chain.house.person("approver").post(path, body)
    assert (done["status"], done["approved"], done["requested"]) == ("partially_approved", "156.8", "313.6")
    assert [line["approved"] for line in done["lines"]] == [False, True]


def test_larger_amounts_go_higher(chain, case, assets):
    claim = flagged(chain, case, assets, expense="6000")
    assert claim["approver_role"] == "manager"


def test_nobody_approves_the_own_claim(chain, case, assets):
    both = chain.house.person("support", "approver")
    lines = [asked(asset, failed_on="2029-01-01") for asset in assets]
    claim = both.post(f"/cases/{case['id']}/claims", {"lines": lines})
    chain.desk.post(f"/claims/{claim['id']}/submit")
    body = {"approved_assets": [], "notes": "x"}
    assert both.post(f"/claims/{claim['id']}/decide", body, 403)["rule"] == "four_eyes"
    assert chain.house.person("approver").post(f"/claims/{claim['id']}/decide", body)["status"] == "rejected"
    assert chain.desk.get(f"/cases/{case['id']}")["status"] == "closed"


def test_review_asks_and_is_answered(chain, case, assets):
    path = f"/claims/{flagged(chain, case, assets)['id']}"
    approver = chain.house.person("approver")
    approver.post(f"{path}/review")
    approver.post(f"{path}/request-information", {"reason": "a photo, please"})
    assert approver.post(f"{path}/decide", {"approved_assets": [], "notes": "x"}, 409)["allowed"] == [
        "provide_information"
    ]
    assert chain.desk.post(f"{path}/provide-information", {"reason": "sent"})["status"] == "under_review"


def test_price_comes_from_the_book(chain, case, assets):
    part = {"part_number": "SEAL-7", "quantity": 3}
    body = {"lines": [asked(asset, parts=[part]) for asset in assets]}
    assert chain.desk.post(f"/cases/{case['id']}/claims", body, 422)["field"] == "unit_price"
    chain.operations.post("/prices", {"part_number": "SEAL-7", "currency": "EUR", "unit_price": "18.40"})
    claim = chain.desk.post(f"/cases/{case['id']}/claims", body)
    assert claim["lines"][0]["requested_parts"] == "55.2"


def test_claims_are_of_warranty_cases(chain, assets):
    other = chain.case(assets[0], case_type="complaint")
    body = {"lines": [asked(assets[0])]}
    assert chain.desk.post(f"/cases/{other['id']}/claims", body, 409)["rule"] == "warranty_case"


def test_amended_line_is_evaluated_at_once(chain, claim, assets):
    path = f"/claims/{claim['id']}"
    chain.desk.post(f"{path}/evaluate")
    etag = {"If-Match": f'"{chain.desk.get(path)["version"]}"'}
    line = f"{path}/lines/{assets[0]['id']}"
    assert chain.desk.patch(line, {"failed_on": "2020-01-01"}, 428, headers={})
    amended = chain.desk.patch(line, {"failed_on": "2020-01-01"}, headers=etag)
    assert (amended["lines"][0]["reason_parts"], amended["stale"]) == ("NOT_STARTED", False)
    assert chain.desk.patch(line, {"cause": "x"}, 412, headers=etag)


def test_cap_of_an_asset_is_used_up_once(chain):
    capped = {**FULL, "cap_per_asset": "200"}
    asset, *_ = chain.delivered(chain.account(), chain.product("P-1", capped), "A-1")
    for expected in ("156.8", "43.2", "0"):
        case = chain.case(asset, case_type="warranty")
        made = chain.desk.post(f"/cases/{case['id']}/claims", {"lines": [asked(asset)]})
        done = chain.desk.post(f"/claims/{made['id']}/submit")
        assert done["eligible"] == expected
        if done["status"] != "approved":
            body = {"approved_assets": [asset["id"]], "notes": "as far as it goes"}
            chain.house.person("approver").post(f"/claims/{made['id']}/decide", body)


# --- gate 3 -------------------------------------------------------------------------------------------------------


def test_gate_3_refuses_other_lines_than_assets(chain, case, assets):
    path = f"/cases/{case['id']}/claims"
    for lines in ([], [asked(assets[0])], [asked(assets[0]), asked(assets[0])]):
        assert chain.desk.post(path, {"lines": lines}, 409)["gate"] == 3
    one = {"asset_ids": [assets[0]["id"]], "lines": [asked(assets[0])]}
    assert len(chain.desk.post(path, one)["lines"]) == 1
    assert chain.desk.post(path, {**one, "asset_ids": [99]}, 422)["field"] == "asset_ids"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM claim_line_item WHERE asset_id = 1",
        "DELETE FROM claim_line_item",
        "DELETE FROM claim_asset WHERE asset_id = 2",
        "DELETE FROM claim_asset; DELETE FROM claim_line_item",
        "INSERT INTO claim_asset SELECT 1, max(id) FROM asset",
        "UPDATE claim_line_item SET asset_id = (SELECT max(id) FROM asset) WHERE asset_id = 2",
    ],
)
def test_gate_3_is_held_by_sql(chain, claim, statement):
    chain.asset()
    with pytest.raises(IntegrityError):
        chain.house.run_all(*statement.split(";"))
    assert len(chain.desk.get(f"/claims/{claim['id']}")["lines"]) == 2


def test_gate_3_lets_asset_and_line_go_together(chain, claim):
    chain.house.run_all("DELETE FROM claim_line_item WHERE asset_id = 2", "DELETE FROM claim_asset WHERE asset_id = 2")
    assert len(chain.desk.get(f"/claims/{claim['id']}")["lines"]) == 1


# --- gate 4 -------------------------------------------------------------------------------------------------------

CHANGES = [
    "UPDATE asset_warranty SET labor_percent = 500000",
    "UPDATE asset SET purchase_date = '2019-01-01'",
    "UPDATE asset SET usage = 5",
    "UPDATE claim_line_item SET cause = 'frost'",
    "UPDATE claim_line_item SET requested_expense = 70000",
]


@pytest.mark.parametrize("change", CHANGES)
def test_gate_4_blocks_a_stale_evaluation(chain, case, assets, change):
    claim = flagged(chain, case, assets)
    chain.house.run(change)
    body = {"approved_assets": [assets[1]["id"]], "notes": "x"}
    approver = chain.house.person("approver")
    refusal = approver.post(f"/claims/{claim['id']}/decide", body, 409)
    assert (refusal["gate"], refusal["rule"]) == (4, "evaluation_current")
    assert chain.desk.get(f"/claims/{claim['id']}")["stale"]
    assert not chain.desk.post(f"/claims/{claim['id']}/evaluate")["stale"]
    assert approver.post(f"/claims/{claim['id']}/decide", body)["status"] == "partially_approved"


def force(house, number: int) -> None:
    """Approve a claim by a session, not by an operation."""
    with house.database.transaction() as session:
        found = session.get_one(Claim, number)
        found.status = ClaimStatus.APPROVED
        record(house.context(session), found, "forced")


def test_gate_4_is_held_by_the_session(chain, claim):
    with pytest.raises(IntegrityError, match="gate_4"):
        force(chain.house, claim["id"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claim SET status = 'approved'",
        "UPDATE claim SET status = 'partially_approved'",
        "UPDATE claim SET status = 'paid'",
        "UPDATE claim SET status = 'approved', evaluated_version = inputs_version",
    ],
)
def test_gate_4_is_held_by_sql(chain, claim, statement):
    """The last one says that the claim was evaluated, but its lines have no verdicts."""
    with pytest.raises(DBAPIError, match="gate_4"):
        chain.house.run(statement)


def test_inputs_of_what_was_approved_stay(chain, claim):
    chain.desk.post(f"/claims/{claim['id']}/submit")
    with pytest.raises(IntegrityError, match="gate_4"):
        chain.house.run("UPDATE claim_line_item SET failed_on = '2026-01-20'")
    chain.house.run("UPDATE asset_warranty SET labor_percent = 0")
    assert chain.desk.get(f"/claims/{claim['id']}")["approved"] == "313.6"
    assert chain.desk.post(f"/claims/{claim['id']}/evaluate", None, 409)["rule"] == "claim_open"


def test_two_approvals_at_once_do_not_use_one_cap_twice(chain):
    """Both were evaluated while the cap was whole; the second to be decided is stale."""
    capped = {**FULL, "cap_per_asset": "200"}
    asset, *_ = chain.delivered(chain.account(), chain.product("P-1", capped), "A-1")
    claims = []
    for _ in range(2):
        case = chain.case(asset, case_type="warranty")
        lines = [asked(asset, expense="1")]
        made = chain.desk.post(f"/cases/{case['id']}/claims", {"lines": lines})
        claims.append(chain.desk.post(f"/claims/{made['id']}/submit"))
    assert [claim["eligible"] for claim in claims] == ["156.8", "156.8"]
    approver = chain.house.person("approver")
    number = (
        approver.get("/claims/1") and chain.house.rows("SELECT id FROM user_account WHERE login = 'approver'")[0][0]
    )
    outcomes, ready = [], threading.Barrier(2)

    def approve(key: int) -> None:
        from service.access.models import User
        from service.access.operations import user_actor

        ready.wait()
        try:
            with chain.house.database.transaction() as session:
                actor = user_actor(session, session.get_one(User, number))
                ctx = Context(session, actor, chain.house.watch())
                found = session.get_one(Claim, key)
                decide(ctx, found, approved_assets=[asset["id"]], notes="x")
            outcomes.append("approved")
        except Problem as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=approve, args=(claim["id"],)) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "gate_4"]


def test_table_and_statuses_agree():
    assert {*CLAIM.table.values(), *(before for before, _ in CLAIM.table)} == set(ClaimStatus)
