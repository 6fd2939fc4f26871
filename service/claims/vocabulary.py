"""What rules about claims can speak of."""

from service.assets.models import AccountTier
from service.cases.vocabulary import FIELDS as OF_CASE
from service.cases.vocabulary import through
from service.claims.approval import REASONS, ClaimStatus
from service.rules.vocabulary import HOOKS, Field, Hook, Kind, Vocabulary, enter, one_of

APPROVAL = "claim_approval"
"""The rule set that is asked whether a claim with nothing to review approves itself."""
FIELDS: dict[str, Field] = {
    "claim.status": one_of(ClaimStatus, "Where it is on its way.", read=lambda ctx, claim: claim.status),
    "claim.currency": Field(Kind.TEXT, "An ISO 4217 code.", read=lambda ctx, claim: claim.currency),
    "claim.requested": Field(Kind.NUMBER, "What it asks for.", read=lambda ctx, claim: claim.requested),
    "claim.eligible": Field(Kind.NUMBER, "What of it is covered.", read=lambda ctx, claim: claim.eligible),
    "claim.assets": Field(Kind.NUMBER, "How many assets it is about.", read=lambda ctx, claim: len(claim.lines)),
    "claim.reasons": Field(
        Kind.LIST,
        "Why a person must decide about it; none if it is within the policy.",
        frozenset(str(each) for each in REASONS),
        read=lambda ctx, claim: claim.reasons,
    ),
    **through(OF_CASE),
    "customer.tier": one_of(AccountTier, "The account's tier.", read=lambda ctx, claim: claim.account.tier),
}
CLAIM = Vocabulary("claim", FIELDS, frozenset({"approve", "refer"}))
enter(CLAIM)
HOOKS[APPROVAL] = Hook("claim", frozenset({"approve", "refer"}), "When a submitted claim was evaluated.")
