"""What the service does by itself: each duty in its time, none held up by another, nothing twice."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from service.duties import Duties, Duty
from service.idempotency import KEPT


@pytest.fixture
def duties(house):
    return Duties(house.settings, house.database, house.watch)


def test_each_duty_has_its_time(house):
    done: list[str] = []
    often = Duty("often", timedelta(minutes=1), lambda place: done.append("often") or 2)
    seldom = Duty("seldom", timedelta(minutes=5), lambda place: done.append("seldom") or 0)
    duties = Duties(house.settings, house.database, house.watch, (often, seldom))
    assert duties.sweep() == {"often": 2, "seldom": 0}
    assert duties.sweep() == {}
    for _ in range(5):
        house.watch.forward(minutes=1)
        duties.sweep()
    assert (done.count("often"), done.count("seldom")) == (6, 2)


def test_duty_that_fails_holds_up_no_other(house, caplog):
    def fail(place) -> int:
        raise RuntimeError("the disk is full")

    broken, sound = Duty("break", timedelta(minutes=1), fail), Duty("work", timedelta(minutes=1), lambda place: 1)
    assert Duties(house.settings, house.database, house.watch, (broken, sound)).sweep() == {"break": 0, "work": 1}
    assert "the duty to break failed" in caplog.text


def test_heads_are_signed_as_the_timeline_grows(house, duties):
    house.person("support")
    assert duties.sweep()["sign the timeline"] == 1
    assert json.loads(house.settings.witness.read_text())["checkpoint"] == 1
    house.watch.forward(minutes=5)
    assert duties.sweep()["sign the timeline"] == 0
    house.person("manager")
    house.watch.forward(minutes=4)
    assert "sign the timeline" not in duties.sweep()
    house.watch.forward(minutes=1)
    assert duties.sweep()["sign the timeline"] == 1
    assert json.loads(house.settings.witness.read_text())["checkpoint"] == 2


def test_two_that_sign_at_once_follow_each_other(house):
    from service.installation import checkpoint
    from service.timeline.verify import signing_key, verify

    house.settings.folder.mkdir(exist_ok=True)
    ready = threading.Barrier(4)

    def sign(number: int) -> None:
        house.person("support", name=f"person {number}")
        ready.wait()
        checkpoint(house.settings, house.database, now=house.watch())

    threads = [threading.Thread(target=sign, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    key = signing_key(house.settings.signing_key)
    with house.database.transaction(write=False) as session:
        assert list(verify(session, key=key, witness=house.settings.witness)) == []


def test_all_who_make_the_key_at_once_have_the_same_one_and_leave_no_draft(tmp_path):
    from service.timeline.verify import signing_key

    for number in range(20):
        ready, path = threading.Barrier(4), tmp_path / str(number) / "key"

        def make(at: threading.Barrier = ready, where: Path = path) -> bytes:
            at.wait()
            return signing_key(where)

        with ThreadPoolExecutor(4) as pool:
            keys = {each.result() for each in [pool.submit(make) for _ in range(4)]}
        assert [len(key) for key in keys] == [32]
        assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_old_answers_and_logins_are_forgotten_and_new_ones_kept(house, duties):
    admin = house.person("admin")
    body = {"name": "shop", "scopes": ["records.read"]}
    admin.post("/keys", body, headers={"Idempotency-Key": "old"})
    house.nobody.post("/session", {"login": "eve", "password": "x"}, 401)
    house.watch.forward(days=KEPT.days)
    admin.post("/keys", {**body, "name": "new"}, headers={"Idempotency-Key": "new"})
    assert duties.sweep()["forget what is over"] == 1
    assert house.rows("SELECT count(*) FROM failed_login") == [(0,)]
    assert house.rows("SELECT key FROM remembered_answer ORDER BY key") == [("new",), ("old",)]
    house.watch.forward(hours=1)
    assert duties.sweep()["forget what is over"] == 1
    assert house.rows("SELECT key FROM remembered_answer") == [("new",)]
    assert admin.post("/keys", body, 409, headers={"Idempotency-Key": "old"})["code"] == "duplicate"
    assert house.rows("SELECT count(*) FROM login_session") == [(1,)]
