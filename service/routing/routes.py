"""Queues of teams, turns, and the fairness report."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query, Response

from service import rows
from service.bulk.table import write_lines
from service.requests import Asked, Call, allow
from service.resources import api_router, file_answer
from service.routing import fairness, follow
from service.routing.matching import standings_of
from service.routing.members import members_of
from service.routing.models import Turn
from service.routing.schemas import Fairness, QueueOut, TurnOut, TurnQuery
from service.routing.work import NEVER, in_line
from service.rows import Page
from service.teams.models import Team

follow.enter()
router = api_router("routing")
READ = [allow("records.read")]
Week = Annotated[date | None, Query(description="A day of the week; of the last whole week, if left out.")]


@router.get("/teams/{key}/queue", dependencies=READ, response_model=QueueOut)
def read_queue(key: int, call: Asked) -> Any:
    """Show what waits in a team's queue, in its order, and who has how much, in the order of their turns."""
    ctx, team = call.ctx, call.load(Team, key)
    members = {each.user_id: each for each in members_of(ctx, team)}
    waiting = [
        {**each._asdict(), "record_type": each.table, "record_id": each.id, "number": each.number}
        | ({"due_at": None} if each.due_at == NEVER else {})
        for each in in_line(ctx, team=team.name)
    ]
    loads = [
        {
            "user_id": each.user_id,
            "name": each.name,
            "open_work": members[each.user_id].open_work,
            "capacity": members[each.user_id].capacity,
            "on_duty": members[each.user_id].on_duty(ctx.now),
            "turns": each.turns,
            "hours": each.hours,
        }
        for each in standings_of(list(members.values()), team.name, ctx.now)
    ]
    return {"team": team.name, "waiting": waiting, "members": loads}


@router.get("/turns", dependencies=READ, response_model=Page[TurnOut])
def list_turns(query: Annotated[TurnQuery, Query()], call: Asked) -> Any:
    """List who was given what, by rotation or by name, and whose turn was passed over for it."""
    return rows.page(call.ctx, Turn, query)


def found(call: Call, week: date | None) -> dict[str, Any]:
    """Return the fairness report of a day's week, of the last whole one if no day is named."""
    day = week or call.ctx.now.date() - timedelta(days=7)
    return fairness.report(call.ctx, fairness.week_of(day))


@router.get("/fairness", dependencies=READ, response_model=Fairness)
def read_fairness(call: Asked, week: Week = None) -> Any:
    """Report a week: turns and minutes by team and representative, by territory and technician, and turns passed over.

    Each number names its records: turns and visits.
    """
    return found(call, week)


@router.get(
    "/fairness.csv",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "The report.", "content": {"text/csv": {}}}},
)
def export_fairness(call: Asked, week: Week = None) -> Response:
    """Report a week as a table, a line for each person in a team or a territory."""
    report = found(call, week)
    text = "".join(write_lines(fairness.COLUMNS, fairness.lines(report)))
    return file_answer(text.encode(), "text/csv; charset=utf-8", f"fairness-{report['week']}.csv")
