"""Many clients at once on the same cases: no lost update, no doubled number, nothing refused that is a fault."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

from service.timeline.verify import verify

CLIENTS, CASES, ROUNDS = 50, 20, 4


def test_fifty_clients_write_the_same_cases(chain):
    asset = chain.asset()
    cases = [chain.case(asset)["id"] for _ in range(CASES)]
    client, headers = chain.house.client, chain.desk.headers
    opening = {
        "channel": "api",
        "case_type": "repair",
        "reason_code": "defect",
        "subject": "x",
        "description": "x",
        "lines": [{"asset_id": asset["id"]}],
    }

    def work(number: int) -> tuple[Counter[tuple[str, int]], Counter[int], list[int]]:
        random, answers, changed, opened = Random(number), Counter(), Counter(), []
        for turn in range(ROUNDS):
            case = random.choice(cases)
            path = f"/api/v1/cases/{case}"
            seen = client.get(path, headers=headers)
            condition = {**headers, "If-Match": seen.headers["etag"]}
            answer = client.patch(path, json={"subject": f"{number} {turn}"}, headers=condition)
            answers["patch", answer.status_code] += 1
            changed[case] += answer.status_code == 200
            once = {**headers, "Idempotency-Key": f"k{number % 25} {turn}"}
            answer = client.post("/api/v1/cases", json=opening, headers=once)
            answers["open", answer.status_code] += 1
            opened.append(answer.json()["id"])
        return answers, changed, opened

    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(work, range(CLIENTS)))
    answers = sum((result[0] for result in results), Counter())
    changed = sum((result[1] for result in results), Counter())
    opened = [number for result in results for number in result[2]]

    assert set(answers) <= {("patch", 200), ("patch", 412), ("open", 201)}, answers
    assert sum(changed.values()) > 0
    for case in cases:
        assert chain.desk.get(f"/cases/{case}")["version"] == 1 + changed[case], "an update was lost"
    # Each key was sent by two clients: both got the one case that it opened.
    assert len(set(opened)) == CLIENTS * ROUNDS // 2
    assert set(Counter(opened).values()) == {2}
    assert chain.house.rows("SELECT count(*) FROM service_case") == [(CASES + CLIENTS * ROUNDS // 2,)]
    with chain.house.database.transaction(write=False) as session:
        assert list(verify(session, key=b"unused", witness=chain.house.settings.witness)) == []
