"""Every file of a plan says what the plan says."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from scheduler.check import check
from scheduler.check.itinerary import itineraries
from scheduler.day import ledger_text
from scheduler.explanation import Explanation
from scheduler.formats.csv_text import restored
from scheduler.kpis import kpis
from scheduler.report import PlanReport, plan_files
from scheduler.report.tables import PLAN_COLUMNS, UNSCHEDULED_COLUMNS
from scheduler.solution import Plan
from tests.scheduler.report.sample import sample


@pytest.fixture(scope="module")
def report() -> PlanReport:
    return sample(90, 9, 4, days=2)


@pytest.fixture(scope="module")
def files(report: PlanReport) -> dict[str, str]:
    return plan_files(report, {"plan.json": "{}\n"})


def renamed(report: PlanReport, old: str, new: str) -> PlanReport:
    """The report with another id for a technician, without reasons."""
    problem = report.problem
    return replace(
        report,
        problem=problem.replace(
            technicians=tuple(one.replace(id=new) if one.id == old else one for one in problem.technicians), ledger=()
        ),
        plan=Plan(tuple(one.replace(technician=new) if one.technician == old else one for one in report.plan.routes)),
        explanation=Explanation(),
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("days", [1, 3])
def test_sample_is_a_plan_worth_reporting(days: int):
    made = sample(120, 12, 4, days=days)
    assert check(made.problem, made.policy, made.plan) == ()
    assert made.plan.visits
    assert made.explanation.unscheduled


def test_plan_has_a_row_for_each_visit(report: PlanReport, files: dict[str, str]):
    table = rows(files["plan.csv"])
    horizon, reasons = report.problem.horizon, {reason.appointment: reason for reason in report.explanation.assigned}
    assert files["plan.csv"].splitlines()[0] == ",".join(PLAN_COLUMNS)
    expected = [
        (
            route.technician,
            str(order),
            stop.id,
            horizon.iso(stop.arrive),
            horizon.iso(stop.start),
            horizon.iso(stop.end),
        )
        for route in report.plan.sorted().routes
        for order, stop in enumerate(route.stops, 1)
    ]
    keys = ("technician", "order", "appointment", "arrive", "start", "end")
    assert [tuple(row[key] for key in keys) for row in table] == expected
    for row in table:
        assert json.loads(row["terms"]) == dict(reasons[row["appointment"]].minutes)
        assert row["territory"] == report.problem.appointment[row["appointment"]].territory
        assert row["day"] == row["start"][:10]


def test_travel_in_the_plan_adds_up_but_for_the_way_home(report: PlanReport, files: dict[str, str]):
    routes = itineraries(report.problem, report.plan)
    table = rows(files["plan.csv"])
    assert sum(float(row["travel"]) for row in table) == sum(one.travel - one.gaps[-1].ticks for one in routes)
    assert sum(int(row["distance_metres"]) for row in table) == sum(
        gap.metres for one in routes for gap in one.gaps[:-1]
    )


def test_unscheduled_has_the_rest_with_its_reasons(report: PlanReport, files: dict[str, str]):
    table = rows(files["unscheduled.csv"])
    assert files["unscheduled.csv"].splitlines()[0] == ",".join(UNSCHEDULED_COLUMNS)
    assert {row["appointment"] for row in table} == report.problem.appointment.keys() - report.plan.visits.keys()
    assert [int(row["priority"]) for row in table] == sorted(int(row["priority"]) for row in table)
    by_id = {row["appointment"]: row for row in table}
    for reason in report.explanation.unscheduled:
        row, way = by_id[reason.appointment], reason.relaxation
        assert (row["verdict"], row["sentence"]) == (reason.verdict, reason.sentence)
        assert row["codes"].split(";") == list(reason.codes)
        assert row["funnel"] == " > ".join(f"{step.rule} {step.remaining}" for step in reason.funnel_told)
        assert row["relaxation"] == ("" if way is None else way.sentence)
    assert any(row["relaxation_minutes"] == "37.5" for row in table)


def test_appointment_without_reasons_is_still_listed(report: PlanReport):
    table = rows(plan_files(replace(report, explanation=Explanation()))["unscheduled.csv"])
    assert len(table) == len(report.explanation.unscheduled)
    assert {row["verdict"] for row in table} == {""}


def test_ledger_is_the_one_the_reader_takes(report: PlanReport, files: dict[str, str]):
    assert files["ledger.csv"] == ledger_text(report.problem, report.plan)


def features(files: dict[str, str], kind: str) -> list[dict[str, Any]]:
    collection = json.loads(files["routes.geojson"])
    assert collection["type"] == "FeatureCollection"
    return [item for item in collection["features"] if item["properties"]["kind"] == kind]


def test_routes_are_lines_from_home_through_the_visits(report: PlanReport, files: dict[str, str]):
    problem = report.problem
    lines = features(files, "route")
    assert len(lines) == len(report.plan.routes)
    for line, route in zip(lines, report.plan.sorted().routes, strict=True):
        home = problem.technician[route.technician].home
        stops = [problem.appointment[stop.id].location for stop in route.stops]
        places = [problem.locations[index] for index in (home, *stops, home) if index is not None]
        assert line["geometry"]["type"] == "LineString"
        assert line["geometry"]["coordinates"] == [[place.longitude, place.latitude] for place in places]
        assert line["properties"]["appointments"] == [stop.id for stop in route.stops]


def test_every_appointment_and_home_is_a_point(report: PlanReport, files: dict[str, str]):
    points = features(files, "appointment")
    assert [point["properties"]["appointment"] for point in points] == [item.id for item in report.problem.appointments]
    for point, item in zip(points, report.problem.appointments, strict=True):
        assert (point["geometry"] is None) == (item.location is None)
        assert (point["properties"]["status"] == "scheduled") == (item.id in report.plan.visits)
    assert len(features(files, "home")) == len(report.problem.technicians)


def test_summary_says_how_to_repeat_it(report: PlanReport, files: dict[str, str]):
    found = json.loads(files["summary.json"])
    assert found["kpis"] == json.loads(json.dumps(kpis(report.problem, report.policy, report.plan)))
    assert found["objective"]["terms"] == dict(report.terms)
    assert found["objective"]["value"] == list(report.value)
    assert (found["seed"], found["versions"]) == (7, {"roundsman": "0.1.0"})
    assert found["settings"] == {"seconds": 10, "workers": 2}
    assert found["files"] == sorted(files)
    assert len(found["attention"]) <= 5


def test_same_report_gives_the_same_bytes(files: dict[str, str]):
    assert plan_files(sample(90, 9, 4, days=2), {"plan.json": "{}\n"}) == files


def test_spreadsheets_run_nothing():
    report = sample(30, 4, 2, hostile=True)
    evil = "=cmd|' /C calc'!A0"
    files = plan_files(renamed(report, report.plan.routes[0].technician, evil))
    cells = [cell for name in ("plan.csv", "ledger.csv") for row in rows(files[name]) for cell in row.values()]
    assert f"'{evil}" in cells
    assert evil in {restored(cell) for cell in cells}
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell]
