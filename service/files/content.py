"""What a file is, read from its content and never from its name, and whether it may be kept. Pure."""

import io
import re
import unicodedata
import warnings
from collections.abc import Mapping
from pathlib import PurePosixPath

from PIL import Image

from service.errors import Problem, invalid
from service.files import media
from service.files.metadata import without_location

LARGEST_FILE = 50_000_000
"""Bytes of a file."""
LARGEST_PICTURE = 60_000_000
"""Pixels of a picture: four bytes each are needed to look at it."""
LONGEST_NAME = 150

SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".csv", ".log", ".md"),
}
"""The types that are kept, and how names of such files end."""
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""The reader of each kind of picture; no other reader is ever asked."""
BOXED = ("image/heic", "video/mp4", "video/quicktime")

CONTROLS = re.compile(r"[^\t\n\r\f -\U0010ffff]")
"""Characters that no text has."""
MARKUP = re.compile(rb"\s*<(?:!|\?|[a-zA-Z])")
"""How what a browser would run begins: HTML, SVG, XML."""


def media_type(content: bytes) -> str:
    """Return the type of a content; a 415 if it is none of those that are kept."""
    found = _type_of(content)
    if found is None:
        raise Problem(
            415,
            "type_refused",
            "kept are pictures (JPEG, PNG, WebP, HEIC), films (MP4, QuickTime), PDF and plain text in UTF-8, by what is"
            " in the file",
            rule="evidence_type",
            allowed=sorted(SUFFIXES),
        )
    return found


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if (boxed := media.media_type(content)) is not None:
        return boxed
    return "text/plain" if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not CONTROLS.search(text) and not MARKUP.match(content.removeprefix(b"\xef\xbb\xbf"))


def accepted(content: bytes, *, keep_location: bool) -> tuple[bytes, str]:
    """Return what is to be kept of a file, and its type.

    A picture is looked at whole, so that one that is broken or unfolds to more than it may is refused; unless it is
    wanted, where it was taken is left out. The picture itself stays as it was, bit by bit. HEIC pictures and films are
    not unfolded here, only taken apart into what they are made of.
    """
    if not content:
        raise invalid("file", "the file is empty", code="file_empty")
    if len(content) > LARGEST_FILE:
        raise Problem(413, "too_large", f"a file has {LARGEST_FILE} bytes at most", field="file")
    kind = media_type(content)
    if kind in PICTURES:
        check_picture(content, kind)
        content = content if keep_location else without_location(content, kind)
    elif kind in BOXED:
        media.check(content, kind, largest=LARGEST_PICTURE)
        content = content if keep_location else media.without_location(content, kind)
    return content, kind


def check_picture(content: bytes, kind: str, *, largest: int = LARGEST_PICTURE, field: str = "file") -> None:
    """Refuse a picture that cannot be read, or that has too many pixels; those are counted before any is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=[PICTURES[kind]]) as picture:
                frames = getattr(picture, "n_frames", 1)
                if picture.width * picture.height * frames > largest:
                    raise invalid(field, f"a picture has {largest} pixels at most", code="picture_too_large")
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise invalid(field, "the picture is broken or not what it says it is", code="picture_broken") from fault


def file_name(name: str, kind: str) -> str:
    """Return a name under which a file can be handed out: it ends as its type does.

    Refused are names with folders, and with characters that cannot be seen or that turn the reading around.
    """
    name = unicodedata.normalize("NFC", name.strip())
    hidden = [each for each in name if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")]
    if not name or hidden or re.search(r'[/\\:*?"<>|]', name) or name.startswith(".") or len(name) > LONGEST_NAME:
        detail = f"a file name has 1 to {LONGEST_NAME} visible characters, no folders, and no dot in front"
        raise invalid("file_name", detail, code="file_name_refused")
    return name if PurePosixPath(name).suffix.casefold() in SUFFIXES[kind] else name + SUFFIXES[kind][0]
