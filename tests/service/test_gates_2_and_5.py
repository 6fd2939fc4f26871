"""Gate 2: active only with a visit inside the SLA window and none outside. Gate 5: report and signature."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import Window, gate_2_fault, gate_5_fault
from service.timeline.operations import record
from tests.service.conftest import START
from tests.service.test_fieldwork import MORNING, PICTURE

HOURS = [START + timedelta(hours=number) for number in range(6)]
WINDOW = {"window_start": "2026-03-03T08:00:00Z", "window_end": "2026-03-03T12:00:00Z"}
WINDOW = {**WINDOW, "due_date": "2026-03-03T14:00:00Z"}


@pytest.mark.parametrize(
    ("visits", "passes"),
    [
        ([], False),
        ([(1, 2)], True),
        ([(0, 1)], False),
        ([(2, 3)], True),
        ([(3, 4)], False),
        ([(1, 4)], True),
        ([(1, 5)], False),
        ([(1, 2), (0, 1)], False),
        ([(1, 2), (2, 4)], True),
    ],
)
def test_window_binds_the_start_and_due_the_end(visits: list[tuple[int, int]], passes: bool):
    window = Window(start=HOURS[1], end=HOURS[3], due=HOURS[4])
    fault = gate_2_fault(window, [(HOURS[start], HOURS[end]) for start, end in visits])
    assert (fault is None) == passes


def test_no_window_is_a_fault():
    assert gate_2_fault(None, [(HOURS[0], HOURS[1])]) == "the work order has no SLA window"


def test_what_is_missing_is_named():
    assert gate_5_fault(True, True) is None
    assert gate_5_fault(False, True) == "the customer's service report is missing"
    assert gate_5_fault(False, False) == "the customer's service report and the signature are missing"


@pytest.mark.parametrize("start", [None, "2026-03-03T07:59:00Z", "2026-03-03T12:00:00Z"])
def test_api_activates_nothing_outside_the_window(chain, start):
    order = chain.work_order(window=WINDOW)
    chain.visit(order, start)
    refusal = chain.desk.post(f"/work-orders/{order['id']}/activate", None, 409)
    assert refusal.get("gate") == 2 if start else refusal["code"] == "transition_refused"


def test_api_activates_inside_and_keeps_visits_inside(chain):
    order = chain.work_order(window=WINDOW)
    visit = chain.visit(order, MORNING)
    assert chain.desk.post(f"/work-orders/{order['id']}/activate")["status"] == "active"
    outside = {"start": "2026-03-03T13:30:00Z", "technician_ids": [1]}
    assert chain.dispatcher.post(f"/appointments/{visit['id']}/schedule", outside, 409)["gate"] == 2
    inside = {"start": "2026-03-03T11:00:00Z", "technician_ids": [1]}
    assert chain.dispatcher.post(f"/appointments/{visit['id']}/schedule", inside)["sched_start"] == inside["start"]
    second = chain.visit(order)
    assert chain.dispatcher.post(f"/appointments/{second['id']}/schedule", outside, 409)["gate"] == 2


def test_missed_window_needs_an_agreement_and_stays_counted(chain):
    order = chain.work_order(window=WINDOW)
    path = f"/work-orders/{order['id']}"
    agreed = {"window_start": "2026-03-05T08:00:00Z", "due_date": "2026-03-05T16:00:00Z"}
    chain.house.watch.forward(days=2)
    assert chain.desk.post(f"{path}/recommit", {**agreed, "reason": "x", "agreed_with": "Jo"}, 403)
    manager = chain.house.person("manager")
    assert manager.post(f"{path}/recommit", agreed, 422)["errors"]
    past = {**agreed, "due_date": "2026-03-04T07:00:00Z", "window_start": "2026-03-04T06:00:00Z"}
    assert manager.post(f"{path}/recommit", {**past, "reason": "x", "agreed_with": "Jo"}, 422)["field"] == "due_date"
    again = manager.post(f"{path}/recommit", {**agreed, "reason": "away", "agreed_with": "Jo Roe"})
    assert (again["missed_windows"], again["status"], again["due_date"]) == (1, "to_schedule", agreed["due_date"])
    chain.visit(order, "2026-03-05T09:00:00Z")
    assert chain.desk.post(f"{path}/activate")["missed_windows"] == 1


@pytest.fixture
def scheduled(chain):
    """A work order with one visit inside its window."""
    order = chain.work_order(window=WINDOW)
    chain.visit(order, MORNING)
    return order


def force(house, status: str) -> None:
    """Set the status of the only work order by a session, not by an operation."""
    with house.database.transaction() as session:
        found = session.query(WorkOrder).one()
        found.status = status
        record(house.context(session), found, "forced")


def test_session_activates_nothing_without_a_visit(chain):
    order = chain.work_order(window=WINDOW)
    with pytest.raises(IntegrityError, match="gate_2"):
        force(chain.house, "active")
    assert chain.desk.get(f"/work-orders/{order['id']}")["status"] == "new"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM booking; DELETE FROM service_appointment",
        "DELETE FROM booking; UPDATE service_appointment SET status = 'canceled', status_category = 'canceled'",
        "UPDATE work_order SET window_start = '2026-03-03 09:00:01+00'",
        "UPDATE work_order SET due_date = '2026-03-03 09:59:59+00'",
        "UPDATE work_order SET window_end = '2026-03-03 09:00:00+00'",
        "UPDATE service_appointment SET sched_start = '2026-03-03 07:00:00+00'",
        "UPDATE service_appointment SET sched_end = '2026-03-03 15:00:00+00'",
        "INSERT INTO work_order SELECT * FROM work_order",
    ],
)
def test_sql_leaves_no_active_order_outside(chain, scheduled, statement):
    if "INSERT" in statement:
        columns = ", ".join(
            each.name for each in WorkOrder.__table__.columns if each.name not in ("id", "report_id", "signature_id")
        )
        statement = f"INSERT INTO work_order ({columns}) SELECT {columns} FROM work_order"
    if chain.house.database.engine.dialect.name == "sqlite":
        statement = statement.replace("+00'", ".000000'")
    chain.desk.post(f"/work-orders/{scheduled['id']}/activate")
    with pytest.raises(DBAPIError, match="gate_2"):
        chain.house.run_all(*statement.split(";"))
    assert chain.desk.get(f"/work-orders/{scheduled['id']}")["status"] == "active"


def test_activating_and_cancelling_at_once_break_nothing(chain, scheduled):
    """One session activates the order, another takes its visit, without the domain's locks."""
    ready = threading.Barrier(2)
    errors: list[str] = []

    def run(*statements: str) -> None:
        ready.wait()
        try:
            chain.house.run_all(*statements)
        except DBAPIError as error:
            errors.append(str(error.orig))

    cancel = "UPDATE service_appointment SET status = 'canceled', status_category = 'canceled'"
    threads = [
        threading.Thread(target=run, args=("UPDATE work_order SET status = 'active'",)),
        threading.Thread(target=run, args=("DELETE FROM booking", cancel)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 1
    ((status, category),) = chain.house.rows(
        "SELECT w.status, a.status_category FROM work_order w JOIN service_appointment a ON a.work_order_id = w.id"
    )
    assert (status, category) in {("active", "scheduled"), ("scheduled", "canceled")}


@pytest.fixture
def active(chain, scheduled):
    """The same order, active, and its installer."""
    chain.desk.post(f"/work-orders/{scheduled['id']}/activate")
    return f"/work-orders/{scheduled['id']}", chain.installer(1)


def test_api_completes_nothing_without_report_and_signature(chain, active):
    path, kim = active
    refusal = kim.post(f"{path}/complete", None, 409)
    assert (refusal["gate"], refusal["code"]) == (5, "gate_5")
    assert "service report and the signature" in refusal["detail"]
    kim.post(f"{path}/report", {"summary": "tight"})
    assert "signature is missing" in kim.post(f"{path}/complete", None, 409)["detail"]
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    assert chain.desk.post(f"{path}/complete", None, 403)["rule"] == "visits.execute"
    assert kim.post(f"{path}/complete")["completed_at"] == "2026-03-02T08:00:00Z"


def test_report_that_takes_the_place_of_a_signed_one_is_signed_anew(chain, active):
    path, kim = active
    kim.post(f"{path}/report", {"summary": "tight"})
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    kim.post(f"{path}/report", {"summary": "tight, and another pump ordered"})
    assert "signature is missing" in kim.post(f"{path}/complete", None, 409)["detail"]
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    kim.post(f"{path}/complete")


def test_session_completes_nothing_without_them(chain, active):
    with pytest.raises(IntegrityError, match="gate_5"):
        force(chain.house, "completed")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE work_order SET status = 'completed'",
        "UPDATE work_order SET status = 'completed', report_id = 1",
        "UPDATE work_order SET status = 'completed', report_id = 7, signature_id = 7",
    ],
)
def test_sql_completes_nothing_without_them(chain, active, statement):
    path, kim = active
    kim.post(f"{path}/report", {"summary": "tight"})
    with pytest.raises(IntegrityError):
        chain.house.run(statement)


def test_report_of_another_order_is_none(chain, active):
    path, kim = active
    kim.post(f"{path}/report", {"summary": "tight"})
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    chain.work_order()
    with pytest.raises(IntegrityError):
        chain.house.run("UPDATE work_order SET status = 'completed', report_id = 1, signature_id = 1 WHERE id = 2")


def test_what_was_completed_keeps_its_proof(chain, active):
    path, kim = active
    kim.post(f"{path}/report", {"summary": "tight"})
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    kim.post(f"{path}/complete")
    unsigned = "UPDATE work_order SET signature_id = NULL"
    for statement in (unsigned, "DELETE FROM signature", "DELETE FROM service_report"):
        with pytest.raises(IntegrityError):
            chain.house.run(statement)
