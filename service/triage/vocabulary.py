"""What triage can say about a message: its stamps and their values. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from service.cases.policy import CaseType, ReasonCode, Sentiment
from service.sla.models import Priority


class Intent(StrEnum):
    """What a customer wants."""

    SAFETY = "safety"
    """Somebody to end a danger."""
    STANDSTILL = "standstill"
    """Somebody to get going what stands still."""
    MALFUNCTION = "malfunction"
    """A fault or a damage mended."""
    PARTS = "parts"
    """Parts, those that are missing included."""
    WRONG_DELIVERY = "wrong_delivery"
    """What was ordered, for what was delivered."""
    APPOINTMENT = "appointment"
    """A date, another date, or a way in."""
    INSTALLATION = "installation"
    """Something set up, or shown."""
    QUESTION = "question"
    """An answer."""
    BILLING = "billing"
    """A bill put right."""
    COMPLAINT = "complaint"
    """To be heard."""
    PRAISE = "praise"
    """To say thanks, or that it is settled."""


CHOICES: Mapping[str, type[StrEnum]] = {
    "intent": Intent,
    "sentiment": Sentiment,
    "urgency": Priority,
    "case_type": CaseType,
    "reason_code": ReasonCode,
}
INTENTS = frozenset(each.value for each in Intent)
VALUES: Mapping[str, frozenset[str]] = {
    **{name: frozenset(each.value for each in kind) for name, kind in CHOICES.items()},
    "on_site": frozenset({"yes", "no"}),
}
"""The stamps that are chosen from, and their values."""
DECIDING = ("intent", "sentiment", "urgency")
"""Stamps that must be sure; while one of them is not, a person is asked."""
