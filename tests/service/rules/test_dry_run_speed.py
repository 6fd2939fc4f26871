"""How long a dry run takes, on demand. Prints; asserts only that what was measured did what it should."""

from time import perf_counter, process_time

import pytest
from sqlalchemy import text

pytestmark = pytest.mark.bench
CASES = 10_000
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :most)"
COLUMNS = (
    "version, account_id, primary_position, channel, case_type, subject, description, on_site_required, product_line,"
    " customer_tier, status, priority, escalated, opened_at, clock_started_at, due_at, entitlement_id, team"
)
EVENT = (
    "sequence, kind, actor_kind, actor_name, at, case_id, data, rule, rule_version, previous_hash, hash, record_type"
)
DRAFT = """\
name: reason_code_routing
about: case
rules:
  - name: wrong item to warehouse
    when: case.reason_code == "wrong_item"
    then: [{do: re_route, team: warehouse}]
  - name: late and covered
    when: sla.share >= 50 && asset.warranty in ["active", "not_started"] && customer.tier != "premium"
    then: [{do: re_route, team: covered}]
  - name: crowded
    when: capacity.open_in_team > 100000 || location.country == "FR" || size(customer.plans) > 3
    then: [{do: re_route, team: others}]
default: [{do: re_route, team: desk}]
"""


def fill(chain) -> None:
    """Make ten thousand cases like the first one, each with its decision on its timeline."""
    chain.case(reason_code="missing_part")
    kind = chain.house.database.engine.dialect.name
    numbers = f"{NUMBERS} " if kind == "postgresql" else NUMBERS
    with chain.house.database.transaction() as session:
        for statement in (
            f"INSERT INTO service_case (id, reason_code, {COLUMNS}) {numbers} SELECT i, CASE i % 3 WHEN 0 THEN"
            f" 'wrong_item' ELSE 'missing_part' END, {COLUMNS} FROM n, service_case WHERE id = 1",
            f"INSERT INTO case_line_item (case_id, position, asset_id) {numbers} SELECT i, 1, 1 FROM n",
            f"INSERT INTO event (record_id, {EVENT}) {numbers} SELECT i, {EVENT} FROM n, event"
            " WHERE record_id = 1 AND record_type = 'service_case' AND kind = 'created'",
        ):
            session.execute(text(statement), {"most": CASES})


def test_dry_run_over_ten_thousand_cases(chain, capsys):
    fill(chain)
    chain.house.watch.forward(hours=50)
    path = "/rule-sets/" + str(chain.operations.get("/rule-sets?name=reason_code_routing")["items"][0]["id"])
    chain.operations.patch(path, {"text": DRAFT})
    begun, used = perf_counter(), process_time()
    found = chain.operations.get(f"{path}/dry-run")
    took, used = perf_counter() - begun, process_time() - used
    assert found["replayed"] == found["changed"] == CASES
    kind = chain.house.database.engine.dialect.name
    with capsys.disabled():
        print(f"\ndry run, {CASES} cases, {kind}: {took:.1f} s, {used:.1f} s of CPU")
