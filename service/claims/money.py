"""Amounts of one currency: exact, rounded once, and shared so that the parts add up. Pure.

The rounding rule. What is asked for (a quantity times a price, hours times a rate, an expense) is rounded half up to
the currency's smallest unit, each by itself. A percentage and a cap are rounded down to it, so that cover never
exceeds them. Everything else is addition of whole units: tiers add up to their line, and lines to their claim. What
a cap leaves is shared by the largest remainder.
"""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, TypeVar

WITHOUT_PLACES = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
EXPONENTS = {
    **dict.fromkeys(WITHOUT_PLACES, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Decimal places of the smallest unit, by ISO 4217, of the currencies that do not have two."""

Sharer = TypeVar("Sharer", bound=Hashable)


def smallest(currency: str) -> int:
    """Return how many of the smallest units the currency's unit has."""
    return int(10 ** EXPONENTS.get(currency, 2))


def units(amount: Decimal | Fraction, currency: str) -> int:
    """Return an amount in the currency's smallest units, rounded half up."""
    return units_below(Fraction(amount) + Fraction(1, 2 * smallest(currency)), currency)


def units_below(amount: Decimal | Fraction, currency: str) -> int:
    """Return how many of the currency's smallest units an amount holds, rounded down."""
    return floor(Fraction(amount) * smallest(currency))


def amount(count: int, currency: str) -> Decimal:
    """Return the amount of so many of the currency's smallest units."""
    # By way of text: arithmetic would round to the context's precision.
    return Decimal(f"{count}E-{EXPONENTS.get(currency, 2)}")


def written(value: Decimal, currency: str) -> str:
    """Return an amount as people write it: with the places of its currency, and the currency."""
    return f"{amount(units(value, currency), currency)} {currency}"


def product(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Return a quantity times a price, rounded half up to the currency's smallest unit."""
    return amount(units(Fraction(quantity) * Fraction(price), currency), currency)


def share(total: int, wanted: Mapping[Sharer, int]) -> dict[Sharer, int]:
    """Share `total` units among those who want some, in proportion, and nobody gets more than they want.

    What the proportions leave over goes to the largest remainders (Hamilton's method), of equal ones to the smallest
    key. All get what they want if there is enough.
    """
    demand = sum(wanted.values())
    if demand <= total:
        return dict(wanted)
    whole = {key: divmod(total * weight, demand) for key, weight in wanted.items()}
    left = total - sum(quotient for quotient, _ in whole.values())

    def remainder_first(key: Any) -> tuple[int, Any]:
        return -whole[key][1], key

    favoured = set(sorted(whole, key=remainder_first)[:left])
    return {key: quotient + (key in favoured) for key, (quotient, _) in whole.items()}
