"""Every term of the objective in the model over visits, as an expression that is never below the raw term.

Weights are not negative, so minimising presses each expression down onto its term; only where a term is not convex
is it stated with a choice. Each function adds its variables when it is called, so a term without weight costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import chain

from ortools.sat.python.cp_model import IntVar, LinearExpr
from ortools.sat.python.cp_model_helper import Literal

from scheduler.cpsat.visit_variables import DutyVariables, VisitModel, total
from scheduler.entities import Appointment, Shift, Technician
from scheduler.problem import ProblemData
from scheduler.rotation import Account, accounts, load_of
from scheduler.terms import MINUTES_PER_HOUR, STABILITY_CAP_MINUTES

Term = Callable[[VisitModel], LinearExpr]


def _ticks(visits: VisitModel, most: int) -> IntVar:
    """A number of ticks from 0 to ``most``."""
    return visits.model.new_int_var(0, max(0, most), "")


def unserved(visits: VisitModel, priority: int | None = None) -> LinearExpr:
    """Minutes of the appointments not served, of one priority or of all."""
    cost = visits.policy.unserved_minutes
    items = enumerate(visits.problem.appointments)
    wanted = [(name, cost(item.priority)) for name, item in items if priority in (None, item.priority)]
    return total(visits.unserved.get(name, 1) * minutes for name, minutes in wanted)


def lateness(visits: VisitModel) -> LinearExpr:
    """Ticks by which visits end after they are due."""
    return total(
        _late(visits, duty, name, due)
        for duty in visits.duties
        for name in duty.present
        if (due := visits.problem.appointments[name].due) is not None
    )


def _late(visits: VisitModel, duty: DutyVariables, name: int, due: int) -> LinearExpr:
    most = int(duty.domains[name].max()) + duty.longest(name) - due
    if most <= 0:
        return LinearExpr.constant(0)
    late = _ticks(visits, most)
    visits.model.add(late >= visits.start[name] + duty.length[name] - due).only_enforce_if(duty.present[name])
    return late


def slack(visits: VisitModel) -> LinearExpr:
    """Ticks by which visits start less than the wanted slack before their latest start."""
    wanted = visits.policy.slack_minutes * visits.ticks_per_minute
    return total(_short_of_slack(visits, duty, name, wanted) for duty in visits.duties for name in duty.present)


def _latest_start(item: Appointment, length: int) -> int | None:
    ends = [max(window.latest for window in item.windows)] if item.windows else []
    ends += [] if item.due is None else [item.due - length]
    return min(ends, default=None)


def _short_of_slack(visits: VisitModel, duty: DutyVariables, name: int, wanted: int) -> LinearExpr:
    """At least ``start - (latest - wanted)``; a cap of ``wanted`` counts only where starts after ``latest`` may be."""
    item, last = visits.problem.appointments[name], int(duty.domains[name].max())
    latest = _latest_start(item, duty.longest(name))
    if latest is None or wanted == 0 or last <= latest - wanted:
        return LinearExpr.constant(0)
    short = _ticks(visits, min(wanted, last - latest + wanted))
    counted: list[Literal] = [duty.present[name]]
    if last > latest:
        capped = visits.model.new_bool_var("")
        visits.model.add(short == wanted).only_enforce_if(capped)
        counted.append(~capped)
    spare = [max(window.latest for window in item.windows) - visits.start[name]] if item.windows else []
    spare += [] if item.due is None else [item.due - duty.length[name] - visits.start[name]]
    for left in spare:
        visits.model.add(short >= wanted - left).only_enforce_if(counted)
    return short


def overtime(visits: VisitModel) -> LinearExpr:
    """Ticks on duty after the soft end of the shifts."""
    return total(_overtime(visits, duty, soft) for duty in visits.duties if (soft := duty.shift.soft_end) is not None)


def _overtime(visits: VisitModel, duty: DutyVariables, soft_end: int) -> LinearExpr:
    over = _ticks(visits, duty.shift.end - max(soft_end, duty.shift.start))
    if duty.departure.domain.max() <= soft_end:
        visits.model.add(over >= duty.arrival - soft_end)
        return over
    from_departure = visits.model.new_bool_var("")
    visits.model.add(over >= duty.arrival - soft_end).only_enforce_if(~from_departure)
    visits.model.add(over >= duty.arrival - duty.departure).only_enforce_if(from_departure)
    return over


def travel_time(visits: VisitModel) -> LinearExpr:
    """Ticks of all legs."""
    return total(duty.travel_ticks for duty in visits.duties)


def travel_distance(visits: VisitModel) -> LinearExpr:
    """Metres of all legs."""
    return total(duty.travel_metres for duty in visits.duties)


def working_time(visits: VisitModel) -> LinearExpr:
    """Ticks from departure to return less absences."""
    return total(duty.working_ticks for duty in visits.duties)


def waiting(visits: VisitModel) -> LinearExpr:
    """Working time that is neither travel nor service nor a break."""
    spent = (duty.travel_ticks + duty.service_ticks + duty.break_ticks for duty in visits.duties)
    return working_time(visits) - total(spent)


def fairness(visits: VisitModel) -> LinearExpr:
    """Points of rotation: a convex, piecewise linear cost of what each technician has been given."""
    standings = accounts(visits.problem, visits.policy)
    return total(_rotation_cost(visits, name, account) for name, account in standings.items())


def _rotation_cost(visits: VisitModel, technician: str, account: Account) -> LinearExpr:
    added = [
        (load_of(visits.policy, visits.problem.appointments[name], visits.ticks_per_minute), present)
        for duty in visits.duties
        if duty.technician.id == technician
        for name, present in duty.present.items()
    ]
    most = sum(load for load, _ in added)
    if most == 0:
        return LinearExpr.constant(account.cost(0))
    load = total(amount * present for amount, present in added)
    cost = visits.model.new_int_var(account.cost(0), account.cost(most), "")
    for segment in range(account.load // account.unit, (account.load + most) // account.unit + 1):
        at = segment * account.unit - account.load
        visits.model.add(cost >= account.cost(at) + account.slope(segment * account.unit) * (load - at))
    return cost


def spread(visits: VisitModel) -> LinearExpr:
    """Ticks between the longest and the shortest working time of those with a shift."""
    rostered = [technician for technician in visits.problem.technicians if technician.shifts]
    if not rostered:
        return LinearExpr.constant(0)
    longest = max(sum(shift.end - shift.start for shift in technician.shifts) for technician in rostered)
    most, least = _ticks(visits, longest), _ticks(visits, longest)
    for technician in rostered:
        works = total(duty.working_ticks for duty in visits.duties if duty.technician.id == technician.id)
        visits.model.add(most >= works)
        visits.model.add(least <= works)
    return most - least


def _per_pair(visits: VisitModel, cost: Callable[[ProblemData, Appointment, Technician, Shift], int]) -> LinearExpr:
    """A cost that depends on nothing but who makes a visit."""
    return total(
        cost(visits.problem, visits.problem.appointments[name], duty.technician, duty.shift) * present
        for duty in visits.duties
        for name, present in duty.present.items()
    )


def preference(visits: VisitModel) -> LinearExpr:
    """Visits made by another technician than one of those preferred."""
    return _per_pair(visits, _not_preferred)


def _not_preferred(problem: ProblemData, item: Appointment, technician: Technician, shift: Shift) -> int:
    return int(bool(item.preferred_technicians) and technician.id not in item.preferred_technicians)


def continuity(visits: VisitModel) -> LinearExpr:
    """Follow-ups made by nobody who made what came before, where both are served."""
    rows = {item.id: name for name, item in enumerate(visits.problem.appointments)}
    items = visits.problem.appointments
    links = [(name, rows[link.appointment]) for name in visits.unserved for link in items[name].predecessors]
    return total(_other_hands(visits, name, before) for name, before in links if before in visits.start)


def _other_hands(visits: VisitModel, name: int, before: int) -> LinearExpr:
    other = visits.model.new_bool_var("")
    same = []
    for technician in visits.problem.technicians:
        theirs = [duty for duty in visits.duties if duty.technician.id == technician.id]
        sent = [[duty.present[one] for duty in theirs if one in duty.present] for one in (name, before)]
        if all(sent):
            again = visits.model.new_bool_var("")
            for present in sent:
                visits.model.add(total(present) >= again)
            same.append(again)
    visits.model.add_bool_or([other, *same, visits.unserved[name], visits.unserved[before]])
    return other


def over_skilled(visits: VisitModel) -> LinearExpr:
    """Levels and skills of technicians beyond what their visits need."""
    return _per_pair(visits, _skill_to_spare)


def _skill_to_spare(problem: ProblemData, item: Appointment, technician: Technician, shift: Shift) -> int:
    held: dict[str, int] = {}
    for skill in technician.skills:
        if skill.holds_at(shift.start):
            held[skill.name] = max(held.get(skill.name, 0), skill.level)
    needed = {need.name: need.level for need in item.skills}
    levels = sum(max(0, held[name] - level) for name, level in needed.items() if name in held)
    return levels + len(held.keys() - needed.keys())


def secondary(visits: VisitModel) -> LinearExpr:
    """Visits made by secondary members of their territory."""
    return _per_pair(visits, _is_secondary)


def _is_secondary(problem: ProblemData, item: Appointment, technician: Technician, shift: Shift) -> int:
    kinds = technician.membership_kinds(item.territory, shift.start)
    return int(bool(problem.territories) and kinds == {"secondary"})


def earliness(visits: VisitModel) -> LinearExpr:
    """Ticks from the first tick at which visits may start to their start, for each member of a crew."""
    return total(visits.problem.appointments[name].crew * _early(visits, name) for name in visits.unserved)


def _early(visits: VisitModel, name: int) -> LinearExpr:
    item, start = visits.problem.appointments[name], visits.start[name]
    release = max(0, item.earliest_start or 0, item.windows[0].earliest if item.windows else 0)
    domains = [duty.domains[name] for duty in visits.duties if name in duty.domains]
    first = min(int(domain.min()) for domain in domains)
    last = max(int(domain.max()) for domain in domains)
    if first >= release:
        return start - first + (first - release) * visits.served(name)
    delay = _ticks(visits, last - release)
    visits.model.add(delay >= start - release).only_enforce_if(~visits.unserved[name])
    return delay


def same_site(visits: VisitModel) -> LinearExpr:
    """Arrivals at places that several appointments share."""
    place = {name: visits.problem.appointments[name].location for name in visits.unserved}
    sharing = Counter(item.location for item in visits.problem.appointments)
    arcs = chain.from_iterable(duty.arcs.items() for duty in visits.duties)
    return total(
        chosen for (i, j), chosen in arcs if j in place and sharing[place[j]] > 1 and place.get(i, -1) != place[j]
    )


def stability(visits: VisitModel) -> LinearExpr:
    """Ticks by which visits move from where people know them; an hour for another technician or none."""
    index = {item.id: name for name, item in enumerate(visits.problem.appointments)}
    return total(
        _moved(visits, index[known.appointment], known.technician, known.start)
        for known in visits.problem.published
        if known.appointment in index
    )


def _moved(visits: VisitModel, name: int, technician: str, published: int) -> LinearExpr:
    """At most an hour, which another technician or a start far away costs; else the ticks moved."""
    most = STABILITY_CAP_MINUTES * visits.ticks_per_minute
    same = [duty.present[name] for duty in visits.duties if duty.technician.id == technician and name in duty.present]
    if not same:
        return LinearExpr.constant(most)
    near, moved = visits.model.new_bool_var(""), _ticks(visits, most)
    visits.model.add(total(same) >= near)
    visits.model.add(moved >= visits.start[name] - published).only_enforce_if(near)
    visits.model.add(moved >= published - visits.start[name]).only_enforce_if(near)
    return most * (1 - near) + moved


def technician_cost(visits: VisitModel) -> LinearExpr:
    """Cost of using technicians, by shift and by hour of working time, in money times the ticks of an hour."""
    hour = MINUTES_PER_HOUR * visits.ticks_per_minute
    return total(
        duty.technician.cost_per_shift * hour * duty.used + duty.technician.cost_per_hour * duty.working_ticks
        for duty in visits.duties
    )


TERMS: dict[str, Term] = {
    "unserved": unserved,
    "lateness": lateness,
    "slack": slack,
    "overtime": overtime,
    "travel_time": travel_time,
    "travel_distance": travel_distance,
    "working_time": working_time,
    "waiting": waiting,
    "fairness": fairness,
    "spread": spread,
    "preference": preference,
    "continuity": continuity,
    "over_skilled": over_skilled,
    "earliness": earliness,
    "same_site": same_site,
    "stability": stability,
    "technician_cost": technician_cost,
    "secondary": secondary,
}


def term(visits: VisitModel, key: str) -> LinearExpr:
    """A term by its key; ``unserved/2`` is the appointments of priority 2 that are not served."""
    name, _, priority = key.partition("/")
    stated = partial(unserved, priority=int(priority)) if priority else TERMS[name]
    return stated(visits)
