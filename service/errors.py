"""Refusals: what was wrong, under a stable code, with the rule that says so and what would be allowed."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

GATE = re.compile(r"gate_(\d)")
NAMED = re.compile(r"(?:constraint failed: |^)((?:ck|gate|rule|uq|fk|ex)_\w+)")
UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")


class Problem(Exception):  # noqa: N818 - it is an answer
    """A refusal, as RFC 9457 lays it out, raised anywhere below the routes.

    `code` is stable and for programs; `detail` is a sentence for people. `gate` or `rule` names what refuses, `field`
    the input it concerns, `allowed` what would have been accepted.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        gate: int | None = None,
        rule: str | None = None,
        field: str | None = None,
        allowed: Sequence[Any] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.gate, self.rule, self.field, self.allowed, self.extra = gate, rule, field, allowed, extra

    def document(self) -> dict[str, Any]:
        """Return the problem's members, those without a value left out."""
        members = {
            "type": f"/problems/{self.code}",
            "title": self.code.replace("_", " ").capitalize(),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "gate": self.gate,
            "rule": self.rule,
            "field": self.field,
            "allowed": None if self.allowed is None else list(self.allowed),
            **self.extra,
        }
        return {name: value for name, value in members.items() if value is not None}


def not_found(kind: str, key: object) -> Problem:
    """Return the refusal for a record that is not there, or not for this person to see: the two look alike."""
    return Problem(404, "not_found", f"there is no {kind.replace('_', ' ')} {key}")


def invalid(field: str, detail: str, *, code: str = "invalid_input", **more: Any) -> Problem:
    """Return the refusal of one input that is well formed and yet cannot be."""
    return Problem(422, code, detail, field=field, **more)


def not_kept() -> Problem:
    """Return the refusal of a value that is well formed and yet none that a database can keep or compare with."""
    return Problem(422, "value_not_kept", "a number is too large, or a text has characters that are none")


def gate(number: int, detail: str, **more: Any) -> Problem:
    """Return the refusal of a gate; `detail` says what is missing."""
    return Problem(409, f"gate_{number}", detail, gate=number, **more)


def from_database(error: DBAPIError) -> Problem | None:
    """Return what a refusal by the database says to the caller; None if it is a fault and not a refusal.

    The domain checks first and says it better; this is what is left when two sessions meet, or when something goes
    around the domain.
    """
    diagnosis = getattr(error.orig, "diag", None)
    text = str(error.orig)
    state = getattr(diagnosis, "sqlstate", None)
    if state in ("40001", "40P01", "55P03") or "database is locked" in text:
        return Problem(409, "busy", "others are writing the same records; try again")
    if isinstance(error, DataError):
        return not_kept()
    if not isinstance(error, IntegrityError):
        return None
    found = NAMED.search(text)
    name = getattr(diagnosis, "constraint_name", None) or (found[1] if found else None)
    if name and (number := GATE.search(name)):
        return gate(int(number[1]), f"the database refuses what gate {number[1]} forbids", rule=name)
    if name == "ex_booking_technician_time":
        return Problem(409, "double_booked", "the technician's time was taken in the meantime", rule=name)
    if duplicate := UNIQUE.search(text):
        return Problem(409, "duplicate", f"there is one already with this {duplicate[1]}", rule=name)
    if state == "23505":
        return Problem(
            409, "duplicate", f"there is one already: {getattr(diagnosis, 'message_detail', name)}", rule=name
        )
    if state == "23503" or "FOREIGN KEY" in text:
        return Problem(409, "unknown_reference", "the records referred to do not exist, or not together", rule=name)
    return Problem(409, "refused_by_database", "the records would contradict a rule that the database holds", rule=name)
