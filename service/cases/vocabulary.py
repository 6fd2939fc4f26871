"""What rules about cases can speak of."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from service.assets.models import AccountTier
from service.cases.entitlement import calendar_for, pauses_of
from service.cases.models import Case
from service.cases.policy import WORKING, CaseStatus, CaseType, Channel, ReasonCode, Sentiment, Severity, WaitingFor
from service.context import Context
from service.rules.vocabulary import HOOKS, Field, Hook, Kind, Vocabulary, enter, one_of
from service.sla.models import Priority
from service.sla.operations import plans_of
from service.sla.policy import paused

ROUTING = "reason_code_routing"
"""The rule set that says which team a reason code leads to."""
WARRANTY_STATES = frozenset({"none", "not_started", "active", "expired"})
Read = Callable[[Context, Case], Any]


def column(name: str) -> Read:
    """Return the reader of a column."""
    return lambda ctx, case: getattr(case, name)


def warranty_state(ctx: Context, case: Case) -> str:
    """Return how the warranty of a case's first asset stands today, by the best of them."""
    warranties, today = case.lines[0].asset.warranties, ctx.now.date()
    spans = [(each.starts_on, each.last_day) for each in warranties]
    if not spans:
        return "none"
    if any(start and last and start <= today <= last for start, last in spans):
        return "active"
    return "not_started" if any(start is None or start > today for start, _ in spans) else "expired"


def window_minutes(ctx: Context, case: Case) -> tuple[float, float]:
    """Return how many minutes of a case's window have passed, and how long it is, by its calendar, without pauses."""
    calendar, stops_for = calendar_for(ctx, case)
    pauses = pauses_of(case, stops_for)
    running = next((start for start, end in pauses if end is None), ctx.now)
    stood = paused(pauses, calendar)
    passed = calendar.between(case.clock_started_at, running) - stood
    whole = calendar.between(case.clock_started_at, case.due_at) - stood
    return passed / timedelta(minutes=1), whole / timedelta(minutes=1)


def window_share(ctx: Context, case: Case) -> float:
    """Return the percentage of a case's SLA window that has passed; over 100 when it is overdue."""
    passed, whole = window_minutes(ctx, case)
    return 100 * passed / whole if whole > 0 else 0.0


def minutes_left(ctx: Context, case: Case) -> float:
    """Return the minutes until a case is due; less than none when it is overdue."""
    passed, whole = window_minutes(ctx, case)
    return whole - passed


def open_in_team(ctx: Context, case: Case) -> int:
    """Return how many cases a case's team is working on."""
    counted = select(func.count()).where(Case.team == case.team, Case.status.in_(WORKING))
    return ctx.session.scalar(counted) or 0


def open_with_assignee(ctx: Context, case: Case) -> int:
    """Return how many cases the one who has a case is working on; nobody works on none."""
    if case.assignee_id is None:
        return 0
    counted = select(func.count()).where(Case.assignee_id == case.assignee_id, Case.status.in_(WORKING))
    return ctx.session.scalar(counted) or 0


def place(name: str) -> Read:
    """Return the reader of a column of where a case's first asset is: its site, else its account's place."""

    def read(ctx: Context, case: Case) -> Any:
        asset = case.lines[0].asset
        return getattr(asset if asset.country or asset.city else case.account, name)

    return read


def text(meaning: str, read: Read, *, nullable: bool = False) -> Field:
    """Return a field that is any text."""
    return Field(Kind.TEXT, meaning, None, nullable, read)


def number(meaning: str, read: Read) -> Field:
    """Return a field that is a number."""
    return Field(Kind.NUMBER, meaning, read=read)


def flag(meaning: str, read: Read) -> Field:
    """Return a field that is true or false."""
    return Field(Kind.FLAG, meaning, read=read)


FIELDS: dict[str, Field] = {
    "case.case_type": one_of(CaseType, "What the case is about, broadly.", read=column("case_type")),
    "case.reason_code": one_of(ReasonCode, "Why there is a case.", read=column("reason_code")),
    "case.channel": one_of(Channel, "How it came in.", read=column("channel")),
    "case.status": one_of(CaseStatus, "Where it is on its way.", read=lambda ctx, case: case.status or "new"),
    "case.priority": one_of(Priority, "How urgent it is.", read=column("priority")),
    "case.severity": one_of(Severity, "How bad it is for the customer.", nullable=True, read=column("severity")),
    "case.sentiment": one_of(Sentiment, "How the customer sounds.", nullable=True, read=column("sentiment")),
    "case.intent": text("What the customer wants.", column("intent"), nullable=True),
    "case.urgency": one_of(Priority, "How urgent the customer makes it.", nullable=True, read=column("urgency")),
    "case.on_site_required": flag("Whether somebody must go there.", lambda ctx, case: bool(case.on_site_required)),
    "case.escalated": flag("Whether it is marked as escalated.", lambda ctx, case: bool(case.escalated)),
    "case.waiting_for": one_of(WaitingFor, "Whose turn it is.", nullable=True, read=column("waiting_for")),
    "case.subject": text("Its subject.", column("subject")),
    "case.description": text("Its description.", column("description")),
    "case.tags": Field(Kind.LIST, "Its tags.", read=column("tags")),
    "case.team": text("The team that has it.", column("team"), nullable=True),
    "case.assigned": flag("Whether somebody in person has it.", lambda ctx, case: case.assignee_id is not None),
    "customer.tier": one_of(AccountTier, "The account's tier.", read=column("customer_tier")),
    "customer.account_id": number("The account's number.", column("account_id")),
    "customer.plans": Field(
        Kind.LIST,
        "Plans of the contracts that the account has.",
        read=lambda ctx, case: plans_of(ctx, case.account_id, on=case.opened_at.date()),
    ),
    "product.line": text("The product line.", column("product_line")),
    "product.code": text("The product of the first asset.", lambda ctx, case: case.lines[0].asset.product.code),
    "asset.count": number("How many assets the case is about.", lambda ctx, case: len(case.lines)),
    "asset.warranty": Field(
        Kind.TEXT, "How the warranty of the first asset stands.", WARRANTY_STATES, read=warranty_state
    ),
    "location.country": text("The country of the first asset, of two letters.", place("country"), nullable=True),
    "location.city": text("The city of the first asset.", place("city"), nullable=True),
    "location.postal_code": text("Its postal code.", place("postal_code"), nullable=True),
    "sla.share": number("Percentage of the SLA window that has passed.", window_share),
    "sla.minutes_left": number("Minutes of working time until it is due.", minutes_left),
    "capacity.open_in_team": Field(
        Kind.NUMBER, "Cases that its team is working on.", read=open_in_team, per="case.team"
    ),
    "capacity.open_with_assignee": number("Cases that the one who has it is working on.", open_with_assignee),
}
ACTIONS = frozenset(
    {"notify", "escalate", "raise_priority", "re_route", "reassign", "re_rank", "create_work_order", "set_field"}
)
CASE = Vocabulary("case", FIELDS, ACTIONS | {"hand_over", "escalate_at"})
enter(CASE)
HOOKS[ROUTING] = Hook("case", frozenset({"re_route"}), "When a case is opened, and when its reason code changes.")


def through(fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return fields of a case as those of a record that belongs to one."""

    def of_case(read: Read) -> Callable[[Context, Any], Any]:
        return lambda ctx, row: read(ctx, row.case)

    return {name: replace(field, read=of_case(field.read)) for name, field in fields.items() if field.read}
