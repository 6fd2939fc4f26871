"""OR-Tools' routing library with guided local search, one thread a run.

The first run starts from its cheapest-arc construction, a second one from parallel cheapest insertion. Who may serve
what is its allowed vehicles; parts are dimensions; working time is the span of a vehicle's time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from benchmarks.answer import Budget, Solved, Watch
from benchmarks.instance import Instance
from benchmarks.peers.request import Request, request, without_depots
from benchmarks.timing import timed

TIME = "time"


class _Model:
    """The routing model of a request. Nodes are the visits, then the places where duties start and end."""

    def __init__(self, asked: Request) -> None:
        from ortools.constraint_solver import pywrapcp

        self.asked = asked
        ends = [asked.ends(duty) for duty in range(len(asked.duties))]
        depots = sorted({place for both in ends for place in both})
        visits = len(asked.items)
        node = {place: visits + number for number, place in enumerate(depots)}
        self.places = [asked.place(index) for index in range(visits)] + depots
        starts, finishes = [node[start] for start, _ in ends], [node[end] for _, end in ends]
        self.manager = pywrapcp.RoutingIndexManager(len(self.places), len(ends), starts, finishes)
        self.routing = pywrapcp.RoutingModel(self.manager)
        #: More than all travel, so that serving one visit more is always better; still far from 2^63 in sum.
        self.penalty = asked.longest * 10

    def build(self) -> None:
        """State everything."""
        self._costs()
        self._times()
        self._loads()
        for index in range(len(self.asked.items)):
            position = self.manager.NodeToIndex(index)
            self.routing.AddDisjunction([position], self.penalty)
            vehicles = self.asked.allowed[index].nonzero()[0].tolist()
            self.routing.VehicleVar(position).SetValues([-1, *vehicles])

    def _costs(self) -> None:
        matrix = {"travel_distance": self.asked.distances, "travel_time": self.asked.durations}.get(self.asked.term)
        if matrix is not None:
            chosen = matrix[self.places][:, self.places].tolist()
            self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(chosen))

    def _times(self) -> None:
        asked, end = self.asked, max(shift.end for _, shift in self.asked.duties)
        ways = asked.durations[self.places][:, self.places]
        transit = {}
        for technician in {technician.efficiency: technician for technician, _ in asked.duties}.values():
            after = ways.copy()
            for index, item in enumerate(asked.items):
                after[index] += technician.service(item.duration)
            transit[technician.efficiency] = self.routing.RegisterTransitMatrix(after.tolist())
        by_vehicle = [transit[technician.efficiency] for technician, _ in asked.duties]
        self.routing.AddDimensionWithVehicleTransits(by_vehicle, end, end, False, TIME)
        dimension = self.routing.GetDimensionOrDie(TIME)
        for index in range(len(asked.items)):
            opens, closes = asked.window(index)
            dimension.CumulVar(self.manager.NodeToIndex(index)).SetRange(opens, min(closes, end))
        for duty, (_, shift) in enumerate(asked.duties):
            self._shift(dimension, duty, shift.start, shift.end, shift.max_duration)

    def _shift(self, dimension: Any, duty: int, start: int, end: int, longest: int | None) -> None:
        for index in (self.routing.Start(duty), self.routing.End(duty)):
            dimension.CumulVar(index).SetRange(start, end)
        if longest is not None:
            dimension.SetSpanUpperBoundForVehicle(longest, duty)
        if self.asked.term == "working_time":
            dimension.SetSpanCostCoefficientForVehicle(1, duty)

    def _loads(self) -> None:
        visits = range(len(self.asked.items))
        needs = [self.asked.needs(index) for index in visits]
        capacities = [self.asked.capacity(duty) for duty in range(len(self.asked.duties))]
        depots = len(self.places) - len(visits)
        for number in range(len(capacities[0])):
            amounts = [needs[index][number] for index in visits] + [0] * depots
            callback = self.routing.RegisterUnaryTransitVector(amounts)
            limits = [capacity[number] for capacity in capacities]
            self.routing.AddDimensionWithVehicleCapacity(callback, 0, limits, True, f"load {number}")

    def sequences(self, assignment: Any) -> list[tuple[int, list[int]]]:
        """The visits of each duty."""
        found = []
        for duty in range(len(self.asked.duties)):
            visits, index = [], assignment.Value(self.routing.NextVar(self.routing.Start(duty)))
            while not self.routing.IsEnd(index):
                visits.append(self.manager.IndexToNode(index))
                index = assignment.Value(self.routing.NextVar(index))
            found.append((duty, visits))
        return found


def run(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """The best plan of one run; it has no seed, only the construction it starts from differs."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    model = _Model(request(instance))
    model.build()
    firsts = routing_enums_pb2.FirstSolutionStrategy
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    starts = (firsts.PATH_CHEAPEST_ARC, firsts.PARALLEL_CHEAPEST_INSERTION)
    parameters.first_solution_strategy = starts[budget.share % len(starts)]
    if budget.seconds:
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromTimedelta(timedelta(seconds=watch.left(budget)))
    if instance.term is not None:
        model.routing.AddAtSolutionCallback(lambda: _note(model, instance, watch))
    assignment = model.routing.SolveWithParameters(parameters)
    found = [] if assignment is None else model.sequences(assignment)
    return Solved(timed(instance, found), without_depots(instance))


def _note(model: _Model, instance: Instance, watch: Watch) -> None:
    cost = model.routing.CostVar().Max()
    if cost < model.penalty:
        watch.note(cost / instance.divisor)
