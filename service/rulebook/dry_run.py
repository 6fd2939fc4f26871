"""The dry run: a draft decides about what was, beside the version in force, and nothing is written.

A past record is seen as it stands now, but for the inputs of its last decision by the set: those are on its timeline.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from service.cases.entitlement import due_by
from service.cases.models import Case, CaseLineItem
from service.cases.policy import escalated
from service.claims.models import Claim
from service.context import Context
from service.errors import Problem
from service.fieldwork.models import WorkOrder
from service.rules.outcomes import said
from service.rules.ruleset import Decision, FactsError, RuleSet
from service.rules.vocabulary import Reading
from service.sla.models import Priority
from service.timeline.models import Event

AT_ONCE = 500
"""Records held at a time."""
MODELS: dict[str, Any] = {"case": Case, "work_order": WorkOrder, "work_order_event": WorkOrder, "claim": Claim}
RANKS = list(Priority)


class Period(NamedTuple):
    """Which cases: those opened from one instant on and before another, the newest first, so many at most."""

    opened_from: datetime | None
    opened_before: datetime | None
    most: int


@dataclass(slots=True)
class Replay:
    """What a dry run found."""

    replayed: int = 0
    changed: int = 0
    unreadable: int = 0
    """Records of which a fact that the rules need is missing."""
    applied: Counter[str] = field(default_factory=Counter)
    """How often each rule of the draft decided."""
    moves: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    """Of what changed, how often it went from one rule to another."""
    due_earlier: int = 0
    due_later: int = 0
    breaches_before: int = 0
    breaches_after: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    """What would have changed, the first of it."""


def replay(ctx: Context, draft: RuleSet, present: RuleSet | None, period: Period, *, show: int) -> Replay:
    """Return what a draft would have decided otherwise than what decides at present; nothing does before the first."""
    about, found = draft.vocabulary.about, Replay()
    if about not in MODELS:
        raise Problem(409, "nothing_to_replay", f"of a {about.replace('_', ' ')} nothing is kept", rule="dry_run")
    for row, facts in _past(ctx, draft, period):
        try:
            after = draft.decide(facts)
            before = present.decide(facts) if present else None
        except FactsError:
            found.unreadable += 1
            continue
        _count(ctx, found, row, before, after, show)
    return found


def _count(ctx: Context, found: Replay, row: Any, before: Decision | None, after: Decision, show: int) -> None:
    found.replayed += 1
    found.applied[after.rule] += 1
    same = before is not None and before.outcomes == after.outcomes
    if same:
        return
    found.changed += 1
    found.moves[before.rule if before else None, after.rule] += 1
    effect = _sla_effect(ctx, found, row, before, after) if isinstance(row, Case) else {}
    if len(found.changes) < show:
        number = {"record_type": row.__tablename__, "record_id": row.id, "number": row.number}
        found.changes.append({**number, "before": _told(before), "after": _told(after), **effect})


def _told(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {"rule": decision.rule, "outcomes": [said(each) for each in decision.outcomes]}


def _sla_effect(ctx: Context, found: Replay, case: Case, before: Decision | None, after: Decision) -> dict[str, Any]:
    """Return by when a case would have been due either way; nothing if it is the same."""
    former = _priority(case, before.outcomes if before else ())
    latter = _priority(case, after.outcomes)
    if former == latter:
        return {}
    dues, ended = [due_by(ctx, case, each) for each in (former, latter)], case.resolved_at or ctx.now
    found.due_earlier += dues[1] < dues[0]
    found.due_later += dues[1] > dues[0]
    found.breaches_before += ended > dues[0]
    found.breaches_after += ended > dues[1]
    return {"due_before": dues[0], "due_after": dues[1], "late_before": ended > dues[0], "late_after": ended > dues[1]}


def _priority(case: Case, outcomes: tuple[Any, ...]) -> Priority:
    """Return the priority that outcomes would leave a case with."""
    priority = Priority(case.priority)
    for each in outcomes:
        if each.do == "escalate":
            priority = escalated(priority)
        elif each.do == "raise_priority":
            rank = RANKS.index(priority)
            priority = RANKS[max(rank, RANKS.index(Priority(each.to)) if each.to else min(rank + 1, len(RANKS) - 1))]
    return priority


def _past(ctx: Context, draft: RuleSet, period: Period) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Yield past records with the facts about each, and of work orders' events each one."""
    model, before, left = MODELS[draft.vocabulary.about], None, period.most
    shared: dict[tuple[str, Any], Any] = {}
    while left > 0:
        wanted = _wanted(model, period).order_by(model.id.desc()).limit(min(left, AT_ONCE))
        rows = ctx.session.scalars(wanted.where(model.id < before) if before else wanted).unique().all()
        if not rows:
            return
        events = _events(ctx, model, rows, draft)
        for row in rows:
            for given in events.get(row.id, [{}]):
                yield row, Reading(ctx, row, draft.vocabulary, given, shared)
        before, left = rows[-1].id, left - len(rows)
        for row in rows:
            ctx.session.expunge(row)


def _wanted(model: Any, period: Period) -> Select[Any]:
    of_case = [joinedload(Case.account), selectinload(Case.lines).joinedload(CaseLineItem.asset)]
    if model is Case:
        wanted = select(Case).options(*of_case)
    else:
        wanted = select(model).join(Case, Case.id == model.case_id).options(joinedload(model.case).options(*of_case))
    if period.opened_from:
        wanted = wanted.where(Case.opened_at >= period.opened_from)
    return wanted.where(Case.opened_at < period.opened_before) if period.opened_before else wanted


def _events(ctx: Context, model: Any, rows: Any, draft: RuleSet) -> dict[int, list[dict[str, Any]]]:
    """Return by record what its timeline gives: the inputs of the last decision, or each event of a work order."""
    numbers = [row.id for row in rows]
    told = select(Event.record_id, Event.kind, Event.data).where(
        Event.record_type == model.__tablename__, Event.record_id.in_(numbers)
    )
    if draft.vocabulary.about == "work_order_event":
        known = draft.vocabulary.fields["event.kind"].values or frozenset()
        found: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
        for number, kind, _ in ctx.session.execute(told.order_by(Event.id)):
            if kind in known:
                found[number].append({"event.kind": kind})
        return found
    decided = told.where(Event.rule.startswith(f"{draft.says.name}: ", autoescape=True)).order_by(Event.id)
    return {
        number: [json.loads(data)["facts"]["decision"]["inputs"]] for number, _, data in ctx.session.execute(decided)
    }
