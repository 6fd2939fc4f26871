"""A field day: tasks, resources and resource skills in three tables, as in the ORSIS/ClickSoftware challenge of 2017.

A task needs one skill and starts within a window; a resource has several skills and an efficiency, and works from 8:00
to 17:00 from and to its own place. A task takes max(1, round half up (nominal / efficiency)) minutes; a leg is great
circle kilometres (radius 6371) at 50 km/h, rounded half up to whole minutes and at least 1. Compared are, one after
the other: tasks served, travel, tasks started at least 30 minutes before their latest start, and the difference
between the longest and the shortest working time. A tick is a minute from midnight.

The engine keeps efficiency per mille; a finer one is cut down, so that a task takes here never less than it would.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from io import StringIO
from math import floor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.instance import Case, Instance, InstanceError, Measure, digest_of, horizon, of_term, ordered
from scheduler.entities import Appointment, Location, Shift, Skill, SkillRequirement, Technician, Window
from scheduler.problem import ProblemData
from scheduler.travel import MatrixTravel

FILES = ("Tasks.csv", "Resources.csv", "Resources_Skills.csv")
SHIFT = Shift("day", 8 * 60, 17 * 60)
EARTH_KILOMETRES = 6371
KILOMETRES_PER_HOUR = 50
SAFE_MINUTES = 30
POLICY = ordered("field_day", "travel_time", "slack", "spread").replace(slack_minutes=SAFE_MINUTES)
#: Columns by the letters of their names; the first that is there counts.
COLUMNS = {
    "task": ("taskid", "id"),
    "resource": ("resourceid", "id"),
    "skill": ("requiredskillid", "skillid", "skill"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lon"),
    "earliest": ("earlieststarttime", "earlieststart", "earliest"),
    "latest": ("lateststarttime", "lateststart", "latest"),
    "duration": ("durationmin", "duration"),
    "efficiency": ("efficiency",),
}

Row = Mapping[str, str]


class Tables(NamedTuple):
    """The text of the three files."""

    tasks: str
    resources: str
    skills: str


def read(folder: Path) -> Instance:
    """The instance in a folder of three files; raises :class:`InstanceError`."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise InstanceError(f"{folder.name}: without {', '.join(missing)}")
    return instance(folder.name, Tables(*((folder / name).read_text(encoding="utf-8-sig") for name in FILES)))


def instance(name: str, tables: Tables) -> Instance:
    """The instance of three tables; raises :class:`InstanceError`."""
    tasks, resources = _rows(tables.tasks, FILES[0]), _rows(tables.resources, FILES[1])
    skills: dict[str, list[str]] = defaultdict(list)
    for row in _rows(tables.skills, FILES[2]):
        skills[_cell(row, "resource", FILES[2])].append(_cell(row, "skill", FILES[2]))
    places = [_place(row, FILES[1]) for row in resources] + [_place(row, FILES[0]) for row in tasks]
    minutes = travel_minutes(places)
    problem = ProblemData(
        horizon=horizon(SHIFT.end, 1),
        locations=tuple(Location(str(index), *place) for index, place in enumerate(places)),
        travel=MatrixTravel(minutes, minutes),
        appointments=tuple(_appointment(index, row) for index, row in enumerate(tasks, start=len(resources))),
        technicians=tuple(_technician(index, row, skills) for index, row in enumerate(resources)),
        name=name,
    )
    return Instance(
        name=name,
        problem=problem,
        policy=POLICY,
        measures=(
            Measure("unserved", lambda case: len(case.problem.appointments) - len(case.plan.visits)),
            of_term("travel", "travel_time"),
            Measure("not safe", _late_starts),
            of_term("spread", "spread"),
        ),
        hash=digest_of(text.encode() for text in tables),
        complete=False,
        early=True,
    )


def travel_minutes(places: Iterable[tuple[float, float]]) -> NDArray[np.int32]:
    """Whole minutes between every two (latitude, longitude): half up, at least 1 but for a row to itself."""
    latitude, longitude = np.radians(np.asarray(list(places), dtype=np.float64).reshape(-1, 2)).T
    cosine = np.sin(latitude[:, None]) * np.sin(latitude) + np.cos(latitude[:, None]) * np.cos(latitude) * np.cos(
        longitude[:, None] - longitude
    )
    hours = np.arccos(np.clip(cosine, -1, 1)) * EARTH_KILOMETRES / KILOMETRES_PER_HOUR
    minutes: NDArray[np.int32] = np.maximum(1, np.floor(hours * 60 + 0.5)).astype(np.int32)
    np.fill_diagonal(minutes, 0)
    return minutes


def plan_csv(case: Case) -> str:
    """A plan as the challenge has it: Resource_ID, Task_ID, Start_time in minutes from midnight."""
    visits = sorted((route.technician, stop.start, stop.id) for route, stop in case.plan.each_visit())
    lines = [f"{resource},{task},{start}" for resource, start, task in visits]
    return "\n".join(["Resource_ID,Task_ID,Start_time", *lines, ""])


def _late_starts(case: Case) -> float:
    latest = {item.id: item.windows[-1].latest for item in case.problem.appointments if item.windows}
    return sum(stop.start > latest[stop.id] - SAFE_MINUTES for _, stop in case.plan.each_visit())


def _rows(text: str, file: str) -> list[Row]:
    header, *rows = [row for row in csv.reader(StringIO(text)) if any(row)] or [[]]
    names = ["".join(letter for letter in name.lower() if letter.isalnum()) for name in header]
    if not rows:
        raise InstanceError(f"{file}: no rows under a line of column names")
    return [dict(zip(reversed(names), reversed(row), strict=False)) for row in rows]


def _cell(row: Row, column: str, file: str) -> str:
    found = next((row[name].strip() for name in COLUMNS[column] if name in row), None)
    if not found:
        raise InstanceError(f"{file}: no {column} in {dict(row)}")
    return found


def _number(row: Row, column: str, file: str) -> float:
    text = _cell(row, column, file)
    try:
        return float(text)
    except ValueError:
        raise InstanceError(f"{file}: {column} {text!r} is not a number") from None


def _place(row: Row, file: str) -> tuple[float, float]:
    return _number(row, "latitude", file), _number(row, "longitude", file)


def _minute(row: Row, column: str) -> int:
    """Minutes from midnight, from themselves or from ``H:MM``."""
    text = _cell(row, column, FILES[0])
    try:
        hours, _, minutes = text.partition(":")
        return 60 * int(hours) + int(minutes[:2]) if minutes else round(float(text))
    except ValueError:
        raise InstanceError(f"{FILES[0]}: {column} {text!r} is no time of day") from None


def _appointment(location: int, row: Row) -> Appointment:
    return Appointment(
        _cell(row, "task", FILES[0]),
        duration=round(_number(row, "duration", FILES[0])),
        location=location,
        windows=(Window(_minute(row, "earliest"), _minute(row, "latest")),),
        skills=(SkillRequirement(_cell(row, "skill", FILES[0])),),
    )


def _technician(location: int, row: Row, skills: Mapping[str, list[str]]) -> Technician:
    name = _cell(row, "resource", FILES[1])
    return Technician(
        name,
        home=location,
        shifts=(SHIFT,),
        skills=tuple(Skill(name=skill) for skill in dict.fromkeys(skills.get(name, ()))),
        efficiency=floor(_number(row, "efficiency", FILES[1]) * 1000 + 1e-6),
    )
