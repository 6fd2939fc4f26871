"""Reading mail: what people write in every way that mail has, and what is written to do harm."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.files.content import LONGEST_NAME, file_name
from service.intake.incoming import LONGEST_LINE, LONGEST_TEXT, one_line, readable_text, safe_name
from service.intake.mail import read_mail
from service.intake.markup import plain_text, sanitised
from tests.service.intake.conftest import letter

OWN = "roundsman@maker.example"


def read(raw: bytes | EmailMessage):
    return read_mail(raw if isinstance(raw, bytes) else raw.as_bytes(), own=OWN)


def plain(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["From: Jo <jo@hansa.example>", *headers, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Prüfstück 密封".encode()),
        ("iso-8859-1", "Prüfstück".encode("latin-1")),
        ("windows-1251", "Ёлка ждёт".encode("cp1251")),
        ("gb2312", "泵漏水".encode("gb2312")),
        ("nonsense", "Prüfstück".encode()),
        ("us-ascii", "Prüfstück".encode()),
        ("utf-8", "Prüfstück".encode("cp1252")),
        ("utf-16", "Prüfstück".encode("utf-16")),
    ],
)
def test_text_in_any_charset_right_or_wrong(charset, content):
    encoded = base64.b64encode(content)
    message = read(
        plain(encoded, f'Content-Type: text/plain; charset="{charset}"', "Content-Transfer-Encoding: base64")
    )
    wanted = {"windows-1251": "Ёлка ждёт", "gb2312": "泵漏水"}
    assert message.text in ("Prüfstück", "Prüfstück 密封", wanted.get(charset))


def test_alternatives_attachments_and_headers_are_read():
    mail = letter("plain words", Subject="Prüfung 密封 [C-000012]", In_Reply_To="<b@x>", References="<a@x> <b@x>")
    mail.add_alternative("<p>marked <b>words</b><script>alert(1)</script><img src='http://spy'></p>", subtype="html")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="Dichtung 密封.png")
    message = read(mail)
    assert (message.subject, message.text, message.wanted_case_id) == ("Prüfung 密封 [C-000012]", "plain words", 12)
    assert message.html == "<p>marked <b>words</b></p>"
    assert (message.answers, message.message_id) == (("b@x", "a@x"), "1@hansa.example")
    assert [(each.name, each.content) for each in message.files] == [("Dichtung 密封.png", b"\x89PNG")]


def test_html_alone_is_read_as_text():
    mail = letter()
    mail.set_content("<h1>Hello</h1>pump<br>leaks &amp; drips<style>p{}</style>", subtype="html")
    assert read(mail).text == "Hello\npump\nleaks & drips"


def test_forwarded_mail_is_a_file():
    mail = letter("see below")
    mail.add_attachment(letter("the first one"))
    message = read(mail)
    assert message.text == "see below"
    assert b"the first one" in message.files[0].content


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"Auto_Submitted": "no"}, None),
        ({"Precedence": "bulk"}, "Precedence: bulk"),
        ({"List_Id": "<news.example>"}, "List-Id"),
        ({"X_Loop": "anything"}, "X-Loop"),
        ({"Return_Path": "<>"}, "Return-Path: <>"),
        ({"From": "MAILER-DAEMON@mx.example"}, "from mailer-daemon"),
        ({"From": f"Roundsman <{OWN.upper()}>"}, "our own address"),
        ({"From": "no-reply@shop.example"}, "from no-reply"),
        ({"From": "noreplyman@hansa.example"}, None),
        ({}, None),
    ],
)
def test_what_machines_write_is_told_from_what_people_do(headers, why):
    assert read(letter(**headers)).automatic == why


def test_bounce_is_recognised():
    raw = plain(b"--b\r\n\r\nlost\r\n--b--", "Content-Type: multipart/report; boundary=b")
    assert read(raw).automatic == "multipart/report"


def test_same_mail_has_one_key_and_another_has_another():
    assert read(letter()).key == read(letter(Subject="changed on the way")).key
    assert read(letter()).key != read(letter(From="other@x.example")).key
    bare = letter(Message_ID="", Date="Mon, 2 Mar 2026 08:00:00 +0000")
    assert read(bare).key == read(bare).key
    assert read(bare).key != read(letter(Message_ID="", Date="Tue, 3 Mar 2026 08:00:00 +0000")).key
    bare.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    assert read(bare).key != read(letter(Message_ID="", Date="Mon, 2 Mar 2026 08:00:00 +0000")).key


def nested(depth: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(plain(b"")[:-2] + nested(5000), id="parts in parts"),
        pytest.param(
            plain(b"--b\r\n\r\nx\r\n" * 300_000, "Content-Type: multipart/mixed; boundary=b"), id="many parts"
        ),
        pytest.param(plain(b"text", *[f"X-{number}: {'y' * 900}" for number in range(1000)]), id="large headers"),
        pytest.param(plain(b"text", "References: " + "<a@b> " * 30_000), id="many references"),
        pytest.param(plain(b"text", "Subject: " + "=?utf-8?q?x?= " * 10_000), id="many words"),
        pytest.param(b"From: " + b"(" * 50_000 + b"\r\n\r\nx", id="open comments"),
        pytest.param(plain(b"<div>" * 200_000, "Content-Type: text/html"), id="deep markup"),
        pytest.param(plain(b"a" * 5_000_000), id="long text"),
        pytest.param(plain(b"=" * 500_000, "Content-Transfer-Encoding: quoted-printable"), id="broken coding"),
        pytest.param(bytes(range(256)) * 50, id="noise"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00" * 10_000, id="zeros"),
    ],
)
def test_harmful_mail_is_read_within_bounds(raw):
    message = read(raw)
    assert message.raw == raw
    assert len(message.text) <= LONGEST_TEXT
    assert len(message.subject) <= LONGEST_LINE
    assert len(message.answers) <= 50
    assert "\x00" not in message.text + message.subject


def test_headers_cannot_be_smuggled_in():
    raw = plain(
        b"x", "Subject: =?utf-8?q?hello=0D=0ABcc:=20all@x.example=00?=", "X-Y: z\r\n\tAuto-Submitted: auto-replied"
    )
    message = read(raw)
    assert (message.subject, message.automatic) == ("hello Bcc: all@x.example", None)


def test_name_written_like_an_address_is_a_name():
    message = read(plain(b"x").replace(b"Jo <jo@", b"=?utf-8?q?boss=40maker=2Eexample=3E?= <jo@"))
    assert (message.sender, message.sender_name) == ("jo@hansa.example", "boss@maker.example>")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail(raw):
    message = read(raw)
    assert message.key == read(raw).key
    message.text.encode("utf-8")


@given(st.text(max_size=300), st.integers(1, 9))
def test_any_name_becomes_one_that_a_file_can_have(name, number):
    safe = safe_name(name, number)
    assert len(file_name(safe, "image/png")) <= LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|\r\n\x00')


@given(st.text(max_size=300))
def test_lines_and_texts_can_be_kept(text):
    assert "\n" not in one_line(text)
    for kept in (one_line(text), readable_text(text)):
        assert kept.encode("utf-8").decode() == kept
        assert "\x00" not in kept


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' jAvAscript:alert(1)'>x</a>",
        "<p onclick=alert(1)>x</p>",
        "<svg><script>alert(1)</script></svg>x",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>x",
        "<img src=x onerror=alert(1)>x",
        "<style>@import 'http://spy'</style>x",
        "<form action=http://spy><input name=password>x</form>",
        "<base href=http://spy>x<meta http-equiv=refresh content='0;http://spy'>",
    ],
)
def test_markup_that_does_something_is_taken_out(markup):
    clean = sanitised(markup)
    assert not any(
        each in clean.casefold() for each in ("script", "onclick", "onerror", "spy", "<img", "<style", "<form")
    )
    assert "alert(1)" not in plain_text(markup)
