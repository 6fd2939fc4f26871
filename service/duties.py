"""What the service does by itself, again and again.

Each duty finds its work in the records and does each piece of it in a transaction of its own, which asks again whether
there is something to do. So two processes at it do nothing twice, and one that dies leaves nothing half done.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from service import rows
from service.access import operations as access
from service.claims import upkeep
from service.clock import Clock
from service.context import SYSTEM, Context
from service.db import Database
from service.errors import Problem
from service.files.storage import Store
from service.idempotency import forget
from service.installation import checkpoint
from service.intake import operations as intake
from service.intake import waiting
from service.intake.models import IntakeMessage
from service.orchestration import advance, standing_rules
from service.planning import schedules
from service.routing import queue
from service.settings import Settings
from service.triage import operations as triage
from service.triage.model import reader_of
from service.triage.reader import Answer, answer, classify

log = logging.getLogger(__name__)
waiting.enter()
triage.enter()
AT_ONCE = 20
"""Messages that are read in one turn: the clocks must not wait for whoever reads slowly."""
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a duty is done: an installation, its database, and the present instant."""

    settings: Settings
    database: Database
    now: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done every so often; `perform` returns how much of it there was."""

    name: str
    every: timedelta
    perform: Callable[[Place], int]


def each(find: Callable[[Context], Sequence[Key]], do: Callable[[Context, Key], bool]) -> Callable[[Place], int]:
    """Return the duty of doing something to each record that is found, in a transaction each.

    What is refused, or meets others who write the same, is left for the next time and keeps nothing else waiting.
    """

    def perform(place: Place) -> int:
        with place.database.transaction(write=False) as session:
            found = find(Context(session, SYSTEM, place.now))
        return sum(_attempt(place, do, key) for key in found)

    return perform


def _attempt(place: Place, do: Callable[[Context, Key], bool], key: Key) -> bool:
    try:
        with place.database.transaction() as session:
            return do(Context(session, SYSTEM, place.now), key)
    except (Problem, DBAPIError) as refusal:
        log.info("%s of record %s is left for later: %s", getattr(do, "__name__", "a duty"), key, refusal)
        return False


def sign_heads(place: Place) -> int:
    """Sign what the timeline has grown by."""
    return checkpoint(place.settings, place.database, now=place.now)


def forget_old(place: Place) -> int:
    """Forget remembered answers, failed logins and sessions whose time is over."""
    with place.database.transaction() as session:
        return forget(session, now=place.now) + access.forget(session, now=place.now)


def identify_messages(place: Place) -> int:
    """Look at the messages that were received and that nobody has looked at."""

    def identify(ctx: Context, key: int) -> bool:
        message = rows.load(ctx, IntakeMessage, key, lock=True)
        intake.identify(ctx, Store(place.settings.files_url), message)
        return True

    return each(intake.received, identify)(place)


def read_messages(place: Place) -> int:
    """Have the first messages of new cases read, without holding a transaction meanwhile, and set their stamps.

    A model that does not answer is not asked again in the same turn.
    """
    with place.database.transaction(write=False) as session:
        found = triage.pending(Context(session, SYSTEM, place.now))[:AT_ONCE]
    reader, done = reader_of(place.settings), 0
    for key in found:
        with place.database.transaction(write=False) as session:
            asked = triage.question(Context(session, SYSTEM, place.now), key)
        if asked is not None:
            said = answer(asked, reader)
            done += _attempt(place, partial(_stamp, said), key)
            reader = classify if said.fell_back else reader
    return done


def _stamp(said: Answer, ctx: Context, key: int) -> bool:
    return triage.stamp(ctx, key, said)


DUTIES = (
    Duty("identify messages", timedelta(seconds=5), identify_messages),
    Duty("read messages", timedelta(seconds=5), read_messages),
    Duty("evaluate stale claims", timedelta(seconds=5), each(upkeep.stale_claims, upkeep.evaluate_again)),
    Duty("pass on overdue claims", timedelta(minutes=1), each(upkeep.overdue_claims, upkeep.pass_on)),
    Duty(
        "ask about unhandled work orders",
        timedelta(minutes=1),
        each(standing_rules.unhandled, standing_rules.handle),
    ),
    Duty("look at cases again", timedelta(minutes=5), each(advance.forgotten, advance.remember)),
    Duty("give out what waits", timedelta(seconds=5), each(queue.to_be_given, queue.give_out)),
    Duty("order planning runs", timedelta(seconds=30), each(schedules.due_schedules, schedules.order_scheduled)),
    Duty("sign the timeline", timedelta(minutes=5), sign_heads),
    Duty("forget what is over", timedelta(hours=1), forget_old),
)


@dataclass(slots=True)
class Duties:
    """An installation's duties, and when each is due next."""

    settings: Settings
    database: Database
    clock: Clock
    duties: Sequence[Duty] = DUTIES
    due: dict[str, datetime] = field(default_factory=dict)

    def sweep(self) -> dict[str, int]:
        """Perform the duties that are due, and return how much each one did. One that fails waits for its next time."""
        done = {}
        for duty in self.duties:
            place = Place(self.settings, self.database, self.clock())
            if self.due.get(duty.name, place.now) <= place.now:
                self.due[duty.name] = place.now + duty.every
                done[duty.name] = _performed(duty, place)
        return done


def _performed(duty: Duty, place: Place) -> int:
    try:
        return duty.perform(place)
    except Exception:  # whatever it is, the other duties and the next time must not suffer from it
        log.exception("the duty to %s failed", duty.name)
        return 0
