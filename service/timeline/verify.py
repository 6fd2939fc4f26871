"""Signing the heads of the chains, and finding what was altered, removed, reordered or cut off."""

import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from service.db import Session
from service.timeline.chain import ORIGIN, plain, sign
from service.timeline.models import Checkpoint, Event, SignedHead
from service.timeline.records import Told, differences, recorded, untold


@dataclass(frozen=True, slots=True)
class Finding:
    """Something on the timeline that is not as it was written."""

    record_type: str
    record_id: int
    sequence: int
    fault: str

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id}, event {self.sequence}: {self.fault}"


def signing_key(path: Path) -> bytes:
    """Return the key in a file that only its owner may read; make it at the first call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = _draft(path, secrets.token_hex(32))
        with suppress(FileExistsError):  # somebody else's came first, and is whole, since a link appears at once
            os.link(draft, path)
        draft.unlink()
    return bytes.fromhex(path.read_text())


def _draft(path: Path, content: str) -> Path:
    """Return a new file beside another, with that content, which only its owner may read."""
    descriptor, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    return Path(name)


def make_checkpoint(session: Session, *, key: bytes, now: datetime) -> Checkpoint | None:
    """Sign the head of every chain that grew since the last checkpoint; None if none did.

    One after the other: two that followed the same one would look as if one had been put in between.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE checkpoint IN SHARE ROW EXCLUSIVE MODE"))
    heads = _heads_that_grew(session)
    if not heads:
        return None
    last = session.scalars(select(Checkpoint).order_by(Checkpoint.id.desc()).limit(1)).first()
    previous = last.signature if last else ORIGIN
    checkpoint = Checkpoint(at=now, previous_signature=previous, signature=sign(key, now, previous, heads))
    session.add(checkpoint)
    session.flush()
    session.add_all(
        SignedHead(checkpoint_id=checkpoint.id, record_type=kind, record_id=record, sequence=sequence, hash=seal)
        for kind, record, sequence, seal in heads
    )
    session.flush()
    return checkpoint


def remember(checkpoint: Checkpoint, witness: Path) -> None:
    """Write the newest checkpoint into the witness, a file outside the database, whole or not at all.

    To be called once the checkpoint is kept: a process that dies in between leaves the witness one behind, never ahead.
    """
    _draft(witness, json.dumps({"checkpoint": checkpoint.id, "signature": checkpoint.signature})).replace(witness)


def _heads_that_grew(session: Session) -> list[tuple[str, int, int, str]]:
    chain = (Event.record_type, Event.record_id)
    newest = select(*chain, func.max(Event.sequence).label("sequence")).group_by(*chain).subquery()
    signed = (
        select(SignedHead.record_type, SignedHead.record_id, func.max(SignedHead.sequence).label("sequence"))
        .group_by(SignedHead.record_type, SignedHead.record_id)
        .subquery()
    )
    rows = session.execute(
        select(*chain, Event.sequence, Event.hash)
        .join(
            newest,
            (Event.record_type == newest.c.record_type)
            & (Event.record_id == newest.c.record_id)
            & (Event.sequence == newest.c.sequence),
        )
        .outerjoin(signed, (Event.record_type == signed.c.record_type) & (Event.record_id == signed.c.record_id))
        .where(Event.sequence > func.coalesce(signed.c.sequence, 0))
    )
    return sorted((row.record_type, row.record_id, row.sequence, row.hash) for row in rows)


def verify(session: Session, *, key: bytes, witness: Path) -> Iterator[Finding]:
    """Yield everything that is not as it was written, in the order of the records.

    An event that was altered does not have its hash; one that was removed or moved leaves a gap or a hash that is not
    the one before; one cut off the end is missing where a signed head says it was, or leaves its record otherwise than
    the events before it tell. Only events since the last checkpoint that changed no column can be cut off unseen; that
    is how often checkpoints are made.
    """
    yield from _broken_chains(session)
    yield from _broken_checkpoints(session, key)
    yield from _missing_heads(session)
    yield from _records_otherwise(session)
    yield from _forgotten_checkpoint(session, witness)


def _broken_chains(session: Session) -> Iterator[Finding]:
    chain: tuple[str, int] | None = None
    sequence, seal = 0, ORIGIN
    ordered = select(Event).order_by(Event.record_type, Event.record_id, Event.sequence)
    for entry in session.scalars(ordered.execution_options(yield_per=1000)):
        if (entry.record_type, entry.record_id) != chain:
            chain, sequence, seal = (entry.record_type, entry.record_id), 0, ORIGIN
        if entry.sequence != sequence + 1:
            yield Finding(*chain, sequence + 1, "is missing")
        elif entry.previous_hash != seal:
            yield Finding(*chain, entry.sequence, "does not follow the event before it")
        if entry.computed_hash() != entry.hash:
            yield Finding(*chain, entry.sequence, "was altered")
        sequence, seal = entry.sequence, entry.hash


def _records_otherwise(session: Session) -> Iterator[Finding]:
    for table, model in sorted(recorded().items()):
        told: dict[int, Told] = {}
        ordered = select(Event).where(Event.record_type == table).order_by(Event.record_id, Event.sequence)
        for entry in session.scalars(ordered.execution_options(yield_per=1000)):
            told.setdefault(entry.record_id, Told(entry.record_id)).hear(entry)
        for each, fault in differences(session, model, [*told.values()]):
            yield Finding(table, each.number, each.sequence, fault)
    for table, number in untold(session):
        yield Finding(table, number, 1, "is missing: its record has no timeline")


def _broken_checkpoints(session: Session, key: bytes) -> Iterator[Finding]:
    previous = ORIGIN
    for checkpoint in session.scalars(select(Checkpoint).order_by(Checkpoint.id)):
        heads = session.execute(
            select(SignedHead.record_type, SignedHead.record_id, SignedHead.sequence, SignedHead.hash).where(
                SignedHead.checkpoint_id == checkpoint.id
            )
        )
        signed = sorted(tuple(head) for head in heads)
        expected = sign(key, checkpoint.at, checkpoint.previous_signature, signed)
        if not hmac.compare_digest(expected, checkpoint.signature):
            yield Finding("checkpoint", checkpoint.id, 1, "has not the signature of its heads")
        if checkpoint.previous_signature != previous:
            yield Finding("checkpoint", checkpoint.id, 1, "does not follow the checkpoint before it")
        previous = checkpoint.signature


def _missing_heads(session: Session) -> Iterator[Finding]:
    missing = session.execute(
        select(SignedHead, Event.hash)
        .outerjoin(
            Event,
            (Event.record_type == SignedHead.record_type)
            & (Event.record_id == SignedHead.record_id)
            & (Event.sequence == SignedHead.sequence),
        )
        .where((Event.hash.is_(None)) | (Event.hash != SignedHead.hash))
        .order_by(SignedHead.record_type, SignedHead.record_id, SignedHead.sequence)
    )
    for head, seal in missing:
        fault = "was cut off" if seal is None else "is not the one that was signed"
        yield Finding(head.record_type, head.record_id, head.sequence, fault)


def _forgotten_checkpoint(session: Session, witness: Path) -> Iterator[Finding]:
    if not witness.exists():
        return
    remembered = json.loads(witness.read_text())
    found = session.get(Checkpoint, remembered["checkpoint"])
    if found is None or plain(found.signature) != remembered["signature"]:
        yield Finding("checkpoint", remembered["checkpoint"], 1, "was cut off")
