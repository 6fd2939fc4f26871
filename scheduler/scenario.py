"""What if: named sets of changes, applied to a problem and a policy and solved side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from scheduler.changes import (
    BorderMoved,
    Change,
    DueShifted,
    PolicyChanged,
    TechnicianAway,
    TechnicianCertified,
    TechnicianHired,
    TechnicianMoved,
    TechnicianReassigned,
    TechnicianTrained,
    TerritoriesMerged,
    TerritoryHandedOver,
    WeightsChanged,
    WindowsWidened,
)
from scheduler.demand import DemandScaled
from scheduler.entities import ProblemError
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solve import Result, Settings, solve

__all__ = [
    "BorderMoved",
    "Change",
    "DemandScaled",
    "DueShifted",
    "PolicyChanged",
    "Scenario",
    "ScenarioResult",
    "TechnicianAway",
    "TechnicianCertified",
    "TechnicianHired",
    "TechnicianMoved",
    "TechnicianReassigned",
    "TechnicianTrained",
    "TerritoriesMerged",
    "TerritoryHandedOver",
    "WeightsChanged",
    "WindowsWidened",
    "run_scenarios",
]

BASE = "base"
DEFAULT_SETTINGS = Settings()


@dataclass(frozen=True)
class Scenario:
    """Changes under a name, made one after the other."""

    name: str
    changes: tuple[Change, ...] = ()

    def apply(self, problem: ProblemData, policy: Policy) -> tuple[ProblemData, Policy]:
        """The changed problem and policy; raises :class:`ProblemError` that names the scenario."""
        try:
            for change in self.changes:
                problem, policy = change.apply(problem, policy)
        except ProblemError as error:
            raise ProblemError([f"scenario {self.name!r}: {finding}" for finding in error.findings]) from None
        return problem, policy


@dataclass(frozen=True)
class ScenarioResult:
    """A scenario with what it made of problem and policy, and a solved plan for each seed."""

    scenario: Scenario
    problem: ProblemData
    policy: Policy
    results: tuple[Result, ...]


def run_scenarios(
    problem: ProblemData,
    policy: Policy,
    scenarios: Iterable[Scenario],
    settings: Settings = DEFAULT_SETTINGS,
    seeds: Sequence[int] = (1, 2, 3),
    executor: Executor | None = None,
) -> list[ScenarioResult]:
    """Solve the problem as it is (scenario ``base``, always the first) and under every scenario, once for each seed.

    All scenarios are applied before the first is solved, so an unknown name is reported at once with all others.
    ``executor`` solves several at a time (threads or processes); without one they are solved one after the other.
    """
    if not seeds:
        raise ValueError("scenarios need at least one seed")
    every = [Scenario(BASE), *scenarios]
    cases = _applied(problem, policy, every)
    runs = [(*case, replace(settings, seed=seed, replay=None)) for case in cases for seed in seeds]
    if executor is None:
        solved = [solve(*run) for run in runs]
    else:
        solved = [future.result() for future in [executor.submit(solve, *run) for run in runs]]
    count = len(seeds)
    return [
        ScenarioResult(scenario, *case, tuple(solved[count * index : count * (index + 1)]))
        for index, (scenario, case) in enumerate(zip(every, cases, strict=True))
    ]


def _applied(problem: ProblemData, policy: Policy, scenarios: Sequence[Scenario]) -> list[tuple[ProblemData, Policy]]:
    names = [scenario.name for scenario in scenarios]
    findings = [f"scenario {name!r} is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    cases = []
    for scenario in scenarios:
        try:
            cases.append(scenario.apply(problem, policy))
        except ProblemError as error:
            findings += error.findings
    if findings:
        raise ProblemError(findings)
    return cases
