"""Who is in a team, as matching needs to know them: from the records as they are now."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from service.calendars.operations import load_calendar
from service.context import Context
from service.routing.models import Turn
from service.routing.standing import LOOK_BACK, Member, Stretch
from service.teams.models import Representative, RepresentativeAbsence, Team
from service.teams.operations import in_team


def members_of(
    ctx: Context, team: Team, *, at: datetime | None = None, besides: int | None = None, lock: bool = False
) -> list[Member]:
    """Return the members of a team as they stand now, or stood at an instant; `besides` is a turn that is not counted.

    Locked, they stay as they are until the transaction ends: two decisions about one person follow one another.
    """
    wanted = in_team(team.id)
    if lock:
        wanted = wanted.with_for_update(key_share=True, of=Representative)
    found = ctx.session.execute(wanted).all()
    users = [user.id for _, user in found]
    moment = at or ctx.now
    counted = [Turn.user_id.in_(users), Turn.returned_at.is_(None), Turn.id != (besides or 0), Turn.at <= moment]
    turns, lasts, loads = _turns(ctx, counted, moment), _lasts(ctx, counted), _open(ctx, counted)
    away = _absences(ctx, [each.id for each, _ in found], moment)
    return [
        Member(
            user_id=user.id,
            name=user.name,
            skills=each.skills,
            capacity=each.capacity,
            open_work=loads.get(user.id, 0),
            calendar=load_calendar(ctx, each.calendar_id or team.calendar_id),
            works_since=each.works_since,
            absences=away[each.id],
            turns=turns[user.id],
            last_turn=lasts.get(user.id),
        )
        for each, user in found
    ]


def _turns(ctx: Context, counted: Sequence[Any], moment: datetime) -> dict[int, dict[tuple[str, date], int]]:
    columns = (Turn.user_id, Turn.team, Turn.day)
    since = Turn.day >= (moment - LOOK_BACK).date()
    found: dict[int, dict[tuple[str, date], int]] = defaultdict(dict)
    for user, team, day, count in ctx.session.execute(
        select(*columns, func.count()).where(*counted, since).group_by(*columns)
    ):
        found[user][team, day] = count
    return found


def _lasts(ctx: Context, counted: Sequence[Any]) -> dict[int, tuple[datetime, int]]:
    found = select(Turn.user_id, func.max(Turn.at), func.max(Turn.id)).where(*counted).group_by(Turn.user_id)
    return {user: (at, number) for user, at, number in ctx.session.execute(found)}


def _open(ctx: Context, counted: Sequence[Any]) -> dict[int, int]:
    held = select(Turn.user_id, func.count()).where(*counted, Turn.done_at.is_(None)).group_by(Turn.user_id)
    return dict(ctx.session.execute(held).all())


def _absences(ctx: Context, numbers: Sequence[int], moment: datetime) -> dict[int, list[Stretch]]:
    columns = (
        RepresentativeAbsence.representative_id,
        RepresentativeAbsence.starts_at,
        RepresentativeAbsence.ends_at,
    )
    recent = (~RepresentativeAbsence.cancelled) & (RepresentativeAbsence.ends_at > moment - LOOK_BACK)
    mine = RepresentativeAbsence.representative_id.in_(numbers)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for number, start, end in ctx.session.execute(select(*columns).where(mine, recent)):
        found[number].append((start, end))
    return found
