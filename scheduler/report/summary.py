"""``summary.json``: the plan in figures, and what is needed to repeat it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from scheduler.attention import attention
from scheduler.kpis import kpis
from scheduler.report.model import PlanReport


def summary(report: PlanReport, files: Iterable[str]) -> dict[str, Any]:
    """The summary as JSON-ready data; ``files`` are the names of everything that is written with it."""
    problem, policy = report.problem, report.policy
    last = problem.horizon.instant(problem.horizon.end)
    return {
        "name": problem.name,
        "horizon": {
            "start": problem.horizon.iso(0),
            "end": last.isoformat(timespec="seconds"),
            "timezone": problem.horizon.timezone,
            "days": problem.horizon.days,
            "ticks_per_minute": problem.horizon.ticks_per_minute,
        },
        "appointments": len(problem.appointments),
        "technicians": len(problem.technicians),
        "territories": len(problem.territories),
        "policy": {"name": policy.name, "mode": policy.mode, "late": policy.late, "load": policy.load},
        "objective": {
            "value": list(report.value),
            "terms": dict(report.terms),
            "minutes": dict(report.minutes),
            "gap": None if report.gap is None else list(report.gap),
        },
        "kpis": kpis(problem, policy, report.plan),
        "attention": [asdict(item) for item in attention(problem, policy, report.plan, report.explanation)],
        "warnings": list(report.warnings),
        "seed": report.seed,
        "settings": dict(report.settings),
        "versions": dict(report.versions),
        "timings": dict(report.timings),
        "files": sorted(files),
    }


def summary_json(report: PlanReport, files: Iterable[str]) -> str:
    """The text of the file."""
    return json.dumps(summary(report, files), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
