"""The import contracts of pyproject.toml: each notices what it forbids, lets the rest pass, and holds."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

FORBIDDEN = {
    "layers": ("territories.read", "scheduler.problem"),
    "no-cycles": ("scheduler.problem.windows", "scheduler.solution"),
    "ortools": ("scheduler.construct", "ortools"),
    "numba": ("scheduler.decompose", "numba"),
    "judge": ("scheduler.check", "scheduler.eligibility"),
    "core-libraries": ("scheduler.rotation", "pandas"),
    "core-doors": ("scheduler.explain", "scheduler.day"),
    "conditions": ("service.cases", "cel"),
    "service-doors": ("service.rules", "scheduler.policy"),
}
"""Contract by id: a module and what it must not import."""

ALLOWED = [
    ("service.planning", "scheduler.solve"),
    ("service.rules.condition", "cel"),
    ("benchmarks.runs", "scheduler.solve"),
    ("scheduler.day", "territories.locate"),
    ("scheduler.day", "pandas"),
    ("scheduler.cli", "scheduler.day"),
    ("scheduler.cli", "typer"),
    ("scheduler.report", "plotly"),
    ("scheduler.solve", "scheduler.cpsat.visits"),
    ("scheduler.cpsat.visits", "ortools"),
    ("scheduler.search.kernel", "numba"),
    ("scheduler.check", "scheduler.problem"),
    ("scheduler.check", "scheduler.solution"),
    ("scheduler.problem.windows", "numpy"),
    ("scheduler.solution", "scheduler.problem"),
    ("territories.check", "geopandas"),
]


@pytest.fixture(scope="module")
def configuration(root: Path) -> str:
    return (root / "pyproject.toml").read_text()


def judge(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages in `folder`, in a process of its own, since it imports them."""
    program = "from importlinter.cli import lint_imports_command as main; main()"
    command = [sys.executable, "-c", program, "--no-cache", "--no-logo", "--verbose"]
    # Wide, so that no name is broken over two lines; and the folder before an installed checkout.
    environment = {**os.environ, "COLUMNS": "400", "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def planted(folder: Path, configuration: str, imports: Iterable[tuple[str, str]]) -> Path:
    """Write the four packages into `folder`, with empty modules that import each other as told."""
    (folder / "pyproject.toml").write_text(configuration)
    internal = ("scheduler", "territories", "service", "benchmarks")
    for package in internal:
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    for importer, imported in imports:
        for name in (imported, importer):
            if name.startswith(internal):
                place = folder.joinpath(*name.split("."))
                place.mkdir(exist_ok=True, parents=True)
                for parent in (place, place.parent):
                    (parent / "__init__.py").touch()
        with (folder.joinpath(*importer.split(".")) / "__init__.py").open("a") as module:
            module.write(f"import {imported}\n")
    return folder


def test_contracts_hold(root: Path):
    done = judge(root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_allowed_passes(tmp_path: Path, configuration: str):
    done = judge(planted(tmp_path, configuration, ALLOWED))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_contract_has_an_import_it_forbids(configuration: str):
    contracts = tomllib.loads(configuration)["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == set(FORBIDDEN)


@pytest.mark.parametrize("contract", FORBIDDEN)
def test_what_is_forbidden_breaks_its_contract(tmp_path: Path, configuration: str, contract: str):
    contracts = tomllib.loads(configuration)["tool"]["importlinter"]["contracts"]
    name = next(entry["name"] for entry in contracts if entry["id"] == contract)
    done = judge(planted(tmp_path, configuration, [*ALLOWED, FORBIDDEN[contract]]))
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{name} BROKEN" in done.stdout
