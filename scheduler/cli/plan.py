"""``roundsman plan``: a dispatcher's daily batch, from files to a checked, explained plan."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler.attention import attention
from scheduler.check.itinerary import itineraries
from scheduler.cli.guards import borders_told, refuse_another, refuse_unwritable
from scheduler.cli.roads import RoadOptions, on_roads
from scheduler.cli.sources import read_source
from scheduler.cli.stored import AsJson
from scheduler.cli.terminal import live_line, notes, output, print_json, refuse, table, warn
from scheduler.day import Day
from scheduler.entities import ProblemError
from scheduler.explain import explain
from scheduler.explanation import Explanation
from scheduler.formats.documents import read_plan
from scheduler.formats.json_text import DocumentError
from scheduler.kpis import overtime, spoken
from scheduler.policy import POLICIES, Policy, read_policy
from scheduler.report import PlanReport, write_plan
from scheduler.report.result import documents, explaining_seconds, plan_report
from scheduler.report.summary import summary
from scheduler.solve import PlanRefusedError, Result, Settings, UnsupportedError, rounds_from_text, solve

#: Exit status where the program itself is at fault.
REFUSED = 3
#: A week: longer searches are slips of the hand.
LONGEST_SECONDS = 604_800

DEFAULT_POLICY = "customer_first"


def _file(help: str) -> Any:
    return typer.Option(help=help, show_default=False)


def plan(
    out: Annotated[Path, _file("The directory to write the plan into.")],
    appointments: Annotated[Path | None, _file("Appointments: CSV, Parquet or Excel.")] = None,
    technicians: Annotated[Path | None, _file("Technicians: CSV, Parquet or Excel.")] = None,
    territories: Annotated[Path | None, _file("Territories: GeoJSON, GeoPackage, Shapefile, KML, GeoParquet.")] = None,
    vroom: Annotated[Path | None, _file("A VROOM request, instead of files; its answer is vroom.json.")] = None,
    timefold: Annotated[Path | None, _file("A Timefold field service request; its answer is timefold.json.")] = None,
    google: Annotated[Path | None, _file("A Google Route Optimization request of single visits.")] = None,
    shifts: Annotated[Path | None, _file("Shifts and absences by date.")] = None,
    ledger: Annotated[Path | None, _file("What rotation carries over.")] = None,
    published: Annotated[Path | None, _file("The plan.json that people already know.")] = None,
    matrix: Annotated[Path | None, _file("Travel times and distances, .npz or .csv.")] = None,
    absences: Annotated[Path | None, _file("Absences: an iCalendar file, or a directory of them.")] = None,
    depots: Annotated[Path | None, _file("Depots, where technicians pick up tools and parts.")] = None,
    speeds: Annotated[Path | None, _file("How fast travel is at what time of day: from, to, factor.")] = None,
    policy: Annotated[
        str | None, _file(f"A policy's name or a TOML file; {DEFAULT_POLICY}, or what a request implies.")
    ] = None,
    days: Annotated[str | None, _file("One day, FIRST..LAST, or how many.")] = None,
    timezone: Annotated[str | None, _file("The zone of times that state none, such as Europe/Paris.")] = None,
    seconds: Annotated[float, typer.Option(min=0, max=LONGEST_SECONDS, help="How long to search.")] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another search.")] = 0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Parts solved side by side.")] = 2,
    roads: Annotated[
        str | None, _file("Travel over roads: osrm:http://HOST:PORT or valhalla:http://HOST:PORT.")
    ] = None,
    roads_profile: Annotated[str | None, _file("The service's profile or costing; driving or auto.")] = None,
    roads_cache: Annotated[Path | None, _file("A directory in which the service's answers are kept.")] = None,
    roads_fallback: Annotated[
        bool, typer.Option("--roads-fallback", help="If the service fails, plan with estimated travel and say so.")
    ] = False,
    replay: Annotated[Path | None, _file("A plan.json whose run is repeated, step by step.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan a day: from appointments, technicians and territories, or from the request of another engine."""
    began = time.monotonic()
    if not as_json:
        notes.print("reading the day")
    files = {
        "appointments": appointments, "technicians": technicians, "territories": territories, "shifts": shifts,
        "ledger": ledger, "published": published, "matrix": matrix, "absences": absences, "depots": depots,
        "speeds": speeds, "days": days, "timezone": timezone,
    }  # fmt: skip
    chosen, settings = _settings(policy, seconds, seed, workers, replay, as_json)
    refuse_unwritable(out, as_json=as_json)
    source = read_source(files, {"vroom": vroom, "timefold": timefold, "google": google}, as_json=as_json)
    chosen = chosen or source.policy or POLICIES[DEFAULT_POLICY]
    day = on_roads(source.day, RoadOptions(roads, roads_profile, roads_cache, roads_fallback), as_json=as_json)
    warn([] if as_json else [*map(str, day.warnings), *borders_told(day)])
    if replay is not None:
        refuse_another(replay, day.problem, as_json=as_json)
    read = time.monotonic()
    result = _solve(day, chosen, settings, as_json)
    solved = time.monotonic()
    explanation = explain(day.problem, chosen, result.plan, seconds=explaining_seconds(settings.seconds))
    timings = {"read": read - began, "solve": solved - read, "explain": time.monotonic() - solved}
    report = _report(day, result, explanation, timings)
    answers = {name: answer(day.problem, chosen, result.plan) for name, answer in source.answers.items()}
    _write(report, answers, out, as_json)
    _conclude(report, result, out, as_json)


def _settings(
    policy: str | None, seconds: float, seed: int, workers: int, replay: Path | None, as_json: bool
) -> tuple[Policy | None, Settings]:
    try:
        if replay is None:
            return None if policy is None else read_policy(policy), Settings(
                seconds=seconds, seed=seed, workers=workers
            )
        document = read_plan(replay)
        stored = document.settings
        rounds = rounds_from_text(str(stored.get("rounds", "")))
        return document.policy, Settings(None, document.seed, int(str(stored.get("workers", workers))), rounds)
    except ProblemError as error:
        refuse(error.findings, as_json=as_json)
    except (DocumentError, ValueError) as error:
        refuse(str(error).splitlines(), as_json=as_json)


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


def _report(day: Day, result: Result, explanation: Explanation, timings: Mapping[str, float]) -> PlanReport:
    return plan_report(
        result,
        explanation,
        timings=timings,
        territories=None if day.territory_map is None else json.loads(day.territory_map.frame().to_json(drop_id=True)),
        warnings=[str(finding) for finding in day.warnings],
    )


def _write(report: PlanReport, answers: Mapping[str, str], out: Path, as_json: bool) -> None:
    try:
        write_plan(report, out, {**documents(report), **answers})
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
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.timings.items())
    output.print(f"checked, {proof}; {spent}; report: {out / 'report.html'}", soft_wrap=True, markup=False)


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
