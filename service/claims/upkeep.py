"""What becomes of claims without anybody asking: stale ones are evaluated again, overdue ones are passed on."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from service import rows
from service.claims.approval import DECIDED, IN_REVIEW, approver_for
from service.claims.decisions import move
from service.claims.evaluation import lock_assets, stale_condition
from service.claims.limits import bands_in
from service.claims.models import Claim
from service.claims.operations import reevaluate
from service.context import Context


def stale_claims(ctx: Context) -> Sequence[int]:
    """Return the numbers of the claims whose cover was not found by what is so now."""
    return ctx.session.scalars(select(Claim.id).where(stale_condition()).order_by(Claim.id)).all()


def evaluate_again(ctx: Context, key: int) -> bool:
    """Evaluate a claim if it is stale still; return whether it was. One that nobody has taken up finds its way anew."""
    lock_assets(ctx, key)
    claim = rows.load(ctx, Claim, key, lock=True)
    if claim.status in DECIDED or not claim.stale:
        return False
    reevaluate(ctx, claim)
    return True


def overdue_claims(ctx: Context) -> Sequence[int]:
    """Return the numbers of the claims that should have been decided by now."""
    overdue = select(Claim.id).where(Claim.status.in_(IN_REVIEW), Claim.decide_by <= ctx.now)
    return ctx.session.scalars(overdue.order_by(Claim.decide_by, Claim.id)).all()


def pass_on(ctx: Context, key: int) -> bool:
    """Hand an overdue claim to the approver of the next band, with a due time anew; return whether there was one.

    A band of the same approver is passed over: nobody gets more time by being named twice.
    """
    claim = rows.load(ctx, Claim, key, lock=True)
    if claim.status not in IN_REVIEW or claim.decide_by is None or claim.decide_by > ctx.now:
        return False
    bands = bands_in(ctx, claim.currency)
    for times in range(claim.escalations + 1, claim.escalations + len(bands) + 2):
        band = approver_for(bands, claim.requested, claim.reasons, times)
        if (band.role, band.user_id) != (claim.approver_role, claim.approver_user_id):
            claim.escalations, claim.decide_by = times, ctx.now + timedelta(hours=band.hours)
            claim.approver_role, claim.approver_user_id = band.role, band.user_id
            move(ctx, claim, "pass_on", rule="approval_overdue", reason="not decided in time")
            return True
    return False
