"""Entitlement processes and calendars over HTTP: chosen, versioned, checked, and kept by who may."""

import shutil

import pytest

from tests.service.clocks.conftest import shown

PREMIUM = {"name": "resolution", "target": {"by": "duration", "minutes": 60}, "complete": [{"status": ["resolved"]}]}


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    """Saved the same way on both databases."""
    shutil.copy(sqlite_template, tmp_path / "records.db")
    return f"sqlite:///{tmp_path / 'records.db'}"


def test_process_is_chosen_by_tier_product_line_or_contract_else_the_default(clocks):
    chain = clocks.chain
    entries = {"contract": "gold", "customer_tier": "premium", "product_line": "fans"}
    for precedence, (field, name) in enumerate(entries.items()):
        target = {"by": "duration", "minutes": 60 * (precedence + 1)}
        clocks.process({**PREMIUM, "target": target}, name=name, entry=[{field: [name]}], precedence=precedence)

    def due(account, product):
        asset = {"product_id": product["id"], "account_id": account["id"], "serial_number": f"S{account['id']}"}
        return chain.case(chain.desk.post("/assets", asset))["due_at"]

    pump, fan = chain.product("P"), chain.product("F", product_line="fans")
    gold = chain.account("Gold", tier="premium")
    contract = {"account_id": gold["id"], "number": "K-1", "plan": "gold", "first_day": "2026-01-01"}
    chain.desk.post("/contracts", {**contract, "last_day": "2026-03-02"})
    lapsed = chain.account("Lapsed")
    contract = {"account_id": lapsed["id"], "number": "K-2", "plan": "gold", "first_day": "2025-01-01"}
    chain.desk.post("/contracts", {**contract, "last_day": "2026-03-01"})
    assert due(gold, fan) == shown(1)
    assert due(chain.account("Premium", tier="premium"), fan) == shown(2)
    assert due(chain.account("Standard"), fan) == shown(3)
    assert due(lapsed, pump) == shown(72)


def test_records_keep_the_version_that_they_began_with(clocks):
    made = clocks.process(PREMIUM)
    case = clocks.chain.case()
    path = f"/entitlement-processes/{made['id']}"
    later = {"definition": {"milestones": [{**PREMIUM, "target": {"by": "duration", "minutes": 120}}]}}
    assert clocks.chain.operations.post(f"{path}/versions", later, 428)["code"] == "condition_required"
    etag = {"If-Match": f'"{made["version"]}"'}
    version = clocks.chain.operations.post(f"{path}/versions", later, headers=etag)
    assert version["number"] == 2
    assert clocks.chain.operations.post(f"{path}/versions", later, 412, headers=etag)["code"] == "version_changed"
    other = clocks.chain.case()
    assert [each["due_at"] for each in (case, other)] == [shown(1), shown(2)]
    assert clocks.chain.desk.patch(f"/cases/{case['id']}", {"priority": "low"})["due_at"] == shown(1)
    assert other["entitlement_id"] == version["id"] != case["entitlement_id"]
    assert [each["number"] for each in clocks.chain.desk.get(f"{path}/versions")] == [1, 2]
    clocks.chain.operations.patch(path, {"active": False})
    assert clocks.chain.case()["due_at"] == shown(72)


FAULTS = [
    ("definition.stops_for.0", {"stops_for": ["lunch"], "milestones": [PREMIUM]}),
    ("definition.entry.0.custmer_tier", {"entry": [{"custmer_tier": ["premium"]}], "milestones": [PREMIUM]}),
    ("definition.entry.0.customer_tier", {"entry": [{"customer_tier": ["platinum"]}], "milestones": [PREMIUM]}),
    ("definition.entry.0.on_site_required", {"entry": [{"on_site_required": [1]}], "milestones": [PREMIUM]}),
    ("definition.entry.0.status", {"entry": [{"status": ["new"]}], "milestones": [PREMIUM]}),
    ("definition.milestones.0.start.0.contract", {"milestones": [{**PREMIUM, "start": [{"contract": ["gold"]}]}]}),
    ("definition.entry.0", {"entry": [{}], "milestones": [PREMIUM]}),
    (
        "definition.milestones.0.target.field",
        {"milestones": [{**PREMIUM, "target": {"by": "field", "field": "due_date"}}]},
    ),
    (
        "definition.milestones.0.complete.0.status",
        {"milestones": [{**PREMIUM, "complete": [{"status": ["done"]}]}]},
    ),
    ("definition.milestones", {"milestones": [{**PREMIUM, "name": "solved"}]}),
    ("definition.milestones.0.calendar_id", {"milestones": [{**PREMIUM, "calendar_id": 99}]}),
    ("definition.milestones.0.on_violation.0", {"milestones": [{**PREMIUM, "on_violation": [{"do": "pray"}]}]}),
    ("definition.milestones.0", {"milestones": [{**PREMIUM, "thresholds": [{"percent": 75}, {"percent": 50}]}]}),
    ("definition", {"milestones": [PREMIUM, PREMIUM]}),
    ("definition.milestones", {"milestones": []}),
]


def test_what_a_process_cannot_mean_is_refused_with_its_place(clocks):
    for place, definition in FAULTS:
        body = {"name": "Ours", "kind": "case", "scope": "external", "definition": definition}
        assert clocks.chain.operations.post("/entitlement-processes", body, 422)["field"] == place
    assert len(clocks.chain.desk.get("/entitlement-processes")["items"]) == 4


def test_process_for_messages_speaks_of_messages(clocks):
    """Their status has values of its own."""
    linked = {**PREMIUM, "target": {"by": "duration", "minutes": 60}, "complete": [{"status": ["linked"]}]}
    body = {"name": "Ours", "kind": "intake_message", "scope": "internal", "definition": {"milestones": [linked]}}
    assert clocks.chain.operations.post("/entitlement-processes", body)["newest"] == 1
    body = {**body, "definition": {"milestones": [{**linked, "complete": [{"status": ["resolved"]}]}]}}
    refused = clocks.chain.operations.post("/entitlement-processes", body, 422)
    assert refused["field"] == "definition.milestones.0.complete.0.status"


def test_calendars_are_asked(clocks):
    number = clocks.calendar([["09:00", "12:00"], ["13:00", "17:00"]])
    path, ask = f"/calendars/{number}", clocks.chain.desk.get
    assert ask(f"{path}/add?start=2026-03-06T16:00:00Z&minutes=120")["at"] == "2026-03-09T10:00:00Z"
    assert ask(f"{path}/between?start=2026-03-06T11:30:00Z&end=2026-03-06T13:30:00Z")["minutes"] == 60
    assert ask(f"{path}/between?start=1726-03-06T11:30:00Z&end=2026-03-06T13:30:00Z", 422)["field"] == "end"
    never = clocks.chain.operations.post("/calendars", {"name": "Never", "timezone": "UTC", "weekly": {}})
    assert ask(f"/calendars/{never['id']}/add?start=2026-03-06T16:00:00Z&minutes=1", 422)["field"] == "minutes"


def test_what_is_no_calendar_is_refused(clocks):
    number = clocks.calendar([["09:00", "12:00"]])
    for field, changes in (
        ("timezone", {"timezone": "Europe/Bremen"}),
        ("weekly.monday", {"weekly": {"monday": [["09:00", "12:00"], ["11:00", "13:00"]]}}),
        ("country", {"country": "XX"}),
        ("exceptions", {"exceptions": {"Christmas": []}}),
    ):
        assert clocks.chain.operations.patch(f"/calendars/{number}", changes, 422)["field"] == field
        made = {"name": "Other", "timezone": "UTC", "weekly": {}, **changes}
        assert clocks.chain.operations.post("/calendars", made, 422)["field"] == field
    assert clocks.chain.operations.patch(f"/calendars/{number}", {"name": "Mornings"})["name"] == "Mornings"
