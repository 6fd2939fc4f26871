"""A customer's contract terms are changed by a back office: two agreements side by side, and one case that closes."""

NINE_TO_FOUR = {
    "name": "Finance hours",
    "timezone": "Europe/Paris",
    "weekly": {day: [["09:00", "12:00"], ["13:00", "16:00"]] for day in ("monday", "tuesday", "wednesday", "thursday")},
}


def set_up(chain) -> dict:
    """Configure what the recipe calls for: two entitlement processes, the office's hours, a template, a queue."""
    hours = chain.operations.post("/calendars", NINE_TO_FOUR)["id"]
    case_milestones = [
        {
            "name": "first response",
            "target": {"by": "duration", "minutes": 60},
            "complete": [{"event": ["answered"]}],
            "thresholds": [{"percent": 75, "actions": [{"do": "notify", "to": ["team"]}]}],
        },
        {
            "name": "resolution",
            "target": {"by": "duration", "minutes": 60 * 72},
            "complete": [{"status": ["resolved", "closed"]}],
        },
    ]
    office_milestones = [
        {
            "name": "accepted",
            "target": {"by": "duration", "minutes": 120},
            "complete": [{"status": ["active", "completed"]}],
            "thresholds": [{"percent": 50, "actions": [{"do": "notify", "to": ["team"]}]}],
            "on_violation": [{"do": "escalate"}, {"do": "notify", "to": ["team"]}],
            "on_success": [{"do": "notify", "to": ["team:support"]}],
        },
        {"name": "completed", "target": {"by": "duration", "minutes": 480}, "complete": [{"status": ["completed"]}]},
    ]
    for name, kind, scope, definition in (
        ("Contact centre", "case", "external", {"milestones": case_milestones}),
        (
            "Finance",
            "work_order",
            "internal",
            {
                "entry": [{"kind": ["back_office"], "team": ["finance"]}],
                "calendar_id": hours,
                "milestones": office_milestones,
            },
        ),
    ):
        about = {"name": name, "kind": kind, "scope": scope, "precedence": 1}
        chain.operations.post("/entitlement-processes", {**about, "definition": definition})
    kind = {"name": "Contract change", "kind": "back_office", "purpose": "service", "duration_minutes": 30}
    return chain.operations.post("/work-types", kind)


def outcomes(chain, kind: str, number: int) -> dict:
    return {each["name"]: (each["outcome"], each["due_at"]) for each in chain.desk.get(f"/{kind}/{number}/clocks")}


def test_contract_terms_are_changed_by_finance(flows):
    chain, watch = flows.chain, flows.chain.house.watch
    work_type = set_up(chain)
    # Monday at eight in UTC, nine in Paris: the customer calls, and a case is logged; its milestones can be tracked.
    asset = chain.asset()
    contact = {"account_id": asset["account_id"], "name": "Jo Roe", "email": "jo@hansa-mills.com"}
    chain.desk.post("/contacts", contact)
    said = {"subject": "New contract terms", "case_type": "complaint", "reason_code": "other", "contact_id": 1}
    case = chain.case(asset, **said)
    flows.work()
    assert outcomes(chain, "cases", 1) == {
        "first response": ("open", "2026-03-02T09:00:00Z"),
        "resolution": ("open", "2026-03-05T08:00:00Z"),
    }
    watch.forward(minutes=30)
    chain.desk.post("/cases/1/comments", {"body": "We see to it.", "internal": False})
    assert outcomes(chain, "cases", 1)["first response"][0] == "met"

    # The agent may not change contracts: a work order goes to finance's queue, with milestones in finance's hours.
    order = chain.desk.post("/cases/1/work-orders", {"work_type_id": work_type["id"], "team": "finance"})
    assert chain.desk.get("/work-orders?team=finance&status=new")["items"][0]["id"] == order["id"]
    assert outcomes(chain, "work-orders", 1) == {
        "accepted": ("open", "2026-03-02T10:30:00Z"),
        # Eight hours: until noon and from one to four on Monday, and the rest on Tuesday morning.
        "completed": ("open", "2026-03-03T10:30:00Z"),
    }
    flows.work()
    assert flows.waits(case) == ("work", "acceptance", "finance to accept W-000001")

    # Half of the time to accept passes, and finance is warned; then it accepts, and the desk hears of it.
    watch.forward(minutes=60)
    flows.work()
    chain.desk.post("/work-orders/1/activate")
    flows.work()
    told = [(each[0], each[1]) for each in chain.house.rows("SELECT team, subject FROM notification ORDER BY id")]
    assert told == [
        ("finance", "W-000001: 50 % of the time for accepted has passed"),
        ("support", "W-000001: accepted was in time"),
    ]
    assert flows.waits(case) == ("work", "back_office", "finance to complete W-000001")

    # Finance is late by a night and an hour: the internal agreement is missed, the external one kept.
    watch.time = watch.time.replace(day=3, hour=11, minute=30)
    flows.work()
    chain.desk.post("/work-orders/1/complete")
    assert {name: outcome for name, (outcome, _) in outcomes(chain, "work-orders", 1).items()} == {
        "accepted": "met",
        "completed": "missed",
    }
    # The completed work order closes the case, and the customer is asked how it was.
    closed = chain.desk.get("/cases/1")
    assert (closed["status"], closed["resolution_path"]) == ("closed", "back office")
    assert {outcome for outcome, _ in outcomes(chain, "cases", 1).values()} == {"met"}
    flows.work()
    assert [letter.address for letter in flows.letters] == ["jo@hansa-mills.com"]
    assert [each[0] for each in flows.steps(case)][-4:] == ["work", "resolve", "close", "csat"]

    # The reports see both, apart; the time between is the office's.
    reader = chain.house.person("executive")
    report = reader.get("/reports/milestones?first=2026-03-01&before=2026-03-08")
    kept = {tuple(line["group"].values()): line["numbers"] for line in report["lines"]}
    assert kept["resolution", "external"]["met"]["value"] == "1"
    assert kept["completed", "internal"]["missed"]["value"] == "1"
    kinds = [(each["record_type"], each["kind"]) for each in chain.desk.get("/cases/1/journey")["events"]]
    for expected in [
        ("service_case", "created"),
        ("service_case", "commented"),
        ("work_order", "created"),
        ("work_order", "milestone_warning"),
        ("work_order", "activate"),
        ("work_order", "milestone_success"),
        ("work_order", "milestone_violation"),
        ("work_order", "complete"),
        ("service_case", "resolve"),
        ("service_case", "close"),
        ("service_case", "csat_asked"),
    ]:
        assert expected in kinds
        kinds = kinds[kinds.index(expected) + 1 :]


def test_case_that_the_desk_can_handle_bypasses_the_office(flows):
    set_up(flows.chain)
    case = flows.chain.case(case_type="complaint", reason_code="other")
    flows.work()
    lead = flows.chain.house.person("support_lead")
    lead.post("/cases/1/resolve", {"resolution_path": "advice", "resolution_notes": "Explained."})
    lead.post("/cases/1/close")
    assert flows.chain.desk.get("/work-orders")["items"] == []
    assert flows.waits(case)[0] == "done"
