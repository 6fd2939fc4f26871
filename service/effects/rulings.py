"""Acting on a ruling: its actions are done to the record, and the decision stands on the record's timeline."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.context import Actor, Context
from service.db import Session
from service.effects.operations import perform
from service.effects.telling import case_number
from service.errors import Problem
from service.rules.operations import Ruling, decide
from service.rules.outcomes import ACTIONS
from service.rules.vocabulary import VOCABULARIES, Reading
from service.timeline.models import Recorded
from service.timeline.operations import CHANGES, record


def rule_on(
    ctx: Context,
    row: Recorded,
    rule_set: str,
    *,
    about: str,
    given: Mapping[str, Any] | None = None,
    to: Recorded | None = None,
) -> Ruling:
    """Let a rule set decide about a record, do what it says, and note the decision with what came of it.

    Actions are done to the record, or to another that is named with `to`; verdicts are for the caller. An action
    that is refused leaves nothing behind but its refusal in the note.
    """
    ruling = decide(ctx, rule_set, Reading(ctx, row, VOCABULARIES[about], given))
    acting = replace(ctx, actor=Actor(kind="rule", name=ruling.decision.rule_set, unbounded=True), cause=ruling.cause)
    subject = to or row
    done = [
        {"do": each.do, "outcome": attempt(acting, subject, each) if isinstance(each, ACTIONS) else "for the caller"}
        for each in ruling.decision.outcomes
    ]
    record(acting, subject, "decided", case_id=case_number(subject), done=done, **ruling.told)
    return ruling


def attempt(ctx: Context, row: Any, action: Any) -> str:
    """Do one action and return what came of it. What is refused leaves nothing behind but the refusal."""
    session: Session = ctx.session
    session.flush()
    untold = dict(session.info.get(CHANGES, {}))
    try:
        with session.begin_nested():
            return perform(ctx, row, action)
    except Problem as refusal:
        session.info[CHANGES] = untold
        return f"refused: {refusal.detail}"
