"""Evidence through the API: handed in, seen by whom it may, handed out safely, withdrawn, verified."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from service import cli
from service.files.content import LARGEST_FILE


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(target, "PNG")
    return target.getvalue()


def hand_in(person, case, content: bytes = b"", status: int = 201, headers=None, **said):
    said = {"file_name": "seal.png", **said}
    path = f"/cases/{case['id']}/evidence"
    return person("POST", path, status=status, params=said, content=content or picture(), headers=headers or {})


@pytest.fixture
def case(chain):
    return chain.case()


def test_file_is_handed_in_and_out(chain, case):
    evidence = hand_in(chain.desk, case, caption="the seal")
    assert (evidence["media_type"], evidence["file_name"], evidence["caption"]) == ("image/png", "seal.png", "the seal")
    assert chain.desk.last.headers["location"] == "/api/v1/evidence/1"
    answer = chain.house.client.get("/api/v1/evidence/1/content", headers=chain.desk.headers)
    assert answer.content == picture()
    assert answer.headers["content-disposition"].startswith('attachment; filename="seal.png"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["etag"] == f'"{evidence["sha256"]}"'
    assert [each["id"] for each in chain.desk.get(f"/evidence?case_id={case['id']}")["items"]] == [1]


def test_name_goes_out_in_any_alphabet(chain, case):
    hand_in(chain.desk, case, file_name="Dichtung 密封.png")
    answer = chain.house.client.get("/api/v1/evidence/1/content", headers=chain.desk.headers)
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Dichtung __.png\"; filename*=UTF-8''Dichtung%20%E5%AF%86%E5%B0%81.png"
    )


def test_evidence_stands_on_the_journey(chain, case):
    hand_in(chain.desk, case)
    chain.desk.post("/evidence/1/withdraw", {"reason": "shows a person"})
    events = chain.desk.get(f"/cases/{case['id']}/journey")["events"]
    told = [(each["kind"], each["reason"]) for each in events if each["record_type"] == "evidence"]
    assert told == [("created", None), ("withdrawn", "shows a person")]
    assert chain.desk.get("/evidence/1/content", 410)["code"] == "withdrawn"
    assert chain.desk.post("/evidence/1/withdraw", {"reason": "again"})["version"] == 2


def test_repeated_request_is_done_once(chain, case):
    first = hand_in(chain.desk, case, headers={"Idempotency-Key": "one"})
    assert hand_in(chain.desk, case, headers={"Idempotency-Key": "one"}) == first
    assert chain.house.rows("SELECT count(*) FROM evidence") == [(1,)]
    other = hand_in(chain.desk, case, b"notes", 422, headers={"Idempotency-Key": "one"})
    assert other["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("content", "said", "status", "code"),
    [
        (b"<html>", {}, 415, "type_refused"),
        (b"\x89PNG\r\n\x1a\nbroken", {}, 422, "picture_broken"),
        (b"x", {"file_name": "../x"}, 422, "file_name_refused"),
        (b"x", {"work_order_id": 9}, 422, "unknown_reference"),
        (b"x", {"colour": "red"}, 422, "invalid_input"),
    ],
)
def test_bad_files_are_refused_and_leave_nothing(chain, case, content, said, status, code):
    assert hand_in(chain.desk, case, content, status, **said)["code"] == code
    assert chain.house.rows("SELECT count(*) FROM evidence") == [(0,)]
    assert not (chain.house.settings.folder / "files").exists()


def test_too_large_a_file_is_refused_before_it_is_read(chain, case):
    assert hand_in(chain.desk, case, b"x" * (LARGEST_FILE + 1), 413)["code"] == "too_large"


def test_nobody_unknown_is_read(house, chain, case):
    assert hand_in(house.nobody, case, status=401)["code"] == "not_authenticated"


def test_evidence_of_work_is_of_the_cases_work(chain, case):
    order, other = chain.work_order(case), chain.work_order()
    assert hand_in(chain.desk, case, work_order_id=order["id"])["work_order_id"] == order["id"]
    refusal = hand_in(chain.desk, case, status=422, work_order_id=other["id"])
    assert (refusal["field"], refusal["rule"]) == ("work_order_id", "evidence_of_case")
    with pytest.raises(IntegrityError):
        chain.house.run("UPDATE evidence SET work_order_id = :other", other=other["id"])


def test_customer_sees_what_is_not_internal_of_the_own_account(chain, case):
    hand_in(chain.desk, case)
    hand_in(chain.desk, case, b"for you", internal=False, file_name="note.txt")
    own = chain.house.person("customer", account_id=case["account_id"])
    other = chain.house.person("customer", name="other", account_id=chain.account()["id"])
    assert [each["id"] for each in own.get("/evidence")["items"]] == [2]
    assert own.get("/evidence/1/content", 404)["code"] == "not_found"
    assert chain.house.client.get("/api/v1/evidence/2/content", headers=own.headers).content == b"for you"
    assert other.get("/evidence")["items"] == []
    assert other.get("/evidence/2/content", 404)["code"] == "not_found"
    assert hand_in(own, case, status=403)["code"] == "forbidden"
    chain.desk.post("/evidence/2/withdraw", {"reason": "wrong customer"})
    assert own.get("/evidence")["items"] == []


def test_installer_adds_to_and_sees_the_own_visits_cases(chain, case):
    order, kim = chain.work_order(case), chain.technician()
    chain.visit(order, "2026-03-03T09:00:00Z", kim)
    stranger = chain.case()
    hand_in(chain.desk, stranger)
    installer = chain.installer(kim)
    hand_in(installer, case, work_order_id=order["id"])
    assert [each["case_id"] for each in installer.get("/evidence")["items"]] == [case["id"]]
    assert hand_in(installer, stranger, status=404)["code"] == "not_found"


def test_altered_file_is_found_and_not_handed_out(chain, case, monkeypatch):
    settings = chain.house.settings
    monkeypatch.setenv("ROUNDSMAN_DATABASE_URL", settings.database_url)
    evidence = hand_in(chain.desk, case)
    verify = ["verify", "--folder", str(settings.folder), "--no-sign"]
    assert CliRunner().invoke(cli.build(), verify).exit_code == 0
    path = Path(settings.folder) / "files" / evidence["sha256"][:2] / evidence["sha256"]
    path.write_bytes(b"another picture")
    assert chain.desk.get("/evidence/1/content", 409)["code"] == "evidence_damaged"
    found = CliRunner().invoke(cli.build(), verify)
    assert found.exit_code == 1
    assert "evidence 1, event 1: its file is gone or was altered" in found.output
