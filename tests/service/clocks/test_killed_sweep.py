"""Two processes sweep, and one is killed half way: what is due is done once, and nothing of it is lost."""

import multiprocessing
import random

import pytest

from tests.conftest import MANY
from tests.service.clocks.dying_sweep import sweep_until

KILLS = 2 if MANY == 1 else 50
CASES = 4
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.service.clocks.dying_sweep"])
LADDER = [
    {"percent": 50, "actions": [{"do": "raise_priority", "to": "high"}, {"do": "notify", "to": ["email:a@b.example"]}]},
    {"percent": 75, "actions": [{"do": "escalate"}, {"do": "notify", "to": ["team"]}]},
]
DONE = """SELECT kind, count(*) FROM event WHERE case_id > :before
    AND kind IN ('escalated', 'milestone_acted', 'milestone_warning', 'milestone_violation')
    GROUP BY kind ORDER BY kind"""


@pytest.fixture
def asset(clocks):
    """An asset whose cases are due step by step."""
    clocks.process(clocks.resolution(thresholds=LADDER, on_violation=[{"do": "notify", "to": ["team"]}]))
    return clocks.chain.asset()


def test_one_of_two_sweeps_is_killed_and_each_thing_is_done_once(clocks, asset):
    house = clocks.chain.house
    draw = random.Random(f"sweep {house.database.engine.dialect.name}")
    for kill in range(KILLS):
        before = kill * CASES
        for _ in range(CASES):
            clocks.chain.case(asset)
        house.watch.forward(hours=80)
        url, now = house.settings.database_url, house.watch()
        points = draw.randint(1, 30 * CASES // 2)
        pair = [processes.Process(target=sweep_until, args=(url, now, each)) for each in (points, 0)]
        for each in pair:
            each.start()
        for each in pair:
            each.join(120)
        assert [each.exitcode for each in pair] in ([-9, 0], [0, 0])  # the other one may have left nothing to die at
        clocks.sweep()
        assert house.rows(DONE, before=before) == [
            ("escalated", CASES),
            ("milestone_acted", 3 * CASES),
            ("milestone_violation", CASES),
            ("milestone_warning", 2 * CASES),
        ]
        letters = "SELECT count(*) FROM outbox_message WHERE case_id > :before"
        assert house.rows(letters, before=before) == [(CASES,)]
        told = "SELECT count(*) FROM notification WHERE case_id > :before"
        assert house.rows(told, before=before) == [(2 * CASES,)]
        assert clocks.sweep().records == 0
