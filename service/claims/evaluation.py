"""Holding a claim against the warranties of its assets, and noting what came of it."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.sql.functions import count
from sqlalchemy.sql.functions import sum as total

from service.assets.installed import Asset, AssetWarranty
from service.assets.models import StartBasis
from service.claims.approval import GRANTED, UNDECIDED, Flag
from service.claims.models import Claim, ClaimAsset, ClaimCover, ClaimLineItem
from service.claims.policy import (
    TIERS,
    ClaimedLine,
    Cover,
    MixedCurrenciesError,
    Terms,
    evaluate,
    exclusions,
)
from service.context import Context
from service.errors import Problem, gate
from service.timeline.operations import record


def lock_assets(ctx: Context, claim_id: int) -> None:
    """Hold the assets of a claim until the transaction ends, as `hold_assets` does."""
    hold_assets(ctx, ctx.session.scalars(select(ClaimAsset.asset_id).where(ClaimAsset.claim_id == claim_id)))


def hold_assets(ctx: Context, assets: Iterable[int]) -> None:
    """Hold assets until the transaction ends, the lowest number first.

    Everybody locks a case first, then the assets, then claims. Whoever decides about an asset's caps, or finds a cover
    by what is left of them, waits here for the other.
    """
    wanted = select(Asset.id).where(Asset.id.in_(list(assets))).order_by(Asset.id)
    ctx.session.execute(wanted.with_for_update(key_share=True, of=Asset))


def approved_before(ctx: Context, warranty: AssetWarranty, claim: Claim) -> Decimal:
    """Return what was approved under a warranty in all other claims."""
    granted = (
        select(total(ClaimCover.approved))
        .join(Claim, ClaimCover.claim_id == Claim.id)
        .where(
            ClaimCover.warranty_id == warranty.id,
            Claim.id != claim.id,
            Claim.status.in_(GRANTED),
            Claim.currency == warranty.currency,
        )
    )
    return ctx.session.scalar(granted) or Decimal(0)


def terms_of(ctx: Context, warranty: AssetWarranty, claim: Claim) -> Terms:
    """Return a warranty as the policy reads it, with what is left of its cap per asset."""
    cap = warranty.cap_per_asset
    return Terms(
        warranty_id=warranty.id,
        start_basis=warranty.start_basis,
        months={tier: getattr(warranty, f"{tier}_months") or warranty.duration_months for tier in TIERS},
        percent={tier: getattr(warranty, f"{tier}_percent") for tier in TIERS},
        currency=warranty.currency,
        usage_limit=warranty.usage_limit,
        excluded_parts=exclusions(warranty.excluded_parts),
        excluded_causes=exclusions(warranty.excluded_causes),
        cap_per_claim=warranty.cap_per_claim,
        cap_left=None if cap is None else cap - approved_before(ctx, warranty, claim),
        transferable=warranty.transferable,
        term_id=warranty.term_id,
    )


def claimed(ctx: Context, claim: Claim, line: ClaimLineItem) -> ClaimedLine:
    """Return a line as the policy reads it: with the asset and the warranties that are in the database now."""
    asset = ctx.session.get_one(Asset, line.asset_id, populate_existing=True)
    warranties = ctx.session.scalars(
        select(AssetWarranty)
        .where(AssetWarranty.asset_id == asset.id)
        .order_by(AssetWarranty.id)
        .execution_options(populate_existing=True)
    )
    return ClaimedLine(
        asset_id=asset.id,
        failure_date=line.failure_date,
        requested=line.asked(claim.currency),
        dates={basis: asset.date_of(basis) for basis in StartBasis},
        warranties=tuple(terms_of(ctx, warranty, claim) for warranty in warranties),
        usage=line.usage if line.usage is not None else asset.usage,
        causal_part=line.causal_part,
        failure_cause=line.failure_cause,
        transferred=asset.account_id != asset.first_account_id,
    )


def find_cover(ctx: Context, claim: Claim) -> list[Cover]:
    """Return what is covered of a claim by what is in the database now. Nothing is noted."""
    try:
        return evaluate([claimed(ctx, claim, line) for line in claim.lines], claim.currency)
    except MixedCurrenciesError as mixed:
        raise Problem(409, "currencies_mixed", str(mixed), rule="one_currency", field="currency") from None


def evaluate_claim(ctx: Context, claim: Claim) -> None:
    """Evaluate a claim and note the cover of each tier of each line, and what it was found by, on the timeline."""
    ctx.session.flush()
    found = find_cover(ctx, claim)
    claim.evaluations += 1
    ctx.session.refresh(claim, ["inputs_revision"])
    for line in claim.lines:
        known = {cover.tier: cover for cover in line.covers}
        for cover in (each for each in found if each.asset_id == line.asset_id):
            row = known.get(cover.tier)
            if row is None:
                row = ClaimCover(claim_id=claim.id, asset_id=line.asset_id, tier=cover.tier)
                line.covers.append(row)
            for name in ClaimCover.FOUND:
                setattr(row, name, getattr(cover, name))
            row.revision = claim.inputs_revision
    record(
        ctx,
        claim,
        "evaluated",
        case_id=claim.case_id,
        rule="warranty",
        revision=claim.inputs_revision,
        cover=told(found),
    )


def told(covers: Iterable[Cover]) -> list[dict[str, object]]:
    """Return covers as the timeline tells them."""
    return [{name: getattr(cover, name) for name in ClaimCover.FOUND} for cover in covers]


def check_evaluated(ctx: Context, claim: Claim) -> None:
    """Refuse, by gate 4, a claim that was not evaluated by what is in the database now."""
    ctx.session.refresh(claim, ["inputs_revision"])
    noted = {(line.asset_id, cover.tier): cover for line in claim.lines for cover in line.covers}
    missing = [
        f"{tier} of asset {line.asset_id}"
        for line in claim.lines
        for tier in TIERS
        if (line.asset_id, tier) not in noted
    ]
    if missing:
        raise gate(4, f"not evaluated against the asset's warranty: {', '.join(missing)}", allowed=["evaluate"])
    changed = [cover for cover in find_cover(ctx, claim) if noted[cover.asset_id, cover.tier].found != cover]
    if claim.stale or changed:
        where = sorted({cover.asset_id for cover in changed})
        detail = f" and the cover of assets {where} is another now" if where else ""
        raise gate(4, f"something has changed since the claim was evaluated{detail}", allowed=["evaluate"])


def flags_of(ctx: Context, claim: Claim) -> set[Flag]:
    """Return what is to be looked at by a person, beside what is not covered."""
    parts = [part for line in claim.lines for part in line.parts]
    found = set()
    if any(part.book_price is None for part in parts):
        found.add(Flag.PRICE_NOT_IN_BOOK)
    if any(part.book_price is not None and part.unit_price > part.book_price for part in parts):
        found.add(Flag.PRICE_ABOVE_BOOK)
    if any(_claimed_before(ctx, claim, line) for line in claim.lines):
        found.add(Flag.CLAIMED_BEFORE)
    return found


def _claimed_before(ctx: Context, claim: Claim, line: ClaimLineItem) -> bool:
    same = (
        select(Claim.id)
        .join(ClaimLineItem, ClaimLineItem.claim_id == Claim.id)
        .where(
            ClaimLineItem.asset_id == line.asset_id,
            ClaimLineItem.failure_date == line.failure_date,
            Claim.id != claim.id,
            Claim.status.not_in(["draft", "rejected"]),
        )
    )
    return ctx.session.scalar(same.limit(1)) is not None


def stale_condition() -> ColumnElement[bool]:
    """Return the condition for claims that wait for a decision and whose cover was not found by what is so now."""
    current = select(count()).where(
        ClaimCover.claim_id == ClaimLineItem.claim_id,
        ClaimCover.asset_id == ClaimLineItem.asset_id,
        ClaimCover.revision == Claim.inputs_revision,
    )
    waiting = select(ClaimLineItem.asset_id).where(
        ClaimLineItem.claim_id == Claim.id, current.correlate(Claim, ClaimLineItem).scalar_subquery() < len(TIERS)
    )
    return Claim.status.in_(UNDECIDED) & waiting.exists()
