"""``roundsman export``: a plan in the form that another program reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.stored import Directory, Stored, open_plan
from scheduler.cli.terminal import output, refuse, warn
from scheduler.entities import ProblemError
from scheduler.formats.demands import Written, beyond
from scheduler.formats.files import write_text
from scheduler.formats.ical import calendars
from scheduler.formats.timefold import timefold_input, timefold_output
from scheduler.formats.vroom import vroom_answer, vroom_request


class Format(StrEnum):
    """What a plan can be exported as."""

    VROOM = "vroom"
    TIMEFOLD = "timefold"
    ICAL = "ical"
    VROOM_REQUEST = "vroom-request"
    TIMEFOLD_REQUEST = "timefold-request"


def _vroom(stored: Stored, _: datetime | None) -> dict[str, str]:
    warn([f"not known to VROOM: {feature}" for feature in beyond(stored.plan)])
    return {"vroom.json": vroom_answer(stored.problem, stored.policy, stored.plan)}


def _timefold(stored: Stored, _: datetime | None) -> dict[str, str]:
    warn([f"not known to Timefold: {feature}" for feature in beyond(stored.plan)])
    return {"timefold.json": timefold_output(stored.problem, stored.policy, stored.plan)}


def _vroom_request(stored: Stored, _: datetime | None) -> dict[str, str]:
    return {"vroom-request.json": _told(vroom_request(stored.problem, stored.policy))}


def _timefold_request(stored: Stored, _: datetime | None) -> dict[str, str]:
    return {"timefold-request.json": _told(timefold_input(stored.problem, stored.policy))}


def _told(written: Written) -> str:
    """The text; what it leaves out is said."""
    warn([f"not in the request: {feature}" for feature in written.left_out])
    return written.text


def _ical(stored: Stored, stamp: datetime | None) -> dict[str, str]:
    return calendars(stored.problem, stored.plan, stamp)


_WRITERS: dict[Format, Callable[[Stored, datetime | None], dict[str, str]]] = {
    Format.VROOM: _vroom,
    Format.TIMEFOLD: _timefold,
    Format.ICAL: _ical,
    Format.VROOM_REQUEST: _vroom_request,
    Format.TIMEFOLD_REQUEST: _timefold_request,
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
    """Write a plan for another program (VROOM, Timefold, calendars), or its problem as a request to it."""
    stored = open_plan(plan)
    try:
        files = _WRITERS[format](stored, stamp)
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_text(out / name, text)
            output.print(str(out / name), markup=False, soft_wrap=True)
    except ProblemError as error:
        refuse(error.findings)
    except OSError as error:
        refuse([f"{out} cannot be written: {error.strerror or error}"])
