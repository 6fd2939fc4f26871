"""A folder of results: written so that an interrupt loses at most the run it falls into, and never overwritten."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.formats.files import write_text

ENVIRONMENT, RUNS, PLANS, REPORT, PICTURE = "environment.json", "runs.jsonl", "plans", "report.md", "gap.svg"
#: What must be the same in two sessions whose runs stand in one file.
IDENTITY = ("set", "objective", "seconds", "workers", "machine", "versions", "engine_source")

Record = dict[str, Any]
Key = tuple[str, str, int]


class ResultsError(RuntimeError):
    """A folder that these results may not be written to; the words say why."""


@dataclass(frozen=True)
class Results:
    """An open folder of results, with what it holds already."""

    folder: Path
    environment: dict[str, Any]
    records: list[Record]

    @property
    def done(self) -> set[Key]:
        """The runs that are recorded, as instance, method and seed."""
        return {(record["instance"], record["method"], record["seed"]) for record in self.records}

    def expect(self, instance: str, digest: str) -> None:
        """Raise :class:`ResultsError` if earlier runs were on another instance of the same name."""
        if any(r["instance"] == instance and r["instance_hash"] != digest for r in self.records):
            raise ResultsError(f"{self.folder} holds runs of another instance named {instance}: use another --out")

    def append(self, record: Record) -> None:
        """Add a run; it is on disk when this returns."""
        with (self.folder / RUNS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.records.append(record)

    def write_plan(self, stem: str, files: Mapping[str, str]) -> None:
        """Write a plan in each of its forms."""
        (self.folder / PLANS).mkdir(exist_ok=True)
        for ending, text in files.items():
            write_text(self.folder / PLANS / f"{stem}{ending}", text)


@contextmanager
def opened(folder: Path, environment: Mapping[str, Any], session: Mapping[str, Any]) -> Iterator[Results]:
    """A new folder of results, or one to go on with, for this process alone.

    Raises :class:`ResultsError` if the folder holds anything else, or runs made under other conditions.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ResultsError(f"another process is writing to {folder}") from None
        known = _environment(folder, environment)
        known["sessions"] = [*known.get("sessions", []), session]
        write_text(folder / ENVIRONMENT, json.dumps(known, indent=1, ensure_ascii=False) + "\n")
        yield Results(folder, known, read_runs(folder / RUNS, mend=True))
    finally:
        os.close(lock)


def _environment(folder: Path, environment: Mapping[str, Any]) -> dict[str, Any]:
    path = folder / ENVIRONMENT
    if not path.exists():
        if any(folder.iterdir()):
            raise ResultsError(f"{folder} holds something that is no benchmark result: use another --out")
        return dict(environment)
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    differing = [name for name in IDENTITY if known.get(name) != environment.get(name)]
    if differing:
        words = "; ".join(f"{name} {known.get(name)!r}, now {environment.get(name)!r}" for name in differing)
        raise ResultsError(f"{folder} holds runs made under other conditions ({words}): use another --out")
    return known


def read_runs(path: Path, *, mend: bool = False) -> list[Record]:
    """The recorded runs; the last line is left out, with ``mend`` also of the file, if it was cut off in writing."""
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if mend and len(whole) < len(data):
        os.truncate(path, len(whole))
    return [json.loads(line) for line in whole.decode("utf-8").splitlines()]
