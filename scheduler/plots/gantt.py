"""Who is where when, as bars over the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from scheduler.check.itinerary import itineraries
from scheduler.horizon import Horizon
from scheduler.plots.style import BREAK, GRID, OFF, PRIORITY_COLOURS, SHIFT, TRAVEL, figure_of, row_name
from scheduler.problem import ProblemData
from scheduler.solution import Plan


@dataclass
class _Bars:
    """Horizontal bars of one kind: rows, starts, lengths in milliseconds, and what is said on hovering."""

    rows: list[str] = field(default_factory=list)
    starts: list[datetime] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, row: str, horizon: Horizon, start: int, end: int, text: str) -> None:
        """A bar from one tick to another; none if it has no length."""
        if end <= start:
            return
        first, last = (horizon.instant(tick).replace(tzinfo=None) for tick in (start, end))
        self.rows.append(row)
        self.starts.append(first)
        self.lengths.append((last - first).total_seconds() * 1000)
        self.texts.append(f"{text}<br>{first:%H:%M} to {last:%H:%M}")

    def trace(self, name: str, colour: str, width: float, **style: Any) -> go.Bar:
        """All bars as one trace."""
        return go.Bar(
            name=name,
            orientation="h",
            y=self.rows,
            base=self.starts,
            x=self.lengths,
            width=width,
            hovertext=self.texts,
            hoverinfo="text",
            marker={"color": colour, "line": {"width": 0}, **style},
        )


def gantt(problem: ProblemData, plan: Plan, title: str = "Who is where when") -> go.Figure:
    """A row for each technician with a shift: duty, travel, breaks, and visits coloured by priority.

    Times are local clock times of the problem's zone.
    """
    rows = {one.id: row_name(one) for one in problem.technicians if one.shifts}
    figure = figure_of(title, height=130 + 24 * len(rows))
    for trace in _gantt_traces(problem, plan, rows):
        figure.add_trace(trace)
    figure.update_layout(barmode="overlay", bargap=0.2)
    clock = "%H:%M" if problem.horizon.days == 1 else "%a %H:%M"
    figure.update_xaxes(type="date", tickformat=clock, gridcolor=GRID)
    figure.update_yaxes(categoryorder="array", categoryarray=list(reversed(rows.values())), showgrid=False)
    return figure


def _gantt_traces(problem: ProblemData, plan: Plan, rows: Mapping[str, str]) -> Iterable[go.Bar]:
    horizon = problem.horizon
    duty, away, travel, breaks = _Bars(), _Bars(), _Bars(), _Bars()
    visits: dict[int, _Bars] = {}
    for technician, shift in problem.duties:
        duty.add(rows[technician.id], horizon, shift.start, shift.end, "on duty")
        for gone in technician.absences:
            start, end = max(gone.start, shift.start), min(gone.end, shift.end)
            away.add(rows[technician.id], horizon, start, end, "absent")
    for itinerary in itineraries(problem, plan):
        row = rows[itinerary.technician.id]
        for gap in itinerary.gaps:
            begin = max(gap.before.end, gap.after.arrive - gap.ticks)
            travel.add(row, horizon, begin, gap.after.arrive, f"travel, {gap.metres / 1000:.1f} km")
        for pause in itinerary.route.breaks:
            breaks.add(row, horizon, pause.start, pause.end, "break")
        for visit in itinerary.visits:
            bars = visits.setdefault(visit.appointment.priority, _Bars())
            bars.add(row, horizon, visit.stop.start, visit.stop.end, f"<b>{visit.appointment.id}</b>")
    yield duty.trace("on duty", SHIFT, 0.9)
    yield away.trace("absent", OFF, 0.9)
    yield travel.trace("travel", TRAVEL, 0.24)
    for priority, bars in sorted(visits.items()):
        colour = PRIORITY_COLOURS.get(priority, PRIORITY_COLOURS[4])
        yield bars.trace(f"visit, priority {priority}", colour, 0.66, line={"width": 1, "color": "white"})
    hatched = {"shape": "/", "fgcolor": TRAVEL}
    yield breaks.trace("break", BREAK, 0.66, line={"width": 1, "color": TRAVEL}, pattern=hatched)
