"""What differs between two rule sets: rule by rule, and line by line. Pure."""

import difflib
from typing import Any

from service.rules.outcomes import said
from service.rules.ruleset import DEFAULT, RuleSetText


def _rules(says: RuleSetText) -> dict[str, dict[str, Any]]:
    found = {rule.name: {"when": rule.when, "then": [said(each) for each in rule.then]} for rule in says.rules}
    return {**found, DEFAULT: {"when": None, "then": [said(each) for each in says.default]}}


def _moved(former: list[str], latter: list[str]) -> set[str]:
    """Return the rules that both have, and that do not come in the same order."""
    both = set(former) & set(latter)
    one, other = ([name for name in names if name in both] for names in (former, latter))
    kept = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return both - {name for block in kept for name in one[block.a : block.a + block.size]}


def rule_changes(former: RuleSetText, latter: RuleSetText) -> list[dict[str, Any]]:
    """Return the rules that were added, removed, changed or moved, each as it was and as it is."""
    before, after = _rules(former), _rules(latter)
    moved = _moved(list(before), list(after))
    changes = []
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        change = "added" if one is None else "removed" if other is None else "changed" if one != other else None
        if change or name in moved:
            changes.append({"rule": name, "change": change or "moved", "before": one, "after": other})
    return changes


def text_difference(former: str, latter: str, names: tuple[str, str]) -> str:
    """Return the lines that differ, as a unified diff."""
    lines = difflib.unified_diff(former.splitlines(), latter.splitlines(), *names, lineterm="", n=2)
    return "\n".join(lines)
