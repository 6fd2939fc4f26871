"""Forms as browsers send them: fields and files. Pure.

A form with files is a MIME body like a mail's, so it is read by the same library, within bounds of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from urllib.parse import parse_qsl

from service.errors import Problem
from service.intake.incoming import File

LARGEST_FORM = 15_000_000
"""Bytes of a form with its files: anybody can send one."""
MOST_FIELDS = 60
NAME, FILE_NAME = (re.compile(rf';\s*{each}="([^"]*)"') for each in ("name", "filename"))
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in."""

    fields: Mapping[str, str]
    files: tuple[File, ...] = ()

    def __getitem__(self, name: str) -> str:
        """Return a field without the blanks around it; blank if it was not sent."""
        return self.fields.get(name, "").replace("\x00", "").strip()


def read_form(body: bytes, content_type: str) -> Form:
    """Return what a form says. Refused with 415 if it is none that a browser sends, with 422 if it is broken."""
    kind = content_type.partition(";")[0].strip().casefold()
    if kind not in KINDS:
        raise Problem(415, "type_refused", "this takes what a form in a browser sends", allowed=list(KINDS))
    try:
        return _simple(body) if kind == KINDS[0] else _with_files(body, content_type)
    except (ValueError, RecursionError) as fault:
        raise Problem(422, "form_broken", "the form could not be read; please send it again") from fault


def _simple(body: bytes) -> Form:
    pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return Form(dict(reversed(pairs)))


def _with_files(body: bytes, content_type: str) -> Form:
    if "\r" in content_type or "\n" in content_type or body.count(b"\n--") > 10 * MOST_FIELDS:
        raise ValueError("not as browsers send it")
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    given = message_from_bytes(head + body, policy=policy.compat32).get_payload()
    parts = [each for each in given if isinstance(each, Message)] if isinstance(given, list) else []
    if not 0 < len(parts) <= MOST_FIELDS:
        raise ValueError("not as browsers send it")
    fields, files = dict[str, str](), list[File]()
    for part in parts:
        content, (name, file) = _content(part), _names(part)
        if file is None:
            fields.setdefault(name, content.decode("utf-8"))
        elif content:
            files.append(File(file, content))
    return Form(fields, tuple(files))


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise ValueError("a part within a part")
    return content


def _names(part: Message) -> tuple[str, str | None]:
    """Return the names of a field and of its file. Browsers send them as plain UTF-8, which a mail would not."""
    given = next((str(value) for name, value in part.raw_items() if name.casefold() == "content-disposition"), "")
    said = given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    name, file = NAME.search(said), FILE_NAME.search(said)
    if name is None:
        raise ValueError("a field without a name")
    return name[1], file[1] if file else None
