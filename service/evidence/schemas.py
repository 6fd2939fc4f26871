"""Shapes of evidence outside."""

from datetime import datetime

from pydantic import ConfigDict, Field

from service.rows import PageQuery
from service.schemas import Input, Output, Prose, Text


class EvidenceIn(Input):
    """What is said of a file that is handed in; the file is the body of the request."""

    file_name: Text = Field(examples=["seal.jpg"])
    caption: Text | None = None
    work_order_id: int | None = Field(None, description="The work order of the case that it belongs to.")
    claim_id: int | None = Field(None, description="The claim of the case that it belongs to.")
    internal: bool = Field(True, description="Whether the customer does not see it.")
    keep_location: bool = Field(False, description="Whether where a photo was taken stays in it.")


class EvidenceOut(Output):
    """A photo or a file on a case."""

    case_id: int
    work_order_id: int | None
    claim_id: int | None
    sha256: str = Field(description="Of the content that is kept.")
    size: int
    media_type: str = Field(description="By what is in the file.")
    file_name: str
    caption: str | None
    internal: bool
    location_kept: bool
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class EvidenceQuery(PageQuery):
    """Filters of evidence."""

    case_id: int | None = None
    work_order_id: int | None = None
    claim_id: int | None = None
    media_type: str | None = None


class Withdrawal(Input):
    """Why evidence is withdrawn."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "shows a person who did not agree"}]})

    reason: Prose
