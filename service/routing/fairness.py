"""The weekly fairness report: who took how many turns, whose was passed over, and why. Numbers name their records."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.access.models import User
from service.bulk.table import guarded
from service.context import Context
from service.fieldwork.models import Booking, ServiceAppointment, WorkOrder
from service.fieldwork.policy import BOOKED
from service.routing.matching import standings_of
from service.routing.members import members_of
from service.routing.models import Turn
from service.routing.standing import LOOK_BACK, Member, midnight, taken
from service.teams.models import Team
from service.workforce.models import Technician

WEEK = timedelta(days=7)
MOMENT = timedelta(microseconds=1)
COLUMNS = (
    *("kind", "where", "number", "name", "turns", "given_back", "minutes", "hours", "standing_turns"),
    *("standing_hours", "passed_over", "reasons", "records"),
)


@dataclass(slots=True)
class Share:
    """What one person took in a week, in one team or territory."""

    id: int
    name: str
    turns: int = 0
    """In force still."""
    given_back: int = 0
    minutes: int = 0
    """Of the turns in force, nominal."""
    hours: float | None = None
    """Of work in the week, less time off; nothing of who is not in the team."""
    standing_turns: float | None = None
    """At the end of the week: turns in force, decayed."""
    standing_hours: float | None = None
    records: list[int] = field(default_factory=list)
    """Numbers of the turns, of a technician those of the visits."""
    passed_over: dict[str, list[int]] = field(default_factory=dict)
    """By reason code, the turns for which theirs was passed over."""


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def report(ctx: Context, monday: date) -> dict[str, Any]:
    """Return the report of the week that begins on a Monday, as far as it has passed. Days are those of UTC."""
    begin = midnight(monday)
    end = min(begin + WEEK, ctx.now)
    teams = ctx.session.scalars(select(Team).order_by(Team.name)).all() if begin < end else []
    shares = [(team.name, of_team(ctx, team, begin, end)) for team in teams]
    return {
        "week": monday,
        "teams": [{"team": name, "representatives": each} for name, each in shares if each],
        "territories": of_territories(ctx, begin, end),
    }


def of_team(ctx: Context, team: Team, begin: datetime, end: datetime) -> list[Share]:
    """Return the shares of everybody who is in a team or had a turn of it in a stretch of time."""
    members = {each.user_id: each for each in members_of(ctx, team, at=end - MOMENT)}
    turns = ctx.session.scalars(
        select(Turn).where(Turn.team == team.name, Turn.at >= begin, Turn.at < end).order_by(Turn.id)
    ).all()
    takers = {turn.user_id for turn in turns} | {passed.user_id for turn in turns for passed in turn.passed}
    names = _names(ctx, takers | members.keys())
    shares = {user: Share(user, names[user]) for user in sorted(names)}
    for turn in turns:
        _count(shares, turn)
    _stand(shares, team.name, list(members.values()), begin, end)
    return list(shares.values())


def _names(ctx: Context, users: set[int]) -> dict[int, str]:
    return {user.id: user.name for user in ctx.session.scalars(select(User).where(User.id.in_(users)))}


def _count(shares: dict[int, Share], turn: Turn) -> None:
    share = shares[turn.user_id]
    share.records.append(turn.id)
    if turn.returned_at is None:
        share.turns += 1
        share.minutes += turn.minutes
    else:
        share.given_back += 1
    for passed in turn.passed:
        for code in passed.codes.split():
            shares[passed.user_id].passed_over.setdefault(code, []).append(turn.id)


def _stand(shares: dict[int, Share], team: str, members: Sequence[Member], begin: datetime, end: datetime) -> None:
    for member in members:
        shares[member.user_id].hours = round(member.hours(begin, end), 2)
    for each in standings_of(members, team, end - MOMENT):
        shares[each.user_id].standing_turns, shares[each.user_id].standing_hours = each.turns, each.hours


def of_territories(ctx: Context, begin: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return the shares of technicians by territory: visits that stand in the calendar are their turns."""
    visits = _visits(ctx, begin - LOOK_BACK, end)
    shares: dict[int | None, dict[int, Share]] = defaultdict(dict)
    days: dict[tuple[int | None, int], dict[tuple[str, date], int]] = defaultdict(lambda: defaultdict(int))
    for visit, technician, name, territory, minutes, at in visits:
        days[territory, technician]["", at.date()] += 1
        if at >= begin:
            share = shares[territory].setdefault(technician, Share(technician, name))
            share.turns, share.minutes = share.turns + 1, share.minutes + minutes
            share.records.append(visit)
    last = (end - MOMENT).date()
    for territory, every in shares.items():
        for technician, share in every.items():
            share.standing_turns = round(taken(days[territory, technician], last)[""], 3)
    ordered = sorted(shares.items(), key=lambda each: each[0] or 0)
    return [{"territory_id": key, "technicians": [every[one] for one in sorted(every)]} for key, every in ordered]


def _visits(ctx: Context, begin: datetime, end: datetime) -> Sequence[Any]:
    """Return number, technician, name, territory, minutes and start of the visits of a stretch of time."""
    wanted = (
        select(
            ServiceAppointment.id,
            Technician.id,
            Technician.name,
            WorkOrder.territory_id,
            ServiceAppointment.duration_minutes,
            Booking.starts_at,
        )
        .join(Booking, Booking.appointment_id == ServiceAppointment.id)
        .join(Technician, Technician.id == Booking.technician_id)
        .join(WorkOrder, WorkOrder.id == ServiceAppointment.work_order_id)
        .where(Booking.starts_at >= begin, Booking.starts_at < end, ServiceAppointment.status_category.in_(BOOKED))
    )
    return ctx.session.execute(wanted.order_by(ServiceAppointment.id, Technician.id)).all()


def lines(found: dict[str, Any]) -> Iterator[list[str]]:
    """Yield a report as cells under `COLUMNS`, a line for each person in a team or a territory."""
    for each in found["teams"]:
        yield from (_line("representative", each["team"], share) for share in each["representatives"])
    for each in found["territories"]:
        yield from (_line("technician", str(each["territory_id"] or ""), share) for share in each["technicians"])


def _line(kind: str, where: str, share: Share) -> list[str]:
    passed = {turn for turns in share.passed_over.values() for turn in turns}
    reasons = ", ".join(f"{code} {len(turns)}" for code, turns in sorted(share.passed_over.items()))
    numbers = [share.turns, share.given_back, share.minutes, share.hours, share.standing_turns, share.standing_hours]
    cells = ["" if each is None else f"{each:g}" if isinstance(each, float) else str(each) for each in numbers]
    records = " ".join(map(str, share.records))
    return [kind, guarded(where), str(share.id), guarded(share.name), *cells, str(len(passed)), reasons, records]
