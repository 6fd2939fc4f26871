"""``roundsman territories``: what an operator should know of the borders, and of who serves what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.sources import refuse_day
from scheduler.cli.stored import AsJson
from scheduler.cli.terminal import output, print_json, refuse, table
from scheduler.day import Day, DayError, read_day
from scheduler.day.coverage import covered, planned_days
from territories import Coverage, TerritoryFileError, audit, read_territories


def territories(
    territories: Annotated[Path, typer.Option(help="Territories, GeoJSON or GeoPackage.", show_default=False)],
    appointments: Annotated[Path | None, typer.Option(help="With technicians: what skills are needed where.")] = None,
    technicians: Annotated[Path | None, typer.Option(help="With appointments: who serves what.")] = None,
    shifts: Annotated[Path | None, typer.Option(help="Shifts and absences by date.")] = None,
    days: Annotated[str | None, typer.Option(help="One day, FIRST..LAST, or how many.")] = None,
    timezone: Annotated[str | None, typer.Option(help="The zone of times that state none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Audit borders (repairs, overlaps, gaps) and coverage (who serves what, which skills nobody there has)."""
    if (appointments is None) != (technicians is None):
        refuse(["coverage needs both --appointments and --technicians"], as_json=as_json)
    try:
        borders = read_territories(territories)
    except TerritoryFileError as error:
        refuse([str(finding) for finding in error.findings], as_json=as_json)
    found = audit(borders).sentences()
    served: list[Coverage] = []
    if appointments is not None and technicians is not None:
        day = _read(appointments, technicians, territories, shifts, days, timezone, as_json)
        served = [covered(day.problem, borders, on) for on in planned_days(day.problem)]
    if as_json:
        print_json({"borders": found, "coverage": [_plain(one) for one in served]})
        return
    output.print(f"{len(borders)} territories; {len(found)} findings about their borders")
    for sentence in found:
        output.print(f"  {sentence}", markup=False, soft_wrap=True)
    for one in served:
        _print(one)


def _read(
    appointments: Path,
    technicians: Path,
    territories: Path,
    shifts: Path | None,
    days: str | None,
    timezone: str | None,
    as_json: bool,
) -> Day:
    try:
        return read_day(appointments, technicians, territories, shifts=shifts, days=days, timezone=timezone)
    except DayError as error:
        refuse_day(error, as_json=as_json)


def _print(found: Coverage) -> None:
    rows = [
        [
            one.territory,
            str(len(one.primary)),
            str(len(one.secondary)),
            str(len(one.relocated)),
            str(len(one.skill_gaps)),
        ]
        for one in found.territories
    ]
    table(["territory", "primary", "secondary", "relocated", "skill gaps"], rows, f"Coverage on {found.on}")
    for sentence in found.sentences():
        output.print(f"  {sentence}", markup=False, soft_wrap=True)


def _plain(found: Coverage) -> dict[str, object]:
    return {
        "on": found.on.isoformat(),
        "territories": [
            {
                "territory": one.territory,
                "primary": one.primary,
                "secondary": one.secondary,
                "relocated": one.relocated,
            }
            for one in found.territories
        ],
        "findings": found.sentences(),
    }
