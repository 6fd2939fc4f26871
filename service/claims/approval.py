"""The life cycle of claims: what approves itself, and who decides about the rest by when. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.assets.models import AccountTier
from service.claims.policy import Code, Cover, Tier
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


GRANTED = ("approved", "partially_approved", "paid")
"""Gate 4 stands before these."""
DECIDED = (*GRANTED, "rejected")
"""Nothing of a claim that is one of these changes any more, but that it is paid."""
UNDECIDED = tuple(status.value for status in ClaimStatus if status not in DECIDED)
AMENDABLE = ("draft", "manual_review_needed", "under_review", "requested_information")
IN_REVIEW = ("manual_review_needed", "under_review")

CLAIM = Transitions(
    record="claim",
    initial="draft",
    table={
        ("draft", "submit"): "submitted",
        ("submitted", "approve_in_policy"): "approved",
        ("manual_review_needed", "approve_in_policy"): "approved",
        ("submitted", "escalate"): "manual_review_needed",
        ("manual_review_needed", "take_up"): "under_review",
        **{(state, "pass_on"): "manual_review_needed" for state in IN_REVIEW},
        ("under_review", "request_information"): "requested_information",
        ("requested_information", "provide_information"): "under_review",
        **{(state, "approve"): "approved" for state in IN_REVIEW},
        **{(state, "approve_partially"): "partially_approved" for state in IN_REVIEW},
        **{(state, "reject"): "rejected" for state in IN_REVIEW},
        **{(state, "withdraw"): "rejected" for state in UNDECIDED},
        ("approved", "pay"): "paid",
        ("partially_approved", "pay"): "paid",
    },
)


class Flag(StrEnum):
    """Why a claim does not approve itself, beside the codes of its tiers."""

    OVER_LIMIT = "OVER_LIMIT"
    NO_LIMIT = "NO_LIMIT"
    """No limit is set in the claim's currency for its account."""
    PRICE_ABOVE_BOOK = "PRICE_ABOVE_BOOK"
    PRICE_NOT_IN_BOOK = "PRICE_NOT_IN_BOOK"
    CLAIMED_BEFORE = "CLAIMED_BEFORE"
    """Another claim that was not rejected is for a failure of the same asset on the same day."""
    REFERRED_BY_RULE = "REFERRED_BY_RULE"
    """It is within the policy, and the rules of approval want a person to look."""


REASONS = frozenset({*Flag, *(code for code in Code if code != Code.COVERED)})
"""All that an approval band can be for."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to how much of each tier a claim approves itself: of one account, of a tier of accounts, or of all."""

    parts: Decimal
    labor: Decimal
    expense: Decimal
    account_tier: AccountTier | None = None
    account_id: int | None = None

    def fits(self, account_id: int, account_tier: AccountTier) -> bool:
        """Return whether the limit is for an account."""
        return self.account_id in (None, account_id) and self.account_tier in (None, account_tier)

    @property
    def narrowness(self) -> tuple[bool, bool]:
        """The narrower of two limits is the greater: an account goes before a tier of accounts, and that before all."""
        return self.account_id is not None, self.account_tier is not None


@dataclass(frozen=True, slots=True)
class Band:
    """Who decides about claims from an amount on, for one reason or for any, and within how many hours."""

    from_amount: Decimal
    hours: int
    reason: str | None = None
    role: str | None = None
    user_id: int | None = None


LAST_RESORT = Band(Decimal(0), 24, role="owner")
"""Decides where no band is defined: no claim is without somebody who answers for it."""


def limit_for(limits: Iterable[Limit], account_id: int, account_tier: AccountTier) -> Limit | None:
    """Return the narrowest limit that is for an account, of equally narrow ones the lowest; None if there is none."""
    fitting = [limit for limit in limits if limit.fits(account_id, account_tier)]
    narrowest = max((limit.narrowness for limit in fitting), default=None)
    among = [limit for limit in fitting if limit.narrowness == narrowest]
    return min(among, key=lambda each: (each.parts + each.labor + each.expense, each.parts, each.labor), default=None)


def review_reasons(covers: Sequence[Cover], limit: Limit | None, flags: Iterable[Flag]) -> list[str]:
    """Return why a claim does not approve itself, sorted; nothing if it does.

    Each code but COVERED of a tier that something was asked for is a reason, and so is a sum of a tier above its limit.
    """
    found: set[str] = set(flags)
    found |= {cover.code for cover in covers if cover.requested and cover.code != Code.COVERED}
    if limit is None:
        found.add(Flag.NO_LIMIT)
    else:
        bounds = {Tier.PARTS: limit.parts, Tier.LABOR: limit.labor, Tier.EXPENSE: limit.expense}
        totals = {tier: sum(cover.eligible for cover in covers if cover.tier == tier) for tier in Tier}
        found |= {Flag.OVER_LIMIT for tier in Tier if totals[tier] > bounds[tier]}
    return sorted(found)


def band_for(bands: Iterable[Band], amount: Decimal, reasons: Sequence[str]) -> Band:
    """Return the band of a claim that asks for an amount and is reviewed for these reasons.

    Of the bands that begin at or below the amount the highest counts, at equal height one for a reason of the claim
    before one for any, and of several such the one that leaves the least time.
    """
    fitting = [band for band in bands if band.from_amount <= amount and band.reason in (None, *reasons)]
    return max(
        fitting,
        key=lambda each: (each.from_amount, each.reason is not None, -each.hours, each.role or "", each.user_id or 0),
        default=LAST_RESORT,
    )


def approver_for(bands: Iterable[Band], amount: Decimal, reasons: Sequence[str], passed_on: int) -> Band:
    """Return the band of a claim that was passed on so many times: each time to the next higher one, last of all to
    the last resort."""
    bands = list(bands)
    band = band_for(bands, amount, reasons)
    for _ in range(passed_on):
        fitting = (each.from_amount for each in bands if each.reason in (None, *reasons))
        higher = [height for height in fitting if height > band.from_amount]
        if not higher:
            return LAST_RESORT
        band = band_for(bands, min(higher), reasons)
    return band
