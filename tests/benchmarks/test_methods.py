"""Every method on an instance it can plan whole, on one that asks for skills, and on what it has to refuse."""

import pytest

from benchmarks import field_day
from benchmarks.answer import Answer, Budget, RefusalError, Watch
from benchmarks.isolated import Failure, Task, in_processes
from benchmarks.judge import judge
from benchmarks.methods import METHODS, absent, own
from benchmarks.peers.request import request
from benchmarks.readers import field
from benchmarks.sets import SETS, Source
from benchmarks.tiny import tiny
from scheduler.check import check
from scheduler.entities import Appointment, Break, Depot
from scheduler.solution import Plan

BUDGET = Budget(seconds=0.3, seed=1, workers=1)
#: By counts alone, so that what is found does not depend on how busy the machine is.
COUNTS = Budget(seconds=0, seed=1, workers=1)
PEERS = ("pyvrp", "vroom", "ortools")


def method(name):
    found = METHODS[name]
    if absent(found):
        pytest.skip(f"{absent(found)}")
    return found


@pytest.mark.parametrize("name", METHODS)
def test_every_method_serves_the_tiny_instance(name):
    instance, watch = tiny(), Watch()
    solved = method(name).run(instance, BUDGET, watch)
    judged = judge(instance, Answer(solved.plan, 0.0))
    assert judged.violations == ()
    assert judged.unserved == 0
    if watch.curve:
        assert watch.curve[-1][1] == pytest.approx(judged.worth[0])


@pytest.mark.parametrize("name", ["roundsman", "construct", "search", "vroom", "ortools"])
def test_skills_and_efficiency_are_kept(name):
    instance = field.instance("day", field_day.generate(30, 6, 2))
    solved = method(name).run(instance, COUNTS, Watch())
    assert check(instance.problem, instance.policy, solved.plan) == ()
    assert len(solved.plan.visits) >= 15


def test_pyvrp_says_that_it_has_no_efficiency():
    instance = field.instance("day", field_day.generate(30, 6, 2))
    with pytest.raises(RefusalError, match="efficiency"):
        method("pyvrp").run(instance, BUDGET, Watch())


@pytest.mark.parametrize("name", PEERS)
def test_peers_keep_capacity_parts_and_who_may_serve_what(name, published):
    instance = SETS["trsp"].read(Source("R101", str(published("trsp/R101.txt"))))
    solved = method(name).run(instance, COUNTS, Watch())
    assert check(instance.problem, instance.policy, solved.plan) == ()
    assert len(solved.plan.visits) >= 80
    assert "without stops at depots" in solved.note


def test_peers_are_told_nothing_they_cannot_know(toy):
    technician = toy.problem.technicians[0]
    (shift,) = technician.shifts
    rested = technician.replace(shifts=(shift.replace(breaks=(Break(0, 100, 10),)),))
    changed = toy.problem.replace(technicians=(rested, *toy.problem.technicians[1:]))
    with pytest.raises(RefusalError, match="breaks"):
        request(type(toy)(**{**vars(toy), "problem": changed}))


def test_what_is_not_decided_yet_is_refused_in_words(toy):
    problem = toy.problem.replace(depots=(Depot("depot", 0),))
    assert own.decidable(problem) is problem
    waived = problem.replace(appointments=(*problem.appointments, Appointment("late", 1, 0, waivers=("shift",))))
    with pytest.raises(RefusalError, match="waivers"):
        own.decidable(waived)


def test_cpsat_is_not_tried_where_it_is_hopeless():
    instance = SETS["scale"].read(Source("100x10x1"))
    with pytest.raises(RefusalError, match="arcs"):
        METHODS["cpsat"].run(instance, BUDGET, Watch())


def test_run_in_processes_of_their_own(toy, toy_folder):
    source = Source("toy", str(toy_folder / "toy.txt"))
    task = Task("vrptw", source, METHODS["search"], Budget(seconds=0.1, seed=1, workers=2))
    first, second = in_processes(task)
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert min(first.memory, second.memory) > 2**20
    assert check(toy.problem, toy.policy, first.plan) == ()
    assert first.plan != Plan()


def test_failure_in_a_process_comes_back_in_words(toy_folder):
    task = Task("vrptw", Source("gone", str(toy_folder / "gone.txt")), METHODS["construct"], BUDGET)
    (outcome,) = in_processes(task)
    assert isinstance(outcome, Failure)
    assert outcome.words.startswith("FileNotFoundError")
