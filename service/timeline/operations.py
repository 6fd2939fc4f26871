"""Writing the timeline: an event with what changed, and no change without an event."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import event, inspect, select

from service.context import Context
from service.db import Session
from service.timeline.chain import ORIGIN, canonical
from service.timeline.models import Event, Recorded

Follower = Callable[[Context, Any, Event], None]
FOLLOWERS: dict[type, list[Follower]] = {}
"""Of a kind of record, what follows in the same unit of work from each of its events; entered by who does it."""

CHANGES = "changes_without_an_event"
HEADS = "heads_of_timelines"
UNTOLD = frozenset({"id", "version"})
"""Columns whose change says nothing."""


class UnrecordedChangeError(RuntimeError):
    """A record was about to be changed without an event, or removed: a fault of the program."""


@event.listens_for(Session, "before_flush")
def collect_changes(session: Session, flush_context: object, instances: object) -> None:
    """Remember what each record was before its first change in this unit of work, and what it becomes."""
    for row in session.deleted:
        if isinstance(row, Recorded):
            raise UnrecordedChangeError(f"{type(row).__name__} {row.id} would be removed; records are never removed")
    untold = session.info.setdefault(CHANGES, {})
    for row in (*session.new, *session.dirty):
        if isinstance(row, Recorded) and (row in session.new or session.is_modified(row, include_collections=False)):
            before, after = untold.setdefault(row, ({}, {}))
            for attribute in inspect(row).mapper.column_attrs:
                history = inspect(row).attrs[attribute.key].history
                if history.has_changes() and attribute.key not in UNTOLD | row.SECRET:
                    before.setdefault(attribute.key, history.deleted[0] if history.deleted else None)
                    after[attribute.key] = history.added[0] if history.added else None


def forget_changes(session: Session) -> None:
    """Forget what changed since a savepoint that the session was just rolled back to."""
    session.info.get(CHANGES, {}).clear()


@event.listens_for(Session, "before_commit")
def refuse_unrecorded_changes(session: Session) -> None:
    """Refuse to keep a unit of work in which a record changed and no event says so."""
    session.flush()
    if untold := session.info.get(CHANGES):
        rows = sorted(f"{type(row).__name__} {row.id}" for row in untold)
        raise UnrecordedChangeError(f"changed without an event: {', '.join(rows)}")
    if not session.in_nested_transaction():
        session.info.pop(HEADS, None)


@event.listens_for(Session, "after_soft_rollback")
def forget_heads(session: Session, previous_transaction: object) -> None:
    """Forget the last events of this unit of work: some may have been taken back."""
    session.info.pop(HEADS, None)


def _head(session: Session, table: str, number: int) -> tuple[int, str]:
    """Return sequence and hash of the last event of a record; of the one before the first if it has none."""
    found = session.execute(
        select(Event.sequence, Event.hash)
        .where(Event.record_type == table, Event.record_id == number)
        .order_by(Event.sequence.desc())
        .limit(1)
    ).first()
    return (found.sequence, found.hash) if found else (0, ORIGIN)


def record(
    ctx: Context,
    row: Recorded,
    kind: str,
    *,
    case_id: int | None = None,
    reason: str | None = None,
    rule: str | None = None,
    rule_version: str | None = None,
    plan_run: str | None = None,
    **facts: Any,
) -> Event:
    """Write what is pending, and append an event to the record's timeline that says what changed, and by whom.

    Of whom it is done for, the context's cause says the rule and reason where the caller names none.
    `facts` are what no column of the record shows; that something was taken over from elsewhere is one of them. Two
    units of work that append to one record at the same time cannot both be kept.
    """
    ctx.session.flush()
    before, after = ctx.session.info.setdefault(CHANGES, {}).pop(row, ({}, {}))
    table = cast(Any, row).__tablename__
    if ctx.taken_over is not None:
        facts["taken_over"] = {"at": ctx.taken_over.at, "by": ctx.taken_over.by}
    heads = ctx.session.info.setdefault(HEADS, {})
    sequence, hashed = heads.get((table, row.id)) or _head(ctx.session, table, row.id)
    told = {"before": {k: v for k, v in before.items() if v is not None}, "after": after, "facts": facts}
    entry = Event(
        record_type=table,
        record_id=row.id,
        sequence=sequence + 1,
        kind=kind,
        actor_kind=ctx.actor.kind,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name,
        at=ctx.now,
        case_id=case_id,
        data=canonical({name: value for name, value in told.items() if value}),
        reason=reason or (ctx.cause and ctx.cause.reason),
        rule=rule or (ctx.cause and ctx.cause.rule),
        rule_version=rule_version or (ctx.cause and ctx.cause.version),
        plan_run=plan_run,
        previous_hash=hashed,
    )
    entry.hash = entry.computed_hash()
    ctx.session.add(entry)
    ctx.session.flush()
    heads[table, row.id] = entry.sequence, entry.hash
    for follow in FOLLOWERS.get(type(row), ()):
        follow(ctx, row, entry)
    return entry
