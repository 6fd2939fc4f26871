"""What the shapes of all capabilities share: strict input, output read from rows, amounts and text within bounds."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A name, a code, a subject: one line that is not blank."""
Skills = Annotated[dict[Text, Annotated[int, Field(ge=1, le=1000)]], Field(max_length=100)]
"""Level by skill."""
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
"""What people write."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
"""An amount that is not negative."""
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Instant = AwareDatetime
"""A moment with a time zone."""


def shortest(value: Decimal) -> str:
    """Return an amount as plain digits, without the zeros that only its column adds."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Shown = Annotated[Decimal, PlainSerializer(shortest, return_type=str, when_used="json")]
"""An amount or a share in an answer: text, so that no reader rounds it."""


class Input(BaseModel):
    """What is sent: a field that does not exist is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What is shown of a row."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    version: int = Field(description="Counts the changes; the ETag is this number in quotes.")


class ProblemDocument(BaseModel):
    """A refusal, after RFC 9457."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/gate_5",
                    "title": "Gate 5",
                    "status": 409,
                    "detail": "the work order has no signature",
                    "code": "gate_5",
                    "gate": 5,
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable; for programs.")
    gate: int | None = Field(None, description="The gate that refuses.")
    rule: str | None = Field(None, description="The rule or permission that refuses.")
    field: str | None = Field(None, description="The input concerned.")
    allowed: list[Any] | None = Field(None, description="What would have been accepted.")


def _ordered(value: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    if value[0] >= value[1]:
        raise ValueError("the end must come after the start")
    return value


Period = Annotated[tuple[AwareDatetime, AwareDatetime], AfterValidator(_ordered)]
"""Start and end, the end excluded."""
