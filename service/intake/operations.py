"""Receiving messages, identifying them, and linking them: one function each, which does nothing the second time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from service import rows
from service.cases.models import Case
from service.cases.policy import CaseType, ReasonCode
from service.context import SYSTEM, Context
from service.errors import Problem, invalid
from service.files.content import accepted, file_name
from service.files.storage import Store
from service.intake import cases
from service.intake.finding import look_up
from service.intake.incoming import Incoming, safe_name
from service.intake.models import IntakeAttachment, IntakeKey, IntakeMessage, MessageState
from service.intake.policy import MESSAGE
from service.intake.replies import case_answered, is_of_case, take_reply
from service.sla.definition import RecordKind
from service.sla.operations import choose
from service.timeline.operations import CHANGES, record


def take_in(ctx: Context, store: Store, incoming: Incoming, *, received_at: datetime | None = None) -> IntakeMessage:
    """Receive a message and identify it, at once; if that is refused it is kept all the same, and tried again."""
    message = receive(ctx, store, incoming, received_at=received_at)
    ctx.session.flush()
    untold = dict(ctx.session.info.get(CHANGES, {}))
    try:
        with ctx.session.begin_nested():
            identify(ctx, store, message)
    except Problem as refusal:
        ctx.session.info[CHANGES] = untold
        record(ctx, message, "not_identified", reason=refusal.detail)
    return message


def receive(ctx: Context, store: Store, incoming: Incoming, *, received_at: datetime | None = None) -> IntakeMessage:
    """Keep a message; the one that was kept before, if it came before.

    `received_at` is the receipt by whoever took it for us; now, if left out.
    """
    arrived = received_at or ctx.now
    if arrived > ctx.now:
        raise invalid("received_at", "a message cannot have come in the future")
    key = _key(ctx, incoming.key)
    if key.message_id is not None:
        # Locked, because two copies that come at once both tell its timeline.
        known = rows.load(replace(ctx, actor=SYSTEM), IntakeMessage, key.message_id, lock=True)
        record(ctx, known, "came_again", case_id=known.case_id)
        return known
    message = _kept(ctx, store, incoming, arrived)
    key.message_id = message.id
    return message


def _key(ctx: Context, key: str) -> IntakeKey:
    """Return the row of a message's key. Of two that bring the same message at once the second waits here."""
    insert = postgresql.insert if ctx.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    ctx.session.execute(insert(IntakeKey).values(key=key).on_conflict_do_nothing(index_elements=["key"]))
    return ctx.session.scalars(select(IntakeKey).where(IntakeKey.key == key)).one()


def _kept(ctx: Context, store: Store, incoming: Incoming, arrived: datetime) -> IntakeMessage:
    names = ("channel", "subject", "text", "html", "sender", "sender_name", "phone", "serial_number", "account_id")
    also = ("asset_id", "case_type", "reason_code", "message_id", "automatic")
    message = IntakeMessage(
        **{name: getattr(incoming, name) for name in (*names, *also)},
        received_at=arrived,
        status=MessageState.AUTOMATIC if incoming.automatic else MessageState.RECEIVED,
        wanted_case_id=case_answered(ctx, incoming),
        remarks=[*incoming.remarks],
        raw_sha256=store.put(incoming.raw) if incoming.raw else None,
        found={},
    )
    for position, file in enumerate(incoming.files, 1):
        message.attachments.append(_attachment(store, position, file.name, file.content))
    if not incoming.automatic:
        version = choose(ctx, RecordKind.INTAKE_MESSAGE, {"channel": message.channel})
        message.entitlement_id = version.id if version else None
    ctx.session.add(message)
    record(ctx, message, "received", attachments=[each.file_name for each in message.attachments])
    return message


def _attachment(store: Store, position: int, name: str, content: bytes) -> IntakeAttachment:
    """Return a file as it is kept: ready to be evidence, or with the reason why it is none."""
    shown, kept = safe_name(name, position), IntakeAttachment(position=position, size=len(content))
    try:
        wanted, kind = accepted(content, keep_location=False)
        kept.file_name, kept.media_type, kept.sha256 = file_name(shown, kind), kind, store.put(wanted)
    except Problem as refusal:
        kept.file_name, kept.refused = shown, refusal.detail
    return kept


def identify(ctx: Context, store: Store, message: IntakeMessage) -> None:
    """Let a message become a case, or a part of its case, if it can be only one; else let it wait for a person."""
    if message.status not in (MessageState.RECEIVED, MessageState.WAITING):
        return
    if message.wanted_case_id is not None:
        case = ctx.session.get_one(Case, message.wanted_case_id)
        if is_of_case(ctx, message, case):
            _link(ctx, message, take_reply(ctx, store, message, case))
            return
    if message.asset_id is not None:
        _link(ctx, message, cases.open_for(ctx, store, message, [message.asset_id]))
        return
    findings = look_up(ctx, message)
    message.found = findings.told()
    if findings.one is not None and message.wanted_case_id is None:
        _link(ctx, message, cases.open_for(ctx, store, message, [findings.one.id]))
    elif message.status == MessageState.RECEIVED:
        message.status = MessageState(MESSAGE.after(message.status, "wait"))
        record(ctx, message, "wait")
    elif ctx.session.is_modified(message):
        record(ctx, message, "looked_up_again")


def link(
    ctx: Context,
    store: Store,
    message: IntakeMessage,
    *,
    asset_ids: Sequence[int] = (),
    case_id: int | None = None,
    case_type: CaseType | None = None,
    reason_code: ReasonCode | None = None,
) -> Case:
    """Say what a message is about: the assets of a new case, or a case that there is."""
    MESSAGE.after(message.status, "link")
    if (case_id is None) == (not asset_ids):
        raise invalid("asset_ids", "name either the assets of a new case, or a case", rule="link")
    if case_id is not None:
        case = take_reply(ctx, store, message, rows.refer(ctx, Case, case_id, "case_id", lock=True))
    else:
        message.case_type, message.reason_code = case_type or message.case_type, reason_code or message.reason_code
        case = cases.open_for(ctx, store, message, asset_ids)
    _link(ctx, message, case)
    return case


def _link(ctx: Context, message: IntakeMessage, case: Case) -> None:
    message.status = MessageState(MESSAGE.after(message.status, "link"))
    message.case_id, message.dismissed_reason = case.id, None
    record(ctx, message, "link", case_id=case.id)


def dismiss(ctx: Context, message: IntakeMessage, *, reason: str) -> None:
    """Say that no case comes of a message; it stays where it is, and can be linked all the same."""
    message.status, message.dismissed_reason = MessageState(MESSAGE.after(message.status, "dismiss")), reason
    record(ctx, message, "dismiss", reason=reason)


def received(ctx: Context) -> Sequence[int]:
    """Return the messages that nobody has looked at yet."""
    wanted = select(IntakeMessage.id).where(IntakeMessage.status == MessageState.RECEIVED)
    return ctx.session.scalars(wanted.order_by(IntakeMessage.received_at, IntakeMessage.id)).all()
