"""What holds of every claim: cover stays below what was asked, the share and the caps, and no order matters."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.assets.models import StartBasis
from service.claims import money
from service.claims.policy import TIERS, ClaimedLine, Code, MixedCurrenciesError, Terms, evaluate, line_code

CENTS = st.integers(0, 10**6).map(lambda cents: Decimal(cents) / 100)
HUGE = st.integers(0, 10**30).map(lambda cents: money.amount(cents, "EUR"))
SHARES = st.sampled_from(["0", "0.0001", "33.3333", "50", "99.9999", "100"]).map(Decimal)
DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@st.composite
def claims(draw: st.DrawFn, amounts: st.SearchStrategy[Decimal] = CENTS) -> list[ClaimedLine]:
    """Draw the lines of a claim; warranties of one term have the same cap per claim."""
    term_caps = {1: draw(st.none() | CENTS), 2: draw(st.none() | CENTS)}
    numbers = iter(range(1, 100))

    def terms() -> Terms:
        term = draw(st.sampled_from([None, 1, 2]))
        return Terms(
            next(numbers),
            draw(st.sampled_from(StartBasis)),
            {tier: draw(st.integers(1, 40)) for tier in TIERS},
            {tier: draw(SHARES) for tier in TIERS},
            "EUR",
            usage_limit=draw(st.none() | st.just(Decimal(100))),
            excluded_causes=draw(st.sampled_from([frozenset(), frozenset({"misuse"})])),
            cap_per_claim=draw(st.none() | CENTS) if term is None else term_caps[term],
            cap_left=draw(st.none() | CENTS),
            transferable=draw(st.booleans()),
            term_id=term,
        )

    return [
        ClaimedLine(
            asset,
            draw(DAYS),
            {tier: draw(amounts) for tier in TIERS},
            {basis: draw(st.none() | st.just(date(2025, 1, 1))) for basis in StartBasis},
            tuple(terms() for _ in range(draw(st.integers(0, 3)))),
            usage=draw(st.none() | st.sampled_from([Decimal(100), Decimal(101)])),
            failure_cause=draw(st.sampled_from([None, "misuse"])),
            transferred=draw(st.booleans()),
        )
        for asset in range(1, draw(st.integers(1, 4)) + 1)
    ]


@given(claims() | claims(HUGE))
def test_cover_exceeds_neither_request_nor_share_nor_caps(lines):
    known = {terms.warranty_id: terms for line in lines for terms in line.warranties}
    covers = evaluate(lines, "EUR")
    for cover in covers:
        assert 0 <= cover.eligible <= cover.requested
        assert Fraction(cover.eligible) <= Fraction(cover.requested) * Fraction(cover.percent) / 100
    for number, terms in known.items():
        granted = sum(Fraction(cover.eligible) for cover in covers if cover.warranty_id == number)
        assert terms.cap_left is None or granted <= terms.cap_left
        assert terms.cap_per_claim is None or granted <= terms.cap_per_claim
    for term in (1, 2):
        cap = next((each.cap_per_claim for each in known.values() if each.term_id == term), None)
        of_term = [c for c in covers if c.warranty_id and known[c.warranty_id].term_id == term]
        assert cap is None or sum(Fraction(cover.eligible) for cover in of_term) <= cap


@given(claims(), st.randoms())
def test_no_order_matters(lines, chance):
    mixed = [replace(line, warranties=tuple(chance.sample(line.warranties, len(line.warranties)))) for line in lines]
    chance.shuffle(mixed)
    assert evaluate(mixed, "EUR") == evaluate(lines, "EUR")


@given(claims())
def test_code_says_what_the_amount_says(lines):
    for cover in evaluate(lines, "EUR"):
        if cover.code == Code.COVERED:
            assert cover.eligible == cover.requested
        elif cover.code not in (Code.PARTIAL, Code.CAP_REACHED):
            assert cover.eligible == 0
        if cover.eligible:
            assert cover.first_day is not None
            assert cover.last_day is not None


@given(claims())
def test_line_is_covered_exactly_if_all_that_was_asked_is(lines):
    covers = evaluate(lines, "EUR")
    for line in lines:
        own = [cover for cover in covers if cover.asset_id == line.asset_id]
        if any(cover.requested for cover in own) and line_code(own) == Code.COVERED:
            assert all(cover.eligible == cover.requested for cover in own)


@given(claims(), CENTS)
def test_asking_in_two_claims_gives_no_more_of_an_assets_cap(lines, cap):
    """What the first claim is given is gone for the second."""
    whole = lines[0]
    terms = Terms(1, StartBasis.DELIVERY, dict.fromkeys(TIERS, 40), dict.fromkeys(TIERS, Decimal(100)), "EUR")
    begun = {StartBasis.DELIVERY: whole.failure_date}

    def given(requested, left):
        line = replace(whole, requested=requested, dates=begun, warranties=(replace(terms, cap_left=left),))
        return sum(cover.eligible for cover in evaluate([line], "EUR"))

    first = {tier: whole.requested[tier] if tier == TIERS[0] else Decimal(0) for tier in TIERS}
    second = {tier: whole.requested[tier] - first[tier] for tier in TIERS}
    granted = given(first, cap)
    assert granted + given(second, cap - granted) == given(whole.requested, cap) <= cap


@given(st.integers(0, 10**40), st.dictionaries(st.integers(), st.integers(0, 10**20), max_size=8))
def test_shares_add_up(total, wanted):
    shares = money.share(total, wanted)
    assert sum(shares.values()) == min(total, sum(wanted.values()))
    assert all(0 <= shares[key] <= wanted[key] for key in wanted)
    demand = sum(wanted.values())
    if demand > total:
        assert all(abs(shares[key] - Fraction(total * wanted[key], demand)) < 1 for key in wanted)


@given(st.integers(-(10**30), 10**30), st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_amounts_survive_the_way_to_units_and_back(count, currency):
    assert money.units(money.amount(count, currency), currency) == count
    assert money.units_below(money.amount(count, currency), currency) == count


@pytest.mark.parametrize(
    ("quantity", "price", "currency", "expected"),
    [
        ("3", "0.3333", "EUR", "1.00"),  # 0.9999
        ("1", "0.0050", "EUR", "0.01"),  # half a cent, up
        ("1", "0.0049", "EUR", "0.00"),
        ("1.5", "85", "EUR", "127.50"),
        ("0.5", "85", "JPY", "43"),  # 42.5, up
        ("2", "0.00025", "KWD", "0.001"),  # 0.0005, up
        ("99999999999999", "9999999999.9999", "EUR", "999999999999980000000000.00"),  # (10^14 - 1)(10^10 - 10^-4)
    ],
)
def test_product_is_rounded_half_up_once(quantity, price, currency, expected):
    assert str(money.product(Decimal(quantity), Decimal(price), currency)) == expected


def asked(**more) -> ClaimedLine:
    terms = Terms(
        5,
        StartBasis.DELIVERY,
        dict.fromkeys(TIERS, 12),
        dict.fromkeys(TIERS, Decimal(100)),
        more.pop("currency", "EUR"),
        **{name: more.pop(name) for name in ("cap_per_claim", "cap_left") if name in more},
    )
    requested = {tier: Decimal(more.pop(tier.value, 0)) for tier in TIERS}
    day = date(2026, 1, 1)
    return ClaimedLine(more.pop("asset_id", 1), day, requested, {StartBasis.DELIVERY: day}, (terms,))


@pytest.mark.parametrize("cap", ["cap_per_claim", "cap_left"])
def test_currencies_are_never_mixed(cap):
    with pytest.raises(MixedCurrenciesError, match="warranty 5 of asset 1 has caps in USD, the claim is in EUR"):
        evaluate([asked(currency="USD", **{cap: Decimal(10)})], "EUR")


def test_warranty_without_caps_has_no_currency_to_mix():
    assert [cover.eligible for cover in evaluate([asked(currency="USD", parts=10)], "EUR")] == [10, 0, 0]


@pytest.mark.parametrize("wrong", ["-1", "0.001"])
def test_amounts_that_cannot_be_asked_are_refused(wrong):
    with pytest.raises(ValueError, match="no amount to ask for in EUR"):
        evaluate([asked(parts=wrong)], "EUR")


def test_asset_is_in_a_claim_once():
    with pytest.raises(ValueError, match="one line"):
        evaluate([asked(), asked()], "EUR")
