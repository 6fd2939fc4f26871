"""Policies are checked as a whole, and read from files that may hold anything."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import ProblemError
from scheduler.policy import POLICIES, TERMS, Policy, policy_from_mapping, read_policy
from tests.scheduler.build import policy


def test_every_finding_is_told_at_once() -> None:
    with pytest.raises(ProblemError) as error:
        Policy(
            "odd",
            ((("unknown", 1), ("waiting", -1)), (("waiting", 1),), ()),
            late="maybe",  # type: ignore[arg-type]
            load="kilos",  # type: ignore[arg-type]
            unserved=((1, 0), (1, 5)),
            slack_minutes=-1,
            strict="no",  # type: ignore[arg-type]
        )
    words = (
        "unknown term 'unknown'", "'waiting' is there twice", "weight of 'waiting' is negative", "a level is empty",
        "'unserved' is missing", "positive whole number of minutes", "a priority is listed twice",
        "slack_minutes is -1", "late is 'maybe'", "load is 'kilos'", "strict is 'no'",
    )  # fmt: skip
    assert len(error.value.findings) == len(words)
    for expected in words:
        assert any(finding.startswith("policy 'odd': ") and expected in finding for finding in error.value.findings)


def test_strict_priorities_share_their_level_with_nothing() -> None:
    shared = ({"unserved": 100, "waiting": 1},)
    assert policy(shared, strict=False).mode == "weighted"
    with pytest.raises(ProblemError, match="a level of their own"):
        policy(shared)


def test_only_a_single_level_of_compensating_terms_is_weighted() -> None:
    assert policy(({"unserved": 1},), strict=False).mode == "weighted"
    assert policy(({"unserved": 1},)).mode == "lexicographic"
    assert policy(({"unserved": 1}, {"waiting": 1}), strict=False).mode == "lexicographic"


def test_the_weight_of_what_is_not_counted_is_nothing() -> None:
    assert (policy().weight("travel_time"), policy().weight("waiting")) == (100, 0)


@pytest.mark.parametrize(("priority", "minutes"), [(1, 50), (2, 50), (3, 10), (4, 10), (1000, 10)])
def test_a_priority_that_is_not_listed_costs_as_the_next_less_urgent_else_as_the_last(
    priority: int, minutes: int
) -> None:
    assert policy(unserved=((3, 10), (2, 50))).unserved_minutes(priority) == minutes


@pytest.mark.parametrize("name", POLICIES)
def test_shipped_policies_are_read_by_name_and_never_let_urgency_be_cheaper(name: str) -> None:
    shipped = read_policy(name)
    assert shipped.name == name
    costs = [shipped.unserved_minutes(priority) for priority in range(1, 8)]
    assert costs == sorted(costs, reverse=True)
    assert {term for level in shipped.levels for term, _ in level} <= TERMS.keys()


def test_a_file_changes_what_it_names_of_the_policy_it_is_based_on(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        'based_on = "round_robin"\nlate = "penalise"\nslack_minutes = 15\n'
        "[weights]\ntravel_time = 2.5\nsecondary = 1\n[unserved]\n2 = 70\n1 = 900\n",
        encoding="utf-8",
    )
    ours, base = read_policy(str(file)), POLICIES["round_robin"]
    assert (ours.name, ours.late, ours.slack_minutes, ours.load) == ("ours", "penalise", 15, "turns")
    assert (ours.weight("travel_time"), ours.weight("secondary"), ours.weight("fairness")) == (250, 100, 100)
    assert ours.unserved == ((1, 900), (2, 70))
    assert [[term for term, _ in level] for level in ours.levels[:2]] == [["unserved"], ["fairness"]]
    assert len(ours.levels) == len(base.levels)


def test_a_file_may_have_levels_of_its_own() -> None:
    ours = policy_from_mapping({"name": "flat", "levels": [{"unserved": 1, "travel_time": 0.25}], "strict": False})
    assert (ours.name, ours.levels, ours.mode) == ("flat", ((("unserved", 100), ("travel_time", 25)),), "weighted")


@pytest.mark.parametrize(("data", "words"), [
    ({"weihgts": {}, "colour": 1}, "unknown key 'colour'.*unknown key 'weihgts'"),
    ({"based_on": "nothing"}, "based_on 'nothing' is not one of"),
    ({"based_on": ["round_robin"]}, "is not one of"),
    ({"levels": []}, "a level is empty"),
    ({"levels": [{}]}, "a level is empty"),
    ({"levels": 3}, "not iterable"),
    ({"levels": ["unserved"]}, "policy: "),
    ({"levels": [{"unserved": "much"}]}, "could not convert"),
    ({"weights": {"hurry": 1}}, "unknown term 'hurry'"),
    ({"weights": {"waiting": float("inf")}}, "weight inf"),
    ({"weights": {"waiting": float("nan")}}, "weight nan"),
    ({"weights": [1]}, "policy: "),
    ({"unserved": {"urgent": 5}}, "invalid literal"),
    ({"unserved": {"1": 2.5}}, "whole number"),
    ({"unserved": {}}, "whole number"),
    ({"slack_minutes": 2.5}, "slack_minutes is 2.5"),
    ({"slack_minutes": "ten"}, "slack_minutes is 'ten'"),
    ({"secondary": "no"}, "secondary is 'no'"),
    ({"late": ["forbid"]}, "late is"),
])  # fmt: skip
def test_what_is_no_policy_is_refused_in_words(data: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        policy_from_mapping(data)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "name",
                "based_on",
                "levels",
                "weights",
                "unserved",
                "late",
                "secondary",
                "load",
                "strict",
                "slack_minutes",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*TERMS, *POLICIES]),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*TERMS, "1"]), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_any_data_is_a_policy_or_refused(data: dict[str, Any]) -> None:
    with suppress(ProblemError):
        assert isinstance(policy_from_mapping(data), Policy)


def test_unknown_names_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="unknown policy 'fastest'; known are customer_first"):
        read_policy("fastest")
    broken, binary = tmp_path / "broken.toml", tmp_path / "binary.toml"
    broken.write_text("levels = [", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (broken, binary, tmp_path / "absent.toml", tmp_path):
        name = str(path if path.suffix else path.with_suffix(".toml"))
        with pytest.raises(ProblemError, match=r"policy file .*\.toml"):
            read_policy(name)
