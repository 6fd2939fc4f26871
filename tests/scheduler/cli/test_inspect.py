"""The commands that look at a plan: check, explain, recommend, compare."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.formats.documents import read_plan, read_problem, write_plan
from scheduler.solution import Plan
from tests.scheduler.cli.conftest import Run, day_options


def test_a_plan_of_ours_is_allowed(run: Run, planned: Path) -> None:
    told = run("check", "--plan", planned)
    assert told.exit_code == 0
    assert "0 constraints broken" in told.stdout


def test_a_plan_changed_by_hand_is_caught(run: Run, planned: Path, tmp_path: Path) -> None:
    shutil.copytree(planned, tmp_path / "mine")
    document = read_plan(planned / "plan.json")
    first, *rest = document.plan.routes
    late = first.replace(departure=first.departure + 600)
    write_plan(document.replace(plan=Plan((late, *rest))), tmp_path / "mine" / "plan.json")
    told = run("check", "--plan", tmp_path / "mine", "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert found["allowed"] is False
    assert "TRAVEL" in {violation["code"] for violation in found["violations"]}


def test_terms_that_are_not_those_of_the_plan_are_named(run: Run, planned: Path, tmp_path: Path) -> None:
    shutil.copytree(planned, tmp_path / "mine")
    document = read_plan(planned / "plan.json")
    true = document.terms["travel_time"]
    stated = document.replace(terms={**document.terms, "travel_time": true + 1})
    write_plan(stated, tmp_path / "mine" / "plan.json")
    told = run("check", "--plan", tmp_path / "mine")
    assert told.exit_code == 0
    assert f"plan.json states travel_time {true + 1}, by the plan it is {true}" in told.stdout
    told = run("check", "--plan", tmp_path / "mine", "--json")
    assert json.loads(told.stdout)["misstated_terms"] == {"travel_time": [true + 1, true]}
    assert json.loads(run("check", "--plan", planned, "--json").stdout)["misstated_terms"] == {}


def test_a_visit_to_an_unknown_appointment_is_caught(run: Run, planned: Path, tmp_path: Path) -> None:
    shutil.copytree(planned, tmp_path / "mine")
    document = read_plan(planned / "plan.json")
    first, *rest = document.plan.routes
    stranger = first.replace(stops=(first.stops[0].replace(id="nobody"), *first.stops[1:]))
    write_plan(document.replace(plan=Plan((stranger, *rest))), tmp_path / "mine" / "plan.json")
    told = run("check", "--plan", tmp_path / "mine")
    assert told.exit_code == 1
    assert "nobody, visited at" in told.stdout


def test_a_plan_of_another_day_is_refused(run: Run, planned: Path, tmp_path: Path) -> None:
    shutil.copytree(planned, tmp_path / "mine")
    document = read_plan(planned / "plan.json")
    later = replace(document.horizon, start=document.horizon.start + timedelta(days=1))
    write_plan(document.replace(horizon=later), tmp_path / "mine" / "plan.json")
    told = run("check", "--plan", tmp_path / "mine")
    assert told.exit_code == 2
    assert "times mean two things" in told.stderr


def test_an_assigned_appointment_is_explained_as_in_the_file(run: Run, planned: Path) -> None:
    stated = json.loads((planned / "explanation.json").read_text())["assigned"][0]
    told = run("explain", stated["appointment"], "--plan", planned, "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["sentence"] == stated["sentence"]
    text = run("explain", stated["appointment"], "--plan", planned)
    assert stated["technician"] in text.stdout


def test_an_unscheduled_appointment_is_explained(run: Run, planned: Path, unscheduled: list[dict[str, Any]]) -> None:
    stated = unscheduled[0]
    told = run("explain", stated["appointment"], "--plan", planned)
    assert told.exit_code == 0
    assert stated["codes"][0] in told.stdout
    assert "Funnel" in told.stdout


def test_names_that_look_like_markup_are_only_names(run: Run, day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    shutil.copytree(day, folder)
    header, *rows = (folder / "technicians.csv").read_text().splitlines()
    renamed = [f"{row.split(',')[0]},[/red]{row.split(',', 1)[1]}" for row in rows]
    (folder / "technicians.csv").write_text("\n".join([header, *renamed]))
    out = tmp_path / "plan"
    assert run("plan", *day_options(folder), "--seconds", 0, "--out", out).exit_code == 0
    document = read_plan(out / "plan.json")
    unserved = sorted(read_problem(out / "problem.json").appointment.keys() - document.plan.visits.keys())
    for name in (next(iter(document.plan.visits)), unserved[0]):
        for command in ("explain", "recommend"):
            told = run(command, name, "--plan", out)
            assert told.exit_code == 0
            assert "[/red]" in told.stdout
    first, *rest = document.plan.routes
    write_plan(document.replace(plan=Plan((first.replace(departure=0), *rest))), out / "plan.json")
    told = run("check", "--plan", out)
    assert told.exit_code == 1
    assert "[/red]" in told.stdout


def test_an_unknown_appointment_is_refused_with_the_nearest(run: Run, planned: Path) -> None:
    known = next(iter(read_problem(planned / "problem.json").appointment))
    told = run("explain", f"{known}x", "--plan", planned)
    assert told.exit_code == 2
    assert known in told.stderr


def test_slots_are_recommended_best_first(run: Run, planned: Path) -> None:
    name = next(iter(read_plan(planned / "plan.json").plan.visits))
    told = json.loads(run("recommend", name, "--plan", planned, "--json", "--most", 3).stdout)
    ranks = [slot["rank"] for slot in told["slots"]]
    assert 1 <= len(ranks) <= 3
    assert ranks == sorted(ranks)
    assert run("recommend", name, "--plan", planned).exit_code == 0


def test_an_unknown_policy_is_refused(run: Run, planned: Path) -> None:
    name = next(iter(read_plan(planned / "plan.json").plan.visits))
    assert run("recommend", name, "--plan", planned, "--policy", "nicest").exit_code == 2


def test_a_plan_does_not_differ_from_itself(run: Run, planned: Path) -> None:
    told = run("compare", planned, planned, "--json")
    found = json.loads(told.stdout)
    assert found["moves"] == []
    assert all(not row["change"] for row in found["figures"])
    assert "0 appointments move" in run("compare", planned, planned).stdout


@pytest.mark.parametrize("command", [["check", "--plan"], ["explain", "A1", "--plan"], ["recommend", "A1", "--plan"]])
def test_a_directory_without_a_plan_is_refused(run: Run, tmp_path: Path, command: list[str]) -> None:
    told = run(*command, tmp_path)
    assert told.exit_code == 2
    assert "problem.json" in told.stderr


def test_a_plan_of_another_problem_is_refused(run: Run, planned: Path, tmp_path: Path) -> None:
    shutil.copytree(planned, tmp_path / "mixed")
    document = read_plan(planned / "plan.json")
    write_plan(document.replace(problem="another"), tmp_path / "mixed" / "plan.json")
    told = run("check", "--plan", tmp_path / "mixed")
    assert told.exit_code == 2
    assert "was made for another problem" in told.stderr
