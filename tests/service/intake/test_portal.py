"""The form that everybody can fill in, and a customer's pages: without scripts, own cases only, hostile input."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Problem
from service.intake.incoming import File
from service.portal.forms import read_form
from tests.service.intake.conftest import hidden


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    """The pages are the same over both databases; the journeys are gone over both."""
    shutil.copy(sqlite_template, tmp_path / "records.db")
    return f"sqlite:///{tmp_path / 'records.db'}"


def test_customer_opens_a_case_and_replies(intake, browser, customer):
    shown = browser("/portal/new", headers=customer)
    proof = {"csrf_token": hidden(shown, "csrf_token"), "once": hidden(shown, "once")}
    said = {
        "asset": str(intake.asset["id"]),
        "subject": "<b>Bold</b>",
        "text": "<script>alert(1)</script>",
        "reason": "",
    }
    sent = browser("/portal/new", {**proof, **said}, headers=customer)
    assert sent.headers["location"] == "/portal/cases/1"
    page = browser("/portal/cases/1", headers=customer)
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<b>Bold" not in page.text
    intake.chain.desk.post("/cases/1/comments", {"body": "for us only", "internal": True})
    intake.chain.desk.post("/cases/1/wait", {"waiting_for": "customer", "reason": "photo"})
    assert "for your answer" in browser("/portal/cases/1", headers=customer).text
    once = hidden(page, "once")
    reply = {"csrf_token": proof["csrf_token"], "once": once, "text": "here it is"}
    assert browser("/portal/cases/1", reply, headers=customer).status_code == 303
    assert browser("/portal/cases/1", reply, headers=customer).status_code == 303
    case = intake.chain.desk.get("/cases/1")
    assert (case["status"], case["channel"]) == ("in_progress", "portal")
    page = browser("/portal/cases/1", headers=customer).text
    assert page.count("here it is") == 1
    assert "for us only" not in page


def test_forms_of_a_session_need_its_proof(intake, browser, customer):
    said = {"asset": str(intake.asset["id"]), "text": "x", "reason": ""}
    assert browser("/portal/new", said, headers=customer).status_code == 403
    assert browser("/portal/new", {**said, "csrf_token": "ü"}, headers=customer).status_code == 403
    assert browser("/contact", said, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert intake.chain.house.rows("SELECT count(*) FROM intake_message") == [(0,)]


def test_asset_of_another_is_not_to_be_chosen(intake, browser, customer):
    theirs = intake.chain.asset()
    proof = {"csrf_token": hidden(browser("/portal/new", headers=customer), "csrf_token")}
    sent = browser("/portal/new", {**proof, "asset": str(theirs["id"]), "text": "x", "reason": ""}, headers=customer)
    assert (sent.status_code, "Please choose a machine" in sent.text) == (422, True)


def test_faults_are_shown_and_what_was_written_is_kept(browser):
    sent = browser("/contact", {"email": "not one", "subject": "kept <words>", "text": "", "reason": "nonsense"})
    assert sent.status_code == 422
    for said in ("Please say what happened", "not an email address", "choose from the list", "kept &lt;words&gt;"):
        assert said in sent.text


def test_machines_are_told_by_the_field_that_people_do_not_see(intake, browser):
    browser("/contact", {"email": "jo@hansa.example", "text": "buy", "reason": "", "website": "http://spam"})
    message = intake.chain.desk.get("/intake-messages/1")
    assert (message["status"], message["case_id"]) == ("automatic", None)


def test_login_with_a_one_time_password_leads_to_a_new_one(intake, browser):
    admin = intake.chain.house.person("admin")
    said = {"login": "kim", "name": "Kim", "roles": ["customer"], "account_id": intake.account["id"]}
    password = admin.post("/users", said)["password"]
    assert browser("/portal/login", {"login": "kim", "password": "wrong"}).status_code == 401
    sent = browser("/portal/login", {"login": "kim", "password": password})
    assert sent.headers["location"] == "/portal/password"
    cookie = {"Cookie": sent.headers["set-cookie"].split(";")[0]}
    proof = hidden(browser("/portal/password", headers=cookie), "csrf_token")
    changed = {"csrf_token": proof, "old_password": password, "new_password": "quite another one"}
    short = browser("/portal/password", {**changed, "new_password": "short"}, headers=cookie)
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    assert browser("/portal/password", changed, headers=cookie).status_code == 303
    assert browser("/portal/login", {"login": "kim", "password": "quite another one"}).headers["location"] == "/portal"


def test_those_who_are_logged_in_can_use_the_public_forms(intake, browser, customer):
    shown = browser("/contact", headers=customer)
    proof = {"csrf_token": hidden(shown, "csrf_token"), "once": hidden(shown, "once")}
    said = {**proof, "email": "jo@hansa.example", "text": "x", "reason": ""}
    assert browser("/contact", said, headers=customer).status_code == 303
    assert "csrf_token" in browser("/portal/login", headers=customer).text


def test_pages_of_customers_are_for_customers(intake, browser):
    staff = {"Cookie": intake.chain.desk.headers["Cookie"]}
    assert browser("/portal", headers=staff).status_code == 403
    assert browser("/portal/cases/99", headers=staff).status_code == 404


@given(st.binary(max_size=300), st.text(st.characters(exclude_characters='"\r\n\x00', codec="utf-8"), max_size=20))
def test_files_come_out_as_they_went_in(content, name):
    limit = "x" * 40
    part = f'--{limit}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'.encode()
    body = part + b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{limit}--\r\n".encode()
    form = read_form(body, f"multipart/form-data; boundary={limit}")
    assert form.files == ((File(name, content),) if content else ())


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"\xff", "application/x-www-form-urlencoded", 422),
        (b"&a=1" * 100, "application/x-www-form-urlencoded", 422),
        (b"", "multipart/form-data; boundary=x", 422),
        (b"--x\n\nno name\n--x--", "multipart/form-data; boundary=x", 422),
        (b"--x\n" * 700, "multipart/form-data; boundary=x", 422),
        (
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--",
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
def test_what_no_browser_sends_is_refused(body, kind, status):
    with pytest.raises(Problem) as refusal:
        read_form(body, kind)
    assert refusal.value.status == status
