"""``plan.csv`` and ``unscheduled.csv``: the plan and what is left of it, a visit or an appointment a row."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scheduler.check.itinerary import itineraries
from scheduler.explanation import Unscheduled
from scheduler.formats.csv_text import Cell
from scheduler.pickups import Pickup, pickups
from scheduler.report.model import PlanReport, partners

PLAN_COLUMNS = (
    "appointment",
    "technician",
    "day",
    "order",
    "arrive",
    "start",
    "end",
    "travel",
    "distance_metres",
    "territory",
    "terms",
    "shift",
    "crew",
    "depot",
    "pick_up",
)
UNSCHEDULED_COLUMNS = (
    "appointment",
    "priority",
    "territory",
    "verdict",
    "codes",
    "funnel",
    "sentence",
    "relaxation",
    "relaxation_minutes",
    "blockers",
)


def plan_rows(report: PlanReport) -> Iterator[dict[str, Cell]]:
    """Visits by technician, day and order. ``day`` is the local day on which the shift begins, instants are ISO 8601.

    ``travel`` is minutes and ``distance_metres`` metres from the stop before; ``terms`` is a JSON object of the minutes
    that the appointment pays by term, of a crew as a whole. ``crew`` are those who are there too. A stop at a depot is
    a row without an appointment: ``depot`` is where, ``pick_up`` what (separated by ``;``).
    """
    taken = pickups(report.problem, report.policy, report.plan)
    horizon = report.problem.horizon
    reasons = {reason.appointment: reason for reason in report.explanation.assigned}
    for itinerary in itineraries(report.problem, report.plan.sorted()):
        for order, gap in enumerate(itinerary.gaps, start=1):
            stop, visit = gap.after.stop, gap.after.visit
            if stop is None or (visit is None and stop.kind == "visit"):
                continue
            pickup = taken.get((itinerary.technician.id, itinerary.shift.id, stop.id), Pickup())
            minutes = reasons[stop.id].minutes if visit is not None and stop.id in reasons else {}
            yield {
                "appointment": None if visit is None else stop.id,
                "technician": itinerary.technician.id,
                "day": horizon.day(itinerary.shift.start).isoformat(),
                "order": order,
                "arrive": horizon.iso(stop.arrive),
                "start": horizon.iso(stop.start),
                "end": horizon.iso(stop.end),
                "travel": round(horizon.minutes(gap.ticks), 3),
                "distance_metres": gap.metres,
                "territory": None if visit is None else visit.appointment.territory,
                "terms": json.dumps({term: round(value, 3) for term, value in minutes.items()}, sort_keys=True),
                "shift": itinerary.shift.id,
                "crew": None if visit is None else ";".join(partners(report.plan, itinerary.technician.id, stop)),
                "depot": stop.id if visit is None else None,
                "pick_up": ";".join(pickup.words) if visit is None else None,
            }


def funnel_text(reason: Unscheduled) -> str:
    """How many technicians were left after each rule at which somebody fell out, on one line."""
    return " > ".join(f"{step.rule} {step.remaining}" for step in reason.funnel_told)


def unscheduled_rows(report: PlanReport) -> Iterator[dict[str, Cell]]:
    """Every appointment without a visit, the most urgent first; codes and blockers are separated by ``;``."""
    reasons = {reason.appointment: reason for reason in report.explanation.unscheduled}
    left = [item for item in report.problem.appointments if item.id not in report.plan.visits]
    for item in sorted(left, key=lambda item: (item.priority, item.id)):
        reason = reasons.get(item.id)
        relaxation = None if reason is None else reason.relaxation
        yield {
            "appointment": item.id,
            "priority": item.priority,
            "territory": item.territory,
            "verdict": None if reason is None else reason.verdict,
            "codes": None if reason is None else ";".join(reason.codes),
            "funnel": None if reason is None else funnel_text(reason),
            "sentence": None if reason is None else reason.sentence,
            "relaxation": None if reason is None else reason.way_out,
            "relaxation_minutes": None if relaxation is None else round(relaxation.minutes, 3),
            "blockers": None if reason is None else ";".join(reason.blockers),
        }
