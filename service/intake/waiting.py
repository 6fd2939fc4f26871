"""The clock of messages: a message is to be linked, or dismissed, in time. Runs like the clocks of cases."""

from typing import Any

from service.cases.policy import Channel
from service.clocks.follow import OWN
from service.clocks.review import review
from service.clocks.subjects import SUBJECTS, Subject, values
from service.context import Context
from service.intake.models import IntakeMessage, MessageState
from service.sla.definition import RecordKind
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS


def _facts(ctx: Context, message: IntakeMessage) -> dict[str, Any]:
    return {"status": message.status, "channel": message.channel}


MESSAGES = Subject(
    kind=RecordKind.INTAKE_MESSAGE,
    model=IntakeMessage,
    vocabulary={"status": values(MessageState), "channel": values(Channel), "event": None},
    later=frozenset({"status", "event"}),
    moments=frozenset(),
    stops=frozenset(),
    facts=_facts,
    pauses=lambda ctx, message: [],
    started=lambda message: message.received_at,
    given_up=lambda message: message.status == MessageState.AUTOMATIC,
    case_id=lambda message: message.case_id,
)


def follow_message(ctx: Context, message: IntakeMessage, event: Event) -> None:
    """Bring the clock of a message up to date."""
    if not event.kind.startswith(OWN):
        review(ctx, MESSAGES, message, [event.kind])


def enter() -> None:
    """Let clocks run on messages; again is as once."""
    SUBJECTS[IntakeMessage.__tablename__] = MESSAGES
    followers = FOLLOWERS.setdefault(IntakeMessage, [])
    if follow_message not in followers:
        followers.append(follow_message)
