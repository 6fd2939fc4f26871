"""A process that plans is killed in the middle: the run is taken up again, once, and nothing of it is half done."""

import multiprocessing
import signal
from datetime import timedelta

import pytest

from service import clock
from service.planning.planner import something_waits
from service.planning.solving import work_on_next
from tests.conftest import MANY
from tests.service.planning.dying_planner import plan_and_die

KINDS = ["postgresql"] if MANY == 1 else ["sqlite", "postgresql"]


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_a_killed_planner_loses_nothing(town):
    house = town.house
    town.technician(days=("2036-03-04",))
    visits = [town.visit(due="2036-03-05T15:00:00Z") for _ in range(3)]
    house.watch.time = clock.now()
    run = town.run(first_day="2036-03-04", publish=True)
    process = multiprocessing.get_context("forkserver").Process(target=plan_and_die, args=(house.settings,))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL, house.rows("SELECT status, failure FROM planning_run")
    assert house.rows("SELECT status, attempts FROM planning_run") == [("solving", 1)]
    assert not something_waits(house.database, house.watch)
    house.watch.time = clock.now() + timedelta(minutes=2)
    assert work_on_next(house.database, house.watch) == run["id"]
    assert work_on_next(house.database, house.watch) is None
    assert house.rows("SELECT status, attempts, scheduled FROM planning_run") == [("published", 2, 3)]
    assert sum(town.read(visit)["status"] == "scheduled" for visit in visits) == 3
    kinds = house.rows("SELECT kind FROM event WHERE record_type = 'planning_run' ORDER BY id")
    twice = ["claimed", "snapshot_taken"] * 2
    assert [kind for (kind,) in kinds] == ["ordered", *twice, "solved", "published"]
    assert house.rows("SELECT * FROM planning_scope") == house.rows("SELECT * FROM planning_work") == []
