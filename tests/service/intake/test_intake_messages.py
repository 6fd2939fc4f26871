"""Messages through the API and the command: identified or not, replies to every state, doubles, refusals."""

import threading
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from service import cli
from service.context import SYSTEM, Context
from service.files.storage import Store
from service.installation import install
from service.intake import operations
from service.intake.finding import labelled, words
from service.intake.incoming import Incoming
from service.intake.mail import read_mail
from tests.service.conftest import START
from tests.service.intake.conftest import letter


@pytest.fixture
def desk(intake):
    return intake.chain.desk


def hand_in(desk, **said):
    return desk.post("/intake-messages", {"subject": "Help", "text": "It leaks", **said})


CLUES = [
    ({"sender": "JO@hansa.example"}, ["email"]),
    ({"sender": "office@hansa.example", "phone": "+49 421 123456"}, ["email", "phone"]),
    ({"phone": "+49 (421) 12 34 56"}, ["phone"]),
    ({"serial_number": "px 1188"}, ["serial_number"]),
    ({"text": "S/N PX-1188 leaks"}, ["serial_number"]),
    ({"text": "our px1188 is loud"}, ["serial_number"]),
    ({"text": "serial no: px - 1188", "sender": "stranger@nowhere.example"}, ["serial_number"]),
    ({"text": "PX-1188", "sender": "jo@hansa.example"}, ["email", "serial_number"]),
]
"""What a message says, and by what that identifies it."""


def test_one_match_links_itself(intake, desk):
    for said, by in CLUES:
        message = hand_in(desk, **said)
        assert (message["status"], message["found"]["by"]) == ("linked", by), said
        assert intake.case(message)["lines"][0]["asset_id"] == intake.asset["id"]


def test_several_are_offered_and_contradictions_wait(intake, desk):
    other = intake.chain.account("Elbe Dairy", email="office@elbe.example")
    said = {"product_id": 1, "account_id": other["id"], "serial_number": "PX-2000"}
    theirs = desk.post("/assets", said)["id"]
    second = desk.post("/assets", {**said, "account_id": intake.account["id"], "serial_number": "PX-3000"})["id"]
    mine = intake.asset["id"]
    for clues, offered in (
        ({"sender": "jo@hansa.example"}, [mine, second]),
        ({"sender": "jo@hansa.example", "serial_number": "PX-2000"}, [theirs]),
        ({"sender": "jo@hansa.example", "serial_number": "unknown"}, [mine, second]),
        ({"sender": "office@elbe.example", "phone": "+49421123456"}, [mine, theirs, second]),
        ({"text": "PX-2000 and PX-3000"}, [theirs, second]),
        ({"sender": "nobody@nowhere.example"}, []),
        ({"sender": "no address"}, []),
    ):
        message = hand_in(desk, **clues)
        assert (message["status"], sorted(message["found"]["assets"])) == ("waiting", sorted(offered)), clues


def test_waiting_message_is_found_once_its_sender_is_known(intake, desk):
    message = hand_in(desk, sender="new@hansa.example")
    assert message["status"] == "waiting"
    path = f"/intake-messages/{message['id']}"
    assert desk.post(f"{path}/identify")["status"] == "waiting"
    desk.post("/contacts", {"account_id": intake.account["id"], "name": "New", "email": "new@hansa.example"})
    linked = desk.post(f"{path}/identify")
    assert linked["status"] == "linked"
    assert desk.post(f"{path}/identify")["case_id"] == linked["case_id"]
    assert intake.chain.house.rows("SELECT count(*) FROM service_case") == [(1,)]


def test_refusals_name_what_is_wrong(intake, desk, refused):
    waits = hand_in(desk)
    path = f"/intake-messages/{waits['id']}"
    refused(desk.post(f"{path}/link", {}, 422), 422, "invalid_input")
    refused(desk.post(f"{path}/link", {"asset_ids": [1], "case_id": 1}, 422), 422, "invalid_input")
    refused(desk.post(f"{path}/link", {"asset_ids": [99]}, 422), 422, "unknown_reference")
    refused(desk.post(f"{path}/link", {"case_id": 99}, 422), 422, "unknown_reference")
    assert desk.get(path)["status"] == "waiting"
    assert desk.post(f"{path}/dismiss", {"reason": "an advertisement"})["status"] == "dismissed"
    refused(desk.post(f"{path}/dismiss", {"reason": "again"}, 409), 409, "transition_refused")
    assert desk.post(f"{path}/link", {"asset_ids": [intake.asset["id"]]})["dismissed_reason"] is None
    future = (START + timedelta(days=1)).isoformat()
    early = desk.post("/intake-messages", {"subject": "x", "text": "x", "received_at": future}, 422)
    refused(early, 422, "invalid_input")
    refused(desk.get("/intake-messages/1/raw", 404), 404, "not_found")


def test_case_has_been_open_since_the_message_came_to_whoever_took_it(intake, desk):
    earlier = (START - timedelta(hours=5)).isoformat().replace("+00:00", "Z")
    message = hand_in(desk, sender="jo@hansa.example", received_at=earlier, reference="7")
    assert intake.case(message)["opened_at"] == earlier
    assert hand_in(desk, sender="jo@hansa.example", reference="7")["id"] == message["id"]
    assert hand_in(desk, sender="jo@hansa.example", reference="8")["id"] != message["id"]


def closed(intake, days: int, *, cancelled: bool = False):
    """Return a case from mail that was over so many days ago."""
    case = intake.case(intake.mail())
    lead = intake.chain.house.person("support_lead")
    if cancelled:
        lead.post(f"/cases/{case['id']}/cancel", {"reason": "doubled"})
    else:
        lead.post(f"/cases/{case['id']}/resolve", {"resolution_path": "advice", "resolution_notes": "said how"})
        lead.post(f"/cases/{case['id']}/close")
    intake.chain.house.watch.forward(days=days)
    return case


@pytest.mark.parametrize(
    ("days", "cancelled", "text", "status", "same"),
    [
        (3, False, "It leaks again, just as before.", "in_progress", True),
        (3, False, "Thank you very much, works great!", "closed", True),
        (15, False, "It leaks again, just as before.", "closed", False),
        (0, True, "I still need help with the pump.", "cancelled", False),
    ],
)
def test_reply_to_a_case_that_is_over(intake, days, cancelled, text, status, same):
    case = closed(intake, days, cancelled=cancelled)
    answered = intake.mail(letter(text, Message_ID="<2@hansa.example>", Subject=f"Re: [{case['number']}] Pump leaks"))
    assert (answered["case_id"] == case["id"]) is same
    assert intake.chain.desk.get(f"/cases/{case['id']}")["status"] == status
    if not same:
        assert intake.case(answered)["subject"].startswith(f"After {case['number']}: ")


def test_stranger_with_a_case_number_only_proposes(intake, desk):
    case = intake.case(intake.mail())
    said = {"From": "stranger@nowhere.example", "Message_ID": "<9@x.example>", "Subject": f"Re: {case['number']}"}
    message = intake.mail(**said)
    assert (message["status"], message["wanted_case_id"], message["case_id"]) == ("waiting", case["id"], None)
    assert desk.get(f"/cases/{case['id']}/comments") == []
    linked = desk.post(f"/intake-messages/{message['id']}/link", {"case_id": case["id"]})
    assert linked["case_id"] == case["id"]
    again = intake.mail(**{**said, "Message_ID": "<10@x.example>"})
    assert again["case_id"] == case["id"], "who wrote on a case before may go on"


def test_answer_to_our_letter_is_threaded_by_its_id(intake):
    case = intake.case(intake.mail())
    intake.chain.house.run(
        "INSERT INTO outbox_message"
        " (version, key, channel, address, subject, body, case_id, created_at, status, attempts) VALUES"
        " (1, 'letter-7', 'email', 'jo@hansa.example', 's', 'b', :case, '2026-03-02 08:00:00', 'sent', 1)",
        case=case["id"],
    )
    answered = intake.mail(Message_ID="<3@hansa.example>", Subject="Re: s", In_Reply_To="<letter-7@localhost>")
    assert answered["case_id"] == case["id"]


def test_machines_mail_is_kept_and_opens_nothing(intake, desk):
    case = intake.case(intake.mail())
    said = {"Message_ID": "<5@hansa.example>", "In_Reply_To": "<1@hansa.example>", "Auto_Submitted": "auto-replied"}
    message = intake.mail(**said)
    assert (message["status"], message["automatic"], message["wanted_case_id"]) == (
        *("automatic", "Auto-Submitted: auto-replied"),
        case["id"],
    )
    assert desk.get(f"/intake-messages/{message['id']}/clocks") == []
    assert desk.get(f"/cases/{case['id']}/comments") == []
    assert desk.post(f"/intake-messages/{message['id']}/link", {"case_id": case["id"]})["status"] == "linked"


def test_attachments_that_are_no_evidence_stay_in_the_mail(intake, desk):
    mail = letter()
    mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="..\\..\\evil.exe")
    mail.add_attachment(b"\x89PNG\r\n\x1a\nbroken", maintype="image", subtype="png", filename="\u202egnp.exe")
    mail.add_attachment("plain notes", filename="notes.txt")
    message = intake.mail(mail)
    shown = [(each["file_name"], each["refused"] is None, each["evidence_id"]) for each in message["attachments"]]
    assert shown == [("evil.exe", False, None), ("gnp.exe", False, None), ("notes.txt", True, 1)]
    answer = intake.chain.house.client.get(f"/api/v1/intake-messages/{message['id']}/raw", headers=desk.headers)
    assert answer.content == mail.as_bytes()
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_messages_left_by_another_step_are_identified_by_the_duty(intake, desk):
    """As when receiving and identifying are two steps, and whoever did the first dies."""
    house = intake.chain.house
    incoming = Incoming(channel="email", key="k", subject="s", text="t", sender="jo@hansa.example")
    with house.database.transaction() as session:
        operations.receive(Context(session, SYSTEM, house.watch()), None, incoming)
    assert desk.get("/intake-messages/1")["status"] == "received"
    assert intake.duties()["identify messages"] == 1
    assert desk.get("/intake-messages/1")["status"] == "linked"
    assert intake.duties()["identify messages"] == 0


def test_message_is_kept_where_identifying_it_is_refused(intake, desk):
    case = intake.case(intake.mail())
    intake.chain.house.run("UPDATE rule_set SET in_force = 0 WHERE name = 'reply_to_case'")
    said = {"Message_ID": "<2@hansa.example>", "In_Reply_To": "<1@hansa.example>"}
    message = intake.mail(**said)
    assert (message["status"], message["case_id"]) == ("received", None)
    intake.chain.house.run("UPDATE rule_set SET in_force = newest WHERE name = 'reply_to_case'")
    assert intake.duties()["identify messages"] == 1
    assert desk.get(f"/intake-messages/{message['id']}")["case_id"] == case["id"]


def test_sender_without_address_is_no_contact_without_one(intake, desk):
    desk.post("/contacts", {"account_id": intake.account["id"], "name": "Nameless"})
    assert intake.case(hand_in(desk, serial_number="PX-1188"))["contact_id"] is None
    assert intake.case(hand_in(desk, sender="jo@hansa.example"))["contact_id"] == 1


def test_customer_sees_no_messages(intake):
    intake.mail()
    customer = intake.chain.house.person("customer", account_id=intake.account["id"])
    customer.get("/intake-messages", 403)
    customer.post("/intake-messages/email", status=403)


def test_serial_numbers_are_found_in_sentences():
    assert "PX 1188" in [*labelled("Machine with serial number: PX 1188, from 2024")]
    assert {"PX-1188", "12345678"} <= {*words("On PX-1188 and 12345678 in 2024 at 10:30")}
    assert not {"2024", "pump", "order"} & {*words("pump order 2024")}


def test_mail_by_command(tmp_path):
    runner, folder = CliRunner(), ["--folder", str(tmp_path / "records")]
    file = tmp_path / "a.eml"
    file.write_bytes(letter(From="stranger@nowhere.example").as_bytes())
    before = runner.invoke(cli.build(), ["intake", str(file), *folder])
    assert (before.exit_code, "no installation" in before.output) == (1, True)
    settings = cli.load("service.settings:Settings").read({}, tmp_path / "records")
    install(settings, now=START)
    for _ in range(2):
        taken = runner.invoke(cli.build(), ["intake", str(file), *folder])
        assert (taken.exit_code, taken.output) == (0, f"{file}: M-000001 waiting\n")
    piped = runner.invoke(cli.build(), ["intake", "-", *folder], input=letter(Message_ID="<7@x>").as_bytes())
    assert (piped.exit_code, piped.output) == (0, "-: M-000002 waiting\n")
    missing = runner.invoke(cli.build(), ["intake", str(tmp_path / "none"), str(file), *folder])
    assert (missing.exit_code, "M-000001" in missing.output) == (75, True)


def test_same_message_from_many_at_once_is_one(intake):
    """As when a mail server believes that it was not heard, and sends again while the first is being taken in."""
    house = intake.chain.house
    incoming = read_mail(letter().as_bytes(), own="us@maker.example")
    ready, numbers = threading.Barrier(4), list[int]()

    def take_in() -> None:
        ready.wait()
        with house.database.transaction() as session:
            ctx = Context(session, SYSTEM, house.watch())
            numbers.append(operations.take_in(ctx, Store(house.settings.files_url), incoming).id)

    threads = [threading.Thread(target=take_in) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(numbers) == {1}
    assert house.rows("SELECT count(*) FROM service_case") == [(1,)]
