"""Making claims, changing what they ask for, and handing them in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from service.assets.models import PriceBookEntry
from service.cases.models import Case
from service.cases.policy import WORKING, CaseType
from service.claims.approval import AMENDABLE, CLAIM, DECIDED, ClaimStatus, Flag, band_for, limit_for, review_reasons
from service.claims.decisions import RULE, all_eligible, grant, move, name_of, tell
from service.claims.evaluation import evaluate_claim, flags_of
from service.claims.limits import bands_in, limits_in
from service.claims.models import Claim, ClaimAsset, ClaimExpense, ClaimLineItem, ClaimPart
from service.claims.vocabulary import APPROVAL
from service.claims.vocabulary import CLAIM as CLAIM_VOCABULARY
from service.context import Context
from service.errors import Problem, gate, invalid
from service.rules.operations import decide
from service.rules.vocabulary import Reading

LARGEST = Decimal(10**10)
"""Below this stays what a line asks for of one tier."""


def open_claim(
    ctx: Context,
    case: Case,
    *,
    lines: Sequence[Mapping[str, Any]],
    assets: Sequence[int] | None = None,
    currency: str | None = None,
) -> Claim:
    """Make a claim for assets of a case, all of them if none are named, and evaluate it.

    Gate 3: there is one line for each asset.
    """
    if case.case_type not in (CaseType.WARRANTY, CaseType.DAMAGE):
        raise Problem(
            409,
            "not_a_claim",
            f"a case of type {case.case_type} leads to no claim",
            rule="hand_over",
            field="case_type",
            allowed=[CaseType.WARRANTY, CaseType.DAMAGE],
        )
    if case.status not in WORKING:
        raise Problem(409, "case_not_open", f"the case is {case.status}", rule="hand_over", allowed=list(WORKING))
    wanted = _assets_of(case, assets)
    _check_gate_3(wanted, [line["asset_id"] for line in lines])
    claim = Claim(
        case_id=case.id,
        account_id=case.account_id,
        order_id=_order_of(case, wanted),
        primary_asset_id=min(wanted),
        currency=currency or case.account.currency,
        created_by=name_of(ctx.actor),
        status=ClaimStatus.DRAFT,
    )
    ctx.session.add(claim)
    ctx.session.flush()
    ctx.session.add_all(ClaimAsset(claim_id=claim.id, asset_id=asset, case_id=case.id) for asset in wanted)
    ctx.session.flush()
    for line in lines:
        row = ClaimLineItem(claim_id=claim.id, asset_id=line["asset_id"])
        _fill(ctx, claim, row, line)
        ctx.session.add(row)
    ctx.session.flush()
    ctx.session.refresh(claim)
    tell(ctx, claim, "created", lines=list(lines))
    evaluate_claim(ctx, claim)
    return claim


def _assets_of(case: Case, named: Sequence[int] | None) -> list[int]:
    of_case = [line.asset_id for line in case.lines]
    wanted = of_case if named is None else list(named)
    if len(set(wanted)) < len(wanted) or not wanted:
        raise invalid("assets", "name each asset once, and at least one", code="duplicate")
    if strange := sorted(set(wanted) - set(of_case)):
        raise invalid("assets", f"the case is not about the assets {strange}", allowed=of_case)
    return sorted(wanted)


def _check_gate_3(assets: Sequence[int], lines: Sequence[int]) -> None:
    count = Counter(lines)
    missing = [asset for asset in assets if asset not in count]
    doubled = [asset for asset, times in count.items() if times > 1]
    strange = [asset for asset in count if asset not in assets]
    if missing or doubled or strange:
        faults = (("without a line", missing), ("with several lines", doubled), ("not of the claim", strange))
        said = "; ".join(f"assets {each} {fault}" for fault, each in faults if each)
        raise gate(3, f"a claim has one line for each of its assets: {said}", field="lines", allowed=list(assets))


def _order_of(case: Case, assets: Sequence[int]) -> int | None:
    lines = [asset.order_line for asset in case.assets if asset.id in assets]
    orders = {line.order_id if line else None for line in lines}
    return orders.pop() if len(orders) == 1 else case.order_id


def _fill(ctx: Context, claim: Claim, row: ClaimLineItem, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if name == "parts":
            row.parts = [_part(ctx, claim, place, part) for place, part in enumerate(value, 1)]
        elif name == "expenses":
            row.expenses = [ClaimExpense(position=place, **expense) for place, expense in enumerate(value, 1)]
        elif name != "asset_id":
            setattr(row, name, value)
    if row.failure_date > ctx.now.date() + timedelta(days=1):
        raise invalid("failure_date", "what has not failed yet cannot be claimed")
    for tier, asked in row.asked(claim.currency).items():
        if asked >= LARGEST:
            raise invalid(tier, f"a line asks for less than {LARGEST} of {tier}", code="amount_too_large")


def _part(ctx: Context, claim: Claim, position: int, part: Mapping[str, Any]) -> ClaimPart:
    book = ctx.session.scalar(
        select(PriceBookEntry.unit_price).where(
            PriceBookEntry.part_number == part["part_number"], PriceBookEntry.currency == claim.currency
        )
    )
    price = part["unit_price"] if part["unit_price"] is not None else book
    if price is None:
        detail = f"the price book has no price of {part['part_number']} in {claim.currency}; state one"
        raise invalid("parts.unit_price", detail, code="price_unknown")
    return ClaimPart(
        position=position,
        part_number=part["part_number"],
        quantity=part["quantity"],
        unit_price=price,
        book_price=book,
    )


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
    _fill(ctx, claim, claim.line_of(asset_id), changes)
    tell(ctx, claim, "amended", asset=asset_id, changes=changes)
    reevaluate(ctx, claim)


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
    CLAIM.after(claim.status, "submit")
    _check_requested(claim)
    claim.submitted_by, claim.submitted_at = name_of(ctx.actor), ctx.now
    move(ctx, claim, "submit")
    evaluate_claim(ctx, claim)
    route(ctx, claim)


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
    band = band_for(bands_in(ctx, claim.currency), claim.requested, reasons)
    claim.review_reasons = " ".join(reasons)
    claim.approver_role, claim.approver_user_id = band.role, band.user_id
    claim.decide_by = (claim.submitted_at or ctx.now) + timedelta(hours=band.hours)
    if claim.status == ClaimStatus.SUBMITTED:
        move(ctx, claim, "escalate", reasons=reasons, **ruling.told)
    elif ctx.session.is_modified(claim):
        tell(ctx, claim, "rerouted", reasons=reasons, **ruling.told)
