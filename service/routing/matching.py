"""Matching: who of a team gets a piece of work. The engine decides; here is only how a desk looks to it. Pure.

A piece of work is an appointment of a moment, now, at the one place there is; a representative is a technician whose
shift is the stretch of work that now lies in, and whose van has room for as much work as they can still take; a team
is a territory. So eligibility and rotation are those of technicians, and so are the codes of who may not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scheduler.entities import (
    Appointment,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Territory,
    Window,
)
from scheduler.horizon import Horizon
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.recommend import recommend
from scheduler.rotation import MINUTES_PER_TURN, Account, accounts, load_of, rostered
from scheduler.solution import Plan
from service.routing.standing import DAY, Member, Stretch, midnight

TICKS_PER_MINUTE = 60
DESK = Policy("desk", ((("unserved", 100),), (("fairness", 100),)), load="turns", late="penalise")
"""The round robin of the engine and nothing beside it: turns in relation to time worked, then the last turn."""
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be given to somebody."""

    name: str
    team: str
    urgency: int
    """1 is the most urgent."""
    skills: dict[str, int]
    without: frozenset[int] = frozenset()
    """Users who shall not have it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands before a decision."""

    user_id: int
    name: str
    turns: float
    """In force, decayed."""
    hours: float
    """Of work, less time off, decayed."""
    last_turn: datetime | None


@dataclass(frozen=True, slots=True)
class Matching:
    """Who could have a piece of work, who could not, and whose turn it was."""

    order: Sequence[Standing]
    """Everybody of the team, whose turn is first foremost, whether they may or not."""
    eligible: Sequence[int]
    """Users who may have it, in the engine's order."""
    refused: dict[int, Codes]

    @property
    def chosen(self) -> int | None:
        """Who gets it; nobody if nobody may."""
        return self.eligible[0] if self.eligible else None

    @property
    def passed(self) -> dict[int, Codes]:
        """Whose turn it would have been before that of who gets it, and why they may not have it."""
        before: dict[int, Codes] = {}
        for each in self.order:
            if each.user_id == self.chosen:
                return before
            before[each.user_id] = self.refused[each.user_id]
        return {}

    def told(self) -> dict[str, Any]:
        """Return the matching as the timeline keeps it."""
        return {
            "turn_of": self.order[0].user_id,
            "eligible": list(self.eligible),
            "refused": [{"user": user, "codes": list(codes)} for user, codes in self.refused.items()],
            "standing": [
                {"user": each.user_id, "turns": each.turns, "hours": each.hours, "last_turn": each.last_turn}
                for each in self.order
            ],
        }


def match(members: Sequence[Member], work: Work, now: datetime) -> Matching:
    """Return who of a team may have a piece of work now and whose turn it is; a team has a member at least."""
    problem = problem_of(members, work, now.astimezone(UTC))
    answer = recommend(problem, DESK, Plan(), work.name, k=len(members))
    return Matching(
        order=in_order(members, problem),
        eligible=[int(slot.technician) for slot in answer.slots],
        refused={int(each.technician): each.codes for each in answer.refusals},
    )


def standings_of(members: Sequence[Member], team: str, now: datetime) -> list[Standing]:
    """Return where the members of a team stand at a moment, whose turn is first foremost."""
    return in_order(members, problem_of(members, Work("work", team, 1, {}), now.astimezone(UTC))) if members else []


def in_order(members: Sequence[Member], problem: ProblemData) -> list[Standing]:
    """Return where everybody stands, in the order of the rotation alone, whoever may or may not."""
    found, known = accounts(problem, DESK), {each.user_id: each for each in members}
    ranked = sorted(found, key=lambda name: whose_turn(name, found[name], problem))
    return [standing(known[int(name)], found[name]) for name in ranked]


def whose_turn(name: str, account: Account, problem: ProblemData) -> tuple[int, tuple[int, int], str]:
    """Sorts first whose turn it is by the rotation alone: by what one more turn costs, then by the last turn."""
    turn = load_of(DESK, problem.appointments[0], TICKS_PER_MINUTE)
    last = (0, 0) if account.last_turn is None else (1, account.last_turn)
    return account.cost(turn) - account.cost(0), last, name


def standing(member: Member, account: Account) -> Standing:
    """Return where somebody stands, for people."""
    per_hour = 60 * TICKS_PER_MINUTE
    turns = account.load / (MINUTES_PER_TURN * TICKS_PER_MINUTE)
    last = member.last_turn and member.last_turn[0]
    return Standing(member.user_id, member.name, round(turns, 3), round(account.capacity / per_hour, 2), last)


def problem_of(members: Sequence[Member], work: Work, now: datetime) -> ProblemData:
    """Return the engine's problem of giving one piece of work to one of a team."""
    horizon = Horizon(midnight(now.date()), ticks_per_minute=TICKS_PER_MINUTE)
    tick = horizon.tick_down(now)
    lasts = last_turns(members, horizon)
    technicians = tuple(technician_of(member, work.team, horizon, now) for member in members)
    entries = [
        entry
        for member, technician in zip(members, technicians, strict=True)
        for entry in ledger_of(member, technician, horizon, lasts.get(member.user_id))
    ]
    item = Appointment(
        id=work.name,
        duration=1,
        location=0,
        territory=work.team,
        windows=(Window(tick, tick),),
        priority=work.urgency,
        skills=tuple(SkillRequirement(name, level) for name, level in sorted(work.skills.items())),
        excluded_technicians=tuple(sorted(map(technician_id, work.without))),
        load=1,
    )
    return ProblemData(
        horizon=horizon,
        locations=(Location("desk", 0.0, 0.0),),
        appointments=(item,),
        technicians=technicians,
        territories=(Territory(work.team),),
        ledger=tuple(entries),
    )


def technician_id(user_id: int) -> str:
    """Return a user's name in the problem: in the order of their numbers."""
    return f"{user_id:020}"


def technician_of(member: Member, team: str, horizon: Horizon, now: datetime) -> Technician:
    """Return a representative as a technician; without a shift if they do not work now."""
    today = midnight(now.date())
    duty = member.works_at(now)
    return Technician(
        id=technician_id(member.user_id),
        home=0,
        name=member.name,
        shifts=() if duty is None else (Shift("now", *ticks(horizon, duty)),),
        memberships=(Membership(team),),
        skills=tuple(Skill(name, level) for name, level in sorted(member.skills.items())),
        absences=tuple(Interval(*ticks(horizon, each)) for each in member.away(today, today + DAY)),
        capacity=member.free,
    )


def ticks(horizon: Horizon, stretch: Stretch) -> tuple[int, int]:
    """Return the ticks of a stretch of time."""
    return horizon.tick_down(stretch[0]), horizon.tick_down(stretch[1])


def last_turns(members: Iterable[Member], horizon: Horizon) -> dict[int, int]:
    """Return the ticks of last turns, those of one tick set a tick apart, so that each has its place in the order."""
    found: dict[int, int] = {}
    tick = None
    for last, user_id in sorted((member.last_turn, member.user_id) for member in members if member.last_turn):
        tick = max(horizon.tick_down(last[0]), horizon.tick_down(last[0]) if tick is None else tick + 1)
        found[user_id] = tick
    return found


def ledger_of(member: Member, technician: Technician, horizon: Horizon, last: int | None) -> list[LedgerEntry]:
    """Return what a representative carries over: turns by team, and the time worked but for the present stretch.

    The engine adds the present stretch itself, so that what counts does not depend on the hour.
    """
    today = horizon.first_day
    seconds = member.rostered_before(today) + 3600 * member.hours(midnight(today), midnight(today) + DAY)
    worked = round(seconds * TICKS_PER_MINUTE / 60)
    entries = {
        team: LedgerEntry(technician.id, team, turns=round(1000 * turns)) for team, turns in member.taken(today).items()
    }
    own = entries.get("", LedgerEntry(technician.id))
    entries[""] = own.replace(capacity=max(0, worked - rostered(technician)), last_turn=last)
    return list(entries.values())
