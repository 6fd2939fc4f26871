"""Shapes of messages outside."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.cases.policy import CaseType, Channel, ReasonCode
from service.intake.models import MessageState
from service.rows import PageQuery
from service.schemas import Input, Instant, Output, Prose, Text


class MessageIn(Input):
    """A message that somebody hands in, for themselves or for whom they took it from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "Pump leaks",
                    "text": "Water under the pump since this morning, serial number SN-1188.",
                    "sender": "jo@hansa-mills.example",
                    "reference": "ticket 7781",
                }
            ]
        }
    )

    channel: Channel = Channel.API
    subject: Text
    text: Prose
    sender: Text | None = Field(None, description="An email address.")
    sender_name: Text | None = None
    phone: Text | None = None
    serial_number: Text | None = None
    case_type: CaseType | None = None
    reason_code: ReasonCode | None = None
    reference: Text | None = Field(None, description="By which the same message is known when it is sent again.")
    received_at: Instant | None = Field(None, description="When it came to whoever took it; now, if left out.")


class AttachmentOut(BaseModel):
    """A file that came along."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    file_name: str
    size: int
    media_type: str | None
    refused: str | None = Field(description="Why it is no evidence.")
    evidence_id: int | None


class MessageOut(Output):
    """A message."""

    number: str
    channel: Channel
    received_at: datetime
    status: MessageState
    sender: str | None
    sender_name: str | None
    phone: str | None
    serial_number: str | None
    subject: str
    text: str
    html: str | None = Field(description="What of its HTML is harmless.")
    case_type: CaseType | None
    reason_code: ReasonCode | None
    automatic: str | None = Field(description="By what a machine's message was recognised.")
    remarks: list[str] = Field(description="What could not be read, or was left out.")
    found: dict[str, Any] = Field(description="By which clues, and the accounts and assets that may be meant.")
    wanted_case_id: int | None = Field(description="The case that it says it is about.")
    case_id: int | None
    dismissed_reason: str | None
    attachments: list[AttachmentOut]


class MessageQuery(PageQuery):
    """Filters of messages."""

    status: MessageState | None = None
    channel: Channel | None = None
    case_id: int | None = None
    sender: str | None = None
    received_at_from: datetime | None = None
    received_at_before: datetime | None = None


class LinkIn(Input):
    """What a message is about: the assets of a new case, or a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"asset_ids": [1]}, {"case_id": 1}]})

    asset_ids: list[int] = Field([], max_length=500)
    case_id: int | None = None
    case_type: CaseType | None = None
    reason_code: ReasonCode | None = None


class Dismissal(Input):
    """Why no case comes of a message."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "an advertisement"}]})

    reason: Prose
