"""The checkout that the house rules are read against."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GENERATED = {"__pycache__", "build", "dist", "node_modules", "out"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's folder."""
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that belongs to the project: what git tracks or would, whoever owns the folder.

    In a checkout without git (an unpacked archive) it is every file outside hidden and generated folders.
    """
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return sorted(path for path in ROOT.rglob("*") if path.is_file() and not generated(path))
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def generated(path: Path) -> bool:
    """Return whether a file lies in a folder that tools make."""
    parts = path.relative_to(ROOT).parts[:-1]
    return any((part.startswith(".") and part != ".ci") or part in GENERATED for part in parts)


@pytest.fixture(scope="session")
def sources(tracked: list[Path]) -> list[Path]:
    """Every Python file of the project, the tests included."""
    return [path for path in tracked if path.suffix == ".py"]
