"""Clocks of work orders: windows and visits, a back office with its own hours, and messages that wait."""

import shutil
from datetime import timedelta

import pytest

from service.cases.models import SupplierReturn
from service.clocks.review import review
from service.clocks.subjects import SUBJECTS, Subject
from service.context import SYSTEM, Context
from service.sla.definition import RecordKind
from service.sla.operations import choose
from tests.service.clocks.conftest import shown
from tests.service.conftest import START


def office_order(clocks, case=None, team="finance"):
    kind = {"name": f"Contract {team}", "kind": "back_office", "purpose": "service", "duration_minutes": 30}
    made = clocks.chain.operations.post("/work-types", kind)
    case = case or clocks.chain.case()
    return clocks.chain.desk.post(f"/cases/{case['id']}/work-orders", {"work_type_id": made["id"], "team": team})


def test_external_and_internal_run_side_by_side(clocks):
    case = clocks.chain.case()
    order = office_order(clocks, case)
    # Monday at eight in UTC, with office hours from nine to five: one hour until the clock runs at all.
    assert clocks.of(order, "accepted")["due_at"] == shown(5)
    assert clocks.of(order, "completed")["due_at"] == "2026-03-03T17:00:00Z"
    clocks.at(3)
    clocks.chain.desk.post(f"/work-orders/{order['id']}/activate")
    clocks.at(40)
    clocks.chain.desk.post(f"/work-orders/{order['id']}/complete")
    assert [clocks.of(order, name)["outcome"] for name in ("accepted", "completed")] == ["met", "missed"]
    found = {(each["name"], each["scope"]): each for each in clocks.chain.desk.get("/attainment")}
    assert found["resolution", "external"]["met"] == found["completed", "internal"]["missed"] == 1
    shown_there = clocks.chain.desk.get(f"/milestones?case_id={case['id']}&scope=internal")["items"]
    assert {each["record_type"] for each in shown_there} == {"work_order"}


def test_hold_stops_the_office_clock(clocks):
    order = office_order(clocks)
    path = f"/work-orders/{order['id']}"
    clocks.at(2)
    clocks.chain.desk.post(f"{path}/activate")
    clocks.chain.desk.post(f"{path}/hold", {"reason": "papers"})
    assert clocks.of(order, "completed")["status"] == "stopped"
    clocks.at(2 + 24)
    clocks.chain.desk.post(f"{path}/release")
    assert clocks.of(order, "completed")["due_at"] == "2026-03-04T17:00:00Z"


def test_unhandled_office_order_escalates(clocks):
    order = office_order(clocks)
    clocks.sweep(5)
    now = clocks.chain.desk.get(f"/work-orders/{order['id']}")
    assert (now["escalated"], now["priority"]) == (True, "high")
    assert clocks.of(order, "accepted")["outcome"] == "missed"


def test_processes_by_team_have_their_own_hours(clocks):
    early = clocks.calendar([["06:00", "10:00"]])
    accepted = {
        "name": "accepted",
        "target": {"by": "duration", "minutes": 180},
        "complete": [{"status": ["active"]}],
    }
    entry = [{"kind": ["back_office"], "team": ["warehouse"]}]
    clocks.process(accepted, kind="work_order", entry=entry, calendar_id=early, scope="internal")
    assert clocks.of(office_order(clocks, team="warehouse"), "accepted")["due_at"] == "2026-03-03T07:00:00Z"
    assert clocks.of(office_order(clocks, team="finance"), "accepted")["due_at"] == shown(5)


WINDOW = {"start": "2026-03-03T08:00:00Z", "end": "2026-03-03T12:00:00Z", "due_date": "2026-03-03T17:00:00Z"}


def test_visit_in_window_is_begun_in_it(clocks):
    order = clocks.chain.work_order(window=window(clocks))
    kim = clocks.chain.technician()
    visit = clocks.chain.visit(order, "2026-03-03T09:00:00Z", kim)
    assert clocks.of(order, "visit in window")["due_at"] == "2026-03-03T12:00:00Z"
    assert clocks.of(order, "completion")["due_at"] == "2026-03-03T17:00:00Z"
    clocks.chain.desk.post(f"/work-orders/{order['id']}/activate")
    clocks.at(25)
    clocks.chain.installer(kim).post(f"/appointments/{visit['id']}/start")
    assert clocks.of(order, "visit in window")["outcome"] == "met"
    clocks.sweep(34)
    assert clocks.of(order, "completion")["outcome"] == "missed"


def test_missed_window_stays_counted_and_the_new_one_has_a_clock(clocks):
    order = clocks.chain.work_order(window=window(clocks))
    clocks.sweep(30)
    assert clocks.of(order, "visit in window")["outcome"] == "missed"
    agreed = {
        **{name: value.replace("03-03", "03-05") for name, value in window(clocks).items()},
        "reason": "customer asked",
        "agreed_with": "Jo Roe",
    }
    clocks.chain.house.person("manager").post(f"/work-orders/{order['id']}/recommit", agreed)
    found = clocks.chain.desk.get(f"/work-orders/{order['id']}/clocks")
    visits = [(each["outcome"], each["commitment_at"]) for each in found if each["name"] == "visit in window"]
    assert visits == [("missed", "2026-03-03T12:00:00Z"), ("open", "2026-03-05T12:00:00Z")]
    completion = clocks.of(order, "completion")
    assert (completion["outcome"], completion["commitment_at"]) == ("open", "2026-03-05T17:00:00Z")


def window(clocks):
    """The names that the API has for a window."""
    return {"window_start": WINDOW["start"], "window_end": WINDOW["end"], "due_date": WINDOW["due_date"]}


def test_messages_that_wait_have_a_clock(clocks, monkeypatch):
    """A return to a supplier stands in for the message: whatever is recorded can have clocks."""
    case = clocks.chain.case()
    database = clocks.chain.house.database
    state = {"status": "waiting"}
    with database.transaction(write=False) as session:
        version = choose(Context(session, SYSTEM, START), RecordKind.INTAKE_MESSAGE, {})
        assert version is not None
        number = version.id

    monkeypatch.setattr(SupplierReturn, "entitlement_id", number, raising=False)
    waiting = Subject(
        kind=RecordKind.INTAKE_MESSAGE,
        model=SupplierReturn,
        vocabulary={"status": None},
        later=frozenset({"status"}),
        moments=frozenset(),
        stops=frozenset(),
        facts=lambda ctx, row: dict(state),
        pauses=lambda ctx, row: [],
        started=lambda row: START,
        given_up=lambda row: False,
        case_id=lambda row: None,
    )
    monkeypatch.setitem(SUBJECTS, "supplier_return", waiting)
    supplier = clocks.chain.account("Seals Ltd", is_supplier=True)
    buyer = clocks.chain.house.person("buyer")
    sent = {"supplier_id": supplier["id"], "part_number": "S", "quantity": 1, "defect": "porous"}
    made = buyer.post(f"/cases/{case['id']}/supplier-returns", sent)
    with database.transaction() as session:
        ctx = Context(session, SYSTEM, START)
        (milestone,) = review(ctx, waiting, session.get_one(SupplierReturn, made["id"]))
        assert milestone.due_at == START + timedelta(hours=4)
    clocks.sweep(2)
    told = clocks.chain.desk.get("/notifications?team=support")["items"]
    assert [each["record_type"] for each in told] == ["supplier_return"]
    state["status"] = "linked"
    with database.transaction() as session:
        ctx = Context(session, SYSTEM, START + timedelta(hours=3))
        (milestone,) = review(ctx, waiting, session.get_one(SupplierReturn, made["id"]))
        assert milestone.outcome == "met"


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    """Derived the same way over both databases."""
    shutil.copy(sqlite_template, tmp_path / "records.db")
    return f"sqlite:///{tmp_path / 'records.db'}"
