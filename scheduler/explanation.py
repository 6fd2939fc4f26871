"""What is said about a plan: reasons, prices and relaxations, as data. Sentences are made where they are decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scheduler.entities import Part

Verdict = Literal["impossible", "crowded_out", "not_found"]


@dataclass(frozen=True)
class FunnelStep(Part):
    """How many technicians are left after a rule, and who fell out at it."""

    rule: str
    code: str
    remaining: int
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot(Part):
    """A place for an appointment: on whose shift, after which stop (``None`` is first), from when.

    ``depots`` is where the route then picks up tools and parts, in order.
    ``terms`` is the change of each term of the objective in its own unit, ``minutes`` the same by weight in minutes
    of technician time, ``rank`` the change level by level (smaller is better). The arrival window says how early and
    how late the visit may start with everything else fixed.
    """

    appointment: str
    technician: str
    shift: str
    after: str | None
    start: int
    end: int
    earliest: int
    latest: int
    terms: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, float] = field(default_factory=dict)
    rank: tuple[int, ...] = ()
    partners: tuple[str, ...] = ()
    depots: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal(Part):
    """Why a technician is out: every code counts (removing all makes it possible, removing all but one does not).

    Codes of a technician with several shifts are those of the shift that has the fewest.
    """

    technician: str
    shift: str
    codes: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Relaxation(Part):
    """The cheapest change, verified by the judge, with which an unscheduled appointment has a place."""

    kind: str
    sentence: str
    technician: str
    start: int
    minutes: float


@dataclass(frozen=True)
class Assigned(Part):
    """Why an appointment is where it is: the terms it pays in minutes, and what every other technician would cost.

    ``partners`` are those who go along in a crew. ``alternatives`` are prices: the cheapest insertion with everything
    else fixed, relative to where it is now.
    """

    appointment: str
    technician: str
    shift: str
    start: int
    minutes: Mapping[str, float]
    alternatives: tuple[Slot, ...]
    refusals: tuple[Refusal, ...]
    sentence: str
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unscheduled(Part):
    """Why an appointment is in no route. ``blockers`` are the appointments that hold the only slots, if proved.

    ``advice`` says what to do where no ``relaxation`` is needed or known: who has room, or that nothing was found.
    """

    appointment: str
    verdict: Verdict
    codes: tuple[str, ...]
    funnel: tuple[FunnelStep, ...]
    refusals: tuple[Refusal, ...]
    sentence: str
    blockers: tuple[str, ...] = ()
    relaxation: Relaxation | None = None
    advice: str = ""

    @property
    def way_out(self) -> str:
        """What would place it, in a sentence: the relaxation, else the advice."""
        return self.advice if self.relaxation is None else self.relaxation.sentence

    @property
    def funnel_told(self) -> tuple[FunnelStep, ...]:
        """The steps of the funnel that say something: the first, and those at which somebody falls out."""
        return tuple(
            step for at, step in enumerate(self.funnel) if not at or step.remaining < self.funnel[at - 1].remaining
        )


@dataclass(frozen=True)
class Explanation(Part):
    """The reasons for every appointment of a problem, assigned or not."""

    assigned: tuple[Assigned, ...] = ()
    unscheduled: tuple[Unscheduled, ...] = ()
