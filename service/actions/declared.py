"""Every action by its name, with its parameters, as a milestone or a rule states it in data."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from service.schemas import Input, Prose, Text

Recipient = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=200,
        pattern=r"^(assignee|team|(user:\d+)|(role:[a-z_]+)|(team:\S.*)|(email:\S+@\S+)|(webhook:\S.*))$",
    ),
]
"""Who is told: `assignee`, `team` (the record's), `user:7`, `role:manager`, `team:purchasing`, `email:ops@example.com`,
`webhook:pager` (the name of an endpoint)."""


class Notify(Input):
    """Tell people and machines."""

    do: Literal["notify"]
    to: list[Recipient] = Field(min_length=1, max_length=20)
    email: bool = Field(False, description="Also by email to people who have an address.")
    message: Prose | None = Field(None, description="What is said beside what happened to which record.")


class Escalate(Input):
    """Mark the record as escalated; its priority rises to high, and urgent stays urgent."""

    do: Literal["escalate"]


class RaisePriority(Input):
    """Raise the priority to one, or by one step; it never falls."""

    do: Literal["raise_priority"]
    to: Literal["normal", "high", "urgent"] | None = None


class Reroute(Input):
    """Hand the record to another team; nobody in person has it then."""

    do: Literal["re_route"]
    team: Text


class Reassign(Input):
    """Give the record to somebody, or take it from whoever has it, for the team to give anew."""

    do: Literal["reassign"]
    to: int | None = Field(None, description="Number of a user; nobody, if left out.")


class CreateWorkOrder(Input):
    """Make a work order of a type for the record's case."""

    do: Literal["create_work_order"]
    work_type_id: int
    team: Text | None = None


class SetField(Input):
    """Set a field that has no meaning to clocks and gates."""

    do: Literal["set_field"]
    field: Literal["severity", "sentiment", "intent", "on_site_required", "subject", "description"]
    value: str | bool


Action = Annotated[
    Notify | Escalate | RaisePriority | Reroute | Reassign | CreateWorkOrder | SetField, Field(discriminator="do")
]
"""One of the declared actions."""


class ActionOut(Input):
    """An action as it is shown."""

    model_config = ConfigDict(extra="allow")

    do: str


def summary(action: Any) -> str:
    """Return an action in a few words, for a timeline."""
    given = action.model_dump(exclude={"do"}, exclude_none=True, exclude_defaults=True)
    return " ".join([action.do, *(f"{name}={value}" for name, value in given.items())])
