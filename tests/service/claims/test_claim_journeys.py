"""Whole ways of a claim through HTTP: approved by the policy, and escalated to people."""

from datetime import timedelta

from tests.service.conftest import START


def at(instant) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def by_tier(line: dict) -> dict:
    return {cover["tier"]: (cover["eligible"], cover["code"]) for cover in line["covers"]}


def kinds(shop, case_id: int) -> list[str]:
    events = shop.desk.get(f"/cases/{case_id}/journey")["events"]
    return [event["kind"] for event in events if event["record_type"] == "claim"]


def test_claim_within_the_policy_approves_itself_and_closes_its_case(shop):
    asset = shop.asset()
    claim = shop.claim(
        asset, labor_hours="1.5", labor_rate="85", expenses=[{"description": "travel", "amount": "35.005"}]
    )
    assert (claim["number"], claim["status"], claim["evaluations"]) == ("K-000001", "draft", 2)
    # 2 * 24.50 = 49.00; 1.5 * 85 = 127.50; 35.005 is rounded to 35.01
    (line,) = claim["lines"]
    assert by_tier(line) == {"parts": ("49", "COVERED"), "labor": ("127.5", "COVERED"), "expense": ("35.01", "COVERED")}
    assert (line["code"], claim["requested"], claim["eligible"], claim["approved"]) == (
        *("COVERED", "211.51", "211.51", "0"),
    )
    path = f"/claims/{claim['id']}"
    approved = shop.desk.post(f"{path}/submit")
    assert (approved["status"], approved["approved"], approved["reasons"]) == ("approved", "211.51", [])
    assert (approved["decided_by"], approved["decided_at"]) == ("rule:approval", at(START))
    assert approved["allowed"] == ["pay"]
    assert shop.approver.post(f"{path}/pay", {"reference": "CN-1"}, 403)["rule"] == "claims.pay"
    paid = shop.admin.post(f"{path}/pay", {"reference": "CN-1"})
    assert (paid["status"], paid["payment_reference"]) == ("paid", "CN-1")
    assert kinds(shop, claim["case_id"]) == [
        *("created", "evaluated", "amended", "evaluated", "submit", "evaluated", "approve_in_policy", "pay")
    ]
    case = shop.desk.get(f"/cases/{claim['case_id']}")
    assert (case["status"], case["resolution_path"]) == ("closed", "claim")
    assert case["resolution_notes"] == "claim K-000001 paid: 211.51 EUR, within the policy"


def test_one_line_covered_one_partial_one_expired_one_excluded(shop):
    whole, half = shop.asset(), shop.asset({"parts_percent": "50"})
    old, misused = shop.asset(delivery_date="2024-02-20"), shop.asset({"excluded_causes": "misuse;frost"})
    case = shop.case(whole, half, old, misused)
    lines = [shop.line(asset) for asset in (whole, half, old)] + [shop.line(misused, failure_cause="Misuse")]
    claim = shop.desk.post(f"/cases/{case['id']}/claims", {"lines": lines}, 201)
    assert [line["code"] for line in claim["lines"]] == ["COVERED", "PARTIAL", "EXPIRED", "EXCLUDED"]
    # 49.00 + 24.50 of four times 49.00; the old one was covered until 2026-02-19
    assert (claim["requested"], claim["eligible"]) == ("196", "73.5")
    assert claim["lines"][2]["covers"][0]["last_day"] == "2026-02-19"

    path = f"/claims/{claim['id']}"
    waiting = shop.desk.post(f"{path}/submit")
    assert waiting["status"] == "manual_review_needed"
    assert waiting["reasons"] == ["EXCLUDED", "EXPIRED", "PARTIAL"]
    assert (waiting["approver_role"], waiting["decide_by"]) == ("approver", at(START + timedelta(hours=24)))
    assert [each["id"] for each in shop.approver.get("/claims?approver_role=approver")["items"]] == [claim["id"]]

    shop.approver.post(f"{path}/take-up")
    asked = shop.approver.post(f"{path}/request-information", {"reason": "which frost?"})
    assert asked["status"] == "requested_information"
    shop.desk.post(f"{path}/provide-information", {"reason": "it was misuse"})
    refusal = shop.approver.post(f"{path}/approve", {}, 409)
    assert (refusal["code"], refusal["allowed"]) == ("not_fully_covered", ["approve_partially", "reject"])
    approved = shop.approver.post(f"{path}/approve-partially", {"reason": "as covered"})
    assert (approved["status"], approved["approved"]) == ("partially_approved", "73.5")
    assert [
        cover["approved"] for line in approved["lines"] for cover in line["covers"] if cover["tier"] == "parts"
    ] == [*("49", "24.5", "0", "0")]
    shop.admin.post(f"{path}/pay", {"reference": "CN-2"})
    assert kinds(shop, case["id"]) == [
        *("created", "evaluated", "amended", "evaluated", "submit", "evaluated", "escalate", "take_up"),
        *("request_information", "provide_information", "evaluated", "approve_partially", "pay"),
    ]
    assert shop.desk.get(f"/cases/{case['id']}")["status"] == "closed"


def test_claim_above_the_limit_goes_to_the_approver_of_its_amount(shop):
    motors = [{"part_number": "MOTOR-2", "quantity": "11"}]  # 11 * 480 = 5280
    claim = shop.claim(shop.asset(), parts=motors)
    waiting = shop.desk.post(f"/claims/{claim['id']}/submit")
    assert (waiting["reasons"], waiting["approver_role"]) == (["OVER_LIMIT"], "manager")
    assert waiting["decide_by"] == at(START + timedelta(hours=48))
    path = f"/claims/{claim['id']}/approve"
    refusal = shop.approver.post(path, {}, 403)
    assert (refusal["rule"], refusal["allowed"]) == ("defined_approver", ["manager"])
    assert shop.manager.post(path, {"reason": "agreed"})["status"] == "approved"


def test_some_lines_are_approved_and_less_of_one(shop):
    first, second, third = shop.asset(), shop.asset(), shop.asset()
    claim = shop.escalated(first, second, third, labor_hours="2", labor_rate="40")
    path = f"/claims/{claim['id']}/approve-partially"
    assert claim["requested"] == "420"  # three times 60 + 80
    wanted = [{"asset_id": first}, {"asset_id": third, "parts": "60", "labor": "12.34"}]

    def refused(lines: list) -> dict:
        return shop.approver.post(path, {"reason": "x", "lines": lines})

    more = shop.approver.post(path, {"reason": "x", "lines": [{"asset_id": first, "labor": "80.01"}]}, 422)
    assert (more["code"], more["field"], more["allowed"]) == ("above_cover", "lines.0.labor", ["80"])
    assert shop.approver.post(path, {"reason": "x", "lines": [{"asset_id": first, "labor": "0.001"}]}, 422)
    assert shop.approver.post(path, {"reason": "x", "lines": [wanted[0], wanted[0]]}, 422)["code"] == "duplicate"
    assert shop.approver.post(path, {"reason": "x", "lines": [{"asset_id": 99}]}, 404)
    assert shop.approver.post(path, {"reason": "x", "lines": []}, 409)["allowed"] == ["reject"]
    assert shop.approver.post(path, {"reason": "x"}, 409)["allowed"] == ["approve"]
    approved = shop.approver.post(path, {"reason": "hours are too many", "lines": wanted})
    assert (approved["status"], approved["approved"]) == ("partially_approved", "212.34")  # 140 + 60 + 12.34
    (told,) = [
        event for event in shop.desk.get(f"/cases/{claim['case_id']}/journey")["events"]
        if event["kind"] == "approve_partially"
    ]  # fmt: skip
    assert [line["approved"]["labor"] for line in told["data"]["facts"]["lines"]] == ["80.0000", "0", "12.34"]
    assert (told["reason"], told["actor_name"]) == ("hours are too many", "approver")


def test_rejected_claim_ends_its_case_and_a_withdrawn_one_does_not(shop):
    claim = shop.escalated(shop.asset())
    path = f"/claims/{claim['id']}"
    assert shop.approver.post(f"{path}/reject", {}, 422)["field"] == "reason"
    rejected = shop.approver.post(f"{path}/reject", {"reason": "no defect found"})
    assert (rejected["status"], rejected["decision_reason"], rejected["approved"]) == (
        "rejected",
        "no defect found",
        "0",
    )
    assert shop.desk.get(f"/cases/{claim['case_id']}")["status"] == "closed"
    other = shop.escalated(shop.asset())
    withdrawn = shop.desk.post(f"/claims/{other['id']}/withdraw", {"reason": "customer pays"})
    assert (withdrawn["status"], withdrawn["decided_by"], withdrawn["allowed"]) == ("rejected", None, [])
    assert shop.desk.get(f"/cases/{other['case_id']}")["status"] == "new"


def test_claim_that_is_covered_by_the_time_it_is_evaluated_again_approves_itself(shop):
    """The installation comes after the claim; until then the warranty had not started."""
    asset = shop.asset({"start_basis": "install"})
    claim = shop.claim(asset)
    assert claim["lines"][0]["code"] == "NOT_STARTED"
    path = f"/claims/{claim['id']}"
    assert shop.desk.post(f"{path}/submit")["reasons"] == ["NOT_STARTED"]
    house = shop.chain.house
    house.run("UPDATE asset SET install_date = '2026-02-01' WHERE id = :id", id=asset)
    assert shop.desk.get(path)["stale"] is True
    approved = shop.desk.post(f"{path}/evaluate")
    assert (approved["status"], approved["stale"], approved["decide_by"]) == ("approved", False, None)
