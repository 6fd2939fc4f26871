"""The lock: complete for what pyproject.toml asks, for every supported Python, and every entry hashed."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

UNLOCKED = {"peers"}
"""Extras that `./run` does not install: nothing here depends on them."""

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")


def entries(lock: str) -> list[str]:
    """Return each entry of a requirements lock as one line: requirement, marker and hashes."""
    lines = [line for line in lock.splitlines() if not line.startswith("#")]
    return re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()


def locked(lock: str, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the versions that a lock gives each distribution in an environment."""
    versions: dict[str, list[str]] = defaultdict(list)
    for entry in entries(lock):
        requirement = Requirement(entry.split(" --hash")[0])
        if requirement.marker is None or requirement.marker.evaluate(dict(environment)):
            versions[canonicalize_name(requirement.name)].append(str(requirement.specifier).removeprefix("=="))
    return versions


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def asked(root: Path) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = [
        line for name, lines in project["optional-dependencies"].items() if name not in UNLOCKED for line in lines
    ]
    return [Requirement(line) for line in project["dependencies"] + extras]


@pytest.mark.parametrize("python", SUPPORTED)
@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_lock_gives_each_requirement_one_version(lock: str, asked: list[Requirement], python: str, system: str):
    environment = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
    }
    versions = locked(lock, environment)
    assert {name: found for name, found in versions.items() if len(found) != 1} == {}
    for requirement in asked:
        (version,) = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: ./run lock"


def test_every_entry_is_hashed(lock: str):
    assert [entry for entry in entries(lock) if not re.search(r" --hash=sha256:[0-9a-f]{64}", entry)] == []


def test_lock_names_no_address(lock: str):
    assert re.findall(r"\w+://\S+|--\S*index\S*|--find-links|@ \S+", lock) == []


def test_marker_decides_what_is_locked():
    lock = "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:0\nb==2 \\\n    --hash=sha256:1\n"
    assert locked(lock, {**default_environment(), "sys_platform": "linux"}) == {"b": ["2"]}
