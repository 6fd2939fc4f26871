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
    part = {"part_number": "SEAL-7", "quantity": 1, "unit_price": "100"}
    line = {"failed_on": "2026-03-01", "parts": [part], "cause": "wear"}
    body = {
        "lines": [
            {"asset_id": assets[0], **line},
            {"asset_id": assets[1], **line, "labor_hours": "1", "labor_rate": "80"},
            {"asset_id": assets[2], **line, "failed_on": "2028-01-12"},
            {"asset_id": assets[3], **line, "cause": "frost"},
        ]
    }
    claim = chain.desk.post(f"/cases/{case['id']}/claims", body)
    claim = chain.desk.post(f"/claims/{claim['id']}/submit")
    told = [(each["eligible"], each["reason_parts"], each["reason_labor"]) for each in claim["lines"]]
    assert told == [
        ("100", "COVERED", "COVERED"),
        ("140", "COVERED", "PARTIAL"),
        ("0", "EXPIRED", "EXPIRED"),
        ("0", "EXCLUDED", "EXCLUDED"),
    ]
    assert (claim["requested"], claim["eligible"], claim["status"]) == ("480", "240", "manual_review_needed")

    approver = chain.house.person("approver")
    approver.post(f"/claims/{claim['id']}/review")
    decided = approver.post(f"/claims/{claim['id']}/decide", {"approved_assets": assets[:2], "notes": "two of four"})
    assert (decided["status"], decided["approved"]) == ("partially_approved", "240")
    assert chain.desk.get(f"/cases/{case['id']}")["status"] == "new"
    chain.house.person("owner").post(f"/claims/{claim['id']}/pay")
    closed = chain.desk.get(f"/cases/{case['id']}")
    assert (closed["status"], closed["resolution_notes"]) == ("closed", "claim 1: paid, 240.00 EUR")
    journey = chain.desk.get(f"/cases/{case['id']}/journey")["events"]
    assert [event["kind"] for event in journey if event["record_type"] == "claim"] == [
        *("created", "evaluated", "submit", "need_review", "review", "approve_partially", "pay")
    ]
