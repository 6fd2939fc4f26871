"""From a result to its report, and to the documents from which the run can be repeated."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from scheduler import objective
from scheduler.explanation import Explanation
from scheduler.formats.documents import PlanDocument, digest, to_json
from scheduler.report.model import PlanReport
from scheduler.solve import Result, rounds_text

#: Proofs and relaxations come after the time limit, which is the search's: they get as long as it, within these.
EXPLAINING_SECONDS = (5.0, 10.0)


def explaining_seconds(searched: float | None) -> float:
    """Seconds for proofs and relaxations: no longer than the search, but enough for a day of a few hundred visits."""
    least, most = EXPLAINING_SECONDS
    return most if searched is None else min(most, max(least, searched))


def versions() -> dict[str, str]:
    """What a plan depends on beside its input."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"python": python, **{name: _version(name) for name in ("roundsman", "ortools", "numpy")}}


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "not installed"


def plan_report(
    result: Result,
    explanation: Explanation,
    *,
    timings: Mapping[str, float],
    territories: Mapping[str, Any] | None = None,
    warnings: Sequence[str] = (),
) -> PlanReport:
    """The report of a result; ``territories`` is a GeoJSON feature collection, see :class:`PlanReport`."""
    settings = {"workers": result.settings.workers, "rounds": rounds_text(result.rounds), "proved": result.proved}
    return PlanReport(
        problem=result.problem,
        policy=result.policy,
        plan=result.plan,
        explanation=explanation,
        terms=result.terms,
        value=result.value,
        seed=result.settings.seed,
        settings=settings,
        versions=versions(),
        timings={name: round(seconds, 3) for name, seconds in timings.items()},
        territories=territories,
        minutes=objective.minutes(result.problem, result.policy, result.terms),
        gap=(0.0,) * len(result.value) if result.proved else None,
        warnings=tuple(warnings),
    )


def documents(report: PlanReport) -> dict[str, str]:
    """``plan.json``, ``problem.json`` and ``explanation.json``: the text of each by name."""
    document = PlanDocument(
        plan=report.plan,
        policy=report.policy,
        horizon=report.problem.horizon,
        seed=report.seed,
        problem=digest(report.problem),
        settings=dict(report.settings),
        terms=report.terms,
        versions=report.versions,
    )
    return {
        "plan.json": to_json(document),
        "problem.json": to_json(report.problem),
        "explanation.json": to_json(report.explanation),
    }
