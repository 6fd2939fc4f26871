"""Notifications, webhook endpoints, and the outbox."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, Numbered, choice
from service.timeline.models import Recorded


class Notification(Base, Numbered):
    """Something that a person or a team is told inside."""

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (team IS NULL)", name="to"),
        Index("ix_notification_user_id", "user_id", "id"),
        Index("ix_notification_team", "team", "id"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    team: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[int]
    case_id: Mapped[int | None]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class WebhookEndpoint(Base, Recorded):
    """Where a machine is told. What its messages are signed with is derived from a key outside the database."""

    __tablename__ = "webhook_endpoint"

    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    rotation: Mapped[int] = mapped_column(default=0)
    """How often its secret was replaced."""


class Medium(StrEnum):
    """How a message leaves."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class MessageStatus(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DISCARDED = "discarded"


class OutboxMessage(Base, Recorded):
    """A message that leaves once it is kept: written with what it tells of, in one transaction."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("(channel = 'webhook') = (endpoint_id IS NOT NULL)", name="endpoint"),
        CheckConstraint("(status = 'waiting') = (next_at IS NOT NULL)", name="next"),
        Index("ix_outbox_message_next_at", "next_at", "id"),
        Index("ix_outbox_message_status", "status", "id"),
    )

    SECRET = frozenset({"link"})

    key: Mapped[str] = mapped_column(unique=True)
    """What every attempt to deliver it carries, so that a receiver can tell a repetition."""
    channel: Mapped[Medium] = mapped_column(choice(Medium))
    endpoint_id: Mapped[int | None] = mapped_column(ForeignKey("webhook_endpoint.id"))
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    link: Mapped[str | None]
    """Where a one-time link leads that the letter ends with; forgotten once it was sent, and never on the timeline."""
    case_id: Mapped[int | None]
    created_at: Mapped[datetime]
    status: Mapped[MessageStatus] = mapped_column(choice(MessageStatus), default=MessageStatus.WAITING)
    next_at: Mapped[datetime | None]
    """When it is tried next; while it is being tried, when others may think that whoever tries has died."""
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]
