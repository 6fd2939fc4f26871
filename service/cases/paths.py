"""Which way the work on a case goes: the rules' word on it, in one place."""

from collections.abc import Iterable

from service.cases.models import Case
from service.cases.vocabulary import ACTIONS
from service.cases.vocabulary import CASE as CASE_VOCABULARY
from service.context import Context
from service.rules.operations import Ruling, decide
from service.rules.outcomes import HandOver
from service.rules.vocabulary import HOOKS, Hook, Reading

PATHS = "type_to_path"
"""The rule set that says where the work on a case goes on."""
DESK_AND_FIELD = "desk_and_field_hand_over"
"""The rule set that says when a desk hands a case to the field as well, and when such a case escalates."""

HOOKS[PATHS] = Hook("case", ACTIONS | {"hand_over"}, "When a case was routed, and when its type or need changes.")
HOOKS[DESK_AND_FIELD] = Hook("case", ACTIONS | {"hand_over", "escalate_at"}, "Beside type_to_path, at the same time.")


def decide_path(ctx: Context, case: Case, rule_set: str = PATHS) -> Ruling:
    """Return what a rule set says about where the work on a case goes on; nothing is done or noted."""
    return decide(ctx, rule_set, Reading(ctx, case, CASE_VOCABULARY))


def ways(rulings: Iterable[Ruling]) -> list[tuple[HandOver, Ruling]]:
    """Return where rulings hand a case over to, each place once, and which says so; to nowhere if it is the desk."""
    named: dict[tuple[str, str | None], tuple[HandOver, Ruling]] = {}
    for ruling in rulings:
        for each in ruling.decision.outcomes:
            if isinstance(each, HandOver) and each.to != "desk":
                named.setdefault((each.to, each.team), (each, ruling))
    return [*named.values()]


def leads_to_claim(ctx: Context, case: Case) -> Ruling | None:
    """Return the ruling by which a case leads to a claim; None if it does not."""
    ruling = decide_path(ctx, case)
    return ruling if any(way.to == "claim" for way, _ in ways([ruling])) else None
