"""Escalations and changes of routing, from the timeline."""

import json
from collections.abc import Iterator

from sqlalchemy import select

from service.cases.models import Case
from service.context import Context
from service.reports.figures import Entry, Period, Report
from service.timeline.models import Event

NONE = "none"
MOVES = ("assigned", "amended", "rerouted")
"""Events by which a team can change."""
By = {"user": "people", "key": "machines", "rule": "rules", "system": "workflow"}


def told(ctx: Context, period: Period, *kinds: str) -> Iterator[tuple[Event, str | None]]:
    """Yield the events of some kinds in a period, with the team of their case."""
    wanted = select(Event, Case.team).outerjoin(Case, Case.id == Event.case_id)
    inside = wanted.where(Event.kind.in_(kinds), Event.at >= period.start, Event.at < period.end)
    found = ctx.session.execute(inside.order_by(Event.id).execution_options(yield_per=1000))
    yield from ((event, team) for event, team in found)


def escalations(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield the escalations of cases and work orders in the period."""
    for event, team in told(ctx, period, "escalated"):
        group = {
            "by": By.get(event.actor_kind, event.actor_kind),
            "rule": event.rule or NONE,
            "record": event.record_type,
            "team": team or NONE,
        }
        yield Entry("event", event.id, event.case_id, event.at, group, "escalations")


def routing_changes(ctx: Context, period: Period) -> Iterator[Entry]:
    """Yield the changes of the team that has a case or a work order in the period."""
    for event, _ in told(ctx, period, *MOVES):
        told_of = json.loads(event.data)
        if "team" in (after := told_of.get("after", {})):
            group = {
                "from": told_of.get("before", {}).get("team") or NONE,
                "to": after["team"] or NONE,
                "by": By.get(event.actor_kind, event.actor_kind),
                "rule": event.rule or NONE,
                "record": event.record_type,
            }
            yield Entry("event", event.id, event.case_id, event.at, group, "changes")


ESCALATIONS = Report("escalations", "Escalations", ("by", "rule", "record", "team"), ("escalations",), escalations)
ROUTING = Report("routing", "Changes of team", ("to", "from", "by", "rule", "record"), ("changes",), routing_changes)
