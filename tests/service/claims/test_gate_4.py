"""Gate 4: nothing is approved that was not evaluated against the warranty by what is so now, whichever way."""

import threading

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.claims.approval import ClaimStatus
from service.claims.decisions import all_eligible, grant
from service.claims.models import Claim
from service.errors import Problem, from_database
from tests.service.claims.test_gate_3 import run_all


@pytest.fixture
def claim(shop):
    """A claim that waits for the approver: 60.00 for parts of one asset, and a reading of 10 hours."""
    return shop.escalated(shop.asset(usage="10"))


GRANT = "UPDATE claim_cover SET approved = eligible"
APPROVE = (
    "UPDATE claim SET status = 'approved', decided_by = 'user:99', decided_at = '2026-03-02 08:00:00' WHERE id = 1"
)

INPUTS = {
    "reading": "UPDATE asset SET usage = 20",
    "delivery": "UPDATE asset SET delivery_date = '2025-06-02'",
    "installation": "UPDATE asset SET install_date = '2025-06-02'",
    "owner": "UPDATE asset SET first_account_id = (SELECT max(id) FROM account)",
    "share": "UPDATE asset_warranty SET parts_percent = 500000",
    "duration": "UPDATE asset_warranty SET duration_months = 3",
    "exclusion": "UPDATE asset_warranty SET excluded_causes = 'misuse'",
    "cap": "UPDATE asset_warranty SET cap_per_asset = 100000",
    "part": "UPDATE claim_part SET quantity = 30000",
    "parts": "DELETE FROM claim_part",
    "expense": "INSERT INTO claim_expense (claim_id, asset_id, position, description, amount) VALUES (1, 1, 1, 'x', 5)",
    "failure": "UPDATE claim_line_item SET failure_date = '2026-01-01'",
    "cause": "UPDATE claim_line_item SET failure_cause = 'misuse'",
    "labor": "UPDATE claim_line_item SET labor_hours = 10000, labor_rate = 10000",
}
"""Changes of what the cover depends on, behind the application's back."""


@pytest.mark.parametrize("statement", INPUTS.values(), ids=INPUTS)
def test_changed_input_blocks_the_approval_until_it_is_evaluated_again(shop, claim, statement):
    house = shop.chain.house
    shop.chain.account("Another")
    house.run(statement)
    path = f"/claims/{claim['id']}"
    assert shop.desk.get(path)["stale"] is True
    refusal = shop.approver.post(f"{path}/approve-partially", {"reason": "x", "lines": [{"asset_id": 1}]}, 409)
    refusal = refusal if refusal["code"] == "gate_4" else shop.approver.post(f"{path}/approve", {}, 409)
    assert (refusal["code"], refusal["gate"], refusal["allowed"]) == ("gate_4", 4, ["evaluate"])
    with pytest.raises(IntegrityError, match="gate_4_evaluation"):
        run_all(house, GRANT, APPROVE)
    assert shop.desk.get(path)["status"] == "manual_review_needed"
    if statement == INPUTS["parts"]:
        assert shop.desk.post(f"{path}/evaluate", None, 409)["code"] == "nothing_requested"
        return
    again = shop.desk.post(f"{path}/evaluate")
    assert again["stale"] is False
    way = "approve" if again["eligible"] == again["requested"] else "approve-partially"
    if again["eligible"] != "0":
        assert shop.approver.post(f"{path}/{way}", {"reason": "x"})["approved"] == again["eligible"]


def test_sql_approves_what_was_evaluated_and_nothing_else(shop, claim):
    house = shop.chain.house
    with pytest.raises(IntegrityError, match="gate_4_evaluation"):
        house.run(APPROVE)
    with pytest.raises(IntegrityError, match="gate_4_evaluation"):
        run_all(house, GRANT, "DELETE FROM claim_cover WHERE tier = 'labor'", APPROVE)
    run_all(house, GRANT, APPROVE)
    assert shop.desk.get("/claims/1")["approved"] == "60"


def test_sql_inserts_no_approved_claim(shop, claim):
    columns = [
        each.name for each in Claim.__table__.columns if each.name not in ("id", "status", "decided_by", "decided_at")
    ]
    listed = ", ".join(columns)
    with pytest.raises(IntegrityError, match="gate_4_evaluation"):
        shop.chain.house.run(
            f"INSERT INTO claim ({listed}, status, decided_by, decided_at)"
            f" SELECT {listed}, 'approved', 'user:99', submitted_at FROM claim"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claim_cover SET approved = eligible + 1",
        "UPDATE claim_cover SET eligible = requested + 1",
        "UPDATE claim_cover SET approved = -1",
    ],
)
def test_sql_grants_no_more_than_is_covered(shop, claim, statement):
    with pytest.raises(IntegrityError):
        shop.chain.house.run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claim_cover SET approved = 0",
        "DELETE FROM claim_cover",
        "UPDATE claim_part SET quantity = 50000",
        "UPDATE claim_line_item SET failure_date = '2026-01-01'",
        "INSERT INTO claim_expense (claim_id, asset_id, position, description, amount) VALUES (1, 1, 1, 'x', 5)",
        "UPDATE claim SET status = 'draft'",
        "UPDATE claim SET status = 'rejected'",
    ],
)
def test_decided_claim_stays_as_it_was_decided(shop, claim, statement):
    shop.approver.post("/claims/1/approve", {})
    with pytest.raises(IntegrityError, match=r"gate_4_frozen|rule_claim_decided"):
        shop.chain.house.run(statement)


def test_change_after_the_decision_does_not_touch_it(shop, claim):
    shop.approver.post("/claims/1/approve", {})
    shop.chain.house.run(INPUTS["duration"])
    after = shop.desk.get("/claims/1")
    assert (after["stale"], after["status"], after["approved"]) == (False, "approved", "60")
    assert shop.desk.post("/claims/1/evaluate", None, 409)["code"] == "decided"


def test_session_and_policy_go_around_nothing(shop, claim):
    """Neither the rule that approves by itself nor an unbounded actor passes the gate."""
    house = shop.chain.house
    house.run(INPUTS["share"])
    with house.database.transaction() as session:
        ctx, found = house.context(session), session.get_one(Claim, 1)
        with pytest.raises(Problem) as refusal:
            grant(ctx, found, "approve", all_eligible(found), by="user:99", reason=None)
    assert refusal.value.gate == 4
    assert "the cover of assets [1] is another now" in refusal.value.detail


def approve_by_row(house) -> None:
    """Approve a claim by a session and not by the operation."""
    with house.database.transaction() as session:
        found = session.get_one(Claim, 1)
        for line in found.lines:
            for cover in line.covers:
                cover.approved = cover.eligible
        session.flush()
        found.status, found.decided_by, found.decided_at = ClaimStatus.APPROVED, "user:99", house.watch()
        session.flush()


def test_session_that_sets_the_status_is_refused_by_the_database(shop, claim):
    shop.chain.house.run(INPUTS["share"])
    with pytest.raises(IntegrityError) as refusal:
        approve_by_row(shop.chain.house)
    problem = from_database(refusal.value)
    assert (problem.code, problem.gate) == ("gate_4", 4)


def in_two_sessions(*works) -> None:
    """Do each in a thread of its own, begun at the same time."""
    ready = threading.Barrier(len(works))

    def begin(work) -> None:
        ready.wait()
        work()

    threads = [threading.Thread(target=begin, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def attempt(house, outcomes: list, *statements: str):
    """Return a piece of work that runs SQL in one transaction and notes how it went."""

    def work() -> None:
        try:
            run_all(house, *statements)
            outcomes.append("kept")
        except DBAPIError as refusal:
            outcomes.append(from_database(refusal).code)

    return work


def test_approving_and_changing_at_once(shop, claim):
    """Either the change comes first and the approval is refused, or the approval does and stays as it is."""
    outcomes = []
    house = shop.chain.house
    in_two_sessions(attempt(house, outcomes, GRANT, APPROVE), attempt(house, outcomes, INPUTS["share"]))
    after = shop.desk.get("/claims/1")
    if after["status"] == "approved":
        assert outcomes == ["kept", "kept"]
        assert after["stale"] is False
    else:
        assert sorted(outcomes) in (["gate_4", "kept"], ["busy", "kept"])


def test_two_claims_share_an_assets_cap(shop):
    """What the first is given is gone for the second, which must be evaluated again."""
    asset = shop.asset({"cap_per_asset": "100"})
    first, second = shop.escalated(asset), shop.escalated(asset)
    assert (first["eligible"], second["eligible"]) == ("60", "60")
    shop.approver.post(f"/claims/{first['id']}/approve", {})
    path = f"/claims/{second['id']}"
    assert shop.desk.get(path)["stale"] is True
    assert shop.approver.post(f"{path}/approve", {}, 409)["gate"] == 4
    again = shop.desk.post(f"{path}/evaluate")
    assert (again["eligible"], again["lines"][0]["code"]) == ("40", "CAP_REACHED")
    assert shop.approver.post(f"{path}/approve-partially", {"reason": "cap"})["approved"] == "40"
    third = shop.escalated(asset)
    assert (third["eligible"], third["lines"][0]["code"]) == ("0", "CAP_REACHED")


def test_two_approvals_at_once_do_not_exceed_an_assets_cap(shop):
    """Through the API, and then without the application and its locks."""
    asset = shop.asset({"cap_per_asset": "100"})
    numbers = [shop.escalated(asset)["id"] for _ in range(2)]
    statuses = []

    def approve(number: int):
        def work() -> None:
            answer = shop.approver.client.post(
                f"/api/v1/claims/{number}/approve", json={}, headers=shop.approver.headers
            )
            statuses.append((answer.status_code, answer.json().get("gate")))

        return work

    in_two_sessions(*(approve(number) for number in numbers))
    assert sorted(statuses, key=str) == [(200, None), (409, 4)]
    assert shop.chain.house.rows("SELECT sum(approved) FROM claim_cover") == [(600000,)]


def test_two_approvals_at_once_in_sql_do_not_exceed_an_assets_cap(shop):
    asset = shop.asset({"cap_per_asset": "100"})
    numbers = [shop.escalated(asset)["id"] for _ in range(2)]
    outcomes = []
    works = [
        attempt(
            shop.chain.house,
            outcomes,
            f"{GRANT} WHERE claim_id = {number}",
            APPROVE.replace("id = 1", f"id = {number}"),
        )
        for number in numbers
    ]
    in_two_sessions(*works)
    assert outcomes.count("kept") == 1
    assert set(outcomes) - {"kept"} <= {"gate_4", "busy"}
