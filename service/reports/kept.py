"""What was promised and what was kept: resolution of cases, and every milestone."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, select

from service.cases.models import Case
from service.clocks.models import Milestone, MilestoneStatus
from service.context import Context
from service.reports.figures import Entry, Period, Report
from service.sla.definition import RESOLUTION

OUTCOMES = ("met", "missed", "open", "cancelled")
KEPT = {"kept_percent": ("met", ("met", "missed"))}
NONE = "none"


def attainment(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield the resolutions that were promised for the period, by what stood before anything escalated by itself."""
    columns = (Case.team, Case.reason_code, Case.case_type, Case.customer_tier)
    wanted = select(Milestone, *columns).join(Case, Case.id == Milestone.record_id)
    resolution = (Milestone.record_type == "service_case") & (Milestone.name == RESOLUTION)
    for milestone, team, reason, case_type, tier in ctx.session.execute(
        wanted.where(resolution, promised_in(period)).execution_options(yield_per=1000)
    ):
        group = {
            "team": team,
            "priority": str(milestone.priority or NONE),
            "reason": str(reason),
            "case_type": str(case_type),
            "tier": str(tier),
        }
        yield entry_of(milestone, group)


def compliance(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield every milestone that was promised for the period, to customers and among ourselves apart."""
    wanted = select(Milestone).where(promised_in(period)).execution_options(yield_per=1000)
    for milestone in ctx.session.scalars(wanted):
        group = {
            "scope": str(milestone.scope),
            "milestone": milestone.name,
            "record": milestone.record_type,
            "priority": str(milestone.priority or NONE),
        }
        yield entry_of(milestone, group)


def promised_in(period: Period) -> ColumnElement[bool]:
    """Return the condition of milestones that were promised for a period."""
    every_status = Milestone.status.in_(list(MilestoneStatus))  # lets the index on status and commitment be used
    return every_status & (Milestone.commitment_at >= period.start) & (Milestone.commitment_at < period.end)


def entry_of(milestone: Milestone, group: dict[str, str]) -> Entry:
    """Return a milestone as an entry."""
    return Entry("milestone", milestone.id, milestone.case_id, milestone.commitment_at, group, milestone.outcome)


ATTAINMENT = Report(
    "attainment",
    "Cases resolved in the time that was promised",
    ("team", "priority", "reason", "case_type", "tier"),
    OUTCOMES,
    attainment,
    shares=KEPT,
    drawn=("met", "missed"),
)
MILESTONES = Report(
    "milestones",
    "Milestones kept, to customers and among ourselves",
    ("milestone", "record", "priority"),
    OUTCOMES,
    compliance,
    always=("scope",),
    shares=KEPT,
    drawn=("met", "missed"),
)
