"""One assignment: the best slot or a chosen one is looked at again under lock, and goes the way of every plan."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fastapi.encoders import jsonable_encoder
from sqlalchemy import select

from scheduler.desk import Desk, StaleSlotError
from scheduler.entities import Appointment
from scheduler.explanation import Slot
from scheduler.growing import with_fact as grown
from service.context import Context
from service.errors import Problem
from service.fieldwork.models import ServiceAppointment
from service.planning.asking import Question, about_visit, crew_of, no_slot, told_slots
from service.planning.changes import Change, Place, apply, place_of
from service.planning.demand import fact
from service.planning.desks import moved_on
from service.planning.models import SlotHold
from service.planning.scope import fact_name, number_of, technician_name
from service.timeline.chain import plain
from service.workforce.workdays import EVERY_DAY, Pair, days_of, hold, touch

TRIES = 3
"""How often somebody else may be quicker before one is told to try again."""
FRESH = 5
"""Slots that are offered to whom a slot was lost."""


@dataclass(frozen=True)
class Choice:
    """Which slot is wanted; the best, if nothing is said."""

    technician_id: int | None = None
    start: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    """Between when it has to start, and the customer is told."""


@dataclass(frozen=True)
class Taken:
    """A slot that was looked at under lock, and is there."""

    question: Question
    slot: Slot
    pairs: dict[Pair, int]

    @property
    def place(self) -> Place:
        """When it is, and who goes."""
        instant = self.question.instant
        return Place(instant(self.slot.start), instant(self.slot.end), crew_of(self.slot))


def wanted(question: Question, choice: Choice) -> Appointment:
    """Return the appointment bound to what is chosen of it."""
    technician = None if choice.technician_id is None else technician_name(choice.technician_id)
    if choice.window is not None:
        question = replace(question, item=question.within(*choice.window))
    if choice.start is not None:
        return question.at(choice.start, technician)
    return question.item if technician is None else question.item.replace(required_technicians=(technician,))


def take(question: Question, ctx: Context, choice: Choice) -> Taken | None:
    """Return the slot that is chosen, its days locked; None if one of them has changed while it was looked at.

    409 if there is none: with fresh ones where others are left, with the reasons where nobody can come.
    """
    item = wanted(question, choice)
    try:
        slot = question.best(item)
    except StaleSlotError as gone:
        raise Problem(409, "slot_gone", str(gone), rule="slot") from None
    if slot is None:
        free = question.recommendation(FRESH)
        if not free.slots:
            raise no_slot(question, free.refusals)
        fresh = jsonable_encoder(plain(list(told_slots(question, free.slots))))
        raise Problem(409, "slot_gone", "the slot is not there any more", rule="slot", candidates=fresh)
    instant = question.instant
    days = [EVERY_DAY, *days_of(instant(slot.start), instant(slot.end))]
    pairs = {(number, day) for number in crew_of(slot) for day in days}
    now, known = hold(ctx.session, pairs), question.ready.versions
    if any(count != known.get(pair, 0) for pair, count in now.items()):
        return None
    return Taken(question, slot, now)


def settled(ctx: Context, ask: Callable[[], Question], choice: Choice) -> Taken:
    """Return the slot that is chosen, looked at as often as somebody else was quicker; 409 if that is too often."""
    for _ in range(TRIES):
        if (taken := take(ask(), ctx, choice)) is not None:
            return taken
    raise Problem(409, "busy", "others are planning the same technicians; try again")


def assign(ctx: Context, visit: ServiceAppointment, choice: Choice, policy: str) -> dict[str, Any]:
    """Give a visit the best slot, or the one that is chosen, and return it; the work order is locked by the caller."""
    taken = settled(ctx, lambda: about_visit(ctx, visit, policy, lock=True), choice)
    question = taken.question
    told = next(told_slots(question, [taken.slot]))
    if choice.window is not None:
        visit.arrival_window_start, visit.arrival_window_end = choice.window
    facts = {"terms": dict(taken.slot.minutes), "policy": policy}
    apply(ctx, [Change(visit, place_of(visit), taken.place, facts)])
    if len(taken.place.technicians) == 1 and not question.ready.scope.without:
        name = fact_name(visit.id, taken.place.technicians[0])
        moved_on(ctx, question.ready, policy, with_fact(taken, name), taken.pairs)
    return told


def with_fact(taken: Taken, name: str) -> Desk:
    """Return the desk with the slot as time that is taken: as it would be read from the records."""
    question, place = taken.question, taken.place
    technician = question.desk.problem.technician[taken.slot.technician]
    location, number = question.item.location, number_of(taken.slot.technician)
    item = fact(name, question.desk.problem.horizon, number, place.start, place.end, location, technician.efficiency)
    with question.ready.lock:
        return grown(question.desk, item.replace(territory=question.item.territory), taken.slot.shift)


def release(ctx: Context, held: SlotHold) -> None:
    """Give held time free."""
    if not held.released:
        held.released = True
        ctx.session.flush()
        touch(ctx, [held.technician_id], held.starts_at, held.ends_at)


def held_slot(ctx: Context, token: str) -> SlotHold:
    """Return a hold that is not over, locked; 409 if it is."""
    found = ctx.session.scalars(select(SlotHold).where(SlotHold.token == token).with_for_update()).first()
    if found is None or found.released or found.expires_at <= ctx.now:
        raise Problem(409, "hold_over", "the slot is not held any more", rule="hold", field="hold")
    return found


def choice_of(held: SlotHold) -> Choice:
    """Return the choice of what is held."""
    return Choice(held.technician_id, held.starts_at, (held.window_start, held.window_end))
