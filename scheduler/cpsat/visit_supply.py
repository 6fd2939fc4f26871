"""Tools and parts in the model over visits: what is on board at a visit, and which stop at a depot brought it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from scheduler.cpsat.visit_domains import Pair
from scheduler.cpsat.visit_variables import DEPOT, DutyVariables, VisitModel, total
from scheduler.entities import Depot

#: A stop and a visit of one duty.
Supplying = tuple[int, int]
#: Keeps a sum of amounts, each of a visit that may be present, within a limit.
KeepSum = Callable[[list[tuple[Pair, IntVar, LinearExpr | int]], int], None]


@dataclass(frozen=True)
class Order:
    """Which stops of a duty come before which visits: literals that are true only if they do."""

    duty: DutyVariables
    after: Mapping[Supplying, IntVar]

    def stops_before(self, name: int) -> Iterator[tuple[int, IntVar]]:
        """The stops that may come before a visit, each with its literal."""
        for (stop, visit), literal in self.after.items():
            if visit == name:
                yield stop, literal


def has_tool(depot: Depot, tool: str) -> bool:
    """Whether a depot has a tool."""
    return depot.tools is None or tool in depot.tools


def stock(depot: Depot, part: str) -> int | None:
    """How many of a part a depot has, ``None`` for as many as are needed."""
    if depot.stock is None:
        return None
    return sum(entry.quantity for entry in depot.stock if entry.part == part)


def lacks(pair: Pair) -> set[str]:
    """The tools that a visit needs and its technician does not carry."""
    return set() if pair.exempt("tools") else set(pair.appointment.tools) - set(pair.technician.tools)


def helps(depot: Depot, pair: Pair) -> bool:
    """Whether a depot has anything that a visit could need from it."""
    tools = any(has_tool(depot, tool) for tool in lacks(pair))
    return tools or any(stock(depot, need.part) != 0 for need in pair.appointment.parts)


def supply(visits: VisitModel, keep_sum: KeepSum) -> None:
    """Tools and parts are on board, or were picked up before; no stop is made in vain."""
    orders = [_order(visits, duty) for duty in visits.duties]
    for order in orders:
        _tools(visits.model, order)
    drawn = _parts(visits, orders, keep_sum)
    for order in orders:
        for stop, literal in order.duty.stopping.items():
            useful = [
                after
                for (other, name), after in order.after.items()
                if other == stop and any(has_tool(order.duty.stops[stop], t) for t in lacks(order.duty.pairs[name]))
            ]
            visits.model.add(total([*useful, *drawn.get(stop, [])]) >= literal)


def _order(visits: VisitModel, duty: DutyVariables) -> Order:
    """Positions in the route, which ascend along its legs, and for stops and visits the literals that rest on them."""
    model, after = visits.model, dict[Supplying, IntVar]()
    if not duty.stops:
        return Order(duty, after)
    position = {name: model.new_int_var(0, len(duty.domains), "") for name in duty.domains}
    for (i, j), chosen in duty.arcs.items():
        if DEPOT not in (i, j):
            model.add(position[j] >= position[i] + 1).only_enforce_if(chosen)
    for stop, depot in duty.stops.items():
        for name, pair in duty.pairs.items():
            if helps(depot, pair):
                literal = after[stop, name] = model.new_bool_var(f"stop {stop} before {name}")
                model.add_implication(literal, duty.stopping[stop])
                model.add_implication(literal, duty.present[name])
                model.add(position[name] >= position[stop] + 1).only_enforce_if(literal)
    return Order(duty, after)


def _tools(model: cp_model.CpModel, order: Order) -> None:
    for name, pair in order.duty.pairs.items():
        for tool in lacks(pair):
            brought = [after for stop, after in order.stops_before(name) if has_tool(order.duty.stops[stop], tool)]
            model.add(total(brought) >= order.duty.present[name])


def _parts(visits: VisitModel, orders: list[Order], keep_sum: KeepSum) -> Mapping[int, list[IntVar]]:
    """State where every part comes from; gives what is drawn at each stop."""
    vans: dict[tuple[str, str], list[tuple[Pair, IntVar, LinearExpr | int]]] = defaultdict(list)
    drawn: dict[int, list[IntVar]] = defaultdict(list)
    counted: dict[tuple[str, str], list[IntVar]] = defaultdict(list)
    for order in orders:
        for name, pair in order.duty.pairs.items():
            for need in pair.appointment.parts:
                at_stops = dict(_draws(visits.model, order, name, need.part, need.quantity))
                present = order.duty.present[name]
                van = need.quantity * present - total(at_stops.values())
                visits.model.add(van >= 0)
                vans[pair.technician.id, need.part].append((pair, present, van if at_stops else need.quantity))
                for stop, amount in at_stops.items():
                    drawn[stop].append(amount)
                    counted[order.duty.stops[stop].id, need.part].append(amount)
    for (owner, part), shares in vans.items():
        technician = visits.problem.technician[owner]
        keep_sum(shares, sum(entry.quantity for entry in technician.stock if entry.part == part))
    for depot in visits.problem.depots:
        for (place, part), amounts in counted.items():
            if place == depot.id and (limit := stock(depot, part)) is not None:
                visits.model.add(total(amounts) <= limit)
    return drawn


def _draws(model: cp_model.CpModel, order: Order, name: int, part: str, quantity: int) -> Iterator[tuple[int, IntVar]]:
    """What a visit draws of a part at each stop before it."""
    for stop, after in order.stops_before(name):
        if stock(order.duty.stops[stop], part) != 0 and not order.duty.pairs[name].waives("parts"):
            amount = model.new_int_var(0, quantity, "")
            model.add(amount <= quantity * after)
            yield stop, amount
