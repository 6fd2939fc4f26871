"""The same judge for every plan. A plan with a violation has no score, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from benchmarks.answer import Answer
from benchmarks.instance import Instance
from scheduler.check import added, check
from scheduler.solution import Plan

#: Of many violations so many are recorded, and the number of all.
SHOWN = 10

Curve = list[tuple[float, float]]


@dataclass(frozen=True)
class Judged:
    """An answer with what the judge says of it. ``worth`` is ``None`` if it violates anything."""

    answer: Answer
    unserved: int
    violations: tuple[str, ...]
    worth: tuple[float, ...] | None

    @property
    def order(self) -> tuple[bool, int, tuple[float, ...]]:
        """Better answers come first."""
        return self.worth is None, self.unserved, self.worth or ()


def judge(instance: Instance, answer: Answer) -> Judged:
    """Judge one answer."""
    sentences = tuple(v.sentence for v in added(check(instance.problem, instance.policy, answer.plan)))
    unserved = len(instance.problem.appointments) - len(answer.plan.visits.keys() & instance.problem.appointment.keys())
    worth = None if sentences else instance.worth(instance.policy, answer.plan)
    return Judged(answer, unserved, sentences, worth)


def verdict(instance: Instance, answers: Sequence[Answer]) -> tuple[dict[str, Any], Plan]:
    """What is recorded of the answers of one run, of which the best one counts, and its plan."""
    judged = [judge(instance, answer) for answer in answers]
    best = min(judged, key=lambda one: one.order)
    comparable = best.worth is not None and not (instance.complete and best.unserved)
    gap = instance.gap(best.worth[0]) if best.worth is not None and comparable else None
    record = {
        "wall": round(max(answer.wall for answer in answers), 3),
        "objective": _objective(best.worth),
        "best_known": instance.best_known,
        "gap_percent": None if gap is None else round(gap, 4),
        "unserved": best.unserved,
        "feasible": best.worth is not None,
        "violations": list(best.violations[:SHOWN]),
        "violation_count": len(best.violations),
        "memory_mb": round(sum(answer.memory for answer in answers) / 2**20),
        "note": best.answer.note,
        "curve": _curve(judged) if comparable else [],
    }
    return record, best.answer.plan


def _objective(worth: tuple[float, ...] | None) -> float | list[float] | None:
    if worth is None:
        return None
    return worth[0] if len(worth) == 1 else list(worth)


def _curve(judged: Sequence[Judged]) -> Curve:
    """The best value over the answers that the judge let pass, over time."""
    points = sorted(point for one in judged if one.worth is not None for point in one.answer.curve)
    best = accumulate((value for _, value in points), min)
    falling: Curve = []
    for (seconds, _), value in zip(points, best, strict=True):
        if not falling or value < falling[-1][1]:
            falling.append((seconds, value))
    return falling
