"""What a condition means over a vocabulary: its types, and whether it can be true or false at all. Pure."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import reduce

from service.rules.syntax import (
    ConditionError,
    Items,
    Junction,
    Literal,
    Method,
    Node,
    Not,
    Path,
    Relation,
    Scalar,
    Size,
)
from service.rules.vocabulary import Field, Kind, Vocabulary

ORDERING = frozenset({"<", "<=", ">", ">="})
CONDITION = Field(Kind.FLAG, "a condition")
SIZE = Field(Kind.NUMBER, "a size")
NULL = Field(Kind.TEXT, "nothing", nullable=True)
"""The type of null; it is told from others by identity."""


def paths(node: Node) -> Iterator[Path]:
    """Yield every field that a condition names, in branches that are never looked at too."""
    match node:
        case Path():
            yield node
        case Not(of) | Size(of) | Method(_, of):
            yield from paths(of)
        case Relation(_, left, right):
            yield from paths(left)
            yield from paths(right)
        case Junction(_, parts):
            for part in parts:
                yield from paths(part)


def faults(node: Node, vocabulary: Vocabulary) -> list[ConditionError]:
    """Return everything that is wrong with a condition: unknown fields, types, values that a field never has."""
    known = vocabulary.fields
    unknown = [
        ConditionError(each.at, f"there is no field {each.name}{_meant(each.name, known)}", "unknown_field")
        for each in paths(node)
        if each.name not in known
    ]
    if unknown:
        return unknown
    found = [*_faults(node, vocabulary)]
    if not found and _type(node, vocabulary).kind != Kind.FLAG:
        found.append(ConditionError(node.at, "a condition is true or false, and this is neither", "wrong_type"))
    return found


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f"; is it {close[0]}?" if close else ""


def _type(node: Node, vocabulary: Vocabulary) -> Field:
    match node:
        case Path(name):
            return vocabulary.fields[name]
        case Size():
            return SIZE
        case Literal(value):
            return _type_of(value)
        case Items():
            return Field(Kind.LIST, "a list")
    return CONDITION


def _type_of(value: Scalar) -> Field:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return Field(Kind.FLAG, "a flag")
    return Field(Kind.TEXT if isinstance(value, str) else Kind.NUMBER, "a constant")


def _faults(node: Node, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    match node:
        case Not(of):
            yield from _need_flag(of, vocabulary)
        case Junction(_, parts):
            for part in parts:
                yield from _need_flag(part, vocabulary)
        case Size(of, at):
            if vocabulary.fields[of.name].kind != Kind.LIST:
                yield ConditionError(at, f"{of.name} has no size: it is no list", "wrong_type")
        case Method(name, of, text, at):
            asked = vocabulary.fields[of.name]
            if asked.kind != Kind.TEXT or asked.nullable or not isinstance(text.value, str):
                yield ConditionError(at, f"{name} asks a text that is never empty about a text", "wrong_type")
        case Relation(sign, left, right, at):
            yield from _faults(left, vocabulary)
            yield from _faults(right, vocabulary)
            yield from _relation_faults(sign, left, right, at, vocabulary)


def _need_flag(node: Node, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    yield from _faults(node, vocabulary)
    if _type(node, vocabulary).kind != Kind.FLAG:
        yield ConditionError(node.at, "only what is true or false can be joined or denied", "wrong_type")


def _relation_faults(sign: str, left: Node, right: Node, at: int, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    if not [*paths(left), *paths(right)]:
        yield ConditionError(at, "this says nothing about the record: name a field on one side", "wrong_type")
    elif sign == "in":
        yield from _membership_faults(left, right, at, vocabulary)
    elif sign in ORDERING:
        sides = [_type(each, vocabulary) for each in (left, right)]
        if any(each.kind != Kind.NUMBER or each.nullable for each in sides):
            yield ConditionError(at, f"{sign} compares two numbers that are never empty", "wrong_type")
    else:
        yield from _equality_faults(left, right, at, vocabulary)


def _membership_faults(left: Node, right: Node, at: int, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    asked = _type(left, vocabulary)
    if asked is NULL or asked.kind not in (Kind.TEXT, Kind.NUMBER):
        yield ConditionError(left.at, "`in` looks for a text or a number", "wrong_type")
    elif isinstance(right, Items):
        for each in right.values:
            yield from _value_faults(left, asked, each)
    elif isinstance(right, Path) and vocabulary.fields[right.name].kind == Kind.LIST:
        held = vocabulary.fields[right.name]
        if asked.kind != Kind.TEXT:
            yield ConditionError(left.at, f"{right.name} holds texts", "wrong_type")
        elif isinstance(left, Literal):
            yield from _value_faults(right, Field(Kind.TEXT, held.meaning, held.values), left)
    else:
        yield ConditionError(right.at, "`in` looks into a list", "wrong_type")


def _value_faults(of: Node, field: Field, value: Literal) -> Iterator[ConditionError]:
    if fault := field.fault(value.value):
        name = of.name if isinstance(of, Path) else "it"
        code = "impossible_value" if " never " in fault else "wrong_type"
        yield ConditionError(value.at, f"{name} {fault}", code)


def _equality_faults(left: Node, right: Node, at: int, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Path | Size) and isinstance(other, Literal):
            field = _type(one, vocabulary)
            if field.kind == Kind.LIST:
                yield ConditionError(at, "lists are asked by `in` and by size", "wrong_type")
            else:
                yield from _value_faults(one, field, other)
            return
    yield from _sides_faults(_type(left, vocabulary), _type(right, vocabulary), at)


def _sides_faults(one: Field, other: Field, at: int) -> Iterator[ConditionError]:
    if one.kind != other.kind or Kind.LIST in (one.kind, other.kind):
        yield ConditionError(at, f"a {one.kind} is never equal to a {other.kind}", "wrong_type")
    elif one.values is not None and other.values is not None and not one.values & other.values:
        yield ConditionError(at, "the two have no value in common", "impossible_value")


Possible = tuple[str, frozenset[Scalar]]
"""A field, and the values of its finite range with which a condition is true."""


def settled(node: Node, vocabulary: Vocabulary) -> bool | None:
    """Return what a condition without faults always is, as far as the ranges of its fields say; None if it depends."""
    match node:
        case Literal(value):
            return bool(value)
        case Not(of):
            inner = settled(of, vocabulary)
            return None if inner is None else not inner
        case Junction(sign, parts):
            return _settled_junction(sign, parts, vocabulary)
    held = possible(node, vocabulary)
    return _settled_by(held, vocabulary) if held else None


def _settled_by(held: Possible, vocabulary: Vocabulary) -> bool | None:
    name, values = held
    return False if not values else True if values == _range(vocabulary.fields[name]) else None


def _settled_junction(sign: str, parts: tuple[Node, ...], vocabulary: Vocabulary) -> bool | None:
    decisive = sign == "||"
    each = [settled(part, vocabulary) for part in parts]
    if decisive in each:
        return decisive
    if all(part is not None for part in each):
        return not decisive
    joined: dict[str, frozenset[Scalar]] = {}
    for name, values in filter(None, (possible(part, vocabulary) for part in parts)):
        joined[name] = values if name not in joined else joined[name] | values if decisive else joined[name] & values
    return decisive if any(_settled_by(held, vocabulary) is decisive for held in joined.items()) else None


def _range(field: Field) -> frozenset[Scalar] | None:
    if field.kind == Kind.FLAG:
        return frozenset({True, False})
    if field.kind != Kind.TEXT or field.values is None:
        return None
    return frozenset(field.values) | ({None} if field.nullable else set())


def possible(node: Node, vocabulary: Vocabulary) -> Possible | None:
    """Return of a condition about one field alone, with a finite range, with which values it is true."""
    match node:
        case Path(name):
            return (name, frozenset({True})) if vocabulary.fields[name].kind == Kind.FLAG else None
        case Not(of):
            held = possible(of, vocabulary)
            return held and (held[0], (_range(vocabulary.fields[held[0]]) or frozenset()) - held[1])
        case Junction(sign, parts):
            return _possible_together(sign, [possible(part, vocabulary) for part in parts])
        case Relation(sign, left, right):
            return _possible_relation(sign, left, right, vocabulary)
    return None


def _possible_together(sign: str, parts: list[Possible | None]) -> Possible | None:
    known = [each for each in parts if each is not None]
    if len(known) < len(parts) or len({name for name, _ in known}) > 1:
        return None
    join = frozenset.union if sign == "||" else frozenset.intersection
    return known[0][0], reduce(join, (values for _, values in known))


def _possible_relation(sign: str, left: Node, right: Node, vocabulary: Vocabulary) -> Possible | None:
    if isinstance(right, Path) and isinstance(left, Literal):
        left, right = right, left
    if not isinstance(left, Path) or (whole := _range(vocabulary.fields[left.name])) is None:
        return None
    if sign == "in" and isinstance(right, Items):
        return left.name, frozenset(each.value for each in right.values)
    if sign in ("==", "!=") and isinstance(right, Literal):
        named: frozenset[Scalar] = frozenset({right.value})
        return left.name, named if sign == "==" else whole - named
    return None


def canonical(node: Node) -> object:
    """Return what two conditions have in common that say the same in another order or another spelling."""
    match node:
        case Junction(sign, parts):
            return sign, frozenset(canonical(part) for part in parts)
        case Not(Not(of)):
            return canonical(of)
        case Not(Relation(("==" | "!=") as sign, left, right)):
            return canonical(Relation("!=" if sign == "==" else "==", left, right, node.at))
        case Not(of):
            return "!", canonical(of)
        case Relation(sign, left, right):
            return _canonical_relation(sign, left, right)
    return node


def _canonical_relation(sign: str, left: Node, right: Node) -> object:
    if isinstance(left, Literal) and sign in ("==", "!="):
        left, right = right, left
    if sign in (">", ">="):
        sign, left, right = {">": "<", ">=": "<="}[sign], right, left
    if sign == "in" and isinstance(right, Items):
        return "in", left, frozenset((type(each.value), each.value) for each in right.values)
    if sign == "==" and isinstance(right, Literal):
        return "in", left, frozenset({(type(right.value), right.value)})
    return sign, (frozenset({left, right}) if sign in ("==", "!=") else (left, right))
