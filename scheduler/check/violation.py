"""What a plan breaks, as data, and what a check is given to find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps

from scheduler.check.itinerary import Itinerary, Visit, itineraries
from scheduler.entities import Part, Technician
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan


@dataclass(frozen=True)
class Violation(Part):
    """One broken constraint in a sentence for people.

    ``constraint`` is the name that waivers use, ``code`` says how it is broken. ``inherited`` means that only frozen
    pins and waivers caused it: a fact that was there before the plan.
    """

    code: str
    constraint: str
    sentence: str
    appointment: str | None = None
    technician: str | None = None
    shift: str | None = None
    inherited: bool = False


@dataclass(frozen=True)
class Case:
    """A plan before the judge."""

    problem: ProblemData
    policy: Policy
    plan: Plan

    @cached_property
    def itineraries(self) -> tuple[Itinerary, ...]:
        """The routes of known duties."""
        return itineraries(self.problem, self.plan)

    @cached_property
    def served(self) -> dict[str, tuple[Visit, ...]]:
        """By appointment, the visits on known duties."""
        found: dict[str, list[Visit]] = {}
        for itinerary in self.itineraries:
            for visit in itinerary.visits:
                found.setdefault(visit.appointment.id, []).append(visit)
        return {name: tuple(visits) for name, visits in found.items()}

    @cached_property
    def crews(self) -> dict[str, tuple[Visit, ...]]:
        """The visits of appointments that want more than one technician."""
        return {name: visits for name, visits in self.served.items() if visits[0].appointment.crew_size > 1}

    @cached_property
    def teams(self) -> tuple[tuple[Visit, ...], ...]:
        """Who does something together: the visits of each crew, and each visit of who goes alone."""
        return tuple(
            team
            for name, visits in self.served.items()
            for team in ([visits] if name in self.crews else [(visit,) for visit in visits])
        )

    def clock(self, tick: int) -> str:
        """The local time of a tick, with its date where there are several; plainly the tick if no calendar has it."""
        horizon = self.problem.horizon
        try:
            time = horizon.clock(tick)
            several = horizon.days > 1 or horizon.day(tick) != horizon.first_day
            return f"{horizon.day(tick)} {time}" if several else time
        except (OverflowError, ValueError):
            return f"tick {tick}"

    def minutes(self, ticks: int) -> str:
        """A length of time for people."""
        return f"{ticks / self.problem.horizon.ticks_per_minute:g} min"

    def span(self, start: int, end: int) -> str:
        """A stretch of time for people."""
        return f"{self.clock(start)} to {self.clock(end)}"


Check = Callable[[Case], Iterator[Violation]]
VisitRule = Callable[[Case, Visit], Iterator[tuple[str, str]]]
RouteRule = Callable[[Case, Itinerary], Iterator[Violation]]


def label(technician: Technician) -> str:
    """What people call a technician."""
    return f"{technician.name} ({technician.id})" if technician.name else technician.id


def per_visit(constraint: str, inheritable: bool = True, alone: bool = False) -> Callable[[VisitRule], Check]:
    """Make a check of a rule that yields code and words for one visit.

    ``inheritable`` says whether a frozen pin, which decides technician and start, can be what broke it; ``alone``
    that of a crew something else is asked than of one who goes alone.
    """

    def check_of(rule: VisitRule) -> Check:
        @wraps(rule)
        def check(case: Case) -> Iterator[Violation]:
            for itinerary in case.itineraries:
                for visit in itinerary.visits:
                    judged = not alone or visit.appointment.crew_size == 1
                    for code, words in rule(case, visit) if judged else ():
                        yield of_visit(case, visit, code, constraint, words, inheritable)

        return check

    return check_of


def of_visit(case: Case, visit: Visit, code: str, constraint: str, words: str, inheritable: bool = True) -> Violation:
    """A violation of one visit."""
    who, when = label(visit.technician), case.clock(visit.stop.start)
    sentence = f"Appointment {visit.appointment.id} with {who} at {when}: {words}."
    inherited = visit.waives(constraint) or (inheritable and visit.frozen)
    return Violation(code, constraint, sentence, visit.appointment.id, visit.technician.id, visit.shift.id, inherited)


def per_route(rule: RouteRule) -> Check:
    """Make a check of a rule on one route."""

    @wraps(rule)
    def check(case: Case) -> Iterator[Violation]:
        for itinerary in case.itineraries:
            yield from rule(case, itinerary)

    return check


def of_route(
    itinerary: Itinerary, code: str, constraint: str, words: str, inherited: bool, appointment: str | None = None
) -> Violation:
    """A violation of a route, or of one gap of it."""
    technician, shift = itinerary.technician, itinerary.shift
    sentence = f"Route of {label(technician)} in shift {shift.id}: {words}."
    return Violation(code, constraint, sentence, appointment, technician.id, shift.id, inherited)


def follows_from_facts(constraint: str, visits: Iterable[Visit]) -> bool:
    """Whether what these visits break together is inherited: one of them waives it, or all are frozen (and any is)."""
    together = tuple(visits)
    if any(visit.waives(constraint) for visit in together):
        return True
    return bool(together) and all(visit.frozen for visit in together)


def excess_follows_from_facts(constraint: str, shares: Iterable[tuple[Visit, int]], limit: int) -> bool:
    """Whether a sum beyond its limit is inherited: every share is of a frozen visit, or the unwaived keep the limit."""
    together = [(visit, amount) for visit, amount in shares if amount]
    unwaived = sum(amount for visit, amount in together if not visit.waives(constraint))
    return unwaived <= limit or all(visit.frozen for visit, _ in together)
