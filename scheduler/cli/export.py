"""``roundsman export``: a plan in the form that another program reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.stored import Directory, Stored, open_plan
from scheduler.cli.terminal import output, refuse
from scheduler.formats.files import write_text
from scheduler.formats.ical import calendars
from scheduler.formats.timefold import timefold_output
from scheduler.formats.vroom import vroom_answer


class Format(StrEnum):
    """What a plan can be exported as."""

    VROOM = "vroom"
    TIMEFOLD = "timefold"
    ICAL = "ical"


def _vroom(stored: Stored, _: datetime | None) -> dict[str, str]:
    return {"vroom.json": vroom_answer(stored.problem, stored.policy, stored.plan)}


def _timefold(stored: Stored, _: datetime | None) -> dict[str, str]:
    return {"timefold.json": timefold_output(stored.problem, stored.policy, stored.plan)}


def _ical(stored: Stored, stamp: datetime | None) -> dict[str, str]:
    return calendars(stored.problem, stored.plan, stamp)


_WRITERS: dict[Format, Callable[[Stored, datetime | None], dict[str, str]]] = {
    Format.VROOM: _vroom,
    Format.TIMEFOLD: _timefold,
    Format.ICAL: _ical,
}


def export(
    out: Annotated[Path, typer.Option(help="The directory to write into.", show_default=False)],
    format: Annotated[Format, typer.Option(help="What to write.", show_default=False)],
    plan: Directory = Path(),
    stamp: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S%z"], help="When the plan was made, for calendars.", show_default=False
        ),
    ] = None,
) -> None:
    """Write a plan for another program: VROOM, Timefold, calendars."""
    stored = open_plan(plan)
    files = _WRITERS[format](stored, stamp)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_text(out / name, text)
            output.print(str(out / name), markup=False, soft_wrap=True)
    except OSError as error:
        refuse([f"{out} cannot be written: {error.strerror or error}"])
