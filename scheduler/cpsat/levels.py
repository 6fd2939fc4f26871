"""Lexicographic minimisation with CP-SAT: level by level, reproducibly, each level's best a bound for the next."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, gcd

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr
from ortools.sat.python.cp_model_helper import CpSolverStatus

POLL_SECONDS = 0.05
#: Bounds come as floating point: what they may be off by, relative to their size.
BOUND_ERROR = 1e-9
#: Bounds come as floating point, exact up to here.
LARGEST = 2**53
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


#: A weight, which may be large, and an expression whose own coefficients are those of the data.
Weighted = tuple[int, LinearExpr]


@dataclass(frozen=True)
class Scaled:
    """A level as ``factor * expression + offset`` with coprime coefficients: small numbers solve better."""

    expression: LinearExpr
    factor: int
    offset: int

    @staticmethod
    def of(level: Iterable[Weighted]) -> Scaled:
        """Add up weighted expressions and divide by what the coefficients have in common.

        Raises ``OverflowError`` if the result can exceed what the solver counts without error.
        """
        offset, variables, coefficients = 0, dict[int, IntVar](), Counter[int]()
        for weight, expression in level:
            flat = cp_model.FlatIntExpr(expression)
            offset += weight * flat.offset
            for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
                variables[variable.index] = variable
                coefficients[variable.index] += weight * coefficient
        factor = gcd(*coefficients.values()) or 1
        smaller = [coefficient // factor for coefficient in coefficients.values()]
        if sum(abs(one) * _size(two) for one, two in zip(smaller, variables.values(), strict=True)) > LARGEST:
            raise OverflowError("a level of the objective is beyond 2^53: weights, costs or times are too large")
        return Scaled(LinearExpr.weighted_sum(list(variables.values()), smaller), factor, offset)

    def whole(self, value: int) -> int:
        """The value of the undivided expression."""
        return self.factor * value + self.offset


def _size(variable: IntVar) -> int:
    return max(abs(int(variable.domain.min())), abs(int(variable.domain.max())))


class LevelSolver:
    """Minimises sums of non-negative terms in turn, on a model that it adds to and hints as it goes."""

    def __init__(self, model: cp_model.CpModel, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._left = settings.deterministic_seconds
        self._solver = cp_model.CpSolver()
        self._kept: tuple[int, ...] | None = None

    def minimise_all(self, weighted: Sequence[Sequence[Weighted]]) -> LevelsOutcome:
        """Minimise weighted sums in order. Each gets an even share of the work that is left."""
        levels = [Scaled.of(level) for level in weighted]
        bounds: list[int] = []
        proved = 0
        for position, level in enumerate(levels):
            status = self.minimise(level.expression, self._left / (len(levels) - position))
            if status == cp_model.INFEASIBLE:
                return LevelsOutcome(None, (), 0, infeasible=True)
            if proved == position:
                bounds.append(self._bound(status, level))
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
        if status == cp_model.MODEL_INVALID:
            raise OverflowError(f"the model is beyond what the solver can count: {self._model.validate()}")
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
        """The value of an expression in the solution kept; raises ``RuntimeError`` if there is none."""
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
        """A lower bound of a level, which is never negative because no term and no weight is."""
        if status == cp_model.OPTIMAL:
            return level.whole(self.value(level.expression))
        if status == cp_model.UNKNOWN:
            return 0
        bound = self._solver.best_objective_bound
        return max(0, level.whole(ceil(bound - BOUND_ERROR * max(1.0, abs(bound)))))


def _configured(settings: Settings, share: float) -> cp_model.CpSolver:
    """A solver that gives the same answer each time: several workers take turns instead of racing."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = settings.workers
    solver.parameters.interleave_search = settings.workers > 1
    solver.parameters.random_seed = settings.seed
    solver.parameters.linearization_level = 2
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
