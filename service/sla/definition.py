"""What an entitlement process says: who is entitled, by which calendar, to which milestones. Pure, and data."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from service.actions.declared import Action
from service.schemas import Input, Text

Criteria = list[dict[str, list[Any]]]
"""Alternatives; each asks of fields to have one of the values listed. Of a field with several values one is enough."""

LONGEST_TARGET = 60 * 24 * 366
"""Minutes of the longest target: a year of days without a night."""
RESOLUTION = "resolution"
"""The milestone of a case by which the case is due."""


class RecordKind(StrEnum):
    """What clocks run on."""

    CASE = "case"
    WORK_ORDER = "work_order"
    INTAKE_MESSAGE = "intake_message"


class Scope(StrEnum):
    """To whom something is promised: to the customer, or among ourselves. The two are reported apart."""

    EXTERNAL = "external"
    INTERNAL = "internal"


class Duration(Input):
    """A target of so many minutes of working time."""

    by: Literal["duration"]
    minutes: int = Field(gt=0, le=LONGEST_TARGET)


class ByPriority(Input):
    """A target that depends on the priority: of the process, or, without any here, of the priority targets."""

    by: Literal["priority"]
    minutes: dict[Literal["low", "normal", "high", "urgent"], Annotated[int, Field(gt=0, le=LONGEST_TARGET)]] | None = (
        None
    )

    @model_validator(mode="after")
    def check_whole(self) -> "ByPriority":
        """Every priority has a target."""
        if self.minutes is not None and len(self.minutes) < 4:
            raise ValueError("name the minutes of every priority: low, normal, high, urgent")
        return self


class ByField(Input):
    """A target that is a moment in a field of the record, like the end of its SLA window."""

    by: Literal["field"]
    field: Text


Target = Annotated[Duration | ByPriority | ByField, Field(discriminator="by")]


class Threshold(Input):
    """What is done when so much of the target has passed."""

    percent: int = Field(75, ge=1, le=99)
    actions: list[Action] = Field(default=[], max_length=20)


class MilestoneDefinition(Input):
    """Something that is to happen in time."""

    name: Text
    target: Target
    calendar_id: int | None = Field(None, description="The process's, if left out.")
    start: Criteria = Field(default=[], description="When it begins; with the record's clock, if left out.")
    complete: Criteria = Field(min_length=1, description="When it has happened.")
    thresholds: list[Threshold] = Field(default=[], max_length=10)
    on_success: list[Action] = Field(default=[], max_length=20)
    on_violation: list[Action] = Field(default=[], max_length=20)
    again_on_reopening: bool = True

    @model_validator(mode="after")
    def check_thresholds(self) -> "MilestoneDefinition":
        """Thresholds come in order, each once."""
        shares = [each.percent for each in self.thresholds]
        if shares != sorted(set(shares)):
            raise ValueError("thresholds rise, and none is there twice")
        return self


class ProcessDefinition(Input):
    """One version of an entitlement process."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entry: Criteria = Field(default=[], description="Which records it is for; for every one, if left out.")
    calendar_id: int | None = Field(None, description="Round the clock, if left out.")
    stops_for: list[Text] = Field(default=[], description="For what its clocks stand still: customer, on_hold.")
    milestones: list[MilestoneDefinition] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def check_names(self) -> "ProcessDefinition":
        """A milestone is known by its name."""
        names = [each.name for each in self.milestones]
        if len(set(names)) < len(names):
            raise ValueError("two milestones have the same name")
        return self

    def milestone(self, name: str) -> MilestoneDefinition | None:
        """Return the milestone of a name."""
        return next((each for each in self.milestones if each.name == name), None)

    def calendar_for(self, milestone: MilestoneDefinition) -> int | None:
        """Return the number of the calendar that a milestone is measured in; None is round the clock."""
        return self.calendar_id if milestone.calendar_id is None else milestone.calendar_id


@lru_cache(maxsize=4096)
def read_definition(text: str) -> ProcessDefinition:
    """Return the definition of a JSON text."""
    return ProcessDefinition.model_validate_json(text)


def holds(criteria: Criteria, facts: Mapping[str, Any]) -> bool:
    """Return whether facts meet one of the alternatives; no alternatives are always met."""
    return not criteria or any(
        all(_meets(facts.get(field), wanted) for field, wanted in each.items()) for each in criteria
    )


def _meets(value: Any, wanted: list[Any]) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return any(each in wanted for each in value)
    return value in wanted
