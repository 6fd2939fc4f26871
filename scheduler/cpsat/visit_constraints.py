"""Every hard constraint in the model over visits.

Those that only say who may serve what are settled by eligibility and leave no variable behind; those on a single
visit's time are domains of its start; the rest are posted here, one function each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr, LiteralT

from scheduler.cpsat.visit_couplings import all_or_none, crew, precedence
from scheduler.cpsat.visit_domains import START_RULES, Pair, depot
from scheduler.cpsat.visit_speeds import drive
from scheduler.cpsat.visit_supply import supply
from scheduler.cpsat.visit_variables import DEPOT, BreakVariables, DutyVariables, VisitModel, total
from scheduler.entities import Interval

#: A visit with its presence and its amount, if present, of what is limited: a number, or an expression that says it.
Share = tuple[Pair, IntVar, LinearExpr | int]


def eligible(duty: DutyVariables, name: int) -> bool:
    """Whether a pair has a presence literal: only where eligibility allows it and a start is possible."""
    return name in duty.domains


def service(duty: DutyVariables, name: int) -> int:
    """The ticks a visit takes: no other length is ever used."""
    return duty.pairs[name].service


def once(visits: VisitModel) -> None:
    """An appointment is served by as many as its crew has or is unserved; then it starts, idly, at its earliest.

    So does a stop that is not made.
    """
    for name, unserved in visits.unserved.items():
        crew = visits.problem.appointments[name].crew
        if crew == 1:
            visits.model.add_exactly_one([unserved, *visits.present(name).values()])
        else:
            visits.model.add(total(visits.present(name).values()) == crew * visits.served(name))
        visits.model.add(visits.start[name] == _lower(visits, name)).only_enforce_if(unserved)
    for duty in visits.duties:
        for name, stopping in duty.stopping.items():
            visits.model.add(visits.start[name] == _lower(visits, name)).only_enforce_if(~stopping)


def _lower(visits: VisitModel, name: int) -> int:
    return min(int(duty.domains[name].min()) for duty in visits.duties if name in duty.domains)


def start(visits: VisitModel) -> None:
    """A visit, or a stop, starts within the domain of the duty that makes it (windows, due, pin, absences, shift)."""
    for duty in visits.duties:
        for name, present in duty.points.items():
            inside = visits.model.add_linear_expression_in_domain(visits.start[name], duty.domains[name])
            inside.only_enforce_if(present)


def route(visits: VisitModel) -> None:
    """The visits and stops present on a duty form one path from departure to return."""
    for duty in visits.duties:
        arcs: list[tuple[int, int, LiteralT]] = [(i + 1, j + 1, chosen) for (i, j), chosen in duty.arcs.items()]
        idle = [(name + 1, name + 1, ~present) for name, present in duty.points.items()]
        visits.model.add_circuit([*arcs, *idle, (0, 0, ~duty.used)])
        for present in duty.points.values():
            visits.model.add_implication(present, duty.used)


def shift(visits: VisitModel) -> None:
    """Departure and return lie within the shift, by their domains; a duty that is not used takes no time at all."""
    for duty in visits.duties:
        visits.model.add(duty.departure <= duty.arrival)
        visits.model.add(duty.departure == duty.shift.start).only_enforce_if(~duty.used)
        visits.model.add(duty.arrival == duty.shift.start).only_enforce_if(~duty.used)


def travel(visits: VisitModel) -> None:
    """Each point of a route is reached after the one before it, its service, the travel and the time off between.

    The last statement follows from the others over a whole route, unless a visit that is a fact is in an absence; it
    gives the linear relaxation its strength.
    """
    speeds = visits.problem.speeds
    for duty in visits.duties:
        if speeds is not None:
            drive(visits, duty, speeds)
            continue
        for (i, j), chosen in duty.arcs.items():
            ready = duty.departure if i == DEPOT else visits.start[i] + duty.length[i]
            then = duty.arrival if j == DEPOT else visits.start[j]
            visits.model.add(then >= ready + duty.ticks[i, j]).only_enforce_if(chosen)
            if duty.time_off:
                waits = total(off.within(i, j) for off in duty.time_off)
                visits.model.add(then >= ready + duty.ticks[i, j] + waits).only_enforce_if(chosen)
        busy = duty.travel_ticks + duty.service_ticks + duty.break_ticks
        if not any(pair.frozen for pair in duty.pairs.values()):
            visits.model.add(duty.working_ticks >= busy)


def absence(visits: VisitModel) -> None:
    """An absence is wholly before the departure, wholly after the return, or wholly on duty between two services.

    To depart or to return in the middle of one is never better than at its end or at its start.
    """
    model = visits.model
    for duty in visits.duties:
        for item in duty.absences:
            gone = item.interval
            _split_by(model, duty.departure, gone, item.behind_departure)
            _split_by(model, duty.arrival, gone, item.behind_return)
            for name, behind in item.behind.items():
                present, begin = duty.points[name], visits.start[name]
                model.add_implication(behind, present)
                model.add(begin >= gone.end).only_enforce_if(behind)
                model.add(begin + duty.length[name] <= gone.start).only_enforce_if(~behind, present)


def _split_by(model: cp_model.CpModel, tick: IntVar, gone: Interval, behind: IntVar) -> None:
    model.add(tick >= gone.end).only_enforce_if(behind)
    model.add(tick <= gone.start).only_enforce_if(~behind)


def break_(visits: VisitModel) -> None:
    """Each break is taken once: on duty between two services, or off duty before the departure or after the return."""
    for duty in visits.duties:
        intervals = [_place_break(visits, duty, item) for item in duty.breaks]
        if len(intervals) > 1:
            visits.model.add_no_overlap(intervals)


def _place_break(visits: VisitModel, duty: DutyVariables, item: BreakVariables) -> cp_model.IntervalVar:
    model, rule = visits.model, item.rule
    end = item.start + rule.duration
    before, after = model.new_bool_var("break before departure"), model.new_bool_var("break after return")
    model.add_exactly_one([item.taken, before, after, _break_waived(visits, duty), ~duty.used])
    model.add(duty.departure >= rule.earliest + rule.duration).only_enforce_if(before)
    model.add(duty.arrival <= rule.latest).only_enforce_if(after)
    model.add(item.start >= duty.departure).only_enforce_if(item.taken)
    model.add(end <= duty.arrival).only_enforce_if(item.taken)
    for name, behind in item.behind.items():
        present, begin = duty.points[name], visits.start[name]
        model.add_implication(behind, item.taken)
        model.add_implication(behind, present)
        model.add(end <= begin).only_enforce_if(behind)
        model.add(item.start >= begin + duty.length[name]).only_enforce_if(~behind, item.taken, present)
    model.add(item.start == item.start.domain.min()).only_enforce_if(~item.taken)
    return model.new_optional_fixed_size_interval_var(item.start, rule.duration, item.taken, "break")


def _break_waived(visits: VisitModel, duty: DutyVariables) -> IntVar:
    """A choice to leave a break out, open only to routes with a visit for which breaks are waived."""
    waived = visits.model.new_bool_var("break waived")
    waiving = [duty.present[name] for name, pair in duty.pairs.items() if pair.waives("break")]
    visits.model.add(waived <= total(waiving))
    return waived


def supplied(visits: VisitModel) -> None:
    """Tools and parts are on board or picked up; what visits draw from a van is in it, over all of its routes."""
    supply(visits, lambda shares, given, limit: _keep_stock(visits.model, shares, given, limit))


def capacity(visits: VisitModel) -> None:
    """The loads of a route fit into the van."""
    for duty in visits.duties:
        loads = [(pair, duty.present[name], pair.appointment.load) for name, pair in duty.pairs.items()]
        if duty.technician.capacity is not None:
            _keep_sum(visits.model, "capacity", loads, duty.technician.capacity)


def _keep_sum(model: cp_model.CpModel, constraint: str, shares: Sequence[Share], limit: int) -> None:
    """A sum of amounts within its limit. Waived shares are free; facts alone may exceed it, but nothing joins them."""
    counted = [(pair, present, amount) for pair, present, amount in shares if not pair.waives(constraint)]
    stated = (amount * present if isinstance(amount, int) else amount for _, present, amount in counted)
    kept = total(stated) <= limit
    facts = sum(amount for pair, _, amount in counted if pair.frozen and isinstance(amount, int))
    if facts <= limit:
        model.add(kept)
        return
    for pair, present, amount in shares:
        if not pair.frozen and not (isinstance(amount, int) and amount == 0):
            model.add(kept).only_enforce_if(present)


def _keep_stock(model: cp_model.CpModel, alone: Sequence[Share], given: Sequence[IntVar], stock: int) -> None:
    """What is drawn from a van is in it: by visits alone, and by crews as much as those leave."""
    _keep_sum(model, "parts", alone, stock)
    counted = [(pair, present, amount) for pair, present, amount in alone if not pair.waives("parts")]
    facts = sum(amount for pair, _, amount in counted if pair.frozen and isinstance(amount, int))
    used = total(amount * present if isinstance(amount, int) else amount for _, present, amount in counted)
    if given:
        model.add(used + total(given) <= stock if facts <= stock else total(given) == 0)


def limits(visits: VisitModel) -> None:
    """At most so many visits, so much travel and so much working time on a duty."""
    for duty in visits.duties:
        for used, limit in (
            (total(duty.present.values()), duty.shift.max_visits),
            (duty.travel_ticks, duty.shift.max_travel),
            (duty.working_ticks, duty.shift.max_duration),
        ):
            if limit is not None:
                for binding in _unexcused(duty, "limits"):
                    visits.model.add(used <= limit).only_enforce_if(binding)


def _unexcused(duty: DutyVariables, constraint: str) -> Iterator[list[LiteralT]]:
    """Conditions any of which makes a constraint on a route bind: no visit waives it, and not all are facts."""
    waiving: list[LiteralT] = [~duty.present[name] for name, pair in duty.pairs.items() if pair.waives(constraint)]
    if not any(pair.frozen for pair in duty.pairs.values()):
        yield waiving
        return
    for name, pair in duty.pairs.items():
        if not pair.exempt(constraint):
            yield [duty.present[name], *waiving]


#: The constraints that are posted over variables.
ROUTE_RULES: dict[str, Callable[[VisitModel], None]] = {
    "once": once,
    "start": start,
    "route": route,
    "shift": shift,
    "travel": travel,
    "absence": absence,
    "break": break_,
    "supply": supplied,
    "capacity": capacity,
    "limits": limits,
    "crew": crew,
    "precedence": precedence,
    "all_or_none": all_or_none,
}
#: Where each constraint of the problem is stated.
CONSTRAINTS: dict[str, Callable[..., object]] = {
    **dict.fromkeys(("location", "territory", "skill", "certificate", "choice"), eligible),
    **dict.fromkeys(("tools", "parts"), supplied),
    "depot": depot,
    "service": service,
    **{name: START_RULES[name] for name in ("pin", "window", "sla")},
    **{name: rule for name, rule in ROUTE_RULES.items() if name not in ("start", "route", "supply")},
}


def post_constraints(visits: VisitModel) -> None:
    """Post every constraint."""
    for rule in ROUTE_RULES.values():
        rule(visits)
