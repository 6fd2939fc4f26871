"""Notifications of people, endpoints of machines, and the outbox with its dead letters."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, PlainSerializer

from service import rows
from service.context import Actor
from service.errors import not_found
from service.notify import operations
from service.notify.models import Medium, MessageStatus, Notification, OutboxMessage, WebhookEndpoint
from service.notify.senders import endpoint_secret, shown_secret
from service.requests import Asked, Call, allow
from service.resources import Resource, add_routes, api_router
from service.rows import Page, PageQuery
from service.schemas import Input, Output, Prose, Text
from service.timeline.verify import signing_key

router = api_router("notifications")
OWN, WRITE = [allow("session.own")], [allow("config.write")]
Address = Annotated[HttpUrl, PlainSerializer(str, return_type=str)]


class EndpointIn(Input):
    """A machine to be told: an address that takes POSTs and answers 2xx."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "pager", "url": "https://pager.example.com/in"}]}
    )

    name: Text
    url: Address
    active: bool = True


class EndpointPatch(Input):
    """What of an endpoint can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    name: Text | None = None
    url: Address | None = None
    active: bool | None = None


class EndpointOut(Output):
    """A machine that is told."""

    name: str
    url: str
    active: bool
    rotation: int = Field(description="How often its secret was replaced.")


class SecretOut(BaseModel):
    """What messages to an endpoint are signed with, after the Standard Webhooks convention."""

    secret: str


class Why(Input):
    """Why something is done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "the pager is back"}]})

    reason: Prose


class NotificationOut(BaseModel):
    """Something that was told."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: int | None
    team: str | None
    subject: str
    body: str
    record_type: str
    record_id: int
    case_id: int | None
    at: datetime
    read_at: datetime | None


class NotificationQuery(PageQuery):
    """Filters of notifications."""

    team: Text | None = Field(None, description="What a team was told; what the asker was told, if left out.")
    unread: bool = False


class MessageOut(Output):
    """A message that leaves, or has left."""

    key: str = Field(description="What every attempt carries: `webhook-id`, or part of the Message-ID.")
    channel: Medium
    endpoint_id: int | None
    address: str
    subject: str
    body: str
    case_id: int | None
    created_at: datetime
    status: MessageStatus
    next_at: datetime | None
    attempts: int
    last_error: str | None
    done_at: datetime | None


class MessageQuery(PageQuery):
    """Filters of the outbox; `status=dead` are the dead letters."""

    status: MessageStatus | None = None
    channel: Medium | None = None
    endpoint_id: int | None = None
    case_id: int | None = None


add_routes(
    router,
    Resource(
        WebhookEndpoint,
        "webhook-endpoints",
        EndpointIn,
        EndpointOut,
        EndpointPatch,
        PageQuery,
        "config.write",
        "config.write",
    ),
)


@router.get("/webhook-endpoints/{key}/secret", dependencies=WRITE, response_model=SecretOut)
def read_secret(key: int, call: Asked) -> Any:
    """Show what an endpoint's messages are signed with, for its receiver to check them by."""
    return shown_to(call, call.load(WebhookEndpoint, key))


@router.post("/webhook-endpoints/{key}/secret", dependencies=WRITE, response_model=SecretOut)
def rotate_secret(key: int, body: Why, call: Asked) -> Any:
    """Replace an endpoint's secret; what is sent from now on is signed with the new one."""
    endpoint = call.load(WebhookEndpoint, key)
    operations.rotate(call.ctx, endpoint, reason=body.reason)
    call.show(endpoint)
    return shown_to(call, endpoint)


def shown_to(call: Call, endpoint: WebhookEndpoint) -> dict[str, str]:
    """Return an endpoint's secret."""
    key = signing_key(call.request.app.state.service.settings.signing_key)
    return {"secret": shown_secret(endpoint_secret(key, endpoint.id, endpoint.rotation))}


@router.get("/notifications", dependencies=OWN, response_model=Page[NotificationOut])
def list_notifications(query: Annotated[NotificationQuery, Query()], call: Asked) -> Any:
    """List what the asker, or a team, was told."""
    whose = [belongs(call.ctx.actor, query.team)]
    whose += [Notification.read_at.is_(None)] if query.unread else []
    plain = PageQuery(**query.model_dump(include=set(PageQuery.model_fields)))
    return rows.page(call.ctx, Notification, plain, where=whose)


def belongs(actor: Actor, team: str | None) -> Any:
    """Return the condition of what an actor may read: the own notifications, or, with `service.write`, a team's."""
    if team is not None:
        actor.must("service.write")
        return Notification.team == team
    return (Notification.user_id == (actor.id if actor.kind == "user" else None)) & Notification.user_id.is_not(None)


@router.post("/notifications/{key}/read", dependencies=OWN, response_model=NotificationOut)
def mark_read(key: int, call: Asked) -> Any:
    """Note that a notification was read; again is as once."""
    notification = call.ctx.session.get(Notification, key)
    actor = call.ctx.actor
    mine = notification is not None and (
        actor.may("service.write")
        if notification.team is not None
        else actor.kind == "user" and notification.user_id == actor.id
    )
    if notification is None or not mine:
        raise not_found("notification", key)
    operations.read(call.ctx, notification)
    return notification


@router.get("/outbox", dependencies=WRITE, response_model=Page[MessageOut])
def list_messages(query: Annotated[MessageQuery, Query()], call: Asked) -> Any:
    """List what leaves by mail and webhook; with `status=dead` the dead letters."""
    return rows.page(call.ctx, OutboxMessage, query)


@router.get("/outbox/{key}", dependencies=WRITE, response_model=MessageOut)
def read_message(key: int, call: Asked) -> Any:
    """Read one message."""
    return call.show(call.load(OutboxMessage, key))


@router.post("/outbox/{key}/retry", dependencies=WRITE, response_model=MessageOut)
def retry_message(key: int, body: Why, call: Asked) -> Any:
    """Try a dead letter again."""
    message = call.load(OutboxMessage, key)
    operations.retry(call.ctx, message, reason=body.reason)
    return call.show(message)


@router.post("/outbox/{key}/discard", dependencies=WRITE, response_model=MessageOut)
def discard_message(key: int, body: Why, call: Asked) -> Any:
    """Give a dead letter up."""
    message = call.load(OutboxMessage, key)
    operations.discard(call.ctx, message, reason=body.reason)
    return call.show(message)
