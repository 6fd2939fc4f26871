"""By which policy a day is planned: the one that is named, else what the rule set says of the day."""

from typing import Any

from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.rotation import rostered
from service.calendars.documents import WEEKDAYS
from service.context import Context
from service.errors import Problem
from service.planning.models import PlanningRun
from service.planning.scope import is_fact
from service.rules.operations import decide
from service.workforce.models import Territory
from service.workforce.vocabulary import PLANNING_DAY

CHOICE = "policy_choice"
POLICY_NAMES = tuple(POLICIES)
URGENT = 1


def choose(ctx: Context, run: PlanningRun, problem: ProblemData) -> tuple[Policy, dict[str, Any]]:
    """Return the policy of a run, and what is told of the choice."""
    if run.policy is not None:
        return POLICIES[run.policy], {}
    ruling = decide(ctx, CHOICE, facts(ctx, run, problem))
    chosen = ruling.outcome("choose_policy").policy
    if chosen not in POLICIES:
        raise Problem(
            422, "unknown_policy", f"the rules choose {chosen}, and there is no such policy", rule=ruling.rule
        )
    return POLICIES[chosen], ruling.told


def facts(ctx: Context, run: PlanningRun, problem: ProblemData) -> dict[str, Any]:
    """Return what rules about a day can speak of. Work and time are those of all days that are planned."""
    asked = [item for item in problem.appointments if not is_fact(item.id)]
    working = [each for each in problem.technicians if each.shifts]
    hands, work = sum(map(rostered, working)), sum(item.duration * item.crew_size for item in problem.appointments)
    only = run.territory_ids[0] if len(run.territory_ids) == 1 else None
    found = {
        "day.weekday": WEEKDAYS[run.first_day.weekday()],
        "day.territory": None if only is None else ctx.session.get_one(Territory, only).code,
        "day.appointments": len(asked),
        "day.urgent": sum(item.priority == URGENT for item in asked),
        "day.technicians": len(working),
        "day.load_percent": round(100 * work / hands, 1) if hands else (1000 if work else 0),
        "day.emergency": run.emergency,
    }
    assert found.keys() == PLANNING_DAY.fields.keys()
    return found
