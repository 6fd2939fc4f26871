"""What a run did, in counts: enough to repeat it without a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: In the place of planned iterations: construction was cut short, or was all; the first plan was filled in quickly.
CUT, FILLED = 0, -1
#: In the same place: ``done`` moves of chains of coupled appointments, and neighbourhoods of them solved by CP-SAT.
MOVED, SOLVED = -2, -3


@dataclass(frozen=True)
class Round:
    """What one round of a part did: iterations the cooling was planned for, those done, seconds given to CP-SAT.

    ``planned`` of :data:`CUT` says that the plan is the constructed one after ``done`` insertions, or began with it,
    :data:`FILLED` that it began with ``done`` visits filled in. A part without any round was solved exactly.
    """

    planned: int
    done: int
    route_seconds: float


#: How a part that was solved exactly is written.
EXACT = "exact"

Rounds = tuple[tuple[Round, ...], ...]


def rounds_text(rounds: Sequence[Sequence[Round]]) -> str:
    """The rounds of a run in one line: parts by ``;``, rounds by a blank, ``planned/done/route seconds``.

    A part without rounds is written out, since a run of one such part is not a run without parts.
    """
    return ";".join(" ".join(f"{r.planned}/{r.done}/{r.route_seconds}" for r in part) or EXACT for part in rounds)


def rounds_from_text(text: str) -> Rounds:
    """What :func:`rounds_text` wrote; raises ``ValueError`` for anything else."""

    def one(item: str) -> Round:
        planned, done, seconds = item.split("/")
        return Round(int(planned), int(done), float(seconds))

    try:
        parts = text.split(";") if text else []
        return tuple(() if part == EXACT else tuple(map(one, part.split(" "))) for part in parts)
    except ValueError:
        raise ValueError(f"{text!r} is not the rounds of a run") from None
