"""Command for mail that is piped or lies in files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service import clock
from service.context import Actor, Context
from service.db import Database
from service.errors import Problem
from service.files.storage import Store
from service.intake import operations, waiting
from service.intake.mail import LARGEST_MAIL, read_mail
from service.settings import Settings

GATEWAY = Actor(kind="system", name="mail", unbounded=True)


def intake(
    files: Annotated[list[Path], typer.Argument(help="Mails as they came (RFC 5322); - is standard input.")],
    folder: Annotated[
        Path | None, typer.Option(help="Where the records and keys are; ROUNDSMAN_FOLDER, or roundsman-data here.")
    ] = None,
) -> None:
    """Take mail in: each becomes a case, joins one, or waits for a person. The same mail again is nothing new."""
    settings = Settings.read(folder=folder)
    if not settings.signing_key.exists():
        typer.echo(f"there is no installation in {settings.folder}; `roundsman serve` makes one", err=True)
        raise typer.Exit(1)
    waiting.enter()
    database = Database(settings.database_url)
    try:
        kept = [_taken_in(settings, database, file) for file in files]
    finally:
        database.close()
    # A mail server keeps what was not taken, and tries again: 75 is what it knows as "later".
    raise typer.Exit(0 if all(kept) else 75)


def _taken_in(settings: Settings, database: Database, file: Path) -> bool:
    """Take one mail in, in a transaction of its own, and say what became of it; return whether it is kept."""
    try:
        raw = sys.stdin.buffer.read(LARGEST_MAIL + 1) if str(file) == "-" else _content(file)
        if len(raw) > LARGEST_MAIL:
            raise Problem(413, "too_large", f"a mail has {LARGEST_MAIL} bytes at most")
        incoming = read_mail(raw, own=settings.mail_from)
        with database.transaction() as session:
            ctx = Context(session, GATEWAY, clock.now())
            message = operations.take_in(ctx, Store(settings.files_url), incoming)
            case = f", case {message.case.number}" if message.case else ""
            said = f"{file}: {message.number} {message.status}{case}"
    except (Problem, OSError) as refusal:
        typer.echo(f"{file}: not taken in: {refusal}", err=True)
        return False
    typer.echo(said)
    return True


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_MAIL + 1)
