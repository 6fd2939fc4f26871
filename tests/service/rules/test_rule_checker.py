"""Checking rule sets: each mistake is found, with its code and its place, and everything else is let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rules.checker import RuleSetError, check
from service.rules.vocabulary import Field, Hook, Kind, Vocabulary

HEAD = "name: tried\nabout: case\nrules:\n"
ESCALATE = "    then: [{do: escalate}]\n"
END = "default: []\n"


def rule(when: str, name: str = "one", then: str = ESCALATE) -> str:
    return f"  - name: {name}\n    when: {when}\n{then}"


def short(found):
    return [(each.line, each.column, each.code) for each in found]


def test_a_good_set_has_no_findings(findings, understood):
    text = HEAD + rule('case.severity == "major" && sla.share >= 75') + rule("case.escalated", "two") + END
    assert findings(text) == []
    assert understood(text).reads == ("case.escalated", "case.severity", "sla.share")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + rule("case.escalated"), [(1, 1, "missing_default")]),
        (HEAD + rule("case.on_sit_required") + END, [(5, 11, "unknown_field")]),
        (HEAD + rule('case.escalated || case.severity == "dire"') + END, [(5, 46, "impossible_value")]),
        (HEAD + rule('"case.severity == \\"dire\\""') + END, [(5, 30, "impossible_value")]),
        (HEAD + rule("'case.subject == \"it''s\" && x'") + END, [(5, 39, "unknown_field")]),
        (HEAD + rule("|\n      case.escalated ||\n      sla.share > true") + END, [(7, 17, "wrong_type")]),
        (HEAD + rule(">\n      case.escalated\n\n      || !sla.share") + END, [(8, 11, "wrong_type")]),
        (HEAD + rule("case.escalated &&\n      x") + END, [(6, 7, "unknown_field")]),
        (HEAD + rule("case.escalated &&") + END, [(5, 28, "syntax")]),
        (HEAD + rule("true") + rule("case.escalated", "two") + "default: [{do: escalate}]\n", None),
        (HEAD + rule("case.escalated") + rule("(case.escalated)", "two") + END, [(8, 11, "repeated_rule")]),
        (HEAD + rule("case.escalated") + rule("sla.share > 1") + END, [(7, 11, "repeated_name")]),
        (HEAD + rule("case.escalated && !case.escalated") + END, [(5, 11, "contradiction")]),
        (
            HEAD + rule('case.severity == "minor" && (case.escalated && case.severity in ["major"])') + END,
            [],  # over two brackets: shown by the dry run
        ),
        (HEAD + rule('case.severity == "minor" && case.severity in ["major"]') + END, [(5, 11, "contradiction")]),
        (HEAD + rule("case.escalated", then="    then: [{do: fly}]\n") + END, [(6, 12, "invalid")]),
        (HEAD + rule("case.escalated", then="    then: []\n") + END, [(6, 11, "invalid")]),
        (HEAD + rule("case.escalated", then="    then: [{do: approve}]\n") + END, [(6, 17, "unknown_outcome")]),
        (HEAD + rule("case.escalated", then="    then: [{do: escalate, hard: true}]\n") + END, [(6, 33, "invalid")]),
        (
            HEAD
            + rule(
                "case.escalated",
                then="    then:\n      - do: set_field\n        field: severity\n        value: dire\n",
            )
            + END,
            [(9, 16, "impossible_value")],
        ),
        (HEAD.replace("about: case", "about: cases") + rule("x") + END, [(2, 8, "unknown_kind")]),
        (HEAD + rule("yes") + END, [(5, 11, "unknown_field")]),
        (HEAD + rule("5") + END, [(5, 11, "invalid"), (5, 11, "wrong_type")]),
        (HEAD + "  - 7\n" + END, [(4, 5, "invalid")]),
        ("- a\n- b\n", [(1, 1, "invalid"), (1, 1, "unknown_kind")]),
        (HEAD + rule("case.escalated") + END + "about: case\n", [(8, 1, "repeated_key")]),
        (HEAD + rule("case.escalated") + END + "colour: red\n", [(8, 9, "invalid")]),
    ],
)
def test_each_mistake_is_found_at_its_place(findings, text, expected):
    if expected is None:
        expected = [(8, 11, "after_catch_all"), (10, 10, "after_catch_all")]
    assert short(findings(text)) == expected


def test_all_mistakes_are_found_at_once_and_name_their_rule(findings):
    text = (
        HEAD + rule("case.sevrity == 1") + rule("sla.share", "two") + rule("case.escalated", "three", "    then: 3\n")
    )
    found = findings(text)
    assert short(found) == [
        (1, 1, "missing_default"),
        (5, 11, "unknown_field"),
        (8, 11, "wrong_type"),
        (12, 11, "invalid"),
    ]
    assert [each.rule for each in found] == [None, "one", "two", "three"]
    assert "is it case.severity?" in found[1].detail


FIELDS = {f"case.f{number}": Field(Kind.FLAG, "A flag.") for number in range(6)}
VOCABULARY = Vocabulary("case", FIELDS, frozenset({"escalate"}))


@given(st.permutations(sorted(FIELDS)), st.integers(0, 4), st.sampled_from(["repeat", "catch_all", "unknown"]))
def test_a_planted_rule_is_found_wherever_it_is(names, place, kind):
    conditions = [*names]
    planted = {"repeat": f"({names[0]})", "catch_all": f"{names[0]} || !{names[0]}", "unknown": "case.g"}[kind]
    conditions.insert(place + 1, planted)
    text = HEAD + "".join(rule(each, f"rule {index}") for index, each in enumerate(conditions)) + END
    with pytest.raises(RuleSetError) as error:
        check(text, {"case": VOCABULARY}, {})
    lines = [each.line for each in error.value.findings]
    here = 5 + 3 * (place + 1)
    expected = {"repeat": [here], "unknown": [here], "catch_all": [*range(here + 3, 4 + 3 * len(conditions), 3)]}[kind]
    default = [4 + 3 * len(conditions)] if kind == "catch_all" else []
    assert lines == [*expected, *default]


def test_a_set_that_the_service_asks_says_only_what_is_of_use_there():
    hooks = {"tried": Hook("case", frozenset({"re_route"}), "")}
    vocabulary = Vocabulary("case", FIELDS, frozenset({"escalate", "re_route"}))
    for name, bad in (("tried", True), ("other", False)):
        text = HEAD.replace("tried", name) + rule("case.f1") + END
        if bad:
            with pytest.raises(RuleSetError, match=r"line 6, column 17: there is no escalate for a case"):
                check(text, {"case": vocabulary}, hooks)
        else:
            check(text, {"case": vocabulary}, hooks)
    other = {"case": vocabulary, "claim": Vocabulary("claim", FIELDS, frozenset())}
    with pytest.raises(RuleSetError, match=r"line 2, column 8: tried is asked about a case"):
        check((HEAD + rule("case.f1") + END).replace("about: case", "about: claim"), other, hooks)


def test_many_rules_are_checked():
    distinct = [f"case.f0 && sla.share > {number}" for number in range(500)]
    vocabulary = Vocabulary("case", {**FIELDS, "sla.share": Field(Kind.NUMBER, "")}, frozenset({"escalate"}))
    text = HEAD + "".join(rule(each, f"rule {index}") for index, each in enumerate(distinct)) + END
    rules = check(text, {"case": vocabulary}, {})
    assert rules.decide({"case.f0": True, "sla.share": 1}).rule == "rule 0"
    more = text.replace(END, rule("case.f1", "one more") + END)
    with pytest.raises(RuleSetError, match="500 items"):
        check(more, {"case": vocabulary}, {})
