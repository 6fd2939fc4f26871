"""From the cells of a row to the values of a record's fields, every fault named by its column."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from service.bulk.names import Names
from service.bulk.objects import Column, Shape, Values
from service.bulk.table import Row
from service.errors import Problem, invalid

ALIASES: Mapping[str, Mapping[str, str]] = {
    "priority": {"medium": "normal", "critical": "urgent"},
    "channel": {"phone": "representative"},
    "kind": {"p": "primary", "s": "secondary", "r": "relocated"},
}
"""Words of Salesforce's own lists for ours, by field."""

Fault = dict[str, Any]


class FaultyRowError(Exception):
    """A row that cannot be read: all that is wrong with its cells."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def parse(shape: Shape, row: Row, names: Names, passed_over: frozenset[str]) -> Values:
    """Return the values of a row's cells; a `FaultyRowError` that names every cell that is wrong."""
    values: Values = {}
    faults: list[Fault] = []
    for name, text in row.cells.items():
        column = shape.by_name.get(name.casefold())
        if column is None or column.shown_only or name in passed_over:
            continue
        try:
            values[column.field] = value_of(shape, column, text, names)
        except ValidationError as wrong:
            faults += [{"column": name, "code": each["type"], "detail": each["msg"]} for each in wrong.errors()]
        except Problem as refusal:
            faults.append({"column": name, "code": refusal.code, "detail": refusal.detail})
    if faults:
        raise FaultyRowError(faults)
    return values


def value_of(shape: Shape, column: Column, text: str, names: Names) -> Any:
    """Return the value of one cell."""
    if column.refers is not None:
        number = names.number(column.refers, text)
        if number is None:
            raise invalid(column.name, f"there is no {column.refers} with the Id {text}", code="unknown_reference")
        return number
    adapter = shape.adapters[column.field]
    given: Any = text
    if column.json:
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            raise invalid(column.name, "this is not JSON", code="json_malformed") from None
    elif is_choice(adapter):
        word = text.casefold().replace(" ", "_").replace("-", "_")
        given = ALIASES.get(column.field, {}).get(word, word)
    return adapter.dump_python(adapter.validate_python(given))


def is_choice(adapter: TypeAdapter[Any]) -> bool:
    """Return whether a field takes one word of a list."""
    kinds = (adapter._type, *get_args(adapter._type))
    return any(isinstance(kind, type) and issubclass(kind, Enum) for kind in kinds)


def status_of(values: Values) -> str | None:
    """Return the status that a row wants, in our words; it is taken out of the values."""
    status = values.pop("status", None)
    return None if status is None else str(status).strip().casefold().replace(" ", "_").replace("-", "_")


def faults_of(fault: Problem | ValidationError, shape: Shape) -> list[Fault]:
    """Return what is wrong with a row, by the columns of its file."""
    columns = {column.field: column.name for column in shape.columns}
    if isinstance(fault, Problem):
        more = {name: value for name, value in fault.document().items() if name in ("gate", "rule", "allowed")}
        return [
            {"column": columns.get(fault.field or "", fault.field), "code": fault.code, "detail": fault.detail, **more}
        ]
    return [
        {
            "column": columns.get(str(each["loc"][0])) if each["loc"] else None,
            "code": each["type"],
            "detail": each["msg"],
        }
        for each in fault.errors()
    ]
