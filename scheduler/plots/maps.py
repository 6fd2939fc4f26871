"""Maps without tiles: routes, borders, territories by a value, places where somebody could live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Any

import plotly.graph_objects as go
import shapely
from plotly.colors import sample_colorscale

from scheduler.check.itinerary import Itinerary, itineraries
from scheduler.plots.style import COLOURS, INK, PALE, figure_of, line_style, row_name
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from territories import TerritoryAudit, TerritoryMap, enclosed_gaps

#: From none to most.
SHADES = ("#EAF2F8", "#9CC4E0", "#3F88BF", "#0B4F85")


def route_map(
    problem: ProblemData, plan: Plan, territories: TerritoryMap | None = None, title: str = "Where the routes go"
) -> go.Figure:
    """Territories, routes by technician, homes, and what is not scheduled, drawn to scale without any map tiles.

    What has no coordinates is not on it.
    """
    figure = figure_of(title, height=720)
    if territories is not None:
        _draw_territories(figure, territories)
    for index, itinerary in enumerate(itineraries(problem, plan.sorted())):
        figure.add_trace(_route_line(problem, itinerary, line_style(index)))
    for trace in (_homes(problem), _left_out(problem, plan)):
        figure.add_trace(trace)
    latitudes = [place.latitude for place in problem.locations if place.latitude is not None]
    return _to_scale(figure, latitudes, territories)


def _to_scale(figure: go.Figure, latitudes: Sequence[float], territories: TerritoryMap | None) -> go.Figure:
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
        figure.add_trace(_area(shape, PALE, "#B0BEC5"))
        _label(figure, shape, name, "#90A4AE")


def _area(shape: shapely.Geometry, fill: str, line: str, **more: Any) -> go.Scatter:
    """A polygon as a filled outline; holes are not cut out."""
    x: list[float | None] = []
    y: list[float | None] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            ring = shapely.get_coordinates(part.exterior).tolist()
            x += [*(point[0] for point in ring), None]
            y += [*(point[1] for point in ring), None]
    settled = {"hoverinfo": "skip", "showlegend": False, **more}
    return go.Scatter(
        x=x, y=y, mode="lines", fill="toself", fillcolor=fill, line={"color": line, "width": 1}, **settled
    )


def _label(figure: go.Figure, shape: shapely.Geometry, text: str, colour: str) -> None:
    at = shapely.point_on_surface(shape)
    figure.add_annotation(x=at.x, y=at.y, text=text, showarrow=False, font={"size": 12, "color": colour})


def borders(territories: TerritoryMap, found: TerritoryAudit, title: str = "Where the borders are wrong") -> go.Figure:
    """A map of what an audit found: overlaps, gaps, and the territories whose outline had to be repaired."""
    figure = figure_of(title, height=620)
    mended = {repair.territory for repair in found.repairs}
    shapes = dict(zip(territories.ids, territories.polygons, strict=True))
    for (name, shape), called in zip(shapes.items(), territories.names, strict=True):
        figure.add_trace(_area(shape, "#DCE9F2" if name in mended else PALE, "#90A4AE"))
        _label(figure, shape, f"{called}<br>(repaired)" if name in mended else called, "#78909C")
    marked = [("overlap", "#E69F00", shapely.intersection(shapes[one.larger], shapes[one.smaller]), str(one))
              for one in found.overlaps]  # fmt: skip
    holes = enclosed_gaps(territories)
    for gap in found.gaps:
        inside = [hole for hole in holes if shapely.contains_xy(hole, gap.lon, gap.lat)]
        marked.append(("gap", "#B2182B", shapely.union_all(inside), str(gap)))
    for index, (kind, colour, shape, sentence) in enumerate(marked):
        first = kind not in [other[0] for other in marked[:index]]
        hover = {"hoverinfo": "text", "hoveron": "fills", "text": sentence, "name": kind, "legendgroup": kind}
        figure.add_trace(_area(shape, colour, colour, **hover, showlegend=first))
    return _to_scale(figure, _middle(territories), territories)


def shades(
    territories: TerritoryMap, values: Mapping[str, float | None], unit: str, title: str, none: str = "nobody"
) -> go.Figure:
    """Territories shaded by a value each, which stands on them; those without one are red and say ``none``."""
    figure = figure_of(title, height=620)
    most = max((value for value in values.values() if value is not None), default=0) or 1
    for name, called, shape in zip(territories.ids, territories.names, territories.polygons, strict=True):
        value = values.get(name)
        share = 0 if value is None else value / most
        fill = "#F4C7C3" if value is None else sample_colorscale(SHADES, [share])[0]
        figure.add_trace(_area(shape, fill, "#78909C"))
        told = f"<b>{none}</b>" if value is None else f"<b>{value:,.{0 if value >= 10 else 1}f}</b> {unit}"
        _label(figure, shape, f"{called}<br>{told}", "white" if share > 0.6 else INK)
    return _to_scale(figure, _middle(territories), territories)


def candidates(
    problem: ProblemData, plan: Plan, territories: TerritoryMap, places: Mapping[str, tuple[float, float, float]],
    unit: str, title: str = "Where the next technician should live",
) -> go.Figure:  # fmt: skip
    """Places (latitude, longitude, gain) as discs by gain, over homes and what is not scheduled; the best is dark."""
    figure = figure_of(title, height=680)
    _draw_territories(figure, territories)
    for trace in (_homes(problem), _left_out(problem, plan)):
        figure.add_trace(trace)
    most = max((gain for _, _, gain in places.values()), default=0) or 1
    figure.add_trace(go.Scatter(
        x=[place[1] for place in places.values()], y=[place[0] for place in places.values()], name="candidate",
        mode="markers+text", textposition=_sides(places, territories), hoverinfo="skip",
        text=[f"  <b>{name}</b> {gain:+,.3g} {unit}  " for name, (_, _, gain) in places.items()],
        marker={
            "size": [10 + 26 * max(0.0, gain / most) for _, _, gain in places.values()], "opacity": 0.85,
            "color": [COLOURS[0] if gain == most else COLOURS[4] for _, _, gain in places.values()],
        },
    ))  # fmt: skip
    return _to_scale(figure, _middle(territories), territories)


def _sides(places: Mapping[str, tuple[float, float, float]], territories: TerritoryMap) -> list[str]:
    """On which side of its disc a label stands: on the left where another disc is close on the right."""
    west, south, east, north = territories.bounds
    wide, high = (east - west) / 5, (north - south) / 20

    def crowded(latitude: float, longitude: float) -> bool:
        return any(0 < x - longitude < wide and abs(y - latitude) < high for y, x, _ in places.values())

    return [f"middle {'left' if crowded(y, x) else 'right'}" for y, x, _ in places.values()]


def _middle(territories: TerritoryMap) -> list[float]:
    return [territories.bounds[1], territories.bounds[3]]


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
        name=row_name(itinerary.technician),
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
        hovertext=[f"home of {row_name(one)}" for one, _ in placed],
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
