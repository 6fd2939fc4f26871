"""What rules about a visit that a plan left out can speak of."""

from service.fieldwork.vocabulary import FIELDS, ORDER_ACTIONS
from service.rules.vocabulary import HOOKS, Field, Hook, Kind, Vocabulary, enter

UNSCHEDULED = "unscheduled_visits"
"""The rule set that is asked about them."""
VERDICTS = frozenset({"impossible", "crowded_out", "not_found"})
UNSCHEDULED_VISIT = Vocabulary(
    "unscheduled_visit",
    {
        **FIELDS,
        "visit.verdict": Field(Kind.TEXT, "Why it is in no plan, in a word.", VERDICTS),
        "visit.codes": Field(Kind.LIST, "The codes of the rules that keep it out."),
    },
    ORDER_ACTIONS,
    acts_on="work_order",
)
enter(UNSCHEDULED_VISIT)
HOOKS[UNSCHEDULED] = Hook(
    "unscheduled_visit", frozenset(ORDER_ACTIONS), "When a plan is published that has no place for a visit."
)
HOOKS["policy_choice"] = Hook(
    "planning_day", frozenset({"choose_policy"}), "When a run is planned that names no policy."
)
