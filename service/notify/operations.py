"""Telling, in the unit of work of what is told; and what people do with notifications and letters that came back."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from service.context import Context
from service.errors import Problem
from service.notify.models import Medium, MessageStatus, Notification, OutboxMessage, WebhookEndpoint
from service.timeline.chain import plain
from service.timeline.operations import record


@dataclass(frozen=True, slots=True)
class News:
    """What is told, and about which record."""

    kind: str
    subject: str
    body: str
    record_type: str
    record_id: int
    case_id: int | None


def tell_user(ctx: Context, user_id: int, news: News) -> None:
    """Tell a person inside."""
    _tell(ctx, news, user_id=user_id)


def tell_team(ctx: Context, team: str, news: News) -> None:
    """Tell a team inside."""
    _tell(ctx, news, team=team)


def _tell(ctx: Context, news: News, *, user_id: int | None = None, team: str | None = None) -> None:
    ctx.session.add(
        Notification(
            user_id=user_id,
            team=team,
            subject=news.subject,
            body=news.body,
            record_type=news.record_type,
            record_id=news.record_id,
            case_id=news.case_id,
            at=ctx.now,
        )
    )


def mail(ctx: Context, address: str, news: News, *, link: str | None = None) -> OutboxMessage:
    """Put a letter into the outbox; `link` is a path of the service that only its reader is to know."""
    return _queue(ctx, news, Medium.EMAIL, address=address, body=news.body, link=link)


def call(ctx: Context, endpoint: WebhookEndpoint, news: News) -> OutboxMessage:
    """Put a message to a machine into the outbox."""
    told = {
        "kind": news.kind,
        "at": ctx.now,
        "subject": news.subject,
        "message": news.body,
        "record_type": news.record_type,
        "record_id": news.record_id,
        "case_id": news.case_id,
    }
    body = json.dumps(plain(told), ensure_ascii=False)
    return _queue(ctx, news, Medium.WEBHOOK, address=endpoint.url, endpoint_id=endpoint.id, body=body)


def _queue(ctx: Context, news: News, channel: Medium, **columns: Any) -> OutboxMessage:
    message = OutboxMessage(
        key=uuid4().hex,
        channel=channel,
        subject=news.subject,
        **columns,
        case_id=news.case_id,
        created_at=ctx.now,
        next_at=ctx.now,
    )
    ctx.session.add(message)
    record(ctx, message, "queued", case_id=news.case_id)
    return message


def read(ctx: Context, notification: Notification) -> None:
    """Note that somebody has read a notification; the first time counts."""
    notification.read_at = notification.read_at or ctx.now


def retry(ctx: Context, message: OutboxMessage, *, reason: str) -> None:
    """Try a dead letter again, from the beginning."""
    _must_be_dead(message)
    message.status, message.next_at, message.attempts = MessageStatus.WAITING, ctx.now, 0
    record(ctx, message, "retried", case_id=message.case_id, reason=reason)


def discard(ctx: Context, message: OutboxMessage, *, reason: str) -> None:
    """Give a dead letter up."""
    _must_be_dead(message)
    message.status, message.done_at, message.link = MessageStatus.DISCARDED, ctx.now, None
    record(ctx, message, "discarded", case_id=message.case_id, reason=reason)


def _must_be_dead(message: OutboxMessage) -> None:
    if message.status != MessageStatus.DEAD:
        raise Problem(
            409,
            "not_a_dead_letter",
            f"the message is {message.status}",
            rule="dead_letters",
            field="status",
            allowed=[],
        )


def rotate(ctx: Context, endpoint: WebhookEndpoint, *, reason: str) -> None:
    """Replace the secret of an endpoint; what is sent from now on is signed with the new one."""
    endpoint.rotation += 1
    record(ctx, endpoint, "secret_rotated", reason=reason)
