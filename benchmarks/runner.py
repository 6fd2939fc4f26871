"""Runs every method on every instance with every seed, one run at a time, and records each as soon as it is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answer import Answer, Budget, Method
from benchmarks.environment import environment, session
from benchmarks.instance import Instance
from benchmarks.isolated import Failure, Outcome, Task, in_processes
from benchmarks.judge import verdict
from benchmarks.plan_file import plan_files
from benchmarks.report import write_report
from benchmarks.results import Record, Results, opened
from benchmarks.sets import BenchmarkSet, Source


@dataclass(frozen=True)
class Order:
    """What is to be run. Peers run with the first seed only, our own methods with all."""

    set: BenchmarkSet
    sources: tuple[Source, ...]
    methods: tuple[Method, ...]
    seconds: float
    seeds: tuple[int, ...]
    workers: int
    plans: bool = False


@dataclass
class Skipped:
    """Runs that were not made, as method and why; each is said once."""

    words: dict[str, list[str]]

    def add(self, method: str, why: str) -> None:
        """Say why a method was not run."""
        if why not in self.words.setdefault(method, []):
            self.words[method].append(why)


def run(
    order: Order,
    out: Path,
    *,
    absent: Callable[[Method], str | None],
    execute: Callable[[Task], list[Outcome]] = in_processes,
    say: Callable[[str], None] = lambda words: None,
) -> Path:
    """Run what is not recorded in ``out`` yet and write the report, also when interrupted; the report's path.

    Raises :class:`benchmarks.results.ResultsError` if ``out`` holds something else.
    """
    skipped = Skipped({})
    missing = {method.name: why for method in order.methods if (why := absent(method)) is not None}
    for name, why in missing.items():
        skipped.add(name, why)
    present = tuple(method for method in order.methods if method.name not in missing)
    with opened(out, conditions(order), session()) as results:
        try:
            for source in order.sources:
                instance = order.set.read(source)
                results.expect(instance.name, instance.hash)
                for method, seed in _pairs(present, order.seeds):
                    if (instance.name, method.name, seed) in results.done:
                        continue
                    budget = Budget(order.seconds, seed, order.workers)
                    outcomes = execute(Task(order.set.name, source, method, budget))
                    record = _recorded(order, results, instance, method, seed, outcomes, skipped)
                    say(_line(instance, method, seed, record))
        finally:
            report = write_report(results, skipped.words)
    return report


def conditions(order: Order) -> dict[str, Any]:
    """What the runs of one folder have in common."""
    common = {"seconds": order.seconds, "workers": order.workers}
    return {"set": order.set.name, "objective": order.set.objective, **common, **environment()}


def _pairs(methods: Sequence[Method], seeds: Sequence[int]) -> Iterator[tuple[Method, int]]:
    for method in methods:
        for seed in seeds if method.requires is None else seeds[:1]:
            yield method, seed


def _recorded(
    order: Order,
    results: Results,
    instance: Instance,
    method: Method,
    seed: int,
    outcomes: Sequence[Outcome],
    skipped: Skipped,
) -> Record | None:
    """Judge and record a run; ``None`` if the method cannot take the instance on, so that there was no run."""
    answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if not answers and all(failure.refused for failure in failures):
        skipped.add(method.name, f"{instance.name}: {failures[0].words}")
        return None
    about = {"set": order.set.name, "instance": instance.name, "instance_hash": instance.hash}
    record: Record = {**about, "method": method.name, "seed": seed, "seconds": order.seconds}
    if answers:
        judged, plan = verdict(instance, answers)
        record |= judged
        if order.plans:
            stem = f"{order.set.name}_{instance.name}_{method.name}_{seed}"
            summary = {key: record[key] for key in ("set", "instance", "method", "seed", "objective", "feasible")}
            results.write_plan(stem, plan_files(instance, plan, summary))
    else:
        record |= dict.fromkeys(("wall", "objective", "gap_percent", "unserved"))
        record |= {"best_known": instance.best_known, "feasible": False, "violations": [], "violation_count": 0}
        record |= {"memory_mb": None, "note": f"failed: {failures[0].words}", "curve": []}
    results.append(record)
    return record


def _line(instance: Instance, method: Method, seed: int, record: Record | None) -> str:
    words = f"{instance.name} {method.name} seed {seed}: "
    if record is None:
        return words + "not run"
    if record["wall"] is None:
        return words + str(record["note"])
    if not record["feasible"]:
        return words + f"no score, {record['violation_count']} violations"
    gap = "" if record["gap_percent"] is None else f", gap {record['gap_percent']:.2f} %"
    return words + f"{record['objective']}, {record['unserved']} unserved{gap}, {record['wall']:.1f} s"
