"""The dry run: what a draft would have changed about what was, without changing anything."""

import pytest

from service.cases.models import Case
from service.cases.vocabulary import CASE
from service.fieldwork.models import WorkOrder
from service.fieldwork.vocabulary import WORK_ORDER
from service.rules.vocabulary import Reading

PUMP = {"id": 1}
"""The asset that the first case made."""
HEAD = "name: {}\nabout: {}\nrules:\n"
EDITED = """\
name: reason_code_routing
about: case
rules:
  - name: wrong item to warehouse
    when: case.reason_code == "wrong_item"
    then: [{do: re_route, team: warehouse}]
  - name: parts of severe cases
    when: case.reason_code == "missing_part" && case.severity == "critical"
    then: [{do: re_route, team: buyers}]
  - name: never
    when: sla.share > 100000
    then: [{do: re_route, team: nobody}]
default: [{do: re_route, team: support}]
"""
RAISING = """\
name: raising
about: case
rules:
  - name: premium at once
    when: case.reason_code == "wrong_item"
    then: [{do: escalate}]
  - name: parts a little
    when: case.reason_code == "missing_part"
    then: [{do: raise_priority}]
default: []
"""


def counted(found, *names):
    return tuple(found[name] for name in names)


def made(chain, text):
    return f"/rule-sets/{chain.operations.post('/rule-sets', {'text': text})['id']}"


def everything(chain):
    tables = ("service_case", "event", "milestone", "rule_set", "work_order")
    return [chain.house.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]


def test_what_would_have_changed_is_counted_and_listed(chain):
    first = chain.case(reason_code="missing_part")
    chain.case(PUMP, reason_code="wrong_item")
    path = "/rule-sets/" + str(chain.operations.get("/rule-sets?name=reason_code_routing")["items"][0]["id"])
    chain.operations.patch(path, {"text": EDITED})
    before = everything(chain)
    found = chain.operations.get(f"{path}/dry-run")
    assert counted(found, "replayed", "changed", "unreadable", "due_earlier") == (2, 1, 0, 0)
    assert found["applied"] == {"wrong item to warehouse": 1, "parts of severe cases": 0, "never": 0, "default": 1}
    assert found["moves"] == [{"before": "missing part to purchasing", "after": "default", "count": 1}]
    (change,) = found["changes"]
    assert (change["number"], change["before"]["outcomes"]) == (
        first["number"],
        [{"do": "re_route", "team": "purchasing"}],
    )
    assert change["after"] == {"rule": "default", "outcomes": [{"do": "re_route", "team": "support"}]}
    assert everything(chain) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_inputs_of_the_decision_count_and_not_what_became_of_them(chain):
    """The reason code that routing saw last is on the timeline; the severity that it did not see is the case's."""
    case = chain.case(reason_code="missing_part")
    chain.house.run("UPDATE service_case SET reason_code = 'other', severity = 'critical'")
    path = "/rule-sets/" + str(chain.operations.get("/rule-sets?name=reason_code_routing")["items"][0]["id"])
    chain.operations.patch(path, {"text": EDITED})
    (change,) = chain.operations.get(f"{path}/dry-run")["changes"]
    assert (change["record_id"], change["after"]["rule"]) == (case["id"], "parts of severe cases")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_effect_on_due_times_is_shown(chain):
    first = chain.case(reason_code="missing_part", priority="low")
    for reason in ("wrong_item", "other"):
        chain.case(PUMP, priority="normal", reason_code=reason)
    path = made(chain, RAISING)
    chain.house.watch.forward(hours=30)
    found = chain.operations.get(f"{path}/dry-run")
    assert counted(found, "replayed", "changed", "due_earlier", "due_later") == (3, 3, 2, 0)
    # 30 hours after: normal to high is late, which is 24 hours; low to normal is not, which is 72.
    assert counted(found, "breaches_before", "breaches_after") == (0, 1)
    effects = {each["after"]["rule"]: counted(each, "late_before", "late_after") for each in found["changes"]}
    assert effects == {"premium at once": (False, True), "parts a little": (False, False), "default": (None, None)}
    assert found["changes"][-1]["due_before"] == first["due_at"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_replayed_can_be_bounded(chain):
    chain.case()
    chain.house.watch.forward(days=1)
    for _ in range(3):
        chain.case(PUMP)
    path = made(chain, RAISING)

    def replayed(query):
        found = chain.operations.get(f"{path}/dry-run?{query}")
        return found["replayed"], found["changed"], len(found["changes"])

    noon = "2026-03-02T12:00:00Z"
    assert replayed("most=2&show=1") == (2, 2, 1)
    assert replayed(f"opened_before={noon}") == (1, 1, 1)
    assert replayed(f"opened_from={noon}&show=0") == (3, 3, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("about", "when", "replayed"),
    [
        ("work_order", 'work_order.kind == "field" && case.escalated', 1),
        ("work_order_event", 'event.kind == "created" && "pumps" in work_order.certifications', 1),
        ("claim", "claim.requested > 5 && customer.tier == 'basic'", 0),
    ],
)
def test_other_records_are_replayed_too(chain, about, when, replayed):
    chain.work_order()
    verdict = "approve" if about == "claim" else "escalate"
    head = HEAD.format("tried", about)
    path = made(chain, f"{head}  - {{name: one, when: {when!r}, then: [{{do: {verdict}}}]}}\ndefault: []\n")
    assert chain.operations.get(f"{path}/dry-run")["replayed"] == replayed


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_field_of_a_record_can_be_read(chain):
    """Each field's reader gives what the vocabulary says, for a case and for a work order."""
    order = chain.work_order()
    chain.house.watch.forward(hours=7)
    with chain.house.database.transaction(write=False) as session:
        ctx = chain.house.context(session)
        for model, number, vocabulary in ((Case, order["case_id"], CASE), (WorkOrder, order["id"], WORK_ORDER)):
            facts = Reading(ctx, session.get_one(model, number), vocabulary)
            assert set(facts) == set(vocabulary.fields)
            for path, each in vocabulary.fields.items():
                assert each.fault(each.value(facts[path])) is None, path
        assert 0 < facts["sla.share"] < 100
        assert facts["work_order.age_minutes"] == 420


def test_a_day_leaves_nothing_to_replay(chain, refused):
    path = "/rule-sets/" + str(chain.operations.get("/rule-sets?name=policy_choice")["items"][0]["id"])
    refused(chain.operations.get(f"{path}/dry-run?which=1", 409), 409, "nothing_to_replay")
