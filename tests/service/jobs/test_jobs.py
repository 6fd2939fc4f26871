"""Jobs: put down with what calls for them, done once, again after a while if they fail, and given up in sight."""

from threading import Thread

import pytest

from service import clock
from service.context import SYSTEM, Context
from service.jobs.operations import TASKS, call_for
from service.jobs.queue import jobs_waiting
from service.jobs.runner import WAITS, run_jobs
from service.timeline.operations import record
from service.workforce.models import Branch


@pytest.fixture
def done(monkeypatch) -> list[int]:
    """What was done, by a task that makes a branch for each number, and fails for those below none."""
    made: list[int] = []

    def make(ctx: Context, arguments) -> None:
        if arguments["number"] < 0:
            raise ValueError("a fault")
        branch = Branch(name=f"branch {arguments['number']}")
        ctx.session.add(branch)
        record(ctx, branch, "created")
        made.append(arguments["number"])

    monkeypatch.setitem(TASKS, "make", make)
    return made


def call(house, *numbers: int) -> None:
    with house.database.transaction() as session:
        for number in numbers:
            call_for(Context(session, SYSTEM, house.watch()), "make", number=number)


def run(house, **more: int):
    return run_jobs(house.database, house.watch, **more)


def come_due(house) -> None:
    """Let the time of what waits come: procrastinate goes by the server's clock, which tests cannot turn."""
    house.watch.forward(seconds=WAITS[-1].total_seconds())
    if house.database.engine.dialect.name == "postgresql":
        house.run("UPDATE procrastinate.procrastinate_jobs SET scheduled_at = now()")


def test_what_was_called_for_is_done_once_in_order(house, done):
    call(house, 3, 1, 3, 2)
    assert run(house, most=2).done == 2
    assert run(house).done == 1
    assert (done, run(house).done) == ([3, 1, 2], 0)


def test_nothing_is_done_of_what_was_not_kept(house, done):
    def fail() -> None:
        with house.database.transaction() as session:
            call_for(Context(session, SYSTEM, house.watch()), "make", number=1)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (run(house).done, done) == (0, [])


def test_savepoint_that_is_taken_back_leaves_what_else_was_called_for(house, done):
    with house.database.transaction() as session:
        ctx = Context(session, SYSTEM, house.watch())
        call_for(ctx, "make", number=1)
        with session.begin_nested():
            call_for(ctx, "make", number=2)
        nested = session.begin_nested()
        call_for(ctx, "make", number=1)
        nested.rollback()
        call_for(ctx, "make", number=1)
    run(house)
    assert {*done} == {1, 2}


def test_failing_job_is_tried_again_and_given_up_where_people_see_it(house, done):
    house.watch.time = clock.now()
    call(house, -1, 5)
    ran = run(house)
    assert (ran.done, ran.failed, ran.dead, done) == (1, 1, 0, [5])
    assert run(house).failed == 0
    for _ in WAITS[1:]:
        come_due(house)
        assert run(house).failed == 1
    come_due(house)
    assert run(house).dead == 1
    operations = house.person("operations")
    assert operations.get("/jobs") == {"waiting": 0}
    (dead,) = operations.get("/dead-jobs?status=dead")["items"]
    assert (dead["task"], dead["arguments"], dead["attempts"]) == ("make", {"number": -1}, len(WAITS) + 1)
    assert dead["last_error"] == "ValueError: a fault"
    assert operations.get(f"/dead-jobs/{dead['id']}") == dead


def test_dead_job_is_retried_or_left_by_a_call_and_once(house, done, monkeypatch, refused):
    monkeypatch.setattr("service.jobs.runner.WAITS", ())
    call(house, -1, -2)
    assert run(house).dead == 2
    operations = house.person("operations")
    why = {"reason": "the fault is mended"}
    assert operations.post("/dead-jobs/1/retry", why)["status"] == "retried"
    assert operations.post("/dead-jobs/2/discard", why)["status"] == "discarded"
    for number in (1, 2):
        refused(operations.post(f"/dead-jobs/{number}/retry", why, 409), 409, "not_a_dead_job")
    monkeypatch.setitem(TASKS, "make", lambda ctx, arguments: done.append(arguments["number"]))
    assert (run(house).done, done) == (1, [-1])
    kinds = [each["kind"] for each in house.person("manager").get("/events?record_type=dead_job")["items"]]
    assert sorted(kinds) == ["died", "died", "discarded", "retried"]


def test_many_work_at_once_and_each_job_is_done_once(house, done):
    call(house, *range(24))
    threads = [Thread(target=run, args=(house,)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    run(house)
    assert sorted(house.rows("SELECT name FROM branch")) == sorted((f"branch {number}",) for number in range(24))


def test_job_of_a_transaction_that_breaks_is_there_still(house, done):
    def die(ctx: Context, arguments) -> None:
        done.append(arguments["number"])
        raise KeyboardInterrupt

    call(house, 1)
    make, TASKS["make"] = TASKS["make"], die
    with pytest.raises(KeyboardInterrupt):
        run(house)
    TASKS["make"] = make
    with house.database.transaction(write=False) as session:
        assert jobs_waiting(session) == 1
    assert (run(house).done, done) == (1, [1, 1])
