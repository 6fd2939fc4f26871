"""Problems that are no records: solved and asked about as they are sent, and not kept."""

import json
import multiprocessing
import threading
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from typing import Any

from scheduler.entities import ProblemError
from scheduler.formats.documents import PlanDocument, from_json
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.recommend import recommend
from scheduler.solution import Plan
from service.errors import Problem, invalid

MOST_APPOINTMENTS = 2000
AT_ONCE = 4
"""Problems that are taken in before others have to come again."""
EXPLAINING = 5.0
"""Seconds for proofs and relaxations at most."""
GRACE = 60.0
"""Seconds over the limit after which an answer is not waited for any more."""


class Solver:
    """A process beside that solves one problem after the other; it begins with the first one."""

    def __init__(self, executor: Executor | None = None) -> None:
        self._executor, self._lock = executor, threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def solve(self, problem: Mapping[str, Any], policy: str, seconds: float, seed: int) -> dict[str, Any]:
        """Return plan, reasons and figures of a problem's document; 503 if there are too many already."""
        if not self._places.acquire(blocking=False):
            raise Problem(503, "busy", "too many problems are being solved; try again", rule="solve_limit")
        try:
            waiting = self._started().submit(solved, json.dumps(problem), policy, seconds, seed)
            return self._answer(waiting, seconds)
        finally:
            self._places.release()

    def _answer(self, waiting: Future[dict[str, Any]], seconds: float) -> dict[str, Any]:
        try:
            answer = waiting.result(timeout=seconds * AT_ONCE + GRACE)
        except (BrokenProcessPool, TimeoutError) as fault:
            self._executor = None
            raise Problem(503, "solver_lost", f"no answer came from the solver ({type(fault).__name__})") from None
        if "findings" in answer:
            raise refused(answer["findings"])
        return answer

    def _started(self) -> Executor:
        with self._lock:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
            return self._executor


def refused(findings: list[str]) -> Problem:
    """Return the refusal of a problem with everything that is wrong."""
    return invalid("problem", findings[0], code="invalid_problem", errors=findings)


def read(text: str) -> ProblemData:
    """Return the problem of a document that is not too large. Raises `ProblemError`."""
    problem = from_json(text, ProblemData, "problem")
    if len(problem.appointments) > MOST_APPOINTMENTS:
        raise ProblemError(
            [f"{len(problem.appointments)} appointments are more than the {MOST_APPOINTMENTS} taken here"]
        )
    return problem


def solved(text: str, policy: str, seconds: float, seed: int) -> dict[str, Any]:
    """Return what `Solver.solve` does, or the findings if the problem is none: what the process beside does."""
    # These take seconds, and only the process beside needs them.
    from scheduler.explain import explain
    from scheduler.report.result import documents, plan_report
    from scheduler.solve import PlanRefusedError, Settings, UnsupportedError, solve

    try:
        problem, rules = read(text), POLICIES[policy]
        result = solve(problem, rules, Settings(seconds=seconds, seed=seed))
    except (UnsupportedError, PlanRefusedError) as error:
        return {"findings": [str(error)]}
    except ProblemError as error:
        return {"findings": list(error.findings)}
    reasons = explain(problem, rules, result.plan, seconds=min(EXPLAINING, max(1.0, seconds)))
    report = plan_report(result, reasons, timings={})
    said = {name.removesuffix(".json"): json.loads(text) for name, text in documents(report).items()}
    del said["problem"]
    return {**said, "terms": dict(result.terms), "value": list(result.value), "proved": result.proved}


def recommended(
    problem: Mapping[str, Any], plan: Mapping[str, Any] | None, appointment: str, policy: str, most: int
) -> dict[str, Any]:
    """Return ranked slots for an appointment of a problem's document, on a plan's document or on none."""
    try:
        found = read(json.dumps(problem))
        standing = Plan() if plan is None else from_json(json.dumps(plan), PlanDocument, "plan").plan
        answer = recommend(found, POLICIES[policy], standing, appointment, most)
    except ProblemError as error:
        raise refused(list(error.findings)) from None
    return {
        "slots": [asdict(each) for each in answer.slots],
        "refusals": [asdict(each) for each in answer.refusals],
    }
