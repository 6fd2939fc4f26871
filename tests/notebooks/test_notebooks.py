"""The notebooks run from the first cell to the last, on less than they show, and their last cell holds."""

from pathlib import Path

import pytest

jupytext = pytest.importorskip("jupytext", reason="jupytext is absent: install the extra 'notebooks'")
FOLDER = Path(__file__).parents[2] / "notebooks"


def code(notebook) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(params=sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest):
    return jupytext.read(request.param)


def test_they_are_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == {"a_day", "what_if", "fairness", "territories"}


def test_a_notebook_says_what_it_shows_and_ends_with_what_it_claims(notebook) -> None:
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[-2].cell_type == "markdown"
    assert code(notebook)[-1].count("assert ") >= 2
    assert notebook.metadata["kernelspec"]["name"] == "python3"


def test_only_public_names_of_the_project_are_used(notebook) -> None:
    for line in "\n".join(code(notebook)).splitlines():
        assert "import _" not in line
        assert not line.startswith(("from service", "import service", "from benchmarks"))


def test_a_notebook_runs_and_its_claims_hold(notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDSMAN_SMALL_NOTEBOOKS", "1")
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in code(notebook):
        exec(compile(cell, "cell", "exec"), names)
