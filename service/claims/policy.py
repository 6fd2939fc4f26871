"""The life cycle of claims, and who approves what. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.transitions import Transitions


class ClaimStatus(StrEnum):
    """Where a claim is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MANUAL_REVIEW_NEEDED = "manual_review_needed"
    UNDER_REVIEW = "under_review"
    REQUESTED_INFORMATION = "requested_information"
    APPROVED = "approved"
    PARTIALLY_APPROVED = "partially_approved"
    REJECTED = "rejected"
    PAID = "paid"


DECIDED = ("approved", "partially_approved", "rejected", "paid")
WAITING = ("manual_review_needed", "under_review")

CLAIM = Transitions(
    record="claim",
    initial="draft",
    table={
        ("draft", "submit"): "submitted",
        ("submitted", "auto_approve"): "approved",
        ("submitted", "need_review"): "manual_review_needed",
        ("manual_review_needed", "review"): "under_review",
        ("under_review", "request_information"): "requested_information",
        ("requested_information", "provide_information"): "under_review",
        **{
            (state, event): status
            for state in WAITING
            for event, status in (
                ("approve", "approved"),
                ("approve_partially", "partially_approved"),
                ("reject", "rejected"),
            )
        },
        ("approved", "pay"): "paid",
        ("partially_approved", "pay"): "paid",
    },
)


@dataclass(frozen=True, slots=True)
class Band:
    """Amounts up to a limit, and who approves them, within how many hours. Without a limit it is for all amounts."""

    up_to: Decimal | None
    reason: str | None
    """The flag that it is for; None for any."""
    role: str
    hours: int


SHIPPED_LIMITS = {"basic": Decimal(250), "standard": Decimal(500), "premium": Decimal(1000)}
"""Up to which amount an unflagged claim approves itself, by the account's tier, in a new installation."""

SHIPPED_BANDS = (
    Band(Decimal(5000), None, "approver", 24),
    Band(Decimal(25000), None, "manager", 48),
    Band(None, None, "owner", 72),
)


def flags(asked: Iterable[tuple[Decimal, str]]) -> list[str]:
    """Return the reasons, of what was asked for at all, other than full cover."""
    return sorted({reason for amount, reason in asked if amount and reason != "COVERED"})


def band_for(bands: Sequence[Band], amount: Decimal, flagged: Sequence[str]) -> Band | None:
    """Return the band of an amount: one for its flag before one for any, then the lowest that holds it."""
    fitting = [
        band
        for band in bands
        if (band.up_to is None or amount <= band.up_to) and (band.reason is None or band.reason in flagged)
    ]
    return min(
        fitting, key=lambda band: (band.reason is None, band.up_to is None, band.up_to or Decimal(0)), default=None
    )
