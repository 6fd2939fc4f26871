"""Every action by its name, with its parameters, as a milestone or a rule states it in data."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from service.schemas import Input, Prose, Skills, Text

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
    skills: Skills | None = Field(
        None, description="Of a case: what whoever gets it must know, minimum level by skill; as it is, if left out."
    )


class Reassign(Input):
    """Give the record to somebody, or to another of its team than who has it."""

    do: Literal["reassign"]
    to: int | None = Field(None, description="Number of a user; whose turn it is, if left out.")


class Rerank(Input):
    """Look anew at the record's place in line, and at whether who has it can see to it."""

    do: Literal["re_rank"]


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
    Notify | Escalate | RaisePriority | Reroute | Reassign | Rerank | CreateWorkOrder | SetField,
    Field(discriminator="do"),
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
