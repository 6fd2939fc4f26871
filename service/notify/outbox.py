"""Delivering: whatever was kept is handed over at least once, and nothing that was not.

A message is taken for a while, handed over outside every transaction, and marked. Whoever takes it and dies leaves it
to be taken again when the while is over: so it may arrive twice, with the same id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from service.context import SYSTEM, Context
from service.db import Database, Session
from service.notify.models import Medium, MessageStatus, OutboxMessage, WebhookEndpoint
from service.notify.senders import DeliveryError, Letter, Senders, endpoint_secret
from service.timeline.operations import record

AT_ONCE = 20
"""Messages taken at a time."""
TAKEN_FOR = timedelta(minutes=10)
"""Longer than handing over so many takes, when every server lets us wait."""
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720, 1440))
"""Before each further attempt; after the last one a message is dead."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the messages that were tried."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def deliver(database: Database, senders: Senders, key: bytes, clock: Callable[[], datetime]) -> Delivered:
    """Hand over every message that is due, and return what became of them. `key` is the installation's."""
    outcomes: list[MessageStatus] = []
    while letters := take(database, key, clock()):
        for number, channel, letter in letters:
            outcomes.append(_hand_over(database, senders, number, channel, letter, clock))
    counts = {each: outcomes.count(each) for each in MessageStatus}
    return Delivered(counts[MessageStatus.SENT], counts[MessageStatus.WAITING], counts[MessageStatus.DEAD])


def take(database: Database, key: bytes, now: datetime) -> list[tuple[int, Medium, Letter]]:
    """Take some of the messages that are due, so that nobody else does for a while."""
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.next_at <= now)
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(AT_ONCE)
    )
    with database.transaction(write=False) as session:
        if session.scalars(due.with_only_columns(OutboxMessage.id)).first() is None:
            return []
    with database.transaction() as session:
        taken = session.scalars(due.with_for_update(skip_locked=True)).all()
        letters = [(each.id, each.channel, _letter(session, each, key, now)) for each in taken]
        # Not through the rows: that a message was taken is nothing that the timeline should tell.
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_([each.id for each in taken]))
            .values(next_at=now + TAKEN_FOR, attempts=OutboxMessage.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    return letters


def _letter(session: Session, message: OutboxMessage, key: bytes, now: datetime) -> Letter:
    secret, address = b"", message.address
    if message.endpoint_id is not None:
        endpoint = session.get_one(WebhookEndpoint, message.endpoint_id)
        secret = endpoint_secret(key, endpoint.id, endpoint.rotation)
        address = endpoint.url if endpoint.active else ""
    return Letter(
        message.key, address, message.subject, message.body, message.created_at, now, secret, message.link or ""
    )


def _hand_over(
    database: Database, senders: Senders, number: int, channel: Medium, letter: Letter, clock: Callable[[], datetime]
) -> MessageStatus:
    error: str | None = None
    try:
        if not letter.address:
            raise DeliveryError("the endpoint is switched off")
        senders[channel](letter)
    except DeliveryError as failure:
        error = str(failure)
    with database.transaction() as session:
        message = session.get_one(OutboxMessage, number, with_for_update=True)
        if message.status == MessageStatus.WAITING:
            mark(Context(session, SYSTEM, clock()), message, error)
        return message.status


def mark(ctx: Context, message: OutboxMessage, error: str | None) -> None:
    """Note that a message was handed over, or why not, and then when it is tried again, if ever."""
    message.last_error = error
    if error is None:
        message.status, message.next_at, message.done_at, message.link = MessageStatus.SENT, None, ctx.now, None
        record(ctx, message, "sent", case_id=message.case_id)
    elif message.attempts <= len(WAITS):
        message.next_at = ctx.now + WAITS[message.attempts - 1]
        record(ctx, message, "delivery_failed", case_id=message.case_id, reason=error)
    else:
        message.status, message.next_at = MessageStatus.DEAD, None
        record(ctx, message, "died", case_id=message.case_id, reason=error)
