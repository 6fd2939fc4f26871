"""Problems and plans as pandas DataFrames: times as instants in the horizon's zone, durations in minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from scheduler.check.itinerary import itineraries
from scheduler.entities import Quantity
from scheduler.explanation import Explanation
from scheduler.horizon import Horizon
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route

_TIMES = ("earliest_start", "due", "arrive", "start", "end")


def _times(frame: pd.DataFrame, horizon: Horizon) -> pd.DataFrame:
    """Ticks in the columns of times become instants."""
    for column in set(_TIMES) & set(frame.columns):
        instants = ["" if pd.isna(tick) else horizon.instant(int(tick)).isoformat() for tick in frame[column]]
        zoned = pd.to_datetime(pd.Series(instants, index=frame.index, dtype=str), utc=True, format="ISO8601")
        frame[column] = zoned.dt.tz_convert(horizon.zone)
    return frame


def _frame(rows: Sequence[Mapping[str, object]], *columns: str) -> pd.DataFrame:
    """The rows as a frame, which has at least some columns even without rows."""
    return pd.DataFrame(list(rows)) if rows else pd.DataFrame(columns=list(columns))


def appointments_frame(problem: ProblemData) -> pd.DataFrame:
    """Appointments by id: place, territory, duration_minutes, earliest_start, due, windows, priority and needs."""
    horizon = problem.horizon
    details = sorted({detail for item in problem.appointments for detail in item.details})
    rows = []
    for item in problem.appointments:
        place = None if item.location is None else problem.locations[item.location]
        rows.append(
            {
                "appointment": item.id,
                "latitude": None if place is None else place.latitude,
                "longitude": None if place is None else place.longitude,
                "territory": item.territory,
                "duration_minutes": horizon.minutes(item.duration),
                "earliest_start": item.earliest_start,
                "due": item.due,
                "windows": "; ".join(f"{horizon.iso(w.earliest)}/{horizon.iso(w.latest)}" for w in item.windows),
                "priority": item.priority,
                "skills": _levels((need.name, need.level) for need in item.skills),
                "certificates": "; ".join(item.certificates),
                "tools": "; ".join(item.tools),
                "parts": _parts(item.parts),
                **{detail: item.details.get(detail, "") for detail in details},
            }
        )
    return _times(_frame(rows, "appointment", "earliest_start", "due"), horizon).set_index("appointment")


def technicians_frame(problem: ProblemData) -> pd.DataFrame:
    """Technicians by id: name, home, territories, what they can and carry, shifts and rostered minutes, efficiency."""
    rows = [
        {
            "technician": item.id,
            "name": item.name,
            "latitude": problem.locations[item.home].latitude,
            "longitude": problem.locations[item.home].longitude,
            "territories": _names(m.territory for m in item.memberships if m.kind != "secondary"),
            "secondary_territories": _names(m.territory for m in item.memberships if m.kind == "secondary"),
            "skills": _levels((skill.name, skill.level) for skill in item.skills),
            "certificates": _names(certificate.name for certificate in item.certificates),
            "tools": "; ".join(item.tools),
            "parts": _parts(item.stock),
            "shifts": len(item.shifts),
            "shift_minutes": problem.horizon.minutes(sum(shift.end - shift.start for shift in item.shifts)),
            "efficiency": item.efficiency / 1000,
            "cost_per_hour": item.cost_per_hour,
        }
        for item in problem.technicians
    ]
    return _frame(rows, "technician").set_index("technician")


def visits_frame(problem: ProblemData, plan: Plan) -> pd.DataFrame:
    """Visits in the order of routes: appointment, technician, day, order, arrive, start, end, travel and waiting.

    ``crew`` are those who are there too; ``travel_minutes`` and ``travel_metres`` are those of the leg to the visit.
    """
    rows = [row for route in plan.sorted().routes for row in _visit_rows(problem, plan, route)]
    return _times(_frame(rows, "appointment", "technician", "day", "order", *_TIMES[2:]), problem.horizon)


def _visit_rows(problem: ProblemData, plan: Plan, route: Route) -> Iterable[dict[str, object]]:
    (itinerary,) = itineraries(problem, Plan((route,)))
    visited = [(gap, gap.after.visit) for gap in itinerary.gaps]
    visits = [(gap, visit) for gap, visit in visited if visit is not None]
    for order, (gap, visit) in enumerate(visits, start=1):
        stop, appointment = visit.stop, visit.appointment
        crew = plan.visits[stop.id]
        yield {
            "appointment": stop.id,
            "technician": route.technician,
            "shift": route.shift,
            "day": problem.horizon.day(stop.start),
            "order": order,
            "territory": appointment.territory,
            "arrive": stop.arrive,
            "start": stop.start,
            "end": stop.end,
            "crew": "; ".join(other.technician for other, _ in crew if other.technician != route.technician),
            "wait_minutes": problem.horizon.minutes(stop.start - stop.arrive),
            "travel_minutes": problem.horizon.minutes(gap.ticks),
            "travel_metres": gap.metres,
        }


def unscheduled_frame(problem: ProblemData, plan: Plan, explanation: Explanation | None = None) -> pd.DataFrame:
    """Appointments in no route, most urgent first; with an explanation also verdict, codes, sentence, relaxation."""
    reasons = {item.appointment: item for item in explanation.unscheduled} if explanation else {}
    left = [item for item in problem.appointments if item.id not in plan.visits]
    rows = []
    for item in sorted(left, key=lambda item: (item.priority, item.id)):
        row: dict[str, object] = {
            "appointment": item.id,
            "priority": item.priority,
            "territory": item.territory,
            "duration_minutes": problem.horizon.minutes(item.duration),
            "due": item.due,
        }
        reason = reasons.get(item.id)
        if reason is not None:
            row |= {"verdict": reason.verdict, "codes": "; ".join(reason.codes), "sentence": reason.sentence}
            row["relaxation"] = reason.way_out
        rows.append(row)
    return _times(_frame(rows, "appointment", "priority", "due"), problem.horizon).set_index("appointment")


def _levels(skills: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{name}:{level}" for name, level in skills)


def _parts(parts: Iterable[Quantity]) -> str:
    return "; ".join(f"{part.part}x{part.quantity}" for part in parts)


def _names(items: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(items))
