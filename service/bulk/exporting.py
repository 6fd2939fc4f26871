"""Writing records out: files that can be brought in again, here or elsewhere."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from service import rows
from service.bulk.catalogue import OBJECTS, PARTS
from service.bulk.names import Names
from service.bulk.objects import BulkObject, Column, shown
from service.bulk.table import guarded, write_lines
from service.context import Context
from service.errors import invalid

AT_ONCE = 500
"""Records that are read at once."""
FILES = (*OBJECTS, *PARTS)


def export_lines(ctx: Context, name: str) -> Iterator[str]:
    """Yield the text of the file of one kind of record, a line at a time: all that the actor sees, oldest first."""
    if name not in FILES:
        raise invalid("object", f"there is no export of {name!r}", code="object_unknown", allowed=list(FILES))
    kind = OBJECTS[name] if name in OBJECTS else PARTS[name][0]
    ctx.actor.must(kind.read)
    return write_lines(header(name), _part_lines(ctx, name) if name in PARTS else _lines(ctx, kind))


def header(name: str) -> list[str]:
    """Return the columns of a file."""
    if name in PARTS:
        part = PARTS[name][1]
        return [part.parent, *(column.name for column in part.columns)]
    return ["Id", *(column.name for column in OBJECTS[name].columns)]


class Writer:
    """Turns values into cells, references into names."""

    def __init__(self, ctx: Context) -> None:
        self.names = Names(ctx)
        self._given: dict[str, dict[int, str]] = {}

    def name(self, kind: str, number: int) -> str:
        """Return what a record is called."""
        if kind not in self._given:
            self._given[kind] = self.names.all_of(kind)
        return guarded(self._given[kind].get(number) or self.names.own(kind, number))

    def cell(self, column: Column, row: object) -> str:
        """Return what stands in a column for a record."""
        value = column.value_of(row)
        if column.refers is not None:
            return "" if value is None else self.name(column.refers, value)
        text, runs = shown(value, as_json=column.json)
        return guarded(text) if runs else text


def _records(ctx: Context, kind: BulkObject) -> Iterable[object]:
    wanted = select(kind.model).where(rows.visible(kind.model, ctx.actor)).order_by(kind.model.id)
    return ctx.session.scalars(wanted.execution_options(yield_per=AT_ONCE))


def _lines(ctx: Context, kind: BulkObject) -> Iterator[list[str]]:
    writer = Writer(ctx)
    for row in _records(ctx, kind):
        yield [writer.name(kind.name, row.id), *(writer.cell(column, row) for column in kind.columns)]  # type: ignore[attr-defined]


def _part_lines(ctx: Context, name: str) -> Iterator[list[str]]:
    kind, part = PARTS[name]
    writer = Writer(ctx)
    for row in _records(ctx, kind):
        for each in part.rows(row):
            yield [writer.name(kind.name, row.id), *(writer.cell(column, each) for column in part.columns)]  # type: ignore[attr-defined]


def export_archive(ctx: Context) -> bytes:
    """Return a ZIP archive of the files of every kind of record that the actor may read."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            kind = OBJECTS[name] if name in OBJECTS else PARTS[name][0]
            if ctx.actor.may(kind.read):
                # A fixed date: the same records make the same archive.
                entry = zipfile.ZipInfo(f"{name}.csv")
                archive.writestr(entry, "".join(export_lines(ctx, name)), zipfile.ZIP_DEFLATED)
    return target.getvalue()
