"""Gate 1: no case without an asset, whichever way one comes."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.cases.models import Case, CaseLineItem
from service.cases.operations import remove_line
from service.errors import Problem
from service.timeline.operations import record
from tests.service.test_cases import wanted


@pytest.fixture
def case(chain):
    """A case with two assets."""
    asset = chain.asset()
    again = {name: asset[name] for name in ("product_id", "account_id")}
    other = chain.desk.post("/assets", {**again, "serial_number": "SN 2"})
    return chain.desk.post("/cases", wanted(asset, lines=[{"asset_id": asset["id"]}, {"asset_id": other["id"]}]))


def test_api_opens_none(chain):
    refusal = chain.desk.post("/cases", wanted(chain.asset(), lines=[]), 409)
    assert (refusal["code"], refusal["gate"], refusal["field"]) == ("gate_1", 1, "lines")
    assert chain.house.rows("SELECT count(*) FROM service_case") == [(0,)]


def test_api_leaves_one(chain, case):
    path = f"/cases/{case['id']}/lines"
    chain.desk("DELETE", f"{path}/1")
    assert chain.desk("DELETE", f"{path}/2", status=409)["gate"] == 1


def without_lines(house, number: int) -> None:
    """Open a case without a line, by a session and not by the operation."""
    with house.database.transaction() as session:
        made = session.get_one(Case, number)
        columns = {each.key: getattr(made, each.key) for each in Case.__table__.columns if each.key != "id"}
        bare = Case(**columns)
        session.add(bare)
        record(house.context(session), bare, "created")


def delete_lines(house) -> None:
    """Take all lines off a case, by a session and not by the operation."""
    with house.database.transaction() as session:
        for line in session.query(CaseLineItem):
            session.delete(line)


def test_session_keeps_none(chain, case):
    with pytest.raises(IntegrityError):
        without_lines(chain.house, case["id"])
    assert chain.house.rows("SELECT count(*) FROM service_case") == [(1,)]


def test_session_takes_no_last_line(chain, case):
    with pytest.raises(IntegrityError):
        delete_lines(chain.house)
    assert len(chain.desk.get(f"/cases/{case['id']}")["lines"]) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM case_line_item",
        "DELETE FROM case_line_item WHERE position = 1",
        "UPDATE case_line_item SET case_id = 99",
        "UPDATE service_case SET primary_position = 7",
        "UPDATE service_case SET primary_position = NULL",
        "INSERT INTO service_case (version, account_id, primary_position, channel, case_type, reason_code, subject,"
        " description, on_site_required, product_line, customer_tier, status, priority, escalated, opened_at,"
        " clock_started_at, due_at, team) SELECT version, account_id, 1, channel, case_type, reason_code, subject,"
        " description, on_site_required, product_line, customer_tier, status, priority, escalated, opened_at,"
        " clock_started_at, due_at, team FROM service_case",
    ],
)
def test_sql_keeps_none(chain, case, statement):
    with pytest.raises(IntegrityError):
        chain.house.run(statement)


def test_sql_may_point_to_another_line_and_take_the_first(chain, case):
    with chain.house.database.transaction() as session:
        session.execute(text("DELETE FROM case_line_item WHERE position = 1"))
        session.execute(text("UPDATE service_case SET primary_position = 2"))
    assert len(chain.desk.get(f"/cases/{case['id']}")["lines"]) == 1


def test_two_at_once_leave_one(chain, case):
    """Two sessions that each take one of two lines: one of them is refused."""
    outcomes, ready = [], threading.Barrier(2)

    def take(position: int) -> None:
        ready.wait()
        try:
            with chain.house.database.transaction() as session:
                ctx = chain.house.context(session)
                found = session.query(Case).with_for_update(of=Case).filter_by(id=case["id"]).one()
                remove_line(ctx, found, position=position)
            outcomes.append("taken")
        except Problem as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=take, args=(position,)) for position in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gate_1", "taken"]


def test_two_at_once_in_sql_leave_one(chain, case):
    """The same without the domain, and without its locks: the reference holds."""
    outcomes, ready = [], threading.Barrier(2)

    def take(position: int) -> None:
        ready.wait()
        try:
            with chain.house.database.transaction() as session:
                session.execute(text("UPDATE service_case SET primary_position = :other"), {"other": 3 - position})
                session.execute(text("DELETE FROM case_line_item WHERE position = :p"), {"p": position})
            outcomes.append("taken")
        except IntegrityError:
            outcomes.append("refused")

    threads = [threading.Thread(target=take, args=(position,)) for position in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]
