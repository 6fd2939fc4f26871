"""What a warranty pays for. Pure: amounts and dates in, amounts and reasons out.

Rounding: every amount is rounded once, down to the places of its currency, when the covered share of a requested
amount is taken: a warranty never pays more than the share it promises. Caps are rounded the same way and shared out by
the largest remainder, so nothing is rounded again, and the lines add up to the claim exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction

TIERS = ("parts", "labor", "expense")
ZERO = Decimal(0)
PLACES = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3}
"""Decimal places of the currencies that do not have two."""


class Reason(StrEnum):
    """Why a tier of a line was paid as it was."""

    COVERED = "COVERED"
    PARTIAL = "PARTIAL"
    CAP_REACHED = "CAP_REACHED"
    USAGE_EXCEEDED = "USAGE_EXCEEDED"
    EXCLUDED = "EXCLUDED"
    EXPIRED = "EXPIRED"
    NOT_STARTED = "NOT_STARTED"
    TIER_NOT_COVERED = "TIER_NOT_COVERED"
    NOT_TRANSFERABLE = "NOT_TRANSFERABLE"


NEAREST = (
    *(Reason.TIER_NOT_COVERED, Reason.NOT_TRANSFERABLE, Reason.NOT_STARTED, Reason.EXPIRED),
    *(Reason.EXCLUDED, Reason.USAGE_EXCEEDED),
)
"""Reasons not to pay, the one farthest from paying first: of several warranties the nearest miss is told."""


@dataclass(frozen=True, slots=True)
class Cover:
    """One warranty of an asset, with its dates worked out."""

    id: int
    term_id: int | None
    """The product's term that it came from: its cap per claim is one for all assets of the claim."""
    starts_on: date | None
    ends_on: Mapping[str, date | None]
    """The last day covered, by tier."""
    percent: Mapping[str, Decimal]
    usage_limit: Decimal | None
    excluded_parts: frozenset[str]
    excluded_causes: frozenset[str]
    cap_per_claim: Decimal | None
    cap_left: Decimal | None
    """What is left of the cap per asset."""
    transferable: bool
    currency: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked for one asset."""

    asset_id: int
    failed_on: date
    usage: Decimal | None
    causal_part: str
    cause: str
    transferred: bool
    """Whether the asset is another account's than the one it was sold to."""
    requested: Mapping[str, Decimal]
    covers: Sequence[Cover]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is paid of one tier of a line, and why."""

    eligible: Decimal
    reason: Reason
    warranty_id: int | None


def unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency."""
    return Decimal(1).scaleb(-PLACES.get(currency, 2))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return an amount in the places of its currency, rounded down."""
    return amount.quantize(unit(currency), ROUND_FLOOR)


def refusal(line: Line, cover: Cover, tier: str) -> Reason | None:
    """Return why a warranty pays nothing of a tier of a line; None if it pays its share.

    Both the first and the last day are covered, by the date of the failure.
    """
    last = cover.ends_on[tier]
    if not cover.percent[tier]:
        return Reason.TIER_NOT_COVERED
    if line.transferred and not cover.transferable:
        return Reason.NOT_TRANSFERABLE
    if cover.starts_on is None or line.failed_on < cover.starts_on:
        return Reason.NOT_STARTED
    if last is None or line.failed_on > last:
        return Reason.EXPIRED
    if line.causal_part in cover.excluded_parts or line.cause in cover.excluded_causes:
        return Reason.EXCLUDED
    if cover.usage_limit is not None and (line.usage is None or line.usage > cover.usage_limit):
        return Reason.USAGE_EXCEEDED
    return None


def best(line: Line, tier: str, currency: str) -> Verdict:
    """Return what the best warranty pays of a tier before caps; of two alike, the one with the lower number.

    A warranty in another currency pays nothing: amounts of different currencies are not compared.
    """
    asked = line.requested[tier]
    paying = [cover for cover in line.covers if cover.currency == currency and refusal(line, cover, tier) is None]
    if paying:
        chosen = max(paying, key=lambda cover: (cover.percent[tier], -cover.id))
        amount = rounded(asked * chosen.percent[tier] / 100, currency)
        reason = Reason.COVERED if amount == asked else Reason.PARTIAL
        return Verdict(amount, reason, chosen.id)
    misses = [refusal(line, cover, tier) for cover in line.covers if cover.currency == currency]
    nearest = max((miss for miss in misses if miss), key=NEAREST.index, default=Reason.TIER_NOT_COVERED)
    return Verdict(ZERO, nearest, None)


def evaluate(lines: Sequence[Line], currency: str) -> dict[tuple[int, str], Verdict]:
    """Return what is paid of each tier of each line, by asset and tier.

    First each tier gets the best cover; then what a warranty would pay is cut to what is left of its cap per asset;
    then what warranties of one term would pay of the whole claim is cut to their cap per claim, the lowest if they
    differ. Cuts are shared in proportion, so the order of the lines changes nothing.
    """
    verdicts = {(line.asset_id, tier): best(line, tier, currency) for line in lines for tier in TIERS}
    covers = sorted((cover for line in lines for cover in line.covers), key=lambda cover: cover.id)
    for cover in covers:
        if cover.cap_left is not None:
            _cut(verdicts, {cover.id}, cover.cap_left, currency)
    groups: dict[tuple[str, int], list[Cover]] = {}
    for cover in covers:
        key = ("term", cover.term_id) if cover.term_id is not None else ("own", cover.id)
        groups.setdefault(key, []).append(cover)
    for group in groups.values():
        caps = [cover.cap_per_claim for cover in group if cover.cap_per_claim is not None]
        if caps:
            _cut(verdicts, {cover.id for cover in group}, min(caps), currency)
    return verdicts


def _cut(verdicts: dict[tuple[int, str], Verdict], warranties: set[int], cap: Decimal, currency: str) -> None:
    own = {key: each.eligible for key, each in verdicts.items() if each.warranty_id in warranties}
    whole = rounded(max(ZERO, cap), currency)
    if sum(own.values(), ZERO) <= whole:
        return
    for key, amount in share(own, whole, currency).items():
        if amount < own[key]:
            verdicts[key] = Verdict(amount, Reason.CAP_REACHED, verdicts[key].warranty_id)


def share(wanted: Mapping[tuple[int, str], Decimal], cap: Decimal, currency: str) -> dict[tuple[int, str], Decimal]:
    """Share `cap` out in proportion to what is wanted, in whole units of the currency, all of it.

    What proportion leaves over goes to the largest remainders, and of those alike to the lower asset, parts first.
    """
    total = sum(wanted.values(), ZERO)
    units = int(cap / unit(currency))
    exact = {key: Fraction(amount) * units / Fraction(total) for key, amount in wanted.items()}
    given = {key: int(each) for key, each in exact.items()}
    order = sorted(exact, key=lambda key: (given[key] - exact[key], key[0], TIERS.index(key[1])))
    for key in order[: units - sum(given.values())]:
        given[key] += 1
    return {key: count * unit(currency) for key, count in given.items()}
