"""Cases: what they carry, their clock, their life cycle, their queues, and who may do what to them."""

from datetime import timedelta

import pytest

from service.cases.policy import CASE, CaseStatus, escalated
from service.sla.models import Priority
from service.sla.policy import due_at
from tests.service.conftest import START


def wanted(asset, **more):
    return {
        "channel": "representative",
        "case_type": "repair",
        "reason_code": "defect",
        "subject": "Pump leaks",
        "description": "Water under the pump.",
        "lines": [{"asset_id": asset["id"]}],
        **more,
    }


@pytest.fixture
def case(chain):
    return chain.desk.post("/cases", wanted(chain.asset()), 201)


@pytest.fixture
def lead(house):
    return house.person("support_lead")


def at(instant) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def test_case_takes_over_what_its_asset_says(chain, case):
    assert case["number"] == "C-000001"
    assert (case["status"], case["team"], case["product_line"]) == ("new", "support", "pumps")
    assert (case["customer_tier"], case["priority"]) == ("standard", "normal")
    assert case["allowed"] == ["cancel", "resolve", "start", "triage", "wait"]
    assert case["due_at"] == at(START + timedelta(hours=72))


@pytest.mark.parametrize(("priority", "hours"), [("urgent", 4), ("high", 24), ("normal", 72), ("low", 168)])
def test_priority_sets_the_target(chain, priority, hours):
    case = chain.desk.post("/cases", wanted(chain.asset(), priority=priority))
    assert case["due_at"] == at(START + timedelta(hours=hours))
    other = "low" if priority != "low" else "urgent"
    amended = chain.desk.patch(f"/cases/{case['id']}", {"priority": other})
    assert amended["due_at"] == at(START + timedelta(hours=168 if other == "low" else 4))


def test_target_is_data(chain, case):
    (target,) = [each for each in chain.desk.get("/priority-targets")["items"] if each["priority"] == "high"]
    chain.operations.patch(f"/priority-targets/{target['id']}", {"hours": 30})
    assert chain.desk.patch(f"/cases/{case['id']}", {"priority": "high"})["due_at"] == at(START + timedelta(hours=30))


def test_pauses_are_kept_when_the_priority_changes(chain, case):
    path = f"/cases/{case['id']}"
    for _ in range(2):
        chain.house.watch.forward(hours=1)
        chain.desk.post(f"{path}/wait", {"waiting_for": "customer", "reason": "photo"})
        chain.house.watch.forward(hours=5)
        chain.desk.post(f"{path}/resume")
    assert chain.desk.get(path)["due_at"] == at(START + timedelta(hours=72 + 10))
    assert chain.desk.patch(path, {"priority": "urgent"})["due_at"] == at(START + timedelta(hours=4 + 10))


def test_opened_at_may_lie_before_now_and_not_after(chain):
    asset = chain.asset()
    early = chain.desk.post("/cases", wanted(asset, opened_at=at(START - timedelta(hours=3))))
    assert early["due_at"] == at(START + timedelta(hours=69))
    refusal = chain.desk.post("/cases", wanted(asset, opened_at=at(START + timedelta(hours=1))), 422)
    assert refusal["field"] == "opened_at"
    assert chain.desk.post("/cases", wanted(asset, opened_at="2026-03-02T08:00:00"), 422)["field"] == "opened_at"


@pytest.mark.parametrize(
    ("reason", "team"),
    [
        ("missing_part", "purchasing"),
        ("wrong_item", "warehouse"),
        ("site_not_ready", "branch"),
        ("access_issue", "branch"),
        ("damage", "support"),
        ("defect", "support"),
        ("other", "support"),
    ],
)
def test_reason_code_routes(chain, case, reason, team):
    chain.desk.patch(f"/cases/{case['id']}", {"team": "elsewhere"})
    expected = "elsewhere" if reason == "defect" else team
    assert chain.desk.patch(f"/cases/{case['id']}", {"reason_code": reason})["team"] == expected


def test_named_team_goes_before_routing(chain, case):
    amended = chain.desk.patch(f"/cases/{case['id']}", {"reason_code": "missing_part", "team": "pilots"})
    assert amended["team"] == "pilots"


def test_escalating_raises_the_priority_and_is_told(chain, case):
    path = f"/cases/{case['id']}"
    raised = chain.desk.post(f"{path}/escalate", {"reason": "line stands still"})
    assert (raised["escalated"], raised["priority"]) == (True, "high")
    assert raised["due_at"] == at(START + timedelta(hours=24))
    told = chain.desk.get(f"{path}/journey")["events"][-1]
    assert (told["kind"], told["reason"]) == ("escalated", "line stands still")
    assert told["data"]["before"] == {
        "due_at": "2026-03-05T08:00:00.000000+00:00",
        "escalated": False,
        "priority": "normal",
    }


def test_urgent_stays_urgent():
    assert [escalated(each) for each in Priority] == ["high", "high", "high", "urgent"]


def test_whole_life_is_derived_from_its_events(chain, lead, case):
    path = f"/cases/{case['id']}"
    chain.desk.post(f"{path}/triage")
    chain.desk.post(f"{path}/start")
    chain.desk.post(f"{path}/wait", {"waiting_for": "supplier", "reason": "part"})
    chain.desk.post(f"{path}/resume")
    solved = {"resolution_path": "repaired", "resolution_notes": "new seal"}
    assert lead.post(f"{path}/resolve", solved)["resolved_at"] == at(START)
    closed = lead.post(f"{path}/close")
    assert closed["case"]["status"] == "closed"
    again = chain.desk.post(f"{path}/reopen", {"reason": "leaks again"})
    assert (again["status"], again["closed_at"], again["resolution_path"]) == ("in_progress", None, "repaired")
    kinds = [event["kind"] for event in chain.desk.get(f"{path}/journey")["events"]]
    assert CASE.derive(kinds) == "in_progress"
    assert CASE.derive(kinds[:-1]) == "closed"


def test_reopening_starts_a_new_clock_without_the_old_pauses(chain, lead, case):
    path = f"/cases/{case['id']}"
    chain.desk.post(f"{path}/wait", {"waiting_for": "supplier", "reason": "part"})
    chain.house.watch.forward(hours=10)
    lead.post(f"{path}/resolve", {"resolution_path": "repaired", "resolution_notes": "new seal"})
    now = chain.house.watch.forward(days=3)
    again = chain.desk.post(f"{path}/reopen", {"reason": "leaks again"})
    assert again["due_at"] == at(now + timedelta(hours=72))
    assert again["opened_at"] == case["opened_at"]
    assert len(again["pauses"]) == 1


EVENTS = {
    "triage": None,
    "start": None,
    "resume": None,
    "close": None,
    "wait": {"waiting_for": "customer", "reason": "x"},
    "resolve": {"resolution_path": "x", "resolution_notes": "y"},
    "cancel": {"reason": "x"},
    "reopen": {"reason": "x"},
}
WAYS = {
    "new": [],
    "triaged": ["triage"],
    "in_progress": ["start"],
    "waiting": ["wait"],
    "resolved": ["resolve"],
    "closed": ["resolve", "close"],
    "cancelled": ["cancel"],
}


@pytest.mark.parametrize("status", WAYS)
def test_every_event_is_let_through_or_refused_with_the_allowed_ones(chain, lead, status):
    asset = chain.asset()
    for event, body in EVENTS.items():
        path = f"/cases/{chain.desk.post('/cases', wanted(asset))['id']}"
        for step in WAYS[status]:
            lead.post(f"{path}/{step}", EVENTS[step])
        assert lead.get(path)["status"] == status
        if (status, event) in CASE.table:
            lead.post(f"{path}/{event}", body)
            assert lead.get(path)["status"] == CASE.table[status, event]
        else:
            refusal = lead.post(f"{path}/{event}", body, 409)
            assert refusal["code"] == "transition_refused"
            assert refusal["allowed"] == CASE.allowed(status) == lead.get(path)["allowed"]
            assert lead.get(path)["status"] == status


def test_table_and_statuses_agree():
    assert {*CASE.table.values(), *(before for before, _ in CASE.table), CASE.initial} == set(CaseStatus)


def test_resolving_needs_path_notes_and_permission(chain, lead, case):
    path = f"/cases/{case['id']}/resolve"
    assert chain.desk.post(path, EVENTS["resolve"], 403)["rule"] == "service.resolve"
    assert lead.post(path, {"resolution_path": "x"}, 422)["field"] == "resolution_notes"
    assert lead.post(path, {"resolution_path": " ", "resolution_notes": "y"}, 422)["field"] == "resolution_path"


def test_link_rates_once(chain, lead, case):
    path = f"/cases/{case['id']}"
    lead.post(f"{path}/resolve", EVENTS["resolve"])
    link = lead.post(f"{path}/close")["csat_link"].removeprefix("/api/v1")
    nobody = chain.house.nobody
    assert nobody.post(link, {"score": 6}, 422)["field"] == "score"
    chain.house.watch.forward(days=30)
    nobody.post(link, {"score": 4, "comment": "quick"}, 204)
    assert nobody.post(link, {"score": 1}, 404)["code"] == "not_found"
    rated = chain.desk.get(path)
    assert (rated["csat_score"], rated["csat_comment"], rated["status"]) == (4, "quick", "closed")
    assert not chain.house.rows("SELECT 1 FROM event WHERE data LIKE '%csat_token%'")


def test_reopening_takes_the_link_back(chain, lead, case):
    path = f"/cases/{case['id']}"
    lead.post(f"{path}/resolve", EVENTS["resolve"])
    link = lead.post(f"{path}/close")["csat_link"].removeprefix("/api/v1")
    chain.desk.post(f"{path}/reopen", {"reason": "x"})
    assert chain.house.nobody.post(link, {"score": 4}, 404)


def test_lines_come_and_go(chain, case):
    product = chain.operations.get("/products")["items"][0]
    second = chain.desk.post(
        "/assets", {"product_id": product["id"], "account_id": case["account_id"], "serial_number": "SN 2"}
    )
    path = f"/cases/{case['id']}"
    chain.desk.post(f"{path}/lines", {"asset_id": second["id"]})
    assert chain.desk.post(f"{path}/lines", {"asset_id": second["id"]}, 422)["code"] == "duplicate"
    assert [line["position"] for line in chain.desk("DELETE", f"{path}/lines/1")["lines"]] == [2]
    assert chain.desk("DELETE", f"{path}/lines/1", status=404)


def test_assets_of_two_accounts_make_no_case(chain):
    first, second = chain.asset(), chain.asset()
    refusal = chain.desk.post(
        "/cases", wanted(first, lines=[{"asset_id": first["id"]}, {"asset_id": second["id"]}]), 422
    )
    assert refusal["rule"] == "one_account"


@pytest.mark.parametrize("field", ["contact_id", "order_id", "order_line_id"])
def test_links_are_of_the_same_account(chain, case, field):
    other = chain.account("Other")
    chain.desk.post("/contacts", {"account_id": other["id"], "name": "x"})
    chain.transport(other, chain.product("P-9"), "x")
    refusal = chain.desk.patch(f"/cases/{case['id']}", {field: 1}, 422)
    assert (refusal["field"], refusal["rule"]) == (field, "one_account")
    assert chain.desk.patch(f"/cases/{case['id']}", {field: 99}, 422)["code"] == "unknown_reference"


def test_queues(chain, lead):
    asset, ids = chain.asset(), {}
    for name in ("unassigned", "mine", "others", "resolved"):
        ids[name] = chain.desk.post("/cases", wanted(asset))["id"]
    people = {row.login: row.id for row in chain.house.rows("SELECT login, id FROM user_account")}
    chain.desk.post(f"/cases/{ids['mine']}/assign", {"assignee_id": people["support"]})
    chain.desk.post(f"/cases/{ids['others']}/assign", {"assignee_id": people["operations"], "team": "pilots"})
    lead.post(f"/cases/{ids['resolved']}/resolve", EVENTS["resolve"])

    def found(query: str) -> list[int]:
        return [case["id"] for case in chain.desk.get(f"/cases?{query}")["items"]]

    assert found("queue=open") == [ids["unassigned"], ids["mine"], ids["others"]]
    assert found("queue=unassigned") == [ids["unassigned"]]
    assert found("queue=mine") == [ids["mine"]]
    assert found("queue=resolved") == [ids["resolved"]]
    assert found("team=pilots") == [ids["others"]]
    assert chain.desk.get("/cases?queue=all", 422)["field"] == "queue"


def test_list_by_risk_and_filters(chain):
    asset = chain.asset()
    for priority in ("low", "urgent", "normal", "high"):
        chain.desk.post("/cases", wanted(asset, priority=priority, case_type="complaint"))
    listed = chain.desk.get("/cases?sort=due_at&queue=open")["items"]
    assert [case["priority"] for case in listed] == ["urgent", "high", "normal", "low"]
    soon = at(START + timedelta(hours=24))
    assert len(chain.desk.get(f"/cases?due_at_before={soon}")["items"]) == 1
    assert len(chain.desk.get(f"/cases?due_at_from={soon}&asset_id={asset['id']}")["items"]) == 3
    chain.desk.post("/cases/1/tags", {"tags": ["recall", "vip", "recall"]})
    assert chain.desk.get("/cases?tag=vip")["items"][0]["tags"] == ["recall", "vip"]


def test_cursor_carries_instants(chain):
    asset = chain.asset()
    for _ in range(5):
        chain.desk.post("/cases", wanted(asset))
    page = chain.desk.get("/cases?sort=-due_at&limit=2")
    rest = chain.desk.get(f"/cases?sort=-due_at&limit=5&cursor={page['next']}")
    assert [case["id"] for case in page["items"] + rest["items"]] == [5, 4, 3, 2, 1]


def test_customer_sees_the_own_account_alone(chain, case):
    other = chain.desk.post("/cases", wanted(chain.asset()))
    customer = chain.house.person("customer", account_id=case["account_id"])
    assert [each["id"] for each in customer.get("/cases")["items"]] == [case["id"]]
    assert customer.get(f"/cases/{other['id']}", 404)["code"] == "not_found"
    chain.desk.post(f"/cases/{case['id']}/comments", {"body": "a difficult one"})
    chain.desk.post(f"/cases/{case['id']}/comments", {"body": "We are on it.", "internal": False})
    assert [each["body"] for each in customer.get(f"/cases/{case['id']}/comments")] == ["We are on it."]
    assert len(chain.desk.get(f"/cases/{case['id']}/comments")) == 2
    assert customer.post(f"/cases/{case['id']}/triage", None, 403)
    assert customer.get(f"/cases/{case['id']}/journey", 403)


def test_supplier_return_goes_its_way(chain, case):
    supplier = chain.account("Seals Ltd", is_supplier=True)
    buyer = chain.house.person("buyer")
    sent = {"supplier_id": supplier["id"], "part_number": "SEAL-7", "defect": "porous"}
    path = f"/cases/{case['id']}/supplier-returns"
    assert chain.desk.post(path, sent, 403)["rule"] == "returns.write"
    assert buyer.post(path, {**sent, "supplier_id": case["account_id"]}, 422)["field"] == "supplier_id"
    assert buyer.post(path, {**sent, "asset_id": 99}, 422)["field"] == "asset_id"
    made = buyer.post(path, sent)
    assert buyer.post(f"/supplier-returns/{made['id']}/credit", None, 409)["allowed"] == ["cancel", "send"]
    buyer.post(f"/supplier-returns/{made['id']}/send")
    assert buyer.post(f"/supplier-returns/{made['id']}/credit")["status"] == "credited"
    told = [event["record_type"] for event in chain.desk.get(f"/cases/{case['id']}/journey")["events"]]
    assert told.count("supplier_return") == 3


def test_due_time_counts_ended_pauses_only():
    hour = timedelta(hours=1)
    pauses = [(START, START + hour), (START + 2 * hour, None)]
    assert due_at(START, 4 * hour, pauses) == START + 5 * hour
