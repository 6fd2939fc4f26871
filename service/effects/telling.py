"""Notifying: who is meant, by which way, and what they read."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from service.access.models import User, UserRole
from service.actions.declared import Notify
from service.cases.models import Case
from service.context import Context
from service.errors import Problem
from service.notify.models import WebhookEndpoint
from service.notify.operations import News, call, mail, tell_team, tell_user
from service.teams.operations import users_in
from service.timeline.models import Recorded


def notify(ctx: Context, row: Recorded, action: Notify) -> str:
    """Tell everybody who is meant, each once, and return who was."""
    news = news_of(ctx, row, action.message)
    told = dict.fromkeys(each for recipient in action.to for each in reach(ctx, row, recipient))
    for way, whom in told:
        if way == "user":
            tell_user(ctx, whom.id, news)
            if action.email and whom.address:
                mail(ctx, whom.address, news)
        elif way == "team":
            tell_team(ctx, whom, news)
        elif way == "email":
            mail(ctx, whom, news)
        else:
            call(ctx, whom, news)
    names = [f"{way} {getattr(whom, 'login', getattr(whom, 'name', whom))}" for way, whom in told]
    return f"told {', '.join(names)}" if names else "there is nobody to tell"


def news_of(ctx: Context, row: Recorded, message: str | None) -> News:
    """Return what is told about a record, on behalf of the context's cause."""
    cause = ctx.cause
    table = str(row.__tablename__)  # type: ignore[attr-defined]
    name = getattr(row, "number", f"{table.replace('_', ' ')} {row.id}")
    why = cause.reason if cause else "please look"
    about = [f"{name}: {why}", *filter(None, [getattr(row, "subject", None), message])]
    kind = cause.rule if cause else "notice"
    return News(kind, about[0], "\n".join(about), table, row.id, case_number(row))


def case_number(row: Any) -> int | None:
    """Return the case that a record belongs to."""
    return row.id if isinstance(row, Case) else getattr(row, "case_id", None)


def reach(ctx: Context, row: Any, recipient: str) -> Iterator[tuple[str, Any]]:
    """Yield ways and whom of a recipient: nobody, one, a team and all in it, or everybody who has a role."""
    way, _, name = recipient.partition(":")
    if way == "assignee":
        if (number := getattr(row, "assignee_id", None)) is not None:
            yield "user", ctx.session.get_one(User, number)
    elif way == "team":
        if team := name or getattr(row, "team", None):
            yield "team", team
            yield from (("user", member) for member in users_in(ctx, team))
    elif way == "user":
        if (user := ctx.session.get(User, int(name))) is None or not user.active:
            raise Problem(422, "unknown_reference", f"there is no active user {name}", field="to")
        yield "user", user
    elif way == "role":
        holders = select(UserRole.user_id).where(UserRole.role == name)
        for user in ctx.session.scalars(select(User).where(User.active, User.id.in_(holders)).order_by(User.id)):
            yield "user", user
    elif way == "email":
        yield "email", name
    else:
        yield "webhook", _endpoint(ctx, name)


def _endpoint(ctx: Context, name: str) -> WebhookEndpoint:
    endpoint = ctx.session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.name == name)).first()
    if endpoint is None:
        raise Problem(422, "unknown_reference", f"there is no webhook endpoint {name!r}", field="to")
    return endpoint
