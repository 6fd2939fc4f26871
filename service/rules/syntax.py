"""The conditions that rules may have: a part of CEL without loops, arithmetic and partial functions.

What is left always comes to an end, in time proportional to its length, and cannot fail. The text is parsed here,
because a finding needs its place and its types; it is evaluated by CEL, which must agree.

    condition = and {"||" and}          and = relation {"&&" relation}
    relation  = unary [("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") unary]
    unary     = "!" unary | primary
    primary   = literal | "[" literal {"," literal} "]" | "(" condition ")" | "size(" path ")" | path
              | path "." ("startsWith" | "endsWith" | "contains") "(" text ")"
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST = 2000
"""Characters of a condition."""
DEEPEST = 24
"""Brackets and negations within each other."""

TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?(?![\w.]))"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<text>\"(?:[^\"\\\r\n]|\\[\\\"'nt])*\"|'(?:[^'\\\r\n]|\\[\\\"'nt])*')"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>!()\[\],])"
)
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t"}
RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
METHODS = frozenset({"startsWith", "endsWith", "contains"})
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
Scalar = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Scalar
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of constants."""

    values: tuple[Literal, ...]
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """A field of the vocabulary."""

    name: str
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are of a list, or how many characters of a text."""

    of: Path
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Method:
    """A question to a text."""

    name: str
    of: Path
    text: Literal
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sides compared."""

    sign: str
    left: "Node"
    right: "Node"
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: "Node"
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Junction:
    """Several joined: all of them with `&&`, any of them with `||`."""

    sign: str
    parts: tuple["Node", ...]
    at: int = field(compare=False)


Node = Literal | Items | Path | Size | Method | Relation | Not | Junction


class ConditionError(Exception):
    """Something is wrong at an offset of a condition."""

    def __init__(self, at: int, detail: str, code: str = "syntax") -> None:
        super().__init__(detail)
        self.at, self.detail, self.code = at, detail, code


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a condition; at its end comes one of the kind `end`."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """Return the words of a condition."""
    if len(text) > LONGEST:
        raise ConditionError(LONGEST, f"a condition has {LONGEST} characters at most, and this has {len(text)}", "size")
    found, at = list[Token](), 0
    while at < len(text):
        word = TOKEN.match(text, at)
        if word is None:
            raise ConditionError(at, f"{text[at : at + 12]!r} means nothing here; see the language of conditions")
        if word.lastgroup != "blank":
            found.append(Token(str(word.lastgroup), word[0], at))
        at = word.end()
    return [*found, Token("end", "the end", len(text))]


def parse(text: str) -> Node:
    """Return the tree of a condition.

    Raises `ConditionError` with the place of the first fault.
    """
    parser = Parser(tokens(text))
    node = parser.condition()
    if parser.next.kind != "end":
        raise parser.unexpected("the end")
    return node


class Parser:
    """Goes through the words of a condition once."""

    def __init__(self, words: list[Token]) -> None:
        self.words, self.place, self.depth = words, 0, 0

    @property
    def next(self) -> Token:
        """The word that comes."""
        return self.words[self.place]

    def take(self, *texts: str) -> Token | None:
        """Return the word that comes and go past it, if it is one of these."""
        word = self.next
        if word.text not in texts or word.kind in ("text", "end"):
            return None
        self.place += 1
        return word

    def need(self, text: str) -> None:
        """Go past a word that must come."""
        if self.take(text) is None:
            raise self.unexpected(repr(text))

    def unexpected(self, wanted: str) -> ConditionError:
        """Return the fault that something else comes than is wanted."""
        return ConditionError(self.next.at, f"expected {wanted}, found {self.next.text}")

    def condition(self) -> Node:
        """condition = and {"||" and}"""
        return self.junction("||")

    def junction(self, sign: str) -> Node:
        """Parts joined by one sign; those joined by `&&` bind closer."""
        below = self.relation if sign == "&&" else lambda: self.junction("&&")
        at, parts = self.next.at, [below()]
        while self.take(sign):
            parts.append(below())
        return parts[0] if len(parts) == 1 else Junction(sign, tuple(parts), at)

    def relation(self) -> Node:
        """relation = unary [sign unary]"""
        left = self.unary()
        sign = self.take(*RELATIONS)
        if sign is None:
            return left
        made = Relation(sign.text, left, self.unary(), sign.at)
        if self.next.text in RELATIONS and self.next.kind != "text":
            raise ConditionError(self.next.at, "two sides are compared, not three: join comparisons by &&")
        return made

    def unary(self) -> Node:
        """unary = "!" unary | primary"""
        if denied := self.take("!"):
            return Not(self.within(self.unary), denied.at)
        return self.primary()

    def within(self, part: Callable[[], Node]) -> Node:
        """Return a part that lies in brackets or under a negation."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(self.next.at, f"brackets and negations go {DEEPEST} deep at most", "size")
        made = part()
        self.depth -= 1
        return made

    def primary(self) -> Node:
        """A literal, a list, a field, a question to a field, or something in brackets."""
        if self.take("("):
            inner = self.within(self.condition)
            self.need(")")
            return inner
        at = self.next.at
        if self.take("["):
            return Items(self.literals(), at)
        if self.next.kind == "name" and self.next.text not in CONSTANTS and self.next.text not in RELATIONS:
            return self.named()
        return self.literal()

    def literals(self) -> tuple[Literal, ...]:
        """The rest of a list."""
        found = [self.literal()]
        while self.take(","):
            found.append(self.literal())
        self.need("]")
        return tuple(found)

    def literal(self) -> Literal:
        """A text, a number, true, false or null."""
        word = self.next
        if word.kind not in ("text", "number") and word.text not in CONSTANTS:
            raise self.unexpected("a value")
        self.place += 1
        if word.kind == "text":
            plain = ESCAPE.sub(lambda found: ESCAPED.get(found[1], found[1]), word.text[1:-1])
            return Literal(plain, word.at)
        if word.kind == "number":
            return Literal(float(word.text) if "." in word.text else int(word.text), word.at)
        return Literal(CONSTANTS[word.text], word.at)

    def named(self) -> Node:
        """A field, or a question to one."""
        word = self.next
        self.place += 1
        if not self.take("("):
            return Path(word.text, word.at)
        name, _, method = word.text.rpartition(".")
        if word.text == "size" and self.next.kind == "name":
            inner = Path(self.next.text, self.next.at)
            self.place += 1
            self.need(")")
            return Size(inner, word.at)
        if not name or method not in METHODS:
            known = ", ".join(sorted({*METHODS, "size"}))
            raise ConditionError(word.at, f"there is no function {word.text}; there are {known}", "unknown_function")
        text = self.literal()
        self.need(")")
        return Method(method, Path(name, word.at), text, word.at)
