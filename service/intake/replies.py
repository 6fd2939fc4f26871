"""Replies: which case a message belongs to, whether its sender may speak there, and what it does to the case."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from service import rows
from service.assets.models import Account, Contact
from service.cases import operations
from service.cases.models import Case
from service.context import SYSTEM, Context
from service.effects.rulings import rule_on
from service.files.storage import Store
from service.intake.cases import add_comment, add_files, open_for
from service.intake.incoming import Incoming
from service.intake.models import IntakeMessage
from service.intake.policy import REPLY
from service.notify.models import OutboxMessage
from service.triage.classifier import read


def case_answered(ctx: Context, incoming: Incoming) -> int | None:
    """Return the case that a message says it is about: by what it answers, else by a case number."""
    for answered in incoming.answers:
        if (found := _case_of_letter(ctx, answered) or _case_of_message(ctx, answered)) is not None:
            return found
    wanted = incoming.wanted_case_id
    return None if wanted is None or ctx.session.get(Case, wanted) is None else wanted


def _case_of_letter(ctx: Context, message_id: str) -> int | None:
    key = message_id.partition("@")[0]
    return ctx.session.scalar(select(OutboxMessage.case_id).where(OutboxMessage.key == key))


def _case_of_message(ctx: Context, message_id: str) -> int | None:
    known = (IntakeMessage.message_id == message_id) & IntakeMessage.case_id.is_not(None)
    return ctx.session.scalar(select(func.max(IntakeMessage.case_id)).where(known))


def is_of_case(ctx: Context, message: IntakeMessage, case: Case) -> bool:
    """Return whether a message is from the case's customer, or from somebody who wrote on the case before.

    A case number in a subject proves nothing: everybody can write one.
    """
    if message.account_id is not None:
        return message.account_id == case.account_id
    if message.sender is None:
        return False
    known = (
        select(Account.id).where(Account.id == case.account_id, Account.email == message.sender),
        select(Contact.id).where(Contact.account_id == case.account_id, Contact.email == message.sender),
        select(IntakeMessage.id).where(IntakeMessage.case_id == case.id, IntakeMessage.sender == message.sender),
    )
    return any(ctx.session.scalar(each.limit(1)) is not None for each in known)


def take_reply(ctx: Context, store: Store, message: IntakeMessage, case: Case) -> Case:
    """Let a message be a part of a case, as the rules for replies say; return the case that it is on in the end.

    It is said on the case as a comment and its files are evidence. A case that waits for the customer goes on, one that
    is over is reopened, or a new one about the same assets follows it.
    """
    # The transaction may have begun before others were done with the case.
    case = rows.load(replace(ctx, actor=SYSTEM), Case, case.id, lock=True)
    given = {"reply.intent": read(f"{message.subject}\n{message.text}").get("intent"), **_since_end(ctx, case)}
    verdict = rule_on(ctx, case, REPLY, about="case_reply", given=given).outcome("take_reply")
    how = verdict.by if verdict else "comment"
    if how == "follow_up":
        assets = [line.asset_id for line in case.lines]
        return open_for(ctx, store, message, assets, before=f"After {case.number}: ")
    add_comment(ctx, message, case)
    add_files(ctx, store, message, case)
    if how == "resume" and how in case.allowed:
        operations.move(ctx, case, "resume", reason=f"{message.number} came in")
    if how == "reopen" and how in case.allowed:
        operations.reopen(ctx, case, reason=f"{message.number} came in")
    return case


def _since_end(ctx: Context, case: Case) -> dict[str, Any]:
    ended = case.closed_at or case.resolved_at
    return {"reply.days_after_end": 0 if ended is None else (ctx.now - ended) / timedelta(days=1)}
