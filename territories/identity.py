"""Ids and names of territories: which columns hold them, and what is wrong with them."""

import difflib
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from territories.findings import Code, Finding
from territories.identity_columns import ID_COLUMNS, NAME_COLUMNS
from territories.source import Layer


def read_ids(layer: Layer, column: str | None) -> tuple[list[str], list[Finding]]:
    """Ids by feature (the empty string where missing), and what is wrong with them."""
    chosen = column if column is not None else next((c for c in ID_COLUMNS if c in layer.columns), "")
    if chosen not in layer.columns:
        return [""] * len(layer.wkb), [_no_id_column(layer, column)]
    ids = [id_text(value) for value in layer.columns[chosen]]
    return ids, _id_findings(layer.file, chosen, ids)


def read_names(layer: Layer, column: str | None, ids: list[str]) -> tuple[list[str], list[Finding]]:
    """Names by feature; the id stands in where there is no name column or no value in it."""
    chosen = column if column is not None else next((c for c in NAME_COLUMNS if c in layer.columns), None)
    if chosen is None:
        return ids, []
    if chosen not in layer.columns:
        finding = Finding(
            Code.NAME_COLUMN_MISSING, layer.file, "has no such column", _nearest(layer, chosen), column=chosen
        )
        return ids, [finding]
    names = [id_text(value) for value in layer.columns[chosen]]
    return [name or territory for name, territory in zip(names, ids, strict=True)], []


def id_text(value: Any) -> str:
    """An id as text: blanks around it do not count, 8.0 (a whole number in a column with gaps) is 8, null is ''."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _no_id_column(layer: Layer, wanted: str | None) -> Finding:
    if wanted is None:
        present = ", ".join(layer.columns) or "none"
        expected = f"one of {', '.join(ID_COLUMNS)}, or the column's name given as id column"
        return Finding(
            Code.ID_COLUMN_MISSING, layer.file, f"no column is known to hold ids (columns: {present})", expected
        )
    return Finding(Code.ID_COLUMN_MISSING, layer.file, "has no such column", _nearest(layer, wanted), column=wanted)


def _nearest(layer: Layer, wanted: str) -> str:
    near = difflib.get_close_matches(wanted, layer.columns, n=1)
    return f"{near[0]}?" if near else f"one of {', '.join(layer.columns) or '(the file has no columns)'}"


def _id_findings(file: str, column: str, ids: list[str]) -> list[Finding]:
    seen: defaultdict[str, list[int]] = defaultdict(list)
    findings = []
    for feature, territory in enumerate(ids, start=1):
        if not territory:
            findings.append(Finding(Code.ID_MISSING, file, "no territory id", "an id of its own", feature, column))
        elif seen[territory]:
            message = f"the id of feature {seen[territory][0]} again"
            expected = "one feature a territory; several areas of one territory are one MultiPolygon"
            findings.append(Finding(Code.ID_DUPLICATE, file, message, expected, feature, column, territory))
        seen[territory].append(feature)
    return findings
