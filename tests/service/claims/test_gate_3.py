"""Gate 3: as many lines as assets in a claim, one each, whichever way a claim comes."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.cases.models import Case
from service.claims.making import open_claim
from service.claims.models import ClaimLineItem
from service.errors import Problem

SECOND = (
    "INSERT INTO claim_asset (claim_id, asset_id, case_id) VALUES (1, 2, 1)",
    "INSERT INTO claim_line_item (claim_id, asset_id, failure_date, labor_hours, labor_rate)"
    " VALUES (1, 2, '2026-01-01', 0, 0)",
)
"""Adds asset 2 of the case to the claim."""


def run_all(house, *statements: str) -> None:
    """Run plain SQL in one transaction."""
    with house.database.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "assets [1, 2] without a line"),
        ([1], "assets [2] without a line"),
        ([1, 1], "assets [2] without a line; assets [1] with several lines"),
        ([1, 2, 2], "assets [2] with several lines"),
        ([1, 2, 3], "assets [3] not of the claim"),
    ],
)
def test_api_makes_none(shop, lines, said):
    first, second, _ = shop.asset(), shop.asset(), shop.asset()
    path = f"/cases/{shop.case(first, second)['id']}/claims"
    refusal = shop.desk.post(path, {"lines": [shop.line(asset) for asset in lines]}, 409)
    assert (refusal["code"], refusal["gate"], refusal["field"]) == ("gate_3", 3, "lines")
    assert (refusal["detail"], refusal["allowed"]) == (f"a claim has one line for each of its assets: {said}", [1, 2])
    (own,) = shop.desk.get("/claims")["items"]
    assert (own["created_by"], own["requested"], len(own["lines"])) == ("rule:hand_over", "0", 2)


def test_claim_may_be_for_some_assets_of_the_case(shop):
    first, second = shop.asset(), shop.asset()
    path = f"/cases/{shop.case(first, second)['id']}/claims"
    claim = shop.desk.post(path, {"assets": [second], "lines": [shop.line(second)]}, 201)
    assert [line["asset_id"] for line in claim["lines"]] == [second]
    assert shop.desk.post(path, {"assets": [second, second], "lines": []}, 422)["code"] == "duplicate"
    assert shop.desk.post(path, {"assets": [], "lines": []}, 422)["field"] == "assets"
    assert shop.desk.post(path, {"assets": [99], "lines": []}, 422)["allowed"] == [first, second]


def test_operation_makes_none(shop):
    case, house = shop.case(shop.asset()), shop.chain.house
    with house.database.transaction() as session:
        row = session.get_one(Case, case["id"])
        with pytest.raises(Problem) as refusal:
            open_claim(house.context(session), row, lines=[])
    assert refusal.value.gate == 3


def delete_line(house, claim_id: int) -> None:
    """Take a line off a claim, by a session and not by an operation."""
    with house.database.transaction() as session:
        session.delete(session.get_one(ClaimLineItem, (claim_id, 1)))


def test_session_takes_no_line(shop):
    claim = shop.claim(shop.asset(), shop.asset())
    with pytest.raises(IntegrityError):
        delete_line(shop.chain.house, claim["id"])
    assert len(shop.desk.get(f"/claims/{claim['id']}")["lines"]) == 2


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM claim_line_item WHERE asset_id = 2"],
        ["INSERT INTO claim_asset (claim_id, asset_id, case_id) VALUES (1, 3, 1)"],
        ["INSERT INTO claim_line_item (claim_id, asset_id, failure_date, labor_hours, labor_rate)"
         " VALUES (1, 3, '2026-01-01', 0, 0)"],
        ["INSERT INTO claim_line_item (claim_id, asset_id, failure_date, labor_hours, labor_rate)"
         " VALUES (1, 2, '2026-01-01', 0, 0)"],
        ["DELETE FROM claim_asset WHERE asset_id = 2"],
        ["UPDATE claim SET primary_asset_id = 3"],
        # an asset that is none of the case's
        ["INSERT INTO claim_asset (claim_id, asset_id, case_id) VALUES (1, 4, 1)",
         "INSERT INTO claim_line_item (claim_id, asset_id, failure_date, labor_hours, labor_rate)"
         " VALUES (1, 4, '2026-01-01', 0, 0)"],
        # a claim of nothing
        ["DELETE FROM claim_line_item", "DELETE FROM claim_asset"],
    ],
)  # fmt: skip
def test_sql_makes_none(shop, statements):
    first, second, third = shop.asset(), shop.asset(), shop.asset()
    shop.asset()
    case = shop.case(first, second, third)
    lines = [shop.line(first, parts=[]), shop.line(second, parts=[])]
    shop.desk.post(f"/cases/{case['id']}/claims", {"assets": [first, second], "lines": lines})
    with pytest.raises(IntegrityError):
        run_all(shop.chain.house, "DELETE FROM claim_cover", *statements)
    assert shop.chain.house.rows("SELECT asset_id FROM claim_line_item ORDER BY 1") == [(first,), (second,)]


def test_sql_may_add_an_asset_with_its_line(shop):
    first, second = shop.asset(), shop.asset()
    case = shop.case(first, second)
    shop.desk.post(f"/cases/{case['id']}/claims", {"assets": [first], "lines": [shop.line(first)]})
    run_all(shop.chain.house, *SECOND)
    added = shop.desk.get("/claims/1")
    assert [line["code"] for line in added["lines"]] == ["COVERED", None]
    assert added["stale"] is True
    assert [line["code"] for line in shop.desk.post("/claims/1/evaluate")["lines"]] == ["COVERED", "COVERED"]


def test_case_keeps_the_asset_that_is_claimed(shop):
    first, second = shop.asset(), shop.asset()
    claim = shop.claim(first, second)
    assert shop.desk("DELETE", f"/cases/{claim['case_id']}/lines/2", status=409)["code"] == "unknown_reference"


def test_two_at_once_leave_one_line_for_each_asset(shop):
    """Two sessions that add the same asset and its line: one of them is refused."""
    first, second = shop.asset(), shop.asset()
    case = shop.case(first, second)
    shop.desk.post(f"/cases/{case['id']}/claims", {"assets": [first], "lines": [shop.line(first)]})
    outcomes, ready = [], threading.Barrier(2)

    def add() -> None:
        ready.wait()
        try:
            run_all(shop.chain.house, *SECOND)
            outcomes.append("added")
        except IntegrityError:
            outcomes.append("refused")

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "refused"]
    assert shop.chain.house.rows("SELECT count(*) FROM claim_line_item") == [(2,)]
