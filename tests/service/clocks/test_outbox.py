"""The outbox: what is kept leaves at least once with the same id, what is not never does; letters that come back."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Caught

from service.context import SYSTEM, Context
from service.notify.models import Medium, WebhookEndpoint
from service.notify.operations import News, call, mail, tell_team, tell_user
from service.notify.outbox import TAKEN_FOR, WAITS, deliver, take
from service.notify.senders import DeliveryError, Letter, make_senders, post, smtp
from service.timeline.verify import signing_key
from tests.service.clocks.conftest import KEY
from tests.service.conftest import START

NEWS = News("sla", "C-000001: late", "C-000001: late\nPump leaks", "service_case", 1, None)
LETTER = Letter("0a1b", "ops@example.com", "C-1: late\nBcc: x@y.example", "Grüße", START, START, b"secret")


def queue(clocks, **more):
    with clocks.chain.house.database.transaction() as session:
        return mail(Context(session, SYSTEM, clocks.chain.house.watch()), "ops@example.com", NEWS).id


def test_what_was_rolled_back_is_not_sent_and_what_was_kept_is(clocks):
    def give_up():
        with clocks.chain.house.database.transaction() as session:
            mail(Context(session, SYSTEM, START), "nobody@example.com", NEWS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    queue(clocks)
    assert clocks.deliver().sent == 1
    assert [each.address for each in clocks.letters] == ["ops@example.com"]
    assert clocks.deliver().sent == 0


def test_whoever_dies_while_sending_leaves_it_to_be_sent_again_with_the_same_id(clocks):
    queue(clocks)
    database, watch = clocks.chain.house.database, clocks.chain.house.watch
    ((_, _, lost),) = take(database, KEY, watch())
    assert clocks.deliver().sent == 0
    watch.time += TAKEN_FOR
    assert clocks.deliver().sent == 1
    assert [each.key for each in clocks.letters] == [lost.key]


def test_letters_that_cannot_be_delivered_are_tried_again_and_end_as_dead_letters(clocks):
    number = queue(clocks)
    clocks.broken, operations, watch = True, clocks.chain.operations, clocks.chain.house.watch
    for wait in WAITS:
        assert clocks.deliver().failed == 1
        assert clocks.deliver().failed == 0
        watch.time += wait
    assert clocks.deliver().dead == 1
    assert len({each.key for each in clocks.letters}) == 1
    assert len(clocks.letters) == len(WAITS) + 1
    (dead,) = operations.get("/outbox?status=dead")["items"]
    assert (dead["id"], dead["last_error"], dead["attempts"]) == (number, "nobody answers", len(WAITS) + 1)
    clocks.broken = False
    operations.post(f"/outbox/{number}/retry", {"reason": "mail server is back"})
    assert clocks.deliver().sent == 1
    assert operations.post(f"/outbox/{number}/discard", {"reason": "again"}, 409)["code"] == "not_a_dead_letter"
    events = clocks.chain.desk.get("/events?record_type=outbox_message&limit=100")["items"]
    assert [each["kind"] for each in events][-3:] == ["died", "retried", "sent"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_dead_letters_can_be_given_up(clocks):
    number = queue(clocks)
    clocks.chain.house.run("UPDATE outbox_message SET status = 'dead', next_at = NULL")
    given_up = clocks.chain.operations.post(f"/outbox/{number}/discard", {"reason": "too old"})
    assert (given_up["status"], clocks.deliver().sent) == ("discarded", 0)


class Receiver(BaseHTTPRequestHandler):
    """Keeps what was posted, and answers what it is told to."""

    got: list = []  # noqa: RUF012 - shared with the test on purpose
    answer = 204

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).got.append((dict(self.headers), body))
        self.send_response(self.answer)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def receiver():
    Receiver.got, Receiver.answer = [], 204
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_webhooks_are_signed_so_that_the_receiver_can_tell(clocks, receiver):
    operations, database = clocks.chain.operations, clocks.chain.house.database
    made = operations.post("/webhook-endpoints", {"name": "pager", "url": receiver})
    secret = operations.get(f"/webhook-endpoints/{made['id']}/secret")["secret"]
    assert secret.startswith("whsec_")
    with database.transaction() as session:
        call(Context(session, SYSTEM, START), session.get_one(WebhookEndpoint, made["id"]), NEWS)
    key = signing_key(clocks.chain.house.settings.signing_key)
    assert deliver(database, make_senders(None, "x@y.example"), key, clocks.chain.house.watch).sent == 1
    ((headers, body),) = Receiver.got
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(expected).decode()
    assert json.loads(body)["subject"] == NEWS.subject
    rotated = operations.post(f"/webhook-endpoints/{made['id']}/secret", {"reason": "it was shown to others"})
    assert rotated["secret"] != secret
    told = json.dumps(clocks.chain.desk.get("/events?record_type=webhook_endpoint")["items"])
    assert secret not in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_endpoint_that_is_switched_off_gets_nothing(clocks, receiver):
    operations, database = clocks.chain.operations, clocks.chain.house.database
    made = operations.post("/webhook-endpoints", {"name": "pager", "url": receiver, "active": False})
    with database.transaction() as session:
        call(Context(session, SYSTEM, START), session.get_one(WebhookEndpoint, made["id"]), NEWS)
    assert clocks.deliver().failed == 1
    assert clocks.letters == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_endpoint_is_an_address_of_the_web(clocks):
    for address in ("ftp://example.com/", "javascript:alert(1)", "pager.example.com"):
        body = {"name": "pager", "url": address}
        assert clocks.chain.operations.post("/webhook-endpoints", body, 422)["field"] == "url"


def test_answer_that_is_no_success_is_none_and_redirections_are_not_followed(receiver):
    letter = Letter("k", receiver, "s", "{}", START, START, b"x")
    for status in (302, 404, 500):
        Receiver.answer = status
        with pytest.raises(DeliveryError, match=str(status)):
            post(letter)
    assert len(Receiver.got) == 3
    with pytest.raises(DeliveryError, match="ConnectError"):
        post(Letter("k", "http://127.0.0.1:1/in", "s", "{}", START, START))


class Mailbox(Caught):
    """Keeps the letters that it gets."""

    def __init__(self):
        super().__init__()
        self.got = []

    def handle_message(self, message):
        self.got.append(message)


def test_letters_go_out_by_smtp_with_an_id_that_stays():
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        for _ in range(2):
            smtp(f"smtp://127.0.0.1:{port}", "Desk <desk@example.com>")(LETTER)
    finally:
        server.stop()
    first, second = mailbox.got
    assert first["Message-ID"] == second["Message-ID"] == "<0a1b@example.com>"
    assert (first["To"], first["Bcc"]) == ("ops@example.com", None)
    assert first.get_payload(decode=True).decode().strip() == "Grüße"


def test_mail_that_cannot_go_out_is_said():
    with pytest.raises(DeliveryError, match="ROUNDSMAN_SMTP"):
        make_senders(None, "x@y.example")[Medium.EMAIL](LETTER)
    with pytest.raises(DeliveryError, match="refused"):
        smtp("smtp://127.0.0.1:1", "x@y.example")(LETTER)
    with pytest.raises(ValueError, match="ROUNDSMAN_SMTP"):
        smtp("mail.example.com", "x@y.example")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_notifications_are_read_by_whom_they_were_meant_for(clocks):
    house, desk = clocks.chain.house, clocks.chain.desk
    other, customer = house.person("executive"), house.person("customer", account_id=clocks.chain.account()["id"])
    (number,) = house.rows("SELECT id FROM user_account WHERE login = 'support'")[0]
    with house.database.transaction() as session:
        ctx = Context(session, SYSTEM, datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=8))
        tell_user(ctx, number, NEWS)
        tell_team(ctx, "support", NEWS)
    (mine,) = desk.get("/notifications?unread=true")["items"]
    assert other.get("/notifications")["items"] == customer.get("/notifications")["items"] == []
    assert other.get("/notifications?team=support", 403)["rule"] == "service.write"
    assert customer.post(f"/notifications/{mine['id']}/read", None, 404)
    assert desk.post(f"/notifications/{mine['id']}/read")["read_at"]
    assert desk.get("/notifications?unread=true")["items"] == []
    (team,) = desk.get("/notifications?team=support")["items"]
    assert desk.post(f"/notifications/{team['id']}/read")["team"] == "support"
    assert desk.post("/notifications/99/read", None, 404)
