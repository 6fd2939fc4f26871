"""Bringing files in: all or nothing, or all but what is refused, with a word about every line.

Rows come in through the same operations as requests do, so every gate and every rule holds. All of it is one
transaction: a process that dies leaves nothing behind. A partial import is done anew without the lines that were
refused, until none is; so a line is in as a whole, with what depends on it, or not at all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from service import rows
from service.bulk.catalogue import OBJECTS, PARTS, STEPS
from service.bulk.cells import Fault, FaultyRowError, faults_of, parse, status_of
from service.bulk.life import live
from service.bulk.names import Names
from service.bulk.objects import BulkObject, Part, Past, Shape, Values
from service.bulk.past import taken_over
from service.bulk.table import Row, Table, unreadable
from service.context import Context
from service.errors import Problem, from_database, invalid
from service.timeline.operations import forget_changes

Place = tuple[str, int]
"""File and line."""


@dataclass(slots=True)
class Outcome:
    """What became of a line."""

    file: str
    line: int
    id: str | None
    outcome: str = "unchanged"
    """created, amended, unchanged or refused."""
    record: int | None = None
    """The number of the record."""
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What became of an import."""

    kept: bool
    """Whether anything was kept: nothing is, of an import that is all or nothing and has a line that was refused."""
    counts: dict[str, int]
    passed_over: dict[str, list[str]]
    """Columns that were not read, by file: those of no record, and all of what only goes out (users, evidence)."""
    lines: list[Outcome]


def import_tables(
    ctx: Context,
    tables: Mapping[str, Table],
    *,
    in_part: bool = False,
    pass_over_unknown: bool = False,
    history: bool = False,
) -> Report:
    """Bring tables in and return what became of each line.

    With `history` the past of another system is taken over: what happened there happened when the files say, by whom
    they say, and was decided there. Nobody may but whoever has the database.

    Nothing is kept, and the report says so, if a line is refused and the import is not partial: the caller ends the
    transaction. The same files a second time change nothing.
    """
    if history and not ctx.actor.unbounded:
        raise Problem(403, "forbidden", "the past is taken over by the command alone", rule="history_by_command")
    ctx = replace(ctx, past=True)
    written_only = {name: table for name, table in tables.items() if name in OBJECTS and OBJECTS[name].created is None}
    if len(written_only) < len(tables):
        tables = {name: table for name, table in tables.items() if name not in written_only}
    unknown = check_columns(tables, pass_over_unknown=pass_over_unknown)
    refused: dict[Place, list[Fault]] = {}
    while (
        run := _attempted(Run(ctx, tables, unknown, dict(refused), history=history), refused, in_part=in_part)
    ) is None:
        forget_changes(ctx.session)
    lines = run.report()
    counts = Counter(line.outcome for line in lines)
    return Report(
        kept=in_part or not counts["refused"],
        counts={name: counts[name] for name in ("created", "amended", "unchanged", "refused")},
        passed_over={
            **{name: sorted(columns) for name, columns in unknown.items() if columns},
            **{name: sorted(table.columns) for name, table in written_only.items()},
        },
        lines=lines,
    )


class AnewError(Exception):
    """Takes back a run in which lines were refused that are now known."""


def _attempted(run: "Run", refused: dict[Place, list[Fault]], *, in_part: bool) -> "Run | None":
    """Return a run; none, taken back and with its faults noted, if it is to be done anew without what was refused."""
    try:
        with run.ctx.session.begin_nested():
            run.run()
            if in_part and len(run.refused) > len(refused):
                raise AnewError
    except AnewError:
        refused |= run.refused
        return None
    return run


def check_columns(tables: Mapping[str, Table], *, pass_over_unknown: bool) -> dict[str, frozenset[str]]:
    """Return the columns of each file that no record has; refuse them, and files of no record, unless told not to."""
    found = {}
    for name, table in tables.items():
        shape = shape_of(name)
        known = {*shape.by_name, "id", *({part_parent(name).casefold()} if name in PARTS else set())}
        found[name] = frozenset(column for column in table.columns if column.casefold() not in known)
        if found[name] and not pass_over_unknown:
            names = ["Id", *([part_parent(name)] if name in PARTS else []), *(each.name for each in shape.columns)]
            detail = f"{name}: there are no columns {', '.join(sorted(found[name]))}"
            raise invalid("file", detail, code="columns_unknown", allowed=names)
        if name in PARTS and part_parent(name).casefold() not in {column.casefold() for column in table.columns}:
            raise unreadable(name, f"the column {part_parent(name)} is missing", line=1)
    return found


def shape_of(name: str) -> Shape:
    """Return what is in a file of this name."""
    if name in PARTS:
        return PARTS[name][1]
    if name in OBJECTS and OBJECTS[name].created is not None:
        return OBJECTS[name]
    readable = sorted({*PARTS, *(each.name for each in OBJECTS.values() if each.created is not None)})
    raise invalid("object", f"there is no import of {name!r}", code="object_unknown", allowed=readable)


def part_parent(name: str) -> str:
    """Return the column by which rows of a file name the record they belong to."""
    return PARTS[name][1].parent


class Run:
    """One pass over all lines but those that were refused before."""

    def __init__(
        self,
        ctx: Context,
        tables: Mapping[str, Table],
        unknown: Mapping[str, frozenset[str]],
        refused: dict[Place, list[Fault]],
        *,
        history: bool,
    ) -> None:
        self.ctx, self.tables, self.unknown, self.refused, self.history = ctx, tables, unknown, refused, history
        self.names = Names(ctx)
        self.outcomes = {(row.file, row.line): Outcome(row.file, row.line, cell(row, "Id")) for row in self._all()}
        self.made: dict[Place, Any] = {}
        self.parts = {name: self._by_parent(name) for name in tables if name in PARTS}

    def _all(self) -> Iterable[Row]:
        return (row for table in self.tables.values() for row in table.rows)

    def _by_parent(self, name: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.tables[name].rows:
            if (row.file, row.line) not in self.refused:
                found.setdefault(cell(row, part_parent(name)) or "", []).append(row)
        return found

    def run(self) -> None:
        """Do every step for every line."""
        for name, step in STEPS:
            kind = OBJECTS[name]
            if step == "make":
                self._make(kind)
            if step in ("make", "parts"):
                self._add_parts(kind, late=step == "parts")
            else:
                self._live(kind, step)

    def _rows(self, name: str) -> Iterable[Row]:
        table = self.tables.get(name)
        return () if table is None else (row for row in table.rows if (row.file, row.line) not in self.refused)

    def _attempt(self, row: Row, shape: Shape, act: Callable[[], Any]) -> Any:
        """Do something for a line, or refuse it: then it is as if nothing had been done."""
        try:
            with self.ctx.session.begin_nested():
                return act()
        except (Problem, ValidationError) as fault:
            faults = faults_of(fault, shape)
        except FaultyRowError as faulty:
            faults = faulty.faults
        except StaleDataError:
            faults = [{"column": None, "code": "busy", "detail": "others are writing the same records"}]
        except DBAPIError as error:
            problem = from_database(error)
            if problem is None:
                raise
            faults = faults_of(problem, shape)
        forget_changes(self.ctx.session)
        self.names.forget()
        self.refused[row.file, row.line] = faults
        return None

    def _make(self, kind: BulkObject) -> None:
        seen: dict[str, int] = {}
        for row in self._rows(kind.name):
            name = cell(row, "Id")
            first = seen.setdefault(name, row.line) if name else row.line
            if first != row.line:
                self._refuse(row, "duplicate", f"the Id {name} stands in line {first} already", "Id")
                continue
            made = self._attempt(row, kind, partial(self._make_row, kind, row, name))
            if made is not None:
                self.made[row.file, row.line] = made

    def _refuse(self, row: Row, code: str, detail: str, column: str | None = None) -> None:
        self.refused[row.file, row.line] = [{"column": column, "code": code, "detail": detail}]

    def _make_row(self, kind: BulkObject, row: Row, name: str | None) -> Any:
        self.ctx.actor.must(kind.write)
        values = parse(kind, row, self.names, self.unknown[kind.name])
        known = self._known(kind, values, name)
        own = {field: value for field, value in values.items() if field not in kind.extra}
        if known is not None:
            changed = self._amend(kind, known, own)
            self._note(row, known, "amended" if changed else "unchanged")
        else:
            if kind.create is None or kind.created is None:
                raise invalid("Id", f"{kind.name} is not made by a file", code="object_unknown")
            if name is None and kind.known is None:
                raise invalid(
                    "Id", "a row needs an Id, so that a second time makes no second record", code="id_missing"
                )
            known = self._create(kind, self._then(kind.past, "create", values), row, own, name)
            self._note(row, known, "created")
        if name is not None:
            self.names.remember(kind.name, name, known.id)
        return known

    def _known(self, kind: BulkObject, values: Values, name: str | None) -> Any | None:
        number = self.names.number(kind.name, name) if name is not None else None
        if number is not None:
            return rows.load(self.ctx, kind.model, number, lock=True)
        return kind.known(self.ctx, values) if kind.known is not None else None

    def _then(self, past: Past, event: str, values: Values) -> Context:
        """Return the context in which something happens: now, or when and by whom a file says that it did."""
        return taken_over(self.ctx, past, event, values) if self.history else self.ctx

    def _create(self, kind: BulkObject, ctx: Context, row: Row, values: Values, name: str | None) -> Any:
        assert kind.created is not None
        assert kind.create is not None
        for part in kind.parts:
            if part.field and (found := self._parts_of(part, name)):
                values[part.field] = found
        later = {field: values.pop(field) for field in [*values] if field not in kind.created.model_fields}
        made = kind.create(ctx, kind.created.model_validate(values).model_dump())
        self.ctx.session.flush()
        changes = {field: value for field, value in later.items() if getattr(made, field) != value}
        if changes and kind.amend is not None:
            kind.amend(ctx, made, changes)
        return made

    def _parts_of(self, part: Part, name: str | None) -> list[Any]:
        """Return the rows of another file that come in together with a record."""
        found = []
        for row in self.parts.get(part.name, {}).get(name or "", []):
            if (row.file, row.line) in self.refused:
                raise invalid("Id", f"line {row.line} of {row.file}, which belongs to it, was refused")
            try:
                values = self._part_values(part, row)
            except (FaultyRowError, ValidationError) as fault:
                faults = fault.faults if isinstance(fault, FaultyRowError) else faults_of(fault, part)
                self.refused[row.file, row.line] = faults
                raise invalid("Id", f"line {row.line} of {row.file}, which belongs to it, is refused") from None
            found.append(values if part.single is None else values[part.single])
        return found

    def _part_values(self, part: Part, row: Row) -> Values:
        assert part.created is not None
        values = self._parsed(part, row)
        own = {field: value for field, value in values.items() if field not in part.extra}
        return part.created.model_validate(own).model_dump()

    def _parsed(self, part: Part, row: Row) -> Values:
        return parse(part, row, self.names, self.unknown[part.name])

    def _amend(self, kind: BulkObject, row: Any, values: Values) -> bool:
        columns = {column.field: column for column in kind.columns}
        differing = {
            field: value
            for field, value in values.items()
            if field not in kind.fixed and plainly(columns[field].value_of(row)) != plainly(value)
        }
        if fixed := sorted(differing.keys() - kind.amendable):
            detail = f"{columns[fixed[0]].name} of a record that is there is not changed by a file"
            raise invalid(fixed[0], detail, rule="amendable", allowed=sorted(kind.amendable))
        if not differing or kind.amend is None or kind.amended is None:
            return False
        return kind.amend(self.ctx, row, kind.amended.model_validate(differing).model_dump(exclude_unset=True))

    def _note(self, row: Row, record: Any, outcome: str) -> None:
        noted = self.outcomes[row.file, row.line]
        noted.outcome, noted.record = outcome, record.id

    def _add_parts(self, kind: BulkObject, *, late: bool) -> None:
        for part in kind.parts:
            for name, found in self.parts.get(part.name, {}).items() if late != bool(part.field) else ():
                for row in found:
                    if (row.file, row.line) not in self.refused:
                        self._attempt(row, part, partial(self._add_part, kind, part, row, name))

    def _add_part(self, kind: BulkObject, part: Part, row: Row, name: str) -> None:
        self.ctx.actor.must(part.write or kind.write)
        number = self.names.number(kind.name, name) if name else None
        if number is None:
            raise invalid(part.parent, f"there is no {kind.name} with the Id {name}", code="unknown_reference")
        parent = rows.load(self.ctx, kind.model, number, lock=True)
        values = self._part_values(part, row)
        if part.same(parent, values) is not None:
            made = [
                place
                for place, each in self.made.items()
                if each is parent and self.outcomes[place].outcome == "created"
            ]
            self._note(row, parent, "created" if made else "unchanged")
            return
        if part.add is None:
            detail = f"{part.name} rows come in together with their {kind.name}, and stay as they are"
            raise invalid(part.parent, detail, rule="parts_with_their_record")
        part.add(self._then(part.past, "create", self._parsed(part, row)), parent, values)
        self.ctx.session.flush()
        self._note(row, parent, "created")

    def _live(self, kind: BulkObject, step: str) -> None:
        for row in self._rows(kind.name):
            made = self.made.get((row.file, row.line))
            if made is None or not self._attempt(row, kind, partial(self._live_on, kind, step, row, made)):
                continue
            if self.outcomes[row.file, row.line].outcome == "unchanged":
                self._note(row, made, "amended")

    def _live_on(self, kind: BulkObject, step: str, row: Row, made: Any) -> bool:
        life = kind.begin if step == "begin" else kind.life
        if life is None:
            return False
        values = parse(kind, row, self.names, self.unknown[kind.name])
        current = rows.load(self.ctx, kind.model, made.id, lock=True)
        wanted = status_of(values)
        if self.history and wanted is not None and wanted in kind.past.life:
            life = kind.past.life[wanted]
            values["parts"] = [self._parsed(part, each) for part in kind.parts for each in self._rows_of(part, row)]
        return live(partial(self._then, kind.past, values=values), life, current, wanted, values)

    def _rows_of(self, part: Part, row: Row) -> list[Row]:
        return self.parts.get(part.name, {}).get(cell(row, "Id") or "", [])

    def report(self) -> list[Outcome]:
        """Return what became of every line, in the order of the files."""
        for place, faults in self.refused.items():
            outcome = self.outcomes[place]
            outcome.outcome, outcome.record, outcome.faults = "refused", None, faults
        return list(self.outcomes.values())


def cell(row: Row, column: str) -> str | None:
    """Return a cell by its column's name, whatever its case; None if it is empty."""
    return next((text for name, text in row.cells.items() if name.casefold() == column.casefold()), None)


def plainly(value: Any) -> Any:
    """Return a value as it is compared: nothing is as an empty text."""
    return None if value == "" else value
