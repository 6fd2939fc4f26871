"""Files as text: UTF-8 or a clear word about what it is instead, and written whole or not at all."""

from __future__ import annotations

import os
from os import PathLike
from pathlib import Path

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
UTF8_MARK = b"\xef\xbb\xbf"
#: Bytes of the beginning of a file by which wide encodings without a mark are recognised.
LOOK = 4096


def wide_encoding(beginning: bytes) -> str | None:
    """``UTF-16`` or ``UTF-32`` where the beginning of a file is that, by its mark or by its zero bytes."""
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name
    look = beginning[:LOOK]
    zeros = look.count(0)
    if len(look) < 4 or zeros < len(look) * 0.3:
        return None
    return "UTF-32" if zeros > len(look) * 0.6 else "UTF-16"


def not_utf8(line: bytes) -> str:
    """What a line that is not UTF-8 probably is, and how it would read then."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = line[error.start]
    reading = line.decode("cp1252", errors="replace").strip()
    shown = reading if len(reading) <= 60 else reading[:57] + "..."
    return f"is not UTF-8 (byte 0x{byte:02x}); as Windows-1252 (Latin-1) it reads {shown!r}"


def write_text(path: str | PathLike[str], text: str) -> None:
    """Write UTF-8 through a draft beside the target, so that a reader never sees half a file."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
