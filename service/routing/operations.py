"""Giving work to representatives by rotation: when it comes to a team, when somebody loses it, when time runs short."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from service.access.models import User
from service.context import Actor, Context
from service.routing import work
from service.routing.matching import Matching, Work, match
from service.routing.members import members_of
from service.routing.models import ChosenBy, PassedTurn, Turn
from service.routing.work import BEGUN, Piece
from service.teams.operations import team_named

ROTATION = Actor(kind="rule", name="rotation", unbounded=True)
NOBODY: frozenset[int] = frozenset()
ABSENT = frozenset({"SHIFT", "ABSENCE"})
WORDS = {
    "SKILL": "has not the skill",
    "SKILL_LEVEL": "has not the level",
    "CAPACITY": "is full",
    "SHIFT": "is off duty",
    "ABSENCE": "is away",
    "EXCLUDED": "had it before",
}
"""Reason codes of the engine, as they are said of a desk."""


def turn_of(ctx: Context, row: Piece) -> Turn | None:
    """Return the turn in force of a piece of work."""
    mine = (Turn.record_type == row.__tablename__) & (Turn.record_id == row.id)
    return ctx.session.scalars(select(Turn).where(mine, Turn.returned_at.is_(None))).first()


def matching_for(ctx: Context, row: Piece, *, without: frozenset[int] = NOBODY) -> Matching | None:
    """Return who of its team may have a piece of work and whose turn it is; None if nobody is in the team.

    The turn that its holder took for it does not count: it is given back, or taken again.
    """
    team = team_named(ctx, row.team)
    held = turn_of(ctx, row)
    members = members_of(ctx, team, besides=held.id if held else None, lock=True) if team else []
    if not members:
        return None
    return match(members, wanted(row, without), ctx.now)


def wanted(row: Piece, without: frozenset[int] = NOBODY) -> Work:
    """Return a piece of work as matching knows it."""
    return Work(row.number, row.team or "", work.urgency(row.priority), row.skills, without)


def place(ctx: Context, row: Piece, *, without: frozenset[int] = NOBODY, quietly: bool = False) -> Matching | None:
    """Give a piece of work to whose turn it is of those who may have it; else it waits in its team's queue.

    Who has it loses it. Where nobody is in the team nothing is decided, and whoever has it keeps it. `quietly` nothing
    is told of work that waits on.
    """
    matching = matching_for(ctx, row, without=without)
    if matching is not None and matching.chosen is not None:
        hand_over(ctx, row, matching)
    elif matching is not None and not quietly:
        wait(ctx, row, matching)
    return matching


def hand_over(ctx: Context, row: Piece, matching: Matching) -> None:
    """Give a piece of work to whom a matching chose, and note whose turn was passed over for it."""
    acting = replace(ctx, actor=ROTATION)
    work.give(
        acting, row, matching.chosen, reason=_unless_caused(ctx, chosen_words(matching)), matching=matching.told()
    )
    turn = turn_of(ctx, row)
    assert turn is not None  # it follows from the event of being given
    turn.chosen_by, turn.team = ChosenBy.ROTATION, row.team or ""
    turn.passed = [PassedTurn(user_id=user, codes=" ".join(codes)) for user, codes in matching.passed.items()]


def wait(ctx: Context, row: Piece, matching: Matching) -> None:
    """Leave a piece of work in its team's queue, or put it back there, for want of somebody who may have it."""
    acting, reason = replace(ctx, actor=ROTATION), _unless_caused(ctx, refused_words(matching))
    if row.assignee_id is not None:
        work.give(acting, row, None, reason=reason, matching=matching.told())
    else:
        work.tell(acting, row, "queued", reason=reason, matching=matching.told())


def _unless_caused(ctx: Context, reason: str) -> str | None:
    """Return the reason for a step; what caused it, like a threshold, has a reason of its own."""
    return None if ctx.cause else reason


def reassign(ctx: Context, row: Piece) -> str:
    """Give a piece of work to another than who has it, and return what came of it.

    Where nobody else may have it, it stays with who has it if they may have it still, else it goes back to the queue.
    """
    former = row.assignee_id
    matching = matching_for(ctx, row, without=NOBODY if former is None else frozenset({former}))
    if matching is None:
        return f"stays with {name_of(ctx, former)}: nobody is in the team {row.team}"
    if matching.chosen is not None:
        hand_over(ctx, row, matching)
        return f"from {name_of(ctx, former)} to {name_of(ctx, matching.chosen)}"
    if former is not None and may_keep(ctx, row, former):
        work.tell(replace(ctx, actor=ROTATION), row, "stayed", matching=matching.told())
        return f"stays with {name_of(ctx, former)}: {refused_words(matching)}"
    wait(ctx, row, matching)
    return f"waits in the queue of {row.team}: {refused_words(matching)}"


def rank_again(ctx: Context, row: Piece) -> str:
    """Look at a piece of work anew as its time runs: at its place in line, and at who has it.

    What nobody has is given to somebody if anybody may have it; what nobody has begun and whose holder could not
    have it now, being away or off duty, goes to somebody else. Returns what came of it.
    """
    if row.assignee_id is None:
        matching = place(ctx, row)
        if matching is not None and matching.chosen is not None:
            return f"given to {name_of(ctx, matching.chosen)}"
    elif row.status not in BEGUN and not may_keep(ctx, row, row.assignee_id):
        return reassign(ctx, row)
    holder = row.assignee_id
    line = work.in_line(ctx, holder=holder) if holder else work.in_line(ctx, team=row.team)
    number = next(index for index, each in enumerate(line, 1) if (each.table, each.id) == (row.__tablename__, row.id))
    whose = f"what {name_of(ctx, holder)} has" if holder else f"the queue of {row.team}"
    work.tell(replace(ctx, actor=ROTATION), row, "ranked_again", place=number, of=len(line))
    return f"place {number} of {len(line)} in {whose}"


def may_keep(ctx: Context, row: Piece, holder: int) -> bool:
    """Return whether who has a piece of work can see to it: not away, not off duty, and with the firm still.

    What they know and how much they have was for whoever gave it to them to consider.
    """
    matching = matching_for(ctx, row)
    codes = matching.refused.get(holder, ()) if matching else ()
    return ctx.session.get_one(User, holder).active and not ABSENT.intersection(codes)


def name_of(ctx: Context, user_id: int | None) -> str:
    """Return a user's name."""
    return "nobody" if user_id is None else ctx.session.get_one(User, user_id).name


def chosen_words(matching: Matching) -> str:
    """Return in words why somebody was chosen."""
    chosen = next(each for each in matching.order if each.user_id == matching.chosen)
    passed = refused_words(matching, of=matching.passed) if matching.passed else "it is their turn"
    return f"{chosen.name} is next, with {chosen.turns:g} turns in {chosen.hours:g} hours: {passed}"


def refused_words(matching: Matching, *, of: Any = None) -> str:
    """Return in words why people may not have a piece of work: all who may not, or some of them."""
    refused = matching.refused if of is None else of
    named = [
        f"{each.name} {' and '.join(WORDS.get(code, code) for code in refused[each.user_id])}"
        for each in matching.order
        if each.user_id in refused
    ]
    return ", ".join(named)


def facts_of(event: Any) -> dict[str, Any]:
    """Return what an event holds: before, after and facts."""
    told: dict[str, Any] = json.loads(event.data)
    return told
