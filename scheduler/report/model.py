"""What a report is made of: a checked plan, its reasons, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.explanation import Explanation
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Stop


@dataclass(frozen=True)
class PlanReport:
    """Everything the files of a plan are written from; the same value gives the same bytes.

    ``terms`` are the raw terms of the objective and ``value`` its levels, ``minutes`` the weighted minutes per term
    for people. ``settings`` and ``versions`` say how to repeat the run, ``timings`` are seconds by phase (the only
    part that differs between equal runs). ``territories`` is a GeoJSON feature collection in longitude and latitude
    whose features carry the territory's id as ``id`` or as the property ``territory_id``, ``id`` or ``name``.
    ``gap`` is the proven relative distance from the best possible objective, by level, where it is known.
    ``warnings`` are sentences about what was planned as it stands and a person should see.
    """

    problem: ProblemData
    policy: Policy
    plan: Plan
    explanation: Explanation
    terms: Mapping[str, int]
    value: tuple[int, ...]
    seed: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    territories: Mapping[str, Any] | None = None
    minutes: Mapping[str, float] = field(default_factory=dict)
    gap: tuple[float | None, ...] | None = None
    warnings: tuple[str, ...] = ()


def partners(plan: Plan, technician: str, stop: Stop) -> tuple[str, ...]:
    """Who else of a crew is at a stop."""
    return tuple(route.technician for route, _ in plan.visits.get(stop.id, ()) if route.technician != technician)
