"""What a file is by its content, what is refused, and that a place is taken out of a picture and nothing else."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from service.errors import Problem
from service.files.content import LARGEST_FILE, accepted, check_picture, file_name, media_type

BREMEN = {1: "N", 2: (53.0, 4.0, 30.0), 3: "E", 4: (8.0, 48.0, 7.0)}


def photo(kind: str = "JPEG", **more) -> bytes:
    """Return a picture with where, when and with what it was taken."""
    picture = Image.new("RGB", (40, 30))
    picture.putdata([(x * 6, y * 8, 90) for y in range(30) for x in range(40)])
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = 6, "Camera", "at Am Tor 1"
    exif[0x8769] = {0x9003: "2026:03:02 08:00:00", 0x927C: b"secret"}
    exif[0x8825] = BREMEN
    target = io.BytesIO()
    picture.save(target, kind, exif=exif, **more)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("kind", "more"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"xmp": b"<x>53.07</x>"}), ("PNG", {}), ("WEBP", {})],
)
def test_place_is_taken_out_and_the_picture_stays(kind, more):
    before = photo(kind, **more) + b"PK\x03\x04 hidden 53.07"
    if kind == "WEBP":
        before = photo(kind, **more)
    assert opened(before).getexif().get_ifd(0x8825)
    kept, _ = accepted(before, keep_location=False)
    after = opened(kept)
    assert after.tobytes() == opened(before).tobytes()
    assert not after.getexif().get_ifd(0x8825)
    for told in (b"Am Tor", b"secret", b"53.07", b"hidden"):
        assert told not in kept


def test_what_a_photo_proves_stays():
    kept, kind = accepted(photo(), keep_location=False)
    notes = opened(kept).getexif()
    assert kind == "image/jpeg"
    assert (notes[0x0112], notes[0x010F], notes.get_ifd(0x8769)[0x9003]) == (6, "Camera", "2026:03:02 08:00:00")


def test_place_stays_where_it_is_wanted():
    content = photo()
    assert accepted(content, keep_location=True) == (content, "image/jpeg")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        ("Überdruck;6,2\n".encode(), "text/plain"),
        (b"\xef\xbb\xbfnotes", "text/plain"),
    ],
)
def test_type_is_read_from_the_content(content, kind):
    assert media_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\n <svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf<?xml version='1.0'?>",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"\x00" * 40,
        b"\xff\xfe<\x00",
        "é".encode("latin-1"),
        b" \n ",
        b"GIF89a\x01\x00",
    ],
)
def test_other_types_are_refused(content):
    with pytest.raises(Problem) as refusal:
        media_type(content)
    assert (refusal.value.status, refusal.value.code) == (415, "type_refused")


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it has this many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (10_000, 6_001)])
def test_picture_that_unfolds_is_refused(size):
    with pytest.raises(Problem) as refusal:
        accepted(bomb(*size), keep_location=False)
    assert refusal.value.code in ("picture_too_large", "picture_broken")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_frame_counts(kind):
    check_picture(photo(kind), f"image/{kind.lower()}", largest=1200)
    with pytest.raises(Problem):
        check_picture(photo(kind), f"image/{kind.lower()}", largest=1199)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@given(cut=st.integers(12, 400), put=st.binary(max_size=4))
def test_damaged_pictures_are_kept_or_refused_and_break_nothing(kind, cut, put):
    content = photo(kind)
    damaged = content[:cut] + put + content[cut + len(put) + 1 :]
    try:
        kept, _ = accepted(damaged, keep_location=False)
    except Problem:
        return
    assert kept


def test_size_is_limited():
    with pytest.raises(Problem) as refusal:
        accepted(b"x" * (LARGEST_FILE + 1), keep_location=False)
    assert refusal.value.status == 413
    with pytest.raises(Problem) as refusal:
        accepted(b"", keep_location=False)
    assert refusal.value.code == "file_empty"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../../etc/passwd",
            "a/b.jpg",
            "a\\b.jpg",
            "C:x.jpg",
            ".htaccess",
            "",
            "  ",
            "x\x00.jpg",
            "x\r\nSet-Cookie: a",
        ),
        *("gpj\u202efdp.jpg", "x" * 151, "a?b", 'a"b'),
    ],
)
def test_names_with_tricks_are_refused(name):
    with pytest.raises(Problem) as refusal:
        file_name(name, "image/jpeg")
    assert refusal.value.code == "file_name_refused"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Dichtung ä.JPG", "Dichtung ä.JPG"), ("virus.exe", "virus.exe.jpg"), ("a.html", "a.html.jpg"), ("x", "x.jpg")],
)
def test_name_ends_as_its_type_does(name, shown):
    assert file_name(name, "image/jpeg") == shown
