"""Where a day comes from: a dispatcher's files, or the request of another engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from scheduler.cli.terminal import refuse
from scheduler.day import Day, DayError, read_day
from scheduler.formats.google import read_google
from scheduler.formats.json_text import DocumentError
from scheduler.formats.timefold import POLICY as TIMEFOLD_POLICY
from scheduler.formats.timefold import read_timefold, timefold_output
from scheduler.formats.vroom import read_vroom, vroom_answer
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

Answer = Callable[[ProblemData, Policy, Plan], str]


@dataclass(frozen=True)
class Source:
    """A day with the policy its request implies, and how its plan is answered, by the name of the file."""

    day: Day
    policy: Policy | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def read_source(
    files: Mapping[str, Path | str | None], requests: Mapping[str, Path | None], *, as_json: bool
) -> Source:
    """The day of the files, or of the one request that is given; leaves with status 2 if that cannot be told or read.

    ``files`` are the arguments of :func:`scheduler.day.read_day`, ``requests`` are paths by format.
    """
    given = {name: path for name, path in requests.items() if path is not None}
    zoned = {"timezone"} if requests.get("timefold") else set()
    named = [f"--{name}" for name, value in files.items() if value is not None and name not in zoned]
    if not given:
        missing = [f"--{name}" for name in ("appointments", "technicians", "territories") if files[name] is None]
        if missing:
            others = ", ".join(f"--{name}" for name in requests)
            refuse([f"{', '.join(missing)} must be given, or a request: {others}"], as_json=as_json)
        return Source(_read_files(files, as_json=as_json))
    if len(given) > 1 or named:
        together = ", ".join([*(f"--{name}" for name in given), *named])
        refuse([f"a request is a day of its own; given together: {together}"], as_json=as_json)
    ((name, path),) = given.items()
    try:
        return REQUESTS[name](path, str(files["timezone"] or "UTC"))
    except DocumentError as error:
        refuse(error.findings, as_json=as_json)


def _read_files(files: Mapping[str, Any], *, as_json: bool) -> Day:
    try:
        return read_day(**files)
    except DayError as error:
        refuse_day(error, as_json=as_json)


def _google(path: Path, _: str) -> Source:
    request = read_google(path)
    return Source(Day(request.problem, None), request.policy)


def _timefold(path: Path, timezone: str) -> Source:
    return Source(Day(read_timefold(path, timezone), None), TIMEFOLD_POLICY, {"timefold.json": timefold_output})


def _vroom(path: Path, _: str) -> Source:
    request = read_vroom(path)
    return Source(Day(request.problem, None), request.policy, {"vroom.json": vroom_answer})


#: How a request is read, by the name of its option; the second argument is the zone in which days are counted.
REQUESTS: dict[str, Callable[[Path, str], Source]] = {"vroom": _vroom, "timefold": _timefold, "google": _google}


def refuse_day(error: DayError, *, as_json: bool) -> NoReturn:
    """Print the findings of files that cannot be planned."""
    details = [
        {
            "code": str(finding.code),
            "file": finding.file,
            "line": finding.line,
            "feature": finding.feature,
            "column": finding.column,
            "value": finding.value,
            "message": finding.message,
            "expected": finding.expected,
        }
        for finding in error.findings
    ]
    refuse([str(finding) for finding in error.findings], error.total, as_json=as_json, details=details)
