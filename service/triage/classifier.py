"""The classifier that needs no network: ridge regression over weighted words, trained from the examples beside it.

The examples are few, so each stamp is fitted in one step (kernel ridge regression, one against the rest, each value
with the same weight in all), which is exact and the same wherever it runs. How sure an answer is follows from the
examples too: scores of each example by all others (leave one out, in closed form) say how scores become chances.
"""

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.triage.features import features
from service.triage.vocabulary import VALUES

NAME = "classifier 1"
WEIGHTS = {"w": 1.0, "p": 0.6, "c": 1.0, "cue": 1.0}
"""Of words, pairs, pieces and cues: by cross-validation over the examples, as is the ridge."""
RIDGE = 1.0
SHARPNESS = np.geomspace(0.5, 16.0, 31)
"""What is tried for making chances of scores."""
SURE = 0.5
"""The least chance of a stamp that is set without asking anybody: right nine times of ten, for what somebody wants."""

Floats = NDArray[np.float64]


class Guess(NamedTuple):
    """A value, and the chance that it is right."""

    value: str
    chance: float


@dataclass(frozen=True, slots=True)
class Example:
    """A message with what people say it means."""

    text: str
    stamps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was learnt about one stamp."""

    values: tuple[str, ...]
    weights: Floats
    """By example and value."""
    sharpness: float

    def guess(self, likeness: Floats) -> Guess:
        """Return the likeliest value of a text that is so much like each of the examples."""
        chances = _chances(likeness @ self.weights, self.sharpness)
        best = int(np.argmax(chances))
        return Guess(self.values[best], float(chances[best]))


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was learnt from examples."""

    rarity: Mapping[str, float]
    places: Mapping[str, int]
    matrix: Any
    stamps: Mapping[str, Stamp]

    @classmethod
    def trained(cls, examples: Sequence[Example]) -> "Classifier":
        """Return a classifier trained from examples, in the same way each time."""
        counted = [dict(features(each.text)) for each in examples]
        within = Counter(name for each in counted for name in each)
        rarity = {name: math.log((1 + len(examples)) / (1 + count)) + 1 for name, count in within.items()}
        places = {name: place for place, name in enumerate(sorted(within))}
        matrix = sparse.vstack([_row(each, rarity, places) for each in counted], format="csr")
        kernel = (matrix @ matrix.T).toarray() + 1
        said = {name: [each.stamps[name] for each in examples] for name in VALUES}
        return cls(rarity, places, matrix, {name: _learnt(kernel, values) for name, values in said.items()})

    def guesses(self, text: str) -> dict[str, Guess]:
        """Return the likeliest value of every stamp of a text."""
        row = _row(dict(features(text)), self.rarity, self.places)
        likeness = (self.matrix @ row.T).toarray().ravel() + 1
        return {name: stamp.guess(likeness) for name, stamp in self.stamps.items()}


def _row(counted: Mapping[str, float], rarity: Mapping[str, float], places: Mapping[str, int]) -> Any:
    """Return a text as a sparse row: each kind of feature with its weight, however long the text is."""
    kinds: dict[str, dict[str, float]] = {kind: {} for kind in WEIGHTS}
    for name, value in counted.items():
        if name in places:
            kinds[name.partition(" ")[0]][name] = value * rarity[name]
    columns = [places[name] for values in kinds.values() for name in values]
    data = [
        WEIGHTS[kind] * value / _length(kind, values) for kind, values in kinds.items() for value in values.values()
    ]
    return sparse.csr_matrix((data, columns, [0, len(data)]), shape=(1, len(places)))


def _length(kind: str, values: Mapping[str, float]) -> float:
    """Return what values are divided by: each cue counts for itself, of the others only their mixture does."""
    return 2.0 if kind == "cue" else math.hypot(*values.values())


def _learnt(kernel: Floats, said: Sequence[str]) -> Stamp:
    values = tuple(sorted(set(said)))
    which = np.array([values.index(each) for each in said])
    rare = len(which) / (len(values) * np.bincount(which, minlength=len(values)))[which]
    targets = 2.0 * np.eye(len(values))[which] - 1
    inverse = np.linalg.inv(kernel + RIDGE * np.diag(1 / np.sqrt(rare)))
    weights = inverse @ targets
    left_out = targets - weights / np.diag(inverse)[:, None]
    likelihood = [_log_likelihood(left_out, which, each) for each in SHARPNESS]
    return Stamp(values, weights, float(SHARPNESS[int(np.argmax(likelihood))]))


def _chances(scores: Floats, sharpness: float) -> Floats:
    raised = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _log_likelihood(scores: Floats, which: NDArray[np.int64], sharpness: float) -> float:
    return float(np.log(_chances(scores, sharpness)[np.arange(len(which)), which]).sum())


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """Return the examples that come with the package."""
    text = (files("service.triage") / "examples.csv").read_text(encoding="utf-8")
    return tuple(Example(row.pop("text"), row) for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def classifier() -> Classifier:
    """Return the classifier of the package's examples; trained at first use, in well under a second."""
    return Classifier.trained(examples())


def read(text: str) -> dict[str, str]:
    """Return the stamps of a text that are sure enough, by name."""
    return {name: guess.value for name, guess in classifier().guesses(text).items() if guess.chance >= SURE}
