"""The language of conditions: what is typed right never fails and means what CEL says, whatever else is found."""

import operator
from dataclasses import fields as members
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.rules.condition import CelCondition, Facts
from service.rules.meaning import canonical, faults, paths, settled
from service.rules.syntax import (
    DEEPEST,
    LONGEST,
    ConditionError,
    Items,
    Junction,
    Literal,
    Method,
    Node,
    Not,
    Path,
    Relation,
    Size,
    parse,
)
from service.rules.vocabulary import Field, Kind, Vocabulary

SEVERITIES = ("minor", "major", "critical")
FIELDS = {
    "case.severity": Field(Kind.TEXT, "How bad it is.", frozenset(SEVERITIES), nullable=True),
    "case.intent": Field(Kind.TEXT, "What is wanted.", nullable=True),
    "case.subject": Field(Kind.TEXT, "Its subject."),
    "case.on_site": Field(Kind.FLAG, "Whether somebody must come."),
    "case.tags": Field(Kind.LIST, "Its tags."),
    "sla.share": Field(Kind.NUMBER, "Percentage of the window."),
    "asset.count": Field(Kind.NUMBER, "How many assets."),
}
VOCABULARY = Vocabulary("case", FIELDS, frozenset())
TEXTS = st.text("ab\"'\\\n\tüß ", max_size=4)
NUMBERS = st.integers(-1000, 1000) | st.integers(-4000, 4000).map(lambda quarters: quarters / 4)
FACTS = st.fixed_dictionaries(
    {
        "case.severity": st.sampled_from((*SEVERITIES, None)),
        "case.intent": st.none() | TEXTS,
        "case.subject": TEXTS,
        "case.on_site": st.booleans(),
        "case.tags": st.lists(TEXTS, max_size=3),
        "sla.share": NUMBERS,
        "asset.count": NUMBERS,
    }
)
QUOTED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def written(value: Any) -> str:
    """Return a constant as a condition has it."""
    if isinstance(value, str):
        return '"' + "".join(QUOTED.get(each, each) for each in value) + '"'
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def listed(values: list[Any]) -> str:
    return "[" + ", ".join(map(written, values)) + "]"


ATOMS = st.one_of(
    st.just("case.on_site"),
    st.builds(
        '{} {} "{}"'.format, st.just("case.severity"), st.sampled_from(["==", "!="]), st.sampled_from(SEVERITIES)
    ),
    st.builds("null {} case.severity".format, st.sampled_from(["==", "!="])),
    st.builds(lambda some: f"case.severity in {listed(some)}", st.lists(st.sampled_from(SEVERITIES), min_size=1)),
    st.builds(lambda text: f"case.intent == {written(text)}", TEXTS | st.none()),
    st.builds(
        lambda sign, text: f"case.subject.{sign}({written(text)})",
        st.sampled_from(sorted(("startsWith", "endsWith", "contains"))),
        TEXTS,
    ),
    st.builds(lambda text: f"{written(text)} in case.tags", TEXTS),
    st.just("case.subject in case.tags"),
    st.builds(
        lambda sign, size: f"size(case.tags) {sign} {size}", st.sampled_from(["<", "==", ">="]), st.integers(0, 3)
    ),
    st.builds(
        lambda sign, number: f"sla.share {sign} {number}", st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), NUMBERS
    ),
    st.builds(lambda sign: f"sla.share {sign} asset.count", st.sampled_from(["<", "<=", ">", ">=", "==", "!="])),
    st.builds(lambda some: f"asset.count in {listed(some)}", st.lists(NUMBERS, min_size=1, max_size=3)),
    st.sampled_from(["true", "false"]),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({}) && {}".format, inner, inner.map(lambda each: f"({each})")),
        st.builds("{} || ({})".format, inner.map(lambda each: f"({each})"), inner),
    ),
    max_leaves=6,
)
SIGNS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
ASKED = {"startsWith": str.startswith, "endsWith": str.endswith, "contains": str.__contains__}


def meant(node: Node, facts: dict[str, Any]) -> Any:
    """Return what a condition is of facts: a second reading, of the tree."""
    match node:
        case Literal(value):
            return value
        case Items(values):
            return [each.value for each in values]
        case Path(name):
            return facts[name]
        case Size(of):
            return len(facts[of.name])
        case Method(name, of, text):
            return ASKED[name](facts[of.name], text.value)
        case Not(of):
            return not meant(of, facts)
        case Junction(sign, parts):
            each = [meant(part, facts) for part in parts]
            return all(each) if sign == "&&" else any(each)
        case Relation("in", left, right):
            return meant(left, facts) in meant(right, facts)
        case Relation(sign, left, right):
            return SIGNS[sign](meant(left, facts), meant(right, facts))
    raise AssertionError(node)


@given(CONDITIONS, FACTS)
def test_what_is_typed_right_never_fails_and_means_the_same_to_cel(text, facts):
    tree = parse(text)
    assert faults(tree, VOCABULARY) == []
    assert CelCondition(text).holds(Facts(facts)) is meant(tree, facts)


@given(CONDITIONS, FACTS)
def test_what_is_settled_is_so_for_every_record(text, facts):
    always = settled(parse(text), VOCABULARY)
    assert always is None or meant(parse(text), facts) is always


@given(CONDITIONS, CONDITIONS, FACTS)
def test_what_is_called_the_same_is_the_same(one, other, facts):
    first, second = parse(f"({one}) && ({other})"), parse(f"({other}) && ({one})")
    assert canonical(first) == canonical(second)
    if canonical(parse(one)) == canonical(parse(other)):
        assert meant(parse(one), facts) is meant(parse(other), facts)


@given(CONDITIONS, FACTS)
def test_evaluating_again_gives_the_same(text, facts):
    asked, shown = CelCondition(text), Facts(facts)
    assert len({asked.holds(shown) for _ in range(3)} | {CelCondition(text).holds(Facts(facts))}) == 1


PLANTED = [
    ('case.sevrity == "minor"', 0, "unknown_field"),
    ("nonsense", 0, "unknown_field"),
    ("case.severity == 3", 17, "wrong_type"),
    ('case.severity == "dire"', 17, "impossible_value"),
    ('case.severity in ["minor", "dire"]', 27, "impossible_value"),
    ("sla.share == null", 13, "impossible_value"),
    ('sla.share > "5"', 10, "wrong_type"),
    ("case.severity < case.subject", 14, "wrong_type"),
    ("case.on_site == 1", 16, "wrong_type"),
    ("!sla.share", 1, "wrong_type"),
    ("size(case.subject) > 1", 0, "wrong_type"),
    ('case.intent.contains("a")', 0, "wrong_type"),
    ("case.subject.contains(3)", 0, "wrong_type"),
    ("3 in case.tags", 0, "wrong_type"),
    ("case.tags == case.tags", 10, "wrong_type"),
    ("case.on_site in [true]", 0, "wrong_type"),
    ('"a" == "a"', 4, "wrong_type"),
    ("case.subject in case.subject", 16, "wrong_type"),
    ("case.on_site == case.subject", 13, "wrong_type"),
]


@given(
    CONDITIONS,
    st.sampled_from(PLANTED),
    st.sampled_from(["{} || ({})", "true || ({1}) || {0}", "false && ({1}) && ({0})"]),
)
def test_a_planted_mistake_is_found_at_its_place_in_branches_never_looked_at_too(text, planted, pattern):
    mistake, at, code = planted
    whole = pattern.format(f"({text})", mistake)
    found = [(each.at, each.code) for each in faults(parse(whole), VOCABULARY)]
    assert found == [(whole.index(mistake) + at, code)]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 0),
        ("case.severity = 'minor'", 14),
        ("case.on_site &&", 15),
        ("case.on_site && && true", 16),
        ("(case.on_site", 13),
        ("case.on_site)", 12),
        ('case.subject == "a', 16),
        ("1 < sla.share < 3", 14),
        ("case.tags.exists(x, true)", 0),
        ("[1, 2].map(x, x)", 6),
        ("matches(case.subject)", 0),
        ("sla.share > 1e9", 12),
        ("sla.share > 1.", 12),
        ("sla.share > 99999999999999999", 12),
        ("sla.share + 1 > 2", 10),
        ("case.on_site ? true : false", 13),
        ("case['severity']", 4),
        ("case.severity in []", 18),
        ("[case.severity] == 1", 1),
        ('case.subject == "\\x41"', 16),
        ("case.subject == r'a'", 17),
        ("case.on_site; true", 12),
    ],
)
def test_what_is_not_of_the_language_is_refused_where_it_is(text, at):
    with pytest.raises(ConditionError) as fault:
        parse(text)
    assert fault.value.at == at


@given(st.text(max_size=60) | st.text("()[]!&|<>=.,\"' caseinulltrue01", max_size=200))
def test_whatever_is_sent_is_read_or_refused(text):
    found = []
    try:
        found = faults(parse(text), VOCABULARY)
        assume(found or CelCondition(text))
    except ConditionError as error:
        found = [error]
    assert all(0 <= each.at <= len(text) for each in found)


@pytest.mark.parametrize("one", ["(", "!", "!(", "["])
@pytest.mark.parametrize("times", [DEEPEST + 1, 900, 100_000])
def test_depth_and_length_are_bounded_before_anything_is_compiled(one, times):
    with pytest.raises(ConditionError):
        parse(one * times + "case.on_site" + {"(": ")", "!(": ")"}.get(one, "") * times)


def test_the_longest_and_the_deepest_are_evaluated():
    wide = " || ".join(["case.on_site"] * (LONGEST // 17))
    deep = "(" * DEEPEST + "case.on_site" + ")" * DEEPEST
    for text in (wide, deep, "!" * DEEPEST + "case.on_site"):
        assert faults(parse(text), VOCABULARY) == []
        assert CelCondition(text).holds(Facts({"case.on_site": True}))


def test_every_kind_of_node_is_walked_for_fields():
    walked = {"case.subject", "case.tags", "case.on_site", "sla.share"}
    text = 'case.subject.contains("a") && (size(case.tags) > 1 || !case.on_site) && sla.share in [1]'
    assert {each.name for each in paths(parse(text))} == walked
    assert {each.name for each in members(Junction)} == {"sign", "parts", "at"}
