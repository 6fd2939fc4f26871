"""The service report as a PDF: complete, the same for the same records, and no word of a record is run as markup."""

import base64
import io
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from service.fieldwork.report_pdf import readable, typeset

MORNING = "2026-03-03T09:00:00Z"
HOSTILE = '#panic("x") $a_b$ *bold* _it_ `raw` @ref <lab> [c] \\ #read("/etc/passwd") // no'


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF, the breaks of its lines left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number] for number in range(len(document))]
        words = " ".join(page.get_textpage().get_text_range() for page in pages)
        for page in pages:
            page.close()
    return " ".join(words.replace("\u200b", "").split())


def signature(width: int = 300) -> str:
    target = io.BytesIO()
    picture = Image.new("RGBA", (width, 100))
    ImageDraw.Draw(picture).line([(10, 80), (100, 20), (290, 70)], fill="navy", width=4)
    picture.save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


def pdf(person, order, status: int = 200, **query):
    path = f"/api/v1/work-orders/{order['id']}/report.pdf"
    answer = person.client.get(path, params=query, headers=person.headers)
    assert answer.status_code == status, answer.text
    return answer


def reported(chain, *, summary: str = "Seal replaced.", subject: str = "Pump leaks", image: str | None = None):
    """Return a work order that was done and reported, and signed if there is a picture."""
    asset = chain.asset(serial_number=f"SN {subject}")
    steps = [{"instruction": "Pressure test", "unit": "bar"}, {"instruction": subject, "mandatory": False}]
    order = chain.work_order(chain.case(asset, subject=subject), steps=steps, parts={"SEAL-7": 1})
    kim = chain.technician("Kim Berg")
    chain.visit(order, MORNING, kim)
    installer, path = chain.installer(kim), f"/work-orders/{order['id']}"
    chain.dispatcher.post(f"{path}/activate")
    installer.post(f"{path}/steps/1", {"measurement": "6.2"})
    installer.post(f"{path}/parts", {"part_number": "SEAL-7", "quantity": 2})
    installer.post(f"{path}/report", {"summary": summary, "findings": HOSTILE})
    if image:
        installer.post(f"{path}/signature", {"signer": "Jo Roe", "image": image})
    return order, installer


def test_report_says_what_was_done(chain):
    order, installer = reported(chain, image=signature())
    answer = pdf(installer, order, timezone="Europe/Berlin")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('attachment; filename="service-report-W-000001.pdf"')
    said = text_of(answer.content)
    for words in (
        *("W-000001", "Hansa Mills", "Am Tor 1", "Pump leaks", "SN Pump leaks", "Seal replaced.", "Kim Berg"),
        *("Pressure test", "6.2 bar", "SEAL-7 1 2", "Jo Roe", "2026-03-03 10:00 CET to 11:00", "Page 1 of 1"),
    ):
        assert words in said
    with pypdfium2.PdfDocument(answer.content) as document:
        page = document[0]
        assert [each for each in page.get_objects() if each.type == 3]
        page.close()


def test_hostile_words_are_printed_and_not_run(chain):
    order, installer = reported(chain, summary=HOSTILE, subject=HOSTILE)
    said = text_of(pdf(installer, order).content)
    assert said.count(HOSTILE) >= 4
    assert "root:" not in said
    assert "not signed" in said


def test_report_is_the_same_each_time(chain):
    order, installer = reported(chain, image=signature())
    assert pdf(installer, order).content == pdf(chain.desk, order).content


def test_no_report_no_pdf(chain):
    order = chain.work_order()
    assert pdf(chain.desk, order, 409).json()["code"] == "report_missing"


def test_every_alphabet_is_printed_or_written_by_number(chain):
    """Which fonts a machine has differs; no character is an empty box, and none is lost."""
    said = "Grüße, Ελλάδα, Привет, 東京株式会社, मुंबई, شركة, \U0001f6e0, \ue000, e\u0301\u0489"
    order, installer = reported(chain, summary=said, subject="東京 pump")
    printed = text_of(pdf(installer, order).content)
    for each in "üΕλПр東京株式会社":
        assert each in printed or f"[U+{ord(each):04X}]" in printed, each
    assert ("[U+" in printed) == ("written by their number" in printed)


def test_character_without_a_glyph_is_written_by_number():
    data = {
        **dict.fromkeys(("title", "author", "number", "status", "technician", "reported", "signed", "footer"), "x"),
        **{"customer": [["Customer", "\u0378 Mills"]], "work": [], "machines": [], "summary": "\u0378\U00050001"},
        **{"findings": None, "steps": [], "parts": [], "subject": "x", "unsigned": "not signed", "picture": False},
    }
    printed = text_of(typeset(data, None, at=datetime(2026, 3, 2, tzinfo=UTC)))
    assert "[U+0378][U+50001]" in printed
    assert "written by their number" in printed


def test_unknown_zone_is_refused(chain):
    order, installer = reported(chain)
    for zone in ("Mars/Base", "../../etc/passwd", ""):
        assert pdf(installer, order, 422, timezone=zone).json()["field"] == "timezone"


def test_report_is_for_those_who_see_the_work(chain):
    order, _ = reported(chain)
    stranger = chain.installer(chain.technician("Lu Tal"))
    assert pdf(stranger, order, 404).json()["code"] == "not_found"


def test_customer_has_the_own_reports_once_they_are_signed(chain):
    order, installer = reported(chain)
    case, account = order["case_id"], chain.desk.get(f"/cases/{order['case_id']}")["account_id"]
    customer = chain.house.person("customer", name="own", account_id=account)
    other = chain.house.person("customer", name="other", account_id=account + 1)
    assert pdf(customer, order, 404).json()["code"] == "not_found"
    assert customer.get("/service-reports")["items"] == []
    installer.post(f"/work-orders/{order['id']}/signature", {"signer": "Jo Roe", "image": signature()})
    (report,) = customer.get(f"/service-reports?case_id={case}")["items"]
    assert (report["work_order_id"], report["summary"]) == (order["id"], "Seal replaced.")
    assert "Jo Roe" in text_of(pdf(customer, order).content)
    assert customer.get("/service-reports?case_id=99")["items"] == other.get("/service-reports")["items"] == []
    assert pdf(other, order, 404).json()["code"] == "not_found"
    customer.get(f"/work-orders/{order['id']}", 404)


@pytest.mark.parametrize("image", [base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(), signature(130_000)])
def test_broken_or_huge_signature_is_refused(chain, image):
    order, installer = reported(chain)
    refusal = installer.post(f"/work-orders/{order['id']}/signature", {"signer": "x", "image": image}, 422)
    assert refusal["field"] == "image"


def test_picture_that_cannot_be_read_is_left_out():
    assert readable("bm90aGluZw==") is None
    assert readable(signature()) is not None


def test_long_reports_take_further_pages_and_long_words_break():
    data = {
        **dict.fromkeys(("title", "author", "number", "status", "technician", "reported", "signed"), "x" * 60),
        **{"customer": [["Customer", "y" * 300]], "work": [], "machines": [["z" * 200, "s" * 200, "not yet"]]},
        **{"summary": "word " * 3000, "findings": None, "steps": [], "parts": [], "footer": "f" * 50},
        **{"subject": "w" * 200, "unsigned": "not signed", "picture": False},
    }
    made = typeset(data, None, at=datetime(2026, 3, 2, tzinfo=UTC))
    with pypdfium2.PdfDocument(made) as document:
        assert len(document) > 2
