"""Commands of the service: start it, do its work in the background, and verify its timeline."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from service import clock
from service.db import Database
from service.errors import Problem
from service.evidence.operations import damaged
from service.files.storage import Store
from service.installation import checkpoint, install
from service.main import create_app
from service.planning.planner import keep_planning, plan_in_process
from service.settings import Settings
from service.timeline.verify import signing_key
from service.timeline.verify import verify as findings
from service.worker import EVERY, Worker

Folder = Annotated[
    Path | None, typer.Option(help="Where the records and keys are; ROUNDSMAN_FOLDER, or roundsman-data here.")
]


def serve(
    folder: Folder = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    demo: Annotated[bool, typer.Option(help="Fill an empty database with a year of a small manufacturer.")] = False,
    seed: Annotated[int, typer.Option(help="Of the demonstration: the same one tells the same year.")] = 7,
    work: Annotated[bool, typer.Option(help="Do here what `roundsman work` does.")] = True,
) -> None:
    """Serve the records over HTTP; make the database and the first administrator if there are none."""
    settings = Settings.read(folder=folder)
    first = install(settings, now=clock.now())
    typer.echo(f"records and keys are in {settings.folder}")
    if first is not None:
        typer.echo(f"first administrator: {first.login}  one-time password, shown only now: {first.password}")
    if demo:
        fill_with_a_year(settings, seed)
    typer.echo(f"serving http://{host}:{port}/api/v1", nl=True)
    sys.stdout.flush()
    with working_beside(settings) if work else nullcontext():
        uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", server_header=False)


@contextmanager
def working_beside(settings: Settings) -> Iterator[None]:
    """Have what `roundsman work` does done in a thread while the block runs."""
    stop = threading.Event()
    workers = [threading.Thread(target=each, args=(settings, stop)) for each in (keep_working, keep_planning)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        stop.set()
        for worker in workers:
            worker.join()


def keep_working(settings: Settings, stop: threading.Event, every: float = EVERY) -> None:
    """Sweep and deliver on connections of its own until told to stop."""
    database = Database(settings.database_url)
    Worker.of(settings, database, clock.now).run(stop, every)
    database.close()


def work(
    folder: Folder = None,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two turns.")] = EVERY,
    once: Annotated[bool, typer.Option(help="Take one turn and end.")] = False,
) -> None:
    """Sweep the clocks, do jobs, deliver notifications and plan the runs that wait, beside a service or many.

    Ends on SIGTERM, after the turn that it is in.
    """
    settings = Settings.read(folder=folder)
    if not settings.signing_key.exists():
        typer.echo(f"there is no installation in {settings.folder}; `roundsman serve` makes one", err=True)
        raise typer.Exit(1)
    if not once:
        stop = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda number, frame: stop.set())
        planner = threading.Thread(target=keep_planning, args=(settings, stop))
        planner.start()
        keep_working(settings, stop, every)
        planner.join()
        return
    database = Database(settings.database_url)
    swept, ran, delivered = Worker.of(settings, database, clock.now).turn()
    database.close()
    plan_in_process(settings)
    typer.echo(
        f"{swept.records} records seen to, {swept.steps} steps done; {ran.done} jobs done;"
        f" {delivered.sent} messages delivered"
    )
    raise typer.Exit(1 if swept.failed else 0)


def fill_with_a_year(settings: Settings, seed: int) -> None:
    """Fill the database with a demonstration, all of it or nothing; refused, with status 2, if it is not empty."""
    from service.demo.year import fill

    typer.echo("filling the database with a year of a small manufacturer; this takes a minute")
    database = Database(settings.database_url)
    try:
        with database.transaction() as session:
            logins = fill(session, Store(settings.files_url), now=clock.now(), seed=seed)
        checkpoint(settings, database, now=clock.now())
    except Problem as refusal:
        typer.echo(f"no demonstration: {refusal.detail}; leave --demo out, or name another folder", err=True)
        raise typer.Exit(2) from None
    finally:
        database.close()
    typer.echo("filled; who can look at it, with passwords shown only now:")
    for role, (login, password) in logins.items():
        typer.echo(f"  {role:13} {login:12} {password}")


def verify(
    folder: Folder = None,
    sign: Annotated[bool, typer.Option(help="Sign what has been added since, if nothing is found.")] = True,
) -> None:
    """Verify timeline and evidence: find events altered, removed, reordered or cut off, and files altered or gone."""
    settings = Settings.read(folder=folder)
    database = Database(settings.database_url)
    with database.transaction(write=False) as session:
        found = list(findings(session, key=signing_key(settings.signing_key), witness=settings.witness))
        found += damaged(session, Store(settings.files_url))
    for finding in found:
        typer.echo(str(finding))
    if sign and not found:
        checkpoint(settings, database, now=clock.now())
    database.close()
    typer.echo("the timeline is as it was written" if not found else f"{len(found)} findings")
    raise typer.Exit(1 if found else 0)
