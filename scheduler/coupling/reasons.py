"""Why coupled appointments are where they are, or in no route: the crew as a whole, and what comes before and after."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from scheduler import objective
from scheduler.coupling.places import Place
from scheduler.coupling.possible import MOST_APPOINTMENTS, blamed, crowding, needed_with
from scheduler.coupling.relaxed import relaxed
from scheduler.coupling.requests import CoupledDesk
from scheduler.desk import Desk
from scheduler.entities import Appointment, Technician
from scheduler.explanation import Assigned, FunnelStep, Refusal, Slot, Unscheduled
from scheduler.funnel import funnel
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.refusals import concerned, refusal
from scheduler.solution import Plan
from scheduler.wording import label, listed, moment, span

#: The rules that follow in the funnel of one appointment, when nobody is out for himself.
_STEPS = (("crew", "CREW"), ("precedence", "PRECEDENCE"), ("all_or_none", "ALL_OR_NONE"))
_AS_A_WHOLE = {
    "SKILL": "no crew that is free at one time holds every skill",
    "SKILL_LEVEL": "no crew that is free at one time holds every skill at its level",
    "TOOLS": "no crew that is free at one time has every tool",
    "PARTS": "no crew that is free at one time has the parts in its vans",
    "CREW": "a complete crew is free at no time",
    "PRECEDENCE": "it cannot follow what comes before it",
    "ALL_OR_NONE": "the rest of its group cannot be served",
}
MOST_ALTERNATIVES = 5


class CoupledReasons:
    """Explains the coupled appointments of one plan."""

    def __init__(self, problem: ProblemData, policy: Policy, plan: Plan, stop: Callable[[], bool]) -> None:
        self.problem, self.policy, self.plan, self.stop = problem, policy, plan, stop
        self.desk = CoupledDesk(problem, policy, plan)
        self.rows = {problem.appointments[row].id: row for row in self.desk.couplings.rows}

    @cached_property
    def _nobody(self) -> Desk:
        """An empty calendar, for what is asked of each technician alone."""
        return Desk(self.problem, self.policy, Plan())

    @cached_property
    def _paid(self) -> dict[str, dict[str, float]]:
        return objective.visit_terms(self.problem, self.policy, self.plan)

    def explain(self, name: str) -> Assigned | Unscheduled:
        """The reasons for one coupled appointment."""
        row = self.rows[name]
        return self._assigned(row) if name in self.plan.visits else self._unscheduled(row)

    # -- what is served

    def _assigned(self, row: int) -> Assigned:
        item = self.problem.appointments[row]
        visits = self.plan.visits[item.id]
        (route, stop), people = visits[0], [route.technician for route, _ in visits]
        slots = self._elsewhere(row, set(people))
        paid = self._paid.get(item.id, {})
        when, before = span(self.problem, stop.start, stop.end), [one.appointment for one in item.predecessors]
        words = [f"{item.id} is with {listed(map(self._label, people))} from {when}."]
        words += [f"It comes after {listed(before)}."] if before else []
        if paid:
            largest = sorted(paid.items(), key=lambda one: -abs(one[1]))
            shares = ", ".join(f"{term} {amount:.1f}" for term, amount in largest)
            words.append(f"It pays {sum(paid.values()):.1f} min: {shares}.")
        if slots:
            change, others = sum(slots[0].minutes.values()), self._crew_words(slots[0])
            words.append(f"Next best is {others}, {change:+.1f} min with everything else fixed.")
        else:
            words.append("No other crew has room for it as the plan stands.")
        refused = self._ineligible(item, set(people))
        sentence = " ".join(words)
        return Assigned(
            item.id, route.technician, route.shift, stop.start, paid, slots, refused, sentence, tuple(people[1:])
        )

    def _elsewhere(self, row: int, people: set[str]) -> tuple[Slot, ...]:
        """The cheapest place with each other crew."""
        best: dict[frozenset[str], Place] = {}
        for place in self.desk.offers(row):
            crew = frozenset(self.problem.duties[duty][0].id for duty in place.placement.duties)
            if crew != people:
                best.setdefault(crew, place)
        return tuple(self.desk.slot(row, place) for place in list(best.values())[:MOST_ALTERNATIVES])

    def _crew_words(self, slot: Slot) -> str:
        return f"{listed(map(self._label, (slot.technician, *slot.partners)))} at {moment(self.problem, slot.start)}"

    def _label(self, name: str) -> str:
        found = self.problem.technician.get(name)
        return name if found is None else label(found)

    def _ineligible(self, item: Appointment, people: set[str]) -> tuple[Refusal, ...]:
        """Those who may not take part at all, each with the reasons."""
        return tuple(
            refusal(self._nobody, self._nobody.request(item.id), one)
            for one in concerned(self._nobody, item)
            if one.id not in people and not self._may(item, one)
        )

    def _may(self, item: Appointment, technician: Technician) -> bool:
        duties = self.desk.places.members.duties(self.rows[item.id])
        return any(self.problem.duties[duty][0].id == technician.id for duty in duties)

    # -- what is not

    def _unscheduled(self, row: int) -> Unscheduled:
        item, steps = self.problem.appointments[row], funnel(self._nobody, row)
        refused = self._ineligible(item, set())
        found = None if self.stop() else relaxed(self.desk, row, self.stop)
        codes = self._codes(item, steps, refused)
        steps = (*steps, *self._whole_steps(steps, codes))
        if codes:
            words = f"Nobody can serve {item.id}, even on an empty calendar: {self._why(item, codes, refused)}."
            return Unscheduled(item.id, "impossible", codes, steps, refused, words, (), found)
        if rivals := self._crowding(row):
            names, count = listed(rivals), len(rivals)
            words = (
                f"{item.id} is crowded out: {names} {'is' if count == 1 else 'are'} served and worth at least as much, "
            )
            words += f"and it is proved that {'both' if count == 1 else 'all'} cannot be."
            return Unscheduled(item.id, "crowded_out", ("LOST_TO_PRIORITY",), steps, refused, words, rivals, found)
        return Unscheduled(item.id, "not_found", ("NOT_FOUND",), steps, refused, self._not_found(row, steps), (), found)

    def _codes(self, item: Appointment, steps: tuple[FunnelStep, ...], refused: tuple[Refusal, ...]) -> tuple[str, ...]:
        """What is to blame if it is impossible: what keeps the nearest technician from it, or the crew or chain."""
        if not steps[-1].remaining:
            return min((one.codes for one in refused), key=len, default=("SHIFT",))
        return () if self.stop() else blamed(self.problem, self.policy, self.rows[item.id])

    def _crowding(self, row: int) -> tuple[str, ...]:
        """Those who are served, are worth at least as much as all that would come with it, and leave it no room."""
        couplings, worth = self.desk.couplings, self.desk.working.evaluator.worth
        items, served = self.problem.appointments, self.plan.visits
        gained = {row, *needed_with(couplings, row), *couplings.lost_with(row)}
        value = sum(worth[one] for one in gained if items[one].id not in served)
        duties = {duty for one in needed_with(couplings, row) for duty in self.desk.places.members.duties(one)}
        keys = {(one.id, shift.id) for one, shift in (self.problem.duties[duty] for duty in duties)}
        index = self.desk.index
        here = dict.fromkeys(
            index[name]
            for name, visits in served.items()
            if name in index and any((route.technician, route.shift) in keys for route, _ in visits)
        )
        rivals = [one for one in here if one not in gained and worth[one] >= value]
        if not rivals or len(rivals) > MOST_APPOINTMENTS or self.stop():
            return ()
        return tuple(items[one].id for one in crowding(self.problem, self.policy, row, rivals))

    @staticmethod
    def _whole_steps(steps: tuple[FunnelStep, ...], codes: tuple[str, ...]) -> list[FunnelStep]:
        """Who is left of those who may go, once they have to go together and in order."""
        remaining, result = steps[-1].remaining, []
        for rule, code in _STEPS:
            own = {code, "SKILL", "SKILL_LEVEL", "TOOLS", "PARTS"} if rule == "crew" else {code}
            blame = next((one for one in codes if one in own), None) if remaining else None
            remaining = 0 if blame else remaining
            result.append(FunnelStep(rule, blame or code, remaining))
        return result

    def _why(self, item: Appointment, codes: tuple[str, ...], refused: tuple[Refusal, ...]) -> str:
        if refused and codes in [one.codes for one in refused]:
            nearest = next(one for one in refused if one.codes == codes)
            return nearest.sentence.rstrip(".")
        return "; ".join(_AS_A_WHOLE.get(code, code) for code in codes)

    def _not_found(self, row: int, steps: tuple[FunnelStep, ...]) -> str:
        item = self.problem.appointments[row]
        able = f"{steps[-1].remaining} of {steps[0].remaining} technicians could take part on an empty calendar"
        hindered = self.desk.hindered(row)
        if hindered is not None:
            return f"{item.id} is not in the plan: {hindered[1]}."
        offers = [] if self.stop() else self.desk.offers(row)
        if not offers:
            return f"No place was found for {item.id}: {able}, but no complete crew has room as the plan stands."
        slot = self.desk.slot(row, offers[0])
        change = sum(slot.minutes.values())
        worth = "would make the plan worse" if slot.rank > (0,) * len(slot.rank) else "was missed"
        return f"{item.id} is not in the plan, although {able}: {self._crew_words(slot)}, {change:+.1f} min, {worth}."
