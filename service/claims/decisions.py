"""Deciding about claims: by the policy, by the defined approver, and what follows from it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from service import rows
from service.access.models import UserRole
from service.cases.models import Case
from service.cases.settlement import OUTCOMES, Outcome, settle
from service.claims import money
from service.claims.approval import CLAIM, ClaimStatus
from service.claims.evaluation import check_evaluated, evaluate_claim
from service.claims.models import Claim, ClaimCover
from service.claims.policy import Tier
from service.context import Actor, Context
from service.errors import Problem, invalid
from service.schemas import shortest
from service.timeline.models import Event
from service.timeline.operations import record

RULE = "rule:approval"
OWN_WORK = ("created", "amended", "submit", "provide_information")
"""Who did one of these to a claim does not decide about it."""


def name_of(actor: Actor) -> str:
    """Return an actor as a claim keeps it."""
    return f"{actor.kind}:{actor.name if actor.id is None else actor.id}"


def tell(ctx: Context, claim: Claim, kind: str, **more: Any) -> Event:
    """Append an event to a claim's timeline and to the journey of its case."""
    return record(ctx, claim, kind, case_id=claim.case_id, **more)


def move(ctx: Context, claim: Claim, event: str, *, reason: str | None = None, **facts: Any) -> None:
    """Let an event of the life cycle happen."""
    claim.status = ClaimStatus(CLAIM.after(claim.status, event))
    tell(ctx, claim, event, reason=reason, **facts)


Amounts = Mapping[tuple[int, Tier], Decimal]
"""What is approved, by asset and tier."""


def all_eligible(claim: Claim) -> Amounts:
    """Return everything that is covered of a claim."""
    return {(line.asset_id, cover.tier): cover.eligible for line in claim.lines for cover in line.covers}


def grant(
    ctx: Context, claim: Claim, event: str, amounts: Amounts, *, by: str, reason: str | None, **facts: Any
) -> None:
    """Approve amounts. Gate 4: not unless all of it was evaluated by what is so now."""
    status = CLAIM.after(claim.status, event)
    check_evaluated(ctx, claim)
    for line in claim.lines:
        for cover in line.covers:
            cover.approved = amounts[line.asset_id, cover.tier]
    ctx.session.flush()
    claim.status = ClaimStatus(status)
    claim.decided_by, claim.decided_at, claim.decision_reason = by, ctx.now, reason
    lines = [
        {"asset": line.asset_id, "code": line.code, "approved": {cover.tier: cover.approved for cover in line.covers}}
        for line in claim.lines
    ]
    tell(
        ctx,
        claim,
        event,
        rule=RULE if by == RULE else "decided_before" if ctx.taken_over else "defined_approver",
        reason=reason,
        lines=lines,
        **facts,
    )


def check_approver(ctx: Context, claim: Claim) -> None:
    """Refuse whoever is not the defined approver of a claim, or has a part in it."""
    ctx.actor.must("claims.approve")
    if not _is_approver(ctx, claim):
        approver = claim.approver_role or f"user {claim.approver_user_id}"
        raise Problem(
            403,
            "not_the_approver",
            f"this claim is for {approver} to decide",
            rule="defined_approver",
            allowed=[approver],
        )
    own = select(Event.id).where(
        Event.record_type == Claim.__tablename__,
        Event.record_id == claim.id,
        Event.actor_kind == ctx.actor.kind,
        Event.actor_id == ctx.actor.id,
        Event.kind.in_(OWN_WORK),
    )
    if ctx.session.scalar(own.limit(1)) is not None:
        raise Problem(403, "own_claim", "nobody decides about a claim that they had a part in", rule="not_own_claim")


def _is_approver(ctx: Context, claim: Claim) -> bool:
    if ctx.actor.kind != "user":
        return False
    if claim.approver_user_id is not None:
        return claim.approver_user_id == ctx.actor.id
    held = select(UserRole.role).where(UserRole.user_id == ctx.actor.id, UserRole.role == claim.approver_role)
    return ctx.session.scalar(held) is not None


def take_up(ctx: Context, claim: Claim) -> None:
    """Begin to review a claim."""
    CLAIM.after(claim.status, "take_up")
    check_approver(ctx, claim)
    move(ctx, claim, "take_up")


def request_information(ctx: Context, claim: Claim, *, reason: str) -> None:
    """Ask for what is missing to decide."""
    CLAIM.after(claim.status, "request_information")
    check_approver(ctx, claim)
    move(ctx, claim, "request_information", reason=reason)


def provide_information(ctx: Context, claim: Claim, *, reason: str) -> None:
    """Give what was asked for; the claim is evaluated again."""
    move(ctx, claim, "provide_information", reason=reason)
    evaluate_claim(ctx, claim)


def approve(ctx: Context, claim: Claim, *, reason: str | None) -> None:
    """Approve all that is asked for, which must be covered."""
    CLAIM.after(claim.status, "approve")
    check_approver(ctx, claim)
    if claim.eligible < claim.requested:
        raise Problem(
            409,
            "not_fully_covered",
            f"{money.written(claim.eligible, claim.currency)} of {money.written(claim.requested, claim.currency)}"
            " are covered",
            rule="approval",
            allowed=["approve_partially", "reject"],
        )
    grant(ctx, claim, "approve", all_eligible(claim), by=name_of(ctx.actor), reason=reason)


def approve_partially(
    ctx: Context, claim: Claim, *, lines: Sequence[Mapping[str, Any]] | None, reason: str | None
) -> None:
    """Approve some lines, or less of them: as much as is covered of a line where no amount is stated.

    A line that is not among `lines` gets nothing; without `lines` all that is covered is approved.
    """
    CLAIM.after(claim.status, "approve_partially")
    check_approver(ctx, claim)
    amounts = all_eligible(claim) if lines is None else stated(claim, lines)
    granted = sum(amounts.values())
    if granted == 0 or granted == claim.requested:
        detail = "that is nothing" if granted == 0 else "that is all that was asked for"
        raise Problem(
            409, "not_partial", detail, rule="approval", field="lines", allowed=["approve" if granted else "reject"]
        )
    grant(ctx, claim, "approve_partially", amounts, by=name_of(ctx.actor), reason=reason)


def stated(claim: Claim, lines: Sequence[Mapping[str, Any]]) -> Amounts:
    """Return the amounts that lines state, within what is covered; all that is covered of a tier that is not stated."""
    amounts = dict.fromkeys(all_eligible(claim), Decimal(0))
    if len({line["asset_id"] for line in lines}) < len(lines):
        raise invalid("lines", "an asset is in the lines twice", code="duplicate")
    for index, stated in enumerate(lines):
        for cover in claim.line_of(stated["asset_id"]).covers:
            wanted = stated.get(cover.tier.value)
            amounts[cover.asset_id, cover.tier] = _within(claim, cover, wanted, f"lines.{index}.{cover.tier.value}")
    return amounts


def _within(claim: Claim, cover: ClaimCover, wanted: Decimal | None, field: str) -> Decimal:
    if wanted is None:
        return cover.eligible
    if wanted > cover.eligible:
        detail = f"{money.written(cover.eligible, claim.currency)} of it is covered"
        raise invalid(field, detail, code="above_cover", allowed=[shortest(cover.eligible)])
    if money.product(Decimal(1), wanted, claim.currency) != wanted:
        raise invalid(field, f"{wanted} is no whole number of the smallest unit of {claim.currency}")
    return wanted


def reject(ctx: Context, claim: Claim, *, reason: str) -> None:
    """Reject a claim, for a reason."""
    CLAIM.after(claim.status, "reject")
    check_approver(ctx, claim)
    claim.decided_by, claim.decided_at, claim.decision_reason = name_of(ctx.actor), ctx.now, reason
    move(ctx, claim, "reject", reason=reason)
    settle(ctx, _case_of(ctx, claim))


def withdraw(ctx: Context, claim: Claim, *, reason: str) -> None:
    """Give a claim up that was not decided yet."""
    claim.decided_at, claim.decision_reason = ctx.now, reason
    move(ctx, claim, "withdraw", reason=reason)
    settle(ctx, _case_of(ctx, claim))


def pay(ctx: Context, claim: Claim, *, reference: str) -> None:
    """Note that what was approved was paid. The case ends with its last work."""
    claim.payment_reference = reference
    move(ctx, claim, "pay", amount=claim.approved, currency=claim.currency)
    settle(ctx, _case_of(ctx, claim))


def _case_of(ctx: Context, claim: Claim) -> Case:
    return rows.load(ctx, Case, claim.case_id, lock=True)


def outcomes(ctx: Context, case: Case) -> list[Outcome]:
    """Return how the claims of a case ended; one that was withdrawn counts as cancelled."""
    found = ctx.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.id))
    return [
        Outcome(
            ended=claim.status in ("paid", "rejected"),
            cancelled=claim.status == ClaimStatus.REJECTED and claim.decided_by is None,
            path="claim",
            notes=f"claim {claim.number} {claim.status}: {money.written(claim.approved, claim.currency)}"
            + (f", {claim.decision_reason}" if claim.decision_reason else ""),
        )
        for claim in found
    ]


OUTCOMES.append(outcomes)
