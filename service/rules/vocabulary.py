"""What rules can speak of: fields with their types, by the kind of record that a rule set is about. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

LARGEST_NUMBER = 10**15
"""Beyond it a number of a record is cut off, so that comparing is exact."""


class Kind(StrEnum):
    """What values a field has."""

    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list"
    """Texts, any number of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the vocabulary."""

    kind: Kind
    meaning: str
    values: frozenset[str] | None = None
    """The texts it can be; None where any may be."""
    nullable: bool = False
    """Whether it can be empty."""
    read: Callable[[Any, Any], Any] | None = field(default=None, compare=False)
    """Gives its value from a context and a record; None where the caller of `decide` must give it."""
    per: str | None = None
    """The one field that its value depends on, as long as nothing is written: so many records read it once."""

    def value(self, given: Any) -> Any:
        """Return a value as conditions see it: choices as their text, amounts as numbers, collections as lists."""
        if isinstance(given, Enum):
            return given.value
        if isinstance(given, Decimal):
            given = float(given)
        if isinstance(given, int | float) and not isinstance(given, bool):
            return max(-LARGEST_NUMBER, min(LARGEST_NUMBER, given))
        if isinstance(given, list | tuple | set | frozenset):
            return sorted(each.value if isinstance(each, Enum) else each for each in given)
        return given

    def fault(self, value: Any) -> str | None:
        """Return why a value cannot be this field's; None if it can."""
        if value is None:
            return None if self.nullable else "is never empty"
        if not isinstance(value, PYTHON[self.kind]) or (self.kind == Kind.NUMBER and isinstance(value, bool)):
            return f"is a {self.kind}, not {value!r}"
        if isinstance(value, float) and value != value:
            return "is not a number"
        texts = value if isinstance(value, list) else [value]
        if self.kind == Kind.LIST and not all(isinstance(each, str) for each in texts):
            return "is a list of texts"
        if self.values is not None and (strange := [each for each in texts if each not in self.values]):
            return f"is never {strange[0]!r}, but one of {', '.join(sorted(self.values))}"
        return None


PYTHON: dict[Kind, Any] = {Kind.FLAG: bool, Kind.NUMBER: (int, float), Kind.TEXT: str, Kind.LIST: list}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rules about one kind of record can say: the fields they read, and the outcomes they have."""

    about: str
    fields: Mapping[str, Field]
    outcomes: frozenset[str]
    """Names of the actions that can be done to such a record, and of the verdicts that are for it."""
    acts_on: str | None = None
    """The kind of record that actions are done to; the record's own if none is named."""


VOCABULARIES: dict[str, Vocabulary] = {}
"""By the kind of record; entered by the capability whose records they are."""


def enter(vocabulary: Vocabulary) -> None:
    """Let there be rules about a kind of record."""
    VOCABULARIES[vocabulary.about] = vocabulary


def one_of(kind: type[StrEnum], meaning: str, *, nullable: bool = False, read: Any = None) -> Field:
    """Return a field that is one value of a choice."""
    return Field(Kind.TEXT, meaning, frozenset(each.value for each in kind), nullable, read)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the service itself asks a rule set of a name, and what that set can therefore say."""

    about: str
    outcomes: frozenset[str]
    asked: str
    """When it is asked, for people."""


HOOKS: dict[str, Hook] = {}
"""By the rule set's name; entered by who asks."""


class Reading(Mapping[str, Any]):
    """The facts of a record, each read when it is first asked for, beside those that are given.

    Records of one moment can share what depends on one field alone.
    """

    def __init__(
        self,
        ctx: Any,
        row: Any,
        vocabulary: Vocabulary,
        given: Mapping[str, Any] | None = None,
        shared: dict[tuple[str, Any], Any] | None = None,
    ) -> None:
        self._of, self._vocabulary, self._given = (ctx, row), vocabulary, dict(given or {})
        self._shared = {} if shared is None else shared

    def __getitem__(self, name: str) -> Any:
        if name not in self._given:
            self._given[name] = self._read(name, self._vocabulary.fields[name])
        return self._given[name]

    def _read(self, name: str, field: Field) -> Any:
        if field.read is None:
            raise KeyError(name)
        if field.per is None:
            return field.read(*self._of)
        key = name, self[field.per]
        if key not in self._shared:
            self._shared[key] = field.read(*self._of)
        return self._shared[key]

    def __iter__(self) -> Iterator[str]:
        readable = (name for name, field in self._vocabulary.fields.items() if field.read is not None)
        return iter(dict.fromkeys([*readable, *self._given]))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        # Without it every question whether a fact is there would read it.
        field = self._vocabulary.fields.get(str(name))
        return name in self._given or (field is not None and field.read is not None)
