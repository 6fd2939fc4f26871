"""Queues of cases, and the journey of one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from service.cases.models import Case, CaseComment, CaseLineItem, CaseTag
from service.cases.policy import WORKING
from service.cases.schemas import CaseQuery
from service.context import Actor, Context
from service.errors import invalid
from service.rows import visible
from service.timeline.models import Event

MESSAGES = "intake_message"
"""The table of the messages that cases begin with."""


def conditions(actor: Actor, query: CaseQuery) -> list[ColumnElement[bool]]:
    """Return what a query asks that is no column of a case: its queue, a tag, an asset."""
    found = []
    if query.queue is not None:
        found.append(queue(actor, query.queue))
    if query.tag is not None:
        found.append(Case.id.in_(select(CaseTag.case_id).where(CaseTag.tag == query.tag)))
    if query.asset_id is not None:
        found.append(Case.id.in_(select(CaseLineItem.case_id).where(CaseLineItem.asset_id == query.asset_id)))
    return found


def queue(actor: Actor, name: str) -> ColumnElement[bool]:
    """Return the condition of a queue: open, unassigned, mine, or resolved."""
    working = Case.status.in_(WORKING)
    if name == "resolved":
        return Case.status == "resolved"
    if name == "unassigned":
        return working & Case.assignee_id.is_(None)
    if name == "mine":
        if actor.kind != "user":
            raise invalid("queue", "only a person has cases of their own", allowed=["open", "unassigned", "resolved"])
        return working & (Case.assignee_id == actor.id)
    return working


def comments(ctx: Context, case: Case) -> Sequence[CaseComment]:
    """Return what was said about a case, of which a customer sees only what was meant for them."""
    wanted = select(CaseComment).where(CaseComment.case_id == case.id)
    if ctx.actor.account_id is not None:
        wanted = wanted.where(~CaseComment.internal)
    return ctx.session.scalars(wanted.order_by(CaseComment.id)).all()


def journey(ctx: Context, case: Case) -> Sequence[Event]:
    """Return every event of a case and of what came of it, in the order in which they happened."""
    own = Event.case_id == case.id
    # Messages came before there was a case that their first events could name.
    messages = select(Event.record_id).where(own, Event.record_type == MESSAGES)
    earlier = (Event.record_type == MESSAGES) & Event.record_id.in_(messages) & Event.case_id.is_(None)
    wanted = select(Event).where(own | earlier, visible(Event, ctx.actor))
    return ctx.session.scalars(wanted.order_by(Event.id)).all()
