"""A planning run from the order to its publication: snapshot, solve, publish, gate 2, what is left out, and back."""

import json


def test_run_places_visits_and_satisfies_gate_2(town):
    technician = town.technician()
    visits = [town.visit() for _ in range(3)]
    run = town.solve()
    assert (run["status"], run["scheduled"], run["unscheduled"], run["chosen_policy"]) == ("ready", 3, 0, "round_robin")
    assert [town.read(visit)["status"] for visit in visits] == ["none"] * 3
    published = town.publish(run)
    assert published["left_out"] == []
    for visit in visits:
        found = town.read(visit)
        assert (found["status"], found["technicians"]) == ("scheduled", [technician])
        assert "2026-03-03T07:00" <= found["sched_start"] < found["sched_end"] <= "2026-03-03T15:00"
        order = town.chain.desk.get(f"/work-orders/{visit['work_order_id']}")
        assert order["status"] == "scheduled"
        assert town.chain.desk.post(f"/work-orders/{order['id']}/activate")["status"] == "active"
    kind, data, _, plan_run = town.events(visits[0])[-1]
    assert (kind, plan_run) == ("schedule", run["number"])
    facts = json.loads(data)["facts"]
    assert facts["terms"]
    assert "Kim Berg" in facts["sentence"]
