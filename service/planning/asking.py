"""One request: who could come and when, ranked, with terms, and why the others cannot."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from scheduler.coupling.couplings import is_coupled
from scheduler.desk import Desk
from scheduler.entities import Appointment, Location, Pin, Window
from scheduler.explanation import Refusal, Slot
from scheduler.growing import with_location
from scheduler.horizon import Horizon
from scheduler.policy import POLICIES
from scheduler.recommend import Recommendation, best_at, commit, commit_at, recommend, recommend_at
from service.context import Context
from service.errors import Problem
from service.fieldwork.models import ServiceAppointment
from service.planning.demand import Places, visit_item
from service.planning.desks import Ready, ready, scope_of
from service.planning.reading import read_demand
from service.planning.scope import Scope, number_of
from service.workforce.locating import Point
from service.workforce.models import Territory

SINGLE = "round_robin"
"""The policy of single requests."""


@dataclass(frozen=True)
class Question:
    """An appointment that asks for a place, on the desk of its territory."""

    item: Appointment
    point: Point
    territory_id: int | None
    ready: Ready
    policy: str
    desk: Desk
    """The desk with the appointment's place on it."""

    def instant(self, tick: int) -> datetime:
        """Return the instant of a tick."""
        return self.desk.problem.horizon.instant(tick)

    def recommendation(self, most: int, item: Appointment | None = None) -> Recommendation:
        """Return the best slots for the appointment, or for another form of it."""
        asked = item or self.item
        with self.ready.lock:
            if asked.crew_size > 1 or is_coupled(self.desk.problem):
                return recommend(self.desk.problem, POLICIES[self.policy], self.desk.plan, asked, most)
            return recommend_at(self.desk, asked, most)

    def best(self, item: Appointment) -> Slot | None:
        """Return the best slot for a form of the appointment, which the judge lets pass; None if there is none."""
        if item.crew_size > 1 or is_coupled(self.desk.problem):
            slots = self.recommendation(1, item).slots
            if not slots:
                return None
            commit(self.desk.problem.with_appointment(item), POLICIES[self.policy], self.desk.plan, slots[0])
            return slots[0]
        with self.ready.lock:
            asked = self.desk.with_appointment(item)
            slot = best_at(asked, item.id)
            if slot is not None:
                commit_at(asked, slot)
            return slot

    def at(self, start: datetime, technician: str | None = None) -> Appointment:
        """Return the appointment as it would be if its start, and who comes, were settled."""
        return self.item.replace(pin=Pin(technician, self.desk.problem.horizon.tick_down(start)))

    def within(self, start: datetime, end: datetime) -> Appointment:
        """Return the appointment as it would be if it had to start within a window; the end is excluded."""
        horizon = self.desk.problem.horizon
        earliest = max(horizon.tick_up(start), self.item.earliest_start or horizon.tick_up(start))
        latest = horizon.tick_up(end) - 1
        return self.item.replace(windows=(Window(min(earliest, latest), latest),))


def about_visit(ctx: Context, visit: ServiceAppointment, policy: str, *, lock: bool = False) -> Question:
    """Return the question of a visit; 409 where nobody can be asked, because nobody knows where it is.

    With `lock` nobody else is assigned anything in its territory until the transaction ends.
    """
    demand = read_demand(ctx.session, Scope((), ctx.now.date(), 1, "UTC", ctx.now), only=[visit.id])
    if not demand.open:
        detail = f"visit {visit.number} or its work order is not to be planned"
        raise Problem(409, "not_plannable", detail, rule="plannable")
    found, without = demand.open[0], frozenset([visit.id] if visit.bookings else [])
    base = _ready(ctx, found.point, found.territory_id, policy, without=without, lock=lock)
    codes = {each.id: each.code for each in demand.territories}
    item = visit_item(demand, base.desk.problem.horizon, Places(), found, codes)
    return _placed(base, item, found.point, found.territory_id, policy)


def about_item(
    ctx: Context,
    item: Callable[[Horizon, str | None], Appointment],
    point: Point,
    territory_id: int | None,
    policy: str,
    *,
    lock: bool = False,
) -> Question:
    """Return the question of an appointment that is no record: `item` makes it for a horizon and a territory's code."""
    base = _ready(ctx, point, territory_id, policy, lock=lock)
    code = ctx.session.scalar(select(Territory.code).where(Territory.id == territory_id))
    return _placed(base, item(base.desk.problem.horizon, code), point, territory_id, policy)


def _ready(
    ctx: Context,
    point: Point,
    territory_id: int | None,
    policy: str,
    *,
    without: frozenset[int] = frozenset(),
    lock: bool = False,
) -> Ready:
    if point.latitude is None:
        raise Problem(409, "no_location", "neither the asset nor the account has coordinates", rule="NO_LOCATION")
    wanted = select(Territory).where(Territory.id == territory_id)
    # Whose turn it is depends on all assignments before, so those of a territory are one after the other.
    territory = ctx.session.scalars(wanted.with_for_update(key_share=True, of=Territory) if lock else wanted).first()
    if territory is None and ctx.session.scalar(select(Territory.id).limit(1)) is not None:
        raise Problem(409, "no_territory", "the place lies in no territory", rule="NO_TERRITORY")
    return ready(ctx, scope_of(ctx, territory, without), policy)


def _placed(base: Ready, item: Appointment, point: Point, territory_id: int | None, policy: str) -> Question:
    place = Location(f"{point.latitude},{point.longitude}", point.latitude, point.longitude)
    with base.lock:
        desk, location = with_location(base.desk, place)
    return Question(item.replace(location=location), point, territory_id, base, policy, desk)


def crew_of(slot: Slot) -> tuple[int, ...]:
    """Return the numbers of those who would come."""
    return tuple(sorted(number_of(name) for name in (slot.technician, *slot.partners)))


def told_slots(question: Question, slots: Sequence[Slot]) -> Iterator[dict[str, Any]]:
    """Yield slots as they are shown."""
    names = question.desk.problem.technician
    for slot in slots:
        crew = sorted((slot.technician, *slot.partners))
        yield {
            "technician_ids": list(crew_of(slot)),
            "technicians": [names[each].name for each in crew],
            "start": question.instant(slot.start),
            "end": question.instant(slot.end),
            "earliest": question.instant(slot.earliest),
            "latest": question.instant(slot.latest),
            "after": slot.after,
            "terms": {name: value for name, value in slot.terms.items() if value},
            "minutes": {name: value for name, value in slot.minutes.items() if value},
            "rank": list(slot.rank),
        }


def told_refusals(refusals: Sequence[Refusal]) -> list[dict[str, Any]]:
    """Return, of each technician who cannot come, why not."""
    return [
        {"technician_id": number_of(each.technician), "codes": list(each.codes), "sentence": each.sentence}
        for each in refusals
    ]


def no_slot(question: Question, refusals: Sequence[Refusal]) -> Problem:
    """Return the refusal where nobody can come: of each technician it says why."""
    codes = sorted({code for each in refusals for code in each.codes})
    detail = f"nobody can take it in the next days ({', '.join(codes) or 'nobody serves the territory'})"
    return Problem(409, "no_slot", detail, rule="no_slot", refusals=told_refusals(refusals))
