"""Tools and parts in the model over visits: what is on board at a visit, and which stop at a depot brought it.

A crew has its tools and parts together: each from the van of a member, or from a depot that a member has been to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from scheduler.cpsat.visit_domains import Pair
from scheduler.cpsat.visit_variables import DEPOT, DutyVariables, VisitModel, total
from scheduler.entities import Appointment, Depot, Technician

#: A stop and a visit of one duty.
Supplying = tuple[int, int]
#: What a visit, if it is present, draws from a van.
Share = tuple[Pair, IntVar, LinearExpr | int]
#: Keeps what visits alone and crews draw from a van within its stock.
KeepStock = Callable[[list[Share], list[IntVar], int], None]
#: A technician and a part.
Van = tuple[str, str]


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


@dataclass
class _Drawn:
    """What is drawn of parts: from vans by visits alone and by crews, at stops, and of what depots have counted."""

    vans: dict[Van, list[Share]] = field(default_factory=lambda: defaultdict(list))
    crews: dict[Van, list[IntVar]] = field(default_factory=lambda: defaultdict(list))
    stops: dict[int, list[IntVar]] = field(default_factory=lambda: defaultdict(list))
    depots: dict[tuple[str, str], list[IntVar]] = field(default_factory=lambda: defaultdict(list))

    def at_stops(self, order: Order, part: str, amounts: Mapping[int, IntVar]) -> None:
        for stop, amount in amounts.items():
            self.stops[stop].append(amount)
            self.depots[order.duty.stops[stop].id, part].append(amount)


def has_tool(depot: Depot, tool: str) -> bool:
    """Whether a depot has a tool."""
    return depot.tools is None or tool in depot.tools


def stock(depot: Depot, part: str) -> int | None:
    """How many of a part a depot has, ``None`` for as many as are needed."""
    if depot.stock is None:
        return None
    return sum(entry.quantity for entry in depot.stock if entry.part == part)


def lacks(item: Appointment, technician: Technician) -> set[str]:
    """The tools that a visit needs and its technician does not carry."""
    exempt = "tools" in item.waivers or (item.crew == 1 and item.frozen)
    return set() if exempt else set(item.tools) - set(technician.tools)


def helps(depot: Depot, item: Appointment, technician: Technician) -> bool:
    """Whether a depot has anything that a visit could need from it."""
    tools = any(has_tool(depot, tool) for tool in lacks(item, technician))
    return tools or any(stock(depot, need.part) != 0 for need in item.parts)


def supply(visits: VisitModel, keep_stock: KeepStock) -> None:
    """Tools and parts are on board, or were picked up before; no stop is made in vain."""
    items = visits.problem.appointments
    orders = [_order(visits, duty) for duty in visits.duties]
    _tools(visits, orders)
    drawn = _parts(visits, orders, keep_stock)
    for order in orders:
        for stop, literal in order.duty.stopping.items():
            depot, technician = order.duty.stops[stop], order.duty.technician
            useful = [
                after
                for (other, name), after in order.after.items()
                if other == stop and any(has_tool(depot, tool) for tool in lacks(items[name], technician))
            ]
            visits.model.add(total([*useful, *drawn.stops.get(stop, [])]) >= literal)


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
        for name in duty.pairs:
            if helps(depot, visits.problem.appointments[name], duty.technician):
                literal = after[stop, name] = model.new_bool_var(f"stop {stop} before {name}")
                model.add_implication(literal, duty.stopping[stop])
                model.add_implication(literal, duty.present[name])
                model.add(position[name] >= position[stop] + 1).only_enforce_if(literal)
    return Order(duty, after)


def _tools(visits: VisitModel, orders: list[Order]) -> None:
    for name in visits.unserved:
        item, able = visits.problem.appointments[name], [order for order in orders if name in order.duty.present]
        if item.crew > 1:
            for tool in item.tools if "tools" not in item.waivers else ():
                visits.model.add(total(_brought(able, name, tool)) >= visits.served(name))
            continue
        for order in able:
            for tool in lacks(item, order.duty.technician):
                visits.model.add(total(_brought([order], name, tool)) >= order.duty.present[name])


def _brought(orders: list[Order], name: int, tool: str) -> Iterator[IntVar]:
    """Literals one of which is true if someone who makes a visit has a tool by then."""
    for order in orders:
        if tool in order.duty.technician.tools:
            yield order.duty.present[name]
        else:
            stops = order.stops_before(name)
            yield from (after for stop, after in stops if has_tool(order.duty.stops[stop], tool))


def _parts(visits: VisitModel, orders: list[Order], keep_stock: KeepStock) -> _Drawn:
    """State where every part comes from."""
    drawn = _Drawn()
    for name in visits.unserved:
        item, needs = visits.problem.appointments[name], Counter[str]()
        for need in item.parts:
            needs[need.part] += need.quantity
        able = [order for order in orders if name in order.duty.present]
        for part, quantity in needs.items():
            if item.crew == 1:
                for order in able:
                    _draw_alone(visits.model, order, name, part, quantity, drawn)
            elif "parts" not in item.waivers:
                _draw_together(visits, able, name, part, quantity, drawn)
    for owner, part in dict.fromkeys([*drawn.vans, *drawn.crews]):
        technician = visits.problem.technician[owner]
        have = sum(entry.quantity for entry in technician.stock if entry.part == part)
        keep_stock(drawn.vans.get((owner, part), []), drawn.crews.get((owner, part), []), have)
    for depot in visits.problem.depots:
        for (place, part), amounts in drawn.depots.items():
            if place == depot.id and (limit := stock(depot, part)) is not None:
                visits.model.add(total(amounts) <= limit)
    return drawn


def _draw_alone(model: cp_model.CpModel, order: Order, name: int, part: str, quantity: int, drawn: _Drawn) -> None:
    """Who goes alone draws from the own van what stops do not give."""
    pair, present = order.duty.pairs[name], order.duty.present[name]
    at_stops = {} if pair.waives("parts") else dict(_draws(model, order, name, part, quantity))
    van = quantity * present - total(at_stops.values())
    model.add(van >= 0)
    drawn.vans[pair.technician.id, part].append((pair, present, van if at_stops else quantity))
    drawn.at_stops(order, part, at_stops)


def _draw_together(visits: VisitModel, orders: list[Order], name: int, part: str, quantity: int, drawn: _Drawn) -> None:
    """A crew draws from the vans of its members and at their stops."""
    amounts: list[IntVar] = []
    for order in orders:
        van = visits.model.new_int_var(0, quantity, f"given {name} {order.duty.index}")
        visits.model.add(van == 0).only_enforce_if(~order.duty.present[name])
        drawn.crews[order.duty.technician.id, part].append(van)
        at_stops = dict(_draws(visits.model, order, name, part, quantity))
        drawn.at_stops(order, part, at_stops)
        amounts += [van, *at_stops.values()]
    visits.model.add(total(amounts) == quantity * visits.served(name))


def _draws(model: cp_model.CpModel, order: Order, name: int, part: str, quantity: int) -> Iterator[tuple[int, IntVar]]:
    """What a visit draws of a part at each stop before it."""
    for stop, after in order.stops_before(name):
        if stock(order.duty.stops[stop], part) != 0:
            amount = model.new_int_var(0, quantity, "")
            model.add(amount <= quantity * after)
            yield stop, amount
