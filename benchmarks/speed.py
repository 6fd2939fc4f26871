"""What is timed on demand, each as a case of any size: what is made anew before every round, and what is measured."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any, NamedTuple

from benchmarks.locate import mixed_points, overlapping_map
from benchmarks.scale import Size, generate
from scheduler.construct import construct
from scheduler.decompose import parts
from scheduler.desk import Desk
from scheduler.eligibility import Eligibility
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.recommend import recommend_at
from scheduler.route import Evaluator
from scheduler.solution import Plan, Route
from scheduler.working import Working

BATCH, SINGLE = POLICIES["customer_first"], POLICIES["round_robin"]


class Case(NamedTuple):
    """``run`` is measured on what ``prepare`` gives."""

    prepare: Callable[[], Any]
    run: Callable[[Any], Any]


def locate(points: int, polygons: int) -> Case:
    """The territories of points, border rule included; the search structures are built before."""
    territories = overlapping_map(polygons, 1)
    longitude, latitude = mixed_points(territories, points, 1)
    territories.locate(longitude[:1], latitude[:1], nearest=False)
    return Case(lambda: (longitude, latitude), lambda both: territories.locate(*both, nearest=False))


def recommend(size: Size) -> Case:
    """Slots for one new call on a constructed plan; each round asks about another one."""
    problem = generate(size)
    desk = Desk(problem, SINGLE, constructed(problem, BATCH))
    calls = cycle(item.replace(id=f"new-{item.id}") for item in problem.appointments[::7])
    return Case(lambda: next(calls), lambda call: recommend_at(desk, call))


def model(size: Size) -> Case:
    """Eligibility of every pair, the independent parts, and the evaluator of each."""
    problem = generate(size)

    def build(whole: ProblemData) -> list[Evaluator]:
        pieces = parts(whole, BATCH, Eligibility(whole, BATCH))
        return [Evaluator(piece, BATCH, whole) for piece in pieces]

    return Case(lambda: problem, build)


def evaluator(size: Size) -> Case:
    """Timing and value of every route of a constructed plan, nothing remembered."""
    problem = generate(size)
    row = {item.id: index for index, item in enumerate(problem.appointments)}
    routes = [
        (problem.duty[route.technician, route.shift], tuple(row[stop.id] for stop in route.stops))
        for route in constructed(problem, BATCH).routes
    ]

    def value(fresh: Evaluator) -> int:
        return sum(fresh.value(duty, visits) is not None for duty, visits in routes)

    return Case(lambda: Evaluator(problem, BATCH), value)


def constructed(problem: ProblemData, policy: Policy) -> Plan:
    """The plan of the first construction."""
    routes: list[Route] = []
    for part in parts(problem, policy, Eligibility(problem, policy)):
        working = Working(Evaluator(part, policy, problem), Eligibility(part, policy))
        construct(working)
        routes += working.plan().routes
    return Plan(tuple(routes)).sorted()
