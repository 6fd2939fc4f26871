"""Why a plan is as it is: for what is served what it pays and what else it would cost, for what is not a true verdict.

Verdicts are *impossible* (nobody, even on an empty calendar), *crowded out* (proved: the named appointments, worth at
least as much, cannot all be served with it) and *not found* (neither is proved). Everything but the proofs and the
relaxations takes some milliseconds for an appointment.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property

from scheduler import objective
from scheduler.coupling.couplings import is_coupled
from scheduler.coupling.desk import placed_desk
from scheduler.coupling.reasons import CoupledReasons
from scheduler.crowding import Crowding
from scheduler.desk import Candidate, Desk, Request
from scheduler.entities import OUTSIDE, Appointment, ProblemError
from scheduler.explanation import Assigned, Explanation, FunnelStep, Refusal, Slot, Unscheduled
from scheduler.funnel import funnel
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.refusals import MANY_TECHNICIANS, concerned, refusal, refusals
from scheduler.relax import Relaxer
from scheduler.solution import Plan, Route, Stop
from scheduler.wording import label, listed, moment, span

NOT_FOUND, LOST = "NOT_FOUND", "LOST_TO_PRIORITY"


def explain(
    problem: ProblemData,
    policy: Policy,
    plan: Plan,
    appointment: str | None = None,
    *,
    seconds: float | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Explanation:
    """The reasons for one appointment, or for all, in the order of the problem.

    Once ``seconds`` are over, or ``stop`` says so, no more proofs and relaxations are looked for: what is unscheduled
    is then *not found*, and its sentence says that it was not looked into. The most urgent are looked into first.
    Raises ``ProblemError`` for an unknown id.
    """
    until = None if seconds is None else time.monotonic() + seconds

    def over() -> bool:
        return stop() or (until is not None and time.monotonic() > until)

    names = [item.id for item in problem.appointments] if appointment is None else [appointment]
    coupled = CoupledReasons(problem, policy, plan, over) if is_coupled(problem) else None
    desk = placed_desk(problem, policy, plan) if coupled else Desk(problem, policy, plan)
    explainer = Explainer(desk, over)
    served = plan.visits

    def urgency(name: str) -> tuple[bool, int]:
        """What is explained first: what is in no route, by priority."""
        item = problem.appointment.get(name)
        return name in served, 0 if item is None else item.priority

    told = {
        name: (coupled if coupled and name in coupled.rows else explainer).explain(name)
        for name in sorted(names, key=urgency)
    }
    found = [told[name] for name in names]
    return Explanation(
        tuple(one for one in found if isinstance(one, Assigned)),
        tuple(one for one in found if isinstance(one, Unscheduled)),
    )


class Explainer:
    """Explains appointments of one plan; what several explanations share is computed once."""

    def __init__(self, desk: Desk, stop: Callable[[], bool] = lambda: False) -> None:
        self.desk, self.stop = desk, stop
        self.crowding = Crowding(desk, stop)
        self.relaxer = Relaxer(desk)

    def explain(self, name: str) -> Assigned | Unscheduled:
        """The reasons for one appointment. Raises ``ProblemError`` for an unknown id."""
        if name not in self.desk.problem.appointment:
            raise ProblemError([f"appointment {name!r} is not in the problem"])
        visits = self._plan.visits.get(name, ())
        return self._assigned(name, *visits[0]) if visits else self._unscheduled(name)

    @cached_property
    def _plan(self) -> Plan:
        return self.desk.plan

    @cached_property
    def _paid(self) -> dict[str, dict[str, float]]:
        return objective.visit_terms(self.desk.problem, self.desk.policy, self._plan)

    # -- what is served

    def _assigned(self, name: str, route: Route, stop: Stop) -> Assigned:
        desk = self.desk
        alternatives: tuple[Slot, ...] = ()
        out: tuple[Refusal, ...] = ()
        doubled = len(desk.place[name]) > 1 or -1 in desk.place[name]
        if not doubled:
            alternatives, out = self._elsewhere(desk.request(name), route.technician)
        paid = self._paid.get(name, {})
        sentence = self._assigned_sentence(name, route, stop, paid, alternatives, out)
        return Assigned(name, route.technician, route.shift, stop.start, paid, alternatives, out, sentence)

    def _elsewhere(self, request: Request, technician: str) -> tuple[tuple[Slot, ...], tuple[Refusal, ...]]:
        """The cheapest slot with every other technician who has one, the best first, and why the others have none."""
        desk = self.desk
        best: dict[str, Candidate] = {}
        for duty in desk.eligibility.duties(request.index):
            name = desk.problem.duties[duty][0].id
            for offer in desk.offers(request, duty) if name != technician else ():
                if name not in best or offer.rank < best[name].rank:
                    best[name] = offer
        slots = [desk.slot(request, offer) for offer in sorted(best.values(), key=lambda one: (one.rank, one.duty))]
        item = desk.problem.appointments[request.index]
        rest = (one for one in concerned(desk, item) if one.id not in best and one.id != technician)
        return tuple(slots), refusals(desk, request, rest)

    def _assigned_sentence(
        self,
        name: str,
        route: Route,
        stop: Stop,
        paid: dict[str, float],
        alternatives: tuple[Slot, ...],
        out: tuple[Refusal, ...],
    ) -> str:
        problem = self.desk.problem
        who = self._label(route.technician)
        words = [f"{name} is with {who} from {span(problem, stop.start, stop.end)}{_bounds(problem, name)}."]
        if paid:
            terms = sorted(paid.items(), key=lambda term: -abs(term[1]))
            shares = ", ".join(f"{term} {_number(amount)}" for term, amount in terms)
            words.append(f"It pays {_number(sum(paid.values()))} min: {shares}.")
        if alternatives:
            slot = alternatives[0]
            change = _number(sum(slot.minutes.values()), signed=True)
            at = moment(problem, slot.start)
            words.append(
                f"Next best is {self._label(slot.technician)} at {at}, {change} min with everything else fixed."
            )
        else:
            words.append("Nobody else has room for it as the plan stands.")
        if out:
            codes = Counter(code for refused in out for code in refused.codes)
            counts = listed(f"{code} {count}" for code, count in codes.most_common())
            words.append(f"{len(out)} cannot take it ({counts}).")
        return " ".join(words)

    def _label(self, technician: str) -> str:
        found = self.desk.problem.technician.get(technician)
        return technician if found is None else label(found)

    # -- what is not

    def _unscheduled(self, name: str) -> Unscheduled:
        desk = self.desk
        request = desk.request(name)
        steps = funnel(desk, request.index)
        item = desk.problem.appointments[request.index]
        if not steps[-1].remaining:
            return self._with_way_out(self._impossible(request, item, steps))
        offers = self._offers(request)
        rest = (one for one in concerned(desk, item) if one.id not in offers)
        out = refusals(desk, request, rest)
        blockers = () if offers or self.stop() else self.crowding.blockers(request.index)
        if blockers:
            words = self._crowded_sentence(item, steps, blockers)
            return self._with_way_out(Unscheduled(name, "crowded_out", (LOST,), steps, out, words, blockers))
        slot = self._best_slot(request, offers)
        words = self._not_found_sentence(item, steps, slot)
        lacking = Unscheduled(name, "not_found", (NOT_FOUND,), steps, out, words)
        return self._with_way_out(lacking) if slot is None else lacking.replace(advice=self._room_advice(slot))

    def _with_way_out(self, reason: Unscheduled) -> Unscheduled:
        """The reason with the cheapest relaxation, or the word that there is none.

        Where technicians may serve it and the search found no room, nobody needs to be made another one.
        """
        name = reason.appointment
        if self.desk.problem.appointment[name].location is None:
            return reason.replace(advice=f"Nothing lets {name} in before its place is known.")
        if self.stop():
            return reason.replace(advice=f"What would place it was not looked for: 'roundsman explain {name}' does.")
        possible = reason.verdict == "not_found"
        change = self.relaxer.cheapest(name, people=not possible)
        if change is not None:
            return reason.replace(relaxation=change.relaxation)
        longer = " A longer search may find a place." if possible else ""
        return reason.replace(advice=f"No single change was found that lets {name} in.{longer}")

    def _best_slot(self, request: Request, offers: dict[str, Candidate]) -> Slot | None:
        if not offers:
            return None
        return self.desk.slot(request, min(offers.values(), key=lambda offer: (offer.rank, offer.duty)))

    def _room_advice(self, slot: Slot) -> str:
        place = f"{self._label(slot.technician)} has room at {moment(self.desk.problem, slot.start)} as the plan stands"
        return f"{place}: 'roundsman recommend {slot.appointment}' prices it, and a longer search may place it."

    def _offers(self, request: Request) -> dict[str, Candidate]:
        """By technician, the cheapest place as the plan stands."""
        best: dict[str, Candidate] = {}
        for duty in self.desk.eligibility.duties(request.index):
            name = self.desk.problem.duties[duty][0].id
            for offer in self.desk.offers(request, duty):
                if name not in best or offer.rank < best[name].rank:
                    best[name] = offer
        return best

    def _impossible(self, request: Request, item: Appointment, steps: tuple[FunnelStep, ...]) -> Unscheduled:
        """Nobody may: the codes are those of the technician whom the fewest reasons keep from it."""
        desk = self.desk
        out = refusals(desk, request, concerned(desk, item))
        nearest = out or tuple(refusal(desk, request, one) for one in desk.problem.technicians[:MANY_TECHNICIANS])
        if not nearest:
            return Unscheduled(item.id, "impossible", ("SHIFT",), steps, (), f"{item.id}: there are no technicians.")
        closest = min(nearest, key=lambda refused: len(refused.codes))
        words = f"Nobody can serve {item.id}, even on an empty calendar. {_around(desk.problem, item)}{_counts(steps)}"
        if closest.codes not in (("NO_LOCATION",), ("NO_TERRITORY",)):
            words = f"{words} Nearest to it: {closest.sentence}"
        return Unscheduled(item.id, "impossible", closest.codes, steps, out, words)

    def _crowded_sentence(self, item: Appointment, steps: tuple[FunnelStep, ...], blockers: tuple[str, ...]) -> str:
        problem = self.desk.problem
        named = listed(f"{name} (priority {problem.appointment[name].priority})" for name in blockers)
        return (
            f"{item.id} (priority {item.priority}) is crowded out: {_possible(steps)}, but it is proved that it cannot "
            f"be served together with {named}, worth as much or more."
        )

    def _not_found_sentence(self, item: Appointment, steps: tuple[FunnelStep, ...], slot: Slot | None) -> str:
        possible = _possible(steps)
        if slot is None and self.stop():
            return f"No place was found for {item.id}: {possible}; it was not looked into any further."
        if slot is None:
            return f"No place was found for {item.id}: {possible}, but none has room as the plan stands."
        place = f"{self._label(slot.technician)} at {moment(self.desk.problem, slot.start)}"
        change = _number(sum(slot.minutes.values()), signed=True)
        worth = "would make the plan worse" if slot.rank > (0,) * len(slot.rank) else "was missed"
        return (
            f"{item.id} is not in the plan, although {possible}: {place} has room, {change} min in all, which {worth}."
        )


def _bounds(problem: ProblemData, name: str) -> str:
    item = problem.appointment[name]
    words = []
    if item.windows:
        words.append(f"window {' or '.join(span(problem, one.earliest, one.latest) for one in item.windows)}")
    if item.due is not None:
        words.append(f"due {moment(problem, item.due)}")
    return f" ({', '.join(words)})" if words else ""


def _around(problem: ProblemData, item: Appointment) -> str:
    """A word on what is nowhere, on what lies outside every territory, or before the horizon."""
    if nowhere := problem.supply.nowhere(problem.technicians, item):
        places = "not on any van, in no depot" if problem.depots else "not on any van, and there are no depots"
        words = listed(nowhere)
        return f"{words[0].upper()}{words[1:]} {'is' if len(nowhere) == 1 else 'are'} nowhere: {places}. "
    if item.territory is None and OUTSIDE in item.details:
        return f"{item.details[OUTSIDE]} "
    last, released = max((one.latest for one in item.windows), default=None), item.earliest_start
    if last is not None and released is not None and last < released:
        return f"Its last window ends {moment(problem, last)}, before its earliest start {moment(problem, released)}. "
    if item.windows and item.windows[-1].latest < 0:
        return f"Its last window ended {problem.horizon.iso(item.windows[-1].latest)}, before the horizon begins. "
    if item.due is not None and item.due < 0:
        return f"It was due {problem.horizon.iso(item.due)}, before the horizon begins. "
    return ""


def _counts(steps: tuple[FunnelStep, ...]) -> str:
    """The funnel in words: those steps at which somebody falls out."""
    total, *rest = steps
    before = total.remaining
    words = []
    for step in rest:
        if step.remaining < before:
            words.append(f"{step.remaining} after {step.rule} ({step.code})")
        before = step.remaining
    return f"Of {total.remaining} technicians are left: {', '.join(words)}."


def _possible(steps: tuple[FunnelStep, ...]) -> str:
    return f"{steps[-1].remaining} of {steps[0].remaining} technicians could serve it on an empty calendar"


def _number(amount: float, *, signed: bool = False) -> str:
    return f"{amount:+.1f}" if signed else f"{amount:.1f}"
