"""Making claims: by the hand-over when a case is classified as one, and by people who ask for something."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from service.assets.installed import Asset
from service.assets.models import Account, PriceBookEntry
from service.cases.models import Case
from service.cases.paths import PATHS, leads_to_claim
from service.cases.policy import WORKING
from service.claims.approval import ClaimStatus
from service.claims.decisions import name_of, tell
from service.claims.evaluation import evaluate_claim, hold_assets
from service.claims.models import Claim, ClaimAsset, ClaimExpense, ClaimLineItem, ClaimPart
from service.context import Context
from service.errors import Problem, gate, invalid

HAND_OVER = "rule:hand_over"
"""Who made a claim in which nobody asked for anything yet."""
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
    """Ask for something for assets of a case, all of them if none are named, and evaluate it.

    The claim that the hand-over made is filled in if nobody asked for anything in it yet; else there is a further one.
    Gate 3: there is one line for each asset.
    """
    check_leads_to_claim(ctx, case)
    wanted = assets_of(case, assets)
    _check_gate_3(wanted, [line["asset_id"] for line in lines])
    hold_assets(ctx, [line.asset_id for line in case.lines])
    claim = untouched(ctx, case)
    if claim is None:
        claim = _new_claim(ctx, case, wanted, currency=currency)
    else:
        claim.created_by, claim.currency = name_of(ctx.actor), currency or claim.currency
        match_assets(ctx, claim, case, wanted)
    by_asset = {line["asset_id"]: line for line in lines}
    for row in claim.lines:
        fill_line(ctx, claim, row, by_asset[row.asset_id])
    ctx.session.flush()
    tell(ctx, claim, "created" if claim.evaluations == 0 else "amended", lines=list(lines))
    evaluate_claim(ctx, claim)
    return claim


def check_leads_to_claim(ctx: Context, case: Case) -> None:
    """Refuse a case that the rules do not lead to a claim, or that has come to an end."""
    if leads_to_claim(ctx, case) is None:
        raise Problem(
            409,
            "not_a_claim",
            f"a case of type {case.case_type} leads to no claim",
            rule=PATHS,
            field="case_type",
        )
    if case.status not in WORKING:
        raise Problem(409, "case_not_open", f"the case is {case.status}", rule="hand_over", allowed=list(WORKING))


def make_claim(ctx: Context, case: Case, assets: Sequence[int]) -> Claim:
    """Make a claim with a line for each asset, which asks for nothing yet, and evaluate it."""
    hold_assets(ctx, assets)
    claim = _new_claim(ctx, case, assets, currency=None)
    tell(ctx, claim, "created", assets=list(assets))
    try_to_evaluate(ctx, claim)
    return claim


def try_to_evaluate(ctx: Context, claim: Claim) -> None:
    """Evaluate a claim that asks for nothing yet; where that cannot be, it stays to be evaluated."""
    try:
        evaluate_claim(ctx, claim)
    except Problem:
        ctx.session.flush()


def untouched(ctx: Context, case: Case) -> Claim | None:
    """Return the claim that the hand-over made of a case and in which nobody asked for anything yet, locked."""
    wanted = select(Claim).where(
        Claim.case_id == case.id, Claim.status == ClaimStatus.DRAFT, Claim.created_by == HAND_OVER
    )
    found = ctx.session.scalars(wanted.order_by(Claim.id)).first()
    if found is None:
        return None
    hold_assets(ctx, [line.asset_id for line in case.lines])
    held = (
        wanted.where(Claim.id == found.id)
        .with_for_update(key_share=True, of=Claim)
        .execution_options(populate_existing=True)
    )
    return ctx.session.scalars(held).first()


def _new_claim(ctx: Context, case: Case, assets: Sequence[int], *, currency: str | None) -> Claim:
    claim = Claim(
        case_id=case.id,
        account_id=case.account_id,
        order_id=_order_of(ctx, case, assets),
        primary_asset_id=min(assets),
        currency=currency or ctx.session.get_one(Account, case.account_id).currency,
        created_by=name_of(ctx.actor),
        status=ClaimStatus.DRAFT,
    )
    ctx.session.add(claim)
    ctx.session.flush()
    match_assets(ctx, claim, case, assets)
    return claim


def match_assets(ctx: Context, claim: Claim, case: Case, assets: Sequence[int]) -> None:
    """Let a claim be about these assets of its case: gate 3, a line for each, empty for each that is new."""
    present = {line.asset_id: line for line in claim.lines}
    for gone in sorted({*present} - {*assets}):
        ctx.session.delete(present[gone])
        ctx.session.flush()
        ctx.session.delete(ctx.session.get_one(ClaimAsset, (claim.id, gone)))
    for asset in sorted({*assets} - {*present}):
        ctx.session.add(ClaimAsset(claim_id=claim.id, asset_id=asset, case_id=case.id))
        ctx.session.flush()
        ctx.session.add(ClaimLineItem(claim_id=claim.id, asset_id=asset, failure_date=case.opened_at.date()))
    claim.primary_asset_id, claim.order_id = min(assets), _order_of(ctx, case, assets)
    ctx.session.flush()
    ctx.session.refresh(claim, ["lines", "inputs_revision"])


def assets_of(case: Case, named: Sequence[int] | None) -> list[int]:
    """Return these assets of a case in order, all of them if none are named; refuse others and doubled ones."""
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


def _order_of(ctx: Context, case: Case, assets: Sequence[int]) -> int | None:
    lines = [ctx.session.get_one(Asset, asset).order_line for asset in assets]
    orders = {line.order_id if line else None for line in lines}
    return orders.pop() if len(orders) == 1 else case.order_id


def fill_line(ctx: Context, claim: Claim, row: ClaimLineItem, changes: Mapping[str, Any]) -> None:
    """Set what a line asks for, and what is known about its failure."""
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
