"""What of a text a classifier looks at: words, pairs of words, pieces of words, and cues. Pure.

Pieces of words forgive spelling and endings. Cues are stems that people who read such messages know to look for; they
stand for many words of which a small set of examples has seen none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
LONGEST = 4000
"""Characters that are looked at: what matters is said first."""
PIECES = range(3, 6)
"""Lengths of pieces of words, in characters."""
MOST_CUES = 3
"""Cues of one kind that count."""


@lru_cache(maxsize=1)
def cues() -> Mapping[str, tuple[str, ...]]:
    """Return stems by what they are cues of."""
    lines = (files("service.triage") / "cues.txt").read_text(encoding="utf-8").splitlines()
    named = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {name: tuple(stems.split(", ")) for name, _, stems in named}


def features(text: str) -> Iterator[tuple[str, float]]:
    """Yield the features of a text with their weights before they are compared with other texts'."""
    low = text[:LONGEST].casefold()
    words = WORD.findall(low)
    yield from _counted("w", Counter(words))
    yield from _counted("p", Counter(f"{one} {other}" for one, other in pairwise(words)))
    yield from _counted("c", Counter(_pieces(words)))
    line = f" {' '.join(low.split())} "
    for name, stems in cues().items():
        if count := sum((f" {stem}" if stem[-1].isalnum() else stem) in line for stem in stems):
            yield f"cue {name}", min(count, MOST_CUES)


def _counted(kind: str, counts: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    for name, count in counts.items():
        yield f"{kind} {name}", 1.0 + (count > 1) * 0.5


def _pieces(words: list[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for size in PIECES:
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))
