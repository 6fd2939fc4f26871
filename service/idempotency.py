"""Answers to repeated requests: a POST with a key used before is answered as it was then, and not done again."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Index, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base
from service.db import Session
from service.errors import Problem

LONGEST = 255
"""Characters an idempotency key may have."""
KEPT = timedelta(days=7)
"""How long an answer is remembered; the same key is a new request some time after."""


class RememberedAnswer(Base):
    """The answer to a request that carried an idempotency key; without a status while it is being worked out."""

    __tablename__ = "remembered_answer"
    __table_args__ = (Index("ix_remembered_answer_at", "at"),)

    actor: Mapped[str] = mapped_column(primary_key=True)
    """Who asked: keys of different actors have nothing to do with each other."""
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    """Keyed hash of method, path and body: a key stands for one request only."""
    at: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[str | None]
    body: Mapped[str | None]
    """Nothing if what was answered is shown only once."""


def answer_for(session: Session, *, actor: str, key: str, request: str, now: datetime) -> RememberedAnswer:
    """Return the answer given before to this request, or a new row without a status, for the answer to come.

    Of two requests with the same key at the same time the second waits here for the first.
    Raises a 422 if the key was used for another request.
    """
    if not 0 < len(key) <= LONGEST:
        raise Problem(422, "idempotency_key_malformed", f"an Idempotency-Key has 1 to {LONGEST} characters")
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(RememberedAnswer)
        .values(actor=actor, key=key, request=request, at=now)
        .on_conflict_do_nothing(index_elements=["actor", "key"])
    )
    answer = session.scalars(
        select(RememberedAnswer).where(RememberedAnswer.actor == actor, RememberedAnswer.key == key)
    ).one()
    if answer.request != request:
        raise Problem(
            422, "idempotency_key_reused", "this Idempotency-Key was used for another request", field="Idempotency-Key"
        )
    return answer


def forget(session: Session, *, now: datetime) -> int:
    """Forget the answers that were remembered long enough; return how many."""
    done = session.execute(delete(RememberedAnswer).where(RememberedAnswer.at < now - KEPT))
    return cast(CursorResult[Any], done).rowcount
