"""How long clocks take, on demand. Prints; asserts only that what was measured did what it should."""

from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

import pytest
from sqlalchemy import text

from service.calendars.documents import WEEKDAYS, read_calendar
from service.clocks.sweep import sweep

pytestmark = pytest.mark.bench
OPEN, DUE = 100_000, 1_000
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :most)"
CASE = (
    "version, account_id, primary_position, channel, case_type, reason_code, subject, description, on_site_required,"
    " product_line, customer_tier, status, priority, escalated, opened_at, clock_started_at, due_at, entitlement_id,"
    " team"
)
MILESTONE = (
    "record_type, case_id, entitlement_id, name, scope, run_started_at, begun_at, status, target, committed, due_at,"
    " commitment_at, next_at"
)


def fill(chain, most: int) -> None:
    """Make so many cases like the first one, each with a running clock for its resolution."""
    chain.case()
    kind = chain.house.database.engine.dialect.name
    numbers = f"{NUMBERS} " if kind == "postgresql" else NUMBERS
    copy = MILESTONE.replace("case_id", "i", 1)
    with chain.house.database.transaction() as session:
        for statement in (
            f"INSERT INTO service_case (id, {CASE}) {numbers} SELECT i, {CASE} FROM n, service_case WHERE id = 1",
            f"INSERT INTO case_line_item (case_id, position, asset_id) {numbers} SELECT i, 1, 1 FROM n",
            f"INSERT INTO milestone (record_id, {MILESTONE}) {numbers} SELECT i, {copy} FROM n, milestone"
            " WHERE record_id = 1 AND name = 'resolution'",
        ):
            session.execute(text(statement), {"most": most})
    if kind == "postgresql":
        chain.house.run("ANALYZE")


def say(capsys, line: str) -> None:
    with capsys.disabled():
        print(f"\n{line}", end="")


def test_sweep_with_nothing_due(clocks, capsys):
    fill(clocks.chain, OPEN)
    database, watch = clocks.chain.house.database, clocks.chain.house.watch
    sweep(database, watch)
    began = perf_counter()
    for _ in range(20):
        assert sweep(database, watch).records == 0
    took = (perf_counter() - began) / 20 * 1000
    say(capsys, f"{database.engine.dialect.name}: {OPEN} open milestones, nothing due: {took:.2f} ms a sweep")


def test_sweep_with_a_thousand_due(clocks, capsys):
    """Each warns, escalates its case and tells its team; the rows are made as above, without their events."""
    fill(clocks.chain, DUE)
    database, watch = clocks.chain.house.database, clocks.chain.house.watch
    watch.forward(hours=54)
    began, worked = perf_counter(), process_time()
    swept = sweep(database, watch)
    took, worked = perf_counter() - began, process_time() - worked
    assert swept.failed == []
    assert swept.records == DUE
    escalated = clocks.chain.house.rows("SELECT count(*) FROM service_case WHERE escalated")[0][0]
    assert escalated == DUE
    name = database.engine.dialect.name
    say(capsys, f"{name}: {swept.steps} due steps of {DUE} cases: {took:.1f} s, {worked:.1f} s of them computing")


@pytest.mark.parametrize("name", ["add 24 h", "add 20 years", "between 20 years", "share"])
def test_calendar(benchmark, name):
    hours = {day: [["09:00", "12:30"], ["13:00", "17:00"]] for day in WEEKDAYS[:5]}
    made = read_calendar(
        {"timezone": "Europe/Berlin", "weekly": hours, "exceptions": {}, "country": "DE", "subdivision": "HB"}
    )
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    day, long, end = timedelta(hours=24), timedelta(hours=37_000), start + timedelta(days=20 * 365)
    work = {
        "add 24 h": lambda: made.add(start, day),
        "add 20 years": lambda: made.add(start, long),
        "between 20 years": lambda: made.between(start, end),
        "share": lambda: made.share(start, day, start + day),
    }[name]
    work()
    assert benchmark(work)
