"""``roundsman plan`` from files to files."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scheduler.check import check
from scheduler.formats.documents import read_plan, read_problem
from scheduler.objective import terms
from scheduler.timing import DutyClock, Timetable
from tests.scheduler.cli.conftest import Run, day_options

FILES = {
    "explanation.json", "ledger.csv", "plan.csv", "plan.json", "problem.json", "report.html", "routes.geojson",
    "runsheets", "summary.json", "unscheduled.csv",
}  # fmt: skip


def test_every_file_is_there_and_the_plan_is_judged(planned: Path) -> None:
    assert {path.name for path in planned.iterdir()} == FILES
    problem, document = read_problem(planned / "problem.json"), read_plan(planned / "plan.json")
    assert check(problem, document.policy, document.plan) == ()
    assert dict(document.terms) == terms(problem, document.policy, document.plan)


def test_each_appointment_is_in_one_of_the_two_tables(day: Path, planned: Path) -> None:
    def column(path: Path, name: str) -> list[str]:
        with path.open(newline="", encoding="utf-8") as file:
            return [row[name] for row in csv.DictReader(file)]

    asked = column(day / "appointments.csv", "appointment_id")
    told = column(planned / "plan.csv", "appointment") + column(planned / "unscheduled.csv", "appointment")
    assert sorted(asked) == sorted(told)


def test_a_run_is_repeated_byte_for_byte(run: Run, day: Path, planned: Path, tmp_path: Path) -> None:
    again = run("plan", *day_options(day), "--replay", planned / "plan.json", "--out", tmp_path / "again")
    assert again.exit_code == 0, again.output
    for name in ("plan.json", "problem.json", "explanation.json", "plan.csv", "unscheduled.csv", "ledger.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (planned / name).read_bytes(), name


def test_the_summary_is_for_people(run: Run, day: Path, tmp_path: Path) -> None:
    told = run("plan", *day_options(day), "--seconds", 0, "--out", tmp_path / "plan")
    assert told.exit_code == 0
    assert "assigned" in told.stdout
    assert "Look at these first" in told.stdout
    assert str(tmp_path / "plan" / "report.html") in told.stdout
    driven = next(line for line in told.stdout.splitlines() if line.startswith("travel time"))
    assert re.search(r" \d+ h( \d\d min)? ", driven), "a length of time for people"


def test_the_summary_is_for_machines(run: Run, day: Path, tmp_path: Path) -> None:
    told = run("plan", *day_options(day), "--seconds", 0, "--json", "--out", tmp_path / "plan")
    facts = json.loads(told.stdout)
    assert facts["kpis"]["totalAssignedVisits"] + facts["kpis"]["totalUnassignedVisits"] == 40
    assert facts["interrupted"] is False


def test_no_time_at_all_still_gives_a_judged_plan(run: Run, day: Path, tmp_path: Path) -> None:
    run("plan", *day_options(day), "--seconds", 0, "--out", tmp_path / "plan")
    problem, document = read_problem(tmp_path / "plan" / "problem.json"), read_plan(tmp_path / "plan" / "plan.json")
    assert check(problem, document.policy, document.plan) == ()


@pytest.mark.parametrize("policy", ["round_robin", "high_intensity", "soft_boundaries", "emergency"])
def test_every_shipped_policy_plans(run: Run, day: Path, tmp_path: Path, policy: str) -> None:
    told = run("plan", *day_options(day), "--policy", policy, "--seconds", 0.5, "--out", tmp_path / "plan")
    assert told.exit_code == 0, told.output
    assert read_plan(tmp_path / "plan" / "plan.json").policy.name == policy


def test_the_ledger_goes_out_and_comes_in(run: Run, day: Path, planned: Path, tmp_path: Path) -> None:
    options = [*day_options(day), "--ledger", planned / "ledger.csv", "--published", planned / "plan.json"]
    told = run("plan", *options, "--seconds", 0, "--out", tmp_path / "plan")
    assert told.exit_code == 0, told.output
    problem = read_problem(tmp_path / "plan" / "problem.json")
    assert sum(entry.load for entry in problem.ledger) > 0
    assert {visit.appointment for visit in problem.published} == set(read_plan(planned / "plan.json").plan.visits)


def test_bad_input_is_listed_whole_and_nothing_is_written(run: Run, day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    shutil.copytree(day, folder)
    lines = (folder / "appointments.csv").read_text().splitlines()
    first = lines[1].split(",")
    lines[1] = ",".join([first[0], "999", *first[2:]])
    lines.append(lines[2])
    (folder / "appointments.csv").write_text("\n".join(lines))
    told = run("plan", *day_options(folder), "--out", tmp_path / "plan")
    assert told.exit_code == 2
    assert "2 findings" in told.stderr
    assert "line 2" in told.stderr
    assert f"line {len(lines)}" in told.stderr
    assert not (tmp_path / "plan").exists()


def test_bad_input_is_listed_for_machines(run: Run, day: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    options = [*day_options(day), "--appointments", tmp_path / "empty.csv"]
    told = run("plan", *options, "--json", "--out", tmp_path / "plan")
    assert told.exit_code == 2
    found = json.loads(told.stdout)["findings"]
    assert [finding["code"] for finding in found] == ["FILE_EMPTY"]


def test_an_unknown_policy_names_the_known_ones(run: Run, day: Path, tmp_path: Path) -> None:
    told = run("plan", *day_options(day), "--policy", "nicest", "--out", tmp_path / "plan")
    assert told.exit_code == 2
    assert "round_robin" in told.stderr


def test_a_crew_is_planned_and_told_of_in_every_file(run: Run, day: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "crews", tmp_path / "plan"
    shutil.copytree(day, folder)
    header, *rows = (folder / "appointments.csv").read_text().splitlines()
    crews = [f"{header},crew_size", *(f"{row},{2 if index == 0 else 1}" for index, row in enumerate(rows))]
    (folder / "appointments.csv").write_text("\n".join(crews))
    assert run("plan", *day_options(folder), "--seconds", 1, "--out", out).exit_code == 0
    name = rows[0].split(",")[0]
    with (out / "plan.csv").open(newline="") as file:
        mine = [row for row in csv.DictReader(file) if row["appointment"] == name]
    assert len(mine) == 2
    assert {row["technician"] for row in mine} == {row["crew"] for row in mine}
    assert len({(row["start"], row["end"]) for row in mine}) == 1


def test_a_place_that_cannot_be_written_is_said(run: Run, day: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "plan"):
        told = run("plan", *day_options(day), "--seconds", 0, "--out", out)
        assert told.exit_code == 2
        assert "cannot be written" in told.stderr
        assert "is not a directory" in told.stderr
        assert "constructing" not in told.stderr, "no work is done for a plan that could not be kept"


def test_another_day_is_not_repeated(run: Run, day: Path, planned: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shorter"
    shutil.copytree(day, folder)
    lines = (folder / "appointments.csv").read_text().splitlines()
    (folder / "appointments.csv").write_text("\n".join(lines[:-1]))
    told = run("plan", *day_options(folder), "--replay", planned / "plan.json", "--out", tmp_path / "plan")
    assert told.exit_code == 2
    assert "another problem" in told.stderr
    assert not (tmp_path / "plan").exists()


def test_weights_too_large_to_compare_are_bad_input(run: Run, day: Path, tmp_path: Path) -> None:
    (tmp_path / "huge.toml").write_text("levels = [{unserved = 1}, {fairness = 1e30}]\n")
    options = [*day_options(day), "--policy", tmp_path / "huge.toml", "--out", tmp_path / "plan"]
    told = run("plan", *options)
    assert told.exit_code == 2
    assert "smaller weights" in told.stderr
    assert json.loads(run("plan", *options, "--json").stdout)["count"] == 1
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize("seconds", ["inf", "nan", "-1", "1e300"])
def test_no_end_is_no_limit_of_time(run: Run, day: Path, tmp_path: Path, seconds: str) -> None:
    told = run("plan", *day_options(day), f"--seconds={seconds}", "--out", tmp_path / "plan")
    assert told.exit_code == 2
    assert "--seconds" in told.stderr


def test_unclean_borders_are_said_in_one_line(run: Run, day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "doubled"
    shutil.copytree(day, folder)
    borders = json.loads((folder / "territories.geojson").read_text())
    twin = json.loads(json.dumps(borders["features"][0]))
    twin["properties"]["territory_id"] = "T9"
    borders["features"].append(twin)
    (folder / "territories.geojson").write_text(json.dumps(borders))
    told = run("plan", *day_options(folder), "--seconds", 0, "--out", tmp_path / "plan")
    assert told.exit_code == 0
    assert "'roundsman territories' lists them" in told.stderr


def test_a_plan_that_the_judge_refuses_is_never_written(
    run: Run, day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of routes is made to forget the way home, so that the optimiser's plans are wrong."""
    right = DutyClock.forward

    def forgetful(clock: DutyClock, nodes: Any, legs: Any, *rest: int) -> Timetable | None:
        return right(clock, nodes, [*legs[:-1], 0], *rest)

    monkeypatch.setattr(DutyClock, "forward", forgetful)
    told = run("plan", *day_options(day), "--seconds", 0, "--out", tmp_path / "plan")
    assert told.exit_code == 3
    assert not (tmp_path / "plan").exists()


def _at_a_keyboard() -> None:
    """Interrupts as at a terminal: a process that a shell puts into the background ignores them from birth."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_gives_the_best_plan_so_far(day: Path, tmp_path: Path) -> None:
    """A real process, interrupted as from the keyboard once it is searching."""
    options = [str(option) for option in day_options(day)]
    command = [sys.executable, "-m", "service", "plan", *options, "--seconds", "120", "--out", str(tmp_path / "plan")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_at_a_keyboard
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("searching"):
            break
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=100)
    assert process.returncode == 0, errors
    assert "interrupted" in errors
    assert "Look at these first" in told
    problem, document = read_problem(tmp_path / "plan" / "problem.json"), read_plan(tmp_path / "plan" / "plan.json")
    assert check(problem, document.policy, document.plan) == ()
