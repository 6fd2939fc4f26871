"""Worked examples of what a warranty covers: computed by hand, the arithmetic stated beside each.

The standard warranty of the table: from delivery on 2025-01-15 for 24 months, so until and with 2027-01-14; parts 100,
labor 50, expenses 0 percent; no limits. A failure is on 2026-06-15 unless an example says otherwise.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.assets.models import StartBasis
from service.claims.policy import TIERS, ClaimedLine, Code, Terms, Tier, evaluate, exclusions, line_code

DATES = {
    StartBasis.MANUFACTURE: date(2024, 11, 1),
    StartBasis.PURCHASE: date(2024, 12, 20),
    StartBasis.DELIVERY: date(2025, 1, 15),
    StartBasis.INSTALL: date(2025, 2, 10),
}


def percents(text: str) -> dict[Tier, Decimal]:
    """Read three shares, of parts, labor and expenses."""
    return {tier: Decimal(share) for tier, share in zip(TIERS, text.split("/"), strict=True)}


def cover(number: int = 1, percent: str = "100/50/0", months: int = 24, **more: Any) -> Terms:
    """Return a warranty: the standard one, but for what is named."""
    ends = {tier: more.pop(f"{tier.value}_months", months) for tier in TIERS}
    for name in ("usage_limit", "cap_per_claim", "cap_left"):
        if name in more:
            more[name] = Decimal(more[name])
    for name in ("excluded_parts", "excluded_causes"):
        if name in more:
            more[name] = exclusions(more[name])
    basis = StartBasis(more.pop("basis", "delivery"))
    return Terms(number, basis, ends, percents(percent), more.pop("currency", "EUR"), **more)


def line(*warranties: Terms, asset: int = 1, failed: str = "2026-06-15", **more: Any) -> ClaimedLine:
    """Return a line that asks for the amounts named by tier."""
    requested = {tier: Decimal(more.pop(tier.value, "0")) for tier in TIERS}
    dates = {**DATES, **more.pop("dates", {})}
    usage = more.pop("usage", None)
    return ClaimedLine(
        asset, date.fromisoformat(failed), requested, dates, warranties, Decimal(usage) if usage else None, **more
    )


@dataclass
class Example:
    """Lines, and what must come of their tiers: `asset tier amount code`, and whose cover it is where it matters."""

    arithmetic: str
    lines: list[ClaimedLine]
    expected: list[str]
    currency: str = "EUR"


UNKNOWN = {StartBasis.INSTALL: None}
CAPPED = {"percent": "100/100/100", "term_id": 7}

EXAMPLES = [
    # --- how much of each tier -----------------------------------------------------------------------------------
    Example("100 % of 240.00", [line(cover(), parts="240.00")], ["1 parts 240.00 COVERED"]),
    Example("50 % of 180.00 = 90.00", [line(cover(), labor="180.00")], ["1 labor 90.00 PARTIAL"]),
    Example("0 % of 35.00", [line(cover(), expense="35.00")], ["1 expense 0.00 TIER_NOT_COVERED"]),
    Example(
        "100 % of 240.00; 50 % of 180.00 = 90.00; 0 % of 35.00; in all 330.00 of 455.00",
        [line(cover(), parts="240.00", labor="180.00", expense="35.00")],
        ["1 parts 240.00 COVERED", "1 labor 90.00 PARTIAL", "1 expense 0.00 TIER_NOT_COVERED"],
    ),
    Example("an asset without a warranty", [line(parts="10.00")], ["1 parts 0.00 TIER_NOT_COVERED"]),
    Example("nothing asked of what is covered", [line(cover())], ["1 parts 0.00 COVERED", "1 labor 0.00 PARTIAL"]),
    # --- rounding ------------------------------------------------------------------------------------------------
    Example("50 % of 0.01 = 0.005, down to 0.00", [line(cover(), labor="0.01")], ["1 labor 0.00 PARTIAL"]),
    Example("50 % of 99.99 = 49.995, down to 49.99", [line(cover(), labor="99.99")], ["1 labor 49.99 PARTIAL"]),
    Example(
        "33.3333 % of 100.00 = 33.3333, down to 33.33",
        [line(cover(percent="33.3333/0/0"), parts="100.00")],
        ["1 parts 33.33 PARTIAL"],
    ),
    Example(
        "75 % of 1001 yen = 750.75, down to 750",
        [line(cover(percent="75/0/0"), parts="1001")],
        ["1 parts 750 PARTIAL"],
        "JPY",
    ),
    Example(
        "75 % of 1.001 dinar = 0.75075, down to 0.750",
        [line(cover(percent="75/0/0"), parts="1.001")],
        ["1 parts 0.750 PARTIAL"],
        "KWD",
    ),
    Example("100 % of 9,999,999,999.99", [line(cover(), parts="9999999999.99")], ["1 parts 9999999999.99 COVERED"]),
    # --- duration ------------------------------------------------------------------------------------------------
    Example(
        "24 months from 2025-01-15: the last day is 2027-01-14, included",
        [line(cover(), failed="2027-01-14", parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    Example("the day after the last", [line(cover(), failed="2027-01-15", parts="10.00")], ["1 parts 0.00 EXPIRED"]),
    Example(
        "the first day is included", [line(cover(), failed="2025-01-15", parts="10.00")], ["1 parts 10.00 COVERED"]
    ),
    Example(
        "the day before the first",
        [line(cover(), failed="2025-01-14", parts="10.00")],
        ["1 parts 0.00 NOT_STARTED"],
    ),
    Example(
        "1 month from 2025-01-31: until the day before 2025-02-28",
        [line(cover(months=1), failed="2025-02-27", dates={StartBasis.DELIVERY: date(2025, 1, 31)}, parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    Example(
        "and 2025-02-28 is too late",
        [line(cover(months=1), failed="2025-02-28", dates={StartBasis.DELIVERY: date(2025, 1, 31)}, parts="10.00")],
        ["1 parts 0.00 EXPIRED"],
    ),
    Example(
        "12 months from 2024-02-29: until the day before 2025-02-28",
        [line(cover(months=12), failed="2025-02-27", dates={StartBasis.DELIVERY: date(2024, 2, 29)}, parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    Example(
        "labor ends on its own after 12 months, on 2026-01-14; 50 % of 80.00 = 40.00 on that day",
        [line(cover(labor_months=12), failed="2026-01-14", parts="10.00", labor="80.00")],
        ["1 parts 10.00 COVERED", "1 labor 40.00 PARTIAL"],
    ),
    Example(
        "the day after, parts are covered and labor is not",
        [line(cover(labor_months=12), failed="2026-01-15", parts="10.00", labor="80.00")],
        ["1 parts 10.00 COVERED", "1 labor 0.00 EXPIRED"],
    ),
    Example(
        "a tier may last longer than the rest: 36 months of parts until 2028-01-14",
        [line(cover(parts_months=36), failed="2028-01-14", parts="10.00", labor="80.00")],
        ["1 parts 10.00 COVERED", "1 labor 0.00 EXPIRED"],
    ),
    # --- the date that it begins with ----------------------------------------------------------------------------
    Example(
        "from manufacture on 2024-11-01: until 2026-10-31",
        [line(cover(basis="manufacture"), failed="2026-11-01", parts="10.00")],
        ["1 parts 0.00 EXPIRED"],
    ),
    Example(
        "from purchase on 2024-12-20: until 2026-12-19",
        [line(cover(basis="purchase"), failed="2026-12-19", parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    Example(
        "from installation on 2025-02-10: until 2027-02-09",
        [line(cover(basis="install"), failed="2027-02-09", parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    Example(
        "delivered, and failed before it was installed",
        [line(cover(basis="install"), failed="2025-02-09", parts="10.00")],
        ["1 parts 0.00 NOT_STARTED"],
    ),
    Example(
        "not installed at all",
        [line(cover(basis="install"), dates=UNKNOWN, parts="10.00")],
        ["1 parts 0.00 NOT_STARTED"],
    ),
    # --- usage ---------------------------------------------------------------------------------------------------
    Example(
        "2000 hours of 2000", [line(cover(usage_limit="2000"), usage="2000", parts="10.00")], ["1 parts 10.00 COVERED"]
    ),
    Example(
        "2000.5 hours of 2000",
        [line(cover(usage_limit="2000"), usage="2000.5", parts="10.00")],
        ["1 parts 0.00 USAGE_EXCEEDED"],
    ),
    Example(
        "a reading that nobody stated is not within a limit",
        [line(cover(usage_limit="2000"), parts="10.00")],
        ["1 parts 0.00 USAGE_EXCEEDED"],
    ),
    # --- exclusions ----------------------------------------------------------------------------------------------
    Example(
        "the causal part is excluded, whatever its case and blanks, and all tiers with it",
        [line(cover(excluded_parts="Seal-7; filter  kit"), causal_part=" FILTER kit", parts="10.00", labor="80.00")],
        ["1 parts 0.00 EXCLUDED", "1 labor 0.00 EXCLUDED"],
    ),
    Example(
        "the cause is excluded",
        [line(cover(excluded_causes="misuse;flood"), failure_cause="Misuse", parts="10.00")],
        ["1 parts 0.00 EXCLUDED"],
    ),
    Example(
        "another part and another cause are not",
        [
            line(
                cover(excluded_parts="seal-7", excluded_causes="misuse"),
                causal_part="seal-77",
                failure_cause="wear",
                parts="10.00",
            )
        ],
        ["1 parts 10.00 COVERED"],
    ),
    # --- another owner -------------------------------------------------------------------------------------------
    Example(
        "sold on, and the cover does not go with it",
        [line(cover(transferable=False), transferred=True, parts="10.00")],
        ["1 parts 0.00 NOT_TRANSFERABLE"],
    ),
    Example(
        "sold on, and the cover goes with it",
        [line(cover(transferable=True), transferred=True, parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    Example(
        "still with the first owner",
        [line(cover(transferable=False), parts="10.00")],
        ["1 parts 10.00 COVERED"],
    ),
    # --- which test speaks first ---------------------------------------------------------------------------------
    Example(
        "expired, excluded and over the limit: expired",
        [
            line(
                cover(excluded_causes="misuse", usage_limit="1"),
                failed="2030-01-01",
                usage="2",
                failure_cause="misuse",
                parts="10.00",
            )
        ],
        ["1 parts 0.00 EXPIRED"],
    ),
    # --- several warranties --------------------------------------------------------------------------------------
    Example(
        "parts from the standard one, 100 % of 100.00; labor from the other, 80 % of 100.00, not 50 %",
        [line(cover(1), cover(2, percent="60/80/0"), parts="100.00", labor="100.00")],
        ["1 parts 100.00 COVERED 1", "1 labor 80.00 PARTIAL 2"],
    ),
    Example(
        "the standard one has expired; the longer one gives 60 % of 50.00 = 30.00",
        [line(cover(1), cover(2, percent="60/0/0", months=60), failed="2027-06-01", parts="50.00")],
        ["1 parts 30.00 PARTIAL 2"],
    ),
    Example(
        "equal ones: the one that lasts longer",
        [line(cover(1), cover(2, months=36), parts="50.00")],
        ["1 parts 50.00 COVERED 2"],
    ),
    Example(
        "equal in all: the one that was there first",
        [line(cover(2), cover(1), parts="50.00")],
        ["1 parts 50.00 COVERED 1"],
    ),
    Example(
        "none covers it: the one that came furthest says why, and excluded is further than expired",
        [line(cover(1, months=6), cover(2, excluded_causes="misuse"), failure_cause="misuse", parts="50.00")],
        ["1 parts 0.00 EXCLUDED 2"],
    ),
    Example(
        "100 % up to 30.00 is less than 50 % of 100.00 = 50.00",
        [line(cover(1, cap_per_claim="30.00"), cover(2, percent="50/0/0"), parts="100.00")],
        ["1 parts 50.00 PARTIAL 2"],
    ),
    # --- a cap per asset -----------------------------------------------------------------------------------------
    Example(
        "a cap that is not reached cuts nothing: 100.00 + 40.00 is below 140.01",
        [line(cover(cap_left="140.01"), parts="100.00", labor="80.00")],
        ["1 parts 100.00 COVERED", "1 labor 40.00 PARTIAL"],
    ),
    Example(
        "200.00 + 100.00 are covered, 150.00 are left: half of each",
        [line(cover(cap_left="150.00", percent="100/100/0"), parts="200.00", labor="100.00")],
        ["1 parts 100.00 CAP_REACHED", "1 labor 50.00 CAP_REACHED"],
    ),
    Example(
        "100.00 each, 100.00 left: 33.33 each, the last cent at equal remainders to the parts",
        [
            line(
                cover(cap_left="100.00", **{"percent": "100/100/100"}), parts="100.00", labor="100.00", expense="100.00"
            )
        ],
        ["1 parts 33.34 CAP_REACHED", "1 labor 33.33 CAP_REACHED", "1 expense 33.33 CAP_REACHED"],
    ),
    Example("nothing is left", [line(cover(cap_left="0.00"), parts="10.00")], ["1 parts 0.00 CAP_REACHED"]),
    Example(
        "a cap lowered below what was approved leaves nothing, not less",
        [line(cover(cap_left="-5.00"), parts="10.00")],
        ["1 parts 0.00 CAP_REACHED"],
    ),
    Example(
        "nothing is left of one, so the other applies: 50 % of 10.00 = 5.00",
        [line(cover(1, cap_left="0.00"), cover(2, percent="50/0/0"), parts="10.00")],
        ["1 parts 5.00 PARTIAL 2"],
    ),
    # --- a cap per claim -----------------------------------------------------------------------------------------
    Example(
        "300.00 and 100.00 under one term, 200.00 in all: 3/4 and 1/4 of it",
        [
            line(cover(1, cap_per_claim="200.00", **CAPPED), asset=1, parts="300.00"),
            line(cover(2, cap_per_claim="200.00", **CAPPED), asset=2, parts="100.00"),
        ],
        ["1 parts 150.00 CAP_REACHED", "2 parts 50.00 CAP_REACHED"],
    ),
    Example(
        "three times 10.00 and 20.00 in all: 6.66 2/3 each; two cents are left, for assets 1 and 2",
        [line(cover(number, cap_per_claim="20.00", **CAPPED), asset=number, parts="10.00") for number in (3, 1, 2)],
        ["1 parts 6.67 CAP_REACHED", "2 parts 6.67 CAP_REACHED", "3 parts 6.66 CAP_REACHED"],
    ),
    Example(
        "0.02, 0.02 and 0.01 with 0.02 in all: shares 0.8, 0.8 and 0.4 cents; the two larger remainders get one each",
        [
            line(cover(1, cap_per_claim="0.02", **CAPPED), asset=1, parts="0.01"),
            line(cover(2, cap_per_claim="0.02", **CAPPED), asset=2, parts="0.02"),
            line(cover(3, cap_per_claim="0.02", **CAPPED), asset=3, parts="0.02"),
        ],
        ["1 parts 0.00 CAP_REACHED", "2 parts 0.01 CAP_REACHED", "3 parts 0.01 CAP_REACHED"],
    ),
    Example(
        "the cap is on what is covered: 50 % of 100.00 and of 300.00 is 200.00, and 100.00 are shared 1 to 3",
        [
            line(cover(1, cap_per_claim="100.00", term_id=7), asset=1, labor="100.00"),
            line(cover(2, cap_per_claim="100.00", term_id=7), asset=2, labor="300.00"),
        ],
        ["1 labor 25.00 CAP_REACHED", "2 labor 75.00 CAP_REACHED"],
    ),
    Example(
        "warranties of different terms have a cap each",
        [
            line(cover(1, cap_per_claim="50.00", term_id=7), asset=1, parts="60.00"),
            line(cover(2, cap_per_claim="50.00", term_id=8), asset=2, parts="40.00"),
        ],
        ["1 parts 50.00 CAP_REACHED", "2 parts 40.00 COVERED"],
    ),
    Example(
        "so have those without a term",
        [
            line(cover(1, cap_per_claim="50.00"), asset=1, parts="60.00"),
            line(cover(2, cap_per_claim="50.00"), asset=2, parts="60.00"),
        ],
        ["1 parts 50.00 CAP_REACHED", "2 parts 50.00 CAP_REACHED"],
    ),
    Example(
        "first the asset's cap, 300.00 to 100.00; then 100.00 + 100.00 share 150.00",
        [
            line(cover(1, cap_left="100.00", cap_per_claim="150.00", **CAPPED), asset=1, parts="300.00"),
            line(cover(2, cap_per_claim="150.00", **CAPPED), asset=2, parts="100.00"),
        ],
        ["1 parts 75.00 CAP_REACHED", "2 parts 75.00 CAP_REACHED"],
    ),
    Example(
        "a line that is not covered takes no part of the cap",
        [
            line(cover(1, cap_per_claim="100.00", **CAPPED), asset=1, parts="100.00"),
            line(cover(2, cap_per_claim="100.00", **CAPPED), asset=2, failed="2030-01-01", parts="100.00"),
        ],
        ["1 parts 100.00 COVERED", "2 parts 0.00 EXPIRED"],
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.arithmetic for example in EXAMPLES])
def test_example(example: Example):
    found = {(cover.asset_id, cover.tier.value): cover for cover in evaluate(example.lines, example.currency)}
    assert len(found) == 3 * len(example.lines)
    named = set()
    for expectation in example.expected:
        asset, tier, amount, code, *whose = expectation.split()
        cover = found[int(asset), tier]
        assert (str(cover.eligible), cover.code) == (amount, code)
        assert not whose or cover.warranty_id == int(whose[0])
        named.add((int(asset), tier))
    assert not any(cover.eligible for key, cover in found.items() if key not in named)


def test_table_is_long_enough_and_knows_every_code():
    assert len(EXAMPLES) >= 40
    assert {Code(each.split()[3]) for example in EXAMPLES for each in example.expected} == set(Code)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (line(cover(), parts="1.00"), "COVERED"),
        (line(cover(), parts="1.00", labor="1.00"), "PARTIAL"),
        (line(cover(), parts="1.00", expense="1.00"), "PARTIAL"),
        (line(cover(), labor="1.00"), "PARTIAL"),
        (line(cover(), expense="1.00"), "TIER_NOT_COVERED"),
        (line(cover(labor_months=1, excluded_causes="misuse"), failure_cause="misuse", parts="1.00", labor="1.00"),
         "EXPIRED"),
        (line(cover(cap_left="0"), parts="1.00"), "CAP_REACHED"),
        (line(cover(percent="100/100/100")), "COVERED"),
        (line(), "TIER_NOT_COVERED"),
    ],
)  # fmt: skip
def test_line_has_one_code(lines: ClaimedLine, code: str):
    assert line_code(evaluate([lines], "EUR")) == code
