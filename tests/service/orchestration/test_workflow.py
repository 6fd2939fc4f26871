"""The workflow of a case: its steps, what takes them, and what it waits for."""


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
