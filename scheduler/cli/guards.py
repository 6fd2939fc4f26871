"""What is refused before any work is done, because it would spoil the work afterwards; and what is said beforehand."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.cli.terminal import refuse
from scheduler.day import Day
from scheduler.formats.documents import digest, read_plan
from scheduler.problem import ProblemData
from territories import audit


def refuse_unwritable(out: Path, *, as_json: bool) -> None:
    """Leave before any work is done if the plan could not be written afterwards."""
    nearest = next(place for place in (out.absolute(), *out.absolute().parents) if os.path.lexists(place))
    if not nearest.is_dir():
        refuse([f"{out} cannot be written: {nearest} is not a directory"], as_json=as_json)
    if not os.access(nearest, os.W_OK | os.X_OK):
        refuse([f"{out} cannot be written: no permission to write into {nearest}"], as_json=as_json)


def refuse_another(replay: Path, problem: ProblemData, *, as_json: bool) -> None:
    """Steps of another day would give some plan, and not the one that is meant."""
    made_for = read_plan(replay).problem
    if made_for and made_for != digest(problem):
        refuse([f"{replay} was made for another problem than these files, so it cannot be repeated"], as_json=as_json)


def borders_told(day: Day) -> list[str]:
    """One line that borders are not clean; another command has the details."""
    found = [] if day.territory_map is None else audit(day.territory_map).sentences()
    return (
        [f"{len(found)} repairs, overlaps and gaps of territories; 'roundsman territories' lists them"] if found else []
    )
