"""Taking out of a picture where it was taken, without touching the picture. Pure.

What is kept of a photo's own notes is what its being evidence may turn on: how it is turned, when and with what it was
taken. Everything else in which a place can stand (GPS, XMP, captions, a maker's notes, previews, what follows the end)
is left out.
"""

import io
import struct
import warnings
from collections.abc import Iterator

from PIL import Image

KEPT = (0x0112, 0x010F, 0x0110, 0x0132)
"""Orientation, make, model, date and time."""
DETAILS = 0x8769
KEPT_DETAILS = (0x9003, 0x9010, 0x9011)
"""Date and time of taking, and their offsets from UTC."""
JPEG_NOTES = {*range(0xE1, 0xEE), 0xEF, 0xFE}
"""Segments of applications and comments; the first and the last but one belong to the picture's colours."""
COLOUR_PROFILE = b"ICC_PROFILE\0"
PNG_NOTES = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")
WEBP_NOTES = (b"EXIF", b"XMP ")
WEBP_NOTE_FLAGS = 0b1100


def without_location(content: bytes, kind: str) -> bytes:
    """Return a picture of a type without its location; it was read before and is whole."""
    if kind == "image/jpeg":
        return _jpeg(content)
    return _png(content) if kind == "image/png" else _webp(content)


def _kept_notes(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        return _kept_of(picture.getexif())


def kept_of_tiff(content: bytes) -> bytes:
    """Return what is kept of notes as they stand in a file of their own; nothing if they cannot be read."""
    found = Image.Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found.load(content)
            return _kept_of(found).removeprefix(b"Exif\0\0")
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):
        return b""


def _kept_of(found: Image.Exif) -> bytes:
    kept = Image.Exif()
    for tag in KEPT:
        if tag in found:
            kept[tag] = found[tag]
    details = {tag: value for tag, value in found.get_ifd(DETAILS).items() if tag in KEPT_DETAILS}
    if details:
        kept[DETAILS] = details
    return kept.tobytes() if len(kept) else b""


def _jpeg(content: bytes) -> bytes:
    notes = _kept_notes(content)
    segments = [content[:2]]
    if notes:
        notes = notes if notes.startswith(b"Exif\0\0") else b"Exif\0\0" + notes
        segments.append(b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes)
    for marker, segment in _jpeg_segments(content):
        if marker not in JPEG_NOTES or segment[4:].startswith(COLOUR_PROFILE):
            segments.append(segment)
    return b"".join(segments)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment up to the end of the image, a scan together with its data."""
    position = 2
    while position + 4 <= len(content):
        marker = content[position + 1]
        if content[position] != 0xFF or marker == 0xFF:
            position += 1
            continue
        if marker == 0xD9:
            break
        end = position + 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield marker, content[position:end]
        position = end
    yield 0xD9, b"\xff\xd9"


def _end_of_scan(content: bytes, position: int) -> int:
    """Return where the next marker stands that neither is a stuffed byte nor restarts the scan."""
    while (found := content.find(b"\xff", position)) != -1 and found + 1 < len(content):
        after = content[found + 1]
        if after != 0 and not 0xD0 <= after <= 0xD7 and after != 0xFF:
            return found
        position = found + (1 if after == 0xFF else 2)
    return len(content)


def _png(content: bytes) -> bytes:
    chunks, position = [content[:8]], 8
    while position + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[position : position + 8])
        end = position + 12 + length
        if name not in PNG_NOTES:
            chunks.append(content[position:end])
        position = end
        if name == b"IEND":
            break
    return b"".join(chunks)


def _webp(content: bytes) -> bytes:
    chunks, position = [], 12
    while position + 8 <= len(content):
        name, length = struct.unpack("<4sI", content[position : position + 8])
        end = position + 8 + length + length % 2
        chunk = content[position:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_NOTE_FLAGS]) + chunk[9:]
        if name not in WEBP_NOTES:
            chunks.append(chunk)
        position = end
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body
