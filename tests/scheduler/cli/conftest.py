"""A generated day and its plan, made once by the commands themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.cli import build

Run = Callable[..., Result]


def invoke(*arguments: object) -> Result:
    """Run ``roundsman`` with arguments, as a person would."""
    result = CliRunner().invoke(build(), [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def day_options(folder: Path) -> list[object]:
    """The options that name the files of a generated day."""
    return [
        "--appointments", folder / "appointments.csv", "--technicians", folder / "technicians.csv",
        "--territories", folder / "territories.geojson", "--shifts", folder / "shifts.csv",
        "--timezone", "America/New_York",
    ]  # fmt: skip


@pytest.fixture
def run() -> Run:
    return invoke


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated day of 40 appointments."""
    folder = tmp_path_factory.mktemp("day")
    made = invoke("generate", "--appointments", 40, "--technicians", 8, "--territories", 2, "--out", folder)
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture(scope="session")
def planned(day: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of its plan."""
    out = tmp_path_factory.mktemp("planned") / "plan"
    made = invoke("plan", *day_options(day), "--seconds", 1, "--out", out)
    assert made.exit_code == 0, made.output
    return out


@pytest.fixture(scope="session")
def unscheduled(planned: Path) -> list[dict[str, Any]]:
    """The reasons of the appointments that are in no route."""
    found: list[dict[str, Any]] = json.loads((planned / "explanation.json").read_text())["unscheduled"]
    return found
