"""Limits and approvers as data: those shipped, and reading them."""

from decimal import Decimal

from sqlalchemy import select

from service.claims.approval import Band, Limit
from service.claims.models import ApprovalBand, ApprovalLimit
from service.context import Context
from service.timeline.operations import record

CURRENCY = "EUR"
SHIPPED_LIMIT = {"parts_limit": Decimal(500), "labor_limit": Decimal(300), "expense_limit": Decimal(100)}
SHIPPED_BANDS = ((0, "approver", 24), (5_000, "manager", 48), (25_000, "owner", 72))
"""From an amount on, who decides, and within how many hours, in a new installation."""


def ship_limits(ctx: Context) -> None:
    """Add the shipped limit and bands if there are none at all."""
    if ctx.session.scalar(select(ApprovalLimit.id).limit(1)) is None:
        limit = ApprovalLimit(currency=CURRENCY, **SHIPPED_LIMIT)
        ctx.session.add(limit)
        record(ctx, limit, "created")
    if ctx.session.scalar(select(ApprovalBand.id).limit(1)) is None:
        for amount, role, hours in SHIPPED_BANDS:
            band = ApprovalBand(currency=CURRENCY, from_amount=Decimal(amount), approver_role=role, hours=hours)
            ctx.session.add(band)
            record(ctx, band, "created")


def limits_in(ctx: Context, currency: str) -> list[Limit]:
    """Return the limits in a currency."""
    found = ctx.session.scalars(select(ApprovalLimit).where(ApprovalLimit.currency == currency))
    return [
        Limit(each.parts_limit, each.labor_limit, each.expense_limit, each.account_tier, each.account_id)
        for each in found
    ]


def bands_in(ctx: Context, currency: str) -> list[Band]:
    """Return the bands in a currency."""
    found = ctx.session.scalars(select(ApprovalBand).where(ApprovalBand.currency == currency))
    return [
        Band(each.from_amount, each.hours, each.reason, each.approver_role, each.approver_user_id) for each in found
    ]
