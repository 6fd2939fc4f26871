"""A case resolves and closes by itself once all the work it led to has come to an end."""

from collections.abc import Callable
from dataclasses import dataclass

from service.cases.models import Case
from service.cases.operations import close, resolve
from service.cases.policy import WORKING
from service.context import Context


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one piece of work ended, or that it has not."""

    ended: bool
    cancelled: bool
    path: str
    notes: str


OUTCOMES: list[Callable[[Context, Case], list[Outcome]]] = []
"""What says how the work of a case ended: of work orders and of claims, entered here where they are kept."""


def settle(ctx: Context, case: Case) -> bool:
    """Resolve and close a case if all its work has ended and not all of it was cancelled; return whether it was so.

    One whose past is taken over ends when and as that is told.
    """
    if ctx.taken_over is not None:
        return False
    outcomes = [outcome for of in OUTCOMES for outcome in of(ctx, case)]
    done = [outcome for outcome in outcomes if not outcome.cancelled]
    if case.status not in WORKING or not done or not all(outcome.ended for outcome in outcomes):
        return False
    path = ", ".join(dict.fromkeys(outcome.path for outcome in done))
    resolve(ctx, case, path=path, notes="\n".join(outcome.notes for outcome in done))
    close(ctx, case)
    return True
