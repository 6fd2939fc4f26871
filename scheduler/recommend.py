"""One request: the ranked slots for one appointment on a plan, and the commitment to one of them.

The same eligibility, terms and rotation as the batch, and no search: every position on every duty that the
appointment is eligible for is priced with everything else fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest

from scheduler.coupling.couplings import is_coupled
from scheduler.coupling.desk import placed_desk
from scheduler.coupling.requests import CoupledDesk
from scheduler.coupling.working import named
from scheduler.deltas import fairness_change
from scheduler.desk import Candidate, Desk, Request, StaleSlotError
from scheduler.eligibility import pair_codes
from scheduler.entities import Appointment, Part, ProblemError
from scheduler.explanation import Refusal, Slot
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.refusals import concerned, refusal, refusals
from scheduler.solution import Plan
from scheduler.wording import label

__all__ = [
    *("SINGLE_REQUESTS", "Desk", "Recommendation", "StaleSlotError"),
    *("best_at", "commit", "commit_at", "recommend", "recommend_at"),
]

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
    chosen = policy or SINGLE_REQUESTS
    whole = problem if isinstance(appointment, str) else _holding(problem, appointment)
    if not is_coupled(whole):
        return recommend_at(Desk(problem, chosen, plan), appointment, k)
    name = appointment if isinstance(appointment, str) else appointment.id
    desk = CoupledDesk(whole, chosen, plan)
    if name in whole.appointment and desk.index[name] in desk.couplings.rows:
        return _coupled(desk, name, k)
    return recommend_at(placed_desk(whole, chosen, plan), name, k)


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


def best_at(desk: Desk, appointment: str) -> Slot | None:
    """The slot that :func:`recommend_at` ranks first, ``None`` if there is none, for a fraction of the work.

    Where fairness is a level above all that depends on the place, technicians are looked at in its order, and nobody
    after the first who has a place.
    """
    request = desk.request(appointment)
    turns, item = _Turns(desk, request), desk.problem.appointments[request.index]
    for duties in _groups(desk, request):
        able = [duty for duty in duties if not pair_codes(desk.problem, desk.policy, item, *desk.problem.duties[duty])]
        offers = [offer for duty in able for offer in desk.offers(request, duty)]
        if offers:
            return desk.slot(request, min(offers, key=turns.order))
    return None


def _groups(desk: Desk, request: Request) -> list[list[int]]:
    """Duties, together where fairness does not tell them apart, the fairest first."""
    duties = range(len(desk.problem.duties))
    levels = [{term for term, weight in level if weight} for level in desk.policy.levels]
    if request.origin is not None or levels[:2] != [{"unserved"}, {"fairness"}]:
        return [list(duties)]
    found: dict[int, list[int]] = {}
    owners, load = desk.evaluator.technician_of, desk.evaluator.loads[request.index]
    changes = {owner: fairness_change(desk.evaluator, desk.loads, {owner: load}) for owner in set(owners)}
    for duty in duties:
        found.setdefault(changes[owners[duty]], []).append(duty)
    return [found[change] for change in sorted(found)]


def commit(problem: ProblemData, policy: Policy | None, plan: Plan, slot: Slot) -> Plan:
    """The plan with a slot carried out, checked again by the judge.

    Raises :class:`StaleSlotError` if the plan has changed so that the slot is not there any more. The problem must
    hold the appointment.
    """
    chosen = policy or SINGLE_REQUESTS
    if not is_coupled(problem):
        return Desk(problem, chosen, plan).commit(slot)
    desk = CoupledDesk(problem, chosen, plan)
    if desk.index.get(slot.appointment) in desk.couplings.rows:
        after = desk.commit(slot)
    else:
        after = named(desk.working.rows, placed_desk(problem, chosen, plan).commit(slot))
    if after is None:
        raise StaleSlotError(f"The slot for {slot.appointment} with {slot.technician} on {slot.shift} is gone.")
    return after


def commit_at(desk: Desk, slot: Slot) -> Plan:
    """As :func:`commit`, on a desk that is ready; it then has the slot in its plan."""
    return desk.commit(slot)


def _holding(problem: ProblemData, item: Appointment) -> ProblemData:
    known = problem.appointment.get(item.id)
    if known is not None and known != item:
        raise ProblemError([f"appointment {item.id!r} is in the problem with other data"])
    return problem if known == item else problem.with_appointment(item)


def _coupled(desk: CoupledDesk, name: str, k: int) -> Recommendation:
    """The best crews and times, and why the others are out: not eligible, or without a crew or what comes before."""
    if k < 1:
        raise ValueError(f"k is {k}, at least one slot has to be asked for")
    row = desk.index[name]
    offers, item = desk.offers(row), desk.problem.appointments[row]
    slots = tuple(desk.slot(row, place) for place in offers[:k])
    able = {desk.problem.duties[duty][0].id for place in offers for duty in place.placement.duties}
    nobody = Desk(desk.problem, desk.policy, Plan())
    code, words = desk.hindered(row) or ("CREW", "as the plan stands, no complete crew with this technician has room")
    out = []
    for one in (technician for technician in concerned(nobody, item) if technician.id not in able):
        duties = [d for d in desk.places.members.duties(row) if desk.problem.duties[d][0].id == one.id]
        shift = desk.problem.duties[duties[0]][1].id if duties else ""
        sentence = f"{label(one)} cannot take {name}: {words}."
        out.append(Refusal(one.id, shift, (code,), sentence) if duties else refusal(nobody, nobody.request(name), one))
    return Recommendation(slots, tuple(out))


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
