"""A case that is classified as a claim makes one, with a line for each of its assets, before anybody asks for anything.

Until somebody does, that claim follows its case: its assets are the case's, and it is given up with the case, or when
the case turns out to be something else.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from service.cases.models import Case
from service.cases.paths import leads_to_claim
from service.cases.policy import WORKING
from service.claims.approval import ClaimStatus
from service.claims.decisions import withdraw
from service.claims.making import make_claim, match_assets, try_to_evaluate, untouched
from service.claims.models import Claim
from service.context import Actor, Context

RULE = Actor(kind="rule", name="hand_over")


def follow(ctx: Context, case: Case, assets: Sequence[int]) -> None:
    """Bring the claim that follows a case in line with it; make one if the case has become a claim."""
    ruling = leads_to_claim(ctx, case) if case.status in WORKING else None
    by_rule = replace(ctx, actor=RULE, cause=ruling.cause if ruling else None)
    claim = untouched(by_rule, case)
    if claim is not None and ruling is None:
        withdraw(by_rule, claim, reason=f"the case is {case.case_type} and {case.status}")
    elif claim is not None and {line.asset_id for line in claim.lines} != {*assets}:
        match_assets(by_rule, claim, case, assets)
        try_to_evaluate(by_rule, claim)
    elif claim is None and ruling is not None and not _has_claim(ctx, case):
        make_claim(by_rule, case, sorted(assets))


def _has_claim(ctx: Context, case: Case) -> bool:
    """Return whether a case has a claim that was not withdrawn."""
    kept = (Claim.status != ClaimStatus.REJECTED) | Claim.decided_by.is_not(None)
    return ctx.session.scalar(select(Claim.id).where(Claim.case_id == case.id, kept).limit(1)) is not None
