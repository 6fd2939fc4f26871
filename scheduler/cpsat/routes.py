"""CP-SAT over routes: choose at most one pooled route per duty, each appointment in at most one of them.

Routes carry everything that one technician's day decides; the model adds what joins them: appointments served once,
fairness as convex piecewise linear terms on each technician's total over the horizon, parts over all routes, spread.
Levels of the policy are solved one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.cpsat.levels import LevelSolver, Settings, Weighted
from scheduler.cpsat.route_supply import keep_stock
from scheduler.route import Evaluator
from scheduler.working import Working

Sequence = tuple[int, ...]
#: Duty, visits, and how much of which part may come from which depots.
Kind = tuple[int, frozenset[int], frozenset[tuple[tuple[str, frozenset[int]], int]]]


@dataclass(frozen=True)
class Column:
    """A pooled route: its duty, its visits in order, and its cost level by level (fairness apart)."""

    duty: int
    sequence: Sequence
    levels: tuple[int, ...]
    load: int
    working: int


def columns(evaluator: Evaluator, pool: Iterable[tuple[int, Sequence]]) -> list[Column]:
    """The pool's routes, of each set of visits on a duty only the cheapest.

    Where the spread of working time counts, a dearer one of another working time may be of use, and is kept; so is one
    that draws other parts from elsewhere, since it stops at a depot earlier.
    """
    cheapest: dict[tuple[Kind, int], tuple[int, Sequence]] = {}
    spread = bool(evaluator.multiplier.get("spread"))
    for duty, sequence in pool:
        value = evaluator.value(duty, sequence)
        if value is None:
            continue
        key = (kind(evaluator, duty, sequence), value.working if spread else 0)
        if key not in cheapest or value.rank < cheapest[key][0]:
            cheapest[key] = (value.rank, sequence)
    result = []
    for ((duty, *_), _), (rank, sequence) in cheapest.items():
        value = evaluator.value(duty, sequence)
        if value is not None:
            result.append(Column(duty, sequence, evaluator.vector(rank), value.load, value.working))
    return result


def kind(evaluator: Evaluator, duty: int, sequence: Sequence) -> Kind:
    """What one route has in common with others that can take its place: duty, visits, and where parts come from."""
    problem = evaluator.problem
    draws = problem.supply.drawn([sequence], problem.appointments.__getitem__) if problem.depots else ()
    beyond = Counter((draw.part, draw.depots) for draw in draws for _ in range(draw.quantity))
    return duty, frozenset(visits_of(sequence)), frozenset(beyond.items())


def visits_of(sequence: Sequence) -> list[int]:
    """The appointments of a route, without its stops at depots."""
    return [index for index in sequence if index >= 0]


class RouteModel:
    """The model over a list of columns; :meth:`solve` returns the chosen ones."""

    def __init__(self, evaluator: Evaluator, pool: list[Column]) -> None:
        self.evaluator, self.pool = evaluator, pool
        self.model = cp_model.CpModel()
        self.chosen = [self.model.new_bool_var(f"route{index}") for index in range(len(pool))]
        self._on_duty: dict[int, list[int]] = {}
        self._serving: dict[int, list[int]] = {}
        for index, column in enumerate(pool):
            self._on_duty.setdefault(column.duty, []).append(index)
            for visit in visits_of(column.sequence):
                self._serving.setdefault(visit, []).append(index)
        self._pack()
        keep_stock(self.model, evaluator, [(column.duty, column.sequence) for column in pool], self.chosen)
        self.objectives = [self._level(level) for level in range(evaluator.level_count)]

    def _pack(self) -> None:
        for routes in (*self._on_duty.values(), *self._serving.values()):
            self.model.add_at_most_one(self.chosen[index] for index in routes)

    def _level(self, level: int) -> list[Weighted]:
        """One level of the objective, less what no choice changes."""
        evaluator = self.evaluator
        terms: list[tuple[cp_model.IntVar, int]] = []
        for index, column in enumerate(self.pool):
            gain = sum(evaluator.vector(evaluator.unserved_rank(visit))[level] for visit in visits_of(column.sequence))
            terms.append((self.chosen[index], column.levels[level] - gain))
        for owner in range(len(evaluator.accounts)):
            weight = self._level_weight("fairness", level)
            if weight:
                terms.append((self._fairness(owner), weight))
        if weight := self._level_weight("spread", level):
            terms.append((self._spread(), weight))
        return [(factor, variable) for variable, factor in terms]

    def _level_weight(self, term: str, level: int) -> int:
        return self.evaluator.vector(self.evaluator.multiplier.get(term, 0))[level]

    def _fairness(self, owner: int) -> cp_model.IntVar:
        """A variable for what fairness costs a technician above what it costs without this plan."""
        account = self.evaluator.accounts[owner]
        routes = [
            (index, column.load)
            for index, column in enumerate(self.pool)
            if self.evaluator.technician_of[column.duty] == owner
        ]
        by_duty: dict[int, int] = {}
        for index, load in routes:
            duty = self.pool[index].duty
            by_duty[duty] = max(load, by_duty.get(duty, 0))
        most = sum(by_duty.values())
        base = account.cost(0)
        variable = self.model.new_int_var(0, account.cost(most) - base, f"fairness{owner}")
        load_sum = sum(load * self.chosen[index] for index, load in routes)
        for segment in range(account.load // account.unit, (account.load + most) // account.unit + 1):
            start = segment * account.unit
            slope = account.slope(start)
            at_start = account.cost(start - account.load) - base
            self.model.add(variable >= at_start + slope * (load_sum + account.load - start))
        return variable

    def _spread(self) -> cp_model.IntVar:
        horizon = sum(column.working for column in self.pool)
        longest = self.model.new_int_var(0, horizon, "longest")
        shortest = self.model.new_int_var(0, horizon, "shortest")
        spread = self.model.new_int_var(0, horizon, "spread")
        for owner in sorted(set(self.evaluator.technician_of)):
            total = sum(
                column.working * self.chosen[index]
                for index, column in enumerate(self.pool)
                if self.evaluator.technician_of[column.duty] == owner
            )
            self.model.add(longest >= total)
            self.model.add(shortest <= total)
        self.model.add(spread >= longest - shortest)
        return spread

    def solve(
        self, hint: Working, *, deterministic_seconds: float, seed: int, workers: int, stop: Callable[[], bool]
    ) -> list[Column] | None:
        """The best choice found, ``None`` if nothing was found."""
        solver = LevelSolver(self.model, Settings(deterministic_seconds, seed, workers, stop))
        evaluator = self.evaluator
        current = {kind(evaluator, duty, sequence) for duty, sequence in enumerate(hint.sequences) if sequence}
        solver.hint(
            {
                variable.index: kind(evaluator, column.duty, column.sequence) in current
                for variable, column in zip(self.chosen, self.pool, strict=True)
            }
        )
        if solver.minimise_all(self.objectives).values is None:
            return None
        return [column for variable, column in zip(self.chosen, self.pool, strict=True) if solver.value(variable)]


def improve(
    working: Working,
    pool: Iterable[tuple[int, Sequence]],
    *,
    deterministic_seconds: float,
    seed: int,
    workers: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Working | None:
    """A plan put together from pooled routes that is better than ``working``, if there is one."""
    own = [(duty, sequence) for duty, sequence in enumerate(working.sequences) if sequence]
    model = RouteModel(working.evaluator, columns(working.evaluator, [*pool, *own]))
    chosen = model.solve(working, deterministic_seconds=deterministic_seconds, seed=seed, workers=workers, stop=stop)
    if chosen is None:
        return None
    better = Working(working.evaluator, working.eligibility)
    for column in chosen:
        if not better.assign(column.duty, column.sequence):
            raise AssertionError("a pooled route no longer fits the duty it was made for")
    return better if better.total() < working.total() else None
