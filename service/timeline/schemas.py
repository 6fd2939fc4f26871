"""Shapes of events outside."""

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator


class EventOut(BaseModel):
    """One thing that happened to one record."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    record_type: str
    record_id: int
    sequence: int = Field(description="Position on the record's timeline, from 1, without gaps.")
    kind: str
    actor_kind: str
    actor_id: int | None
    actor_name: str
    at: datetime
    case_id: int | None = Field(description="The case whose journey it belongs to.")
    data: dict[str, Any] = Field(description="`before` and `after` of what changed, and `facts` beside them.")
    reason: str | None
    rule: str | None
    rule_version: str | None
    plan_run: str | None
    previous_hash: str
    hash: str

    @field_validator("data", mode="before")
    @classmethod
    def parse(cls, value: Any) -> Any:
        """Read the canonical text."""
        return json.loads(value) if isinstance(value, str) else value
