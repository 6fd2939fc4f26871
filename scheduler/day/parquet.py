"""Parquet files as rows of text cells, so that they are read by the same rules as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scheduler.day.columns import Schema, normalised, recognised
from scheduler.day.findings import DayCode, Findings, UnreadableError

_ROWS_AT_A_TIME = 4096


def parquet_rows(path: Path, schema: Schema, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The header as line 0, then rows counted from 1; columns that are not known stay empty and are not read."""
    known = recognised(schema)
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            yield 0, names
            wanted = sorted({name for name in names if normalised(name) in known})
            number = 0
            for batch in file.iter_batches(_ROWS_AT_A_TIME, columns=wanted):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                cells = [columns[name].to_pylist() if name in columns else [None] * len(batch) for name in names]
                for values in zip(*cells, strict=True):
                    number += 1
                    yield number, [cell_text(value) for value in values]
    except (pa.ArrowException, OSError) as error:
        findings.error(DayCode.FILE_FORMAT, path.name, f"cannot be read as Parquet: {error}", "a CSV or Parquet file")
        raise UnreadableError from None


def cell_text(value: Any) -> str:
    """A value as it would stand in a CSV file: lists joined by semicolons, times as ISO 8601, null as nothing."""
    if value is None or value != value:
        return ""
    if isinstance(value, list | tuple):
        return ";".join(cell_text(item) for item in value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(value).strip()
