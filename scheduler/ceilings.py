"""How large the objective can become: levels are packed into one number and solved in 64 bits, so there is a limit.

An ordinary problem is far below it (ten thousand visits in seconds reach about 2^55). What could exceed it is refused,
never wrapped around.
"""

from __future__ import annotations

from math import ceil, pi

from scheduler.entities import ProblemError
from scheduler.objective import levels, points_per_unit
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.rotation import accounts, load_of
from scheduler.terms import MINUTES_PER_HOUR, STABILITY_CAP_MINUTES
from scheduler.travel import EARTH_RADIUS_METRES, MatrixTravel

#: No level may reach this.
CEILING = 1 << 61


def demand_room(problem: ProblemData, policy: Policy) -> None:
    """Raise :class:`ProblemError`, naming the level, if an objective level could reach 2^61 points."""
    points, most = points_per_unit(problem), ceilings(problem, policy)
    findings = []
    for level in levels(problem, policy):
        worth = {name: weight * points[name.partition("/")[0]] * most[name.partition("/")[0]] for name, weight in level}
        if sum(worth.values()) >= CEILING:
            largest = max(worth, key=lambda name: worth[name])
            findings.append(
                f"policy {policy.name!r}: the level of {', '.join(worth)} could exceed 2^61 points, most of it by "
                f"{largest!r}; smaller weights, times or a larger tick keep it below"
            )
    if findings:
        raise ProblemError(findings)


def ceilings(problem: ProblemData, policy: Policy) -> dict[str, int]:
    """What each raw term is at most, whatever the plan, as long as routes keep to their shifts."""
    items = problem.appointments
    count = sum(item.crew_size for item in items)
    minute = problem.horizon.ticks_per_minute
    on_duty = sum(shift.end - shift.start for _, shift in problem.duties)
    last = max((shift.end for _, shift in problem.duties), default=0)
    hour = MINUTES_PER_HOUR * minute
    skills = (sum(skill.level for skill in technician.skills) for technician in problem.technicians)
    openings = ((item, max(0, item.earliest_start or 0, *(w.earliest for w in item.windows[:1]))) for item in items)
    most = dict.fromkeys(("overtime", "travel_time", "working_time", "waiting", "spread"), on_duty)
    most |= dict.fromkeys(("preference", "same_site", "secondary"), count)
    most["continuity"] = sum(len(item.predecessors) for item in problem.appointments)
    most |= {
        "unserved": sum(policy.unserved_minutes(item.priority) for item in items),
        "lateness": sum(item.crew_size * max(0, last - item.due) for item in items if item.due is not None),
        "slack": count * policy.slack_minutes * minute,
        "travel_distance": (count + len(problem.duties) * (1 + len(problem.depots))) * _longest_leg(problem),
        "fairness": _fairness(problem, policy),
        "over_skilled": count * max(skills, default=0),
        "earliness": sum(item.crew_size * max(0, last - opening) for item, opening in openings),
        "stability": len(problem.published) * STABILITY_CAP_MINUTES * minute,
        "technician_cost": sum(
            worker.cost_per_shift * hour + worker.cost_per_hour * (shift.end - shift.start)
            for worker, shift in problem.duties
        ),
    }
    return {name: most[name] for name in TERMS}


def _longest_leg(problem: ProblemData) -> int:
    """Metres of the longest leg: half the way round the earth times detour, if there is no matrix."""
    if isinstance(problem.travel, MatrixTravel):
        return int(problem.travel.distances.max(initial=0))
    return ceil(pi * EARTH_RADIUS_METRES * problem.travel.detour / 1000)


def _fairness(problem: ProblemData, policy: Policy) -> int:
    """All load with one technician costs most, since costs are convex."""
    minute = problem.horizon.ticks_per_minute
    load = sum(item.crew_size * load_of(policy, item, minute) for item in problem.appointments)
    standings = accounts(problem, policy).values()
    return sum(one.cost(0) for one in standings) + max((one.cost(load) - one.cost(0) for one in standings), default=0)
