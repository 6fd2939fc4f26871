"""What can become of a message. Pure."""

from service.transitions import Transitions

MESSAGE = Transitions(
    record="message",
    initial="received",
    table={
        ("received", "wait"): "waiting",
        **{(state, "link"): "linked" for state in ("received", "waiting", "automatic", "dismissed")},
        **{(state, "dismiss"): "dismissed" for state in ("received", "waiting", "automatic")},
    },
)
REPLY = "reply_to_case"
"""The rule set that says what a customer's reply does to its case."""
