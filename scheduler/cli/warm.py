"""``roundsman warm``: compile the search before anybody waits for it."""

from __future__ import annotations

import time

import typer

from scheduler.search.warm import warm as compile_search


def warm() -> None:
    """Compile the search now, so that no plan waits for it.

    The code is kept beside the package, else in the user's cache or the temporary folder; NUMBA_CACHE_DIR names
    another place. Where none can be written every process compiles for itself.
    """
    begun = time.monotonic()
    folder = compile_search()
    kept = "it can be kept nowhere: every plan compiles it again" if folder is None else f"kept in {folder}"
    typer.echo(f"The search is compiled ({time.monotonic() - begun:.1f} s); {kept}.")
