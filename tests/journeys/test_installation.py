"""An installation, from the order to the closed case, through HTTP alone."""

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="


def test_installation(chain):
    account, product = chain.account(), chain.product()
    assets = chain.delivered(account, product, "PX-1", "PX-2")
    lines = [{"asset_id": asset["id"]} for asset in assets]
    asked = {"case_type": "installation", "reason_code": "other", "subject": "Install two pumps"}
    case = chain.case(assets[0], **asked, lines=lines, priority="low", order_id=1)
    order = chain.work_order(case, purpose="installation", steps=[{"instruction": "Test run", "unit": "bar"}])
    kim = chain.technician()
    visit = chain.visit(order, "2026-03-04T09:00:00Z", kim)
    chain.desk.post(f"/cases/{case['id']}/start")
    chain.desk.post(f"/work-orders/{order['id']}/activate")
    chain.house.person("manager").post(f"/appointments/{visit['id']}/dispatch")

    chain.house.watch.forward(days=2, hours=1)
    person = chain.installer(kim)
    person.post(f"/appointments/{visit['id']}/start")
    path = f"/work-orders/{order['id']}"
    person.post(f"{path}/steps/1", {"measurement": "6.25"})
    person.post(f"{path}/report", {"summary": "Both pumps run."})
    person.post(f"{path}/signature", {"signer": "Jo Roe", "image": PICTURE})
    chain.house.watch.forward(hours=1)
    person.post(f"/appointments/{visit['id']}/complete")
    assert person.post(f"{path}/complete")["status"] == "completed"

    closed = chain.desk.get(f"/cases/{case['id']}")
    assert (closed["status"], closed["resolution_path"]) == ("closed", "field work")
    assert closed["resolution_notes"] == "Both pumps run."
    for asset in assets:
        installed = chain.desk.get(f"/assets/{asset['id']}")
        assert (installed["status"], installed["install_date"]) == ("installed", "2026-03-04")
        assert installed["warranties"][0]["last_day"] == "2028-03-03"
    told = [(each["record_type"], each["kind"]) for each in chain.desk.get(f"/cases/{case['id']}/journey")["events"]]
    clocks = [each for each in told if each[1].startswith("milestone_")]
    assert clocks == [
        ("work_order", "milestone_success"),
        ("work_order", "milestone_success"),
        ("service_case", "milestone_warning"),
        ("service_case", "milestone_violation"),
        ("service_case", "milestone_success"),
    ]
    assert [each for each in told if each not in clocks] == [
        ("service_case", "created"),
        ("work_order", "created"),
        ("service_appointment", "created"),
        ("service_appointment", "schedule"),
        ("work_order", "schedule"),
        ("service_case", "start"),
        ("work_order", "activate"),
        ("service_appointment", "dispatch"),
        ("service_appointment", "start"),
        ("work_order", "step_done"),
        ("work_order", "reported"),
        ("work_order", "signed"),
        ("service_appointment", "complete"),
        ("work_order", "complete"),
        ("asset", "installed"),
        ("asset", "installed"),
        ("service_case", "resolve"),
        ("service_case", "close"),
    ]
