"""Texts of rule sets: a strict part of YAML, with the place of everything, and bounded whatever is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rules.document import LONGEST, DocumentError, read

STYLES = {
    "plain": "when: {}\n",
    "single": "when: '{}'\n",
    "double": 'when:   "{}"\n',
    "literal": "when: |\n  {}\n",
    "folded": "a: 1\nwhen: >-\n    {}\n",
    "flow": "{{when: '{}', a: 1}}\n",
}
WORDS = st.lists(st.sampled_from(["a", "bb", "c.d", "&&", "==", "'", '"', "\\", "é"]), min_size=1, max_size=8)


@given(st.sampled_from(sorted(STYLES)), WORDS, st.data())
def test_the_place_of_a_character_is_where_it_stands(style, words, data):
    words = ["x", *words]
    escape = {"single": ("'", "''"), "double": ("\\", "\\\\"), "flow": ("'", "''")}.get(style)
    shown = " ".join(words)
    quoted = shown.replace(*escape) if escape else shown
    quoted = quoted.replace('"', '\\"') if style == "double" else quoted
    text = STYLES[style].format(quoted)
    document = read(text)
    value = document.value["when"]
    assert value.rstrip("\n") == shown
    at = data.draw(st.sampled_from([index for index, each in enumerate(shown) if not each.isspace()][1:]))
    finding = document.finding(("when",), "code", "detail", at=at)
    there = text.splitlines()[finding.line - 1][finding.column - 1]
    assert there == value[at]


def test_words_are_texts_but_for_numbers_and_three_words():
    read_as = read("a: no\nb: 12:30\nc: 3\nd: 2.5\ne: true\nf: null\ng: '3'\nh: 0x1F\ni: 2026-01-01\nj: ~\n").value
    assert list(read_as.values()) == ["no", "12:30", 3, 2.5, True, None, "3", "0x1F", "2026-01-01", "~"]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "syntax"),
        ("# nothing\n", 1, "syntax"),
        ("a: 1\nb: [1, 2\n", 3, "syntax"),
        ("a: 1\n b: 2\n", 2, "syntax"),
        ("a: &x [1]\nb: *x\n", 1, "syntax"),
        ("a: !!python/object:os.system x\n", 1, "syntax"),
        ("a: !!str 1\n", 1, "syntax"),
        ("a: 1\n---\nb: 1\n", 2, "syntax"),
        ("a: " + "[" * 13 + "]" * 13, 1, "syntax"),
        ("a: " + "[" * 50_000, 1, "syntax"),
        ("a: 1\nb: \x00\n", 2, "syntax"),
        ("a: \tb: c: d\n\t- e", 1, "syntax"),
        ("x" * (LONGEST + 1), 1, "size"),
    ],
)
def test_what_cannot_be_read_is_refused(text, line, code):
    with pytest.raises(DocumentError) as refused:
        read(text)
    assert [(each.line, each.code) for each in refused.value.findings] == [(line, code)]


@given(st.text(max_size=200) | st.text("-: []{}'\"|>&*!#\n a1\t", max_size=200))
def test_whatever_is_sent_is_read_or_refused(text):
    refused = []
    try:
        assert () in read(text).nodes
    except DocumentError as error:
        refused = error.findings
    assert all(each.line >= 1 and each.column >= 1 for each in refused)
