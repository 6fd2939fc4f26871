"""Lexicographic minimisation with CP-SAT: level by level, reproducibly, each level's best a bound for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, gcd

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr
from ortools.sat.python.cp_model_helper import CpSolverStatus

POLL_SECONDS = 0.05
#: Bounds come as floating point: what they may be off by, relative to their size.
BOUND_ERROR = 1e-9
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Settings:
    """``deterministic_seconds`` is CP-SAT's count of work, no clock: the same settings give the same answer."""

    deterministic_seconds: float
    seed: int
    workers: int = 1
    stop: Stop | None = None


@dataclass(frozen=True)
class LevelsOutcome:
    """The values of the levels, and a lower bound of each level as far as one is proved.

    ``values`` is ``None`` if no solution was found; ``proved`` counts the first levels that are proved optimal, and
    there is one bound more than that unless all are.
    """

    values: tuple[int, ...] | None
    bounds: tuple[int, ...]
    proved: int
    infeasible: bool = False


@dataclass(frozen=True)
class Scaled:
    """An expression as ``factor * expression + offset`` with coprime coefficients: small numbers solve better."""

    expression: LinearExpr
    factor: int
    offset: int

    @staticmethod
    def of(expression: LinearExpr) -> Scaled:
        """Divide an expression by what its coefficients have in common."""
        flat = cp_model.FlatIntExpr(expression)
        factor = gcd(*flat.coeffs) or 1
        smaller = [coefficient // factor for coefficient in flat.coeffs]
        return Scaled(LinearExpr.weighted_sum(list(flat.vars), smaller), factor, flat.offset)

    def whole(self, value: int) -> int:
        """The value of the undivided expression."""
        return self.factor * value + self.offset


class LevelSolver:
    """Minimises one expression after the other on a model that it adds to and hints as it goes."""

    def __init__(self, model: cp_model.CpModel, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._left = settings.deterministic_seconds
        self._solver = cp_model.CpSolver()
        self._kept: tuple[int, ...] | None = None

    def minimise_all(self, expressions: Sequence[LinearExpr]) -> LevelsOutcome:
        """Minimise expressions in order. Each gets an even share of the work that is left."""
        levels = [Scaled.of(expression) for expression in expressions]
        bounds: list[int] = []
        proved = 0
        for position, level in enumerate(levels):
            status = self.minimise(level.expression, self._left / (len(levels) - position))
            if status == cp_model.INFEASIBLE:
                return LevelsOutcome(None, (), 0, infeasible=True)
            if proved == position and status != cp_model.MODEL_INVALID:
                bounds.append(level.whole(self._bound(status, level)))
                proved += status == cp_model.OPTIMAL
            if self._kept is None:
                return LevelsOutcome(None, tuple(bounds), 0)
            self._model.add(level.expression <= self.value(level.expression))
        values = tuple(level.whole(self.value(level.expression)) for level in levels)
        return LevelsOutcome(values, tuple(bounds), proved)

    def minimise(self, expression: LinearExpr, share: float) -> CpSolverStatus:
        """Minimise one expression with a share of the work; a solution is kept, and hinted from now on."""
        self._model.minimize(expression)
        self._solver = _configured(self._settings, share)
        with stopping(self._solver, self._settings.stop):
            status = self._solver.solve(self._model)
        self._left = max(0.0, self._left - self._solver.deterministic_time)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._kept = tuple(self._solver.response_proto.solution)
            self.hint(dict(enumerate(self._kept)))
        return status

    def hint(self, values: Mapping[int, int]) -> None:
        """Replace the hint by values of variables, by index."""
        self._model.clear_hints()  # type: ignore[no-untyped-call]
        for index, value in values.items():
            self._model.add_hint(self._model.get_int_var_from_proto_index(index), value)

    def value(self, expression: LinearExpr) -> int:
        """The value of an expression in the solution kept; there must be one."""
        solution = self.solution
        flat = cp_model.FlatIntExpr(expression)
        terms = zip(flat.vars, flat.coeffs, strict=True)
        return int(flat.offset + sum(solution[variable.index] * coefficient for variable, coefficient in terms))

    @property
    def solution(self) -> tuple[int, ...]:
        """The values of all variables in the solution kept; raises ``RuntimeError`` if there is none."""
        if self._kept is None:
            raise RuntimeError("no solution was found")
        return self._kept

    def _bound(self, status: CpSolverStatus, level: Scaled) -> int:
        if status == cp_model.OPTIMAL:
            return self.value(level.expression)
        bound = self._solver.best_objective_bound
        return ceil(bound - BOUND_ERROR * max(1.0, abs(bound)))


def _configured(settings: Settings, share: float) -> cp_model.CpSolver:
    """A solver that gives the same answer each time: several workers take turns instead of racing."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = settings.workers
    solver.parameters.interleave_search = settings.workers > 1
    solver.parameters.random_seed = settings.seed
    solver.parameters.max_deterministic_time = share
    solver.parameters.catch_sigint_signal = False
    return solver


@contextmanager
def stopping(solver: cp_model.CpSolver, stop: Stop | None) -> Iterator[None]:
    """Ask ``stop`` now and then while a solver runs, and end its search once the answer is yes."""
    if stop is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(POLL_SECONDS):
            if stop():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
