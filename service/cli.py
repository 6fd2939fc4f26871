"""The `roundsman` command: names every command, and imports only the one that is asked for."""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version as installed_version
from platform import python_version
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup


class Deferred(NamedTuple):
    """A command whose module is imported when it is called."""

    target: str
    """The function that does it, as `module:function`; its parameters are the command's, read by Typer."""
    help: str
    """One line for the list of commands; the first line of the function's docstring."""


DEFERRED: dict[str, Deferred] = {
    "plan": Deferred(
        "scheduler.cli.plan:plan",
        "Plan a day: from appointments, technicians and territories, or from the request of another engine.",
    ),
    "check": Deferred("scheduler.cli.judge:check", "Judge a plan: list every constraint that it breaks."),
    "explain": Deferred("scheduler.cli.judge:explain", "Say why an appointment is where it is, or why it is nowhere."),
    "recommend": Deferred(
        "scheduler.cli.single:recommend", "Rank the slots for one appointment on a plan, whose turn it is included."
    ),
    "compare": Deferred("scheduler.cli.difference:compare", "Compare two plans: figures, terms, and what moved."),
    "territories": Deferred(
        "scheduler.cli.ground:territories",
        "Audit borders (repairs, overlaps, gaps) and coverage (who serves what, which skills nobody there has).",
    ),
    "export": Deferred(
        "scheduler.cli.export:export",
        "Write a plan for another program (VROOM, Timefold, calendars), or its problem as a request to it.",
    ),
    "generate": Deferred(
        "scheduler.cli.generate:generate", "Make up a day: appointments, technicians, territories and shifts."
    ),
    "warm": Deferred("scheduler.cli.warm:warm", "Compile the search now, so that no plan waits for it."),
    "bench": Deferred("benchmarks.cli:bench", "Measure the engine beside its peers on one set of instances."),
    "serve": Deferred(
        "service.commands:serve",
        "Serve the records over HTTP; make the database and the first administrator if there are none.",
    ),
    "import-records": Deferred(
        "service.record_commands:import_records",
        "Bring in records from CSV files with Salesforce names: all of them, or nothing.",
    ),
    "export-records": Deferred(
        "service.record_commands:export_records",
        "Write records into CSV files with Salesforce names, one for each kind.",
    ),
    "intake": Deferred(
        "service.intake.commands:intake",
        "Take mail in: each becomes a case, joins one, or waits for a person. The same mail again is nothing new.",
    ),
    "work": Deferred(
        "service.commands:work",
        "Sweep the clocks, do jobs, deliver notifications and plan the runs that wait, beside a service or many.",
    ),
    "daily": Deferred(
        "service.planning_commands:daily",
        "Plan the days ahead from the records, publish the plan, and write its report: what a morning needs.",
    ),
    "verify": Deferred(
        "service.commands:verify",
        "Verify timeline and evidence: find events altered, removed, reordered or cut off, and files altered or gone.",
    ),
}
"""Commands by name, in the order of the list that `roundsman --help` shows."""

DECIDING = ("ortools", "numpy", "scipy", "numba", "pandas", "geopandas", "shapely")
"""Distributions whose version a plan, or the time it takes, may depend on."""


def load(target: str) -> Callable[..., Any]:
    """Return the function that `module:function` names.

    Raises `ImportError` or `AttributeError` if there is none.
    """
    module, _, function = target.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), function)
    return loaded


class DeferringGroup(TyperGroup):
    """A group that puts the real command in the place of a deferred one once that is the one to run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return name, command and remaining arguments of the command that `args` asks for."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in DEFERRED:
            alone = typer.Typer(add_completion=False)
            alone.command(name)(load(DEFERRED[name].target))
            command = typer.main.get_command(alone)
        return name, command, rest


def show_version(asked: bool) -> None:
    """Print the version and leave, if `--version` was given."""
    if asked:
        typer.echo(f"roundsman {installed_version('roundsman')}")
        raise typer.Exit


def version() -> None:
    """Show the version of roundsman and of what its plans depend on."""
    typer.echo(f"roundsman {installed_version('roundsman')}")
    typer.echo(f"python {python_version()}")
    for distribution in DECIDING:
        typer.echo(f"{distribution} {installed_version(distribution)}")


def options(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Dispatch and scheduling for post-delivery service: who goes where when, why, how fairly, how well."""


def build() -> typer.Typer:
    """Return the application with every command, the deferred ones as names with a line of help."""
    app = typer.Typer(
        name="roundsman",
        cls=DeferringGroup,
        callback=options,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, deferred in DEFERRED.items():
        app.command(name, help=deferred.help)(lambda: None)
    app.command()(version)
    return app


def main() -> None:
    """Run the command line; the entry point of the `roundsman` script."""
    build()()
