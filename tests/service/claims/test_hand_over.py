"""A case that is classified as a claim makes one, which follows its case until somebody asks for something in it."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""On PostgreSQL the claims that are written at once begin as these do."""


def claims(shop, case: dict) -> list[dict]:
    return shop.desk.get("/claims", params={"case_id": case["id"]})["items"]


@pytest.mark.parametrize("kind", ["warranty", "damage"])
def test_classified_case_makes_a_claim_with_a_line_for_each_asset(shop, kind):
    first, second = shop.asset(), shop.asset({"duration_months": 3})
    case = shop.case(first, second, case_type=kind)
    (claim,) = claims(shop, case)
    assert (claim["status"], claim["created_by"], claim["requested"]) == ("draft", "rule:hand_over", "0")
    assert [(line["asset_id"], line["failure_date"]) for line in claim["lines"]] == [
        (first, "2026-03-02"),
        (second, "2026-03-02"),
    ]
    assert (claim["evaluations"], claim["stale"]) == (1, False)
    assert [cover["code"] for cover in claim["lines"][1]["covers"]] == ["EXPIRED"] * 3
    journey = shop.desk.get(f"/cases/{case['id']}/journey")["events"]
    assert [(each["record_type"], each["kind"], each["actor_name"], each["rule"]) for each in journey] == [
        ("service_case", "created", "support", "reason_code_routing: default"),
        ("claim", "created", "hand_over", "type_to_path: warranty and damage to a claim"),
        ("claim", "evaluated", "hand_over", "warranty"),
    ]


def test_claim_knows_the_sales_order(chain):
    assets = chain.delivered(chain.account(), chain.product(), "A-1")
    case = chain.case(assets[0], case_type="warranty")
    (claim,) = chain.desk.get("/claims")["items"]
    assert (claim["case_id"], claim["order_id"]) == (case["id"], 1)


def test_other_case_makes_none_until_it_is_classified(shop):
    case = shop.case(shop.asset(), case_type="repair")
    assert claims(shop, case) == []
    path = f"/cases/{case['id']}"
    shop.desk.patch(path, {"case_type": "warranty"})
    (claim,) = claims(shop, case)
    shop.desk.patch(path, {"case_type": "damage"})
    assert claims(shop, case) == [claim]
    shop.desk.patch(path, {"case_type": "complaint"})
    (given_up,) = claims(shop, case)
    assert (given_up["status"], given_up["decided_by"]) == ("rejected", None)
    shop.desk.patch(path, {"case_type": "warranty"})
    assert [each["status"] for each in claims(shop, case)] == ["rejected", "draft"]


def test_what_is_asked_for_fills_it_and_a_second_request_makes_another(shop):
    first, second = shop.asset(), shop.asset()
    case = shop.case(first, second)
    path = f"/cases/{case['id']}/claims"
    filled = shop.desk.post(path, {"assets": [second], "lines": [shop.line(second)], "currency": "EUR"}, 201)
    assert (filled["id"], filled["requested"]) == (1, "49")
    assert filled["created_by"].startswith("user:")
    assert [line["asset_id"] for line in filled["lines"]] == [second]
    another = shop.desk.post(path, {"assets": [first], "lines": [shop.line(first)]}, 201)
    assert (another["id"], another["order_id"]) == (2, None)


def test_line_can_be_filled_in_and_then_belongs_to_who_asked(shop):
    asset = shop.asset()
    case = shop.case(asset)
    (claim,) = claims(shop, case)
    asked = {"parts": [{"part_number": "SEAL-7", "quantity": "2"}], "failure_date": "2026-02-20"}
    changed = shop.manager.patch(f"/claims/{claim['id']}/lines/{asset}", asked, headers={"If-Match": "*"}, status=200)
    assert (changed["requested"], changed["eligible"]) == ("49", "49")
    assert changed["created_by"].startswith("user:")
    assert shop.desk.post(f"/claims/{claim['id']}/submit")["status"] == "approved"


def test_claim_without_a_request_cannot_be_handed_in(shop):
    shop.case(shop.asset())
    assert shop.desk.post("/claims/1/submit", None, 409)["code"] == "nothing_requested"


def test_untouched_claim_follows_the_assets_of_its_case(shop):
    first, second, third = shop.asset(), shop.asset(), shop.asset()
    case = shop.case(first, second)
    path = f"/cases/{case['id']}/lines"
    shop.desk.post(path, {"asset_id": third})
    shop.desk("DELETE", f"{path}/1")
    (claim,) = claims(shop, case)
    assert [line["asset_id"] for line in claim["lines"]] == [second, third]
    assert (claim["stale"], claim["evaluations"]) == (False, 3)
    shop.desk.post(f"/cases/{case['id']}/claims", {"lines": [shop.line(second), shop.line(third)]})
    shop.desk.post(path, {"asset_id": first})
    (claim,) = claims(shop, case)
    assert [line["asset_id"] for line in claim["lines"]] == [second, third]
    assert shop.desk("DELETE", f"{path}/2", status=409)["code"] == "unknown_reference"


@pytest.mark.parametrize("end", ["cancel", "resolve"])
def test_untouched_claim_ends_with_its_case(shop, end):
    case = shop.case(shop.asset())
    bodies = {"cancel": {"reason": "doubled"}, "resolve": {"resolution_path": "advice", "resolution_notes": "said"}}
    shop.manager.post(f"/cases/{case['id']}/{end}", bodies[end])
    assert [(each["status"], each["decided_by"]) for each in claims(shop, case)] == [("rejected", None)]
    shop.manager.post(f"/cases/{case['id']}/reopen", {"reason": "still broken"})
    assert [each["status"] for each in claims(shop, case)] == ["rejected", "draft"]


def test_claim_that_somebody_asked_in_stays_when_the_case_is_classified_anew(shop):
    claim = shop.escalated(shop.asset())
    shop.desk.patch(f"/cases/{claim['case_id']}", {"case_type": "complaint"})
    assert shop.desk.get(f"/claims/{claim['id']}")["status"] == "manual_review_needed"


def test_warranty_in_another_currency_keeps_no_case_from_being_opened(shop):
    """Its caps cannot be held against the claim: it is there, not evaluated, and so nothing of it can be approved."""
    case = shop.case(shop.asset({"cap_per_claim": "100", "currency": "USD"}))
    (claim,) = claims(shop, case)
    assert (claim["evaluations"], claim["stale"]) == (0, True)
    asked = {"lines": [shop.line(line["asset_id"]) for line in case["lines"]]}
    assert shop.desk.post(f"/cases/{case['id']}/claims", asked, 409)["code"] == "currencies_mixed"
    parts = [{"part_number": "SEAL-7", "unit_price": "9"}]
    asked = {"currency": "USD", "lines": [{**each, "parts": parts} for each in asked["lines"]]}
    assert shop.desk.post(f"/cases/{case['id']}/claims", asked)["eligible"] == "9"
