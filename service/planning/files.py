"""The files of a run's plan: those that `roundsman plan` writes, made from what the run has kept."""

import json
from pathlib import Path

from scheduler import objective
from scheduler.explanation import Explanation
from scheduler.formats.documents import PlanDocument, from_json
from scheduler.problem import ProblemData
from scheduler.report import PlanReport, write_plan
from scheduler.report.result import documents
from scheduler.report.write import plan_files
from service.context import Context
from service.planning import runs
from service.planning.models import PlanningRun

NAMES = ("problem.json", "plan.json", "explanation.json", "territories.geojson")


def report_of(ctx: Context, run: PlanningRun) -> PlanReport:
    """Return the report of a run's plan; 409 while there is none."""
    problem_text, plan_text, reasons, ground = runs.documents(ctx, run, *NAMES)
    problem, document = from_json(problem_text, ProblemData), from_json(plan_text, PlanDocument)
    territories, value = json.loads(ground), objective.value(problem, document.policy, document.terms)
    said = run.summary or {}
    return PlanReport(
        problem=problem,
        policy=document.policy,
        plan=document.plan,
        explanation=from_json(reasons, Explanation),
        terms=document.terms,
        value=value,
        seed=document.seed,
        settings=document.settings,
        versions=document.versions,
        timings=said.get("timings", {}),
        territories=territories if territories["features"] else None,
        minutes=objective.minutes(problem, document.policy, document.terms),
        gap=None if said.get("gap") is None else tuple(said["gap"]),
        warnings=tuple(said.get("warnings", ())),
    )


def files_of(ctx: Context, run: PlanningRun) -> dict[str, str]:
    """Return every file of a run's plan by name."""
    report = report_of(ctx, run)
    return plan_files(report, documents(report))


def write_files(ctx: Context, run: PlanningRun, out: Path) -> None:
    """Write every file of a run's plan into a folder, all of them or none."""
    report = report_of(ctx, run)
    write_plan(report, out, documents(report))
