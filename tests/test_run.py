"""The script that sets the checkout up: what it says when it cannot, and what it leaves alone.

That it can is shown by every run of these tests through it.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "awk", "cat", "cmp", "cp", "dirname", "mkdir", "rm", "sleep", "tail")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was never set up, in a folder with a space in its name."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("run", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the system's plain tools and no Python."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def call(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "run", *arguments], env=environment, cwd="/", capture_output=True, text=True, check=False
    )


def pretend(tools: Path, name: str, answer: str) -> None:
    """Put a Python into `tools` that answers the question whether it suits with a reason why not."""
    (tools / name).write_text(f"#!/bin/sh\necho '{answer}' >&2\nexit 1\n")
    (tools / name).chmod(0o755)


def test_without_a_python_it_names_all_it_tried(checkout: Path, tools: Path):
    done = call(checkout, "test", PATH=str(tools))
    assert done.returncode == 1
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        assert f"  {name}: is not on the PATH" in done.stderr


def test_unsuitable_python_is_named_with_its_reason(checkout: Path, tools: Path):
    pretend(tools, "python3", "is Python 3.9")
    pretend(tools, "python3.12", "has no venv or no pip")
    done = call(checkout, "roundsman", "--version", PATH=str(tools))
    assert done.returncode == 1
    assert "  python3: is Python 3.9" in done.stderr
    assert "  python3.12: has no venv or no pip" in done.stderr


def test_chosen_python_is_the_only_one_tried(checkout: Path, tools: Path):
    done = call(checkout, "test", PATH=str(tools), ROUNDSMAN_PYTHON="/nowhere/python")
    assert done.returncode == 1
    assert done.stderr.count(": is not on the PATH") == done.stderr.count("/nowhere/python: is not") == 1


def test_failed_set_up_leaves_no_turn_taken(checkout: Path, tools: Path):
    call(checkout, "test", PATH=str(tools))
    assert not (checkout / ".venv.lock").exists()


def test_turn_of_a_dead_process_is_taken_over(checkout: Path, tools: Path):
    with subprocess.Popen(["true"]) as gone:
        pass
    (checkout / ".venv.lock").write_text(f"{gone.pid}\n")
    assert "no Python from 3.11" in call(checkout, "test", PATH=str(tools)).stderr


@pytest.mark.parametrize("arguments", [(), ("tests",)])
def test_unknown_command_is_refused(checkout: Path, tools: Path, arguments: tuple[str, ...]):
    done = call(checkout, *arguments, PATH=str(tools))
    assert done.returncode == 2
    assert "usage: ./run COMMAND" in done.stderr
    assert not (checkout / ".venv").exists()


def test_clean_leaves_the_users_files(checkout: Path, tools: Path):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / "out").mkdir()
    (checkout / "out" / "plan.csv").write_text("appointment\n")
    assert call(checkout, "clean", PATH=str(tools)).returncode == 0
    assert sorted(path.name for path in checkout.iterdir()) == [
        "out",
        "pyproject.toml",
        "requirements.lock",
        "run",
    ]
    assert (checkout / "out" / "plan.csv").read_text() == "appointment\n"
