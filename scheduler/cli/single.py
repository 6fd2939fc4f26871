"""``roundsman recommend``: where one appointment could go on a plan as it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.judge import print_refusals, print_slots
from scheduler.cli.stored import AsJson, Directory, known_appointment, open_plan
from scheduler.cli.terminal import output, print_json, refuse
from scheduler.entities import ProblemError
from scheduler.policy import read_policy
from scheduler.recommend import recommend as rank_slots


def recommend(
    appointment: Annotated[str, typer.Argument(help="The appointment to place.")],
    plan: Directory = Path(),
    most: Annotated[int, typer.Option("--most", "-k", min=1, help="How many slots to show.")] = 5,
    policy: Annotated[str, typer.Option(help="A policy's name or a TOML file.")] = "round_robin",
    as_json: AsJson = False,
) -> None:
    """Rank the slots for one appointment on a plan, whose turn it is included."""
    stored = open_plan(plan, as_json=as_json)
    name = known_appointment(stored, appointment, as_json=as_json)
    try:
        chosen = read_policy(policy)
    except ProblemError as error:
        refuse(error.findings, as_json=as_json)
    found = rank_slots(stored.problem, chosen, stored.plan, name, most)
    if as_json:
        print_json({"slots": [asdict(slot) for slot in found.slots], "refusals": [asdict(no) for no in found.refusals]})
        return
    print_slots(stored.problem, found.slots, f"Slots for {name}, best first, priced with everything else fixed")
    if not found.slots:
        output.print(f"Nobody can take {name} on this plan.", markup=False)
    print_refusals(found.refusals)
