"""What a rule can have as its outcome: actions that are done to the record, and verdicts for whoever asked."""

from typing import Annotated, Any, Literal

from pydantic import Field

from service.actions.declared import (
    Action,
    CreateWorkOrder,
    Escalate,
    Notify,
    RaisePriority,
    Reassign,
    Rerank,
    Reroute,
    SetField,
)
from service.schemas import Input, Text


class HandOver(Input):
    """Let work go on at another place: in the field, in a back office, as a claim, or at the desk."""

    do: Literal["hand_over"]
    to: Literal["field_work", "back_office", "claim", "desk"]
    purpose: Literal["service", "installation", "demo", "repair"] | None = None
    team: Text | None = Field(None, description="The office that a back office's work goes to.")


class EscalateAt(Input):
    """Escalate when so much of the SLA window has passed."""

    do: Literal["escalate_at"]
    percent: int = Field(ge=1, le=99)


class Approve(Input):
    """Let a claim approve itself; what no limit allows goes to its approver all the same."""

    do: Literal["approve"]


class Refer(Input):
    """Let a person decide about a claim."""

    do: Literal["refer"]
    reason: Text


class ChoosePolicy(Input):
    """Plan by a policy."""

    do: Literal["choose_policy"]
    policy: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]


class TakeReply(Input):
    """Let a customer's message be a comment on its case, and let the case go on, or open again; or open a new one."""

    do: Literal["take_reply"]
    by: Literal["comment", "resume", "reopen", "follow_up"]


Verdict = HandOver | EscalateAt | Approve | Refer | ChoosePolicy | TakeReply
Outcome = Annotated[
    Notify
    | Escalate
    | RaisePriority
    | Reroute
    | Reassign
    | Rerank
    | CreateWorkOrder
    | SetField
    | HandOver
    | EscalateAt
    | Approve
    | Refer
    | ChoosePolicy
    | TakeReply,
    Field(discriminator="do"),
]
"""One of the declared actions, or a verdict."""

ACTIONS = (Notify, Escalate, RaisePriority, Reroute, Reassign, Rerank, CreateWorkOrder, SetField)


def said(outcome: Action | Verdict) -> dict[str, Any]:
    """Return an outcome as data, what was left out left out."""
    return outcome.model_dump(mode="json", exclude_defaults=True)
