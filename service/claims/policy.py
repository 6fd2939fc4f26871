"""What a warranty covers of a claim, by line and tier. Pure: no session, no clock.

Each tier of a line is held against each warranty of its asset, in a fixed order of tests; the first that fails gives
the code: is the cover transferable to today's owner, had it begun on the day of the failure, had the tier's cover
ended, is the tier covered at all, was the usage within the limit, is causal part or cause excluded. Of several
warranties that cover the tier the one that would give the most by itself applies; if none covers it, the code is that
of the one that came furthest.

Then the caps: per asset over the tiers of one line, next per claim over all lines under the same term, each shared
in proportion to what is covered. Results depend neither on the order of the lines nor on that of the warranties.
How amounts are rounded is written in `service.claims.money`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from service.assets.models import StartBasis
from service.assets.policy import cover_ends
from service.claims import money


class Tier(StrEnum):
    """What of a repair is paid for."""

    PARTS = "parts"
    LABOR = "labor"
    EXPENSE = "expense"


TIERS = tuple(Tier)


class Code(StrEnum):
    """How far a tier is covered, and why no further. In the order of the tests, those who fail early first."""

    NOT_TRANSFERABLE = "NOT_TRANSFERABLE"
    NOT_STARTED = "NOT_STARTED"
    EXPIRED = "EXPIRED"
    TIER_NOT_COVERED = "TIER_NOT_COVERED"
    USAGE_EXCEEDED = "USAGE_EXCEEDED"
    EXCLUDED = "EXCLUDED"
    CAP_REACHED = "CAP_REACHED"
    PARTIAL = "PARTIAL"
    COVERED = "COVERED"


ORDER = {code: place for place, code in enumerate(Code)}


class MixedCurrenciesError(ValueError):
    """A warranty's caps are in another currency than the claim."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One warranty of one asset."""

    warranty_id: int
    start_basis: StartBasis
    months: Mapping[Tier, int]
    """How long each tier is covered."""
    percent: Mapping[Tier, Decimal]
    """How much of each tier is covered, from 0 to 100."""
    currency: str
    """Of the caps."""
    usage_limit: Decimal | None = None
    """The last reading that is covered."""
    excluded_parts: frozenset[str] = frozenset()
    excluded_causes: frozenset[str] = frozenset()
    """Both as `exclusions` reads them."""
    cap_per_claim: Decimal | None = None
    """What all lines of one claim under the same term may come to."""
    cap_left: Decimal | None = None
    """What is left of the cap per asset after all that was approved before."""
    transferable: bool = True
    term_id: int | None = None
    """The term that it was born by; a warranty agreed upon apart shares its cap per claim with no other."""


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """What is asked for one asset, and what is known about its failure."""

    asset_id: int
    failure_date: date
    requested: Mapping[Tier, Decimal]
    """Whole numbers of the currency's smallest unit."""
    dates: Mapping[StartBasis, date | None]
    """The days on which warranties of each basis begin, as far as they are known."""
    warranties: Sequence[Terms]
    usage: Decimal | None = None
    """The reading at the failure. One that nobody stated is not within a limit."""
    causal_part: str | None = None
    failure_cause: str | None = None
    transferred: bool = False
    """Whether the asset belongs to another account than the one it was sold to."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What came of one tier of one line."""

    asset_id: int
    tier: Tier
    requested: Decimal
    eligible: Decimal
    code: Code
    percent: Decimal
    """The share that the warranty gives; 0 if none covers the tier."""
    warranty_id: int | None
    """The warranty that the code speaks of; None if the asset has none."""
    first_day: date | None
    last_day: date | None
    """Of the tier's cover, both included; None while they are not known."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A tier of a line held against one warranty, before caps are shared; in the currency's smallest units."""

    line: ClaimedLine
    tier: Tier
    terms: Terms | None
    code: Code
    percent: Decimal
    granted: int
    alone: int
    """What would be granted if the caps had to serve nothing else."""

    @property
    def key(self) -> tuple[int, int]:
        return self.line.asset_id, TIERS.index(self.tier)

    @property
    def merit(self) -> tuple[int, Decimal, int, date, int]:
        """By this the best of several warranties is the greatest."""
        if self.terms is None:
            return self.alone, self.percent, ORDER[self.code], date.min, 0
        last = last_day(self.line, self.terms, self.tier) or date.min
        return self.alone, self.percent, ORDER[self.code], last, -self.terms.warranty_id


def exclusions(text: str) -> frozenset[str]:
    """Return the words of a list separated by semicolons, as they are compared."""
    return frozenset(word for each in text.split(";") if (word := compared(each)))


def compared(word: str) -> str:
    """Return a part number or a cause as it is compared: case, outer blanks and doubled ones do not matter."""
    return " ".join(word.split()).casefold()


def first_day(line: ClaimedLine, terms: Terms) -> date | None:
    """Return the first day of a cover; None while the date that it begins with is not known."""
    return line.dates.get(terms.start_basis)


def last_day(line: ClaimedLine, terms: Terms, tier: Tier) -> date | None:
    """Return the last day on which a tier is covered, which is covered, too."""
    first = first_day(line, terms)
    return None if first is None else cover_ends(first, terms.months[tier])


def tested(line: ClaimedLine, terms: Terms, tier: Tier) -> Code:
    """Return the code of the first test that a tier fails under a warranty; caps are not among the tests."""
    first, last = first_day(line, terms), last_day(line, terms, tier)
    if line.transferred and not terms.transferable:
        return Code.NOT_TRANSFERABLE
    if first is None or last is None or line.failure_date < first:
        return Code.NOT_STARTED
    if line.failure_date > last:
        return Code.EXPIRED
    if terms.percent[tier] == 0:
        return Code.TIER_NOT_COVERED
    if terms.usage_limit is not None and (line.usage is None or line.usage > terms.usage_limit):
        return Code.USAGE_EXCEEDED
    if _excluded(line.causal_part, terms.excluded_parts) or _excluded(line.failure_cause, terms.excluded_causes):
        return Code.EXCLUDED
    return Code.COVERED if terms.percent[tier] == 100 else Code.PARTIAL


def _excluded(word: str | None, excluded: frozenset[str]) -> bool:
    return word is not None and compared(word) in excluded


def evaluate(lines: Sequence[ClaimedLine], currency: str) -> list[Cover]:
    """Return what is covered of each tier of each line, by asset and in the order of the tiers.

    Raises `MixedCurrenciesError` if a cap is in another currency, and `ValueError` if an asset is there twice, or an
    amount is negative or not a whole number of the smallest unit.
    """
    _check(lines, currency)
    chosen = [_best(line, tier, currency) for line in lines for tier in TIERS]
    capped = _shared_among_lines(_shared_among_tiers(chosen, currency), currency)
    return [_cover(each, currency) for each in sorted(capped, key=lambda each: each.key)]


def _check(lines: Sequence[ClaimedLine], currency: str) -> None:
    if len({line.asset_id for line in lines}) < len(lines):
        raise ValueError("an asset has one line of a claim")
    for line in lines:
        for asked in line.requested.values():
            if asked < 0 or money.amount(money.units(asked, currency), currency) != asked:
                raise ValueError(f"{asked} is no amount to ask for in {currency}")
        for terms in line.warranties:
            if terms.currency != currency and (terms.cap_per_claim is not None or terms.cap_left is not None):
                raise MixedCurrenciesError(
                    f"warranty {terms.warranty_id} of asset {line.asset_id} has caps in {terms.currency}, the claim is"
                    f" in {currency}"
                )


def _best(line: ClaimedLine, tier: Tier, currency: str) -> _Candidate:
    candidates = [_held_against(line, tier, terms, currency) for terms in line.warranties]
    nothing = _Candidate(line, tier, None, Code.TIER_NOT_COVERED, Decimal(0), 0, 0)
    return max(candidates, key=lambda each: each.merit, default=nothing)


def _held_against(line: ClaimedLine, tier: Tier, terms: Terms, currency: str) -> _Candidate:
    code = tested(line, terms, tier)
    if code not in (Code.COVERED, Code.PARTIAL):
        return _Candidate(line, tier, terms, code, Decimal(0), 0, 0)
    percent = terms.percent[tier]
    granted = money.units_below(Fraction(line.requested[tier]) * Fraction(percent) / 100, currency)
    caps = (money.units_below(cap, currency) for cap in (terms.cap_per_claim, terms.cap_left) if cap is not None)
    return _Candidate(line, tier, terms, code, percent, granted, max(0, min((granted, *caps))))


def _shared_among_tiers(candidates: Iterable[_Candidate], currency: str) -> list[_Candidate]:
    def pool(line: ClaimedLine, terms: Terms) -> Pool:
        return (line.asset_id, terms.warranty_id), terms.cap_left

    return _shared(candidates, pool, currency)


def _shared_among_lines(candidates: Iterable[_Candidate], currency: str) -> list[_Candidate]:
    def pool(line: ClaimedLine, terms: Terms) -> Pool:
        # A cap that was agreed upon anew for one asset is that asset's own.
        shared = ("term", terms.term_id, terms.cap_per_claim)
        return shared if terms.term_id is not None else ("warranty", terms.warranty_id), terms.cap_per_claim

    return _shared(candidates, pool, currency)


Pool = tuple[tuple[object, ...], Decimal | None]
"""What shares a cap, and the cap."""


def _shared(
    candidates: Iterable[_Candidate], pool: Callable[[ClaimedLine, Terms], Pool], currency: str
) -> list[_Candidate]:
    """Cut what is granted to what the caps of the pools allow."""
    pools: dict[Pool, list[_Candidate]] = {}
    free: list[_Candidate] = []
    for each in candidates:
        key = pool(each.line, each.terms) if each.terms and each.granted else None
        (free if key is None or key[1] is None else pools.setdefault(key, [])).append(each)
    for (_, cap), members in pools.items():
        total = max(0, money.units_below(cap or Decimal(0), currency))
        shares = money.share(total, {each.key: each.granted for each in members})
        free += [_cut(each, shares[each.key]) for each in members]
    return free


def _cut(candidate: _Candidate, granted: int) -> _Candidate:
    if granted == candidate.granted:
        return candidate
    return replace(candidate, granted=granted, code=Code.CAP_REACHED)


def _cover(found: _Candidate, currency: str) -> Cover:
    terms = found.terms
    return Cover(
        asset_id=found.line.asset_id,
        tier=found.tier,
        requested=found.line.requested[found.tier],
        eligible=money.amount(found.granted, currency),
        code=found.code,
        percent=found.percent,
        warranty_id=terms.warranty_id if terms else None,
        first_day=first_day(found.line, terms) if terms else None,
        last_day=last_day(found.line, terms, found.tier) if terms else None,
    )


def line_code(covers: Iterable[Cover]) -> Code:
    """Return the one code of a line, of the tiers that something was asked for; of all tiers if nothing was.

    COVERED if all are, PARTIAL if something is covered and something not; if nothing is, the code that failed first.
    """
    every = list(covers)
    asked = [cover for cover in every if cover.requested] or every
    codes = {cover.code for cover in asked}
    if len(codes) == 1:
        return codes.pop()
    return Code.PARTIAL if any(cover.eligible for cover in asked) else min(codes, key=ORDER.__getitem__)
