"""Requests in the JSON of other engines, read with nothing taken on trust and nothing passed over in silence.

An :class:`Item` is an object of such a request. Reading a key marks it as understood; :meth:`Item.close` reports every
other key that says anything, by its JSON path: what a reader does not understand cannot be planned. A value that says
nothing (null, false, 0, an empty list, object or text) may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path as FilePath
from typing import Any, NoReturn, TypeVar

from scheduler.entities import ProblemError
from scheduler.formats.json_text import DocumentError, JsonObject, NoNumber, read_json
from scheduler.formats.records import LARGEST_INTEGER, Path, Reading, shown

Value = TypeVar("Value")
Default = TypeVar("Default")


class Item:
    """An object of a request, with the path it stands at; ``{}`` stands in for what is no object."""

    def __init__(self, value: Any, path: Path, reading: Reading) -> None:
        self.path, self.reading = path, reading
        self._known: set[str] = set()
        self._values: JsonObject = value if isinstance(value, JsonObject) else JsonObject()
        if not isinstance(value, JsonObject):
            reading.refuse(path, f"expected an object, found {shown(value)}")
            self.reading = Reading()  # what is missing in something else is no finding of its own
        for key in self._values.doubled:
            reading.refuse((*path, key), "the key is there twice")

    def refuse(self, key: str | None, message: str) -> None:
        """Note what is wrong with a member, or with the object itself."""
        self.reading.refuse(self.path if key is None else (*self.path, key), message)

    def has(self, key: str) -> bool:
        """Whether a key is there with anything but null."""
        return self._values.get(key) is not None

    def value(
        self, key: str, parse: Callable[[Any], Value], default: Default, *, required: bool = False
    ) -> Value | Default:
        """What a parser makes of a member; its ``ValueError`` is noted, as is a member that must be there and is not.

        ``default`` stands in for what is absent, null or refused.
        """
        self._known.add(key)
        found = self._values.get(key)
        if found is None:
            if required:
                self.refuse(key, "is missing")
            return default
        try:
            return parse(found)
        except (ValueError, OverflowError) as error:
            self.refuse(key, str(error))
            return default

    def whole(
        self, key: str, default: Default, low: int = 0, high: int = LARGEST_INTEGER, *, required: bool = False
    ) -> int | Default:
        """A whole number within bounds, both allowed."""
        return self.value(key, lambda value: whole(value, low, high), default, required=required)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A text; one that must be there is not empty."""
        found = self.value(key, text, default, required=required)
        if required and not found and self._values.get(key) == "":
            self.refuse(key, "is empty")
        return found

    def flag(self, key: str) -> bool:
        """True or false; false where it is absent."""
        return self.value(key, flag, False)

    def list(self, key: str, parse: Callable[[Any], Value]) -> tuple[Value, ...]:
        """The members of a list, each by itself: those that are refused are left out."""
        found = []
        for index, member in enumerate(self.value(key, listed, ())):
            try:
                found.append(parse(member))
            except (ValueError, OverflowError) as error:
                self.reading.refuse((*self.path, key, index), str(error))
        return tuple(found)

    def items(self, key: str) -> tuple[Item, ...]:
        """The objects of a list."""
        members = self.value(key, listed, ())
        return tuple(Item(member, (*self.path, key, index), self.reading) for index, member in enumerate(members))

    def item(self, key: str) -> Item | None:
        """An object; ``None`` where it is absent."""
        self._known.add(key)
        found = self._values.get(key)
        return None if found is None else Item(found, (*self.path, key), self.reading)

    @property
    def names(self) -> tuple[str, ...]:
        """The keys in their order."""
        return tuple(self._values)

    def close(self, reasons: Mapping[str, str] | None = None) -> None:
        """Refuse by name every key that was not read and says something; ``reasons`` says of known ones why not."""
        for key in sorted(self._values.keys() - self._known):
            if says_something(self._values[key]):
                reason = (reasons or {}).get(key)
                self.refuse(key, "unknown key" if reason is None else f"is not supported: {reason}")

    def build(self, make: Callable[[], Value]) -> Value | None:
        """What ``make`` returns; what it refuses is noted for the object."""
        try:
            return make()
        except ProblemError as error:
            for finding in error.findings:
                self.refuse(None, finding)
        except (ValueError, OverflowError) as error:
            self.refuse(None, str(error))
        return None


class Request:
    """The JSON file of a request: its root, and the end at which everything that is wrong is raised."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.name = FilePath(path).name
        self.reading = Reading()
        self.root = Item(read_json(path), (), self.reading)

    def finish(self) -> None:
        """Raise :class:`DocumentError` with all findings if there are any."""
        if self.reading.findings:
            raise DocumentError(dict.fromkeys(f"{self.name}: {finding}" for finding in self.reading.findings))

    def refuse(self, error: ProblemError) -> NoReturn:
        """Raise what a problem refuses as a whole as the file's findings."""
        raise DocumentError(f"{self.name}: $: {finding}" for finding in error.findings) from None


def says_something(value: Any) -> bool:
    """Whether a value is more than null, false, 0, or an empty list, object or text, at any depth."""
    if isinstance(value, dict):
        return any(map(says_something, value.values()))
    if isinstance(value, list):
        return any(map(says_something, value))
    return value not in (None, False, 0, "")


def whole(value: Any, low: int = 0, high: int = LARGEST_INTEGER) -> int:
    """A whole number within bounds; raises ``ValueError``."""
    if type(value) is not int:
        raise ValueError(f"expected a whole number, found {shown(value)}")
    if not low <= value <= high:
        raise ValueError(f"{shown(value)} is not within {low:,} and {high:,}")
    return value


def number(value: Any, low: float, high: float) -> float:
    """A number within bounds; raises ``ValueError``."""
    if type(value) not in (int, float) or isinstance(value, NoNumber):
        raise ValueError(f"expected a number, found {shown(value)}")
    if not low <= value <= high:
        raise ValueError(f"{shown(value)} is not within {low:,} and {high:,}")
    return float(value)


def text(value: Any) -> str:
    """A text without control characters; raises ``ValueError``."""
    if type(value) is not str:
        raise ValueError(f"expected a text, found {shown(value)}")
    if any((ord(letter) < 32 and letter not in "\t\n\r") or 0xD800 <= ord(letter) < 0xE000 for letter in value):
        raise ValueError(f"{shown(value)} holds a control character or half a character")
    return value


def flag(value: Any) -> bool:
    """True or false; raises ``ValueError``."""
    if type(value) is not bool:
        raise ValueError(f"expected true or false, found {shown(value)}")
    return value


def listed(value: Any) -> list[Any]:
    """A list; raises ``ValueError``."""
    if not isinstance(value, list):
        raise ValueError(f"expected a list, found {shown(value)}")
    return value


def lon_lat(value: Any) -> tuple[float, float]:
    """A place written as [longitude, latitude], as (latitude, longitude); raises ``ValueError``."""
    longitude, latitude = _pair(value, "[longitude, latitude]")
    return _place(latitude, longitude, "[longitude, latitude]")


def lat_lon(value: Any) -> tuple[float, float]:
    """A place written as [latitude, longitude]; raises ``ValueError``."""
    return _place(*_pair(value, "[latitude, longitude]"), "[latitude, longitude]")


def _pair(value: Any, expected: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"expected {expected}, found {shown(value)}")
    return number(value[0], -1e9, 1e9), number(value[1], -1e9, 1e9)


def _place(latitude: float, longitude: float, order: str) -> tuple[float, float]:
    if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
        raise ValueError(f"latitude {latitude} is off the earth; expected {order}, the two are probably exchanged")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(f"latitude {latitude}, longitude {longitude} is off the earth; expected {order}")
    return latitude, longitude
