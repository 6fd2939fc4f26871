"""A folder of results: what is recorded, what has a score, what an interrupt loses, and what is refused."""

import json
from pathlib import Path

import pytest

from benchmarks.answer import Answer, Budget, Method, RefusalError, Solved
from benchmarks.isolated import Failure, attempt
from benchmarks.judge import verdict
from benchmarks.readers import field
from benchmarks.results import ResultsError, read_runs
from benchmarks.runner import Order, run
from benchmarks.sets import SETS, Source
from benchmarks.timing import timed
from scheduler.solution import Plan

SEQUENCES = {"good": [(0, [0, 2]), (1, [1])], "long": [(0, [1, 2]), (1, [0])], "partly": [(0, [0])]}


def in_order(name):
    """A method that always gives the same sequences."""

    def plan(instance, budget, watch):
        watch.note(500.0 / budget.seed, seconds=0.001)
        return Solved(timed(instance, SEQUENCES[name]), "as told")

    return Method(name, plan)


def lie(instance, budget, watch):
    """Claims to be back before it left, and so to need no time at all."""
    (route, *others) = timed(instance, SEQUENCES["good"]).routes
    return Solved(Plan((route.replace(arrival=route.departure), *others)))


def refuse(instance, budget, watch):
    raise RefusalError("too difficult")


def crash(instance, budget, watch):
    raise ZeroDivisionError("by nought")


GOOD, LONG, PARTLY = map(in_order, ("good", "long", "partly"))
LIAR, SHY, CRASHING = Method("liar", lie), Method("shy", refuse), Method("crashing", crash)
PEER = Method("peer", GOOD.run, requires="a_peer")


class Here:
    """Runs tasks in this process, as often as a method has runs, and counts; may be interrupted."""

    def __init__(self, interrupt_at=None):
        self.count, self.interrupt_at = 0, interrupt_at

    def __call__(self, task):
        if self.count == self.interrupt_at:
            raise KeyboardInterrupt
        self.count += 1
        return [attempt(task.method, SETS[task.set].read(task.source), task.budget)]


@pytest.fixture
def bench(toy_folder, tmp_path):
    """Run methods on the toy instance into the folder `out`; the records."""

    def go(*methods, execute=None, absent=None, out="out", **changes):
        order = {"seconds": 0.5, "seeds": (1, 2), "workers": 1, **changes}
        sources = order.pop("sources", (Source("toy", str(toy_folder / "toy.txt")),))
        run(
            Order(SETS["vrptw"], sources, methods, **order),
            tmp_path / out,
            absent=lambda method: (absent or {}).get(method.name),
            execute=execute or Here(),
        )
        return read_runs(tmp_path / out / "runs.jsonl")

    go.out = tmp_path / "out"
    return go


def test_record_says_all_that_is_asked(bench):
    (record,) = bench(GOOD, seeds=(7,))
    assert (
        record["instance_hash"] == SETS["vrptw"].read(Source("toy", str(bench.out.parent / "instances/toy.txt"))).hash
    )
    expected = {
        "set": "vrptw", "instance": "toy", "method": "good", "seed": 7, "seconds": 0.5, "objective": 22.8,
        "best_known": 20.0, "unserved": 0, "feasible": True, "violations": [], "note": "as told",
    }  # fmt: skip
    assert {key: record[key] for key in expected} == expected
    assert record["gap_percent"] == pytest.approx(14.0)
    assert record["wall"] >= 0


def test_violation_has_no_score(bench):
    (record,) = bench(LIAR, seeds=(1,))
    assert record["objective"] is record["gap_percent"] is None
    assert not record["feasible"]
    assert record["violation_count"] == len(record["violations"]) > 0
    report = (bench.out / "report.md").read_text()
    assert "| toy | 20 | no score |" in report
    assert record["violations"][0] in report


def test_plan_that_leaves_something_has_no_gap(bench):
    (record,) = bench(PARTLY, seeds=(1,))
    assert (record["unserved"], record["objective"], record["gap_percent"]) == (2, 10.0, None)
    assert record["feasible"]


def test_second_run_makes_only_what_is_missing(bench):
    bench(GOOD)
    before = (bench.out / "runs.jsonl").read_bytes()
    again = Here()
    records = bench(GOOD, LONG, execute=again, seeds=(1, 2, 3))
    assert again.count == 4
    assert (bench.out / "runs.jsonl").read_bytes().startswith(before)
    assert [(record["method"], record["seed"]) for record in records] == [
        ("good", 1), ("good", 2), ("good", 3), ("long", 1), ("long", 2), ("long", 3),
    ]  # fmt: skip
    assert len(json.loads((bench.out / "environment.json").read_text())["sessions"]) == 2


def test_interrupt_keeps_what_was_judged(bench):
    with pytest.raises(KeyboardInterrupt):
        bench(GOOD, LONG, execute=Here(interrupt_at=3))
    assert len(read_runs(bench.out / "runs.jsonl")) == 3
    assert "| long | 1 | 1 |" in (bench.out / "report.md").read_text()
    rest = Here()
    assert len(bench(GOOD, LONG, execute=rest)) == 4
    assert rest.count == 1


def test_line_cut_off_in_writing_is_run_again(bench):
    bench(GOOD)
    path = bench.out / "runs.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    again = Here()
    records = bench(GOOD, execute=again)
    assert (again.count, [record["seed"] for record in records]) == (1, [1, 2])


def test_other_conditions_are_refused(bench):
    bench(GOOD)
    before = (bench.out / "runs.jsonl").read_bytes()
    with pytest.raises(ResultsError, match=r"seconds 0\.5, now 3"):
        bench(GOOD, seconds=3)
    assert (bench.out / "runs.jsonl").read_bytes() == before


def test_another_instance_of_the_name_is_refused(bench, toy_folder):
    bench(GOOD)
    path = toy_folder / "toy.txt"
    path.write_text(path.read_text() + "    4      6      9       1       0       100       10\n")
    with pytest.raises(ResultsError, match="another instance named toy"):
        bench(GOOD)


def test_folder_of_something_else_is_left_alone(bench):
    bench.out.mkdir()
    (bench.out / "thesis.txt").write_text("mine")
    with pytest.raises(ResultsError, match="no benchmark result"):
        bench(GOOD)
    assert [path.name for path in bench.out.iterdir()] == ["thesis.txt"]


def test_two_at_once_are_refused(bench):
    def both(task):
        bench(GOOD)
        return []

    with pytest.raises(ResultsError, match="another process"):
        bench(GOOD, execute=both)


def test_absent_and_refusing_methods_are_said(bench):
    records = bench(GOOD, SHY, PEER, absent={"peer": "a_peer is not installed"})
    assert {record["method"] for record in records} == {"good"}
    report = (bench.out / "report.md").read_text()
    assert "- peer: a_peer is not installed" in report
    assert "- shy: toy: too difficult" in report


def test_peers_run_with_the_first_seed_only(bench):
    assert [record["seed"] for record in bench(PEER, seeds=(4, 5))] == [4]


def test_crash_is_recorded_and_not_repeated(bench):
    (record,) = bench(CRASHING, seeds=(1,))
    assert (record["feasible"], record["objective"]) == (False, None)
    assert record["note"] == "failed: ZeroDivisionError: by nought"
    again = Here()
    bench(CRASHING, execute=again, seeds=(1,))
    assert again.count == 0


def test_best_of_several_counts_and_violations_never_do(toy):
    answers = [Answer(lie(toy, None, None).plan, 1.0, ((0.1, 1.0),))]
    for name, curve in (("long", ((0.3, 300.0), (0.6, 250.0))), ("good", ((0.2, 280.0), (0.7, 228.0)))):
        answers.append(Answer(timed(toy, SEQUENCES[name]), 2.0, curve, memory=2**20))
    record, plan = verdict(toy, answers)
    assert (record["objective"], record["wall"], record["memory_mb"]) == (22.8, 2.0, 2)
    assert plan == answers[2].plan
    assert record["curve"] == [(0.2, 280.0), (0.6, 250.0), (0.7, 228.0)]


def test_attempt_tells_refusals_from_crashes(toy):
    budget = Budget(0.1, 1, 1)
    assert attempt(SHY, toy, budget) == Failure("too difficult", refused=True)
    assert attempt(CRASHING, toy, budget) == Failure("ZeroDivisionError: by nought")


def test_plans_are_in_the_words_of_the_input(bench):
    bench(GOOD, seeds=(1,), plans=True)
    (path,) = (bench.out / "plans").iterdir()
    assert path.name == "vrptw_toy_good_1.json"
    plan = json.loads(path.read_text())
    assert (plan["objective"], plan["unserved"]) == (22.8, [])
    first = plan["routes"][0]
    assert (first["vehicle"], first["departure"], first["return"]) == ("1", 0, 40)
    assert [(stop["id"], stop["start"], stop["end"]) for stop in first["stops"]] == [("1", 5, 15), ("3", 20, 30)]
    second = plan["routes"][1]
    assert (second["departure"], second["stops"][0]["arrive"]) == (18.6, 20)


def test_field_day_plan_is_also_a_table(toy_folder, tmp_path):
    out = tmp_path / "out"
    method = Method("empty", lambda instance, budget, watch: Solved(timed(instance, [])))
    order = Order(SETS["field"], (Source("30x6-1"),), (method,), 1, (1,), 1, plans=True)
    run(order, out, absent=lambda method: None, execute=Here())
    assert sorted(path.name for path in (out / "plans").iterdir()) == [
        "field_30x6-1_empty_1.csv",
        "field_30x6-1_empty_1.json",
    ]
    (record,) = read_runs(out / "runs.jsonl")
    assert record["objective"] == [30, 0, 0, 0]
    assert "| 30x6-1 |  | 30 / 0 / 0 / 0 (30.0 unserved) |" in (out / "report.md").read_text()


def test_report_has_means_instances_and_a_picture(bench):
    bench(GOOD, LONG, PARTLY)
    report = (bench.out / "report.md").read_text()
    assert "| good | 1 | 2 | 2 | 2 | 14.00 |" in report
    assert "| partly | 1 | 2 | 2 | 0 |  |" in report
    assert "| instance | best known | good | long | partly |" in report
    assert "load average at the start of each session: " in report
    picture = (bench.out / "gap.svg").read_text()
    assert picture.count("<polyline") == 2
    assert "good 14.00 %" in picture


@pytest.mark.parametrize("name", sorted(SETS))
def test_sets_list_their_sources(name, tmp_path):
    known = SETS[name]
    if name in ("field", "scale"):
        sources = known.sources(None)
        assert len({source.name for source in sources}) == len(sources) >= 3
    else:
        with pytest.raises(ValueError, match="--instances"):
            known.sources(None)
        with pytest.raises(ValueError, match="holds no"):
            known.sources(tmp_path)


def test_field_folders_and_scale_names(tmp_path):
    for index in (1, 2):
        folder: Path = tmp_path / f"day{index}"
        folder.mkdir()
        for file in field.FILES:
            (folder / file).write_text("")
    assert [source.name for source in SETS["field"].sources(tmp_path)] == ["day1", "day2"]
    instance = SETS["scale"].read(Source("12x3x2"))
    assert (len(instance.problem.appointments), len(instance.problem.territories)) == (12, 2)
    with pytest.raises(ValueError, match="generated"):
        SETS["scale"].sources(tmp_path)
