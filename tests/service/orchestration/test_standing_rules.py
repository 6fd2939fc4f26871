"""Rules about work orders: what their events do to the case, and what happens to those that nobody handles."""


def notes(flows, record: str) -> list[tuple[str, str]]:
    found = flows.chain.house.person("manager").get(f"/events?record_type={record}&kind=decided")["items"]
    return [(each["rule"], each["rule_version"]) for each in found if "type_to" not in each["rule"]]


def test_event_of_a_work_order_updates_its_case(flows):
    flows.work_type()
    case = flows.chain.case()
    flows.work()
    (order,) = flows.chain.desk.get("/work-orders")["items"]
    kim = flows.chain.technician()
    flows.chain.visit(order, "2026-03-02T10:00:00Z", kim)
    flows.chain.desk.post(f"/work-orders/{order['id']}/activate")
    flows.chain.installer(kim).post(f"/work-orders/{order['id']}/cannot-complete", {"reason": "customer absent"})
    assert flows.chain.desk.get(f"/cases/{case['id']}")["escalated"] is False
    flows.work()
    now = flows.chain.desk.get(f"/cases/{case['id']}")
    assert (now["escalated"], now["priority"]) == (True, "high")
    assert ("case_updates: work that cannot be completed", "1") in notes(flows, "service_case")
    assert flows.waits(case) == ("work", "another_try", "W-000001 could not be completed: customer absent")


def test_unhandled_order_escalates_once_and_again_when_it_is_nobodys_again(flows):
    flows.work_type()
    flows.chain.case(priority="urgent")
    flows.work()
    watch = flows.chain.house.watch
    for _ in range(3):
        watch.forward(minutes=45)
        flows.work()
    said = [each for each in notes(flows, "work_order") if each[0].startswith("unhandled")]
    assert said == [("unhandled_work_orders: urgent, and nobody has begun within an hour", "1")]
    (order,) = flows.chain.desk.get("/work-orders")["items"]
    assert (order["escalated"], order["priority"]) == (True, "urgent")
    flows.chain.visit(order, "2026-03-02T11:00:00Z")
    flows.work()
    flows.chain.dispatcher.post("/appointments/1/unschedule", {"reason": "van broke down"})
    watch.forward(minutes=1)
    flows.work()
    assert len([each for each in notes(flows, "work_order") if each[0].startswith("unhandled")]) == 2
