"""The rule sets that come with the package: each is understood, and decides as the domain says."""

import re
from pathlib import Path

import pytest

import service
from scheduler.policy import POLICIES
from service.rulebook.vocabularies import EVERY
from service.rules.checker import understand
from service.rules.condition import CelCondition, Facts
from service.rules.operations import shipped_texts
from service.rules.vocabulary import HOOKS, Kind

CASE = {
    "case.case_type": "service",
    "case.on_site_required": False,
    "case.intent": None,
    "case.priority": "normal",
    "case.sentiment": None,
    "case.severity": None,
    "case.urgency": None,
    "customer.tier": "standard",
}
DAY = {"day.emergency": False, "day.load_percent": 80, "day.urgent": 0}
ORDER = {
    "work_order.status": "new",
    "work_order.priority": "normal",
    "work_order.escalated": False,
    "work_order.age_minutes": 0,
}


def decided(name: str, **facts):
    """Return the outcomes of a shipped rule set, briefly."""
    decision = understand(shipped_texts()[name]).decide({key.replace("__", "."): each for key, each in facts.items()})
    return [" ".join(str(value) for value in each.model_dump(exclude_none=True).values()) for each in decision.outcomes]


def of(base, **facts):
    return {key.replace(".", "__"): each for key, each in base.items()} | facts


def test_what_is_shipped_is_all_there():
    assert set(shipped_texts()) == {
        *("reason_code_routing", "type_to_path", "triage_to_severity", "desk_and_field_hand_over"),
        *("unhandled_work_orders", "case_updates", "claim_approval", "policy_choice"),
        *("reply_to_case", "unscheduled_visits"),
    }
    assert {understand(text).says.name for text in shipped_texts().values()} == set(shipped_texts())
    assert set(HOOKS) == set(shipped_texts()) - {"triage_to_severity"}


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
def test_reason_codes_are_routed(reason, team):
    assert decided("reason_code_routing", case__reason_code=reason) == [f"re_route {team}"]


@pytest.mark.parametrize(
    ("case_type", "on_site", "paths"),
    [
        *((each, False, [f"hand_over field_work {each}"]) for each in ("service", "installation", "demo", "repair")),
        ("warranty", False, ["hand_over claim"]),
        ("damage", False, ["hand_over claim"]),
        ("damage", True, ["hand_over claim", "hand_over field_work repair"]),
        ("complaint", True, ["hand_over desk"]),
    ],
)
def test_types_lead_to_paths(case_type, on_site, paths):
    facts = of(CASE, case__case_type=case_type, case__on_site_required=on_site)
    assert decided("type_to_path", **facts) == paths


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        ({}, "minor"),
        ({"case__intent": "standstill"}, "critical"),
        ({"case__priority": "urgent"}, "critical"),
        ({"case__sentiment": "negative"}, "major"),
        ({"case__sentiment": "negative", "customer__tier": "premium"}, "critical"),
        ({"case__on_site_required": True}, "major"),
    ],
)
def test_triage_leads_to_a_severity(facts, severity):
    assert decided("triage_to_severity", **of(CASE, **facts)) == [f"set_field severity {severity}"]


@pytest.mark.parametrize(
    ("severity", "on_site", "outcomes"),
    [
        ("critical", True, ["hand_over field_work service", "escalate_at 75"]),
        ("minor", True, ["hand_over field_work service"]),
        (None, True, ["hand_over field_work service"]),
        ("critical", False, ["hand_over desk"]),
    ],
)
def test_the_sources_own_example(severity, on_site, outcomes):
    """Severity high and on-site required: dispatch a field engineer, and escalate at 75 % of the SLA."""
    facts = of(CASE, case__severity=severity, case__on_site_required=on_site)
    assert decided("desk_and_field_hand_over", **facts) == outcomes


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        ({}, []),
        ({"work_order__age_minutes": 239}, []),
        ({"work_order__age_minutes": 240}, ["escalate"]),
        ({"work_order__age_minutes": 240, "work_order__escalated": True}, []),
        ({"work_order__age_minutes": 60, "work_order__priority": "urgent"}, ["escalate"]),
        ({"work_order__age_minutes": 900, "work_order__status": "active"}, []),
    ],
)
def test_unhandled_work_orders_escalate(facts, first):
    assert decided("unhandled_work_orders", **of(ORDER, **facts))[:1] == first


@pytest.mark.parametrize(
    ("name", "facts", "outcomes"),
    [
        ("claim_approval", {"claim__reasons": []}, ["approve"]),
        ("claim_approval", {"claim__reasons": ["OVER_LIMIT"]}, ["refer it is outside the policy"]),
        ("policy_choice", of(DAY), ["choose_policy customer_first"]),
        ("policy_choice", of(DAY, day__emergency=True, day__load_percent=130), ["choose_policy emergency"]),
        ("policy_choice", of(DAY, day__load_percent=130), ["choose_policy high_intensity"]),
        ("policy_choice", of(DAY, day__load_percent=30), ["choose_policy round_robin"]),
        ("policy_choice", of(DAY, day__load_percent=30, day__urgent=1), ["choose_policy customer_first"]),
        ("case_updates", {"event__kind": "created"}, []),
    ],
)
def test_other_sets_decide(name, facts, outcomes):
    assert decided(name, **facts) == outcomes


def test_work_that_cannot_be_completed_escalates_its_case():
    assert decided("case_updates", event__kind="cannot_complete")[0] == "escalate"


@pytest.mark.parametrize("vocabulary", EVERY, ids=lambda each: each.about)
def test_cel_can_name_every_field(vocabulary):
    samples = {Kind.FLAG: True, Kind.NUMBER: 1, Kind.TEXT: "a", Kind.LIST: ["a"]}
    facts = Facts({path: samples[each.kind] for path, each in vocabulary.fields.items()})
    for path, each in vocabulary.fields.items():
        sample = {Kind.FLAG: "true", Kind.NUMBER: "1", Kind.TEXT: '"a"', Kind.LIST: '["a"]'}[each.kind]
        assert CelCondition(f"{path} == {sample}").holds(facts), path


def test_the_signals_of_orchestration_are_in_the_vocabulary():
    known = {path for each in EVERY for path in each.fields}
    assert known >= {
        *("case.sentiment", "case.intent", "case.severity", "product.line", "location.country", "sla.share"),
        *("work_order.certifications", "capacity.open_in_team", "customer.tier", "case.channel", "product.code"),
        "asset.warranty",
    }


def test_the_page_about_rules_shows_what_is_so():
    page = Path(service.__file__).with_name("RULES.md").read_text()
    for block in re.findall(r"```yaml\n(.*?)```", page, re.S):
        assert understand(block).says.rules
    assert [name for name in shipped_texts() if f"`{name}`" not in page] == []
    assert [each for vocabulary in EVERY for each in vocabulary.outcomes if f"`{each}`" not in page] == []


def test_policies_that_are_chosen_are_the_engines():
    says = understand(shipped_texts()["policy_choice"]).says
    chosen = {each.policy for outcomes in [*(rule.then for rule in says.rules), says.default] for each in outcomes}
    assert chosen <= set(POLICIES)
