"""Shapes of processes, contracts and running clocks outside."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from service.clocks.models import MilestoneStatus, StepKind
from service.rows import PageQuery
from service.schemas import Input, Output, Text
from service.sla.definition import ProcessDefinition, RecordKind, Scope
from service.sla.shipped import CASES

Minutes = Annotated[
    timedelta, PlainSerializer(lambda value: value / timedelta(minutes=1), return_type=float, when_used="json")
]
"""A length, shown in minutes."""


class ContractIn(Input):
    """A new contract of an account."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account_id": 1, "number": "K-1", "plan": "gold", "first_day": "2026-01-01"}]}
    )

    account_id: int
    number: Text
    plan: Text = Field(description="What the entry criteria of processes name as `contract`.")
    first_day: date
    last_day: date | None = None


class ContractPatch(Input):
    """What of a contract can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"last_day": "2026-12-31"}]})

    plan: Text | None = None
    last_day: date | None = None


class ContractOut(Output, ContractIn):
    """A contract."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class ContractQuery(PageQuery):
    """Filters of contracts."""

    account_id: int | None = None
    plan: str | None = None


GOLD = {**CASES, "entry": [{"contract": ["gold"]}, {"customer_tier": ["premium"]}]}


class ProcessIn(Input):
    """A new entitlement process, with what its first version says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "Gold", "kind": "case", "scope": "external", "precedence": 10, "definition": GOLD},
            ]
        }
    )

    name: Text
    kind: RecordKind
    scope: Scope
    precedence: int = Field(
        100, ge=0, le=1_000_000, description="Of several that a record meets, the lowest; the shipped ones have 1000."
    )
    definition: ProcessDefinition


class ProcessPatch(Input):
    """What of a process can be amended; what it says is changed by a new version."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    name: Text | None = None
    precedence: int | None = Field(None, ge=0, le=1_000_000)
    active: bool | None = None


class ProcessOut(Output):
    """An entitlement process."""

    name: str
    kind: RecordKind
    scope: Scope
    precedence: int
    active: bool
    newest: int = Field(description="Number of the newest version, which new records get.")


class ProcessQuery(PageQuery):
    """Filters of processes."""

    kind: RecordKind | None = None
    active: bool | None = None


class VersionIn(Input):
    """What a process says from now on, to the records that start with it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"definition": GOLD}]})

    definition: ProcessDefinition


class VersionOut(BaseModel):
    """What a process said at a time."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="What a record's `entitlement_id` names.")
    process_id: int
    number: int
    published_at: datetime
    says: dict[str, Any]


class MilestoneStepOut(BaseModel):
    """Something that came to pass, and what was done."""

    model_config = ConfigDict(from_attributes=True)

    kind: StepKind
    percent: int
    at: datetime = Field(description="When it came to pass.")
    fired_at: datetime = Field(description="When it was found.")
    applied_at: datetime | None = Field(description="When its actions were done.")
    outcomes: list[dict[str, str]]


class MilestoneOut(BaseModel):
    """A running or finished clock."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    record_type: str
    record_id: int
    case_id: int | None
    entitlement_id: int
    name: str
    scope: Scope
    status: MilestoneStatus
    outcome: str = Field(description="open, met, missed or cancelled; by what was promised.")
    begun_at: datetime
    target: Minutes = Field(description="Minutes of working time that it may take, as it is worked to.")
    committed: Minutes = Field(description="Minutes of working time that were promised.")
    due_at: datetime
    commitment_at: datetime
    completed_at: datetime | None
    violated_at: datetime | None
    steps: list[MilestoneStepOut]


class ClockOut(MilestoneOut):
    """A clock of one record, with how it stands now."""

    elapsed_percent: float = Field(description="Of what was promised.")
    overdue: bool = Field(description="Whether what is worked to has passed.")


class MilestoneQuery(PageQuery):
    """Filters of milestones."""

    record_type: str | None = None
    record_id: int | None = None
    case_id: int | None = None
    name: str | None = None
    scope: Scope | None = None
    status: MilestoneStatus | None = None
    due_at_from: datetime | None = None
    due_at_before: datetime | None = None
    commitment_at_from: datetime | None = None
    commitment_at_before: datetime | None = None
    violated_at_from: datetime | None = None
    violated_at_before: datetime | None = None
