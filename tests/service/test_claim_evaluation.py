"""What a warranty pays: a table worked out by hand, and what must hold of every evaluation."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.claims.evaluation import TIERS, Cover, Line, Reason, Verdict, evaluate, share
from service.claims.policy import SHIPPED_BANDS, Band, band_for, flags

FIRST, LAST = date(2025, 3, 2), date(2027, 3, 1)
FAILED = date(2026, 3, 2)


def cover(number: int = 1, **more) -> Cover:
    """A warranty of two years: all parts, half the labor, no expenses."""
    shares = {"parts": more.pop("parts", "100"), "labor": more.pop("labor", "50"), "expense": more.pop("expense", "0")}
    ends = {tier: more.pop(f"{tier}_ends", LAST) for tier in TIERS}
    facts = {
        "term_id": None,
        "starts_on": FIRST,
        "usage_limit": None,
        "excluded_parts": frozenset(),
        "excluded_causes": frozenset(),
        "cap_per_claim": None,
        "cap_left": None,
        "transferable": True,
        "currency": "EUR",
    }
    percent = {tier: Decimal(each) for tier, each in shares.items()}
    return Cover(id=number, ends_on=ends, percent=percent, **{**facts, **more})


def line(*covers: Cover, asset: int = 1, asked: tuple[str, str, str] = ("100", "80", "20"), **more) -> Line:
    """A line that asks for 100 of parts, 80 of labor and 20 of expenses."""
    facts = {"failed_on": FAILED, "usage": None, "causal_part": "SEAL", "cause": "wear", "transferred": False}
    requested = dict(zip(TIERS, map(Decimal, asked), strict=True))
    return Line(asset_id=asset, requested=requested, covers=covers, **{**facts, **more})


C, P, X = "COVERED", "PARTIAL", "EXPIRED"
N, T, E = "NOT_STARTED", "TIER_NOT_COVERED", "EXCLUDED"
U, K, F = "USAGE_EXCEEDED", "CAP_REACHED", "NOT_TRANSFERABLE"
D = Decimal

WORKED = [
    # What is asked for, and of each tier the amount and the reason, computed by hand.
    ("plain", line(cover()), ("100 " + C, "40 " + P, "0 " + T)),
    ("first day", line(cover(), failed_on=FIRST), ("100 " + C, "40 " + P, "0 " + T)),
    ("day before the first", line(cover(), failed_on=date(2025, 3, 1)), ("0 " + N, "0 " + N, "0 " + T)),
    ("last day", line(cover(), failed_on=LAST), ("100 " + C, "40 " + P, "0 " + T)),
    ("day after the last", line(cover(), failed_on=date(2027, 3, 2)), ("0 " + X, "0 " + X, "0 " + T)),
    ("not installed yet", line(cover(starts_on=None)), ("0 " + N, "0 " + N, "0 " + T)),
    ("no warranty", line(), ("0 " + T, "0 " + T, "0 " + T)),
    ("all tiers in full", line(cover(labor="100", expense="100")), ("100 " + C, "80 " + C, "20 " + C)),
    ("labor ended apart", line(cover(labor_ends=date(2026, 3, 1))), ("100 " + C, "0 " + X, "0 " + T)),
    ("labor ends that day", line(cover(labor_ends=FAILED)), ("100 " + C, "40 " + P, "0 " + T)),
    ("parts only", line(cover(labor="0")), ("100 " + C, "0 " + T, "0 " + T)),
    ("a third", line(cover(parts="33.3333")), ("33.33 " + P, "40 " + P, "0 " + T)),
    ("rounded down", line(cover(parts="66.6667")), ("66.66 " + P, "40 " + P, "0 " + T)),
    ("a cent halved", line(cover(parts="50"), asked=("0.01", "80", "0")), ("0 " + P, "40 " + P, "0 " + T)),
    ("three cents halved", line(cover(parts="50"), asked=("0.03", "0", "0")), ("0.01 " + P, "0 " + C, "0 " + T)),
    ("nothing asked", line(cover(), asked=("0", "0", "0")), ("0 " + C, "0 " + C, "0 " + T)),
    ("usage at the limit", line(cover(usage_limit=D(500)), usage=D(500)), ("100 " + C, "40 " + P, "0 " + T)),
    ("usage beyond", line(cover(usage_limit=D(500)), usage=D("500.0001")), ("0 " + U, "0 " + U, "0 " + T)),
    ("usage unknown", line(cover(usage_limit=D(500))), ("0 " + U, "0 " + U, "0 " + T)),
    ("usage without a limit", line(cover(), usage=D(9999)), ("100 " + C, "40 " + P, "0 " + T)),
    ("excluded part", line(cover(excluded_parts=frozenset({"SEAL"}))), ("0 " + E, "0 " + E, "0 " + T)),
    ("another part excluded", line(cover(excluded_parts=frozenset({"HOSE"}))), ("100 " + C, "40 " + P, "0 " + T)),
    ("excluded cause", line(cover(excluded_causes=frozenset({"wear"}))), ("0 " + E, "0 " + E, "0 " + T)),
    (
        "excluded and expired",
        line(cover(excluded_parts=frozenset({"SEAL"})), failed_on=date(2028, 1, 1)),
        ("0 " + X, "0 " + X, "0 " + T),
    ),
    ("transferred", line(cover(), transferred=True), ("100 " + C, "40 " + P, "0 " + T)),
    ("not transferable", line(cover(transferable=False), transferred=True), ("0 " + F, "0 " + F, "0 " + T)),
    ("not transferable, first owner", line(cover(transferable=False)), ("100 " + C, "40 " + P, "0 " + T)),
    ("another currency", line(cover(currency="USD")), ("0 " + T, "0 " + T, "0 " + T)),
    ("asset cap above", line(cover(cap_left=D(140))), ("100 " + C, "40 " + P, "0 " + T)),
    ("asset cap shared", line(cover(cap_left=D(70))), ("50 " + K, "20 " + K, "0 " + T)),
    ("asset cap with a rest", line(cover(cap_left=D("70.01"))), ("50.01 " + K, "20 " + K, "0 " + T)),
    ("asset cap used up", line(cover(cap_left=D(0))), ("0 " + K, "0 " + K, "0 " + T)),
    ("asset cap overdrawn", line(cover(cap_left=D(-5))), ("0 " + K, "0 " + K, "0 " + T)),
    ("claim cap shared", line(cover(cap_per_claim=D(35))), ("25 " + K, "10 " + K, "0 " + T)),
    ("the lower cap binds", line(cover(cap_per_claim=D(35), cap_left=D(70))), ("25 " + K, "10 " + K, "0 " + T)),
    (
        "the lower cap binds, swapped",
        line(cover(cap_per_claim=D(70), cap_left=D(35))),
        ("25 " + K, "10 " + K, "0 " + T),
    ),
    (
        "cap in thirds",
        line(cover(labor="100", expense="100", cap_left=D(100)), asked=("50", "50", "50")),
        ("33.34 " + K, "33.33 " + K, "33.33 " + K),
    ),
    ("best of two per tier", line(cover(1), cover(2, parts="80", labor="90")), ("100 " + C, "72 " + P, "0 " + T)),
    (
        "second where the first ended",
        line(cover(1, parts_ends=date(2026, 1, 1)), cover(2, parts="30")),
        ("30 " + P, "40 " + P, "0 " + T),
    ),
    (
        "one expired, one not begun",
        line(cover(1, starts_on=None), cover(2), failed_on=date(2027, 3, 2)),
        ("0 " + X, "0 " + X, "0 " + T),
    ),
    ("nearest miss is told", line(cover(1, parts="0"), cover(2, usage_limit=D(5))), ("0 " + U, "40 " + P, "0 " + T)),
    (
        "caps apart",
        line(cover(1, cap_left=D(60)), cover(2, labor="60", cap_left=D(24))),
        ("60 " + K, "24 " + K, "0 " + T),
    ),
]


@pytest.mark.parametrize(("name", "asked", "expected"), WORKED, ids=[row[0] for row in WORKED])
def test_worked_by_hand(name, asked, expected):
    verdicts = evaluate([asked], "EUR")
    for tier, words in zip(TIERS, expected, strict=True):
        amount, reason = words.split()
        found = verdicts[1, tier]
        assert (found.eligible, found.reason) == (Decimal(amount), reason), tier


def test_table_is_long_enough_and_has_every_reason():
    assert len(WORKED) >= 40
    assert {words.split()[1] for _, _, expected in WORKED for words in expected} == set(Reason)


def test_better_warranty_is_named_and_of_two_alike_the_first():
    verdicts = evaluate([line(cover(2), cover(1), cover(3, labor="60"))], "EUR")
    assert [verdicts[1, tier].warranty_id for tier in TIERS] == [1, 3, None]


def test_claim_cap_of_a_term_is_one_for_all_assets():
    """150 over 100 + 40 and 100 + 40: 53.571..., 21.428... each; the two cents left go to the largest remainders."""
    lines = [line(cover(number, term_id=7, cap_per_claim=D(150)), asset=number) for number in (1, 2)]
    verdicts = evaluate(lines, "EUR")
    amounts = [verdicts[asset, tier].eligible for asset in (1, 2) for tier in TIERS]
    assert amounts == [D("53.57"), D("21.43"), D(0), D("53.57"), D("21.43"), D(0)]
    assert sum(amounts) == 150


def test_amounts_have_the_places_of_their_currency():
    yen = evaluate([line(cover(parts="33", currency="JPY"), asked=("101", "0", "0"))], "JPY")
    assert yen[1, "parts"].eligible == D(33)
    dinar = evaluate([line(cover(parts="33", currency="KWD"), asked=("1.001", "0", "0"))], "KWD")
    assert dinar[1, "parts"].eligible == D("0.330")


CENTS = st.integers(0, 100_000).map(lambda number: Decimal(number).scaleb(-2))
SHARES = st.sampled_from(["0", "12.5", "33.3333", "50", "99.99", "100"])


@st.composite
def claims(draw) -> list[Line]:
    """Claims of up to four assets with up to three warranties each, caps and terms among them."""
    lines, number = [], 0
    for asset in range(1, draw(st.integers(1, 4)) + 1):
        covers = []
        for _ in range(draw(st.integers(0, 3))):
            number += 1
            covers.append(
                cover(
                    number,
                    **{tier: draw(SHARES) for tier in TIERS},
                    term_id=draw(st.sampled_from([None, 1, 2])),
                    cap_left=draw(st.none() | CENTS),
                    cap_per_claim=draw(st.none() | CENTS),
                    starts_on=draw(st.sampled_from([FIRST, None, date(2026, 6, 1)])),
                )
            )
        asked = tuple(str(draw(CENTS)) for _ in TIERS)
        lines.append(line(*covers, asset=asset, asked=asked))
    return lines


@given(claims())
def test_never_more_than_asked_promised_or_capped(lines: list[Line]):
    verdicts = evaluate(lines, "EUR")
    covers = {each.id: each for line in lines for each in line.covers}
    for (asset, tier), verdict in verdicts.items():
        asked = next(line for line in lines if line.asset_id == asset).requested[tier]
        assert 0 <= verdict.eligible <= asked
        assert verdict.eligible == verdict.eligible.quantize(Decimal("0.01"))
        if verdict.warranty_id is None:
            assert verdict.eligible == 0
        else:
            assert verdict.eligible <= asked * covers[verdict.warranty_id].percent[tier] / 100
    for each in covers.values():
        paid = sum(verdict.eligible for verdict in verdicts.values() if verdict.warranty_id == each.id)
        assert each.cap_left is None or paid <= each.cap_left
        assert each.cap_per_claim is None or paid <= each.cap_per_claim


@given(claims(), st.randoms(use_true_random=False))
def test_order_changes_nothing(lines: list[Line], random: Random):
    before: dict[tuple[int, str], Verdict] = evaluate(lines, "EUR")
    random.shuffle(lines)
    assert evaluate(lines, "EUR") == before


@given(st.lists(CENTS.filter(bool), min_size=1, max_size=9), st.data())
def test_shares_add_up_and_stay_within_a_cent_of_proportion(amounts: list[Decimal], data):
    total = sum(amounts)
    cap = data.draw(st.integers(0, int(total * 100))) / Decimal(100)
    wanted = {(number, "parts"): amount for number, amount in enumerate(amounts)}
    shares = share(wanted, cap, "EUR")
    assert sum(shares.values()) == cap
    for key, amount in wanted.items():
        assert abs(shares[key] - amount * cap / total) < Decimal("0.011")
        assert shares[key] <= amount


def test_flags_are_of_what_was_asked():
    assert flags([(D(1), C), (D(0), T), (D(5), P), (D(5), P)]) == ["PARTIAL"]


@pytest.mark.parametrize(
    ("amount", "flagged", "role"),
    [
        (D(5000), [], "approver"),
        (D("5000.01"), [], "manager"),
        (D(25001), [], "owner"),
        (D(100), ["EXCLUDED"], "expert"),
        (D(2000), ["EXCLUDED"], "approver"),
    ],
)
def test_band_is_the_lowest_that_holds(amount, flagged, role):
    bands = (*SHIPPED_BANDS, Band(D(1000), "EXCLUDED", "expert", 8))
    found = band_for(bands, amount, flagged)
    assert found is not None
    assert found.role == role


def test_no_band_is_none():
    assert band_for([Band(D(10), None, "x", 1)], D(11), []) is None
