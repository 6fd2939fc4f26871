"""How cases and claims ended: satisfaction, and what was granted."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from service.cases.models import Case
from service.claims.approval import DECIDED, ClaimStatus
from service.claims.models import Claim
from service.context import Context
from service.reports.figures import Entry, Period, Report


def satisfaction(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield the cases that were closed in the period, and how those were rated that were."""
    columns = (Case.id, Case.closed_at, Case.team, Case.case_type, Case.resolution_path, Case.csat_score)
    closed = select(*columns).where(Case.closed_at >= period.start, Case.closed_at < period.end)
    for number, at, team, kind, path, score in ctx.session.execute(closed.order_by(Case.id)):
        assert at is not None  # it was asked for
        group = {
            "team": team,
            "case_type": str(kind),
            "path": path or "none",
            "score": "none" if score is None else str(score),
        }
        yield Entry("service_case", number, number, at, group, "closed")
        if score is not None:
            yield Entry("service_case", number, number, at, group, "rated")
            yield Entry("service_case", number, number, at, group, "points", amount=Decimal(score))


def outcome_of(claim: Claim) -> str:
    """Return how a claim ended; one that was given up was not rejected."""
    return "withdrawn" if claim.status == ClaimStatus.REJECTED and claim.decided_by is None else str(claim.status)


def decisions(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield the claims that ended in the period with what was asked and granted."""
    ended = (Claim.decided_at >= period.start) & (Claim.decided_at < period.end) & Claim.status.in_(DECIDED)
    for claim in ctx.session.scalars(select(Claim).where(ended).order_by(Claim.id)):
        assert claim.decided_at is not None  # it was asked for
        group = {
            "outcome": outcome_of(claim),
            "currency": claim.currency,
            "reason": " ".join(claim.reasons) or "none",
            "decided_by": (claim.decided_by or "nobody").partition(":")[0],
        }
        amounts = {"requested": claim.requested, "eligible": claim.eligible, "approved": claim.approved}
        yield Entry("claim", claim.id, claim.case_id, claim.decided_at, group, "claims")
        for measure, amount in amounts.items():
            yield Entry("claim", claim.id, claim.case_id, claim.decided_at, group, measure, amount)


CSAT = Report(
    "csat",
    "Satisfaction of customers with closed cases",
    ("team", "case_type", "path", "score"),
    ("closed", "rated", "points"),
    satisfaction,
    shares={"rated_percent": ("rated", ("closed",)), "average_score": ("points", ("rated",))},
    drawn=("closed", "rated"),
)
CLAIMS = Report(
    "claims",
    "Claims by outcome",
    ("outcome", "reason", "decided_by"),
    ("claims", "requested", "eligible", "approved"),
    decisions,
    always=("currency",),
    drawn=("claims",),
)
