"""Planning without records: a problem in, a plan or slots out, and nothing kept."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.planning.slot_schemas import PolicyName
from service.planning.stateless import Solver, recommended
from service.requests import DetachedRoute, allow
from service.resources import api_router
from service.schemas import Input, Text

LARGEST_PROBLEM = 8_000_000
"""Bytes of a request."""
LONGEST = 30.0
router = api_router("planning", route_class=DetachedRoute, largest=LARGEST_PROBLEM)
SIMULATE = [allow("dispatch.simulate", "dispatch.plan")]
solver = Solver()

HORIZON = {"start": "2026-03-03T00:00:00+00:00", "timezone": "UTC", "ticks_per_minute": 1, "days": 1}
HERE = {"id": "here", "latitude": 53.1, "longitude": 8.8}
SHIFT = {"id": "day", "start": 480, "end": 960}
SMALL: Any = {
    "kind": "problem",
    "schema_version": 1,
    "horizon": HORIZON,
    "locations": [HERE],
    "appointments": [{"id": "a", "duration": 60, "location": 0}],
    "technicians": [{"id": "t", "home": 0, "shifts": [SHIFT]}],
}


class SolveIn(Input):
    """A problem to be solved, as `problem.json` has it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"problem": SMALL, "seconds": 1}]})

    problem: dict[str, Any]
    policy: PolicyName = "customer_first"
    seconds: float = Field(5.0, ge=0, le=LONGEST, description="How long to search.")
    seed: int = Field(0, ge=0, le=2**31)


class SolveOut(BaseModel):
    """A plan with its reasons, as `plan.json` and `explanation.json` have them."""

    plan: dict[str, Any]
    explanation: dict[str, Any]
    terms: dict[str, int]
    value: list[int] = Field(description="The objective level by level; smaller is better.")
    proved: bool = Field(description="Whether no plan is better.")


class RecommendIn(Input):
    """A problem, a plan for it, and the appointment that is asked about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"problem": SMALL, "appointment": "a"}]})

    problem: dict[str, Any]
    plan: dict[str, Any] | None = Field(None, description="As `plan.json` has it; an empty one, if left out.")
    appointment: Text
    policy: PolicyName = "round_robin"
    most: int = Field(5, ge=1, le=50)


class RecommendOut(BaseModel):
    """Slots, the best first, and why the others cannot come; times are ticks of the problem."""

    slots: list[dict[str, Any]]
    refusals: list[dict[str, Any]]


@router.post("/solve", dependencies=SIMULATE, response_model=SolveOut)
def solve_problem(body: SolveIn) -> Any:
    """Solve a problem as it is sent, in a process beside; nothing is kept."""
    return solver.solve(body.problem, body.policy, body.seconds, body.seed)


@router.post("/recommend", dependencies=SIMULATE, response_model=RecommendOut)
def recommend_slots(body: RecommendIn) -> Any:
    """Rank slots for one appointment of a problem as it is sent; nothing is kept."""
    return recommended(body.problem, body.plan, body.appointment, body.policy, body.most)
