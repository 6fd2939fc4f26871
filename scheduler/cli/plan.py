"""``roundsman plan``: a dispatcher's daily batch, from files to a checked, explained plan."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from scheduler import objective
from scheduler.attention import attention
from scheduler.check.itinerary import itineraries
from scheduler.cli.stored import AsJson
from scheduler.cli.terminal import live_line, notes, output, print_json, refuse, table, warn
from scheduler.day import Day, DayError, read_day
from scheduler.entities import ProblemError
from scheduler.explain import explain
from scheduler.explanation import Explanation
from scheduler.formats.documents import PlanDocument, digest, read_plan, to_json
from scheduler.formats.json_text import DocumentError
from scheduler.kpis import overtime, spoken
from scheduler.policy import Policy, read_policy
from scheduler.problem import ProblemData
from scheduler.report import PlanReport, write_plan
from scheduler.report.summary import summary
from scheduler.solve import PlanRefusedError, Result, Settings, UnsupportedError, rounds_from_text, rounds_text, solve
from territories import audit

#: Exit status where the program itself is at fault.
REFUSED = 3
#: A week: longer searches are slips of the hand.
LONGEST_SECONDS = 604_800


def _file(help: str) -> Any:
    return typer.Option(help=help, show_default=False)


def plan(
    appointments: Annotated[Path, _file("Appointments, CSV or Parquet.")],
    technicians: Annotated[Path, _file("Technicians, CSV or Parquet.")],
    territories: Annotated[Path, _file("Territories, GeoJSON or GeoPackage.")],
    out: Annotated[Path, _file("The directory to write the plan into.")],
    shifts: Annotated[Path | None, _file("Shifts and absences by date.")] = None,
    ledger: Annotated[Path | None, _file("What rotation carries over.")] = None,
    published: Annotated[Path | None, _file("The plan.json that people already know.")] = None,
    matrix: Annotated[Path | None, _file("Travel times and distances, .npz or .csv.")] = None,
    policy: Annotated[str, typer.Option(help="A policy's name or a TOML file.")] = "customer_first",
    days: Annotated[str | None, _file("One day, FIRST..LAST, or how many.")] = None,
    timezone: Annotated[str | None, _file("The zone of times that state none, such as Europe/Paris.")] = None,
    seconds: Annotated[float, typer.Option(min=0, max=LONGEST_SECONDS, help="How long to search.")] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another search.")] = 0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Parts solved side by side.")] = 2,
    replay: Annotated[Path | None, _file("A plan.json whose run is repeated, step by step.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan a day from three files: appointments, technicians, territories."""
    began = time.monotonic()
    if not as_json:
        notes.print("reading the day")
    chosen, settings = _settings(policy, seconds, seed, workers, replay, as_json)
    _refuse_unwritable(out, as_json)
    day = _read(as_json, appointments, technicians, territories, shifts, ledger, published, matrix, days, timezone)
    warn([] if as_json else [*map(str, day.warnings), *_borders(day, territories)])
    if replay is not None:
        _refuse_another(replay, day.problem, as_json)
    read = time.monotonic()
    result = _solve(day, chosen, settings, as_json)
    solved = time.monotonic()
    explanation = explain(day.problem, chosen, result.plan)
    timings = {"read": read - began, "solve": solved - read, "explain": time.monotonic() - solved}
    report = _report(day, result, explanation, timings)
    _write(report, result, out, as_json)
    _conclude(report, result, out, as_json)


def _settings(
    policy: str, seconds: float, seed: int, workers: int, replay: Path | None, as_json: bool
) -> tuple[Policy, Settings]:
    try:
        if replay is None:
            return read_policy(policy), Settings(seconds=seconds, seed=seed, workers=workers)
        document = read_plan(replay)
        stored = document.settings
        rounds = rounds_from_text(str(stored.get("rounds", "")))
        return document.policy, Settings(None, document.seed, int(str(stored.get("workers", workers))), rounds)
    except ProblemError as error:
        refuse(error.findings, as_json=as_json)
    except (DocumentError, ValueError) as error:
        refuse(str(error).splitlines(), as_json=as_json)


def _refuse_unwritable(out: Path, as_json: bool) -> None:
    """Leave before any work is done if the plan could not be written afterwards."""
    nearest = next(place for place in (out.absolute(), *out.absolute().parents) if os.path.lexists(place))
    if not nearest.is_dir():
        refuse([f"{out} cannot be written: {nearest} is not a directory"], as_json=as_json)
    if not os.access(nearest, os.W_OK | os.X_OK):
        refuse([f"{out} cannot be written: no permission to write into {nearest}"], as_json=as_json)


def _refuse_another(replay: Path, problem: ProblemData, as_json: bool) -> None:
    """Steps of another day would give some plan, and not the one that is meant."""
    made_for = read_plan(replay).problem
    if made_for and made_for != digest(problem):
        refuse([f"{replay} was made for another problem than these files, so it cannot be repeated"], as_json=as_json)


def _read(as_json: bool, *sources: Any) -> Day:
    appointments, technicians, territories, shifts, ledger, published, matrix, days, timezone = sources
    try:
        return read_day(
            appointments=appointments,
            technicians=technicians,
            territories=territories,
            shifts=shifts,
            ledger=ledger,
            published=published,
            matrix=matrix,
            days=days,
            timezone=timezone,
        )
    except DayError as error:
        refuse_day(error, as_json=as_json)


def _borders(day: Day, file: Path) -> list[str]:
    """One line that borders are not clean; another command has the details."""
    found = [] if day.territory_map is None else audit(day.territory_map).sentences()
    if not found:
        return []
    return [f"{file.name}: {len(found)} repairs, overlaps and gaps; 'roundsman territories' lists them"]


def refuse_day(error: DayError, *, as_json: bool) -> NoReturn:
    """Print the findings of files that cannot be planned."""
    details = [
        {
            "code": str(finding.code),
            "file": finding.file,
            "line": finding.line,
            "feature": finding.feature,
            "column": finding.column,
            "value": finding.value,
            "message": finding.message,
            "expected": finding.expected,
        }
        for finding in error.findings
    ]
    refuse([str(finding) for finding in error.findings], error.total, as_json=as_json, details=details)


def _solve(day: Day, policy: Policy, settings: Settings, as_json: bool) -> Result:
    try:
        with live_line(day.problem.horizon.ticks_per_minute, quiet=as_json) as progress:
            return solve(day.problem, policy, settings, progress=progress)
    except UnsupportedError as error:
        refuse(error.features, as_json=as_json)
    except ProblemError as error:
        refuse(error.findings, as_json=as_json)
    except PlanRefusedError as error:
        notes.print("[bold red]The judge refused the plan; nothing was written. This is a fault of the program.[/]")
        notes.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(REFUSED) from None


def versions() -> dict[str, str]:
    """What a plan depends on beside its input."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"python": python, **{name: _version(name) for name in ("roundsman", "ortools", "numpy")}}


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "not installed"


def _report(day: Day, result: Result, explanation: Explanation, timings: Mapping[str, float]) -> PlanReport:
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
        territories=None if day.territory_map is None else json.loads(day.territory_map.frame().to_json(drop_id=True)),
        minutes=objective.minutes(result.problem, result.policy, result.terms),
        gap=(0.0,) * len(result.value) if result.proved else None,
    )


def _write(report: PlanReport, result: Result, out: Path, as_json: bool) -> None:
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
    more = {
        "plan.json": to_json(document),
        "problem.json": to_json(report.problem),
        "explanation.json": to_json(report.explanation),
    }
    try:
        write_plan(report, out, more)
    except OSError as error:
        refuse([f"{out} cannot be written: {error.strerror or error}"], as_json=as_json)


@dataclass(frozen=True)
class _Line:
    label: str
    kpi: str


#: What the table shows, by the name under which ``kpis`` has it.
_LINES = (
    _Line("assigned", "totalAssignedVisits"),
    _Line("unassigned", "totalUnassignedVisits"),
    _Line("technicians used", "totalActivatedVehicles"),
    _Line("travel time", "totalTravelTime"),
    _Line("travel distance, m", "totalTravelDistanceMeters"),
    _Line("overtime", "totalOvertime"),
    _Line("SLA kept, %", "percentageVisitsInSla"),
)


def _conclude(report: PlanReport, result: Result, out: Path, as_json: bool) -> None:
    facts = summary(report, ())
    if as_json:
        print_json({**facts, "interrupted": result.interrupted, "out": str(out)})
        return
    if result.interrupted:
        notes.print("[yellow]interrupted: this is the best plan found until then[/]")
    table(["", report.problem.name or f"{report.problem.horizon.first_day}"], _rows(report, facts["kpis"]), "The plan")
    output.print()
    output.print("[bold]Look at these first[/]")
    for number, item in enumerate(attention(report.problem, report.policy, report.plan, report.explanation), 1):
        output.print(f" {number}. {item.sentence}", soft_wrap=True, markup=False)
    output.print()
    proof = "proved best possible" if result.proved else "not proved best"
    spent = sum(report.timings.values())
    output.print(f"checked, {proof}; {spent:.1f} s; report: {out / 'report.html'}", soft_wrap=True, markup=False)


def _rows(report: PlanReport, found: Mapping[str, Any]) -> list[list[str]]:
    """The table of figures, for people: lengths of time in words."""
    routes = itineraries(report.problem, report.plan)
    ticks = {"totalTravelTime": sum(one.travel for one in routes), "totalOvertime": sum(map(overtime, routes))}
    words = {name: spoken(report.problem.horizon.minutes(length)) for name, length in ticks.items()}
    rows = [[line.label, words.get(line.kpi) or _shown(found[line.kpi])] for line in _LINES]
    fairness = found["fairness"]
    return [*rows, ["fairness, % (before)", f"{fairness['after']['percentage']} ({fairness['before']['percentage']})"]]


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value)
