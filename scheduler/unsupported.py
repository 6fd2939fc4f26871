"""What the schema can say and the engine does not decide yet. Such a problem is refused by name, not half solved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.problem import ProblemData

#: What only visits that stay where they are may break: routes are made to keep it.
WAIVED_BY_FACTS = frozenset(("shift", "travel", "break", "absence"))


def unsupported(problem: ProblemData) -> tuple[str, ...]:
    """A sentence for each feature that the data uses and the engine does not decide yet; empty if it decides all."""
    features = {
        "waivers of shift, travel, break or absence for visits that are not frozen": (
            item.id for item in problem.appointments if not item.frozen and not WAIVED_BY_FACTS.isdisjoint(item.waivers)
        ),
    }
    return tuple(_sentences(features.items()))


def _sentences(features: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    for feature, uses in features:
        names = list(uses)
        if names:
            yield f"Not decided yet: {feature} ({', '.join(names)})."
