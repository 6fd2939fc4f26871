"""A message as it is when it comes in, whatever the channel: bounded, readable, and known again. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.assets.identification import email_address, phone_number
from service.cases.policy import CaseType, Channel, ReasonCode
from service.errors import Problem
from service.files.content import LONGEST_NAME

LONGEST_LINE = 200
"""Characters of a subject or a name."""
LONGEST_TEXT = 100_000
"""Characters of a text; the mail as it came has the rest."""
MOST_ATTACHMENTS = 50


@dataclass(frozen=True, slots=True)
class File:
    """A file that came along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that nobody has kept yet."""

    channel: Channel
    key: str
    """By which the same message is known when it comes again."""
    subject: str
    text: str
    sender: str | None = None
    sender_name: str | None = None
    phone: str | None = None
    serial_number: str | None = None
    html: str | None = None
    account_id: int | None = None
    asset_id: int | None = None
    wanted_case_id: int | None = None
    case_type: CaseType | None = None
    reason_code: ReasonCode | None = None
    message_id: str | None = None
    answers: tuple[str, ...] = ()
    """Message-IDs of what it answers, the nearest first."""
    automatic: str | None = None
    remarks: tuple[str, ...] = ()
    files: Sequence[File] = field(default=())
    raw: bytes | None = None


def key_of(*parts: str | bytes | None) -> str:
    """Return the key of a message that is known by these parts, all of them in their order."""
    hashed = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else (part or "").encode("utf-8", "replace")
        hashed.update(len(content).to_bytes(8, "big") + content)
    return hashed.hexdigest()


def one_line(value: str, *, most: int = LONGEST_LINE) -> str:
    """Return a text as one line: without breaks and characters that nobody sees or that turn the reading around."""
    seen = "".join(" " if each.isspace() else each for each in value[: 10 * most] if each.isspace() or visible(each))
    return " ".join(seen.split())[:most].strip()


def readable_text(value: str, *, most: int = LONGEST_TEXT) -> str:
    """Return a text of many lines, without characters that no database keeps or nobody sees."""
    lines = value[: 2 * most].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each in "\n\t" or visible(each))[:most].strip()


def visible(character: str) -> bool:
    """Return whether a character is one to be seen; marks that only join others, as in emojis, count as seen."""
    return character == "\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def safe_name(name: str, number: int) -> str:
    """Return a name for a file that came in: its last part alone, without what a file name cannot have."""
    last = re.split(r"[/\\]", one_line(name, most=4 * LONGEST_NAME))[-1]
    plain = re.sub(r'[:*?"<>|]', "_", last).lstrip(". ").rstrip(". ")
    stem, dot, suffix = plain.rpartition(".")
    longest = LONGEST_NAME - 10  # a suffix may be added, by what is in the file
    if len(plain) > longest:
        plain = f"{stem[: longest - 12]}.{suffix[:10]}" if dot and stem else plain[:longest]
    return plain or f"attachment {number}"


def address(value: str | None) -> str | None:
    """Return an address as addresses are compared; None if it is none."""
    try:
        return email_address(value or "")
    except Problem:
        return None


def telephone(value: str | None) -> str | None:
    """Return a number in E.164, else as it was given: a person may know what was meant."""
    if not value or not (given := one_line(value, most=50)):
        return None
    try:
        return phone_number(given)
    except Problem:
        return given
