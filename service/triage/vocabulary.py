"""What triage can say about a message: its stamps and their values. Pure."""

from collections.abc import Mapping

from service.cases.policy import CaseType, ReasonCode, Sentiment
from service.sla.models import Priority

INTENTS = frozenset(
    {
        "safety",
        "standstill",
        "malfunction",
        "parts",
        "wrong_delivery",
        "appointment",
        "installation",
        "question",
        "billing",
        "complaint",
        "praise",
    }
)
"""What a customer wants: somebody to end a danger or a standstill, a fault mended, parts, the right delivery, a date,
something set up or shown, an answer, a bill put right, an ear, or to say thanks."""
VALUES: Mapping[str, frozenset[str]] = {
    "intent": INTENTS,
    "sentiment": frozenset(each.value for each in Sentiment),
    "urgency": frozenset(each.value for each in Priority),
    "case_type": frozenset(each.value for each in CaseType),
    "reason_code": frozenset(each.value for each in ReasonCode),
    "on_site": frozenset({"yes", "no"}),
}
"""The stamps that are chosen from, and their values."""
DECIDING = ("intent", "sentiment", "urgency")
"""Stamps that must be sure; while one of them is not, a person is asked."""
