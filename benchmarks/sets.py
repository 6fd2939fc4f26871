"""The sets of instances by name: what they are, where their instances come from, and how one is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import field_day, scale
from benchmarks.instance import Instance, InstanceError
from benchmarks.readers import field, problem_json, solomon, trsp, vrplib
from scheduler.formats.documents import digest


@dataclass(frozen=True)
class Source:
    """Where an instance comes from: a file, a folder, or a name alone that says how it is generated."""

    name: str
    path: str = ""


@dataclass(frozen=True)
class BenchmarkSet:
    """A frozen set. ``sources`` lists what a folder holds, or what is generated where none is given."""

    name: str
    objective: str
    sources: Callable[[Path | None], tuple[Source, ...]]
    read: Callable[[Source], Instance]


def _files(pattern: str) -> Callable[[Path | None], tuple[Source, ...]]:
    def sources(folder: Path | None) -> tuple[Source, ...]:
        if folder is None:
            raise InstanceError("this set is read from files: say where with --instances")
        found = [folder] if folder.is_file() else sorted(folder.rglob(pattern))
        if not found:
            raise InstanceError(f"{folder} holds no {pattern}")
        return tuple(Source(path.stem, str(path)) for path in found)

    return sources


def _from_file(read: Callable[[Path], Instance]) -> Callable[[Source], Instance]:
    return lambda source: read(Path(source.path))


def _field_sources(folder: Path | None) -> tuple[Source, ...]:
    if folder is None:
        tasks, resources = field_day.SHAPE
        return tuple(Source(f"{tasks}x{resources}-{seed}") for seed in field_day.SEEDS)
    found = sorted(path.parent for path in folder.rglob(field.FILES[0]))
    if not found:
        raise InstanceError(f"{folder} holds no {field.FILES[0]}")
    return tuple(Source(path.resolve().name, str(path)) for path in found)


def _field(source: Source) -> Instance:
    if source.path:
        return field.read(Path(source.path))
    shape, seed = source.name.split("-")
    tasks, resources = map(int, shape.split("x"))
    return field.instance(source.name, field_day.generate(tasks, resources, int(seed)))


def _scale_sources(folder: Path | None) -> tuple[Source, ...]:
    if folder is not None:
        raise InstanceError("this set is generated: leave --instances out")
    return tuple(Source(str(size)) for size in scale.SIZES)


def _scale(source: Source) -> Instance:
    problem = scale.generate(scale.Size(*map(int, source.name.split("x"))))
    return problem_json.of_problem(source.name, problem, digest(problem))


SETS: dict[str, BenchmarkSet] = {
    known.name: known
    for known in (
        BenchmarkSet(
            "trsp",
            "technician routing and scheduling: total working time, unrounded Euclidean distances",
            _files("*.txt"),
            _from_file(trsp.read),
        ),
        BenchmarkSet(
            "vrptw",
            "vehicle routing with time windows: distance, Euclidean truncated to one decimal",
            _files("*.txt"),
            _from_file(solomon.read),
        ),
        BenchmarkSet(
            "sdvrptw",
            "site-dependent vehicle routing with time windows: distance, 1000 times Euclidean, rounded",
            _files("*.vrp"),
            _from_file(vrplib.read),
        ),
        BenchmarkSet(
            "field",
            "a field day: most tasks, then least travel, most safe starts, smallest spread of working time",
            _field_sources,
            _field,
        ),
        BenchmarkSet(
            "scale",
            "generated days of growing size under the policy customer_first: unserved minutes, then all other terms",
            _scale_sources,
            _scale,
        ),
        BenchmarkSet(
            "problem",
            "problem JSON files under the policy customer_first: unserved minutes, then all other terms",
            _files("*.json"),
            _from_file(problem_json.read),
        ),
    )
}
