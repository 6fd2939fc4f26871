"""HEIC pictures and films: a place is taken out, pictures and sound stay where they are, and nothing breaks on junk.

No writer of HEIC is at hand; AVIF is the same container with another codec, so its pictures under HEIC's name are used.
"""

import io
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from service.errors import Problem
from service.files.content import accepted
from tests.service.files.test_content import photo

PLACE = b"+53.0675+008.8019/"


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def heic(**more) -> bytes:
    return photo("AVIF", **more).replace(b"avif", b"heic", 2)


def pixels(content: bytes) -> tuple[bytes, Image.Exif]:
    picture = Image.open(io.BytesIO(content.replace(b"heic", b"avif", 2)), formats=["AVIF"])
    picture.load()
    return picture.tobytes(), picture.getexif()


def track(handler: bytes, *chunks: int) -> bytes:
    offsets = box(b"stco", struct.pack(f">II{len(chunks)}I", 0, len(chunks), *chunks))
    named = box(b"hdlr", bytes(8), handler, bytes(13))
    mdia = box(b"mdia", box(b"mdhd", bytes(24)), named, box(b"minf", box(b"stbl", offsets)))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"udta", PLACE), mdia)


FTYP = {"mp4": box(b"ftyp", b"isom", bytes(4), b"isommp42"), "mov": box(b"ftyp", b"qt  ", bytes(4), b"qt  ")}
SAMPLES = (b"PICTURE-1.", b"SOUND-1.", b"WHERE" + PLACE, b"PICTURE-2.", b"SOUND-2.", PLACE)


def film(kind: str = "mp4", *, more: bytes = b"", tail: bytes = b"") -> bytes:
    """Return a film with a place in its notes, in those of a track, and in a track of its own; its data come first."""
    head = FTYP[kind]
    at = [len(head) + 8 + len(b"junk") + sum(map(len, SAMPLES[:number])) for number in range(len(SAMPLES))]
    data = box(b"mdat", b"junk", *SAMPLES)
    tracks = track(b"vide", at[0], at[3]), track(b"soun", at[1], at[4]), track(b"meta", at[2], at[5])
    notes = box(b"udta", box(b"\xa9xyz", PLACE)), box(b"meta", PLACE)
    return head + data + box(b"moov", box(b"mvhd", bytes(100)), *tracks, *notes, more) + box(b"uuid", PLACE) + tail


def test_place_is_taken_out_of_a_heic_picture_and_the_picture_stays():
    before = heic(xmp=b"<x>53.07</x>")
    assert pixels(before)[1].get_ifd(0x8825)
    kept, kind = accepted(before, keep_location=False)
    shown, notes = pixels(kept)
    assert (kind, len(kept)) == ("image/heic", len(before))
    assert shown == pixels(before)[0]
    assert not notes.get_ifd(0x8825)
    assert (notes[0x0112], notes[0x010F], notes.get_ifd(0x8769)[0x9003]) == (6, "Camera", "2026:03:02 08:00:00")
    for told in (b"Am Tor", b"secret", b"53.07"):
        assert told in before
        assert told not in kept
    assert accepted(kept, keep_location=False) == (kept, kind)


@pytest.mark.parametrize("kind", ["mp4", "mov"])
def test_place_is_taken_out_of_a_film_and_its_data_stay_where_they_are(kind):
    before = film(kind)
    kept, media_type = accepted(before, keep_location=False)
    assert media_type == {"mp4": "video/mp4", "mov": "video/quicktime"}[kind]
    assert len(kept) == len(before)
    assert b"53.06" not in kept
    assert b"junk" not in kept
    for sample in (SAMPLES[0], SAMPLES[1], SAMPLES[3], SAMPLES[4]):
        assert kept.index(sample) == before.index(sample)
    assert accepted(kept, keep_location=False)[0] == kept


def test_place_stays_where_it_is_wanted():
    for content in (heic(), film(), film(more=box(b"mvex"))):
        assert accepted(content, keep_location=True)[0] == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (film(more=box(b"mvex")), "location_stays"),
        (film() + box(b"moov"), "location_stays"),
        (heic() + box(b"moov"), "location_stays"),
        (film()[:-30], "file_broken"),
        (film(tail=b"\x00\x00\x00\x05junk"), "file_broken"),
        (FTYP["mp4"] + box(b"mdat", b"x"), "file_broken"),
        (FTYP["mp4"] + box(b"mdat", b"x") * 17 + box(b"moov"), "file_broken"),
        (FTYP["mp4"] + box(b"mdat") + box(b"moov", box(b"free") * 3000), "file_broken"),
        (heic().replace(struct.pack(">II", 40, 30), struct.pack(">II", 60_000, 60_000)), "picture_too_large"),
    ],
)
def test_what_cannot_be_told_is_refused(content, code):
    with pytest.raises(Problem) as refusal:
        accepted(content, keep_location=False)
    assert (refusal.value.code, refusal.value.status) == (code, 422)


@pytest.mark.parametrize(
    "content", [box(b"ftyp", b"avif", bytes(4), b"avif"), box(b"ftyp", b"crx ", bytes(8)), b"\0\0\0\x08ftyp"]
)
def test_other_boxes_are_no_type_of_ours(content):
    with pytest.raises(Problem) as refusal:
        accepted(content, keep_location=True)
    assert refusal.value.status == 415


@given(
    st.sampled_from([heic(), film(), film("mov")]), st.integers(16), st.binary(min_size=1, max_size=8), st.integers(1)
)
def test_damaged_files_are_kept_or_refused_and_break_nothing(content, at, put, cut):
    at %= len(content)
    damaged = (content[:at] + put + content[at + len(put) :])[: len(content) - cut % 50]
    with suppress(Problem):
        assert len(accepted(damaged, keep_location=False)[0]) == len(damaged)
