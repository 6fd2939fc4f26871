"""Reading mail (RFC 5322): what people wrote, what they attached, what it answers, and whether a person wrote it. Pure.

Whatever comes is read as far as it can be, within bounds that keep it from costing more than mail does; what cannot be
read is remarked, and the mail as it came is kept beside.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses

from service.cases.policy import Channel
from service.files.content import LARGEST_FILE
from service.intake.automatic import written_by_machine
from service.intake.incoming import (
    LONGEST_TEXT,
    MOST_ATTACHMENTS,
    File,
    Incoming,
    address,
    key_of,
    one_line,
    readable_text,
)
from service.intake.markup import plain_text, readable, sanitised

LARGEST_MAIL = LARGEST_FILE
"""Bytes of a mail."""
LARGEST_HEAD = 200_000
"""Bytes of its headers."""
MOST_PARTS = 1000
"""Lines that could begin a part; a mail of people has a few."""
MOST_CONTAINERS = 50
"""Multiparts and mails within the mail, whether beside or within each other."""
LONGEST_HEADER = 2000
"""Characters of a header that are looked at; of references, ten times as many."""
MOST_REFERENCES = 50
IDENTIFIER = re.compile(r"<([^<>\s]{1,250})>")
CASE_NUMBER = re.compile(r"\bC-(\d{6,12})\b")


def read_mail(raw: bytes, *, own: str) -> Incoming:
    """Return what a mail says. `own` is the address that our letters come from."""
    mail, remarks = _parsed(raw)
    parts = [] if remarks else list(_leaves(mail, remarks))
    text, html = _texts(parts, remarks)
    files = tuple(_files(parts, remarks))
    name, sender = _sender(mail)
    subject = one_line(decoded(given(mail, "Subject")))
    known, wanted = IDENTIFIER.search(given(mail, "Message-ID")), CASE_NUMBER.search(subject)
    said = (sender, given(mail, "Date"), subject, text, html, *(each.content for each in files))
    return Incoming(
        channel=Channel.EMAIL,
        key=key_of("mail", known[1], sender) if known else key_of("mail without a name", *said),
        subject=subject,
        text=text,
        html=html,
        sender=sender,
        sender_name=name or None,
        wanted_case_id=int(wanted[1]) if wanted else None,
        message_id=known[1] if known else None,
        answers=_answers(given(mail, "In-Reply-To"), given(mail, "References", most=10 * LONGEST_HEADER)),
        automatic=written_by_machine(mail, sender, own),
        files=files,
        remarks=tuple(remarks),
        raw=raw,
    )


def _parsed(raw: bytes) -> tuple[Message, list[str]]:
    """Return a mail, and why its body was not read if it was not."""
    head = re.split(rb"\r?\n\r?\n|\r\r", raw[: LARGEST_HEAD + 1], maxsplit=1)[0]
    if len(head) > LARGEST_HEAD:
        return _head_only(head[:LARGEST_HEAD]), ["its headers are larger than those of mail"]
    if raw.count(b"\n--") + raw.count(b"\r--") > MOST_PARTS or _containers(raw) > MOST_CONTAINERS:
        return _head_only(head), ["it has more parts, or parts in parts, than mail has"]
    try:
        return message_from_bytes(raw, policy=policy.compat32), []
    except (RecursionError, ValueError, LookupError) as fault:
        return _head_only(head), [f"its parts could not be read: {type(fault).__name__}"]


def _containers(raw: bytes) -> int:
    return len(re.findall(rb"content-type:[ \t\r\n]*(?:multipart|message)/", raw, re.IGNORECASE))


def _head_only(head: bytes) -> Message:
    return message_from_bytes(head[:LARGEST_HEAD] + b"\n\n", policy=policy.compat32)


def given(mail: Message, name: str, *, most: int = LONGEST_HEADER) -> str:
    """Return a header as it came, the first `most` characters of it; blank if there is none."""
    values = (str(value) for each, value in mail.raw_items() if each.casefold() == name.casefold())
    return next(values, "")[:most]


def decoded(value: str) -> str:
    """Return what a header, or a part of it, says in the characters that it means."""
    try:
        return "".join(_decoded(content, charset) for content, charset in decode_header(value))
    except (HeaderParseError, ValueError, LookupError):
        return _decoded(value, None)


def _decoded(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogateescape")
    return characters(content, charset)


def characters(content: bytes, charset: str | None) -> str:
    """Return what bytes say in the character set that they name, else in UTF-8, else in that of the western web."""
    for each in (charset, "utf-8", "cp1252"):
        try:
            if each and each.casefold() not in ("unknown-8bit", "us-ascii", "ascii"):
                return content.decode(each)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _sender(mail: Message) -> tuple[str, str | None]:
    """Return name and address of the sender; the address is read first, for a name can be written to look like one."""
    try:
        named = getaddresses([" ".join(given(mail, "From").split())])
    except RecursionError:  # comments within comments
        named = []
    name, where = named[0] if named else ("", "")
    return one_line(decoded(name)), address(where)


def _answers(in_reply_to: str, references: str) -> tuple[str, ...]:
    nearest = [*IDENTIFIER.findall(in_reply_to), *reversed(IDENTIFIER.findall(references))]
    return tuple(dict.fromkeys(nearest))[:MOST_REFERENCES]


def _leaves(mail: Message, remarks: list[str]) -> Iterator[Message]:
    """Yield the parts that hold something; a mail that was forwarded as a file is one of them."""
    open_parts = [mail]
    while open_parts:
        part = open_parts.pop(0)
        if part.defects and not remarks:
            remarks.append(f"it is not as mail should be: {type(part.defects[0]).__name__}")
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            open_parts[:0] = [each for each in inner if isinstance(each, Message)]
        else:
            yield part


def _texts(parts: list[Message], remarks: list[str]) -> tuple[str, str | None]:
    """Return what a mail says as plain text, and what of its HTML is harmless."""
    bodies = [part for part in parts if not _is_file(part)]
    plain = [_text(part) for part in bodies if part.get_content_type() != "text/html"]
    marked = "\n".join(_text(part) for part in bodies if part.get_content_type() == "text/html")
    if marked and not readable(marked):
        remarks.append("its HTML is longer or deeper than people write, and was left out")
        marked = ""
    said = "\n\n".join(filter(None, plain)) or plain_text(marked)
    if len(said) > LONGEST_TEXT:
        remarks.append(f"its text is longer than {LONGEST_TEXT} characters, and was cut")
    return readable_text(said), readable_text(sanitised(marked)) if marked else None


def _text(part: Message) -> str:
    charset = part.get_content_charset()
    return characters(_content(part), charset).replace("\x00", "")


def _content(part: Message) -> bytes:
    """Return the bytes of a part, whatever they were carried in."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return str(inner).encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def _is_file(part: Message) -> bool:
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return named or part.get_content_maintype() != "text"


def _files(parts: list[Message], remarks: list[str]) -> Iterator[File]:
    found = [part for part in parts if _is_file(part)]
    if len(found) > MOST_ATTACHMENTS:
        remarks.append(f"of {len(found)} attachments the first {MOST_ATTACHMENTS} were taken")
    for part in found[:MOST_ATTACHMENTS]:
        if content := _content(part):
            yield File(_file_name(part), content)


def _file_name(part: Message) -> str:
    return decoded(collapse_rfc2231_value(part.get_filename() or "")[:LONGEST_HEADER])
