"""Changing what claims ask for, and handing them in."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from service.cases.models import Case
from service.claims.approval import (
    AMENDABLE,
    CLAIM,
    DECIDED,
    ClaimStatus,
    Flag,
    approver_for,
    limit_for,
    review_reasons,
)
from service.claims.decisions import RULE, all_eligible, grant, move, name_of, tell
from service.claims.evaluation import evaluate_claim, flags_of
from service.claims.limits import bands_in, limits_in
from service.claims.making import HAND_OVER, assets_of, fill_line, match_assets
from service.claims.models import Claim
from service.claims.vocabulary import APPROVAL
from service.claims.vocabulary import CLAIM as CLAIM_VOCABULARY
from service.context import Context
from service.errors import Problem, gate, invalid
from service.rules.operations import decide
from service.rules.vocabulary import Reading


def amend_line(ctx: Context, claim: Claim, *, asset_id: int, changes: Mapping[str, Any]) -> None:
    """Change what is asked for an asset, or what is known about its failure, and evaluate the claim again."""
    if claim.status not in AMENDABLE:
        raise Problem(
            409,
            "not_amendable",
            f"a claim that is {claim.status} is not changed any more",
            rule="claim_amendable",
            field="status",
            allowed=list(AMENDABLE),
        )
    fill_line(ctx, claim, claim.line_of(asset_id), changes)
    if claim.created_by == HAND_OVER:
        claim.created_by = name_of(ctx.actor)
    tell(ctx, claim, "amended", asset=asset_id, changes=changes)
    reevaluate(ctx, claim)


def add_asset(ctx: Context, claim: Claim, case: Case, *, line: Mapping[str, Any]) -> None:
    """Add an asset of the case with its line to a claim that was not handed in. Gate 3: both or neither."""
    _check_draft(claim)
    asset_id = assets_of(case, [line["asset_id"]])[0]
    present = [each.asset_id for each in claim.lines]
    if asset_id in present:
        raise invalid("asset_id", "the claim has this asset already", code="duplicate")
    match_assets(ctx, claim, case, [*present, asset_id])
    fill_line(ctx, claim, claim.line_of(asset_id), line)
    _tell_assets(ctx, claim, "asset_added", asset_id)


def remove_asset(ctx: Context, claim: Claim, case: Case, *, asset_id: int) -> None:
    """Take an asset and its line off a claim that was not handed in; gate 3 refuses to take the last one."""
    _check_draft(claim)
    gone = claim.line_of(asset_id)
    kept = [each.asset_id for each in claim.lines if each is not gone]
    if not kept:
        raise gate(3, "this is the claim's last asset; a claim has at least one, with its line")
    match_assets(ctx, claim, case, kept)
    _tell_assets(ctx, claim, "asset_removed", asset_id)


def _check_draft(claim: Claim) -> None:
    if claim.status != ClaimStatus.DRAFT:
        raise Problem(
            409,
            "not_a_draft",
            f"the assets of a claim that is {claim.status.replace('_', ' ')} stay as they are",
            rule="claim_draft",
            field="status",
            allowed=[ClaimStatus.DRAFT],
        )


def _tell_assets(ctx: Context, claim: Claim, kind: str, asset_id: int) -> None:
    if claim.created_by == HAND_OVER:
        claim.created_by = name_of(ctx.actor)
    ctx.session.flush()
    tell(ctx, claim, kind, asset=asset_id)
    evaluate_claim(ctx, claim)


def reevaluate(ctx: Context, claim: Claim) -> None:
    """Evaluate an undecided claim by what is so now; one that nobody has taken up finds its way anew."""
    if claim.status in DECIDED:
        raise Problem(409, "decided", f"the claim is {claim.status}; its cover stands", rule="claim_amendable")
    evaluate_claim(ctx, claim)
    if claim.status != ClaimStatus.DRAFT:
        _check_requested(claim)
    if claim.status == ClaimStatus.MANUAL_REVIEW_NEEDED:
        route(ctx, claim)


def _check_requested(claim: Claim) -> None:
    if not claim.requested:
        raise Problem(409, "nothing_requested", "the claim asks for nothing", rule="claim_amount", field="lines")


def submit(ctx: Context, claim: Claim) -> None:
    """Hand a claim in: evaluated by what is so now, it approves itself or goes to its approver."""
    hand_in(ctx, claim)
    route(ctx, claim)


def hand_in(ctx: Context, claim: Claim) -> None:
    """Note that a claim was handed in, and evaluate it by what is so now; who decides about it is found next."""
    CLAIM.after(claim.status, "submit")
    _check_requested(claim)
    claim.submitted_by, claim.submitted_at = name_of(ctx.actor), ctx.now
    move(ctx, claim, "submit")
    evaluate_claim(ctx, claim)


def route(ctx: Context, claim: Claim) -> None:
    """Approve a claim that is within the policy; hand any other to its defined approver, with a due time."""
    covers = [cover.found for line in claim.lines for cover in line.covers]
    limit = limit_for(limits_in(ctx, claim.currency), claim.account_id, claim.account.tier)
    reasons = review_reasons(covers, limit, flags_of(ctx, claim))
    claim.review_reasons = " ".join(reasons)
    ruling = decide(ctx, APPROVAL, Reading(ctx, claim, CLAIM_VOCABULARY))
    if not reasons and ruling.outcome("approve") is None:
        reasons = [Flag.REFERRED_BY_RULE]
    if not reasons:
        claim.review_reasons, claim.approver_role, claim.approver_user_id, claim.decide_by = "", None, None, None
        limits = asdict(limit) if limit else None
        facts = {"limit": limits, "rule_version": str(ruling.version), "decision": ruling.decision.told()}
        grant(ctx, claim, "approve_in_policy", all_eligible(claim), by=RULE, reason="within the policy", **facts)
        return
    band = approver_for(bands_in(ctx, claim.currency), claim.requested, reasons, claim.escalations)
    claim.review_reasons = " ".join(reasons)
    claim.approver_role, claim.approver_user_id = band.role, band.user_id
    if not claim.escalations:
        claim.decide_by = (claim.submitted_at or ctx.now) + timedelta(hours=band.hours)
    if claim.status == ClaimStatus.SUBMITTED:
        move(ctx, claim, "escalate", reasons=reasons, **ruling.told)
    elif ctx.session.is_modified(claim):
        tell(ctx, claim, "rerouted", reasons=reasons, **ruling.told)
