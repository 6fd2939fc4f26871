"""Plots of plans for people who decide: who is where when, where the routes go, how fair it is, what a change does.

Every function gives a plotly figure, which a notebook shows and ``figure.write_html`` keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import cos, radians
from typing import Any

import plotly.graph_objects as go
import shapely
from plotly.subplots import make_subplots

from scheduler.check.itinerary import Itinerary, itineraries
from scheduler.compare import Difference
from scheduler.entities import Technician
from scheduler.horizon import Horizon
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from territories.territory_map import TerritoryMap

#: Colours that people with colour blindness tell apart (Okabe and Ito, 2008), without black and the palest.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
PRIORITY_COLOURS = {1: "#B2182B", 2: "#E08214", 3: "#2166AC", 4: "#74A9CF"}
DASHES = ("solid", "dot", "dash")
SHIFT, TRAVEL, BREAK, OFF, INK, PALE = "#ECEFF1", "#90A4AE", "#FFFFFF", "#CFD8DC", "#37474F", "#F5F7F8"
GRID = "#DDE3E6"
FONT = {"family": "Inter, Segoe UI, Helvetica, Arial, sans-serif", "size": 13, "color": INK}


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
    rows = {one.id: _row_name(one) for one in problem.technicians if one.shifts}
    figure = _figure(title, height=130 + 24 * len(rows))
    for trace in _gantt_traces(problem, plan, rows):
        figure.add_trace(trace)
    figure.update_layout(barmode="overlay", bargap=0.2)
    clock = "%H:%M" if problem.horizon.days == 1 else "%a %H:%M"
    figure.update_xaxes(type="date", tickformat=clock, gridcolor=GRID)
    figure.update_yaxes(categoryorder="array", categoryarray=list(reversed(rows.values())), showgrid=False)
    return figure


def _row_name(technician: Technician) -> str:
    different = technician.name and technician.name != technician.id
    return f"{technician.name} ({technician.id})" if different else technician.id


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


def route_map(
    problem: ProblemData, plan: Plan, territories: TerritoryMap | None = None, title: str = "Where the routes go"
) -> go.Figure:
    """Territories, routes by technician, homes, and what is not scheduled, drawn to scale without any map tiles.

    What has no coordinates is not on it.
    """
    figure = _figure(title, height=720)
    if territories is not None:
        _draw_territories(figure, territories)
    for index, itinerary in enumerate(itineraries(problem, plan.sorted())):
        figure.add_trace(_route_line(problem, itinerary, _line(index)))
    for trace in (_homes(problem), _left_out(problem, plan)):
        figure.add_trace(trace)
    latitudes = [place.latitude for place in problem.locations if place.latitude is not None]
    scale = 1 / cos(radians(sum(latitudes) / len(latitudes))) if latitudes else 1
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=scale)
    if territories is not None:
        west, south, east, north = territories.bounds
        margin = 0.03 * (north - south)
        figure.update_xaxes(range=[west - margin, east + margin])
        figure.update_yaxes(range=[south - margin, north + margin])
    return figure


def _draw_territories(figure: go.Figure, territories: TerritoryMap) -> None:
    for name, shape in zip(territories.names, territories.polygons, strict=True):
        x: list[float | None] = []
        y: list[float | None] = []
        for part in shapely.get_parts(shape):
            ring = shapely.get_coordinates(part.exterior).tolist()
            x += [*(point[0] for point in ring), None]
            y += [*(point[1] for point in ring), None]
        outline = go.Scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=PALE, hoverinfo="skip", showlegend=False)
        figure.add_trace(outline.update(line={"color": "#B0BEC5", "width": 1}))
        label = shapely.point_on_surface(shape)
        figure.add_annotation(x=label.x, y=label.y, text=name, showarrow=False, font={"size": 12, "color": "#90A4AE"})


def _coordinates(problem: ProblemData, location: int | None) -> tuple[float, float] | None:
    if location is None:
        return None
    place = problem.locations[location]
    return None if place.longitude is None or place.latitude is None else (place.longitude, place.latitude)


def _route_line(problem: ProblemData, itinerary: Itinerary, line: dict[str, str]) -> go.Scatter:
    labels, places = [], []
    for point in itinerary.points:
        place = _coordinates(problem, point.place)
        if place is not None:
            places.append(place)
            labels.append(f"{point.label}<br>{itinerary.technician.id}, {problem.horizon.clock(point.start)}")
    return go.Scatter(
        x=[place[0] for place in places],
        y=[place[1] for place in places],
        mode="lines+markers",
        name=_row_name(itinerary.technician),
        line={**line, "width": 1.8},
        marker={"size": 7, "color": line["color"], "line": {"width": 1, "color": "white"}},
        hovertext=labels,
        hoverinfo="text",
    )


def _homes(problem: ProblemData) -> go.Scatter:
    placed = [(one, place) for one in problem.technicians if (place := _coordinates(problem, one.home))]
    return go.Scatter(
        x=[place[0] for _, place in placed],
        y=[place[1] for _, place in placed],
        mode="markers",
        name="home",
        marker={"symbol": "square", "size": 10, "color": INK, "line": {"width": 1, "color": "white"}},
        hovertext=[f"home of {_row_name(one)}" for one, _ in placed],
        hoverinfo="text",
    )


def _left_out(problem: ProblemData, plan: Plan) -> go.Scatter:
    left = [item for item in problem.appointments if item.id not in plan.visits]
    placed = [(item, place) for item in left if (place := _coordinates(problem, item.location))]
    return go.Scatter(
        x=[place[0] for _, place in placed],
        y=[place[1] for _, place in placed],
        mode="markers",
        name="not scheduled",
        marker={"symbol": "x", "size": 10, "color": "#B2182B", "line": {"width": 1, "color": "white"}},
        hovertext=[f"<b>{item.id}</b><br>not scheduled, priority {item.priority}" for item, _ in placed],
        hoverinfo="text",
    )


def fairness_over_time(
    days: Sequence[date], standings: Mapping[str, Sequence[Mapping[str, float]]], title: str = "Who carries how much"
) -> go.Figure:
    """Relative load (load over capacity, both decayed) by technician, day by day, a panel for each way of planning.

    ``standings`` has by name of the way, for each day, the relative load of every technician.
    """
    figure = _panels(list(standings))
    for column, course in enumerate(standings.values(), start=1):
        names = list(course[0]) if course else []
        for index, name in enumerate(names):
            line = go.Scatter(
                x=list(days),
                y=[100 * day[name] for day in course],
                name=name,
                legendgroup=name,
                showlegend=column == 1,
                line=_line(index),
            )
            figure.add_trace(line, row=1, col=column)
    _style(figure, title, 420)
    figure.update_yaxes(gridcolor=GRID, rangemode="tozero")
    figure.update_yaxes(title="load / capacity, %", col=1)
    figure.update_xaxes(tickformat="%d %b", showgrid=False)
    return figure


def changes_beside_noise(
    comparisons: Mapping[str, Mapping[str, Difference]],
    figures: Mapping[str, str],
    title: str = "What each change does",
) -> go.Figure:
    """The mean of each figure for the base and every scenario, with a whisker over the range of its seeds.

    ``comparisons`` is by scenario :attr:`Comparison.named`; ``figures`` maps a difference's name to what it is called.
    A pale dot is within the noise.
    """
    plot = _panels(list(figures.values()))
    for column, name in enumerate(figures, start=1):
        first = next(iter(comparisons.values()))[name]
        spreads = {"base": first.base, **{scenario: named[name].other for scenario, named in comparisons.items()}}
        pale = [bool(named[name].within_noise or not named[name].change) for named in comparisons.values()]
        dots = go.Scatter(
            x=[spread.mean for spread in spreads.values()],
            y=list(spreads),
            mode="markers+text",
            text=[f"{spread.mean:,.4g}" for spread in spreads.values()],
            textposition="top center",
            cliponaxis=False,
            showlegend=False,
            marker={"size": 12, "color": [INK, *("#B0BEC5" if one else COLOURS[0] for one in pale)]},
            error_x={
                "array": [spread.high - spread.mean for spread in spreads.values()],
                "arrayminus": [spread.mean - spread.low for spread in spreads.values()],
                "color": INK,
                "thickness": 1.2,
            },
        )
        plot.add_trace(dots, row=1, col=column)
        dotted = {"color": "#B0BEC5", "dash": "dot", "width": 1}
        plot.add_vline(x=first.base.mean, line=dotted, layer="below", row=1, col=column)
    _style(plot, title, 160 + 46 * (1 + len(comparisons)))
    plot.update_xaxes(gridcolor=GRID, nticks=5)
    plot.update_yaxes(autorange="reversed", showgrid=False)
    return plot


def _line(index: int) -> dict[str, str]:
    """A colour, and once all are used a dash with it."""
    return {"color": COLOURS[index % len(COLOURS)], "dash": DASHES[index // len(COLOURS) % len(DASHES)]}


def _panels(titles: Sequence[str]) -> go.Figure:
    return make_subplots(cols=len(titles), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.04)


def _figure(title: str, height: int) -> go.Figure:
    return _style(go.Figure(), title, height)


def _style(figure: go.Figure, title: str, height: int) -> go.Figure:
    figure.update_layout(
        title={"text": title, "x": 0.01, "xanchor": "left", "font": {"size": 18}},
        height=height,
        font=FONT,
        paper_bgcolor="white",
        plot_bgcolor="white",
        margin={"l": 20, "r": 20, "t": 70, "b": 40},
        legend={"itemclick": "toggle", "font": {"size": 12}},
        hoverlabel={"bgcolor": "white", "font": FONT},
    )
    return figure
