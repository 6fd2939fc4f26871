"""A planned day on disk: the directory that ``roundsman plan`` wrote, read back for the other commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.terminal import refuse
from scheduler.formats.documents import PlanDocument, digest, read_plan, read_problem
from scheduler.formats.json_text import DocumentError
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.spelling import nearest

Directory = Annotated[Path, typer.Option("--plan", help="The directory that 'roundsman plan' wrote.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]


@dataclass(frozen=True)
class Stored:
    """A problem with a plan for it."""

    problem: ProblemData
    document: PlanDocument

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.document.plan

    @property
    def policy(self) -> Policy:
        """The policy the plan was made under."""
        return self.document.policy


def open_plan(directory: Path, *, as_json: bool = False) -> Stored:
    """Read ``problem.json`` and ``plan.json``; leaves with status 2 if they are not there or do not belong together."""
    try:
        problem, document = read_problem(directory / "problem.json"), read_plan(directory / "plan.json")
    except DocumentError as error:
        refuse(str(error).splitlines(), as_json=as_json)
    if document.problem and document.problem != digest(problem):
        refuse(
            [f"{directory / 'plan.json'} was made for another problem than {directory / 'problem.json'}"],
            as_json=as_json,
        )
    if document.horizon != problem.horizon:
        refuse(
            [f"{directory}: the horizons of plan.json and problem.json differ, so their times mean two things"],
            as_json=as_json,
        )
    return Stored(problem, document)


def known_appointment(stored: Stored, name: str, *, as_json: bool = False) -> str:
    """The name, if the problem has it; leaves with status 2 if not."""
    if name not in stored.problem.appointment:
        close = nearest(name, stored.problem.appointment)
        hint = f"; did you mean {close!r}?" if close else ""
        refuse([f"there is no appointment {name!r} in the plan{hint}"], as_json=as_json)
    return name
