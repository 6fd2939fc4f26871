"""Writing the files of a plan all or nothing.

A new directory is filled under another name and renamed, so it appears complete or not at all. In a directory that
is there already, only the files of a plan are replaced; everything else in it stays. They are first written to a
hidden directory inside it, then the old ones are moved there, then the new ones are moved out, ``summary.json`` last.
So old and new are never side by side, and a directory without ``summary.json`` holds no plan. If anything is
refused on the way, the old files are put back; if the process dies there, nothing is lost: what is not in the
directory itself is in ``.roundsman-*`` inside it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex

from scheduler.day.ledger import ledger_text
from scheduler.formats.csv_text import Cell, csv_text
from scheduler.report.geojson import routes_geojson
from scheduler.report.model import PlanReport
from scheduler.report.page import report_html
from scheduler.report.runsheet import FOLDER, run_sheets
from scheduler.report.summary import summary_json
from scheduler.report.tables import PLAN_COLUMNS, UNSCHEDULED_COLUMNS, plan_rows, unscheduled_rows

MARKER = "summary.json"
STAGING = ".roundsman-"


def plan_files(report: PlanReport, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The text of every file by its name relative to the output directory; ``more`` are further files to write."""
    files = {
        "plan.csv": _table(PLAN_COLUMNS, plan_rows(report)),
        "unscheduled.csv": _table(UNSCHEDULED_COLUMNS, unscheduled_rows(report)),
        "ledger.csv": ledger_text(report.problem, report.plan),
        "routes.geojson": routes_geojson(report),
        "report.html": report_html(report),
        **{f"{FOLDER}/{name}": text for name, text in run_sheets(report).items()},
        **(more or {}),
    }
    return {**files, MARKER: summary_json(report, [*files, MARKER])}


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    return csv_text(columns, ([row[column] for column in columns] for row in rows))


def write_plan(report: PlanReport, out: Path, more: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Write every file of a plan into ``out`` or none; returns their paths.

    ``more`` are further files by relative name (``plan.json``, ``problem.json``). Raises ``OSError`` if the directory
    cannot be written, and then leaves it as it was.
    """
    files = plan_files(report, more)
    out = out.absolute()
    if out.exists():
        _replace(files, out)
    else:
        _create(files, out)
    return tuple(out / name for name in files)


def _create(files: Mapping[str, str], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = out.parent / f"{STAGING}{out.name}-{token_hex(4)}"
    try:
        _fill(files, staging)
        staging.rename(out)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _sync_directory(out.parent)


def _replace(files: Mapping[str, str], out: Path) -> None:
    staging = out / f"{STAGING}{token_hex(4)}"
    new, old = staging / "new", staging / "old"
    moved: list[tuple[Path, Path]] = []
    try:
        _fill(files, new)
        for name in sorted(_present(files, out), key=lambda name: (name != MARKER, name)):
            _move(out / name, old / name, moved)
        for name in sorted(files, key=lambda name: (name == MARKER, name)):
            _move(new / name, out / name, moved)
        _sync_directory(out)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        shutil.rmtree(staging, ignore_errors=True)
        raise
    shutil.rmtree(staging, ignore_errors=True)


def _present(files: Mapping[str, str], out: Path) -> set[str]:
    """What a plan may have left in ``out``: the files about to be written, and run sheets of other technicians."""
    sheets = {f"{FOLDER}/{path.name}" for path in (out / FOLDER).glob("*.html")}
    return {name for name in files if (out / name).exists()} | sheets


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    moved.append((source, target))


def _fill(files: Mapping[str, str], directory: Path) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def _sync_directory(directory: Path) -> None:
    if os.name == "posix":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
