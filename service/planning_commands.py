"""`roundsman daily`: what a morning needs, in one command for a scheduler of the system."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select

from service import clock
from service.commands import Folder
from service.context import SYSTEM, Context
from service.db import Database
from service.errors import Problem
from service.planning.files import write_files
from service.planning.models import Overlap, PlanningRun, Publication, RunStatus
from service.planning.runs import order_run, zone_of
from service.planning.solving import work_on_next
from service.settings import Settings
from service.workforce.models import Territory

REFUSED = 2


def daily(
    out: Annotated[
        Path | None, typer.Option(help="The directory to write the report and the plan's files into.")
    ] = None,
    territory: Annotated[list[str] | None, typer.Option(help="A territory's code; all of them, if left out.")] = None,
    first_day: Annotated[str | None, typer.Option(help="The first day to plan; today, if left out.")] = None,
    days: Annotated[int, typer.Option(min=1, max=31, help="How many days to plan.")] = 1,
    policy: Annotated[str | None, typer.Option(help="A policy; chosen by the rule set, if left out.")] = None,
    seconds: Annotated[int, typer.Option(min=0, max=3600, help="How long to search.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another search.")] = 0,
    publish: Annotated[bool, typer.Option(help="Publish the plan; else it waits for somebody who does.")] = True,
    folder: Folder = None,
) -> None:
    """Plan the days ahead from the records, publish the plan, and write its report: what a morning needs."""
    settings = Settings.read(folder=folder)
    database = Database(settings.database_url)
    asked: dict[str, Any] = {"days": days, "policy": policy, "seconds": seconds, "seed": seed, "publish": publish}
    try:
        number = _ordered(database, territory or [], first_day, asked)
        if work_on_next(database, clock.now, only=number) is None:
            raise Problem(409, "run_under_way", "another run is planning some of these territories and days")
        _concluded(database, number, out)
    except Problem as refusal:
        typer.echo(f"refused: {refusal.detail}", err=True)
        raise typer.Exit(REFUSED) from None
    finally:
        database.close()


def _ordered(database: Database, codes: list[str], first_day: str | None, asked: dict[str, Any]) -> int:
    with database.transaction() as session:
        ctx = Context(session, SYSTEM, clock.now())
        found = session.scalars(select(Territory).where(Territory.code.in_(codes)).order_by(Territory.id)).all()
        if missing := sorted({*codes} - {each.code for each in found}):
            raise Problem(422, "unknown_reference", f"there is no territory {missing[0]}")
        zone = zone_of(ctx, found)
        return order_run(
            ctx,
            first_day=_day(first_day) or ctx.now.astimezone(ZoneInfo(zone)).date(),
            overlap=Overlap.REFUSE,
            territory_ids=[each.id for each in found],
            timezone=zone,
            **asked,
        ).id


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_input", f"{text!r} is no date like 2026-03-03", field="first_day") from None


def _concluded(database: Database, number: int, out: Path | None) -> None:
    with database.transaction(write=False) as session:
        ctx = Context(session, SYSTEM, clock.now())
        run = session.get_one(PlanningRun, number)
        if run.status == RunStatus.FAILED:
            raise Problem(409, "run_failed", run.failure or "the run failed")
        if out is not None:
            write_files(ctx, run, out)
        _tell(ctx, run, out)


def _tell(ctx: Context, run: PlanningRun, out: Path | None) -> None:
    last = run.first_day + timedelta(days=run.days - 1)
    typer.echo(f"{run.number}: {run.first_day} to {last}, policy {run.chosen_policy}, {run.status}")
    typer.echo(f"{run.scheduled} visits have a place, {run.unscheduled} have none")
    for warning in (run.summary or {}).get("warnings", ()):
        typer.echo(f"warning: {warning}", err=True)
    left = ctx.session.scalars(select(Publication.left_out).where(Publication.run_id == run.id)).first() or ()
    for each in left:
        typer.echo(f"left as it was: {each['technician']} {each['shift']}, {each['reason']}", err=True)
    if out is not None:
        typer.echo(f"report: {out / 'report.html'}")
