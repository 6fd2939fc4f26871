"""The house rules: each is a function from text to findings, shown to find what it forbids, then applied."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

PACKAGES = ("scheduler", "territories", "service", "benchmarks")

LONGEST = 400
"""Lines a module may have; beyond that two things live in one."""

NAMELESS = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
"""Words that say nothing about what a module does."""

WALL_CLOCK = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    *(f"pandas.Timestamp.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}
STOPWATCH = {f"time.{name}{unit}" for name in ("monotonic", "perf_counter", "process_time") for unit in ("", "_ns")}

WALL_CLOCK_EDGES = ("service/clock.py", "scheduler/cli/*", "benchmarks/*")
"""Where the present enters; it is passed down from there."""

STOPWATCH_EDGES = (*WALL_CLOCK_EDGES, "scheduler/solve.py", "scheduler/explain.py")
"""Where time spent may be measured: it limits or reports a run, and decides nothing else."""

# Written in pieces, so that this file does not name them.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com")
FOLDERS = ("wo" + "rk", "ro" + "ot", "ho" + "me", "tm" + "p", "fa" + "rm", "Us" + "ers")
FOREIGN = re.compile("|".join([*map(re.escape, HOSTS), rf"(?<![\w./*~$}}-])/(?:{'|'.join(FOLDERS)})/"]))


def references(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything that `source` reaches through its imports, aliases resolved."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, *rest = ast.unparse(node).split(".")
            if first in names:
                yield node.lineno, ".".join([names[first], *rest])


def clock_readings(source: str, place: str) -> list[tuple[int, str]]:
    """Return line and name of each clock that the module at `place` may not read."""
    forbidden: set[str] = set()
    if not any(fnmatch(place, edge) for edge in WALL_CLOCK_EDGES):
        forbidden |= WALL_CLOCK
    if not any(fnmatch(place, edge) for edge in STOPWATCH_EDGES):
        forbidden |= STOPWATCH
    return sorted({(line, name) for line, name in references(source) if name in forbidden})


def commits(source: str) -> list[int]:
    """Return the lines that call something's `commit()`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def foreign_names(text: str) -> list[str]:
    """Return the registry hosts and machine paths that `text` names."""
    return FOREIGN.findall(text)


@pytest.fixture(scope="session")
def packaged(sources: list[Path], root: Path) -> dict[str, str]:
    """Text of each module of the four packages, by its path in the checkout."""
    places = {path.relative_to(root).as_posix(): path for path in sources}
    return {place: path.read_text() for place, path in places.items() if place.startswith(PACKAGES)}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from datetime import datetime\nstamp = datetime.now()", "datetime.datetime.now"),
        ("import datetime as dt\nstamp = dt.datetime.now(dt.UTC)", "datetime.datetime.now"),
        ("from datetime import date\nfield(default_factory=date.today)", "datetime.date.today"),
        ("import pandas as pd\nstamp = pd.Timestamp.now()", "pandas.Timestamp.now"),
        ("import time\nbegan = time.time()", "time.time"),
        ("from time import perf_counter as tick\nbegan = tick()", "time.perf_counter"),
    ],
)
def test_clock_reading_is_found(source: str, name: str):
    assert clock_readings(source, "scheduler/horizon.py") == [(2, name)]


@pytest.mark.parametrize(
    ("place", "allowed"),
    [("service/clock.py", 2), ("scheduler/cli/plan.py", 2), ("scheduler/solve.py", 1), ("scheduler/check.py", 0)],
)
def test_clocks_are_allowed_at_the_edge(place: str, allowed: int):
    both = "import time\nbegan = time.monotonic()\nstamp = time.time()"
    assert len(clock_readings(both, place)) == 2 - allowed


def test_commit_is_found():
    assert commits("def book(session):\n    session.commit()\n    commit()\n    session.commit") == [2]


@pytest.mark.parametrize("host", HOSTS)
def test_registry_host_is_found(host: str):
    assert foreign_names(f"see https://files.{host}/simple")


@pytest.mark.parametrize("folder", FOLDERS)
def test_machine_path_is_found(folder: str):
    assert foreign_names(f"open('/{folder}/data/a.csv')")
    assert not foreign_names(f"travel/{folder}/wait, $ROOT/{folder}/ and ../{folder}/ stay inside")


def test_modules_are_short(sources: list[Path], root: Path):
    lengths = {path.relative_to(root).as_posix(): path.read_text().count("\n") for path in sources}
    assert {place: length for place, length in lengths.items() if length > LONGEST} == {}


def test_modules_say_what_they_do(sources: list[Path], root: Path):
    places = [path.relative_to(root).with_suffix("") for path in sources]
    assert [str(place) for place in places if NAMELESS & {w for part in place.parts for w in part.split("_")}] == []


def test_clocks_are_read_at_the_edge_only(packaged: dict[str, str]):
    found = {place: clock_readings(text, place) for place, text in packaged.items()}
    assert {place: readings for place, readings in found.items() if readings} == {}


def test_only_the_database_module_commits(packaged: dict[str, str]):
    found = {
        place: commits(text)
        for place, text in packaged.items()
        if place.startswith("service/") and place != "service/db.py"
    }
    assert {place: lines for place, lines in found.items() if lines} == {}


def test_no_file_names_a_registry_or_a_machine(tracked: list[Path], root: Path):
    found = {str(path.relative_to(root)): foreign_names(path.read_text(errors="ignore")) for path in tracked}
    assert {place: names for place, names in found.items() if names} == {}


def test_no_lock_with_download_addresses(tracked: list[Path]):
    assert [path for path in tracked if path.name in {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}] == []


def test_every_package_is_seen(packaged: dict[str, str]):
    assert {place.split("/")[0] for place in packaged} == set(PACKAGES)
