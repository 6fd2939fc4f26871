"""Acting on a ruling: what is done, what is refused, and what stands on the timeline."""

import json

import pytest

from service.cases.models import Case
from service.effects.rulings import rule_on
from service.errors import Problem
from service.fieldwork.models import WorkOrder
from service.rules.operations import create_rule_set, decide, publish
from service.timeline.models import Event

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TRIED = """\
name: tried
about: case
rules:
  - name: pumps
    when: product.line == "pumps"
    then:
      - do: escalate
      - {do: create_work_order, work_type_id: 99}
      - {do: hand_over, to: field_work}
default: []
"""


def last(session) -> Event:
    return session.query(Event).filter(Event.kind == "decided").order_by(Event.id.desc()).first()


def test_unhandled_work_orders_are_escalated_by_the_shipped_rules(chain):
    order = chain.work_order()
    chain.house.watch.forward(hours=5)
    with chain.house.database.transaction() as session:
        ctx = chain.house.context(session)
        ruling = rule_on(ctx, session.get_one(WorkOrder, order["id"]), "unhandled_work_orders", about="work_order")
        told = last(session)
        assert (told.record_type, told.case_id) == ("work_order", order["case_id"])
        assert (told.rule, told.rule_version, told.actor_kind) == (ruling.rule, "1", "rule")
    shown = chain.desk.get(f"/work-orders/{order['id']}")
    assert (shown["escalated"], shown["priority"]) == (True, "high")
    with chain.house.database.transaction() as session:
        row = session.get_one(WorkOrder, order["id"])
        again = rule_on(chain.house.context(session), row, "unhandled_work_orders", about="work_order")
        assert again.decision.rule == "default"


def test_an_event_of_a_work_order_updates_its_case(chain):
    order = chain.work_order()
    with chain.house.database.transaction() as session:
        ctx, row = chain.house.context(session), session.get_one(WorkOrder, order["id"])
        given = {"event.kind": "cannot_complete"}
        rule_on(ctx, row, "case_updates", about="work_order_event", given=given, to=row.case)
    case = chain.desk.get(f"/cases/{order['case_id']}")
    assert (case["escalated"], case["priority"]) == (True, "high")
    assert chain.house.rows("SELECT count(*) FROM notification")[0][0] >= 1


def test_what_is_refused_leaves_its_refusal_and_verdicts_are_for_the_caller(chain):
    number = chain.case()["id"]
    with chain.house.database.transaction() as session:
        ctx = chain.house.context(session)
        publish(ctx, create_rule_set(ctx, text=TRIED))
        ruling = rule_on(ctx, session.get_one(Case, number), "tried", about="case")
        assert ruling.outcome("hand_over").to == "field_work"
        done = [part["outcome"] for part in json.loads(last(session).data)["facts"]["done"]]
        assert done[0] == "escalated, priority high"
        assert done[1].startswith("refused: there is no work type 99")
        assert done[2] == "for the caller"
    assert chain.desk.get(f"/cases/{number}")["escalated"]


def test_without_a_version_or_with_other_facts_nothing_is_decided(chain):
    with chain.house.database.transaction() as session:
        ctx = chain.house.context(session)
        create_rule_set(ctx, text=TRIED)
        for name, facts, code in (
            ("tried", {"product.line": "pumps"}, "no_rule_set"),
            ("unknown", {}, "no_rule_set"),
            ("reason_code_routing", {}, "invalid_facts"),
            ("reason_code_routing", {"case.reason_code": "boredom"}, "invalid_facts"),
        ):
            with pytest.raises(Problem) as refused:
                decide(ctx, name, facts)
            assert refused.value.code == code
