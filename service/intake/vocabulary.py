"""What rules about replies to cases can speak of."""

from service.cases.vocabulary import ACTIONS, FIELDS
from service.intake.policy import REPLY
from service.rules.vocabulary import HOOKS, Field, Hook, Kind, Vocabulary, enter
from service.triage.vocabulary import INTENTS

CASE_REPLY = Vocabulary(
    "case_reply",
    {
        **FIELDS,
        "reply.intent": Field(Kind.TEXT, "What the reply wants; nothing if that is not sure.", INTENTS, nullable=True),
        "reply.days_after_end": Field(
            Kind.NUMBER, "Days since the case was closed, else resolved; 0 if it was neither."
        ),
    },
    ACTIONS | {"take_reply"},
    acts_on="case",
)
enter(CASE_REPLY)
HOOKS[REPLY] = Hook("case_reply", ACTIONS | {"take_reply"}, "When a customer's message comes onto a case.")
