"""VROOM's ids are whole numbers: those of an answer are those of the request."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_DIGITS = 18


def numbered(names: Iterable[str]) -> dict[str, int]:
    """The whole numbers that names are, or their positions from 1 where any is none."""
    listed = list(names)
    if all(_is_whole(name) for name in listed):
        return {name: int(name) for name in listed}
    return {name: position for position, name in enumerate(listed, 1)}


def _is_whole(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) <= _MOST_DIGITS and str(int(name)) == name
