"""What is given to representatives: cases, and work orders of back offices. How one is read, and given to somebody."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from service.cases import operations as cases
from service.cases.models import Case
from service.cases.policy import WORKING
from service.context import Context
from service.fieldwork import operations as fieldwork
from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import OPEN, WorkKind
from service.sla.models import Priority
from service.teams.models import Team
from service.timeline.models import Event

URGENT_FIRST = list(Priority)[::-1]
BEGUN = frozenset({"in_progress", "waiting", "active", "on_hold"})
"""States of a case or a work order that somebody is at."""
Piece = Case | WorkOrder
NEVER = datetime.max.replace(tzinfo=UTC)
"""When something without a due time is due."""
MODELS: dict[str, type[Piece]] = {"service_case": Case, "work_order": WorkOrder}
"""By table."""


ORDER_DUE: list[Callable[[], ColumnElement[datetime]]] = []
"""What says in a query of work orders by when one is due; entered by who keeps its clocks."""


class Place(NamedTuple):
    """Open work in its place in a line: the most urgent first, among equals what has the least time left."""

    rank: int
    due_at: datetime
    table: str
    id: int
    team: str
    skills: dict[str, int]
    priority: Priority

    @property
    def number(self) -> str:
        """What it is called."""
        return f"{'C' if self.table == 'service_case' else 'W'}-{self.id:06}"


def is_open(row: Piece) -> bool:
    """Return whether there is something to do that a representative can do."""
    return row.status in WORKING if isinstance(row, Case) else row.kind == WorkKind.BACK_OFFICE and row.status in OPEN


def urgency(priority: Priority) -> int:
    """Return a priority as a number, 1 for the most urgent."""
    return 1 + URGENT_FIRST.index(Priority(priority))


def minutes_of(row: Piece, team: Team | None) -> int:
    """Return the minutes that a piece of work counts for, nominal; a case of no known team counts for none."""
    if isinstance(row, WorkOrder):
        return row.duration_minutes
    return team.case_minutes if team else 0


def give(ctx: Context, row: Piece, user_id: int | None, **facts: Any) -> None:
    """Give a piece of work to somebody, or to nobody."""
    if isinstance(row, Case):
        cases.assign(ctx, row, assignee_id=user_id, **facts)
    else:
        fieldwork.assign(ctx, row, assignee_id=user_id, **facts)


def tell(ctx: Context, row: Piece, kind: str, **facts: Any) -> Event:
    """Append an event to the timeline of a piece of work."""
    return cases.tell(ctx, row, kind, **facts) if isinstance(row, Case) else fieldwork.tell(ctx, row, kind, **facts)


def in_line(ctx: Context, *, team: str | None = None, holder: int | None = None) -> list[Place]:
    """Return open work in line: what nobody has, of a team or of all; or what somebody has, of all teams."""
    mine: list[ColumnElement[bool]]
    found = []
    for model, is_kind in ((Case, Case.status.in_(WORKING)), (WorkOrder, _office())):
        mine = [model.team == team] if team is not None else [model.team.is_not(None)]
        mine.append(model.assignee_id == holder if holder is not None else model.assignee_id.is_(None))
        columns = (model.id, model.team, model.skills, model.priority, _due(model))
        for number, of, skills, priority, due in ctx.session.execute(select(*columns).where(is_kind, *mine)):
            found.append(Place(urgency(priority), due or NEVER, model.__tablename__, number, of, skills, priority))
    return sorted(found, key=lambda each: each[:4])


def _office() -> ColumnElement[bool]:
    return (WorkOrder.kind == WorkKind.BACK_OFFICE) & WorkOrder.status.in_(OPEN)


def _due(model: type[Piece]) -> Any:
    """Return when a piece of work is due: a case by itself, a work order by its clocks, else by its window."""
    return Case.due_at if model is Case else func.coalesce(*(due() for due in ORDER_DUE), WorkOrder.due_date)
