"""Work orders and visits: made from types, in order, booked once, and lost with consequences."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.fieldwork.policy import FIELD_ORDER, OFFICE_ORDER, VISIT, VisitCategory, WorkStatus

MORNING = "2026-03-03T09:00:00Z"
NOON = "2026-03-03T12:00:00Z"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="


def test_work_order_is_made_from_its_type(chain):
    plan = [{"instruction": "Pressure test", "unit": "bar"}, {"instruction": "Clean", "mandatory": False}]
    order = chain.work_order(skills={"pumps": 2}, tools=["lift"], parts={"SEAL-7": 2}, steps=plan)
    assert (order["number"], order["status"], order["kind"]) == ("W-000001", "new", "field")
    assert (order["skills"], order["tools"]) == ({"pumps": 2}, ["lift"])
    assert order["parts"] == [{"part_number": "SEAL-7", "quantity": 2, "used": 0}]
    assert [(step["instruction"], step["mandatory"]) for step in order["steps"]] == [
        ("Pressure test", True),
        ("Clean", False),
    ]
    assert (order["window_start"], order["due_date"]) == ("2026-03-02T08:00:00Z", "2026-03-05T08:00:00Z")
    assert [line["asset_id"] for line in order["lines"]] == [1]


def test_work_is_about_assets_of_its_case(chain):
    case, other = chain.case(), chain.asset()
    made = chain.operations.post(
        "/work-types", {"name": "x", "kind": "field", "purpose": "repair", "duration_minutes": 60}
    )
    body = {"work_type_id": made["id"], "asset_ids": [other["id"]]}
    assert chain.desk.post(f"/cases/{case['id']}/work-orders", body, 422)["field"] == "asset_ids"
    chain.desk.post(f"/cases/{case['id']}/cancel", {"reason": "x"})
    body = {"work_type_id": made["id"]}
    assert chain.desk.post(f"/cases/{case['id']}/work-orders", body, 409)["code"] == "case_not_open"


def test_technician_is_not_booked_twice(chain):
    order, kim = chain.work_order(), chain.technician()
    chain.visit(order, MORNING, kim)
    second = chain.visit(chain.work_order())
    path = f"/appointments/{second['id']}/schedule"
    for start in (MORNING, "2026-03-03T08:01:00Z", "2026-03-03T09:59:00Z"):
        refusal = chain.dispatcher.post(path, {"start": start, "technician_ids": [kim]}, 409)
        assert (refusal["code"], refusal["appointment_id"]) == ("double_booked", 1)
    for start in ("2026-03-03T08:00:00Z", "2026-03-03T10:00:00Z"):
        assert chain.dispatcher.post(path, {"start": start, "technician_ids": [kim]})["technicians"] == [kim]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO booking SELECT 2, 1, starts_at, ends_at FROM booking WHERE appointment_id = 2",
        "UPDATE service_appointment SET sched_start = '2026-03-03 09:30:00+00', sched_end = '2026-03-03 10:30:00+00'"
        " WHERE id = 3",
        "UPDATE booking SET technician_id = 1 WHERE appointment_id = 2",
        "UPDATE booking SET starts_at = '2026-03-03 08:30:00+00' WHERE appointment_id = 1",
        "UPDATE service_appointment SET sched_start = NULL, sched_end = NULL WHERE id = 1",
    ],
)
def test_database_keeps_bookings_apart_and_with_their_visit(chain, statement):
    kim, lee = chain.technician("Kim"), chain.technician("Lee")
    chain.visit(chain.work_order(), MORNING, kim)
    chain.visit(chain.work_order(), "2026-03-03T09:30:00Z", lee)
    chain.visit(chain.work_order(), NOON, kim)
    if chain.house.database.engine.dialect.name == "sqlite":
        statement = statement.replace("+00'", ".000000'")
    with pytest.raises(IntegrityError):
        chain.house.run(statement)


def test_two_dispatchers_cannot_book_one_technician(chain, monkeypatch):
    """The domain's look at the calendar is passed by both; the database lets one of them in."""
    from service.fieldwork import visits

    kim = chain.technician()
    chain.visit(chain.work_order(), MORNING, kim)
    second = chain.visit(chain.work_order())
    monkeypatch.setattr(visits, "_check_free", lambda *arguments: None)
    slot = {"start": MORNING, "technician_ids": [kim]}
    refusal = chain.dispatcher.post(f"/appointments/{second['id']}/schedule", slot, 409)
    assert (refusal["code"], refusal["rule"]) == ("double_booked", "ex_booking_technician_time")


def test_crew_is_as_large_as_the_work_asks(chain):
    order = chain.work_order(crew_size=2)
    kim, lee = chain.technician("Kim"), chain.technician("Lee")
    visit = chain.visit(order)
    path = f"/appointments/{visit['id']}/schedule"
    for crew in ([kim], [kim, kim]):
        assert chain.dispatcher.post(path, {"start": MORNING, "technician_ids": crew}, 422)["rule"] == "crew"
    assert chain.dispatcher.post(path, {"start": MORNING, "technician_ids": [lee, kim]})["technicians"] == [kim, lee]
    assert (
        chain.dispatcher.post(path, {"start": MORNING, "technician_ids": [kim, 99]}, 422)["field"] == "technician_ids.1"
    )


def test_visits_of_an_order_follow_each_other(chain):
    order, kim = chain.work_order(), chain.technician()
    chain.visit(order, MORNING, kim)
    second = chain.visit(order, None, minimum_delay_minutes=30)
    path = f"/appointments/{second['id']}/schedule"
    early = {"start": "2026-03-03T10:29:00Z", "technician_ids": [chain.technician("Lee")]}
    assert chain.dispatcher.post(path, early, 422)["rule"] == "visit_order"
    chain.dispatcher.post(path, {**early, "start": "2026-03-03T10:30:00Z"})
    late = {"start": "2026-03-03T09:01:00Z", "technician_ids": [kim]}
    assert chain.dispatcher.post("/appointments/1/schedule", late, 422)["rule"] == "visit_order"


def test_back_office_work_has_milestones_and_no_visits(chain):
    order = chain.work_order(kind="back_office", purpose="service")
    assert (order["allowed"], order["window_start"]) == (["activate", "cancel"], None)
    assert chain.dispatcher.post(f"/work-orders/{order['id']}/appointments", {}, 422)["rule"] == "field_work"
    chain.desk.post(f"/work-orders/{order['id']}/activate")
    assert chain.desk.post(f"/work-orders/{order['id']}/complete")["status"] == "completed"
    case = chain.desk.get("/cases/1")
    assert (case["status"], case["resolution_path"]) == ("closed", "back office")


@pytest.mark.parametrize("event", ["unschedule", "cancel"])
def test_lost_visit_sends_the_order_back_and_escalates_it(chain, event):
    order = chain.work_order()
    visit = chain.visit(order, MORNING)
    chain.desk.post(f"/work-orders/{order['id']}/activate")
    lost = chain.dispatcher.post(f"/appointments/{visit['id']}/{event}", {"reason": "customer away"})
    assert (lost["sched_start"], lost["technicians"]) == (None, [])
    back = chain.desk.get(f"/work-orders/{order['id']}")
    assert (back["status"], back["escalated"], back["priority"]) == ("to_schedule", True, "high")
    told = chain.desk.get("/cases/1/journey")["events"][-2:]
    assert [(each["record_type"], each["kind"]) for each in told] == [
        ("work_order", "lose_appointment"),
        ("service_appointment", event),
    ]


def test_one_of_two_visits_may_go_before_the_work_begins(chain):
    order, kim = chain.work_order(), chain.technician()
    chain.visit(order, MORNING, kim)
    second = chain.visit(order, NOON, kim)
    chain.dispatcher.post(f"/appointments/{second['id']}/cancel", {"reason": "x"})
    assert chain.desk.get(f"/work-orders/{order['id']}")["status"] == "scheduled"


def test_installer_sees_and_does_the_own_visits_alone(chain):
    kim, lee = chain.technician("Kim"), chain.technician("Lee")
    order, other = chain.work_order(), chain.work_order()
    visit = chain.visit(order, MORNING, kim)
    chain.visit(other, MORNING, lee)
    for each in (order, other):
        chain.desk.post(f"/work-orders/{each['id']}/activate")
    person = chain.installer(kim)
    assert [each["id"] for each in person.get("/appointments")["items"]] == [visit["id"]]
    assert [each["id"] for each in person.get("/work-orders")["items"]] == [order["id"]]
    assert [each["id"] for each in person.get("/cases")["items"]] == [order["case_id"]]
    assert person.get(f"/work-orders/{other['id']}", 404)
    assert person.post("/appointments/2/start", None, 404)
    person.post(f"/appointments/{visit['id']}/start")
    assert person.post(f"/appointments/{visit['id']}/complete")["actual_end"] == "2026-03-02T08:00:00Z"
    assert person.get("/accounts", 403)


def test_visit_begins_only_in_active_work(chain):
    kim = chain.technician()
    visit = chain.visit(chain.work_order(), MORNING, kim)
    refusal = chain.installer(kim).post(f"/appointments/{visit['id']}/start", None, 409)
    assert (refusal["code"], refusal["gate"]) == ("work_order_not_active", 2)


@pytest.fixture
def active(chain):
    """A work order with a visit, active, and its installer."""
    kim = chain.technician()
    plan = [{"instruction": "Pressure test", "unit": "bar"}, {"instruction": "Clean", "mandatory": False}]
    order = chain.work_order(steps=plan, parts={"SEAL-7": 1})
    chain.visit(order, MORNING, kim)
    return chain.desk.post(f"/work-orders/{order['id']}/activate"), chain.installer(kim)


def test_steps_parts_report_and_signature(chain, active):
    order, kim = active
    path = f"/work-orders/{order['id']}"
    assert kim.post(f"{path}/steps/1", {}, 422)["field"] == "measurement"
    assert kim.post(f"{path}/steps/2", {"measurement": "1"}, 422)["field"] == "measurement"
    assert kim.post(f"{path}/steps/3", {}, 404)
    done = kim.post(f"{path}/steps/1", {"measurement": "6.2"})
    assert done["steps"][0]["measurement"] == "6.2"
    used = kim.post(f"{path}/parts", {"part_number": "SEAL-7", "quantity": 2})
    assert used["parts"][0]["used"] == 2
    assert kim.post(f"{path}/parts", {"part_number": "X", "quantity": 1})["parts"][1]["used"] == 1
    assert kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE}, 409)["code"] == "report_missing"
    kim.post(f"{path}/report", {"summary": "tight"})
    for image in ("nonsense!", "R0lGODlh", PICTURE[:4]):
        assert kim.post(f"{path}/signature", {"signer": "Jo", "image": image}, 422)["field"] == "image"
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    assert chain.desk.post(f"{path}/report", {"summary": "x"}, 403)["rule"] == "visits.execute"


def test_mandatory_steps_come_before_the_end(chain, active):
    order, kim = active
    path = f"/work-orders/{order['id']}"
    kim.post(f"{path}/report", {"summary": "tight"})
    kim.post(f"{path}/signature", {"signer": "Jo", "image": PICTURE})
    assert kim.post(f"{path}/complete", None, 409)["rule"] == "work_plan"
    kim.post(f"{path}/steps/1", {"measurement": "6.2"})
    assert kim.post(f"{path}/complete")["status"] == "completed"
    case = chain.desk.get(f"/cases/{order['case_id']}")
    assert (case["status"], case["resolution_notes"]) == ("closed", "tight")


def test_case_waits_for_all_its_work(chain):
    case = chain.case()
    first, second = (chain.work_order(case, kind="back_office", purpose="service") for _ in range(2))
    chain.desk.post(f"/work-orders/{first['id']}/activate")
    chain.desk.post(f"/work-orders/{first['id']}/complete")
    assert chain.desk.get(f"/cases/{case['id']}")["status"] == "new"
    chain.desk.post(f"/work-orders/{second['id']}/cancel", {"reason": "not needed"})
    assert chain.desk.get(f"/cases/{case['id']}")["status"] == "closed"


def test_case_stays_when_all_its_work_was_cancelled(chain):
    order = chain.work_order()
    chain.desk.post(f"/work-orders/{order['id']}/cancel", {"reason": "x"})
    assert chain.desk.get(f"/cases/{order['case_id']}")["status"] == "new"


def test_work_with_visits_is_not_cancelled_under_them(chain):
    order = chain.work_order()
    visit = chain.visit(order, MORNING)
    path = f"/work-orders/{order['id']}/cancel"
    assert chain.desk.post(path, {"reason": "x"}, 409)["code"] == "appointments_open"
    chain.dispatcher.post(f"/appointments/{visit['id']}/cancel", {"reason": "x"})
    assert chain.desk.post(path, {"reason": "x"})["status"] == "cancelled"


def test_attempt_on_site_is_given_up_and_tried_again(chain, active):
    order, kim = active
    kim.post("/appointments/1/start")
    given_up = kim.post("/appointments/1/cannot-complete", {"reason": "missing parts"})
    assert (given_up["status_category"], given_up["outcome_reason"]) == ("cannot_complete", "missing parts")
    again = chain.desk.get(f"/work-orders/{order['id']}")
    assert (again["status"], again["escalated"]) == ("to_schedule", True)
    chain.visit(order, NOON)
    assert chain.desk.post(f"/work-orders/{order['id']}/activate")["status"] == "active"


def test_status_of_ones_own_belongs_to_a_category(chain):
    chain.visit(chain.work_order(), MORNING)
    with chain.house.database.transaction() as session:
        session.execute(text("INSERT INTO appointment_status VALUES ('on_the_way', 'dispatched')"))
    chain.house.run("UPDATE service_appointment SET status = 'on_the_way', status_category = 'dispatched'")
    assert chain.desk.get("/appointments/1")["status"] == "on_the_way"
    with pytest.raises(IntegrityError):
        chain.house.run("UPDATE service_appointment SET status_category = 'completed'")


def test_tables_and_statuses_agree():
    for table, kind in ((FIELD_ORDER, WorkStatus), (VISIT, VisitCategory)):
        assert {*table.table.values(), *(before for before, _ in table.table)} == set(kind)
    assert {*OFFICE_ORDER.table.values()} < set(WorkStatus)
