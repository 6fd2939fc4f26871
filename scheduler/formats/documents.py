"""The engine's JSON files: problem, plan, policy and explanation, each with its kind and schema version.

The same value always gives the same bytes, and reading gives back an equal value or one error that lists everything
that is wrong. ``plan.json`` holds no wall clock: the same decision is the same file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, TypeVar

from scheduler.entities import Part, ProblemError, PublishedVisit
from scheduler.explanation import Explanation
from scheduler.formats.files import write_text
from scheduler.formats.json_text import DocumentError, JsonObject, layout, parse_json, read_json
from scheduler.formats.records import Reading, decoder, plain, shown
from scheduler.horizon import Horizon
from scheduler.policy import Policy
from scheduler.problem import SCHEMA_VERSION, ProblemData
from scheduler.solution import Plan

Setting = int | float | str | bool | None


@dataclass(frozen=True)
class PlanDocument(Part):
    """A plan with all that it takes to decide it again.

    ``horizon`` says what the plan's ticks mean, ``problem`` is the digest of the problem's JSON, ``terms`` are the
    objective's terms in their own units, ``settings`` the solver's (with the counts a timed run reached), ``versions``
    those of the program and its solvers.
    """

    plan: Plan
    policy: Policy
    horizon: Horizon
    seed: int = 0
    problem: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def published(self, horizon: Horizon) -> tuple[PublishedVisit, ...]:
        """The visits as what people already know, in the ticks of another horizon (rounded down).

        Raises :class:`ProblemError` for visits at a time that no calendar has.
        """
        try:
            return tuple(
                PublishedVisit(stop.id, route.technician, horizon.tick_down(self.horizon.instant(stop.start)))
                for route, stop in self.plan.each_visit()
            )
        except OverflowError:
            raise ProblemError(["a visit of the plan is at a time that no calendar has"]) from None


KINDS: dict[str, type] = {
    "problem": ProblemData,
    "plan": PlanDocument,
    "policy": Policy,
    "explanation": Explanation,
}
Document = TypeVar("Document", ProblemData, PlanDocument, Policy, Explanation)


def to_json(value: ProblemData | PlanDocument | Policy | Explanation) -> str:
    """The text of a document; the same value gives the same text."""
    kind = next(name for name, cls in KINDS.items() if cls is type(value))
    return layout({"kind": kind, "schema_version": SCHEMA_VERSION, **plain(value)})


def from_json(text: str, cls: type[Document], name: str = "document") -> Document:
    """The value of a text written by :func:`to_json`; raises :class:`DocumentError`."""
    return _document(parse_json(text, name), cls, name)


def digest(problem: ProblemData) -> str:
    """The SHA-256 of a problem's JSON, by which a plan says what it was made for."""
    return hashlib.sha256(to_json(problem).encode()).hexdigest()


def read_problem(path: str | PathLike[str]) -> ProblemData:
    """A problem from its JSON file; raises :class:`DocumentError` with everything that is wrong."""
    return _read(path, ProblemData)


def write_problem(problem: ProblemData, path: str | PathLike[str]) -> None:
    """Write a problem's JSON, whole or not at all."""
    write_text(path, to_json(problem))


def read_plan(path: str | PathLike[str]) -> PlanDocument:
    """A plan from its JSON file; raises :class:`DocumentError` with everything that is wrong."""
    return _read(path, PlanDocument)


def write_plan(plan: PlanDocument, path: str | PathLike[str]) -> None:
    """Write a plan's JSON, whole or not at all."""
    write_text(path, to_json(plan))


def _read(path: str | PathLike[str], cls: type[Document]) -> Document:
    return _document(read_json(path), cls, str(path).replace("\\", "/").rsplit("/", 1)[-1])


def _document(data: Any, cls: type[Document], name: str) -> Document:
    kind = next(known for known, known_class in KINDS.items() if known_class is cls)
    findings = _header_findings(data, kind)
    if not findings:
        body = JsonObject((key, value) for key, value in data.items() if key not in ("kind", "schema_version"))
        body.doubled = data.doubled
        reading = Reading()
        value = decoder(cls)(body, (), reading)
        findings = reading.findings
    if findings:
        raise DocumentError(f"{name}: {finding}" for finding in findings)
    return value  # type: ignore[no-any-return]


def _header_findings(data: Any, kind: str) -> list[str]:
    """What keeps a document from being looked at any closer: it is of another kind or another version."""
    if not isinstance(data, JsonObject):
        return [f"$: expected an object, found {shown(data)}"]
    findings = []
    if data.get("kind") != kind:
        findings.append(f'$.kind: expected "{kind}", found {shown(data.get("kind"))}')
    version = data.get("schema_version")
    if type(version) is not int or version != SCHEMA_VERSION:
        findings.append(f"$.schema_version: expected {SCHEMA_VERSION}, found {shown(version)}")
    return findings
