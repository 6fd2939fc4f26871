"""One request: the ranked slots for one appointment on a plan, and the commitment to one of them.

The same eligibility, terms and rotation as the batch, and no search: every position on every duty that the
appointment is eligible for is priced with everything else fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest

from scheduler.desk import Candidate, Desk, Request, StaleSlotError
from scheduler.entities import Appointment, Part, ProblemError
from scheduler.explanation import Refusal, Slot
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.refusals import concerned, refusals
from scheduler.solution import Plan

__all__ = ["SINGLE_REQUESTS", "Desk", "Recommendation", "StaleSlotError", "commit", "recommend", "recommend_at"]

#: The policy for single requests, unless another is given.
SINGLE_REQUESTS = POLICIES["round_robin"]


@dataclass(frozen=True)
class Recommendation(Part):
    """Slots, the best first, and why each technician without a slot has none.

    In a problem of more than sixty technicians only those who have to do with the appointment's territory are refused
    one by one (see ``scheduler.refusals.concerned``).
    """

    slots: tuple[Slot, ...]
    refusals: tuple[Refusal, ...]


def recommend(
    problem: ProblemData, policy: Policy | None, plan: Plan, appointment: str | Appointment, k: int = 5
) -> Recommendation:
    """The ``k`` best slots for an appointment on a plan; ``policy`` of ``None`` is :data:`SINGLE_REQUESTS`.

    An appointment that the plan serves is taken out first, and prices are relative to where it is; an
    :class:`Appointment` that is not in the problem is asked about as if it were. Raises ``ProblemError`` for an unknown
    id. For many requests on one plan keep a :class:`Desk` and use :func:`recommend_at`.
    """
    return recommend_at(Desk(problem, policy or SINGLE_REQUESTS, plan), appointment, k)


def recommend_at(desk: Desk, appointment: str | Appointment, k: int = 5) -> Recommendation:
    """As :func:`recommend`, on a desk that is ready."""
    if k < 1:
        raise ValueError(f"k is {k}, at least one slot has to be asked for")
    if isinstance(appointment, Appointment):
        desk, appointment = _with(desk, appointment), appointment.id
    request = desk.request(appointment)
    offers = [offer for duty in desk.eligibility.duties(request.index) for offer in desk.offers(request, duty)]
    turns = _Turns(desk, request)
    best = nsmallest(k, offers, key=turns.order)
    served = {desk.evaluator.technician_of[offer.duty] for offer in offers}
    names = {desk.problem.technicians[owner].id for owner in served}
    out = (one for one in concerned(desk, desk.problem.appointments[request.index]) if one.id not in names)
    return Recommendation(tuple(desk.slot(request, offer) for offer in best), refusals(desk, request, out))


def commit(problem: ProblemData, policy: Policy | None, plan: Plan, slot: Slot) -> Plan:
    """The plan with a slot carried out, checked again by the judge.

    Raises :class:`StaleSlotError` if the plan has changed so that the slot is not there any more. The problem must
    hold the appointment.
    """
    return Desk(problem, policy or SINGLE_REQUESTS, plan).commit(slot)


def _with(desk: Desk, item: Appointment) -> Desk:
    known = desk.problem.appointment.get(item.id)
    if known is None:
        return desk.with_appointment(item)
    if known != item:
        raise ProblemError([f"appointment {item.id!r} is in the problem with other data"])
    return desk


class _Turns:
    """The order of candidates: by price, and among equals whose last turn is longest ago, then by id.

    Turns in the plan are later than all of the ledger; among those that have some, the last start counts.
    """

    def __init__(self, desk: Desk, request: Request) -> None:
        self._desk, self._request = desk, request
        self._known: dict[int, tuple[int, int]] = {}

    def order(self, offer: Candidate) -> tuple[int, tuple[int, int], str, int, int]:
        """Sorts the best candidate first."""
        owner = self._desk.evaluator.technician_of[offer.duty]
        if owner not in self._known:
            self._known[owner] = self._last_turn(owner)
        name = self._desk.problem.technicians[owner].id
        return (offer.rank, self._known[owner], name, offer.duty, offer.position)

    def _last_turn(self, owner: int) -> tuple[int, int]:
        desk = self._desk
        asked = desk.problem.appointments[self._request.index].id
        starts = [
            stop.start
            for duty, who in enumerate(desk.evaluator.technician_of)
            if who == owner and (route := desk.routes[duty]) is not None
            for stop in route.visits
            if stop.id != asked
        ]
        if starts:
            return 2, max(starts)
        last = desk.evaluator.accounts[owner].last_turn
        return (0, 0) if last is None else (1, last)
