"""What keeps itself in line with a case: told when its type, its assets or its end have changed."""

from collections.abc import Callable, Sequence

from service.cases.models import Case
from service.context import Context

FOLLOWERS: list[Callable[[Context, Case, Sequence[int]], None]] = []
"""Called with the case and its assets as they shall be; entered here where the followers are kept. Each does nothing
where all is in line already."""


def follow(ctx: Context, case: Case, *, assets: Sequence[int] | None = None) -> None:
    """Let everything that follows a case follow it; `assets` are its own, unless they are about to change."""
    wanted = [line.asset_id for line in case.lines] if assets is None else assets
    for each in FOLLOWERS:
        each(ctx, case, wanted)
