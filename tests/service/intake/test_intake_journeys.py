"""Whole ways of messages: mail, identification, case with evidence, triage; waiting and its clock; replies."""

from base64 import b64decode

from tests.service.intake.conftest import hidden, letter
from tests.service.test_fieldwork import PICTURE  # a PNG in base64


def shown(moment) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_mail_becomes_a_case_with_evidence_and_stamps(intake):
    received = intake.chain.house.watch()
    mail = letter("Production line is down since 6 am, the pump does not start. We lose money every hour. Urgent!")
    mail.add_attachment(b64decode(PICTURE), maintype="image", subtype="png", filename="../../etc/seal.png")
    message = intake.mail(mail)
    assert (message["status"], message["found"]["by"]) == ("linked", ["email"])
    case = intake.case(message)
    assert (case["status"], case["channel"], case["opened_at"]) == ("new", "email", shown(received))
    assert [line["asset_id"] for line in case["lines"]] == [intake.asset["id"]]
    evidence = intake.chain.desk.get(f"/evidence?case_id={case['id']}")["items"]
    assert [(each["file_name"], each["added_by"]) for each in evidence] == [("seal.png", "jo@hansa.example")]

    intake.chain.house.watch.forward(minutes=1)
    assert intake.duties()["read messages"] == 1
    case = intake.case(message)
    assert (case["status"], case["intent"], case["urgency"]) == ("triaged", "standstill", "urgent")
    assert (case["severity"], case["priority"]) == ("critical", "urgent")
    events = intake.told(case)
    order = [("intake_message", "received"), ("service_case", "created"), ("evidence", "created")]
    order += [("triage", "asked"), ("intake_message", "link"), ("triage", "stamped"), ("service_case", "decided")]
    places = [events.index(each) for each in order]
    assert places == sorted(places)
    assert intake.duties()["read messages"] == 0


def test_unknown_sender_waits_breaches_and_is_linked_by_a_person(intake):
    desk, watch = intake.chain.desk, intake.chain.house.watch
    manager = intake.chain.house.person("manager")
    received = watch()
    message = intake.mail(From="stranger@nowhere.example", Subject="Help")
    assert (message["status"], message["found"]["assets"]) == ("waiting", [])
    queue = desk.get("/intake-messages?status=waiting&sort=received_at")["items"]
    assert [each["id"] for each in queue] == [message["id"]]
    watch.forward(hours=2)
    intake.sweep()
    watch.forward(hours=3)
    intake.sweep()
    clock = desk.get(f"/intake-messages/{message['id']}/clocks")[0]
    assert (clock["name"], clock["outcome"]) == ("identified", "missed")
    assert [each["kind"] for each in clock["steps"]] == ["warning", "violation"]
    assert any("identified was missed" in each["subject"] for each in manager.get("/notifications")["items"])

    linked = desk.post(f"/intake-messages/{message['id']}/link", {"asset_ids": [intake.asset["id"]]})
    assert linked["status"] == "linked"
    assert intake.case(linked)["opened_at"] == shown(received)
    assert desk.get(f"/intake-messages/{message['id']}/clocks")[0]["status"] == "completed"
    again = desk.post(f"/intake-messages/{message['id']}/link", {"asset_ids": [intake.asset["id"]]}, 409)
    assert again["code"] == "transition_refused"


def test_same_mail_makes_one_case_and_a_reply_goes_on_it(intake):
    first = intake.mail()
    assert intake.mail()["id"] == first["id"]
    assert intake.chain.house.rows("SELECT count(*) FROM service_case") == [(1,)]
    case = intake.case(first)
    intake.chain.desk.post(f"/cases/{case['id']}/wait", {"waiting_for": "customer", "reason": "asked for a photo"})
    intake.chain.house.watch.forward(hours=1)
    reply = letter("Here is what you asked for.", Message_ID="<2@hansa.example>", In_Reply_To="<1@hansa.example>")
    answered = intake.mail(reply)
    assert (answered["status"], answered["case_id"]) == ("linked", case["id"])
    case = intake.case(first)
    assert (case["status"], case["pauses"][0]["ended_at"]) == ("in_progress", shown(intake.chain.house.watch()))
    said = intake.chain.desk.get(f"/cases/{case['id']}/comments")
    assert [(each["author"], each["body"], each["internal"]) for each in said] == [
        ("jo@hansa.example", "Here is what you asked for.", False)
    ]
    clocks = intake.chain.desk.get(f"/cases/{case['id']}/clocks")
    assert [each["status"] for each in clocks if each["name"] == "first response"] == ["running"]


def test_form_becomes_a_case_that_its_customer_sees_and_no_one_else(intake, browser, customer):
    shown = browser("/contact")
    assert "script" not in shown.text
    assert "script-src" not in shown.headers["content-security-policy"]
    fields = {"once": hidden(shown, "once"), "email": "Jo@Hansa.example", "text": "It leaks", "subject": "Leak"}
    files = [("files", ("photo 密.txt", b"taken today", "text/plain"))]
    sent = browser("/contact", {**fields, "reason": "defect"}, files)
    assert (sent.status_code, sent.headers["location"]) == (303, "/contact/received?number=M-000001")
    assert "M-000001" in browser(sent.headers["location"]).text
    assert browser("/contact", {**fields, "reason": "defect"}, files).headers["location"] == sent.headers["location"]
    other = intake.chain.case()
    page = browser("/portal", headers=customer).text
    assert "C-000001" in page
    assert other["number"] not in page
    case = browser("/portal/cases/1", headers=customer).text
    assert "It leaks" in case
    assert "photo 密.txt" in case
    assert browser(f"/portal/cases/{other['id']}", headers=customer).status_code == 404
    assert browser("/portal/cases/1").headers["location"] == "/portal/login"
    assert intake.chain.desk.get("/cases/1")["reason_code"] == "defect"
