"""The engine's own problem JSON, planned under the default policy for batches."""

from __future__ import annotations

from pathlib import Path

from benchmarks.instance import Case, Instance, InstanceError, Measure, digest_of
from scheduler import objective
from scheduler.formats.documents import read_problem
from scheduler.formats.json_text import DocumentError
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData

POLICY = POLICIES["customer_first"]


def read(path: Path) -> Instance:
    """The instance in a file; raises :class:`InstanceError`."""
    try:
        problem = read_problem(path)
    except DocumentError as error:
        raise InstanceError(str(error)) from None
    return of_problem(path.stem, problem, digest_of([path.read_bytes()]))


def of_problem(name: str, problem: ProblemData, digest: str) -> Instance:
    """A problem compared by its own objective: one number for each priority's unserved, one for all the rest."""
    return Instance(
        name=name,
        problem=problem,
        policy=POLICY,
        measures=(_unserved(POLICY), _cost(POLICY)),
        hash=digest,
        unit=problem.horizon.ticks_per_minute,
        complete=False,
    )


def _unserved(policy: Policy) -> Measure:
    def minutes(case: Case) -> float:
        return objective.minutes(case.problem, policy, case.terms)["unserved"]

    return Measure("unserved minutes", minutes)


def _cost(policy: Policy) -> Measure:
    def minutes(case: Case) -> float:
        weighted = objective.minutes(case.problem, policy, case.terms)
        return round(sum(value for name, value in weighted.items() if name != "unserved"), 3)

    return Measure("cost minutes", minutes)
