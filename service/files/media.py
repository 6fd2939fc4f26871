"""Taking out of HEIC pictures and of MP4 and QuickTime films where they were taken. Pure.

Such a file is made of boxes, and places in it are counted from its start. So nothing is cut out: what is not needed to
show picture, film and sound is made zeros, in boxes called `free`, and all else stays where it was, bit by bit.
What stays is listed here, not what goes: other items and tracks, XMP, captions, previews of a maker are gone.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.errors import Problem, invalid
from service.files.metadata import kept_of_tiff

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
FILM_BRANDS = (b"iso", b"mp4", b"avc", b"M4V", b"MSNV", b"dash", b"3gp")
"""How the names of families of MP4 files begin."""
QUICKTIME = b"qt  "
PICTURE_ITEMS = frozenset({b"hvc1", b"av01", b"jpeg", b"grid", b"iden", b"iovl", b"tmap"})
TRACKS = frozenset({b"vide", b"soun"})
KEPT = {
    b"moov": frozenset({b"mvhd", b"trak", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"tref", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"meta": frozenset({b"hdlr", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat", b"grpl", b"dinf"}),
}
"""What stays within a box."""

MOST_BOXES = 2_000
"""Boxes in one, and pieces of a picture."""
MOST_CHUNKS = 50_000
"""Of a track. A film of the largest size that is taken has a tenth of that."""
MOST_STORES = 16
"""Boxes of data. Cameras make one."""

Span = tuple[int, int]
"""From where to where, in bytes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a file: its name, and where it, its body and the next one begin."""

    name: bytes
    start: int
    body: int
    end: int


def media_type(content: bytes) -> str | None:
    """Return whether a content says that it is a HEIC picture, an MP4 or a QuickTime film; None if none of them."""
    if content[4:8] != b"ftyp" or len(content) < 16:
        return None
    length = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[at : at + 4] for at in (8, *range(16, length - 3, 4))}
    if brands & HEIC_BRANDS:
        return "image/heic"
    if content[8:12] == QUICKTIME:
        return "video/quicktime"
    return "video/mp4" if content[8:12].startswith(FILM_BRANDS) else None


def check(content: bytes, kind: str, *, largest: int) -> None:
    """Refuse a file without what its kind has, one cut short, and one that unfolds to more pixels than may be."""
    parts = list(boxes(content, 0, len(content)))
    there = {box.name: box for box in parts}
    wanted = {b"meta"} if kind == "image/heic" else {b"moov", b"mdat"}
    if not wanted <= there.keys() or sum(box.name == b"mdat" for box in parts) > MOST_STORES:
        raise broken()
    for box in within(content, there[b"meta"], b"iprp", b"ipco") if kind == "image/heic" else ():
        if box.name == b"ispe" and _whole(content, box.body + 4, 4) * _whole(content, box.body + 8, 4) > largest:
            raise invalid("file", f"a picture has {largest} pixels at most", code="picture_too_large")


def without_location(content: bytes, kind: str) -> bytes:
    """Return a file without its location. Refused is one in which it cannot be told where that would stand."""
    target = bytearray(content)
    found = {box.name: box for box in boxes(content, 0, len(content))}
    needed, take = (b"meta", _picture) if kind == "image/heic" else (b"moov", _film)
    for box in boxes(content, 0, len(content)):
        if box.name not in (b"ftyp", b"mdat") and box != found[needed]:
            if box.name in (b"moov", b"moof", needed):
                raise cannot_be_told()
            _blank(target, box)
    take(content, target, found[needed])
    return bytes(target)


def broken() -> Problem:
    """Return the refusal of a file that is not made as its kind is."""
    return invalid("file", "the file is broken or not what it says it is", code="file_broken")


def cannot_be_told() -> Problem:
    """Return the refusal of a file that is made in a way in which a place could stand anywhere."""
    detail = "where this was taken cannot be taken out of it; hand it in as it is with keep_location, or as JPEG or MP4"
    return invalid("keep_location", detail, code="location_stays", allowed=[True])


def boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes of a stretch of a file; refused if they are not whole, or more than any camera makes."""
    left = MOST_BOXES
    while start + 8 <= end:
        left -= 1
        size, name = struct.unpack_from(">I4s", content, start)
        body = start + 8
        if size == 1:
            size, body = _whole(content, body, 8), body + 8
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end or left < 0:
            raise broken()
        yield Box(name, start, body, start + size)
        start += size


def within(content: bytes, box: Box, *path: bytes) -> Iterator[Box]:
    """Yield the boxes in the box that a path of names leads to."""
    start = box.body + 4 if box.name == b"meta" else box.body
    for child in boxes(content, start, box.end):
        if not path:
            yield child
        elif child.name == path[0]:
            yield from within(content, child, *path[1:])


def _whole(content: bytes, at: int, size: int) -> int:
    if at + size > len(content):
        raise broken()
    return int.from_bytes(content[at : at + size], "big")


def _blank(target: bytearray, box: Box) -> None:
    target[box.start + 4 : box.start + 8] = b"free"
    _zero(target, (box.body, box.end))


def _zero(target: bytearray, span: Span) -> None:
    start, end = span[0], max(span)
    target[start:end] = bytes(end - start)


def _blank_others(content: bytes, target: bytearray, box: Box) -> None:
    for child in within(content, box):
        if child.name not in KEPT[box.name]:
            _blank(target, child)


# --- films ------------------------------------------------------------------------------------------------------


def _film(content: bytes, target: bytearray, moov: Box) -> None:
    """Leave of a film its pictures and its sound."""
    if any(box.name == b"mvex" for box in within(content, moov)):
        raise cannot_be_told()
    _blank_others(content, target, moov)
    chunks: list[tuple[int, bool]] = []
    for track in within(content, moov):
        if track.name == b"trak":
            stays = _handler(content, track) in TRACKS
            chunks += [(at, stays) for at in _chunks(content, track)]
            if stays:
                _blank_others(content, target, track)
                for media in within(content, track):
                    if media.name == b"mdia":
                        _blank_others(content, target, media)
            else:
                _blank(target, track)
    _blank_chunks(content, target, chunks)


def _handler(content: bytes, track: Box) -> bytes:
    found = [box for box in within(content, track, b"mdia") if box.name == b"hdlr"]
    return content[found[0].body + 8 : found[0].body + 12] if found else b""


def _chunks(content: bytes, track: Box) -> Iterator[int]:
    """Yield where the chunks of a track begin."""
    for box in within(content, track, b"mdia", b"minf", b"stbl"):
        width = {b"stco": 4, b"co64": 8}.get(box.name)
        if width is not None:
            count = _whole(content, box.body + 4, 4)
            if box.body + 8 + count * width > box.end or count > MOST_CHUNKS:
                raise broken()
            yield from (_whole(content, box.body + 8 + number * width, width) for number in range(count))


def _blank_chunks(content: bytes, target: bytearray, chunks: list[tuple[int, bool]]) -> None:
    """Make zeros of what does not belong to a chunk that stays: each reaches to the next one, or to the end."""
    for box in boxes(content, 0, len(content)):
        if box.name == b"mdat":
            own = sorted(chunk for chunk in chunks if box.body <= chunk[0] < box.end)
            for (start, stays), end in zip([(box.body, False), *own], [*(at for at, _ in own), box.end], strict=True):
                if not stays:
                    _zero(target, (start, end))


# --- pictures ---------------------------------------------------------------------------------------------------


def _picture(content: bytes, target: bytearray, meta: Box) -> None:
    """Leave of a picture its pixels, and of its own notes what it may prove."""
    _blank_others(content, target, meta)
    for box in within(content, meta, b"iprp", b"ipco"):
        if box.name in (b"uuid", b"udes"):
            _blank(target, box)
    kinds = dict(_items(content, meta))
    held = [(kinds.get(item, b""), spans) for item, spans in _places(content, meta)]
    kept = sorted(span for kind, spans in held if kind in PICTURE_ITEMS for span in spans)
    if len(kept) > MOST_BOXES:
        raise broken()
    for box in (*boxes(content, 0, len(content)), *within(content, meta)):
        if box.name in (b"mdat", b"idat"):
            _blank_gaps(target, (box.body, box.end), kept)
    for kind, spans in held:
        if kind == b"Exif" and len(spans) == 1 and not any(_meet(spans[0], other) for other in kept):
            _put_notes(content, target, spans[0])


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _blank_gaps(target: bytearray, whole: Span, kept: Sequence[Span]) -> None:
    at = whole[0]
    for start, end in kept:
        if _meet((start, end), whole):
            _zero(target, (at, max(at, start)))
            at = max(at, end)
    if at < whole[1]:
        _zero(target, (at, whole[1]))


def _put_notes(content: bytes, target: bytearray, span: Span) -> None:
    """Put into the place of a picture's notes those of them that are kept, if they fit."""
    start, end = span
    tiff = content[start + 4 + _whole(content, start, 4) : end]
    notes = bytes(4) + kept_of_tiff(tiff)
    if 4 < len(notes) <= end - start:
        target[start : start + len(notes)] = notes


def _items(content: bytes, meta: Box) -> Iterator[tuple[int, bytes]]:
    """Yield the items of a picture: number and kind."""
    for box in within(content, meta):
        if box.name == b"iinf":
            start = box.body + (6 if content[box.body] == 0 else 8)
            for entry in boxes(content, start, box.end):
                width = {2: 2, 3: 4}.get(_whole(content, entry.body, 1))
                if width is None:
                    raise cannot_be_told()
                after = entry.body + 4 + width
                yield _whole(content, after - width, width), content[after + 2 : after + 6]


class _Reader:
    """Reads one number after the other."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def take(self, size: int) -> int:
        self.at += size
        return _whole(self.content, self.at - size, size)


def _places(content: bytes, meta: Box) -> Iterator[tuple[int, list[Span]]]:
    """Yield where in the file each item of a picture lies: its number, and its pieces."""
    idat = next((box.body for box in within(content, meta) if box.name == b"idat"), 0)
    for box in within(content, meta):
        if box.name == b"iloc":
            reader = _Reader(content, box.body)
            version = reader.take(4) >> 24
            sizes = reader.take(2)
            width = 2 if version < 2 else 4
            for _ in range(reader.take(width)):
                item = reader.take(width)
                method = reader.take(2) & 15 if version else 0
                if method > 1:
                    raise cannot_be_told()
                yield item, _pieces(reader, sizes, indexed=version > 0, base=idat if method else 0)


def _pieces(reader: _Reader, sizes: int, *, indexed: bool, base: int) -> list[Span]:
    at, length, start, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    reader.take(2)
    base += reader.take(start)
    found = []
    for _ in range(reader.take(2)):
        if indexed:
            reader.take(index)
        begin = base + reader.take(at)
        end = begin + reader.take(length)
        if not begin < end <= len(reader.content):
            raise broken()
        found.append((begin, end))
    return found
