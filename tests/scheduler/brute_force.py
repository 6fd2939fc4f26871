"""The best value there is, by trying everything: every assignment, every order, every tick of every time.

Only ``check`` and ``objective`` judge. Nothing is left out but what is obviously worthless: times that go backwards,
times outside the shift, starts sooner than the way takes, and, among timings of the same stops on the same duty, one
that is worse than another in whatever whole plan. For tiny instances: three appointments, two duties, a dozen ticks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations, product
from typing import Any

from scheduler import objective
from scheduler.check import added, check
from scheduler.check.driving import least
from scheduler.entities import Appointment, Break, Interval, Technician
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop, StopKind

Value = tuple[int, ...]
#: What times have to be equal to be compared, and the terms.
Worth = tuple[Any, ...]


def best_value(problem: ProblemData, policy: Policy) -> Value:
    """The smallest value of all plans without a violation of their own."""
    return min(objective.value(problem, policy, terms) for terms in _terms_of_plans(problem, policy))


def _terms_of_plans(problem: ProblemData, policy: Policy) -> Iterator[Mapping[str, int]]:
    choices: dict[tuple[int, tuple[str, ...]], list[Route]] = {}
    for orders in _orders(problem):
        for duty, order in enumerate(orders):
            if order and (duty, order) not in choices:
                choices[duty, order] = _timings_worth_trying(problem, policy, duty, order)
        for routes in product(*(choices[duty, order] for duty, order in enumerate(orders) if order)):
            plan = Plan(routes)
            if not added(check(problem, policy, plan)):
                yield objective.terms(problem, policy, plan)


def _orders(problem: ProblemData) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every way to give each appointment to as many duties as its crew has or to none, to order what each has, and to
    go to depots."""
    for orders in _visit_orders(problem):
        yield from product(*(_with_stops(problem, order) for order in orders))


def _with_stops(problem: ProblemData, order: tuple[str, ...]) -> set[tuple[str, ...]]:
    """An order with each depot nowhere or anywhere before a visit; depots are told from appointments by their names."""
    found = {order}
    for depot in problem.depots if order else ():
        found |= {(*some[:at], depot.id, *some[at:]) for some in found for at in range(len(some))}
    return found


def _visit_orders(problem: ProblemData) -> Iterator[tuple[tuple[str, ...], ...]]:
    duties = range(len(problem.duties))
    ways = [[(), *combinations(duties, item.crew_size)] for item in problem.appointments]
    for owners in product(*ways):
        pairs = list(zip(problem.appointments, owners, strict=True))
        given = [[item.id for item, crew in pairs if duty in crew] for duty in duties]
        yield from product(*(permutations(mine) for mine in given))


#: The constraints that a route alone cannot be judged by.
JOINT = ("crew", "precedence", "all_or_none", "skill", "tools", "pin", "parts", "service")


def _timings_worth_trying(problem: ProblemData, policy: Policy, duty: int, order: tuple[str, ...]) -> list[Route]:
    """The legal timings of an order on a duty, less those that another equals or beats in all that counts.

    Whatever the other routes are, two timings of an order on a duty change the plan's terms by the same as they
    change those of the route alone: the sums, and through its working time the spread. Terms have no negative
    weight, so only the spread can want more of anything, and is compared between equal working times alone. Visits
    that others wait for are compared between equal times.
    """
    joined = _joined(problem)
    counted = [name for name in TERMS if policy.weight(name)]
    routes: dict[Worth, Route] = {}
    for route in timings(problem, duty, order):
        alone = Plan((route,))
        found = added(check(problem, policy, alone))
        if not any(one.constraint not in JOINT or not joined for one in found):
            terms = objective.terms(problem, policy, alone)
            work = terms["working_time"] if "spread" in counted else 0
            met = tuple((stop.start, stop.end) for stop in route.stops if stop.id in joined)
            routes.setdefault(((work, met), *(terms[name] for name in counted if name != "spread")), route)
    return [route for terms, route in routes.items() if not any(_beats(other, terms) for other in routes)]


def _joined(problem: ProblemData) -> set[str]:
    """The appointments whose times concern more than their route."""
    links = [(item.id, link.appointment) for item in problem.appointments for link in item.predecessors]
    crews = {item.id for item in problem.appointments if item.crew_size > 1 or item.all_or_none is not None}
    return crews.union(*links)


def _beats(one: Worth, two: Worth) -> bool:
    return one != two and one[0] == two[0] and all(a <= b for a, b in zip(one[1:], two[1:], strict=True))


def timings(problem: ProblemData, duty: int, order: tuple[str, ...]) -> Iterator[Route]:
    """Every departure, start, return and choice of breaks within the shift; arrivals are as late as they may be."""
    technician, shift = problem.duties[duty]
    home = technician.home if shift.start_location is None else shift.start_location
    for departure in range(shift.start, shift.end + 1):
        for stops in _starts(problem, duty, order, home, departure):
            for arrival in range(stops[-1].end, shift.end + 1):
                for breaks in _breaks(shift.breaks, departure, arrival):
                    yield Route(technician.id, shift.id, departure, arrival, stops, breaks)


def _starts(
    problem: ProblemData, duty: int, order: tuple[str, ...], here: int, ready: int
) -> Iterator[tuple[Stop, ...]]:
    if not order:
        yield ()
        return
    technician, shift = problem.duties[duty]
    kind, services, place = _stop(problem, technician, order[0], here)
    way = least(problem.travel.speed_periods, problem.legs.ticks(here, place))
    travel = 0 if _excuses(problem) else way
    for service in services:
        for start in range(ready + travel, shift.end - service + 1):
            stop = Stop(order[0], start, start, start + service, kind)
            for rest in _starts(problem, duty, order[1:], place, stop.end):
                yield (stop, *rest)


def _services(problem: ProblemData, item: Appointment, technician: Technician) -> list[int]:
    """How long it may take: as long as the technician needs, in a crew as long as any slower one."""
    own = technician.service(item.duration)
    others = {other.service(item.duration) for other in problem.technicians} if item.crew_size > 1 else set()
    return sorted({own, *(ticks for ticks in others if ticks > own)})


def _stop(problem: ProblemData, technician: Technician, name: str, here: int) -> tuple[StopKind, list[int], int]:
    """Kind, possible lengths and place of a visit or of a stop at a depot."""
    for depot in problem.depots:
        if depot.id == name:
            return "depot", [depot.service], depot.location
    item = problem.appointment[name]
    return "visit", _services(problem, item, technician), here if item.location is None else item.location


def _excuses(problem: ProblemData) -> bool:
    """Whether something may permit to be faster than travel is."""
    return any("travel" in item.waivers or (item.pin is not None and item.pin.frozen) for item in problem.appointments)


def _breaks(rules: tuple[Break, ...], departure: int, arrival: int) -> Iterator[tuple[Interval, ...]]:
    """Every choice of breaks to take on duty, with every start."""
    options: list[list[tuple[Interval, ...]]] = [
        [(), *((Interval(tick, tick + rule.duration),) for tick in _break_starts(rule, departure, arrival))]
        for rule in rules
    ]
    for choice in product(*options):
        yield tuple(sorted((rest for taken in choice for rest in taken), key=lambda rest: rest.start))


def _break_starts(rule: Break, departure: int, arrival: int) -> range:
    return range(max(rule.earliest, departure), min(rule.latest, arrival - rule.duration) + 1)
