"""Taking over what happened before in another system: when it happened, who did it, and what was decided there.

Every gate holds: a case has its assets, work its visits in the window, its report and its signature; a claim is
evaluated here, and no more of it is taken for approved than is covered. What was decided is not decided again, by
whomever it would be today. Every event says that it was taken over, when, and by whom.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from service.bulk.objects import Life, Past, Values
from service.cases import operations as cases
from service.cases.models import Case
from service.claims import decisions
from service.claims import operations as claims
from service.claims.approval import CLAIM
from service.claims.models import Claim
from service.claims.policy import TIERS
from service.context import Actor, Context, TakenOver
from service.errors import invalid

DECIDED_BEFORE = "DECIDED_BEFORE"
"""The reason for which a claim does not approve itself: it was decided elsewhere."""


def taken_over(ctx: Context, past: Past, event: str, values: Values) -> Context:
    """Return the context of something that happened before: its moment and its author, as far as a row tells them."""
    told = [name for name in past.moments.get(event, ()) if values.get(name) is not None]
    moment: datetime = values[told[0]] if told else ctx.now
    if moment > ctx.now:
        raise invalid(told[0], "what was taken over has happened", code="in_the_future")
    author = values.get(past.author or "")
    actor = ctx.actor if author is None else Actor("before", author, unbounded=True)
    return replace(ctx, now=moment, actor=actor, taken_over=TakenOver(ctx.now, ctx.actor.name))


def close(ctx: Context, case: Case, values: Values) -> None:
    """Close a case, with how the customer rated it if that is told."""
    token = cases.close(ctx, case)
    if values.get("csat_score") is not None and ctx.taken_over is not None:
        cases.rate(ctx, token=token, score=values["csat_score"], comment=None)


def submit(ctx: Context, claim: Claim, values: Values) -> None:
    """Hand a claim in that is decided already."""
    claims.hand_in(ctx, claim)


def look_at(ctx: Context, claim: Claim, values: Values) -> None:
    """Note that somebody looked at a claim."""
    claim.review_reasons = DECIDED_BEFORE
    decisions.move(ctx, claim, "escalate", reasons=[DECIDED_BEFORE])


def approve(ctx: Context, claim: Claim, values: Values) -> None:
    """Approve of a claim what was approved: by line and tier, or all that is covered where no line tells."""
    told = any(part.get(f"approved_{tier}") is not None for part in values["parts"] for tier in TIERS)
    amounts = decisions.stated(claim, [_line(part) for part in values["parts"]]) if told else None
    amounts = decisions.all_eligible(claim) if amounts is None else amounts
    event = "approve" if sum(amounts.values()) == claim.requested else "approve_partially"
    decisions.grant(ctx, claim, event, amounts, by=_decider(values), reason=values.get("decision_reason"))


def _line(part: Values) -> Values:
    return {"asset_id": part["asset_id"], **{tier: part.get(f"approved_{tier}") or Decimal(0) for tier in TIERS}}


def reject(ctx: Context, claim: Claim, values: Values) -> None:
    """Reject a claim that was rejected."""
    claim.decided_by, claim.decided_at, claim.decision_reason = _decider(values), ctx.now, values.get("decision_reason")
    decisions.move(ctx, claim, "reject", reason=claim.decision_reason)


def _decider(values: Values) -> str:
    if values.get("decided_by") is None:
        raise invalid("decided_by", "a claim that was decided says by whom")
    return f"before:{values['decided_by']}"


def decided(pay: Any) -> dict[str, Life]:
    """Return how claims got to be decided, by status."""
    events = {"submit": submit, "escalate": look_at, "approve": approve, "reject": reject, "pay": pay}
    life = Life(lambda row: CLAIM, {**events, "approve_partially": approve})
    return dict.fromkeys(("approved", "partially_approved", "rejected", "paid"), life)
