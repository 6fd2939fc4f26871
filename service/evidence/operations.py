"""Handing evidence in, handing it out, and withdrawing it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from service import rows
from service.cases.models import Case
from service.claims.models import Claim
from service.context import Context
from service.db import Session
from service.errors import Problem, invalid
from service.evidence.models import Evidence
from service.fieldwork.models import WorkOrder
from service.files.content import accepted, file_name
from service.files.storage import MissingFileError, Store
from service.timeline.operations import record
from service.timeline.verify import Finding

MOST = 500
"""Pieces of evidence that a case has at most."""


def add_evidence(
    ctx: Context,
    store: Store,
    case: Case,
    *,
    content: bytes,
    name: str,
    keep_location: bool = False,
    **columns: Any,
) -> Evidence:
    """Keep a file on a case, and on a work order or a claim of it if one is named.

    The content is kept before the row is: whoever sees the row can have the content, whatever happens in between.
    """
    _check_place(ctx, case, WorkOrder, columns.get("work_order_id"), "work_order_id")
    _check_place(ctx, case, Claim, columns.get("claim_id"), "claim_id")
    count = ctx.session.scalar(select(func.count()).select_from(Evidence).where(Evidence.case_id == case.id))
    if count is not None and count >= MOST:
        raise Problem(409, "evidence_full", f"a case has {MOST} pieces of evidence at most", rule="evidence_count")
    kept, kind = accepted(content, keep_location=keep_location)
    shown = file_name(name, kind)
    evidence = Evidence(
        case_id=case.id,
        sha256=store.put(kept),
        size=len(kept),
        media_type=kind,
        file_name=shown,
        location_kept=keep_location,
        added_by=ctx.actor.name,
        added_at=ctx.now,
        **columns,
    )
    ctx.session.add(evidence)
    record(ctx, evidence, "created", case_id=case.id)
    return evidence


def _check_place(ctx: Context, case: Case, model: Any, number: int | None, field: str) -> None:
    if number is not None and rows.refer(ctx, model, number, field).case_id != case.id:
        raise invalid(field, f"it is not one of case {case.id}", rule="evidence_of_case")


def content_of(ctx: Context, store: Store, evidence: Evidence) -> bytes:
    """Return a content as it was kept; refused if it was withdrawn, or is not what was kept."""
    if evidence.withdrawn_at is not None:
        raise Problem(410, "withdrawn", f"this was withdrawn: {evidence.withdrawn_reason}", rule="evidence_withdrawn")
    try:
        return store.get(evidence.sha256)
    except MissingFileError as fault:
        raise Problem(409, "evidence_damaged", str(fault), rule="evidence_hash") from None


def withdraw(ctx: Context, evidence: Evidence, *, reason: str) -> None:
    """Take evidence out of sight, for a reason; once is enough."""
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at, evidence.withdrawn_reason = ctx.now, reason
        record(ctx, evidence, "withdrawn", case_id=evidence.case_id, reason=reason)


def damaged(session: Session, store: Store) -> Iterator[Finding]:
    """Yield every piece of evidence whose content is gone or was altered."""
    for evidence in session.scalars(select(Evidence).order_by(Evidence.id)):
        if not store.holds(evidence.sha256):
            yield Finding("evidence", evidence.id, 1, "its file is gone or was altered")
