"""``roundsman bench``: the engine beside its peers on one set of instances, judged by one checker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.answer import Method
from benchmarks.instance import InstanceError
from benchmarks.methods import METHODS, absent
from benchmarks.results import ResultsError
from benchmarks.runner import Order, run
from benchmarks.sets import SETS, Source
from scheduler.cli.terminal import notes, output, refuse

INTERRUPTED = 130


def bench(
    set_name: Annotated[str, typer.Option("--set", help=f"One of {', '.join(SETS)}.", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder of results; runs that it holds are not made again.")],
    instances: Annotated[
        Path | None, typer.Option(help="A file or a folder of instances (field and scale are generated without it).")
    ] = None,
    methods: Annotated[str, typer.Option(help="Methods, separated by commas.")] = ",".join(METHODS),
    seconds: Annotated[float, typer.Option(min=0, help="Wall time of a run; 0 runs by counts alone.")] = 10,
    seeds: Annotated[str, typer.Option(help="Seeds; peers run with the first only.")] = "1,2,3",
    workers: Annotated[int, typer.Option(min=1, help="Cores for every run.")] = 2,
    only: Annotated[str, typer.Option(help="Names of instances, separated by commas; all by default.")] = "",
    plans: Annotated[bool, typer.Option("--plans", help="Also write the plan of every run made.")] = False,
) -> None:
    """Measure the engine beside its peers on one set of instances."""
    if set_name not in SETS:
        refuse([f"there is no set {set_name!r}; known are {', '.join(SETS)}"])
    try:
        order = Order(
            set=SETS[set_name],
            sources=_chosen(SETS[set_name].sources(instances), _names(only)),
            methods=_methods(_names(methods)),
            seconds=seconds,
            seeds=_seeds(seeds),
            workers=workers,
            plans=plans,
        )
        report = run(order, out, absent=absent, say=lambda words: notes.print(words, markup=False))
    except KeyboardInterrupt:
        notes.print("interrupted; the same command goes on from here", markup=False)
        raise typer.Exit(INTERRUPTED) from None
    except (InstanceError, ResultsError, OSError, ValueError) as error:
        refuse([str(error)])
    output.print(str(report), markup=False, soft_wrap=True)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _seeds(text: str) -> tuple[int, ...]:
    try:
        seeds = tuple(dict.fromkeys(map(int, _names(text))))
    except ValueError:
        raise InstanceError(f"seeds {text!r} are not whole numbers separated by commas") from None
    if not seeds or min(seeds) < 0:
        raise InstanceError(f"seeds {text!r}: at least one, none negative")
    return seeds


def _methods(names: list[str]) -> tuple[Method, ...]:
    unknown = [name for name in names if name not in METHODS]
    if unknown or not names:
        raise InstanceError(f"methods {', '.join(unknown) or 'none'}: known are {', '.join(METHODS)}")
    return tuple(METHODS[name] for name in dict.fromkeys(names))


def _chosen(sources: tuple[Source, ...], names: list[str]) -> tuple[Source, ...]:
    known = [source.name for source in sources]
    doubled = sorted({name for name in known if known.count(name) > 1})
    if doubled:
        raise InstanceError(f"instances of the same name: {', '.join(doubled)}; choose a folder without doubles")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InstanceError(f"no instance {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(source for source in sources if not names or source.name in names)
