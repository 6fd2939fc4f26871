"""The real worker, killed at every boundary between two steps: each step is taken once, and none is lost."""

import multiprocessing
from typing import Any

import pytest

from service.timeline.verify import signing_key, verify
from tests.service.orchestration.dying_worker import work

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.service.orchestration.dying_worker"])
KILLED = -9


def turn(flows, at: str, statement: int = 0) -> int:
    """Let a worker process take a turn; return how it ended."""
    process = processes.Process(
        target=work, args=(flows.chain.house.settings, flows.chain.house.watch(), at, statement)
    )
    process.start()
    process.join(120)
    code = process.exitcode
    process.close()
    assert code in (0, KILLED), code
    return code


def work_dying(flows, *ends: str) -> int:
    """Take turns that die at these ends of each job until one finds nothing to do; return how many died."""
    died = 0
    while killed := sum(turn(flows, at) == KILLED for at in ends):
        died += killed
    return died


def told(flows, case: Any) -> list[tuple[str, str, str, str | None]]:
    """Return what is told of a case and its work, but for people's numbers."""
    events = flows.chain.desk.get(f"/cases/{case['id']}/journey")["events"]
    return [(each["record_type"], each["kind"], each["actor_name"], each["rule"]) for each in events]


def damaged(flows) -> Any:
    """Open a case that goes to a claim and to the field."""
    return flows.chain.case(case_type="damage", severity="major", on_site_required=True)


def carry_out(flows, case: Any) -> None:
    """Let people do what is theirs: plan the visit, and find that it cannot be completed."""
    (order,) = flows.chain.desk.get(f"/work-orders?case_id={case['id']}")["items"]
    kim = 1 if flows.chain.operations.get("/technicians")["items"] else flows.chain.technician()
    flows.chain.visit(order, f"2026-03-02T1{order['id']}:00:00Z", kim)
    flows.chain.desk.post(f"/work-orders/{order['id']}/activate")
    flows.chain.installer(kim).post(f"/work-orders/{order['id']}/cannot-complete", {"reason": "missing parts"})


def check_like(flows, case: Any, calm: Any) -> None:
    """Find of a case what is found of one whose worker was never killed."""
    assert told(flows, case) == told(flows, calm)
    assert [each[0] for each in flows.steps(case)] == ["intake", "identify", "triage", "route", "hand_over"]
    assert flows.waits(case)[1] == flows.waits(calm)[1]
    for records in ("work-orders", "claims"):
        assert len(flows.chain.desk.get(f"/{records}?case_id={case['id']}")["items"]) == 1
    assert flows.chain.house.person("admin").get("/jobs") == {"waiting": 0}


@pytest.fixture
def calm(flows, house):
    """A case that a worker has taken to its end, and the key that a worker needs."""
    house.settings.folder.mkdir(exist_ok=True)
    signing_key(house.settings.signing_key)
    flows.work_type()
    case = damaged(flows)
    flows.work()
    return case


def test_worker_killed_at_every_step_takes_each_step_once(flows, house, calm):
    case = damaged(flows)
    assert work_dying(flows, "before", "after") >= 8
    check_like(flows, case, calm)
    assert flows.waits(case)[:2] == ("work", "gate_2")
    carry_out(flows, calm)
    flows.work()
    carry_out(flows, case)
    assert work_dying(flows, "after") >= 4
    check_like(flows, case, calm)
    assert flows.waits(case)[:2] == ("work", "another_try")
    assert [each[1] for each in told(flows, case)].count("escalated") == 1
    with house.database.transaction(write=False) as session:
        key = signing_key(house.settings.signing_key)
        assert list(verify(session, key=key, witness=house.settings.witness)) == []


@pytest.mark.soak
def test_worker_killed_anywhere_takes_each_step_once(flows, calm):
    for statement in range(1, 60):
        case = damaged(flows)
        turn(flows, "statement", statement)
        assert turn(flows, "never") == 0
        check_like(flows, case, calm)
