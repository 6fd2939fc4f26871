"""The command's own part: its list, its version, and that a command is imported only when it is called."""

import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from service import cli

HEAVY = {"pandas", "geopandas", "numpy", "ortools", "numba", "shapely", "plotly", "fastapi", "scheduler"}


def call(*arguments: str) -> str:
    result = CliRunner().invoke(cli.build(), list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """One deferred command, `greet NAME --times N`, in a module that only this test can import."""
    (tmp_path / "greeting_command.py").write_text(
        "import typer\n"
        "def greet(name: str, times: int = 1) -> None:\n"
        "    '''Greet somebody.'''\n"
        "    typer.echo(f'hello {name} ' * times)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(cli.DEFERRED, "greet", cli.Deferred("greeting_command:greet", "Greet somebody."))
    yield
    sys.modules.pop("greeting_command", None)


def test_version_is_the_distributions():
    assert call("--version") == f"roundsman {version('roundsman')}\n"


def test_version_command_names_what_plans_depend_on():
    shown = dict(line.split() for line in call("version").splitlines())
    assert shown["roundsman"] == version("roundsman")
    assert shown["ortools"] == version("ortools")
    assert set(cli.DECIDING) < set(shown)


def test_help_lists_every_command_with_its_line(deferred):
    shown = call("--help")
    for name, command in cli.DEFERRED.items():
        assert name in shown
        assert command.help.split()[0] in shown
    assert "greeting_command" not in sys.modules


def test_deferred_command_runs_with_its_own_parameters(deferred):
    assert call("greet", "Ada", "--times", "2").split() == ["hello", "Ada", "hello", "Ada"]


def test_deferred_command_shows_its_own_help(deferred):
    shown = call("greet", "--help")
    assert "--times" in shown
    assert "greet [OPTIONS] {name}" in shown.replace("NAME", "{name}")


def test_unknown_command_is_refused(deferred):
    result = CliRunner().invoke(cli.build(), ["gret"])
    assert result.exit_code == 2
    assert "gret" in result.output


def test_nothing_asked_shows_help():
    result = CliRunner().invoke(cli.build(), [])
    assert "Usage" in result.output


def test_table_names_functions_and_their_first_lines(deferred):
    for name, row in cli.DEFERRED.items():
        assert (cli.load(row.target).__doc__ or "").split("\n")[0] == row.help, name


@pytest.mark.parametrize("argument", ["--help", "--version", "version"])
def test_listing_imports_nothing_heavy(argument: str):
    """Measured in a process of its own, because the others have imported everything here."""
    program = (
        "import sys; sys.argv = ['roundsman', sys.argv[1]]\n"
        "from service.cli import main\n"
        "try: main()\n"
        f"finally: print(*(set(sys.modules) & {HEAVY!r}), file=sys.stderr)"
    )
    process = [sys.executable, "-c", program, argument]
    assert subprocess.run(process, capture_output=True, text=True, check=True).stderr.split() == []
