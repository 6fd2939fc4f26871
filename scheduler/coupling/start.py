"""Starting from a plan that exists: its coupled appointments stay where they are, as far as that is possible."""

from __future__ import annotations

from scheduler.coupling.joint import Placement
from scheduler.coupling.places import Places
from scheduler.coupling.working import CoupledWorking
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from scheduler.working import rows_of


def take_over(working: CoupledWorking, places: Places, plan: Plan) -> CoupledWorking:
    """A plan's routes with its coupled appointments in place; what does not fit is left out."""
    other, rows = working.copy(), working.rows
    stops = rows_of(rows.whole)
    for row in (row for chain in rows.couplings.chains for row in chain):
        placement = _placement(places, row, plan.visits.get(rows.whole.appointments[row].id, ()))
        if placement is not None and _in_order(other, places, row, placement):
            other.reserve(row, placement)
    single = {row: number for number, row in enumerate(rows.owner[: rows.first])}
    for route in plan.routes:
        duty = rows.whole.duty.get((route.technician, route.shift))
        known = [stops[key] for key in dict.fromkeys((stop.kind, stop.id) for stop in route.stops) if key in stops]
        if duty is not None:
            _follow(other, duty, [visit for row in known if (visit := _visit(other, single, row, duty)) is not None])
    other.settle()
    for chain in rows.couplings.chains:
        for row in chain:
            lost = [one for one in rows.couplings.companions(row) if one not in other.placements]
            if lost and row in other.placements and not rows.whole.appointments[row].frozen:
                other.take(row)
        other.settle()
    return other


def _placement(places: Places, row: int, visits: tuple[tuple[Route, Stop], ...]) -> Placement | None:
    """Where an appointment is, if a complete crew is there at a time when it may be."""
    problem: ProblemData = places.problem
    item = problem.appointments[row]
    keys = [(route.technician, route.shift) for route, _ in visits]
    if len(visits) != item.crew or len({start for _, start in ((r, s.start) for r, s in visits)}) != 1:
        return None
    if any(key not in problem.duty for key in keys) or len({name for name, _ in keys}) < len(keys):
        return None
    duties = [problem.duty[key] for key in keys]
    start = visits[0][1].start
    service = max(problem.duties[duty][0].service(item.duration) for duty in duties)
    return places.as_given(row, start, service, duties)


def _in_order(working: CoupledWorking, places: Places, row: int, placement: Placement) -> bool:
    """Whether what comes before is placed, and over in time."""
    links = places.couplings.before.get(row, ())
    span = places.span(working, row)
    needed = all(link.before in working.placements for link in links if link.needed)
    return needed and placement.start >= span.earliest and placement.end <= span.over_by


def _visit(working: CoupledWorking, single: dict[int, int], row: int, duty: int) -> int | None:
    """The visit that stands for an appointment on a duty; a stop at a depot stands for itself."""
    if row < 0:
        return row
    if row in single:
        return single[row] if working.eligibility.allowed_at(single[row], duty) else None
    placement = working.placements.get(row)
    if placement is None or duty not in placement.duties:
        return None
    return working.rows.visits[row][placement.duties.index(duty)]


def _follow(working: CoupledWorking, duty: int, visits: list[int]) -> None:
    """Make a route of the visits: as a whole, or one by one as far as they fit, the coupled ones first to stay."""
    free = [visit for visit in visits if visit < 0 or visit in working.unserved]
    single = [visit for visit in free if visit >= 0]
    if not single or working.assign(duty, tuple(free)):
        return
    kept: list[int] = []
    for visit in sorted(single, key=lambda one: one < working.rows.first):
        trial = tuple(one for one in single if one in kept or one == visit)
        if any(working.assign(duty, way) for way in working.supplied(duty, trial)):
            kept.append(visit)
