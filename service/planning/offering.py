"""Windows to offer to a customer who calls: several days, different times, each of which can be held for a while."""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any

from scheduler.entities import Appointment, Quantity, SkillRequirement
from scheduler.explanation import Slot
from scheduler.horizon import Horizon
from scheduler.room import start_range
from service import rows
from service.assets.installed import Asset
from service.assets.models import Account
from service.context import Context
from service.errors import invalid
from service.fieldwork.models import WorkType
from service.planning.asking import SINGLE, Question, about_item, told_slots
from service.planning.assigning import Choice, settled, with_fact
from service.planning.demand import URGENCY
from service.planning.desks import moved_on
from service.planning.models import SlotHold
from service.planning.scope import hold_name
from service.sla.models import Priority
from service.workforce.locating import Point, locate
from service.workforce.workdays import touch

LOOKED_AT = 120
"""Places, the best first, out of which windows are made."""
REQUEST = "request"
"""What a job that is no record is called."""


@dataclass(frozen=True)
class Job:
    """What somebody calls for, before anything is saved."""

    work_type: WorkType
    point: Point
    territory_id: int | None
    priority: Priority
    earliest: datetime
    due: datetime | None

    def item(self, horizon: Horizon, territory: str | None) -> Appointment:
        """Return it as an appointment."""
        of = self.work_type
        return Appointment(
            id=REQUEST,
            duration=horizon.ticks(of.duration_minutes),
            location=0,
            territory=territory,
            earliest_start=horizon.tick_up(self.earliest),
            due=None if self.due is None else horizon.tick_down(self.due),
            priority=URGENCY[self.priority],
            skills=tuple(SkillRequirement(name, level) for name, level in sorted(of.skills.items())),
            certificates=tuple(of.certificates),
            tools=tuple(of.tools),
            parts=tuple(Quantity(part, quantity) for part, quantity in sorted(of.parts.items())),
            crew_size=of.crew_size,
        )


def job_of(
    ctx: Context,
    *,
    work_type_id: int,
    asset_id: int | None,
    account_id: int | None,
    latitude: float | None,
    longitude: float | None,
    priority: Priority,
    earliest: datetime | None,
    due: datetime | None,
) -> Job:
    """Return the job that is described; where it is follows from the asset, else the account, else the coordinates."""
    template = rows.refer(ctx, WorkType, work_type_id, "work_type_id")
    if template.crew_size > 1:
        raise invalid("work_type_id", "work of a crew is offered once it is a visit", rule="crew")
    point, territory = Point(latitude, longitude), None
    if asset_id is not None:
        asset = rows.refer(ctx, Asset, asset_id, "asset_id")
        place: Any = asset if asset.latitude is not None else ctx.session.get_one(Account, asset.account_id)
        point, territory = Point(place.latitude, place.longitude), place.territory_id
    elif account_id is not None:
        account = rows.refer(ctx, Account, account_id, "account_id")
        point, territory = Point(account.latitude, account.longitude), account.territory_id
    if territory is None:
        (territory,) = locate(ctx.session, [point])
    return Job(template, point, territory, priority, max(ctx.now, earliest or ctx.now), due)


def offer(ctx: Context, job: Job, *, minutes: int, most: int) -> list[dict[str, Any]]:
    """Return windows of so many minutes in which somebody can come, the best first, days taking turns."""
    question = about_item(ctx, job.item, job.point, job.territory_id, SINGLE)
    found = []
    for start, end in _diverse(question, timedelta(minutes=minutes), most):
        if (slot := question.best(question.within(start, end))) is not None:
            found.append(_shown(question, slot, start, end))
    return found


def _shown(question: Question, slot: Slot, start: datetime, end: datetime) -> dict[str, Any]:
    told = next(told_slots(question, [slot]))
    return {"window_start": start, "window_end": end, "technician_id": told["technician_ids"][0], **told}


def _diverse(question: Question, length: timedelta, most: int) -> Iterator[tuple[datetime, datetime]]:
    """Yield windows, the best first, but days that were not yielded yet before those that were."""
    best: dict[datetime, int] = {}
    for rank, earliest, latest in _ranges(question):
        for start in _grid(question, earliest, latest, length):
            best[start] = min(rank, best.get(start, rank))
    yielded: Counter[Any] = Counter()
    while best and sum(yielded.values()) < most:
        start = min(best, key=lambda each: (yielded[each.date()], best[each], each))
        yielded[start.date()] += 1
        del best[start]
        yield start, start + length


def _ranges(question: Question) -> list[tuple[int, int, int]]:
    """Return of the best places the rank, and between when the visit could start there."""
    with question.ready.lock:
        desk = question.desk.with_appointment(question.item)
        request = desk.request(question.item.id)
        offers = [each for duty in desk.eligibility.duties(request.index) for each in desk.offers(request, duty)]
        best = nsmallest(LOOKED_AT, offers, key=lambda each: (each.rank, each.duty, each.position))
        return [(each.rank, *start_range(desk.evaluator, each.duty, each.sequence, each.position)) for each in best]


def _grid(question: Question, earliest: int, latest: int, length: timedelta) -> Iterator[datetime]:
    """Yield the beginnings of the windows, from midnight on, in which a start between two ticks lies."""
    first, last = question.instant(earliest), question.instant(latest)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight + (first - midnight) // length * length
    while start <= last:
        yield start
        start += length


def hold_slot(ctx: Context, job: Job, choice: Choice, *, minutes: int) -> SlotHold:
    """Hold the best slot within a window for some minutes, and return it; 409 if there is none any more."""

    def ask() -> Question:
        return about_item(ctx, job.item, job.point, job.territory_id, SINGLE, lock=True)

    taken = settled(ctx, ask, choice)
    assert choice.window is not None
    assert job.point.latitude is not None
    assert job.point.longitude is not None
    held = SlotHold(
        token=secrets.token_urlsafe(16),
        technician_id=taken.place.technicians[0],
        starts_at=taken.place.start,
        ends_at=taken.place.end,
        window_start=choice.window[0],
        window_end=choice.window[1],
        latitude=job.point.latitude,
        longitude=job.point.longitude,
        territory_id=job.territory_id,
        expires_at=ctx.now + timedelta(minutes=minutes),
    )
    ctx.session.add(held)
    ctx.session.flush()
    touch(ctx, taken.place.technicians, held.starts_at, held.ends_at)
    desk = with_fact(taken, hold_name(held.id))
    moved_on(ctx, taken.question.ready, SINGLE, desk, taken.pairs, held.expires_at)
    return held
