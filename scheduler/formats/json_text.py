"""JSON as text: strict to parse, and laid out so that two versions of a file can be compared line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn

from scheduler.entities import ProblemError
from scheduler.formats.files import not_utf8, wide_encoding

#: The largest JSON file that is read; 10,000 appointments take about 3 MB, a matrix of 3,000 places 100 MB.
LARGEST_JSON_BYTES = 128 * 2**20


class DocumentError(ProblemError):
    """A JSON document that is refused; every finding begins with the file's name and the JSON path."""


class JsonObject(dict[str, Any]):
    """An object as it was parsed; ``doubled`` are the keys that stood in it more than once."""

    doubled: tuple[str, ...] = ()


class NoNumber:
    """What stands for NaN and the infinities, which JSON does not have."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def read_json(path: str | PathLike[str]) -> Any:
    """The parsed content of a UTF-8 file (a mark is accepted); raises :class:`DocumentError`."""
    file = Path(path)
    try:
        if file.stat().st_size > LARGEST_JSON_BYTES:
            refuse(file.name, f"has more than {LARGEST_JSON_BYTES // 2**20} MB")
        content = file.read_bytes()
    except OSError as error:
        refuse(file.name, f"cannot be read: {error.strerror}")
    wide = wide_encoding(content)
    if wide is not None:
        refuse(file.name, f"is {wide}, expected UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content.count(b"\n", 0, error.start)
        line = content.split(b"\n")[before]
        refuse(file.name, f"line {before + 1} {not_utf8(line)}, expected UTF-8")
    return parse_json(text, file.name)


def parse_json(text: str, name: str) -> Any:
    """The value of a JSON text, with :class:`JsonObject` for objects and :class:`NoNumber` for NaN.

    Raises :class:`DocumentError` that names line and column of what is no JSON.
    """
    if not text.strip():
        refuse(name, "is empty")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=NoNumber)
    except json.JSONDecodeError as error:
        ends = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        cut = " (the text ends there: it may be truncated)" if ends else ""
        refuse(name, f"line {error.lineno}, column {error.colno}: {error.msg}{cut}")
    except RecursionError:
        refuse(name, "is nested too deeply")
    except ValueError as error:  # a number of thousands of digits
        refuse(name, str(error))


def refuse(name: str, message: str) -> NoReturn:
    """Raise a :class:`DocumentError` with a single finding about the file as a whole."""
    raise DocumentError([f"{name}: {message}"]) from None


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    result = JsonObject(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        result.doubled = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    return result


def layout(document: Mapping[str, Any]) -> str:
    """A document as text: one line a key, and one line an item of a list of objects or lists."""
    return "{\n" + ",\n".join(f"{_compact(key)}: {_member(value)}" for key, value in document.items()) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, Mapping) and any(_long(item) for item in value.values()):
        return "{\n" + ",\n".join(f"{_compact(key)}: {_member(item)}" for key, item in value.items()) + "\n}"
    if _long(value):
        return "[\n" + ",\n".join(_compact(item) for item in value) + "\n]"
    return _compact(value)


def _long(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
