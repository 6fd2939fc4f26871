"""The life cycle of cases, and what a priority becomes. Pure."""

from enum import StrEnum

from service.sla.models import Priority
from service.transitions import Transitions


class CaseStatus(StrEnum):
    """Where a case is on its way."""

    NEW = "new"
    TRIAGED = "triaged"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CaseType(StrEnum):
    """What a case is about, broadly."""

    SERVICE = "service"
    INSTALLATION = "installation"
    DEMO = "demo"
    WARRANTY = "warranty"
    DAMAGE = "damage"
    REPAIR = "repair"
    COMPLAINT = "complaint"


class ReasonCode(StrEnum):
    """Why there is a case."""

    MISSING_PART = "missing_part"
    WRONG_ITEM = "wrong_item"
    DAMAGE = "damage"
    SITE_NOT_READY = "site_not_ready"
    ACCESS_ISSUE = "access_issue"
    DEFECT = "defect"
    OTHER = "other"


class Channel(StrEnum):
    """How a case came in."""

    PORTAL = "portal"
    EMAIL = "email"
    WEB = "web"
    REPRESENTATIVE = "representative"
    API = "api"


class Severity(StrEnum):
    """How bad it is for the customer."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Sentiment(StrEnum):
    """How the customer sounds."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class WaitingFor(StrEnum):
    """Whose turn it is while the clock stands."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


class ReturnStatus(StrEnum):
    """How far a return to a supplier is."""

    OPEN = "open"
    SENT = "sent"
    CREDITED = "credited"
    REFUSED = "refused"
    CANCELLED = "cancelled"


WORKING = ("new", "triaged", "in_progress", "waiting")

CASE = Transitions(
    record="case",
    initial="new",
    table={
        ("new", "triage"): "triaged",
        ("new", "start"): "in_progress",
        ("triaged", "start"): "in_progress",
        ("waiting", "resume"): "in_progress",
        **{(state, "wait"): "waiting" for state in ("new", "triaged", "in_progress")},
        **{(state, "resolve"): "resolved" for state in WORKING},
        **{(state, "cancel"): "cancelled" for state in WORKING},
        ("resolved", "close"): "closed",
        **{(state, "reopen"): "in_progress" for state in ("resolved", "closed", "cancelled")},
    },
)
"""`escalate` is not among them: it is a mark."""

RETURN = Transitions(
    record="supplier return",
    initial="open",
    table={
        ("open", "send"): "sent",
        ("open", "cancel"): "cancelled",
        ("sent", "credit"): "credited",
        ("sent", "refuse"): "refused",
    },
)

BRANCH = "branch"
"""The team that is one person: the manager of the branch that serves the place."""
SUPPORT = "support"
"""The team of a case whose routing names none."""


def escalated(priority: Priority) -> Priority:
    """Return what escalating makes of a priority: high, and urgent stays urgent."""
    return Priority.URGENT if priority is Priority.URGENT else Priority.HIGH
