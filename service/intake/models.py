"""Messages that came in, with what they had attached; and the keys by which a message is known again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.cases.models import Case
from service.cases.policy import CaseType, Channel, ReasonCode
from service.columns import Base, Numbered, choice
from service.timeline.models import Recorded


class MessageState(StrEnum):
    """What became of a message."""

    RECEIVED = "received"
    """Nobody has looked yet whom it is from."""
    WAITING = "waiting"
    """Whom or what it is about is not known, or not surely: a person links it."""
    LINKED = "linked"
    """It stands on a case."""
    DISMISSED = "dismissed"
    """A person said that no case comes of it."""
    AUTOMATIC = "automatic"
    """A machine wrote it: an answer to an absence, a list, a bounce, or one of our own letters coming back."""


class IntakeMessage(Base, Recorded):
    """Something that somebody sent us. Never removed; a case comes of it once an asset is known (gate 1)."""

    __tablename__ = "intake_message"
    __table_args__ = (
        CheckConstraint("status <> 'linked' OR case_id IS NOT NULL", name="linked"),
        CheckConstraint("(status = 'dismissed') = (dismissed_reason IS NOT NULL)", name="dismissed"),
        Index("ix_intake_message_status", "status", "received_at", "id"),
        Index("ix_intake_message_case_id", "case_id", "id"),
        Index("ix_intake_message_message_id", "message_id"),
    )

    channel: Mapped[Channel] = mapped_column(choice(Channel))
    received_at: Mapped[datetime]
    status: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.RECEIVED)
    sender: Mapped[str | None]
    """The address it came from, as addresses are compared; None if it names none."""
    sender_name: Mapped[str | None]
    phone: Mapped[str | None]
    """The number that the sender gave, in E.164 if it could be one."""
    serial_number: Mapped[str | None]
    """The serial number that the sender gave."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The account of a customer who was logged in."""
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    """The asset that a customer who was logged in chose."""
    wanted_case_id: Mapped[int | None] = mapped_column(ForeignKey("service_case.id"))
    """The case that it says it is about: by its subject, or by what it answers."""
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    """What of its HTML is harmless."""
    case_type: Mapped[CaseType | None] = mapped_column(choice(CaseType))
    """What the sender chose; None if there was no choice."""
    reason_code: Mapped[ReasonCode | None] = mapped_column(choice(ReasonCode))
    message_id: Mapped[str | None]
    automatic: Mapped[str | None]
    """By what a machine's message was recognised."""
    remarks: Mapped[Any] = mapped_column(JSON)
    """What could not be read, or was left out."""
    raw_sha256: Mapped[str | None]
    """Of the mail as it came, which is kept beside the evidence."""
    found: Mapped[Any] = mapped_column(JSON)
    """What identification found: by what, and numbers of accounts, assets and the case it may belong to."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("service_case.id"))
    dismissed_reason: Mapped[str | None]
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlement_version.id"))
    """The version of the process by which its clock goes."""

    case: Mapped[Case | None] = relationship(foreign_keys=[case_id])
    attachments: Mapped[list["IntakeAttachment"]] = relationship(
        order_by="IntakeAttachment.position", lazy="selectin", back_populates="message"
    )

    @property
    def number(self) -> str:
        """What the message is called."""
        return f"M-{self.id:06}"


class IntakeAttachment(Base, Numbered):
    """A file that came with a message; evidence once there is a case."""

    __tablename__ = "intake_attachment"
    __table_args__ = (CheckConstraint("(sha256 IS NULL) = (refused IS NOT NULL)", name="kept"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("intake_message.id"), index=True)
    position: Mapped[int]
    file_name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str | None]
    sha256: Mapped[str | None]
    refused: Mapped[str | None]
    """Why it is no evidence; the mail as it came still has it."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    message: Mapped[IntakeMessage] = relationship(back_populates="attachments")


class IntakeKey(Base):
    """A key that one message has: whatever comes with it again is that message."""

    __tablename__ = "intake_key"

    key: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("intake_message.id"))
