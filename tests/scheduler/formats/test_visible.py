"""What is invisible and not harmless is spelt out, and nothing else is touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.visible import visible, visible_data


@given(st.text())
def test_no_control_is_left_and_other_texts_stay(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(letter) == "Cc" for letter in shown if letter not in "\t\n")
    assert not any(unicodedata.bidirectional(letter) in {"LRO", "RLO", "LRE", "RLE", "PDF"} for letter in shown)
    assert visible(shown) == shown
    if text.isprintable():
        assert shown == text


@pytest.mark.parametrize(
    "name",
    [
        "Zoë",
        "\u0645\u0631\u064a\u0645",
        "\u05d3\u05e0\u05d4\u200f",
        "\u0645\u06cc\u200c\u0645",
        "👩\u200d🔧",
        "a\tb\nc",
    ],
)
def test_names_of_any_script_stay_as_they_are(name: str) -> None:
    assert visible(name) == name


def test_data_is_spelt_out_at_every_depth() -> None:
    assert visible_data({"a\u202e": ["\u2066", (1, None, {"x": "\ufeff"})]}) == {
        "a[U+202E]": ["[U+2066]", [1, None, {"x": "[U+FEFF]"}]]
    }
