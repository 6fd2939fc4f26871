"""What rule sets look like outside."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.rows import PageQuery
from service.rules.document import LONGEST
from service.rules.vocabulary import Kind
from service.schemas import Input, Output, Prose

EXAMPLE = """\
name: premium_customers
about: case
rules:
  - name: premium customers at once
    when: customer.tier == "premium" && sla.share >= 50
    then: [{do: raise_priority, to: high}]
default: []
"""
RuleText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Which = Annotated[str, StringConstraints(pattern=r"^(draft|[1-9][0-9]{0,8})$")]
"""The draft, or a version by its number."""


class RuleSetIn(Input):
    """The text of a rule set, as YAML."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": EXAMPLE}]})

    text: RuleText


class RollBack(Input):
    """Which version decides again, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"to": 1, "reason": "too many escalations"}]})

    to: int = Field(gt=0)
    reason: Prose


class Trial(Input):
    """Facts to decide about, by the path of their field."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"facts": {"case.reason_code": "missing_part"}}]})

    facts: dict[str, bool | float | int | str | list[str] | None] = Field(max_length=200)


class RuleSetOut(Output):
    """A rule set."""

    name: str
    about: str
    draft: str | None = Field(description="The text that is worked on; null when there is none.")
    newest: int = Field(description="Number of the newest version; 0 before the first is published.")
    in_force: int = Field(description="Number of the version that decides.")


class RuleSetQuery(PageQuery):
    """Filters of rule sets."""

    name: str | None = None
    about: str | None = None


class RuleSetVersionOut(BaseModel):
    """What a rule set said."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    text: str
    published_at: datetime
    published_by: str


class RuleFinding(BaseModel):
    """Something wrong, and where."""

    line: int
    column: int
    code: str
    detail: str
    rule: str | None


class CheckedOut(BaseModel):
    """What the checker says of a text."""

    valid: bool
    findings: list[RuleFinding]


class DecisionOut(BaseModel):
    """What a rule set decides."""

    rule_set: str
    version: int | None = Field(description="Null for a draft.")
    rule: str = Field(description="The rule that applied; `default` if none did.")
    inputs: dict[str, Any]
    outcomes: list[dict[str, Any]]


class RuleChange(BaseModel):
    """One rule that differs."""

    rule: str
    change: Literal["added", "removed", "changed", "moved"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class DifferenceOut(BaseModel):
    """What differs between two texts of a rule set."""

    rules: list[RuleChange]
    text: str = Field(description="A unified diff.")


class RuleOutcome(BaseModel):
    """What was decided."""

    rule: str
    outcomes: list[dict[str, Any]]


class ReplayChange(BaseModel):
    """A record about which would have been decided otherwise."""

    record_type: str
    record_id: int
    number: str
    before: RuleOutcome | None
    after: RuleOutcome
    due_before: datetime | None = None
    due_after: datetime | None = None
    late_before: bool | None = None
    late_after: bool | None = None


class RuleMove(BaseModel):
    """How often one rule would have decided in the place of another."""

    before: str | None
    after: str
    count: int


class DryRunOut(BaseModel):
    """What a draft would have changed."""

    replayed: int
    changed: int
    unreadable: int = Field(description="Records of which a fact is missing that the rules need.")
    applied: dict[str, int] = Field(description="How often each rule of the draft decided; 0 for one that never did.")
    moves: list[RuleMove]
    due_earlier: int = Field(description="Cases that would have been due earlier.")
    due_later: int
    breaches_before: int = Field(description="Of the cases whose due time differs, how many are late as it is.")
    breaches_after: int = Field(description="And how many would have been.")
    changes: list[ReplayChange]


class RuleField(BaseModel):
    """A field that rules can ask for."""

    path: str
    kind: Kind
    meaning: str
    values: list[str] | None
    nullable: bool


class RuleHook(BaseModel):
    """Where the service itself asks a rule set."""

    rule_set: str
    about: str
    outcomes: list[str]
    asked: str


class VocabularyOut(BaseModel):
    """What rules about one kind of record can say."""

    about: str
    acts_on: str
    fields: list[RuleField]
    outcomes: list[str]


class VocabulariesOut(BaseModel):
    """All that rules can say."""

    vocabularies: list[VocabularyOut]
    hooks: list[RuleHook]
