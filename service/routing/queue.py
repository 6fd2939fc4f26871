"""The queues of teams: what waits in them is given out as soon as somebody may have it, the most urgent first."""

from collections.abc import Sequence

from service import rows
from service.context import Context
from service.routing.matching import Work, match
from service.routing.members import members_of
from service.routing.operations import place
from service.routing.standing import Member
from service.routing.work import MODELS, Place, in_line, is_open
from service.teams.operations import team_named

Key = tuple[str, int]
"""Table and number of a record."""


def to_be_given(ctx: Context) -> Sequence[Key]:
    """Return what waits and somebody could have now, the most urgent first, of equals what has the least time left.

    Of each team no more than its members could take.
    """
    line = in_line(ctx)
    teams = {name: team_named(ctx, name) for name in dict.fromkeys(each.team for each in line)}
    staff = {name: members_of(ctx, team) for name, team in teams.items() if team}
    room: dict[tuple[str, str], int] = {}
    found = []
    for each in line:
        alike = each.team, str(sorted(each.skills.items()))
        if alike not in room:
            room[alike] = room_for(ctx, staff.get(each.team, []), each)
        if room[alike] > 0:
            room[alike] -= 1
            found.append((each.table, each.id))
    return found


def room_for(ctx: Context, members: Sequence[Member], place: Place) -> int:
    """Return how much of what asks for the same skills a team's members could take now."""
    if not members:
        return 0
    asked = Work(place.number, place.team, place.rank, place.skills)
    eligible = match(members, asked, ctx.now).eligible
    return sum(each.free for each in members if each.user_id in eligible)


def give_out(ctx: Context, key: Key) -> bool:
    """Give a piece of work out if it waits still; return whether somebody has it now."""
    table, number = key
    row = rows.load(ctx, MODELS[table], number, lock=True)
    if not is_open(row) or row.assignee_id is not None:
        return False
    matching = place(ctx, row, quietly=True)
    return matching is not None and matching.chosen is not None
