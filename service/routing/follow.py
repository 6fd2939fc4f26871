"""Turns follow what happens to work, in the same unit of work; and work that comes to a team is given to somebody."""

from dataclasses import replace
from typing import Any

from service.cases.models import Case
from service.context import Context
from service.fieldwork.models import WorkOrder
from service.routing.matching import Matching
from service.routing.models import ChosenBy, PassedTurn, Turn
from service.routing.operations import NOBODY, ROTATION, facts_of, matching_for, place, turn_of
from service.routing.work import Piece, give, is_open, minutes_of
from service.teams.operations import team_named
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS

COMES = frozenset({"created", "assigned", "reopen", "rerouted", "release"})
"""Events by which work may come to a team, whatever they change."""
MATTERS = frozenset({"team", "skills", "reason_code"})
"""Columns whose change may bring it there."""


def follow(ctx: Context, row: Piece, event: Event) -> None:
    """Bring turns in line with who has a piece of work, and give it to somebody if nobody has it."""
    turn = keep_turn(ctx, row, event)
    if not is_open(row) or ctx.actor == ROTATION:
        return
    told = facts_of(event)
    after, before = told.get("after", {}), told.get("before", {})
    if turn is not None:
        if turn.event_id == event.id:
            note_named(ctx, row, turn)
        elif turn.chosen_by == ChosenBy.ROTATION and "team" in after and turn.team != row.team:
            leave(ctx, row)
    elif event.kind in COMES or MATTERS & after.keys():
        former = before.get("assignee_id") if event.kind == "assigned" and "team" not in after else None
        place(ctx, row, without=NOBODY if former is None else frozenset({former}))


def keep_turn(ctx: Context, row: Piece, event: Event) -> Turn | None:
    """Bring the turn of a piece of work in line with who has it, and return it; it is given back if cancelled."""
    turn = turn_of(ctx, row)
    holder = None if row.status == "cancelled" else row.assignee_id
    if turn is not None and turn.user_id != holder:
        turn.returned_at = ctx.now
        ctx.session.flush()
        turn = None
    if turn is None and holder is not None:
        turn = take(ctx, row, holder, event)
    if turn is not None:
        turn.done_at = None if is_open(row) else turn.done_at or ctx.now
    ctx.session.flush()
    return turn


def leave(ctx: Context, row: Piece) -> None:
    """Take work that went to another team from whom rotation gave it to; who was named keeps it."""
    if place(ctx, row) is None:
        give(replace(ctx, actor=ROTATION), row, None)


def take(ctx: Context, row: Piece, holder: int, event: Event) -> Turn:
    """Note that somebody was given a piece of work."""
    turn = Turn(
        record_type=row.__tablename__,
        record_id=row.id,
        case_id=row.id if isinstance(row, Case) else row.case_id,
        user_id=holder,
        team=row.team or "",
        at=ctx.now,
        day=ctx.now.date(),
        minutes=minutes_of(row, team_named(ctx, row.team)),
        chosen_by=ChosenBy.NAME,
        event_id=event.id,
    )
    ctx.session.add(turn)
    ctx.session.flush()
    return turn


def note_named(ctx: Context, row: Piece, turn: Turn) -> None:
    """Note whose turn was passed over because somebody else was named."""
    matching: Matching | None = matching_for(ctx, row)
    if matching is not None and matching.chosen not in (None, turn.user_id):
        turn.passed = [PassedTurn(user_id=matching.chosen, codes="BY_NAME")]


def enter() -> None:
    """Let turns follow; again is as once."""
    kinds: tuple[Any, ...] = (Case, WorkOrder)
    for model in kinds:
        followers = FOLLOWERS.setdefault(model, [])
        if follow not in followers:
            followers.append(follow)


enter()
