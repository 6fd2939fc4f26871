"""What the schema can say and the engine does not decide yet. Such a problem is refused by name, not half solved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.problem import ProblemData


def unsupported(problem: ProblemData) -> tuple[str, ...]:
    """A sentence for each feature that the data uses and the engine does not decide yet; empty if it decides all."""
    features = {
        "crews of several technicians": (item.id for item in problem.appointments if item.crew_size > 1),
        "predecessors": (item.id for item in problem.appointments if item.predecessors),
        "groups served whole or not at all": (item.id for item in problem.appointments if item.all_or_none is not None),
    }
    return tuple(_sentences(features.items()))


def _sentences(features: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    for feature, uses in features:
        names = list(uses)
        if names:
            yield f"Not decided yet: {feature} ({', '.join(names)})."
