"""Who does something, when, and in which unit of work."""

from dataclasses import dataclass, field
from datetime import datetime

from service.db import Session
from service.errors import Problem


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a machine's key, a rule, or the system itself."""

    kind: str
    """user, key, rule or system."""
    name: str
    id: int | None = None
    permissions: frozenset[str] = frozenset()
    """What the actor may do, by name; the names are the permission table's."""
    account_id: int | None = None
    """The account of a customer; a customer sees that account alone."""
    technician_id: int | None = None
    """The technician that an installer is; an installer sees the own visits alone."""
    unbounded: bool = field(default=False)
    """Whether every permission is held, as by the system in its own work."""

    def may(self, permission: str) -> bool:
        """Return whether the actor holds a permission."""
        return self.unbounded or permission in self.permissions

    def must(self, permission: str) -> None:
        """Refuse, with 403 and the permission's name, an actor who does not hold it."""
        if not self.may(permission):
            raise Problem(403, "forbidden", f"this needs the permission {permission}", rule=permission)


SYSTEM = Actor(kind="system", name="roundsman", unbounded=True)


@dataclass(frozen=True, slots=True)
class Cause:
    """The rule on whose behalf something is done: what stands on the timeline beside it."""

    rule: str
    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was done elsewhere, before, and is taken down here: when, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Context:
    """What every operation needs to be told: the unit of work, who acts, and the present instant."""

    session: Session
    actor: Actor
    now: datetime
    cause: Cause | None = None
    taken_over: TakenOver | None = None
    """If what is done was done before, elsewhere: `now` is then when it happened, and every event says so."""
    past: bool = False
    """Whether it is told here of what happened before or elsewhere: then nobody is written to about it now."""
