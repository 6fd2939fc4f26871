"""A rule set: what it says, and deciding by it. Pure: the same facts always give the same decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from service.rules.condition import Condition, Facts, condition
from service.rules.outcomes import Outcome, said
from service.rules.vocabulary import Vocabulary
from service.schemas import Input, Prose, Text

DEFAULT = "default"
"""The name under which a decision says that no rule applied."""
MOST_RULES = 500
Outcomes = Annotated[list[Outcome], Field(max_length=20)]
When = Annotated[
    str,
    # To YAML a condition that is one constant is no text.
    BeforeValidator(lambda given: str(given).lower() if isinstance(given, bool) else given),
    StringConstraints(strip_whitespace=False, min_length=1),
]


class Rule(Input):
    """When its condition is true, and no rule before it applied, its outcomes come to pass."""

    name: Text
    when: When
    then: Outcomes = Field(min_length=1)


class RuleSetText(Input):
    """What the text of a rule set says. Rules are asked in order, and the first that applies decides."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
    about: Text = Field(description="The kind of record.")
    description: Prose | None = None
    rules: list[Rule] = Field(max_length=MOST_RULES)
    default: Outcomes = Field(description="What comes to pass if no rule applies; an empty list for nothing.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule set decided, and by what."""

    rule_set: str
    rule: str
    inputs: Mapping[str, Any]
    """Every field that the set's rules read, with its value."""
    outcomes: tuple[Any, ...]

    def told(self) -> dict[str, Any]:
        """Return the decision as it stands on a timeline."""
        return {
            "rule_set": self.rule_set,
            "rule": self.rule,
            "inputs": dict(self.inputs),
            "outcomes": [said(each) for each in self.outcomes],
        }


class FactsError(ValueError):
    """The facts given are not what the rules' vocabulary says."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field} {detail}")
        self.field, self.detail = field, detail


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A checked rule set, ready to decide."""

    says: RuleSetText
    vocabulary: Vocabulary
    reads: tuple[str, ...]
    """The fields that its conditions name, sorted."""
    conditions: tuple[Condition, ...]

    @classmethod
    def of(cls, says: RuleSetText, vocabulary: Vocabulary, reads: tuple[str, ...]) -> "RuleSet":
        """Return the rule set of what a text says, which was checked before."""
        return cls(says, vocabulary, reads, tuple(condition(rule.when) for rule in says.rules))

    def inputs(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return of facts those that the rules read, each as its field has it.

        Raises `FactsError` for a field that is missing or of another type.
        """
        taken: dict[str, Any] = {}
        for name in self.reads:
            if name not in facts:
                raise FactsError(name, "is missing")
            field = self.vocabulary.fields[name]
            taken[name] = field.value(facts[name])
            if fault := field.fault(taken[name]):
                raise FactsError(name, fault)
        return taken

    def decide(self, facts: Mapping[str, Any]) -> Decision:
        """Return what the first rule whose condition is true says, or the default."""
        taken = self.inputs(facts)
        prepared = Facts(taken)
        for rule, asked in zip(self.says.rules, self.conditions, strict=True):
            if asked.holds(prepared):
                return Decision(self.says.name, rule.name, taken, tuple(rule.then))
        return Decision(self.says.name, DEFAULT, taken, tuple(self.says.default))
