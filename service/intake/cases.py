"""What becomes of a message on a case: the case itself, evidence, and a comment in the sender's name."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import false, or_, select

from service.assets.installed import Asset
from service.assets.models import Contact
from service.cases import operations
from service.cases.models import Case
from service.cases.policy import CaseType, ReasonCode
from service.context import Actor, Context
from service.errors import Problem
from service.evidence.operations import add_evidence
from service.files.storage import MissingFileError, Store
from service.intake.models import IntakeMessage
from service.sla.models import Priority
from service.timeline.operations import record
from service.triage.operations import ask

LONGEST_PROSE = 20_000
"""Characters of a description or a comment; the message has the rest."""


def open_for(ctx: Context, store: Store, message: IntakeMessage, asset_ids: Sequence[int], *, before: str = "") -> Case:
    """Open the case of a message about assets; its clock has run since the message came.

    What the sender did not choose stays open: it is triage that reads it out of the message. `before` goes before the
    subject.
    """
    subject = message.subject or message.text.partition("\n")[0][:150] or "(no subject)"
    case = operations.open_case(
        ctx,
        lines=[{"asset_id": each} for each in asset_ids],
        opened_at=message.received_at,
        channel=message.channel,
        case_type=message.case_type or CaseType.SERVICE,
        reason_code=message.reason_code or ReasonCode.OTHER,
        subject=f"{before}{subject}"[:200],
        description=message.text[:LONGEST_PROSE] or "(no text)",
        priority=Priority.NORMAL,
        contact_id=_contact(ctx, message, asset_ids[0]),
    )
    add_files(ctx, store, message, case)
    chosen = [name for name in ("case_type", "reason_code") if getattr(message, name) is not None]
    ask(ctx, case, text=f"{message.subject}\n{message.text}", chosen=chosen)
    return case


def _contact(ctx: Context, message: IntakeMessage, asset_id: int) -> int | None:
    """Return the contact that the message is from, of those of the asset's account, if there is one to be meant."""
    clues = [(Contact.email, message.sender), (Contact.phone, message.phone)]
    of_sender = or_(false(), *(column == value for column, value in clues if value is not None))
    of_account = select(Asset.account_id).where(Asset.id == asset_id).scalar_subquery()
    wanted = select(Contact.id).where(Contact.account_id == of_account, of_sender)
    found = ctx.session.scalars(wanted.limit(2)).all()
    return found[0] if len(found) == 1 else None


def add_files(ctx: Context, store: Store, message: IntakeMessage, case: Case) -> None:
    """Let the files of a message be evidence on its case, which its customer sees; what cannot be is remarked."""
    sender = in_name_of(ctx, message, case)
    for each in message.attachments:
        if each.sha256 is None or each.evidence_id is not None:
            continue
        try:
            content = store.get(each.sha256)
            kept = add_evidence(sender, store, case, content=content, name=each.file_name, caption=None, internal=False)
            each.evidence_id = kept.id
        except (Problem, MissingFileError) as refusal:
            message.remarks = [*message.remarks, f"{each.file_name} is no evidence: {refusal}"]
            record(ctx, message, "remarked", case_id=case.id)


def add_comment(ctx: Context, message: IntakeMessage, case: Case) -> None:
    """Say on a case what a message says."""
    said = message.text[:LONGEST_PROSE] or "(no text)"
    operations.comment(in_name_of(ctx, message, case), case, body=said, internal=False)


def in_name_of(ctx: Context, message: IntakeMessage, case: Case) -> Context:
    """Return a context in which the sender acts, as a customer: what customers say is no answer of ours."""
    if ctx.actor.account_id == case.account_id:
        return ctx
    name = message.sender or message.sender_name or message.phone or "unknown sender"
    return replace(ctx, actor=Actor(kind="sender", name=name, account_id=case.account_id))
