"""Territories as they stand, ready for single requests: kept in the process, and made anew once a day has changed."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import event

from scheduler.desk import Desk
from scheduler.facts import standing
from scheduler.policy import POLICIES
from service.context import Context
from service.db import Session
from service.planning.reading import technicians_of
from service.planning.scope import Scope
from service.planning.snapshot import take
from service.workforce.models import Territory
from service.workforce.workdays import Pair, versions

AHEAD = 10
"""Days that single requests look ahead, today included."""
MOST_DESKS = 400
"""Desks a process keeps; the one that was asked for longest ago goes first."""


@dataclass(frozen=True)
class Ready:
    """A desk with what it was made from."""

    scope: Scope
    desk: Desk
    numbers: tuple[int, ...]
    """Of the technicians."""
    versions: Mapping[Pair, int]
    until: datetime | None
    """When the first of the holds on it is over."""
    lock: threading.Lock = field(default_factory=threading.Lock, compare=False)
    """A desk remembers what it works out, and so serves one request at a time."""

    def stands(self, now: datetime, numbers: tuple[int, ...], found: Mapping[Pair, int]) -> bool:
        """Return whether everything is as it was."""
        return self.numbers == numbers and self.versions == found and (self.until is None or now < self.until)


class Desks:
    """The desks that a process keeps of one database."""

    def __init__(self) -> None:
        self._ready: OrderedDict[Any, Ready] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Any) -> Ready | None:
        """Return the desk of a key, as it was left."""
        with self._lock:
            return self._ready.get(key)

    def keep(self, key: Any, ready: Ready) -> None:
        """Keep a desk, the newest of all."""
        with self._lock:
            self._ready[key] = ready
            self._ready.move_to_end(key)
            while len(self._ready) > MOST_DESKS:
                self._ready.popitem(last=False)


_OF_DATABASE: WeakKeyDictionary[Any, Desks] = WeakKeyDictionary()


def desks_of(session: Session) -> Desks:
    """Return the desks of a session's database."""
    return _OF_DATABASE.setdefault(session.get_bind().engine, Desks())


def scope_of(ctx: Context, territory: Territory | None, without: frozenset[int] = frozenset()) -> Scope:
    """Return what single requests in a territory look at; in a firm without territories, everything."""
    zone = "UTC" if territory is None else territory.timezone
    today = ctx.now.astimezone(ZoneInfo(zone)).date()
    ids = () if territory is None else (territory.id,)
    return Scope(ids, today, AHEAD, zone, ctx.now, without)


def key_of(scope: Scope, policy: str) -> Any:
    """Return by what a desk is found again."""
    return scope.territory_ids, scope.first_day, scope.timezone, policy


def ready(ctx: Context, scope: Scope, policy: str) -> Ready:
    """Return the desk of a scope as the records stand, the one that is kept if nothing has changed."""
    numbers = tuple(technicians_of(ctx.session, scope))
    # Before the records: what changes in between makes the desk look older than it is, and never newer.
    found = versions(ctx.session, numbers, *scope.utc_days)
    desks, key = desks_of(ctx.session), key_of(scope, policy)
    kept = None if scope.without else desks.find(key)
    if kept is not None and kept.stands(ctx.now, numbers, found):
        return kept
    made = _make(ctx, scope, policy, numbers, found)
    if not scope.without:
        desks.keep(key, made)
    return made


def _make(ctx: Context, scope: Scope, policy: str, numbers: tuple[int, ...], found: Mapping[Pair, int]) -> Ready:
    snapshot, rules = take(ctx.session, scope, only=()), POLICIES[policy]
    ends = [hold.expires_at for hold in snapshot.records.holds]
    desk = Desk(snapshot.problem, rules, standing(snapshot.problem, rules))
    return Ready(scope, desk, numbers, found, min(ends, default=None))


def moved_on(
    ctx: Context, before: Ready, policy: str, desk: Desk, pairs: Collection[Pair], until: datetime | None = None
) -> None:
    """Have a desk kept, once this transaction is, that has in it what this transaction has changed.

    `pairs` are the days that it has locked, looked at, and changed; of all others the desk is as old as before.
    """
    found = versions(ctx.session, {number for number, _ in pairs}, *before.scope.utc_days)
    changed = {pair: found[pair] for pair in pairs if pair in found}
    ends = [each for each in (before.until, until) if each is not None]
    after = Ready(before.scope, desk, before.numbers, {**before.versions, **changed}, min(ends, default=None))
    desks, key = desks_of(ctx.session), key_of(before.scope, policy)
    event.listen(ctx.session, "after_commit", lambda session: desks.keep(key, after), once=True)
