"""An instance: a problem with the objective of the literature, and what is known about it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from scheduler import objective
from scheduler.horizon import Horizon
from scheduler.policy import Level, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

MINUTES_PER_DAY = 1440
#: What a weight of one is in hundredths.
WHOLE = 100


class InstanceError(ValueError):
    """A file that is not an instance of the format it should be in."""


@dataclass(frozen=True)
class Case:
    """A plan for a problem, with its terms in their raw units."""

    problem: ProblemData
    plan: Plan
    terms: Mapping[str, int]


@dataclass(frozen=True)
class Measure:
    """One number by which the literature compares plans; smaller is better."""

    name: str
    of: Callable[[Case], float]


@dataclass(frozen=True)
class Instance:
    """A problem to be planned, and how its plans are compared.

    ``measures`` are compared one after the other. ``complete`` says that a plan is worth comparing only if it serves
    everything. ``hash`` is the SHA-256 of the input's bytes. ``unit`` is how many ticks one unit of time of the input
    has. ``early`` asks for the earliest starts where a method says only who goes where in what order; the others are
    timed for the shortest duration. ``term`` names the one term (raw units / ``divisor``) that the first measure is,
    if it is one, so that a search can be watched.
    """

    name: str
    problem: ProblemData
    policy: Policy
    measures: tuple[Measure, ...]
    hash: str
    unit: int = 1
    best_known: float | None = None
    complete: bool = True
    early: bool = False
    term: str | None = None
    divisor: float = 1.0

    def worth(self, policy: Policy, plan: Plan) -> tuple[float, ...]:
        """The measures of a plan."""
        case = Case(self.problem, plan, objective.terms(self.problem, policy, plan))
        return tuple(measure.of(case) for measure in self.measures)

    def gap(self, value: float) -> float | None:
        """Percent above the best known value, ``None`` where none is known."""
        return None if not self.best_known else 100 * (value / self.best_known - 1)

    def watched(self, levels: tuple[int, ...]) -> float | None:
        """The first measure of a plan from its objective in points; ``None`` while it leaves something unserved."""
        if self.term is None or any(levels[:-1]):
            return None
        weight = self.policy.weight(self.term) * objective.points_per_unit(self.problem)[self.term]
        return levels[-1] / weight / self.divisor


def of_term(name: str, term: str, divisor: float = 1.0) -> Measure:
    """A measure that is one of the engine's terms in raw units, divided by ``divisor``."""
    return Measure(name, lambda case: case.terms[term] / divisor)


def ordered(name: str, *terms: str) -> Policy:
    """A policy that serves as much as possible and then minimises the terms, one after the other."""
    levels: tuple[Level, ...] = tuple(((term, WHOLE),) for term in ("unserved", *terms))
    return Policy(name, levels)


def horizon(last_tick: int, ticks_per_minute: int) -> Horizon:
    """A horizon without a calendar: a unit of time of the input is a minute, and ``last_tick`` lies within."""
    days = max(1, ceil((last_tick + 1) / (ticks_per_minute * MINUTES_PER_DAY)))
    return Horizon(datetime(2000, 1, 1, tzinfo=UTC), ticks_per_minute=ticks_per_minute, days=days)


def digest_of(parts: Iterable[bytes]) -> str:
    """The SHA-256 of the parts of an input, one after the other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def best_known(path: Path) -> float | None:
    """The value of an instance in the ``best_known.csv`` beside its file, in the column named ``best_known...``."""
    table = path.with_name("best_known.csv")
    if not table.is_file():
        return None
    header, *rows = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines() if line]
    column = next((index for index, name in enumerate(header) if name.startswith("best_known")), None)
    if column is None:
        raise InstanceError(f"{table.name}: no column is named best_known...")
    return next((float(row[column]) for row in rows if row[0] == path.stem), None)
