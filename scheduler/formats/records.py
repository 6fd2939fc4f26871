"""Frozen dataclasses as plain JSON data and back, by their fields alone.

Writing leaves out what equals its default, except where a default is a calibration that may change (:data:`IN_FULL`).
Reading takes nothing on trust: unknown, missing and doubled keys, wrong types and values the class refuses are all
collected with their JSON path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from scheduler.formats.json_text import JsonObject
from scheduler.policy import Policy
from scheduler.travel import LONGEST_LEG, GreatCircleTravel, MatrixTravel

#: How the members of a union of classes are told apart in a file: the value of the key ``type``.
TYPE_NAMES: dict[type, str] = {GreatCircleTravel: "great_circle", MatrixTravel: "matrix"}
#: Classes written with every field: what they leave open would change its meaning with the next calibration.
IN_FULL = (GreatCircleTravel, MatrixTravel, Policy)
LARGEST_INTEGER = 2**63 - 1
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_REAL = ("float", "float | None")
_SCALARS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}

Path = tuple[Any, ...]
Decoder = Callable[[Any, Path, "Reading"], Any]


class Unreadable:
    """The type of :data:`UNREADABLE`, what a decoder returns once it has reported why."""


UNREADABLE = Unreadable()


class Reading:
    """The findings of one document, each beginning with its JSON path."""

    def __init__(self) -> None:
        self.findings: list[str] = []

    def refuse(self, path: Path, message: str) -> Unreadable:
        """Note what is wrong at a path, and stand in for the value."""
        self.findings.append(f"{path_text(path)}: {message}")
        return UNREADABLE


def path_text(path: Path) -> str:
    """A path as people write it: ``$.appointments[3].duration``."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def plain(value: Any) -> Any:
    """A value as JSON data: dataclasses become objects, tuples lists, keys of mappings are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain_record(value)
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.isoformat() if isinstance(value, datetime) else value


def _plain_record(record: Any) -> dict[str, Any]:
    result = {"type": TYPE_NAMES[type(record)]} if type(record) in TYPE_NAMES else {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.type in _REAL and value is not None:
            value = float(value) + 0.0  # 39 and 39.0, 0.0 and -0.0 are equal and so are the same text
        if isinstance(record, IN_FULL) or isinstance(value, IN_FULL) or not _is_default(field, value):
            result[field.name] = plain(value)
    return result


def _is_default(field: Field[Any], value: Any) -> bool:
    if field.default_factory is not MISSING:
        return bool(field.default_factory() == value)
    return field.default is not MISSING and type(field.default) is type(value) and bool(field.default == value)


def decoder(hint: Any) -> Decoder:
    """The function that turns JSON data into a value of a type, or reports why it cannot."""
    return _decoder(hint)


@cache
def _decoder(hint: Any) -> Decoder:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is Literal:
        return _literal(arguments)
    if origin is tuple:
        return _list(decoder(arguments[0])) if arguments[-1] is Ellipsis else _fixed(arguments)
    if origin is np.ndarray:
        return _matrix
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(decoder(arguments[1]))
    if hint is datetime:
        return _datetime
    return _record(hint) if is_dataclass(hint) else _scalar(hint)


def _scalar(kind: Any) -> Decoder:
    expected = _SCALARS[kind]

    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if type(value) is not kind and not (kind is float and type(value) is int):
            return reading.refuse(path, f"expected {expected}, found {shown(value)}")
        if kind in (int, float) and not abs(value) <= LARGEST_INTEGER:
            return reading.refuse(path, f"{shown(value)} is too large")
        if kind is str and not value.isprintable() and _HALF_CHARACTER.search(value):
            return reading.refuse(path, f"{shown(value)} holds half a character (a lone surrogate)")
        return float(value) if kind is float else value

    return decode


def shown(value: Any) -> str:
    """A JSON value for people, shortened."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _union(members: tuple[Any, ...]) -> Decoder:
    kinds = tuple(member for member in members if member is not NoneType)
    classes = {TYPE_NAMES[kind]: decoder(kind) for kind in kinds if kind in TYPE_NAMES}
    by_type = {kind: decoder(kind) for kind in kinds}

    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if value is None and NoneType in members:
            return None
        if classes:
            return _tagged(classes, value, path, reading)
        return by_type.get(type(value), by_type[kinds[0]])(value, path, reading)

    return decode


def _tagged(classes: dict[str, Decoder], value: Any, path: Path, reading: Reading) -> Any:
    name = value.get("type") if isinstance(value, JsonObject) else None
    if name not in classes:
        expected = f"an object with type {' or '.join(classes)}"
        return reading.refuse(path, f"expected {expected}, found {shown(name or value)}")
    rest = JsonObject((key, item) for key, item in value.items() if key != "type")
    rest.doubled = value.doubled
    return classes[name](rest, path, reading)


def _literal(allowed: tuple[Any, ...]) -> Decoder:
    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if not isinstance(value, str) or value not in allowed:
            return reading.refuse(path, f"expected one of {', '.join(allowed)}, found {shown(value)}")
        return value

    return decode


def _list(item: Decoder) -> Decoder:
    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if not isinstance(value, list):
            return reading.refuse(path, f"expected a list, found {shown(value)}")
        items = tuple([item(member, (*path, index), reading) for index, member in enumerate(value)])
        return UNREADABLE if UNREADABLE in items else items

    return decode


def _fixed(hints: tuple[Any, ...]) -> Decoder:
    items = [decoder(hint) for hint in hints]

    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if not isinstance(value, list) or len(value) != len(items):
            return reading.refuse(path, f"expected a list of {len(items)}, found {shown(value)}")
        members = tuple(
            item(member, (*path, index), reading) for index, (item, member) in enumerate(zip(items, value, strict=True))
        )
        return UNREADABLE if UNREADABLE in members else members

    return decode


def _mapping(item: Decoder) -> Decoder:
    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if not isinstance(value, JsonObject):
            return reading.refuse(path, f"expected an object, found {shown(value)}")
        _report_doubled(value, path, reading)
        members = {key: item(member, (*path, key), reading) for key, member in value.items()}
        return UNREADABLE if UNREADABLE in members.values() else members

    return decode


def _matrix(value: Any, path: Path, reading: Reading) -> Any:
    """Rows of whole numbers, tested row by row: a path for every one of a million numbers would cost seconds."""
    if not isinstance(value, list) or any(not isinstance(row, list) for row in value):
        return reading.refuse(path, f"expected a list of rows, found {shown(value)}")
    found = len(reading.findings)
    for index, row in enumerate(value):
        if len(row) != len(value):
            reading.refuse((*path, index), f"has {len(row)} numbers, expected {len(value)}")
        for column, number in enumerate(row):
            if type(number) is not int or not 0 <= number <= LONGEST_LEG:
                expected = f"expected a whole number within 0 and {LONGEST_LEG}"
                reading.refuse((*path, index, column), f"{expected}, found {shown(number)}")
    return UNREADABLE if len(reading.findings) > found else np.array(value, dtype=np.int32).reshape(len(value), -1)


def _datetime(value: Any, path: Path, reading: Reading) -> Any:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return reading.refuse(path, f"expected an ISO 8601 time with a zone, found {shown(value)}")


def _report_doubled(value: JsonObject, path: Path, reading: Reading) -> None:
    for key in value.doubled:
        reading.refuse((*path, key), "the key is there twice")


def _record(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    members = {field.name: decoder(hints[field.name]) for field in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def decode(value: Any, path: Path, reading: Reading) -> Any:
        if not isinstance(value, JsonObject):
            return reading.refuse(path, f"expected an object, found {shown(value)}")
        found = len(reading.findings)
        _report_doubled(value, path, reading)
        for key in sorted(value.keys() - members.keys()):
            reading.refuse((*path, key), f"unknown key; known are {', '.join(members)}")
        for key in sorted(needed - value.keys()):
            reading.refuse((*path, key), "is missing")
        given = {key: members[key](item, (*path, key), reading) for key, item in value.items() if key in members}
        return UNREADABLE if len(reading.findings) > found else _construct(kind, given, path, reading)

    return decode


def _construct(kind: type, given: dict[str, Any], path: Path, reading: Reading) -> Any:
    try:
        return kind(**given)
    except (ValueError, OverflowError) as error:
        for finding in getattr(error, "findings", (str(error),)):
            reading.refuse(path, finding)
        return UNREADABLE
