"""What another engine must be told so that nobody is sent who may not go, and what it cannot be told at all.

A demand is one rule of ``scheduler.eligibility`` about one requirement, under a label: formats that know nothing of
territories, tools or levels carry it as a skill or a tag, which the vehicles of those have who meet it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.eligibility import PAIR_RULES
from scheduler.entities import Appointment, Interval, Shift, Technician, Window
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import start_bounds
from scheduler.solution import Plan
from scheduler.supply import Supply
from scheduler.time_off import absences_in

_NAMED = 5
#: Other engines know no depots: what is not on board is not there.
_NO_DEPOTS = Supply((), ())


@dataclass(frozen=True)
class Written:
    """A request for another engine; ``left_out`` names, with its owners, everything that the format cannot say."""

    text: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Demand:
    """A requirement under its label; ``probe`` is an appointment that requires nothing else."""

    rule: str
    label: str
    probe: Appointment

    def met(self, technician: Technician, shift: Shift, policy: Policy) -> bool:
        """Whether a duty meets it."""
        return PAIR_RULES[self.rule](self.probe, technician, shift, policy, _NO_DEPOTS) is None


def demands(problem: ProblemData, item: Appointment, rules: Iterable[str]) -> tuple[Demand, ...]:
    """What an appointment requires by these rules, but for what is waived; facts require their technician alone."""
    bound = set(rules) - set(item.waivers)
    if item.frozen:
        bound &= {"pin"}
    if not problem.territories:
        bound.discard("territory")
    return tuple(demand for demand in _all_demands(item) if demand.rule in bound)


def _all_demands(item: Appointment) -> Iterator[Demand]:
    bare = Appointment("probe", 0)
    yield Demand("territory", f"territory {item.territory}", bare.replace(territory=item.territory))
    for need in item.skills:
        label = need.name if need.level == 1 else f"{need.name}, level {need.level}"
        yield Demand("skill", label, bare.replace(skills=(need,)))
    for name in item.certificates:
        yield Demand("certificate", f"certificate {name}", bare.replace(certificates=(name,)))
    for name in item.tools:
        yield Demand("tools", f"tool {name}", bare.replace(tools=(name,)))
    for part in item.parts:
        yield Demand("parts", f"{part.quantity} of part {part.part}", bare.replace(parts=(part,)))
    required, excluded = item.required_technicians, item.excluded_technicians
    if required or excluded:
        words = [*sorted(required), *(f"not {name}" for name in sorted(excluded))]
        wanted = bare.replace(required_technicians=required, excluded_technicians=excluded)
        yield Demand("choice", f"technician {', '.join(words)}", wanted)
    if item.pin is not None and item.pin.technician is not None:
        yield Demand("pin", f"technician {item.pin.technician}", bare.replace(pin=item.pin.replace(frozen=False)))


def starts(problem: ProblemData, policy: Policy, item: Appointment) -> tuple[Window, ...] | None:
    """When an appointment may start; empty for any time, ``None`` for no time at all.

    These are its windows, or, where an earliest start, a due time that is hard, a pinned start or a waiver matters,
    what is left of them within the horizon and its shifts.
    """
    bounds = start_bounds(item, policy, item.duration)
    if bounds == start_bounds(Appointment("probe", item.duration, windows=item.windows), policy, item.duration):
        return item.windows
    last = max([problem.horizon.end, *(shift.end for _, shift in problem.duties)])
    first = min([0, *(shift.start for _, shift in problem.duties)])
    cut = tuple(Window(max(low, first), min(high, last)) for low, high in bounds if low <= last and first <= high)
    return cut or None


def off_duty(technician: Technician, shift: Shift) -> tuple[Interval, ...]:
    """The absences of a technician within a shift; those that meet are one."""
    away = absences_in(shift, technician.absences)
    return tuple(Interval(max(one.start, shift.start), min(one.end, shift.end)) for one in away)


def beyond(plan: Plan) -> tuple[str, ...]:
    """What of a plan the answers of other engines have no word for, with whose it is; they show it all the same."""
    stops = (
        f"{stop.id} of {route.technician}" for route in plan.routes for stop in route.stops if stop.kind == "depot"
    )
    crews = (name for name, visits in plan.visits.items() if len(visits) > 1)
    return told({"crews, whose visit is in each route": crews, "stops at depots, of a kind of their own": stops})


def told(features: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """A sentence for each feature that somebody uses, with the first of those who do."""
    return tuple(sentence for feature, owners in features.items() if (sentence := _sentence(feature, list(owners))))


def _sentence(feature: str, owners: list[str]) -> str:
    listed = list(dict.fromkeys(owners))
    more = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return f"{feature}: {', '.join(listed[:_NAMED])}{more}" if listed else ""
