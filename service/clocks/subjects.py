"""Whatever clocks run on: how a case, a work order or a waiting message says what clocks need to know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select

from service.assets.models import AccountTier
from service.cases import entitlement as case_entitlement
from service.cases.models import Case
from service.cases.operations import tell as tell_case
from service.cases.policy import WORKING, CaseStatus, CaseType, Channel, ReasonCode, Sentiment, Severity, WaitingFor
from service.clocks.models import ClockPause
from service.context import Context
from service.fieldwork.models import WorkOrder
from service.fieldwork.policy import Purpose, WorkKind, WorkStatus
from service.sla.definition import RecordKind
from service.sla.models import Priority


class Pause(NamedTuple):
    """A time during which a record's clocks stood still, and for what."""

    stopped_for: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Subject:
    """How one kind of record is read. A capability with clocks of its own enters its kind into `SUBJECTS`."""

    kind: RecordKind
    model: Any
    vocabulary: Mapping[str, frozenset[Any] | None]
    """Fields that criteria may ask for, with the values they can have; None where any may be."""
    later: frozenset[str]
    """Those that only a milestone may ask for: a new record has none of them yet."""
    moments: frozenset[str]
    """Fields that can be a target."""
    stops: frozenset[str]
    """For what its clocks can stand still."""
    facts: Callable[[Context, Any], dict[str, Any]]
    pauses: Callable[[Context, Any], Sequence[Pause]]
    started: Callable[[Any], datetime | None]
    """When the clock of the present run began; None for a record from before there were clocks."""
    given_up: Callable[[Any], bool]
    """Whether what has not happened need not happen any more."""
    case_id: Callable[[Any], int | None]
    escalate_at: Callable[[Any], int | None] = field(default=lambda row: None)
    """After what share of its resolution's time a record escalates by itself, beside what its process says."""
    refresh: Callable[[Context, Any], None] = field(default=lambda ctx, row: None)
    """Measure anew what the record itself holds of its clocks, after a calendar was changed."""


def values(kind: type[StrEnum]) -> frozenset[Any]:
    """Return the values of a choice."""
    return frozenset(each.value for each in kind)


FLAG = frozenset({True, False})
OF_CASE: dict[str, frozenset[Any] | None] = {
    "case_type": values(CaseType),
    "reason_code": values(ReasonCode),
    "customer_tier": values(AccountTier),
    "product_line": None,
    "contract": None,
}
ENTRY_ONLY = frozenset({"contract"})
"""Fields that only entry criteria may ask for: which contracts an account has is looked up once."""
ANSWERED = "answered"
"""Happens to a case when somebody of ours says something to the customer."""


def _case_facts(ctx: Context, case: Case) -> dict[str, Any]:
    return {
        **{name: getattr(case, name) for name in case_entitlement.ENTRY_FACTS},
        "status": case.status,
        "escalated": case.escalated,
        "assigned": case.assignee_id is not None,
    }


def _case_pauses(ctx: Context, case: Case) -> list[Pause]:
    return [Pause(each.waiting_for, each.began_at, each.ended_at) for each in case.pauses]


def _refresh_case(ctx: Context, case: Case) -> None:
    case_entitlement.derive_due(ctx, case)
    if case.status in WORKING and ctx.session.is_modified(case):
        tell_case(ctx, case, "due_derived", reason="its calendar was changed")


def _order_facts(ctx: Context, order: WorkOrder) -> dict[str, Any]:
    case = order.case
    return {
        **{name: getattr(order, name) for name in ("kind", "purpose", "priority", "team", "status", "escalated")},
        **{name: getattr(order, name) for name in ("territory_id", "work_type_id", "due_date")},
        **{name: getattr(case, name) for name in ("case_type", "reason_code", "customer_tier", "product_line")},
        "visit_by": order.window_end or order.due_date,
        "visited": any(visit.actual_start is not None for visit in order.appointments),
    }


def _order_pauses(ctx: Context, order: WorkOrder) -> list[Pause]:
    found = pauses_kept(ctx, order)
    return [Pause(each.stopped_for, each.began_at, each.ended_at) for each in found]


def pauses_kept(ctx: Context, row: Any) -> Sequence[ClockPause]:
    """Return the pauses that are kept for a record, in order."""
    mine = (ClockPause.record_type == row.__tablename__) & (ClockPause.record_id == row.id)
    return ctx.session.scalars(select(ClockPause).where(mine).order_by(ClockPause.id)).all()


def keep_pause(ctx: Context, row: Any, stopped_for: str | None) -> None:
    """Begin or end a pause of a record that does not keep its pauses itself."""
    running = next((each for each in pauses_kept(ctx, row) if each.ended_at is None), None)
    if (running.stopped_for if running else None) == stopped_for:
        return
    if running:
        running.ended_at = ctx.now
    if stopped_for:
        kept = ClockPause(
            record_type=row.__tablename__, record_id=row.id, stopped_for=stopped_for, began_at=ctx.now, ended_at=None
        )
        ctx.session.add(kept)
    ctx.session.flush()


CASES = Subject(
    kind=RecordKind.CASE,
    model=Case,
    vocabulary={
        **OF_CASE,
        "status": values(CaseStatus),
        "priority": values(Priority),
        "severity": values(Severity) | {None},
        "sentiment": values(Sentiment) | {None},
        "channel": values(Channel),
        "intent": None,
        "team": None,
        "on_site_required": FLAG,
        "escalated": FLAG,
        "assigned": FLAG,
        "event": None,
    },
    later=frozenset({"status", "escalated", "assigned", "event"}),
    moments=frozenset(),
    stops=values(WaitingFor),
    facts=_case_facts,
    pauses=_case_pauses,
    started=lambda case: case.clock_started_at,
    given_up=lambda case: case.status == CaseStatus.CANCELLED,
    case_id=lambda case: case.id,
    escalate_at=lambda case: case.escalate_at,
    refresh=_refresh_case,
)
WORK_ORDERS = Subject(
    kind=RecordKind.WORK_ORDER,
    model=WorkOrder,
    vocabulary={
        **OF_CASE,
        "kind": values(WorkKind),
        "purpose": values(Purpose),
        "status": values(WorkStatus),
        "priority": values(Priority),
        "team": None,
        "territory_id": None,
        "work_type_id": None,
        "escalated": FLAG,
        "visited": FLAG,
        "event": None,
    },
    later=frozenset({"status", "escalated", "visited", "event"}),
    moments=frozenset({"due_date", "visit_by"}),
    stops=frozenset({WorkStatus.ON_HOLD.value}),
    facts=_order_facts,
    pauses=_order_pauses,
    started=lambda order: order.opened_at,
    given_up=lambda order: order.status == WorkStatus.CANCELLED,
    case_id=lambda order: order.case_id,
)
SUBJECTS: dict[str, Subject] = {each.model.__tablename__: each for each in (CASES, WORK_ORDERS)}
"""Kinds of record with clocks, by table."""
