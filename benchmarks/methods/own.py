"""The engine's own methods: the whole of it, and its parts alone, to see what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter

from benchmarks.answer import Budget, RefusalError, Solved, Watch
from benchmarks.instance import Instance
from scheduler.construct import construct
from scheduler.cpsat.visits import solve_visits
from scheduler.decompose import parts
from scheduler.eligibility import Eligibility
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.search import SearchLimits, searcher
from scheduler.solution import Plan, Route
from scheduler.solve import Progress, Settings, solve
from scheduler.unsupported import unsupported
from scheduler.working import Working

#: CP-SAT over visits is not tried on models of more arcs (pairs of appointments, for each duty that may serve them).
MOST_ARCS = 60_000
#: A search that is limited by wall time first tells by so many iterations of a plain one how many it will do.
MEASURED = 30
#: Iterations per appointment where there is no time limit.
ITERATIONS_PER_APPOINTMENT = 15


def decidable(problem: ProblemData) -> ProblemData:
    """The problem, if the engine can decide it. Raises :class:`RefusalError` for what is not decided yet."""
    refused = unsupported(problem)
    if refused:
        raise RefusalError(" ".join(refused))
    return problem


def roundsman(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """The engine as users have it."""
    problem = decidable(instance.problem)
    settings = Settings(seconds=budget.seconds or None, seed=budget.seed, workers=budget.workers)

    def progress(state: Progress) -> None:
        watch.note(instance.watched(state.value))

    result = solve(problem, instance.policy, settings, progress=progress)
    watch.note(instance.watched(result.value))
    return Solved(result.plan)


def construct_only(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """Regret insertion alone, to its end or until the time is up."""
    problem = decidable(instance.problem)
    over = _clock(budget, perf_counter())
    plan = Plan(tuple(route for part in _constructed(problem, instance, over) for route in part.plan().routes))
    return Solved(plan.sorted())


def search_only(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """Construction, then ruin and recreate alone: one chain on one core, parts one after the other."""
    problem = decidable(instance.problem)
    begun = perf_counter()
    pieces = list(_parts(problem, instance))
    random = Random(budget.seed * 1000 + budget.share)
    routes: list[Route] = []
    left = len(problem.appointments)
    for part in pieces:
        size = len(part.problem.appointments)
        now = perf_counter()
        seconds = max(0.0, budget.seconds - (now - begun)) * size / max(1, left)
        left -= size
        routes += _searched(part, random, now + seconds if budget.seconds else None).plan().routes
    return Solved(Plan(tuple(routes)).sorted())


def cpsat_only(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """CP-SAT over visits, hinted with the constructed plan; only where the model is of a size that it can be built."""
    problem = decidable(instance.problem)
    over = _clock(budget, perf_counter())
    routes: list[Route] = []
    for part in _constructed(problem, instance, over):
        arcs = sum(len(part.eligibility.duties(row)) for row in range(len(part.problem.appointments)))
        arcs *= len(part.problem.appointments)
        if arcs > MOST_ARCS:
            raise RefusalError(
                f"CP-SAT over visits would need some {arcs:,} arcs; more than {MOST_ARCS:,} are not tried"
            )
        found = solve_visits(
            part.problem,
            instance.policy,
            part.eligibility.allowed,
            deterministic_seconds=1e6 if budget.seconds else 10.0,
            seed=budget.seed,
            workers=budget.workers,
            hint=part.plan(),
            stop=over,
        )
        routes += found.plan.routes
    return Solved(Plan(tuple(routes)).sorted())


def _clock(budget: Budget, begun: float) -> Callable[[], bool]:
    return lambda: bool(budget.seconds) and perf_counter() - begun >= budget.seconds


def _constructed(problem: ProblemData, instance: Instance, over: Callable[[], bool]) -> Iterator[Working]:
    for working in _parts(problem, instance):
        construct(working, over)
        yield working


def _parts(problem: ProblemData, instance: Instance) -> Iterator[Working]:
    eligibility = Eligibility(problem, instance.policy)
    for part in parts(problem, instance.policy, eligibility):
        yield Working(Evaluator(part, instance.policy, problem), eligibility.narrowed(part))


def _searched(working: Working, random: Random, deadline: float | None) -> Working:
    engine = searcher(working)

    def over() -> bool:
        return deadline is not None and perf_counter() >= deadline

    working, _ = engine.construct(working, over, None, quickly=False)
    if deadline is None:
        count = ITERATIONS_PER_APPOINTMENT * engine.pace * len(working.problem.appointments)
        return engine.search(working, random, SearchLimits(count, count)).best
    count = MEASURED * engine.pace
    while not over():
        begun = perf_counter()
        outcome = engine.search(working, random, SearchLimits(count, count, over))
        working, now = outcome.best, perf_counter()
        count = max(1, int((deadline - now) * outcome.iterations / (now - begun)))
    return working
