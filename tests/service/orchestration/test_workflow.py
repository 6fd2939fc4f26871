"""The workflow of a case: its steps, what takes them, and what it waits for."""

from dataclasses import replace

from service.cases.models import Case
from service.cases.operations import close, resolve
from service.context import SYSTEM, Context
from service.rows import load
from service.triage.operations import ask


def test_field_path_waits_for_its_work_order(flows):
    flows.work_type()
    case = flows.chain.case()
    assert flows.waits(case) == ("triage", None, None)
    flows.work()
    assert flows.steps(case) == [
        ("intake", "support", "by representative"),
        ("identify", "support", "assets 1"),
        ("triage", "triage step", "triage"),
        ("route", "route step", "support"),
        ("hand_over", "hand over step", "field work W-000001"),
    ]
    assert flows.waits(case) == ("work", "gate_2", "gate 2 of W-000001: no appointment is scheduled")


def office_rule(flows, team="finance"):
    """Let the rules hand complaints to a back office."""
    kept = flows.chain.operations.get("/rule-sets")["items"]
    number = next(each["id"] for each in kept if each["name"] == "type_to_path")
    text = f"""name: type_to_path
about: case
rules:
  - name: contracts to the office
    when: case.case_type == "complaint"
    then: [{{do: hand_over, to: back_office, team: {team}}}]
default: [{{do: hand_over, to: desk}}]
"""
    flows.chain.operations.patch(f"/rule-sets/{number}", {"text": text})
    flows.chain.operations.post(f"/rule-sets/{number}/publish", headers={"If-Match": "*"})


def test_claim_path_waits_for_approver_and_payment(flows):
    case = flows.chain.case(case_type="warranty")
    flows.work()
    assert flows.steps(case)[-1] == ("hand_over", "hand over step", "claim")
    assert flows.waits(case) == ("work", "claim_request", "K-000001 to be handed in")
    (claim,) = flows.chain.desk.get("/claims")["items"]
    assert claim["created_by"] == "rule:hand_over"
    asset = case["lines"][0]["asset_id"]
    flows.chain.desk.post(
        f"/cases/{case['id']}/claims",
        {"lines": [{"asset_id": asset, "labor_hours": "2", "labor_rate": "50", "failure_date": "2026-03-01"}]},
    )
    flows.chain.desk.post("/claims/1/submit")
    flows.work()
    assert flows.waits(case) == ("work", "approval", "approver to decide about K-000001")
    flows.chain.house.person("approver").post("/claims/1/take-up")
    flows.chain.house.person("approver").post("/claims/1/reject", {"reason": "not covered"})
    assert flows.waits(case) == ("done", None, None)
    assert [each[0] for each in flows.steps(case)[-4:]] == ["work", "resolve", "close", "csat"]


def test_back_office_path_is_handed_over_by_a_rule_and_closes_the_case(flows):
    flows.work_type("back_office", "service")
    office_rule(flows)
    contact = {"account_id": 1, "name": "Jo Roe", "email": "jo@hansa-mills.com"}
    asset = flows.chain.asset()
    flows.chain.desk.post("/contacts", contact)
    case = flows.chain.case(asset, case_type="complaint", contact_id=1)
    flows.work()
    assert flows.steps(case)[-1] == ("hand_over", "hand over step", "back office W-000001")
    assert flows.waits(case) == ("work", "acceptance", "finance to accept W-000001")
    (queue,) = flows.chain.desk.get("/work-orders?team=finance&status=new")["items"]
    flows.chain.house.watch.forward(hours=2)
    flows.chain.desk.post(f"/work-orders/{queue['id']}/activate")
    flows.work()
    assert flows.waits(case) == ("work", "back_office", "finance to complete W-000001")
    assert flows.of(case)["waiting_since"] == "2026-03-02T10:00:00Z"
    flows.chain.desk.post(f"/work-orders/{queue['id']}/complete")
    flows.work()
    assert flows.waits(case) == ("done", None, None)
    assert flows.chain.desk.get(f"/cases/{case['id']}")["status"] == "closed"
    (letter,) = flows.letters
    assert (letter.address, letter.subject) == ("jo@hansa-mills.com", "C-000001: how satisfied are you?")
    flows.chain.house.nobody.post(letter.link.removeprefix("/api/v1"), {"score": 5})
    assert flows.chain.desk.get(f"/cases/{case['id']}")["csat_score"] == 5
    token = letter.link.rpartition("/")[2]
    assert flows.chain.house.rows("SELECT link FROM outbox_message WHERE channel = 'email'") == [(None,)]
    assert not flows.chain.house.rows(f"SELECT 1 FROM event WHERE data LIKE '%{token}%'")


def test_case_waits_for_a_work_type_and_goes_on_once_there_is_one(flows):
    case = flows.chain.case()
    flows.work()
    assert flows.waits(case) == ("hand_over", "work_type", "a work type of field for repair")
    events = flows.chain.house.rows("SELECT count(*) FROM event")
    flows.chain.house.watch.forward(minutes=5)
    flows.work()
    assert flows.chain.house.rows("SELECT count(*) FROM event WHERE record_type = 'service_case'")[0] <= events[0]
    flows.work_type()
    flows.chain.house.watch.forward(minutes=5)
    flows.work()
    assert flows.waits(case)[:2] == ("work", "gate_2")


def test_work_that_is_there_already_is_not_made_again(flows):
    case = flows.chain.case()
    flows.chain.work_order(case)
    flows.work()
    assert flows.steps(case)[-1] == ("hand_over", "hand over step", "field work W-000001")
    assert len(flows.chain.desk.get("/work-orders")["items"]) == 1


def test_desk_case_waits_for_somebody_then_for_the_customer(flows):
    case = flows.chain.case(case_type="complaint", reason_code="missing_part")
    flows.work()
    assert flows.waits(case) == ("work", "representative", "somebody of purchasing to take it")
    number = flows.chain.house.rows("SELECT id FROM user_account WHERE login = 'support'")[0][0]
    path = f"/cases/{case['id']}"
    flows.chain.desk.post(f"{path}/assign", {"assignee_id": number})
    flows.work()
    assert flows.waits(case) == ("work", "desk", f"user {number} of purchasing")
    flows.chain.desk.post(f"{path}/wait", {"waiting_for": "customer", "reason": "which part?"})
    flows.work()
    assert flows.waits(case) == ("work", "customer", "the customer")


def test_steps_by_people_are_theirs_and_what_they_leave_out_was_passed_over(flows):
    case = flows.chain.case(case_type="complaint")
    lead = flows.chain.house.person("support_lead")
    lead.post(f"/cases/{case['id']}/resolve", {"resolution_path": "advice", "resolution_notes": "said"})
    assert flows.steps(case)[2:] == [
        ("triage", "support_lead", "passed over"),
        ("route", "support_lead", "passed over"),
        ("hand_over", "support_lead", "passed over"),
        ("work", "support_lead", "advice"),
        ("resolve", "support_lead", "advice"),
    ]
    assert flows.waits(case)[0] == "close"
    flows.work()
    lead.post(f"/cases/{case['id']}/close")
    assert (flows.waits(case)[0], flows.steps(case)[-1]) == ("done", ("csat", "support_lead", "close"))


def test_case_that_turns_out_to_be_something_else_is_handed_over_anew(flows):
    flows.work_type()
    case = flows.chain.case(case_type="complaint")
    flows.work()
    flows.chain.desk.patch(f"/cases/{case['id']}", {"case_type": "repair"})
    flows.work()
    last = flows.of(case)["steps"][-1]
    assert (last["round"], last["step"], last["outcome"]) == (2, "hand_over", "field work W-000001")
    assert (last["rule"], last["rule_version"]) == ("type_to_path: repair", "1")


def test_reopened_case_is_back_at_work_and_cancelled_one_at_its_end(flows):
    case = flows.chain.case(case_type="complaint")
    flows.work()
    path = f"/cases/{case['id']}"
    flows.chain.desk.post(f"{path}/cancel", {"reason": "doubled"})
    assert flows.waits(case)[0] == "cancelled"
    flows.chain.desk.post(f"{path}/reopen", {"reason": "it was not"})
    flows.work()
    assert flows.waits(case)[:2] == ("work", "representative")
    assert flows.of(case)["round"] == 2


def test_case_from_before_there_were_workflows_is_taken_up(flows):
    case = flows.chain.case(case_type="complaint")
    flows.work()
    flows.chain.house.run_all("DELETE FROM workflow_step", "DELETE FROM case_workflow")
    flows.chain.house.person("manager").get(f"/cases/{case['id']}/workflow", 404)
    flows.chain.house.watch.forward(minutes=5)
    flows.work()
    assert flows.waits(case)[:2] == ("work", "representative")


def test_doubt_at_triage_waits_for_a_person(flows):
    house = flows.chain.house
    case = flows.chain.case()
    with house.database.transaction() as session:
        ctx = Context(session, SYSTEM, house.watch())
        ask(ctx, load(ctx, Case, case["id"], lock=True), text="zzz qqq", chosen=())
    flows.work()
    assert flows.waits(case) == ("triage", "triage", "somebody must say what its message means")
    flows.chain.desk.post(f"/cases/{case['id']}/triage")
    flows.work()
    assert flows.steps(case)[2] == ("triage", "support", "triage")


def test_supervisor_sees_where_cases_stand_and_what_breaches_next(flows):
    flows.work_type()
    asset = flows.chain.asset()
    urgent = flows.chain.case(asset, priority="urgent")
    desk = flows.chain.case(asset, case_type="complaint", reason_code="wrong_item")
    flows.work()
    manager = flows.chain.house.person("manager")
    summary = manager.get("/workflow/summary?most=3")
    assert summary["open"] == 2
    assert [(each["stage"], each["waiting_for"], each["cases"]) for each in summary["crowds"]] == [
        ("work", "gate_2", 1),
        ("work", "representative", 1),
    ]
    soonest = summary["next_breaches"][0]
    assert (soonest["case_id"], soonest["minutes_left"]) == (urgent["id"], 240)
    (shown,) = manager.get("/workflow?team=warehouse")["items"]
    assert (shown["case_id"], shown["number"], shown["waiting_for"]) == (desk["id"], desk["number"], "representative")
    assert shown["next_breach"]["name"] == "first response"
    first = manager.get("/workflow?limit=1&sort=entered_at")
    second = manager.get(f"/workflow?limit=1&sort=entered_at&cursor={first['next']}")
    assert {each["case_id"] for page in (first, second) for each in page["items"]} == {urgent["id"], desk["id"]}
    assert manager.get("/workflow?waiting_for=customer")["items"] == []


def test_nobody_is_written_to_about_what_happened_elsewhere(flows):
    """As an import tells it, or a demonstration."""
    asset = flows.chain.asset()
    contact = {"account_id": asset["account_id"], "name": "Jo Roe", "email": "jo@hansa-mills.com"}
    flows.chain.desk.post("/contacts", contact)
    done = {"path": "advice", "notes": "Explained."}
    for past in (True, False):
        case = flows.chain.case(asset, case_type="complaint", contact_id=1)
        with flows.chain.house.database.transaction() as session:
            ctx = replace(flows.chain.house.context(session), past=past)
            row = load(ctx, Case, case["id"], lock=True)
            resolve(ctx, row, **done)
            close(ctx, row)
        assert flows.chain.house.rows("SELECT count(*) FROM outbox_message") == [(0 if past else 1,)]
