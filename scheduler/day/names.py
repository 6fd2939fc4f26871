"""Names in files: what they refer to, and which known name was probably meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from scheduler.day.findings import DayCode, MisreadError

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST_TYPO = 4


class Names:
    """The known names of one kind: ids, and labels that are as good as an id where only one thing has them."""

    def __init__(self, kind: str, labels: Mapping[str, str]) -> None:
        self.kind = kind
        self._ids = dict.fromkeys(labels)
        counts = Counter(label for label in labels.values() if label)
        self._doubled = {label for label, count in counts.items() if count > 1}
        self._by_label = {label: name for name, label in labels.items() if label and counts[label] == 1}

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def resolve(self, text: str) -> str:
        """The id a text stands for: itself, else that of the only bearer of the label; raises :class:`MisreadError`."""
        if text in self._ids:
            return text
        if text in self._by_label:
            return self._by_label[text]
        if text in self._doubled:
            message = f"{text!r} is the name of more than one {self.kind}"
            raise MisreadError(message, f"the id of the {self.kind}", DayCode.NAME_AMBIGUOUS)
        raise MisreadError(f"unknown {self.kind} {text!r}", self._expected(text), DayCode.NAME_UNKNOWN)

    def _expected(self, text: str) -> str:
        known = nearest(text, [*self._ids, *self._by_label])
        return f"a known {self.kind}, the nearest is {known!r}" if known else f"a known {self.kind}"


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
