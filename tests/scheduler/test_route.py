"""Route values are remembered up to a limit, and are the same when worked out again."""

from __future__ import annotations

import pytest

from scheduler import route
from scheduler.eligibility import Eligibility
from scheduler.route import Evaluator
from scheduler.working import Working
from tests.scheduler.build import appointment, policy, problem


def test_what_is_forgotten_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "CACHE_SIZE", 2)
    data = problem([appointment(f"a{index}", 30) for index in range(4)])
    evaluator = Evaluator(data, policy())
    sequences = [(0,), (0, 1), (1, 0), (0, 1, 2, 3), (0,)]
    first = [evaluator.value(0, sequence) for sequence in sequences]
    assert first[0] == first[-1]
    assert [Evaluator(data, policy()).value(0, sequence) for sequence in sequences] == first
    working = Working(evaluator, Eligibility(data, policy()))
    assert working.assign(0, (0, 1, 2, 3))
    before = working.plan()
    evaluator.forget()
    assert working.plan() == before
    working.remove([2])
    assert evaluator.value(0, (0, 1, 3)) == working.values[0]
