"""What commands print: findings, one live line, tables. Results go to standard output, everything else to error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from scheduler.formats.visible import visible
from scheduler.policy import POINTS_PER_TICK
from scheduler.solve import Progress

#: Exit status for input that cannot be used, as for wrong options.
BAD_INPUT = 2
#: Exit status for a plan that breaks a constraint.
VIOLATED = 1


class Screen(Console):
    """A console on which names can neither hide nor rewrite anything: control characters in texts are spelt out."""

    def print(self, *objects: Any, **options: Any) -> None:
        super().print(*(visible(one) if isinstance(one, str) else one for one in objects), **options)


output = Screen(highlight=False)
notes = Screen(stderr=True, highlight=False)


def refuse(
    findings: Sequence[str], total: int | None = None, *, as_json: bool = False, details: Any = None
) -> NoReturn:
    """Print everything that is wrong and leave with status 2; with ``as_json`` as one JSON object on output."""
    count = len(findings) if total is None else total
    if as_json:
        typer.echo(json.dumps({"error": "bad input", "count": count, "findings": details or list(findings)}, indent=2))
    else:
        noun = "finding" if count == 1 else "findings"
        notes.print(f"[bold red]The input cannot be used: {count} {noun}. Nothing was written.[/]")
        for finding in findings:
            notes.print(f"  {escape(finding)}", soft_wrap=True)
        if count > len(findings):
            notes.print(f"  ... and {count - len(findings)} more")
    raise typer.Exit(BAD_INPUT)


def warn(warnings: Sequence[str]) -> None:
    """Print what was noticed and does not prevent the plan."""
    for warning in warnings:
        notes.print(f"[yellow]note:[/] {escape(warning)}", soft_wrap=True)


def print_json(value: Any) -> None:
    """The machine-readable form of a result."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def live_line(ticks_per_minute: int, *, quiet: bool) -> Iterator[Any]:
    """A function that takes :class:`Progress`; on a terminal it keeps one line up to date, else it names each phase."""
    if quiet:
        yield None
        return
    if not notes.is_terminal:
        yield _phases()
        return
    with Live(Text("reading"), console=notes, transient=True, refresh_per_second=8) as live:
        yield lambda progress: live.update(Text(progress_line(progress, ticks_per_minute)))


def _phases() -> Callable[[Progress], None]:
    """Prints a line when a phase begins: what a log needs of a live line."""
    seen: set[str] = set()

    def told(progress: Progress) -> None:
        if progress.phase not in seen:
            seen.add(progress.phase)
            notes.print(f"{progress.phase}ing: {progress.scheduled} of {progress.total} scheduled", markup=False)

    return told


def progress_line(progress: Progress, ticks_per_minute: int) -> str:
    """Phase, scheduled so far, best objective (level by level in weighted minutes), time left."""
    minute = 100 * POINTS_PER_TICK * ticks_per_minute
    levels = " / ".join(f"{level / minute:,.0f}" for level in progress.value)
    left = "" if progress.left is None else f"   {progress.left:.0f} s left"
    return f"{progress.phase}   {progress.scheduled} of {progress.total} scheduled   objective {levels} min{left}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str | None = None) -> None:
    """A table on standard output; all but the first column are right aligned if they are numbers."""
    view = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(_numeric(row[index]) for row in rows)
        view.add_column(escape(visible(column)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        view.add_row(*(escape(visible(cell)) for cell in row))
    output.print(view)


def _numeric(cell: str) -> bool:
    return cell.lstrip("+-").replace(",", "").replace(".", "").rstrip(" %minkh").isdigit()


def minutes_text(minutes: Mapping[str, float]) -> str:
    """Weighted minutes by term in one line, the largest first, without those of no account."""
    shown = sorted(
        ((value, name) for name, value in minutes.items() if round(value, 1)), key=lambda pair: -abs(pair[0])
    )
    return ", ".join(f"{name} {value:+.1f}" for value, name in shown) or "nothing"
