"""Making claims, evaluating them against warranties, and deciding them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from service.access.models import UserRole
from service.assets.installed import Asset, AssetWarranty
from service.assets.models import Account, AccountTier, PriceBookEntry
from service.cases.models import Case
from service.cases.policy import WORKING, CaseType
from service.cases.settlement import OUTCOMES, Outcome, settle
from service.claims.evaluation import TIERS, ZERO, Cover, Line, evaluate, rounded
from service.claims.models import ApprovalBand, AutoApproval, Claim, ClaimAsset, ClaimLineItem
from service.claims.policy import CLAIM, DECIDED, SHIPPED_BANDS, SHIPPED_LIMITS, Band, ClaimStatus, band_for, flags
from service.context import Context
from service.errors import Problem, gate, invalid
from service.timeline.operations import record

INPUTS = ("failed_on", "usage", "causal_part", "cause")


def ship_policy(ctx: Context) -> None:
    """Add the shipped limits and bands to an installation that has none."""
    if ctx.session.scalar(select(func.count()).select_from(ApprovalBand)):
        return
    for tier, limit in SHIPPED_LIMITS.items():
        row = AutoApproval(account_tier=AccountTier(tier), up_to=limit)
        ctx.session.add(row)
        record(ctx, row, "created")
    for band in SHIPPED_BANDS:
        made = ApprovalBand(up_to=band.up_to, reason=None, role=band.role, hours=band.hours)
        ctx.session.add(made)
        record(ctx, made, "created")


def tell(ctx: Context, claim: Claim, kind: str, **more: Any) -> None:
    """Append an event to a claim's timeline and its case's journey, and read back what the database counts."""
    record(ctx, claim, kind, case_id=claim.case_id, **more)
    ctx.session.refresh(claim, ["inputs_version"])


def make_claim(ctx: Context, case: Case, *, asset_ids: Sequence[int], lines: Sequence[dict[str, Any]]) -> Claim:
    """Make a claim of a warranty or damage case for assets of it: all of them if none are named.

    Gate 3: exactly one line for each asset.
    """
    if case.status not in WORKING or case.case_type not in (CaseType.WARRANTY, CaseType.DAMAGE):
        detail = f"claims are made of open warranty and damage cases; this one is {case.status}, of {case.case_type}"
        raise Problem(409, "not_a_warranty_case", detail, rule="warranty_case")
    known = [line.asset_id for line in case.lines]
    wanted = list(dict.fromkeys(asset_ids)) or known
    if foreign := sorted(set(wanted) - set(known)):
        raise invalid("asset_ids", f"the case is not about asset {foreign[0]}", allowed=known)
    if sorted(line["asset_id"] for line in lines) != sorted(wanted):
        raise gate(3, "a claim has exactly one line for each of its assets", field="lines", allowed=wanted)
    claim = Claim(
        case_id=case.id,
        order_id=case.order_id,
        primary_asset_id=wanted[0],
        currency=ctx.session.get_one(Account, case.account_id).currency,
        claimant_id=ctx.actor.id if ctx.actor.kind == "user" else None,
    )
    claim.assets = [ClaimAsset(asset_id=number) for number in wanted]
    claim.lines = [_line(ctx, claim, **line) for line in lines]
    ctx.session.add(claim)
    ctx.session.flush()
    tell(ctx, claim, "created", lines=lines)
    return claim


def _line(ctx: Context, claim: Claim, *, asset_id: int, parts: list[dict[str, Any]], **columns: Any) -> ClaimLineItem:
    priced = [_priced(ctx, part, claim.currency) for part in parts]
    asked = {
        "parts": sum((Decimal(part["unit_price"]) * part["quantity"] for part in priced), ZERO),
        "labor": columns["labor_hours"] * columns["labor_rate"],
        "expense": columns.pop("expense"),
    }
    amounts = {f"requested_{tier}": rounded(amount, claim.currency) for tier, amount in asked.items()}
    return ClaimLineItem(asset_id=asset_id, parts=priced, **amounts, **columns)


def _priced(ctx: Context, part: dict[str, Any], currency: str) -> dict[str, Any]:
    """Return a part with its price: the one asked for, else the price book's."""
    price = part["unit_price"]
    if price is None:
        price = ctx.session.scalar(
            select(PriceBookEntry.unit_price).where(
                PriceBookEntry.part_number == part["part_number"], PriceBookEntry.currency == currency
            )
        )
    if price is None:
        raise invalid("unit_price", f"the price book has no {part['part_number']} in {currency}; give its price")
    return {**part, "unit_price": str(price)}


def amend_line(ctx: Context, claim: Claim, *, asset_id: int, changes: dict[str, Any]) -> None:
    """Change inputs of a line of a claim that is not decided. A claim that was evaluated is evaluated anew at once."""
    line = next((line for line in claim.lines if line.asset_id == asset_id), None)
    if line is None:
        raise Problem(404, "not_found", f"the claim has no line for asset {asset_id}")
    _must_be_open(claim)
    for name, value in changes.items():
        setattr(line, name, value)
    tell(ctx, claim, "line_amended", asset=asset_id, changes=changes)
    if claim.evaluated_version is not None:
        evaluate_claim(ctx, claim)


def _must_be_open(claim: Claim) -> None:
    if claim.status in DECIDED:
        detail = f"the claim is {claim.status.replace('_', ' ')}; what was decided stays"
        raise Problem(409, "claim_decided", detail, rule="claim_open", allowed=claim.allowed)


def evaluate_claim(ctx: Context, claim: Claim) -> None:
    """Work out what the warranties pay of each line, on the inputs as they are now.

    The warranties are locked: two claims cannot both use up what is left of one cap.
    """
    _must_be_open(claim)
    _lock_warranties(ctx, claim)
    ctx.session.refresh(claim, ["inputs_version"])
    lines = [_facts(ctx, claim, line) for line in claim.lines]
    for (asset_id, tier), verdict in evaluate(lines, claim.currency).items():
        line = next(line for line in claim.lines if line.asset_id == asset_id)
        setattr(line, f"eligible_{tier}", verdict.eligible)
        setattr(line, f"reason_{tier}", verdict.reason)
        setattr(line, f"warranty_{tier}_id", verdict.warranty_id)
    claim.evaluated_version, claim.evaluated_at = claim.inputs_version, ctx.now
    verdicts = {
        line.asset_id: {tier: [getattr(line, f"eligible_{tier}"), getattr(line, f"reason_{tier}")] for tier in TIERS}
        for line in claim.lines
    }
    tell(ctx, claim, "evaluated", rule="warranty_evaluation", verdicts=verdicts)


def _lock_warranties(ctx: Context, claim: Claim) -> None:
    assets = [line.asset_id for line in claim.lines]
    ctx.session.execute(
        select(AssetWarranty.id)
        .where(AssetWarranty.asset_id.in_(assets))
        .order_by(AssetWarranty.id)
        .with_for_update(of=AssetWarranty)
    ).all()


def _facts(ctx: Context, claim: Claim, line: ClaimLineItem) -> Line:
    asset = ctx.session.scalars(
        select(Asset).where(Asset.id == line.asset_id).execution_options(populate_existing=True)
    ).one()
    return Line(
        asset_id=asset.id,
        failed_on=line.failed_on,
        usage=line.usage if line.usage is not None else asset.usage,
        causal_part=line.causal_part,
        cause=line.cause,
        transferred=asset.account_id != asset.first_account_id,
        requested={tier: getattr(line, f"requested_{tier}") for tier in TIERS},
        covers=[_cover(ctx, claim, warranty) for warranty in asset.warranties],
    )


def _cover(ctx: Context, claim: Claim, warranty: AssetWarranty) -> Cover:
    left = None if warranty.cap_per_asset is None else warranty.cap_per_asset - _used(ctx, claim, warranty)
    return Cover(
        id=warranty.id,
        term_id=warranty.term_id,
        starts_on=warranty.starts_on,
        ends_on={tier: warranty.ends_on(tier) for tier in TIERS},
        percent={tier: getattr(warranty, f"{tier}_percent") for tier in TIERS},
        usage_limit=warranty.usage_limit,
        excluded_parts=frozenset(filter(None, warranty.excluded_parts.split(";"))),
        excluded_causes=frozenset(filter(None, warranty.excluded_causes.split(";"))),
        cap_per_claim=warranty.cap_per_claim,
        cap_left=left,
        transferable=warranty.transferable,
        currency=warranty.currency,
    )


def _used(ctx: Context, claim: Claim, warranty: AssetWarranty) -> Decimal:
    """Return what approved lines of other claims have used of a warranty."""
    lines = ctx.session.scalars(
        select(ClaimLineItem)
        .join(Claim, ClaimLineItem.claim_id == Claim.id)
        .where(Claim.id != claim.id, Claim.status.in_(("approved", "partially_approved", "paid")))
        .where(ClaimLineItem.asset_id == warranty.asset_id, ClaimLineItem.approved.is_(True))
    )
    return sum(
        (
            getattr(line, f"eligible_{tier}")
            for line in lines
            for tier in TIERS
            if getattr(line, f"warranty_{tier}_id") == warranty.id
        ),
        ZERO,
    )


def move(ctx: Context, claim: Claim, event: str, *, reason: str | None = None, **facts: Any) -> None:
    """Let an event of the life cycle happen."""
    claim.status = ClaimStatus(CLAIM.after(claim.status, event))
    tell(ctx, claim, event, reason=reason, **facts)


def submit(ctx: Context, claim: Claim) -> None:
    """Hand a claim in: it is evaluated, and approves itself within policy, or goes to its approver with a due time."""
    CLAIM.after(claim.status, "submit")
    evaluate_claim(ctx, claim)
    move(ctx, claim, "submit")
    asked = [(getattr(line, f"requested_{t}"), getattr(line, f"reason_{t}")) for line in claim.lines for t in TIERS]
    flagged = flags(asked)
    limit = ctx.session.scalar(select(AutoApproval.up_to).where(AutoApproval.account_tier == claim.case.customer_tier))
    if not flagged and limit is not None and claim.eligible <= limit:
        for line in claim.lines:
            line.approved = True
        move(ctx, claim, "auto_approve", rule="auto_approval", limit=limit)
        return
    bands = ctx.session.scalars(select(ApprovalBand).order_by(ApprovalBand.id)).all()
    band = band_for([Band(each.up_to, each.reason, each.role, each.hours) for each in bands], claim.requested, flagged)
    if band is None:
        raise Problem(409, "no_approver", "no approval band holds this amount", rule="approval_bands")
    claim.approver_role, claim.approval_due_at = band.role, ctx.now + timedelta(hours=band.hours)
    move(ctx, claim, "need_review", rule="approval_bands", flags=flagged)


def decide(ctx: Context, claim: Claim, *, approved_assets: Sequence[int], notes: str) -> None:
    """Approve the lines of some assets, and reject the others.

    Gate 4: only on an evaluation of the inputs as they are. The defined approver decides, never the claimant.
    """
    known = {line.asset_id for line in claim.lines}
    if foreign := sorted(set(approved_assets) - known):
        raise invalid("approved_assets", f"the claim has no asset {foreign[0]}", allowed=sorted(known))
    count = len(set(approved_assets))
    event = "approve" if count == len(known) else "approve_partially" if count else "reject"
    CLAIM.after(claim.status, event)
    _check_approver(ctx, claim)
    _lock_warranties(ctx, claim)
    ctx.session.refresh(claim, ["inputs_version", "evaluated_version"])
    if claim.stale:
        raise gate(4, "an input has changed since the evaluation; evaluate the claim again", rule="evaluation_current")
    for line in claim.lines:
        line.approved = line.asset_id in approved_assets
    claim.decision_notes = notes
    move(ctx, claim, event, reason=notes, approved=sorted(set(approved_assets)))
    settle(ctx, claim.case)


def _check_approver(ctx: Context, claim: Claim) -> None:
    if ctx.actor.kind != "user" or ctx.actor.id == claim.claimant_id:
        raise Problem(403, "own_claim", "nobody approves their own claim, and no machine does", rule="four_eyes")
    roles = set(ctx.session.scalars(select(UserRole.role).where(UserRole.user_id == ctx.actor.id)))
    if claim.approver_role not in roles:
        detail = f"this claim is decided by {claim.approver_role}"
        raise Problem(403, "not_the_approver", detail, rule="approval_bands", allowed=[claim.approver_role])


def pay(ctx: Context, claim: Claim) -> None:
    """Note that the approved amount was paid; the case ends with its last work."""
    move(ctx, claim, "pay", amount=claim.approved)
    settle(ctx, claim.case)


def outcomes(ctx: Context, case: Case) -> list[Outcome]:
    """Return how the claims of a case ended."""
    claims = ctx.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.id)).all()
    return [
        Outcome(
            ended=claim.status in ("paid", "rejected"),
            cancelled=False,
            path="warranty claim",
            notes=f"claim {claim.id}: {claim.status}, {rounded(claim.approved, claim.currency)} {claim.currency}",
        )
        for claim in claims
    ]


OUTCOMES.append(outcomes)
