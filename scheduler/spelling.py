"""Which known name a text probably means: the nearest one, or the one of which it is beyond doubt a misspelling."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST_TYPO = 4


def nearest(text: str, known: Collection[str]) -> str | None:
    """The known name most like a text, upper and lower case being equal; ``None`` when there are no names."""
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    close = get_close_matches(text.casefold(), folded, n=1, cutoff=0)
    return folded[close[0]] if close else None


def misspelt(text: str, known: Iterable[str]) -> str | None:
    """The known name of which a text is beyond doubt a misspelling, else ``None``.

    The rule: it differs only in case, blanks or punctuation; or it has the same words but one, of at least four
    letters in both, at a distance of one letter (added, left out, changed, or two exchanged), two from eight letters
    on. Digits never differ by a slip: ``lift1`` and ``lift2`` are two names, and so are ``hvac a`` and ``hvac b``.
    """
    words = _WORDS.findall(text.casefold())
    joined = "".join(words)
    for name in sorted(known):
        others = _WORDS.findall(name.casefold())
        if joined and joined == "".join(others):
            return name
        if len(words) == len(others):
            differing = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
            if len(differing) == 1 and _slip(*differing[0]):
                return name
    return None


def _slip(one: str, two: str) -> bool:
    shortest = min(len(one), len(two))
    if shortest < _SHORTEST_TYPO or not (one + two).isalpha():
        return False
    return edit_distance(one, two) <= (1 if shortest < 2 * _SHORTEST_TYPO else 2)


def edit_distance(one: str, two: str) -> int:
    """Letters to add, leave out, change or exchange with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(two, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
