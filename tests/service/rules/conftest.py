"""A small vocabulary to write rules in, and texts of rule sets."""

from collections.abc import Callable

import pytest

from service.rules.checker import RuleSetError, check
from service.rules.document import Finding
from service.rules.ruleset import RuleSet
from service.rules.vocabulary import Field, Kind, Vocabulary

SEVERITIES = frozenset({"minor", "major", "critical"})
FIELDS = {
    "case.severity": Field(Kind.TEXT, "How bad it is.", SEVERITIES, nullable=True),
    "case.priority": Field(Kind.TEXT, "How urgent it is.", frozenset({"low", "high"})),
    "case.intent": Field(Kind.TEXT, "What is wanted.", nullable=True),
    "case.subject": Field(Kind.TEXT, "Its subject."),
    "case.on_site_required": Field(Kind.FLAG, "Whether somebody must come."),
    "case.escalated": Field(Kind.FLAG, "Whether it is escalated."),
    "case.tags": Field(Kind.LIST, "Its tags."),
    "sla.share": Field(Kind.NUMBER, "Percentage of the window that has passed."),
    "asset.count": Field(Kind.NUMBER, "How many assets."),
}
VOCABULARY = Vocabulary("case", FIELDS, frozenset({"escalate", "re_route", "set_field", "hand_over"}))


@pytest.fixture
def understood() -> Callable[[str], RuleSet]:
    """Read a text over the small vocabulary."""
    return lambda text: check(text, {"case": VOCABULARY}, {})


@pytest.fixture
def findings(understood: Callable[[str], RuleSet]) -> Callable[[str], list[Finding]]:
    """Return what is wrong with a text."""

    def found(text: str) -> list[Finding]:
        try:
            understood(text)
        except RuleSetError as error:
            return error.findings
        return []

    return found
