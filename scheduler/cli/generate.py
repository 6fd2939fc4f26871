"""``roundsman generate``: a seeded synthetic day of any size, as the files that ``roundsman plan`` reads."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.terminal import output, refuse
from scheduler.generate import generate as make_day


def generate(
    out: Annotated[Path, typer.Option(help="The directory to write into.", show_default=False)],
    appointments: Annotated[int, typer.Option(min=1, max=100_000)] = 120,
    technicians: Annotated[int, typer.Option(min=1, max=10_000)] = 18,
    territories: Annotated[int, typer.Option(min=1, max=3_000)] = 4,
    depots: Annotated[int, typer.Option(min=0, max=1_000, help="Depots, where tools and parts are picked up.")] = 0,
    seed: Annotated[int, typer.Option(min=0)] = 7,
    crews: Annotated[float, typer.Option(min=0, max=1, help="The share that wants two technicians.")] = 0.0,
    follow_ups: Annotated[float, typer.Option(min=0, max=0.5, help="The share that comes after another.")] = 0.0,
    speeds: Annotated[bool, typer.Option("--speeds", help="Also speeds.csv: rush hours slow travel down.")] = False,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to be planned.")] = None,
) -> None:
    """Make up a day: appointments, technicians, territories and shifts."""
    chosen = date(2026, 11, 23) if day is None else day.date()
    try:
        made = make_day(
            out,
            appointments=appointments,
            technicians=technicians,
            territories=territories,
            seed=seed,
            day=chosen,
            crews=crews,
            follow_ups=follow_ups,
            depots=depots,
            speeds=speeds,
        )
    except OSError as error:
        refuse([f"{out} cannot be written: {error.strerror or error}"])
    files = (made.appointments, made.technicians, made.territories, made.shifts, made.depots, made.speeds)
    for path in filter(None, files):
        output.print(str(path), markup=False, soft_wrap=True)
    output.print(f"local times are those of {made.timezone}: plan with --timezone {made.timezone}", markup=False)
