"""The best value there is, by trying everything: every assignment, every order, every tick of every time.

Only ``check`` and ``objective`` judge. Nothing is left out but what is obviously worthless: times that go backwards,
times outside the shift, starts sooner than the way takes, and, among timings of the same stops on the same duty, one
that is worse than another in whatever whole plan. For tiny instances: three appointments, two duties, a dozen ticks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations, product

from scheduler import objective
from scheduler.check import added, check
from scheduler.check.driving import least
from scheduler.entities import Break, Interval, Technician
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop, StopKind

Value = tuple[int, ...]


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
    """Every way to give each appointment to one duty or to none, to order what each duty has, and to go to depots."""
    for orders in _visit_orders(problem):
        yield from product(*(_with_stops(problem, order) for order in orders))


def _with_stops(problem: ProblemData, order: tuple[str, ...]) -> set[tuple[str, ...]]:
    """An order with each depot nowhere or anywhere before a visit; depots are told from appointments by their names."""
    found = {order}
    for depot in problem.depots if order else ():
        found |= {(*some[:at], depot.id, *some[at:]) for some in found for at in range(len(some))}
    return found


def _visit_orders(problem: ProblemData) -> Iterator[tuple[tuple[str, ...], ...]]:
    names, duties = [item.id for item in problem.appointments], range(len(problem.duties))
    for owners in product((None, *duties), repeat=len(names)):
        given = [[name for name, owner in zip(names, owners, strict=True) if owner == duty] for duty in duties]
        yield from product(*(permutations(mine) for mine in given))


def _timings_worth_trying(problem: ProblemData, policy: Policy, duty: int, order: tuple[str, ...]) -> list[Route]:
    """The legal timings of an order on a duty, less those that another equals or beats in all that counts.

    Whatever the other routes are, two timings of an order on a duty change the plan's terms by the same as they
    change those of the route alone: the sums, and through its working time the spread. Terms have no negative
    weight, so only the spread can want more of anything, and is compared between equal working times alone.
    """
    counted = [name for name in TERMS if policy.weight(name)]
    routes: dict[tuple[int, ...], Route] = {}
    for route in timings(problem, duty, order):
        alone = Plan((route,))
        if not added(check(problem, policy, alone)):
            terms = objective.terms(problem, policy, alone)
            work = terms["working_time"] if "spread" in counted else 0
            routes.setdefault((work, *(terms[name] for name in counted if name != "spread")), route)
    return [route for terms, route in routes.items() if not any(_beats(other, terms) for other in routes)]


def _beats(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    return one != two and one[0] == two[0] and all(a <= b for a, b in zip(one, two, strict=True))


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
    kind, service, place = _stop(problem, technician, order[0], here)
    way = least(problem.travel.speed_periods, problem.legs.ticks(here, place))
    travel = 0 if _excuses(problem) else way
    for start in range(ready + travel, shift.end - service + 1):
        stop = Stop(order[0], start, start, start + service, kind)
        for rest in _starts(problem, duty, order[1:], place, stop.end):
            yield (stop, *rest)


def _stop(problem: ProblemData, technician: Technician, name: str, here: int) -> tuple[StopKind, int, int]:
    """Kind, length and place of a visit or of a stop at a depot."""
    for depot in problem.depots:
        if depot.id == name:
            return "depot", depot.service, depot.location
    item = problem.appointment[name]
    return "visit", technician.service(item.duration), here if item.location is None else item.location


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
