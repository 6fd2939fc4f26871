"""The port of triage: whoever reads a message says what it means, and how sure that is. Pure, but for who is asked."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from service.triage.classifier import NAME, Guess, classifier

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A message to be read, and the product lines that there are."""

    text: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message means: stamps and nothing else, so that no text can make anything happen but stamps."""

    model: str
    stamps: Mapping[str, Guess]
    """Values of `vocabulary.VALUES`, and a product line."""
    fell_back: str | None = None
    """Why whoever was asked first did not answer."""

    def told(self) -> dict[str, Any]:
        """Return the stamps as they are kept."""
        return {name: {"value": each.value, "chance": round(each.chance, 4)} for name, each in self.stamps.items()}


class NoAnswerError(Exception):
    """Whoever was asked did not answer, or not as asked."""


class Reader(Protocol):
    """Who reads messages."""

    def __call__(self, question: Question) -> Answer:
        """Return what a message means. Raises `NoAnswerError`."""
        ...


def classify(question: Question) -> Answer:
    """Return what the classifier makes of a message: at once, and always the same."""
    found = classifier().guesses(question.text)
    line = named_line(question)
    return Answer(NAME, {**found, **({"product_line": Guess(line, 1.0)} if line else {})})


def named_line(question: Question) -> str | None:
    """Return the product line that a message names, if it names one and no other."""
    said = set(re.findall(r"\w+", question.text.casefold()))
    named = [line for line in question.lines if {line.casefold(), line.casefold().removesuffix("s")} & said]
    return named[0] if len(named) == 1 else None


def answer(question: Question, reader: Reader = classify) -> Answer:
    """Return what a reader says, asked twice at most; else what the classifier says, with the reason for that."""
    faults = []
    for _ in range(2):
        try:
            return reader(question)
        except NoAnswerError as fault:
            faults.append(str(fault))
            log.warning("triage was not answered: %s", fault)
    return replace(classify(question), fell_back="; then ".join(faults))
