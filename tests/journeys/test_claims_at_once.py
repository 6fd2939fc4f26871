"""Many clients at once on the same claims: no lost update, no doubled number, and gates 3 and 4 stand."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest

from service.duties import Duties
from service.timeline.verify import verify

CLIENTS, CLAIMS, ASSETS, TURNS = 50, 20, 5, 2
CAP = 400_0000
DEAR = [{"part_number": "SEAL-7", "quantity": "1", "unit_price": "60"}]
"""Above the book, so that a person decides. An asset's cap is enough for six of the claims about it, not for all."""

EXPECTED = {
    "amend": {200, 409, 412},
    "evaluate": {200, 409},
    "submit": {200, 409},
    "approve": {200, 409},
    "approve-partially": {200, 409},
    "usage": {200, 412},
    "open": {201},
}
"""What each action may be answered: a refusal is one, a fault is not."""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_fifty_clients_write_the_same_claims(shop):
    assets = [shop.asset({"cap_per_asset": "400"}) for _ in range(ASSETS)]
    cases = [shop.case(assets[number % ASSETS]) for number in range(CLAIMS)]
    numbers = [
        shop.desk.post(f"/cases/{case['id']}/claims", {"lines": [shop.line(case["lines"][0]["asset_id"], parts=DEAR)]})
        for case in cases
    ]
    numbers = [claim["id"] for claim in numbers]
    client = shop.desk.client

    def ask(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return client.request(method, f"/api/v1{path}", json=body, headers={**person.headers, **headers})

    def work(number: int) -> tuple[Counter[tuple[str, int]], Counter[int], list[int]]:
        random, answers, amended, opened = Random(number), Counter(), Counter(), []
        for turn in range(TURNS):
            claim = random.choice(numbers)
            path, asset = f"/claims/{claim}", assets[(claim - 1) % ASSETS]
            seen = ask(shop.desk, "GET", path)
            tag = {"If-Match": seen.headers["etag"]}
            body = {"description": f"{number} {turn}", "parts": DEAR}
            answer = ask(shop.desk, "PATCH", f"{path}/lines/{asset}", body, **tag)
            answers["amend", answer.status_code] += 1
            amended[claim] += answer.status_code == 200
            event = random.choice(["evaluate", "submit", "submit"])
            answers[event, ask(shop.desk, "POST", f"{path}/{event}").status_code] += 1
            way = random.choice(["approve", "approve-partially"])
            answers[way, ask(shop.approver, "POST", f"{path}/{way}", {"reason": "seen"}).status_code] += 1
            if number % 5 == 0:
                seen = ask(shop.desk, "GET", f"/assets/{asset}")
                tag = {"If-Match": seen.headers["etag"]}
                answer = ask(shop.desk, "PATCH", f"/assets/{asset}", {"usage": str(number)}, **tag)
                answers["usage", answer.status_code] += 1
            once = {"Idempotency-Key": f"k{number % 25} {turn}"}
            # The case and its lines are the same for the two clients of a key.
            case = cases[(number % 25) % 2]
            lines = {"lines": [shop.line(case["lines"][0]["asset_id"], parts=DEAR)]}
            answer = ask(shop.desk, "POST", f"/cases/{case['id']}/claims", lines, **once)
            answers["open", answer.status_code] += 1
            opened.append(answer.json().get("id"))
        return answers, amended, opened

    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(work, range(CLIENTS)))
    answers = sum((result[0] for result in results), Counter())
    amended = sum((result[1] for result in results), Counter())
    opened = [number for result in results for number in result[2]]

    assert {(name, status) for name, status in answers if status not in EXPECTED[name]} == set(), answers
    assert answers["amend", 200] > 0
    assert answers["approve", 200] > 0
    house = shop.chain.house
    told = house.rows(
        "SELECT record_id, count(*) FROM event WHERE record_type = 'claim' AND kind = 'amended' GROUP BY 1"
    )
    first_filling = 1
    kept = {number: count - first_filling for number, count in told if number in numbers}
    assert kept == {number: amended[number] for number in numbers}, "an update was lost"
    assert len(set(opened)) == CLIENTS * TURNS // 2
    assert set(Counter(opened).values()) == {2}
    check_gates(house)
    Duties(house.settings, house.database, house.watch).sweep()
    check_gates(house)
    assert house.rows("SELECT count(*) FROM claim") == [(CLAIMS + CLIENTS * TURNS // 2,)]
    with house.database.transaction(write=False) as session:
        assert [each for each in verify(session, key=b"?", witness=house.settings.folder / "none")
                if each.record_type != "checkpoint"] == []  # fmt: skip


def check_gates(house) -> None:
    """Gate 3: a line for each asset. Gate 4: nothing approved but what was found at the revision that counts, in all no
    more than the cap."""
    lines = "SELECT claim_id, asset_id FROM claim_line_item"
    assert set(house.rows(lines)) == set(house.rows("SELECT claim_id, asset_id FROM claim_asset"))
    stale = """SELECT c.id FROM claim c JOIN claim_cover k ON k.claim_id = c.id
        WHERE c.status IN ('approved', 'partially_approved')
        AND (k.revision <> c.inputs_revision OR k.approved IS NULL)"""
    assert house.rows(stale) == []
    sums = house.rows("""SELECT k.asset_id, sum(k.approved) FROM claim c JOIN claim_cover k ON k.claim_id = c.id
        WHERE c.status IN ('approved', 'partially_approved') GROUP BY 1""")
    assert sums
    assert [(asset, total) for asset, total in sums if total > CAP] == []
