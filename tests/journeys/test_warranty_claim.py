"""A warranty claim with one line covered, one partial, one expired and one excluded, through HTTP alone."""


def test_warranty_claim(chain):
    terms = {"name": "Standard", "start_basis": "purchase", "duration_months": 24, "labor_percent": "50"}
    product = chain.product("P-1", {**terms, "excluded_causes": "frost"})
    account = chain.account()
    contact = {"account_id": account["id"], "name": "Jo Roe", "email": "jo@hansa-mills.com"}
    chain.desk.post("/contacts", contact)
    chain.delivered(account, product, "A-1", "A-2", "A-3", "A-4")
    found = chain.desk.get("/identification", params={"email": "Jo@Hansa-Mills.com"})
    assert (found["match"], len(found["assets"])) == ("several", 4)
    assets = [asset["id"] for asset in found["assets"]]

    lines = [{"asset_id": asset} for asset in assets]
    case = chain.case(found["assets"][0], case_type="warranty", channel="email", lines=lines, contact_id=1, order_id=1)
    chain.operations.post("/prices", {"part_number": "SEAL-7", "currency": "EUR", "unit_price": "100"})
    line = {"failure_date": "2026-03-01", "parts": [{"part_number": "SEAL-7"}], "failure_cause": "wear"}
    body = {
        "lines": [
            {"asset_id": assets[0], **line},
            {"asset_id": assets[1], **line, "labor_hours": "1", "labor_rate": "80"},
            {"asset_id": assets[2], **line, "failure_date": "2028-01-12"},
            {"asset_id": assets[3], **line, "failure_cause": "frost"},
        ]
    }
    chain.house.watch.forward(days=700)
    claim = chain.desk.post(f"/cases/{case['id']}/claims", body)
    claim = chain.desk.post(f"/claims/{claim['id']}/submit")
    # 100; 100 + half of 80; the third one ended with 2028-01-11; the fourth one froze
    assert [line["code"] for line in claim["lines"]] == ["COVERED", "PARTIAL", "EXPIRED", "EXCLUDED"]
    assert (claim["requested"], claim["eligible"], claim["status"]) == ("480", "240", "manual_review_needed")

    approver = chain.house.person("approver")
    approver.post(f"/claims/{claim['id']}/take-up")
    told = {"lines": [{"asset_id": asset} for asset in assets[:2]], "reason": "two of four"}
    decided = approver.post(f"/claims/{claim['id']}/approve-partially", told)
    assert (decided["status"], decided["approved"]) == ("partially_approved", "240")
    assert chain.desk.get(f"/cases/{case['id']}")["status"] == "new"
    chain.house.person("owner").post(f"/claims/{claim['id']}/pay", {"reference": "CN-1"})
    closed = chain.desk.get(f"/cases/{case['id']}")
    assert (closed["status"], closed["resolution_notes"]) == ("closed", "claim K-000001 paid: 240.00 EUR, two of four")
    journey = chain.desk.get(f"/cases/{case['id']}/journey")["events"]
    assert [event["kind"] for event in journey if event["record_type"] == "claim"] == [
        *("created", "evaluated", "amended", "evaluated", "submit", "evaluated", "escalate"),
        *("take_up", "approve_partially", "pay"),
    ]
