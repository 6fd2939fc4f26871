"""``roundsman compare``: two planned days side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.stored import AsJson, open_plan
from scheduler.cli.terminal import output, print_json
from scheduler.compare import compare_plans


def compare(
    base: Annotated[Path, typer.Argument(help="The directory of one plan.")],
    other: Annotated[Path, typer.Argument(help="The directory of the other.")],
    moves: Annotated[int, typer.Option(min=0, help="How many moved appointments to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Compare two plans: figures, terms, and what moved."""
    one, two = open_plan(base, as_json=as_json), open_plan(other, as_json=as_json)
    found = compare_plans(
        one.problem, one.policy, one.plan, two.plan, other_problem=two.problem, names=(str(base), str(other))
    )
    if as_json:
        print_json({"base": str(base), "other": str(other), "figures": found.rows(), "moves": found.move_rows()})
    else:
        output.print(found.table(moves), markup=False, soft_wrap=True)
