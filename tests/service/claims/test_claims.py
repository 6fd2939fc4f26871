"""Claims: what can be asked and amended, who decides, the life cycle, and the approval's data."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from service.assets.models import AccountTier
from service.claims.approval import CLAIM, LAST_RESORT, Band, ClaimStatus, Limit, band_for, limit_for
from tests.service.conftest import START

BODIES = {
    "submit": None,
    "take-up": None,
    "request-information": {"reason": "x"},
    "provide-information": {"reason": "x"},
    "approve": {},
    "approve-partially": {"reason": "x", "lines": [{"asset_id": 1, "parts": "1"}]},
    "reject": {"reason": "x"},
    "withdraw": {"reason": "x"},
    "pay": {"reference": "x"},
}
WAYS = {
    "draft": (),
    "manual_review_needed": ("submit",),
    "under_review": ("submit", "take-up"),
    "requested_information": ("submit", "take-up", "request-information"),
    "approved": ("submit", "approve"),
    "partially_approved": ("submit", "approve-partially"),
    "rejected": ("withdraw",),
    "paid": ("submit", "approve", "pay"),
}
PEOPLE = {**dict.fromkeys(BODIES, "approver"), **dict.fromkeys(("submit", "provide-information", "withdraw"), "desk")}
DEAR = [{"part_number": "SEAL-7", "unit_price": "30"}]


def do(shop, number: int, event: str, status: int | None = None):
    person = shop.admin if event == "pay" else getattr(shop, PEOPLE[event])
    return person.post(f"/claims/{number}/{event}", BODIES[event], status)


@pytest.mark.parametrize("status", WAYS)
def test_only_what_the_table_allows_happens(shop, status):
    asset = shop.asset()
    for event in BODIES:
        number = shop.claim(asset, parts=DEAR)["id"]
        for step in WAYS[status]:
            do(shop, number, step)
        found = shop.desk.get(f"/claims/{number}")
        assert (found["status"], found["allowed"]) == (status, CLAIM.allowed(status))
        name = event.replace("-", "_")
        if (status, name) not in CLAIM.table:
            refusal = do(shop, number, event, 409)
            assert (refusal["code"], refusal["allowed"]) == ("transition_refused", CLAIM.allowed(status))
            assert shop.desk.get(f"/claims/{number}")["status"] == status
        elif event != "submit":
            assert do(shop, number, event)["status"] == CLAIM.table[status, name]


def test_table_and_statuses_agree():
    assert {*CLAIM.table.values(), *(before for before, _ in CLAIM.table), CLAIM.initial} == set(ClaimStatus)


def test_timeline_derives_the_status(shop):
    claim = shop.escalated(shop.asset())
    shop.approver.post(f"/claims/{claim['id']}/take-up")
    events = shop.desk.get(f"/events?record_type=claim&record_id={claim['id']}")["items"]
    assert CLAIM.derive(event["kind"] for event in events) == "under_review"


# --- what is asked for ---------------------------------------------------------------------------------------------


def test_amending_a_line_evaluates_again_and_needs_the_version(shop):
    claim = shop.claim(shop.asset())
    path = f"/claims/{claim['id']}/lines/1"
    amend = shop.desk
    assert amend("PATCH", path, {"labor_hours": "2"}, 428)["code"] == "condition_required"
    seen = {"If-Match": f'"{claim["version"]}"'}
    changed = amend("PATCH", path, {"labor_hours": "2", "labor_rate": "40.005"}, headers=seen)
    assert (changed["requested"], changed["eligible"], changed["evaluations"]) == ("129.01", "129.01", 3)
    assert amend("PATCH", path, {"labor_hours": "3"}, 412, headers=seen)["current_version"] == changed["version"]
    seen = {"If-Match": amend.get(f"/claims/{claim['id']}") and amend.last.headers["etag"]}
    emptied = amend("PATCH", path, {"parts": [], "failure_date": "2028-01-01"}, 422, headers=seen)
    assert emptied["field"] == "failure_date"
    emptied = amend("PATCH", path, {"parts": []}, headers=seen)
    assert (emptied["requested"], emptied["lines"][0]["parts"]) == ("80.01", [])
    assert amend("PATCH", f"/claims/{claim['id']}/lines/9", {}, 404, headers={"If-Match": "*"})


def test_decided_claim_is_not_amended(shop):
    claim = shop.claim(shop.asset())
    assert shop.desk.post(f"/claims/{claim['id']}/submit")["status"] == "approved"
    refusal = shop.desk("PATCH", f"/claims/{claim['id']}/lines/1", {"usage": "3"}, 409, headers={"If-Match": "*"})
    assert (refusal["code"], refusal["field"]) == ("not_amendable", "status")


def test_price_comes_from_the_book_or_is_stated(shop):
    asset = shop.asset()
    path = f"/cases/{shop.case(asset)['id']}/claims"
    unknown = shop.line(asset, parts=[{"part_number": "NEW"}])
    assert shop.desk.post(path, {"lines": [unknown]}, 422)["code"] == "price_unknown"
    stated = shop.line(asset, parts=[{"part_number": "NEW", "unit_price": "5"}, {"part_number": "SEAL-7"}])
    claim = shop.desk.post(path, {"lines": [stated]})
    assert [(part["unit_price"], part["book_price"]) for part in claim["lines"][0]["parts"]] == [
        ("5", None),
        ("24.5", "24.5"),
    ]
    assert shop.desk.post(f"/claims/{claim['id']}/submit")["reasons"] == ["PRICE_NOT_IN_BOOK"]


def test_too_much_and_nothing_are_refused(shop):
    asset = shop.asset()
    path = f"/cases/{shop.case(asset)['id']}/claims"
    huge = shop.line(asset, labor_hours="9999999999", labor_rate="9999999999")
    assert shop.desk.post(path, {"lines": [huge]}, 422)["code"] == "amount_too_large"
    assert shop.desk.post(path, {"lines": [shop.line(asset, labor_hours="-1")]}, 422)
    nothing = shop.desk.post(path, {"lines": [shop.line(asset, parts=[])]})
    assert shop.desk.post(f"/claims/{nothing['id']}/submit", None, 409)["code"] == "nothing_requested"


def test_currencies_are_not_mixed(shop):
    asset = shop.asset({"cap_per_asset": "100", "currency": "USD"})
    path = f"/cases/{shop.case(asset)['id']}/claims"
    line = shop.line(asset, parts=[{"part_number": "X", "unit_price": "5"}])
    assert shop.desk.post(path, {"lines": [line]}, 409)["code"] == "currencies_mixed"
    claim = shop.desk.post(path, {"lines": [line], "currency": "USD"})
    assert (claim["currency"], claim["eligible"]) == ("USD", "5")
    waiting = shop.desk.post(f"/claims/{claim['id']}/submit")
    assert waiting["reasons"] == ["NO_LIMIT", "PRICE_NOT_IN_BOOK"]
    assert (waiting["approver_role"], LAST_RESORT.role) == ("owner", "owner")


def test_claim_is_linked_to_the_order_of_its_assets(shop):
    chain = shop.chain
    (asset,) = chain.delivered(shop.account, chain.product("P-X", STANDARD), "D 1")
    assert shop.claim(asset["id"])["order_id"] == 1
    assert shop.claim(asset["id"], failure_date="2026-02-19")["lines"][0]["code"] == "NOT_STARTED"


STANDARD = {"name": "Standard", "start_basis": "delivery", "duration_months": 12}


def test_case_of_another_type_leads_to_no_claim(shop):
    case = shop.case(shop.asset(), case_type="demo")
    refusal = shop.desk.post(f"/cases/{case['id']}/claims", {"lines": []}, 409)
    assert (refusal["code"], refusal["rule"]) == ("not_a_claim", "type_to_path")
    other = shop.case(1)
    shop.desk.post(f"/cases/{other['id']}/cancel", {"reason": "x"})
    assert shop.desk.post(f"/cases/{other['id']}/claims", {"lines": []}, 409)["code"] == "case_not_open"


def test_repeated_request_makes_one_claim(shop):
    asset = shop.asset()
    path = f"/cases/{shop.case(asset)['id']}/claims"
    again = {"Idempotency-Key": "one"}
    first = shop.desk.post(path, {"lines": [shop.line(asset)]}, 201, headers=again)
    assert shop.desk.last.headers["location"] == f"/api/v1/claims/{first['id']}"
    assert shop.desk.post(path, {"lines": [shop.line(asset)]}, 201, headers=again) == first
    assert len(shop.desk.get("/claims")["items"]) == 1


def test_same_failure_claimed_twice_is_looked_at(shop):
    asset = shop.asset()
    for expected in ([], ["CLAIMED_BEFORE"]):
        assert shop.desk.post(f"/claims/{shop.claim(asset)['id']}/submit")["reasons"] == expected
    other_day = shop.claim(asset, failure_date="2026-02-19")
    assert shop.desk.post(f"/claims/{other_day['id']}/submit")["reasons"] == []


# --- who decides ---------------------------------------------------------------------------------------------------


def test_nobody_decides_about_their_own(shop):
    """Not who made it, not who amended it, not who handed it in; whatever their role."""
    person = shop.manager
    role = shop.chain.operations.post(
        "/approval-bands",
        {"currency": "EUR", "from_amount": "0", "reason": "PRICE_ABOVE_BOOK", "approver_role": "manager", "hours": 5},
    )
    assert role["approver_role"] == "manager"
    asset = shop.asset()
    made = shop.claim(asset, parts=DEAR)["id"]
    amended = shop.claim(asset, parts=DEAR)["id"]
    person("PATCH", f"/claims/{amended}/lines/{asset}", {"description": "x"}, headers={"If-Match": "*"})
    handed = shop.claim(asset, parts=DEAR)["id"]
    for number, submitter in ((made, shop.desk), (amended, shop.desk), (handed, person)):
        assert submitter.post(f"/claims/{number}/submit")["approver_role"] == "manager"
    for number in (amended, handed):
        for event in ("take-up", "approve", "approve-partially", "reject"):
            refusal = person.post(f"/claims/{number}/{event}", BODIES[event] or {}, 403)
            assert (refusal["code"], refusal["rule"]) == ("own_claim", "not_own_claim")
    assert person.post(f"/claims/{made}/approve", {})["status"] == "approved"
    other = shop.chain.house.person("manager", name="another manager")
    assert other.post(f"/claims/{handed}/approve", {})["status"] == "approved"


def test_database_lets_nobody_decide_about_their_own(shop):
    claim = shop.escalated(shop.asset())
    for column in ("created_by", "submitted_by"):
        with pytest.raises(IntegrityError):
            shop.chain.house.run(
                f"UPDATE claim SET status = 'rejected', decided_by = {column}, decided_at = submitted_at"
            )
    assert shop.desk.get(f"/claims/{claim['id']}")["status"] == "manual_review_needed"


def test_machine_with_the_permission_is_no_approver(shop):
    claim = shop.escalated(shop.asset())
    made = shop.admin.post("/keys", {"name": "robot", "scopes": ["claims.approve"]})
    headers = {"Authorization": f"Bearer {made['secret']}"}
    refusal = shop.chain.house.nobody.post(f"/claims/{claim['id']}/approve", {}, 403, headers=headers)
    assert refusal["rule"] == "defined_approver"


def test_one_user_is_the_approver(shop):
    house = shop.chain.house
    chosen = house.person("approver", name="chosen")
    ((number,),) = house.rows("SELECT id FROM user_account WHERE login = 'chosen'")
    band = {"currency": "EUR", "from_amount": "10", "approver_user_id": number, "hours": 7}
    shop.chain.operations.post("/approval-bands", band)
    claim = shop.escalated(shop.asset())
    assert (claim["approver_user_id"], claim["approver_role"]) == (number, None)
    assert claim["decide_by"] == (START + timedelta(hours=7)).isoformat().replace("+00:00", "Z")
    assert shop.approver.post(f"/claims/{claim['id']}/take-up", None, 403)["allowed"] == [f"user {number}"]
    chosen.post(f"/claims/{claim['id']}/take-up")


@pytest.mark.parametrize("more", [{}, {"approver_role": "x", "approver_user_id": 1}])
def test_band_has_one_approver(shop, more):
    band = {"currency": "EUR", "from_amount": "0", "hours": 1, **more}
    assert shop.chain.operations.post("/approval-bands", band, 422)["code"] == "invalid_input"
    assert shop.chain.operations.post("/approval-bands", {**band, "reason": "WHIM"}, 422)["field"] == "reason"


def test_limits_are_data(shop):
    limit = {"currency": "EUR", "account_id": shop.account["id"], "labor_limit": "0", "expense_limit": "0"}
    made = shop.chain.operations.post("/approval-limits", {**limit, "parts_limit": "48.99"})
    claim = shop.claim(shop.asset())
    assert shop.desk.post(f"/claims/{claim['id']}/submit")["reasons"] == ["OVER_LIMIT"]
    shop.chain.operations.patch(f"/approval-limits/{made['id']}", {"parts_limit": "49"})
    assert shop.desk.post(f"/claims/{claim['id']}/evaluate")["status"] == "approved"
    both = {**limit, "parts_limit": "1", "account_tier": "basic"}
    assert shop.chain.operations.post("/approval-limits", both, 422)


def test_stale_claims_are_found(shop):
    first, second = shop.claim(shop.asset()), shop.claim(shop.asset())
    shop.chain.operations.patch("/warranties/2", {"parts_percent": "90"})
    assert shop.desk.patch("/assets/1", {"city": "Emden"})
    assert [each["id"] for each in shop.desk.get("/claims?stale=true")["items"]] == [second["id"]]
    assert [each["id"] for each in shop.desk.get("/claims?stale=false")["items"]] == [first["id"]]
    assert shop.desk.get(f"/claims/{first['id']}")["stale"] is False
    assert shop.desk.post(f"/claims/{second['id']}/evaluate")["lines"][0]["code"] == "PARTIAL"
    assert shop.desk.get("/claims?stale=true")["items"] == []


def test_narrowest_limit_counts_and_of_two_the_lower():
    one, ten = Decimal(1), Decimal(10)
    every, premium = Limit(ten, ten, ten), Limit(ten, one, one, AccountTier.PREMIUM)
    own, lower = Limit(one, one, ten, account_id=7), Limit(one, one, one, account_id=7)
    limits = [every, premium, own, lower]
    assert limit_for(limits, 7, AccountTier.PREMIUM) == lower
    assert limit_for(limits, 8, AccountTier.PREMIUM) == premium
    assert limit_for(limits, 8, AccountTier.BASIC) == every
    assert limit_for([premium], 8, AccountTier.BASIC) is None


def test_highest_band_counts_then_the_reason_then_the_least_time():
    low, high = Band(Decimal(0), 24, role="a"), Band(Decimal(100), 24, role="b")
    expired, sooner = Band(Decimal(100), 48, "EXPIRED", "c"), Band(Decimal(100), 12, "EXPIRED", "d")
    bands = [low, high, expired, sooner]
    assert band_for(bands, Decimal("99.99"), ["EXPIRED"]) == low
    assert band_for(bands, Decimal(100), ["EXPIRED"]) == sooner
    assert band_for(bands, Decimal(100), ["PARTIAL"]) == high
    assert band_for([high], Decimal(1), ["PARTIAL"]) == LAST_RESORT
