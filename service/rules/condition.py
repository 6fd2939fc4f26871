"""Conditions at work: the port, and behind it CEL, the Common Expression Language. Nothing else knows which it is."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from cel import Context, Program, compile


class Facts:
    """What conditions are asked about: values by the path of their field, prepared once for many conditions."""

    __slots__ = ("context",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        nested: dict[str, Any] = {}
        for path, value in values.items():
            group, _, name = path.rpartition(".")
            (nested.setdefault(group, {}) if group else nested)[name] = value
        self.context = Context(variables=nested)


class Condition(Protocol):
    """Something that is true of facts or not."""

    def holds(self, facts: Facts) -> bool:
        """Return whether it is true."""
        ...


class CelCondition:
    """A condition as a compiled CEL program."""

    __slots__ = ("program",)

    def __init__(self, text: str) -> None:
        self.program: Program = compile(text)

    def holds(self, facts: Facts) -> bool:
        """Return whether it is true."""
        return self.program.execute(facts.context) is True


@lru_cache(maxsize=4096)
def condition(text: str) -> Condition:
    """Return the condition of a text that was checked."""
    return CelCondition(text)
