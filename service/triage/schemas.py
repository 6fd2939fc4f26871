"""Shapes of triages outside."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.cases.policy import CaseType, ReasonCode, Sentiment, Severity
from service.cases.schemas import CaseOut
from service.rows import PageQuery
from service.schemas import Input, Output, Text
from service.sla.models import Priority
from service.triage.models import TriageStatus


class TriageOut(Output):
    """A reading of the message that a case began with."""

    case_id: int
    status: TriageStatus
    text: str
    asked_at: datetime
    done_at: datetime | None
    model: str | None = Field(description="Who read it.")
    confidence: float | None = Field(description="Of the least sure of the stamps that decide, from 0 to 1.")
    proposed: dict[str, Any] = Field(description="Every stamp that was proposed, with how sure it is.")
    fell_back: str | None = Field(description="Why the model that is set did not answer, and the classifier did.")


class TriageQuery(PageQuery):
    """Filters of triages."""

    status: TriageStatus | None = None
    case_id: int | None = None


class StampsIn(Input):
    """What a message means, as a person sees it; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"intent": "standstill", "urgency": "urgent"}]})

    intent: Text | None = None
    sentiment: Sentiment | None = None
    urgency: Priority | None = None
    severity: Severity | None = None
    case_type: CaseType | None = None
    reason_code: ReasonCode | None = None
    on_site_required: bool | None = None


class Settled(BaseModel):
    """A triage that a person settled, and its case."""

    triage: TriageOut
    case: CaseOut
