"""How long a page of the queue takes with a hundred thousand cases. Prints; asserts only that the page is right."""

from time import perf_counter

import pytest
from sqlalchemy import text

CASES = 100_000
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :most)"


@pytest.mark.bench
def test_queue_pages_with_many_cases(chain, capsys):
    chain.case()
    kind = chain.house.database.engine.dialect.name
    later = (
        "due_at + i * interval '1 second'"
        if kind == "postgresql"
        else ("strftime('%Y-%m-%d %H:%M:%f000', due_at, '+' || i || ' seconds')")
    )
    columns = (
        "version, account_id, primary_position, channel, case_type, reason_code, subject, description,"
        " on_site_required, product_line, customer_tier, status, priority, escalated, opened_at, clock_started_at, team"
    )
    recursive = f"{NUMBERS} " if kind == "postgresql" else NUMBERS
    with chain.house.database.transaction() as session:
        cases = f"INSERT INTO service_case (id, due_at, {columns}) {recursive} SELECT i, {later}, {columns}"
        session.execute(text(f"{cases} FROM n, service_case WHERE service_case.id = 1"), {"most": CASES})
        lines = f"INSERT INTO case_line_item (case_id, position, asset_id) {recursive} SELECT i, 1, 1 FROM n"
        session.execute(text(lines), {"most": CASES})
    if kind == "postgresql":
        chain.house.run("ANALYZE")
    for name, query in {
        "first page by risk": "queue=open&sort=due_at",
        "unassigned by risk": "queue=unassigned&sort=due_at",
        "newest": "sort=-id",
        "one account": "account_id=1&sort=-id",
    }.items():
        page = chain.desk.get(f"/cases?limit=50&{query}")
        began = perf_counter()
        following = chain.desk.get(f"/cases?limit=50&{query}&cursor={page['next']}")
        took = (perf_counter() - began) * 1000
        assert len(following["items"]) == 50
        with capsys.disabled():
            print(f"\n{kind}: {CASES} cases, {name}, second page: {took:.0f} ms", end="")
