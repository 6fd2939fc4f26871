"""PyVRP: iterated local search, one thread a run.

Who may serve what: vehicles that may serve the same clients share a profile in which every way to another client has a
prohibitive distance. Parts are dimensions of load. Working time is its duration cost. Clients are required where an
instance must be served whole and every client can be; technician instances carry a prize far above any detour instead.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from itertools import accumulate
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Budget, RefusalError, Solved, Watch
from benchmarks.instance import Instance
from benchmarks.peers.request import Request, request, without_depots
from benchmarks.timing import timed

#: The prize of a client is so many times what any route costs, and a load counts so many times, because the penalty of
#: a unit too much is bounded by 100,000 and has to outweigh the prize; of several pairs tried these served it best.
PRIZE, LOAD = 2, 1000


def run(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """The best plan of one run."""
    import pyvrp
    from pyvrp.stop import MaxIterations

    asked = request(instance)
    if len(asked.efficiencies) > 1:
        raise RefusalError("a client takes every vehicle equally long in PyVRP, and technicians differ in efficiency")
    data, groups, prize = _model(asked, pyvrp)
    end = perf_counter() + watch.left(budget)
    stop = (lambda cost: perf_counter() >= end) if budget.seconds else MaxIterations(1000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)
        result = pyvrp.solve(data, stop, seed=budget.seed * 1000 + budget.share)
    if not prize:
        _watch(result, instance, watch)
    free = {kind: iter(duties) for kind, duties in enumerate(groups)}
    sequences = [
        (next(free[route.vehicle_type()]), [stop.idx for stop in route if stop.is_client()])
        for route in result.best.routes()
    ]
    return Solved(timed(instance, sequences), without_depots(instance))


def _model(asked: Request, pyvrp: Any) -> tuple[Any, list[list[int]], int]:
    """PyVRP's data, the duties of each vehicle type, and the prize of a client (0: all are required)."""
    groups = _groups(asked)
    profiles = {
        key: index for index, key in enumerate(sorted({asked.allowed[:, duties[0]].tobytes() for duties in groups}))
    }
    columns = {asked.allowed[:, duties[0]].tobytes(): asked.allowed[:, duties[0]] for duties in groups}
    prize = asked.longest * PRIZE if asked.parts else 0
    places = sorted({place for duty in range(len(asked.duties)) for place in asked.ends(duty)})
    position = {place: index for index, place in enumerate(places)}
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in asked.problem.locations],
        [_client(asked, index, prize, pyvrp) for index in range(len(asked.items))],
        [pyvrp.Depot(place) for place in places],
        [_vehicles(asked, duties, profiles, position, pyvrp) for duties in groups],
        [_prohibiting(asked, columns[key]) for key in profiles],
        [asked.durations for _ in profiles],
    )
    return data, groups, prize


def _groups(asked: Request) -> list[list[int]]:
    """Duties that are alike in everything, together."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for duty, (_, shift) in enumerate(asked.duties):
        times = (shift.start, shift.end, shift.max_duration)
        groups[asked.ends(duty), times, tuple(asked.capacity(duty)), asked.allowed[:, duty].tobytes()].append(duty)
    return list(groups.values())


def _client(asked: Request, index: int, prize: int, pyvrp: Any) -> Any:
    opens, closes = asked.window(index)
    service = asked.duties[0][0].service(asked.items[index].duration)
    return pyvrp.Client(
        asked.place(index),
        delivery=[need * LOAD for need in asked.needs(index)],
        service_duration=service,
        tw_early=opens,
        tw_late=closes,
        prize=prize,
        required=not prize,
    )


def _vehicles(
    asked: Request, duties: list[int], profiles: dict[bytes, int], position: dict[int, int], pyvrp: Any
) -> Any:
    shift = asked.duties[duties[0]][1]
    start, end = asked.ends(duties[0])
    longest = {} if shift.max_duration is None else {"shift_duration": shift.max_duration}
    return pyvrp.VehicleType(
        num_available=len(duties),
        capacity=[amount * LOAD for amount in asked.capacity(duties[0])],
        start_depot=position[start],
        end_depot=position[end],
        tw_early=shift.start,
        tw_late=shift.end,
        unit_distance_cost=1,
        unit_duration_cost=int(asked.term == "working_time"),
        profile=profiles[asked.allowed[:, duties[0]].tobytes()],
        **longest,
    )


def _prohibiting(asked: Request, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """What the ways cost that are not paid by time: all of them for a distance, and those to whom one may not go."""
    base = {"travel_distance": asked.distances, "travel_time": asked.durations}.get(asked.term)
    matrix = np.zeros_like(asked.durations) if base is None else base.copy()
    closed = {asked.place(int(index)) for index in np.flatnonzero(~allowed)} - {
        asked.place(int(index)) for index in np.flatnonzero(allowed)
    }
    rows = sorted(closed)
    matrix[:, rows] = 1000 * asked.longest
    matrix[rows, rows] = 0
    return matrix


def _watch(result: Any, instance: Instance, watch: Watch) -> None:
    started = perf_counter() - watch.begun - result.runtime
    for seconds, datum in zip(accumulate(result.stats.runtimes), result.stats, strict=True):
        if datum.best_feas:
            watch.note(datum.best_cost / instance.divisor, round(started + seconds, 3))
