"""Triage as steps: a message is put down to be read, read while nothing is held, and its stamps are set.

Each step does nothing the second time. The reader only fills stamps: rules decide what follows from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from service import rows
from service.assets.models import Product
from service.cases import operations as cases
from service.cases.models import Case
from service.cases.policy import WORKING, CaseStatus, CaseType, ReasonCode
from service.context import SYSTEM, Actor, Context
from service.effects.rulings import rule_on
from service.errors import Problem
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS, record
from service.triage.classifier import SURE, Guess
from service.triage.models import Triage, TriageStatus
from service.triage.reader import Answer, Question, classify
from service.triage.vocabulary import DECIDING

SEVERITY = "triage_to_severity"
"""The rule set that says what follows from the stamps."""
LONGEST = 8000
"""Characters of a message that are read."""
NEUTRAL = {"case_type": CaseType.SERVICE, "reason_code": ReasonCode.OTHER}
"""What a case has while nobody has said more; anything else somebody has chosen."""
DOUBTS = {
    TriageStatus.PENDING: "its message is being read",
    TriageStatus.UNSURE: "somebody must say what its message means",
}
OPEN = tuple(DOUBTS)


def ask(ctx: Context, case: Case, *, text: str, chosen: Sequence[str]) -> Triage:
    """Put down that a case's first message is to be read; `chosen` are columns that its sender has chosen."""
    triage = Triage(case_id=case.id, text=text[:LONGEST], chosen=[*chosen], asked_at=ctx.now, proposed={})
    ctx.session.add(triage)
    record(ctx, triage, "asked", case_id=case.id)
    return triage


def pending(ctx: Context) -> Sequence[int]:
    """Return the triages whose message nobody has read yet, the oldest first."""
    wanted = select(Triage.id).where(Triage.status == TriageStatus.PENDING)
    return ctx.session.scalars(wanted.order_by(Triage.id)).all()


def question(ctx: Context, key: int) -> Question | None:
    """Return what is to be read; None if it was read meanwhile."""
    triage = ctx.session.get(Triage, key)
    if triage is None or triage.status != TriageStatus.PENDING:
        return None
    return Question(
        triage.text, ctx.session.scalars(select(Product.product_line).distinct().order_by(Product.product_line)).all()
    )


def open_doubt(ctx: Context, case: Case) -> str | None:
    """Return why it is not known yet what a case is about; None if it is, or if nobody was asked."""
    wanted = select(Triage.status).where(Triage.case_id == case.id, Triage.status.in_(OPEN))
    status = ctx.session.scalar(wanted)
    return None if status is None else DOUBTS[status]


def triage(ctx: Context, key: int) -> bool:
    """Read a message with the classifier and set its stamps, in one unit of work; return whether there was one."""
    asked = question(ctx, key)
    return asked is not None and stamp(ctx, key, classify(asked))


def stamp(ctx: Context, key: int, said: Answer) -> bool:
    """Set the stamps that are sure, and let the rules decide by them; return whether anything was to be done.

    If what decides is not sure, a person is asked. A case that went on meanwhile is left as it is.
    """
    row, case = _held(ctx, key)
    if row.status != TriageStatus.PENDING or case.status not in WORKING:
        return False
    sure = {name: each.value for name, each in said.stamps.items() if each.chance >= SURE}
    row.model, row.proposed, row.fell_back = said.model, said.told(), said.fell_back
    row.confidence = min(said.stamps.get(name, Guess("", 0.0)).chance for name in DECIDING)
    row.done_at = ctx.now
    row.status = TriageStatus.STAMPED if set(DECIDING) <= set(sure) else TriageStatus.UNSURE
    acting = replace(ctx, actor=Actor(kind="system", name=f"triage by {said.model}", unbounded=True))
    record(acting, row, row.status.value, case_id=case.id)
    _set(acting, case, _changes(case, sure, row.chosen))
    if row.status == TriageStatus.STAMPED and case.status == CaseStatus.NEW:
        cases.move(acting, case, "triage")
    return True


def settle(ctx: Context, triage: Triage, *, stamps: Mapping[str, Any]) -> Case:
    """Let a person say what a message means; what is left out stays as it is. Refused with 409 if nobody is asked."""
    row, case = _held(ctx, triage.id)
    if row.status not in OPEN:
        raise Problem(409, "triage_done", f"this triage is {row.status}", rule="triage_once", field="status")
    row.status, row.done_at = TriageStatus.SETTLED, ctx.now
    record(ctx, row, "settled", case_id=case.id)
    _set(ctx, case, dict(stamps))
    if case.status == CaseStatus.NEW:
        cases.move(ctx, case, "triage")
    return case


def _held(ctx: Context, key: int) -> tuple[Triage, Case]:
    """Return a triage and its case, both locked; the case first, as everybody does who changes both."""
    number = ctx.session.scalar(select(Triage.case_id).where(Triage.id == key)) or 0
    case = rows.load(replace(ctx, actor=SYSTEM), Case, number, lock=True)
    return rows.load(replace(ctx, actor=SYSTEM), Triage, key, lock=True), case


def _changes(case: Case, sure: Mapping[str, str], chosen: Sequence[str]) -> dict[str, Any]:
    """Return the columns that stamps change: blank ones, and of those with a meaning to routing only neutral ones."""
    changes: dict[str, Any] = {
        name: sure[name] for name in ("intent", "sentiment", "urgency") if name in sure and getattr(case, name) is None
    }
    for name, neutral in NEUTRAL.items():
        if name in sure and name not in chosen and getattr(case, name) == neutral and case.status == CaseStatus.NEW:
            changes[name] = sure[name]
    if sure.get("on_site") == "yes":
        changes["on_site_required"] = True
    return changes


def _set(ctx: Context, case: Case, changes: dict[str, Any]) -> None:
    cases.amend_case(ctx, case, changes=changes)
    rule_on(ctx, case, SEVERITY, about="case")


def follow_case(ctx: Context, case: Case, event: Event) -> None:
    """Settle the triage of a case that somebody has triaged, or that went on without."""
    if event.kind not in ("triage", "start", "resolve", "cancel", "wait"):
        return
    wanted = select(Triage).where(Triage.case_id == case.id, Triage.status.in_(OPEN))
    for row in ctx.session.scalars(wanted):
        row.status, row.done_at = TriageStatus.SETTLED, ctx.now
        record(ctx, row, "settled", case_id=case.id)


def enter() -> None:
    """Let triages follow their cases; again is as once."""
    followers = FOLLOWERS.setdefault(Case, [])
    if follow_case not in followers:
        followers.append(follow_case)
