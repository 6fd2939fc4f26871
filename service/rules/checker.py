"""Checking a rule set before it is saved: every finding at once, each with line and column. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from service.rules.document import Document, DocumentError, Finding, Place, read
from service.rules.meaning import canonical, faults, paths, settled
from service.rules.ruleset import DEFAULT, RuleSet, RuleSetText
from service.rules.syntax import ConditionError, Node, parse
from service.rules.vocabulary import HOOKS, VOCABULARIES, Hook, Vocabulary


class RuleSetError(Exception):
    """A text is no rule set that could be meant."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"line {each.line}, column {each.column}: {each.detail}" for each in findings))
        self.findings = sorted(findings)


@lru_cache(maxsize=512)
def understand(text: str) -> RuleSet:
    """Return the rule set of a text.

    Raises `RuleSetError` with everything that is wrong with it.
    """
    return check(text, VOCABULARIES, HOOKS)


def check(text: str, vocabularies: Mapping[str, Vocabulary], hooks: Mapping[str, Hook]) -> RuleSet:
    """Return the rule set of a text over vocabularies; as `understand`."""
    try:
        document = read(text)
    except DocumentError as error:
        raise RuleSetError(list(error.findings)) from None
    if document.findings:
        raise RuleSetError(document.findings)
    says, findings = _shape(document)
    trees = _conditions(document, findings)
    about = document.value.get("about") if isinstance(document.value, dict) else None
    vocabulary = vocabularies.get(about) if isinstance(about, str) else None
    if vocabulary is None:
        known = ", ".join(sorted(vocabularies))
        findings.append(document.finding(("about",), "unknown_kind", f"rules are about one of: {known}"))
        raise RuleSetError(findings)
    findings += [*_condition_findings(document, trees, vocabulary)]
    if says is None or findings:
        raise RuleSetError(findings)
    allowed = _allowed(document, says, vocabulary, hooks.get(says.name))
    findings += [*_outcome_findings(document, says, allowed), *_order_findings(document, says, trees, vocabulary)]
    if findings:
        raise RuleSetError(findings)
    reads = {path.name for tree in trees.values() for path in paths(tree)}
    return RuleSet.of(says, vocabulary, tuple(sorted(reads)))


def _allowed(document: Document, says: RuleSetText, vocabulary: Vocabulary, hook: Hook | None) -> Vocabulary:
    """Return the vocabulary with the outcomes that are of use where the set is asked."""
    if hook is None:
        return vocabulary
    if hook.about != says.about:
        detail = f"{says.name} is asked about a {hook.about}"
        raise RuleSetError([document.finding(("about",), "unknown_kind", detail)])
    return replace(vocabulary, outcomes=vocabulary.outcomes & hook.outcomes)


def _shape(document: Document) -> tuple[RuleSetText | None, list[Finding]]:
    try:
        return RuleSetText.model_validate(document.value), []
    except ValidationError as error:
        return None, [_shape_finding(document, fault) for fault in error.errors()]


def _shape_finding(document: Document, fault: Any) -> Finding:
    place: Place = ()
    left: list[str] = []
    for part in fault["loc"]:
        # The way that pydantic tells has the kind of outcome in it, which is not in the text.
        if (*place, part) in document.nodes:
            place = (*place, part)
        else:
            left.append(str(part))
    code = "missing_default" if fault["loc"] == (DEFAULT,) and fault["type"] == "missing" else "invalid"
    detail = "a default is missing: what comes to pass if no rule applies" if code != "invalid" else fault["msg"]
    missing = f"{left[-1]}: " if left and code == "invalid" and fault["type"] == "missing" else ""
    return document.finding(place, code, missing + detail, rule=_rule_at(document, place))


def _rule_at(document: Document, place: Place) -> str | None:
    if len(place) < 2 or place[0] != "rules":
        return None
    rule = document.value["rules"][place[1]]
    name = rule.get("name") if isinstance(rule, dict) else None
    return name if isinstance(name, str) else None


def _conditions(document: Document, findings: list[Finding]) -> dict[int, Node]:
    """Return the tree of each condition that can be read, by the rule's index; what cannot is added to the findings."""
    found: dict[int, Node] = {}
    for place, node in document.nodes.items():
        if len(place) == 3 and place[0] == "rules" and place[2] == "when" and isinstance(node.value, str):
            try:
                found[int(place[1])] = parse(node.value)
            except ConditionError as error:
                findings.append(_at(document, place, error))
    return found


def _at(document: Document, place: Place, error: ConditionError) -> Finding:
    return document.finding(place, error.code, error.detail, at=error.at, rule=_rule_at(document, place))


def _condition_findings(document: Document, trees: Mapping[int, Node], vocabulary: Vocabulary) -> Iterator[Finding]:
    for index, tree in trees.items():
        for error in faults(tree, vocabulary):
            yield _at(document, ("rules", index, "when"), error)


def _outcome_findings(document: Document, says: RuleSetText, vocabulary: Vocabulary) -> Iterator[Finding]:
    lists: list[tuple[Place, list[Any]]] = [
        (("rules", index, "then"), rule.then) for index, rule in enumerate(says.rules)
    ]
    for place, outcomes in [*lists, ((DEFAULT,), says.default)]:
        for index, outcome in enumerate(outcomes):
            here, rule = (*place, index), _rule_at(document, place)
            if outcome.do not in vocabulary.outcomes:
                known = ", ".join(sorted(vocabulary.outcomes))
                detail = f"there is no {outcome.do} for a {vocabulary.about.replace('_', ' ')}; there are {known}"
                yield document.finding((*here, "do"), "unknown_outcome", detail, rule=rule)
            elif outcome.do == "set_field" and (fault := _set_fault(outcome, vocabulary)):
                detail = f"{outcome.field} {fault}"
                yield document.finding((*here, "value"), "impossible_value", detail, rule=rule)


def _set_fault(outcome: Any, vocabulary: Vocabulary) -> str | None:
    field = vocabulary.fields.get(f"{vocabulary.acts_on or vocabulary.about}.{outcome.field}")
    return field.fault(outcome.value) if field else None


def _order_findings(
    document: Document, says: RuleSetText, trees: Mapping[int, Node], vocabulary: Vocabulary
) -> Iterator[Finding]:
    names, conditions = dict[str, int](), dict[object, int]()
    catch_all: str | None = None
    for index, rule in enumerate(says.rules):
        at: Place = ("rules", index, "when")
        if rule.name in names or rule.name == DEFAULT:
            detail = f"there is another rule called {rule.name}"
            yield document.finding(("rules", index, "name"), "repeated_name", detail, rule=rule.name)
        names[rule.name] = index
        if catch_all is not None:
            detail = f"it never applies: {catch_all} before it applies to everything"
            yield document.finding(at, "after_catch_all", detail, rule=rule.name)
            continue
        tree = trees[index]
        always = settled(tree, vocabulary)
        if always is False:
            yield document.finding(at, "contradiction", "it never applies: no record is like that", rule=rule.name)
        elif (former := conditions.setdefault(canonical(tree), index)) != index:
            detail = f"it never applies: {says.rules[former].name} before it asks the same"
            yield document.finding(at, "repeated_rule", detail, rule=rule.name)
        catch_all = rule.name if always else None
    if catch_all is not None:
        detail = f"it never comes to pass: {catch_all} applies to everything; let that be the default"
        yield document.finding((DEFAULT,), "after_catch_all", detail)
