"""How fast, on demand (`./run test -m bench`); a small case of each is run with the other tests, for what it gives."""

import numpy as np
import pytest

from benchmarks import speed
from benchmarks.scale import Size

SMALL = Size(40, 6, 2)
FULL = {
    "locate": (lambda: speed.locate(1_000_000, 3_000), 3),
    "recommend": (lambda: speed.recommend(Size(10_000, 1_000, 100)), 500),
    "model": (lambda: speed.model(Size(10_000, 1_000, 100)), 3),
    "evaluator": (lambda: speed.evaluator(Size(1_000, 100, 10)), 10),
}


def once(case: speed.Case):
    return case.run(case.prepare())


def test_locate_finds_territories():
    found = once(speed.locate(500, 40))
    assert len(found.index) == 500
    assert (found.index >= 0).mean() > 0.8


def test_recommend_offers_slots_for_another_call_each_time():
    case = speed.recommend(SMALL)
    first, second = case.prepare(), case.prepare()
    assert first != second
    recommendation = case.run(first)
    assert recommendation.slots or recommendation.refusals


def test_model_has_an_evaluator_for_each_part():
    assert sum(len(evaluator.problem.appointments) for evaluator in once(speed.model(SMALL))) > 20


def test_evaluator_values_every_route():
    case = speed.evaluator(SMALL)
    assert case.run(case.prepare()) > 0


@pytest.mark.bench
@pytest.mark.parametrize("name", FULL)
def test_speed(benchmark, name):
    make, rounds = FULL[name]
    case = make()
    benchmark.pedantic(case.run, setup=lambda: ((case.prepare(),), {}), rounds=rounds, warmup_rounds=1)
    if rounds >= 100:
        milliseconds = 1000 * np.percentile(benchmark.stats.stats.data, [50, 99])
        benchmark.extra_info |= dict(zip(("p50_ms", "p99_ms"), milliseconds.round(3).tolist(), strict=True))
        print(f"{name}: p50 {milliseconds[0]:.2f} ms, p99 {milliseconds[1]:.2f} ms")
