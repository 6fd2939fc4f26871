"""Misspelt names are told from other names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.spelling import edit_distance, misspelt, nearest


@pytest.mark.parametrize(
    ("text", "known", "meant"),
    [
        ("hvca", {"hvac"}, "hvac"),
        ("H-VAC", {"hvac"}, "hvac"),
        ("gas fiter", {"gas fitter"}, "gas fitter"),
        ("electrcial", {"electrical"}, "electrical"),
        ("lift1", {"lift2"}, None),
        ("hvac a", {"hvac b"}, None),
        ("gas", {"gap"}, None),
        ("plumbing", {"painting"}, None),
        ("gas lift", {"gas"}, None),
        ("--", {"gas"}, None),
    ],
)
def test_misspelt_names(text: str, known: set[str], meant: str | None) -> None:
    assert misspelt(text, known) == meant


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
def test_edit_distance_is_a_distance(one: str, two: str) -> None:
    assert edit_distance(one, two) == edit_distance(two, one)
    assert (edit_distance(one, two) == 0) == (one == two)
    assert abs(len(one) - len(two)) <= edit_distance(one, two) <= max(len(one), len(two))


def test_edit_distance_of_known_pairs() -> None:
    assert [edit_distance(*pair) for pair in (("kitten", "sitting"), ("ab", "ba"), ("abc", "acb"))] == [3, 1, 1]


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    assert nearest("hvca", {"HVAC", "gas"}) == "HVAC"
    assert nearest("zzz", ["gas"]) == "gas"
    assert nearest("gas", []) is None
