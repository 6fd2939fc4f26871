"""Commands for files with records."""

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, TextIO

import typer

from service import clock
from service.bulk.exporting import FILES, export_lines
from service.bulk.importing import Report, import_tables
from service.bulk.table import LARGEST_IMPORT, Table, add_table, read_bundle, read_table, too_large
from service.context import Actor, Context
from service.db import Database
from service.errors import Problem
from service.schema import migrate
from service.settings import Settings

OPERATOR = Actor(kind="system", name="import", unbounded=True)
Folder = Annotated[
    Path | None, typer.Option(help="Where the records and keys are; ROUNDSMAN_FOLDER, or roundsman-data here.")
]


class NotKeptError(Exception):
    """Ends the transaction of an import of which nothing is kept."""


def import_records(
    files: Annotated[list[Path], typer.Argument(help="CSV files named like Account.csv, folders or ZIPs of them.")],
    folder: Folder = None,
    partial: Annotated[bool, typer.Option(help="Keep the lines that are not refused.")] = False,
    ignore_unknown: Annotated[bool, typer.Option(help="Pass over columns that no record has.")] = False,
    encoding: Annotated[str | None, typer.Option(help="Of the files; UTF-8 or UTF-16, if left out.")] = None,
    history: Annotated[bool, typer.Option(help="Take over the past of another system; see service/IMPORT.md.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write what became of every line into this CSV file.")] = None,
) -> None:
    """Bring in records from CSV files with Salesforce names: all of them, or nothing."""
    settings = Settings.read(folder=folder)
    database = Database(settings.database_url)
    try:
        migrate(database)
        tables = read_files(files, encoding)
        found = _import(database, tables, in_part=partial, pass_over_unknown=ignore_unknown, history=history)
    except Problem as refusal:
        typer.echo(f"refused: {refusal.detail}", err=True)
        raise typer.Exit(2) from None
    finally:
        database.close()
    _tell(found, report)
    raise typer.Exit(0 if found.kept and not found.counts["refused"] else 1)


def _import(database: Database, tables: Mapping[str, Table], **how: bool) -> Report:
    found: Report | None = None
    try:
        with database.transaction() as session:
            ctx = Context(session, OPERATOR, clock.now())
            found = import_tables(ctx, tables, **how)
            if not found.kept:
                raise NotKeptError
    except NotKeptError:
        pass
    assert found is not None
    return found


def read_files(files: Iterable[Path], encoding: str | None) -> dict[str, Table]:
    """Return the tables of files, of folders of them, and of archives."""
    tables: dict[str, Table] = {}
    for file in files:
        for each in sorted(file.glob("*.csv")) if file.is_dir() else [file]:
            try:
                if each.stat().st_size > LARGEST_IMPORT:
                    raise too_large()
                content = each.read_bytes()
            except OSError as fault:
                raise Problem(422, "file_unreadable", str(fault)) from None
            if content.startswith(b"PK"):
                for table in read_bundle(content, encoding=encoding).values():
                    add_table(tables, table)
            else:
                add_table(tables, read_table(content, each.stem, encoding=encoding))
    return tables


def _tell(found: Report, target: Path | None) -> None:
    for line in found.lines:
        for fault in line.faults:
            where = f"{line.file}.csv, line {line.line}" + (f", {fault['column']}" if fault["column"] else "")
            typer.echo(f"{where}: {fault['detail']} [{fault['code']}]", err=True)
    for name, columns in found.passed_over.items():
        typer.echo(f"{name}.csv: passed over {', '.join(columns)}", err=True)
    if target is not None:
        with target.open("w", newline="", encoding="utf-8") as file:
            write_report(found, file)
    said = ", ".join(f"{count} {name}" for name, count in found.counts.items())
    typer.echo(f"{said}; {'kept' if found.kept else 'nothing was kept'}")


def write_report(found: Report, file: TextIO) -> None:
    """Write what became of every line as CSV."""
    writer = csv.writer(file)
    writer.writerow(["file", "line", "id", "outcome", "record", "faults"])
    for line in found.lines:
        said = "; ".join(f"{fault['column'] or ''}: {fault['detail']} [{fault['code']}]" for fault in line.faults)
        writer.writerow([line.file, line.line, line.id or "", line.outcome, line.record or "", said])


def export_records(
    out: Annotated[Path, typer.Argument(help="The folder to write into; with one kind of record - is the output.")],
    kinds: Annotated[list[str] | None, typer.Argument(help="Account, Case and so on; all, if left out.")] = None,
    folder: Folder = None,
) -> None:
    """Write records into CSV files with Salesforce names, one for each kind."""
    settings = Settings.read(folder=folder)
    database = Database(settings.database_url)
    try:
        with database.transaction(write=False) as session:
            ctx = Context(session, OPERATOR, clock.now())
            for kind in kinds or FILES:
                _write(ctx, kind, out)
    except Problem as refusal:
        typer.echo(f"refused: {refusal.detail}", err=True)
        raise typer.Exit(2) from None
    finally:
        database.close()


def _write(ctx: Context, kind: str, out: Path) -> None:
    lines = export_lines(ctx, kind)
    if str(out) == "-":
        sys.stdout.writelines(lines)
        return
    out.mkdir(parents=True, exist_ok=True)
    draft = out / f".{kind}.csv.part"
    with draft.open("w", newline="", encoding="utf-8") as file:
        file.writelines(lines)
    draft.replace(out / f"{kind}.csv")
