"""Charts: fairness day by day, changes beside noise, skills that are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scheduler.compare import Difference
from scheduler.plots.style import COLOURS, GRID, INK, PALE, figure_of, line_style, styled
from territories import Coverage, SkillGap, SkillRequirement


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
                line=line_style(index),
            )
            figure.add_trace(line, row=1, col=column)
    styled(figure, title, 420)
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
    styled(plot, title, 160 + 46 * (1 + len(comparisons)))
    plot.update_xaxes(gridcolor=GRID, nticks=5)
    plot.update_yaxes(autorange="reversed", showgrid=False)
    return plot


def skill_gaps(
    found: Coverage,
    required: Sequence[SkillRequirement],
    names: Mapping[str, str] | None = None,
    title: str = "Which skills are missing where",
) -> go.Figure:
    """A row for each territory, a column for each skill that work needs: covered, known at too low a level, unknown.

    ``names`` says what territories are called, if not by their ids.
    """
    rows = [entry.territory for entry in found.territories]
    columns = sorted({need.skill for need in required})
    wanted: dict[tuple[str, str], int] = {}
    for need in required:
        for row in rows if need.territory is None else [need.territory]:
            wanted[row, need.skill] = max(need.level, wanted.get((row, need.skill), 0))
    gaps = {(gap.territory, gap.skill): gap for gap in found.skill_gaps}
    cells = [[_skill_cell(wanted.get((row, skill)), gaps.get((row, skill))) for skill in columns] for row in rows]
    figure = figure_of(title, height=140 + 36 * len(rows))
    colours = [PALE, "#CFE3F1", "#F6C667", "#E58F85"]
    steps = [[edge, colour] for place, colour in enumerate(colours) for edge in (place / 4, (place + 1) / 4)]
    tiles = go.Heatmap(
        x=columns,
        y=[(names or {}).get(row, row) for row in rows],
        z=[[kind for kind, _ in row] for row in cells],
        text=[[word for _, word in row] for row in cells],
        texttemplate="%{text}",
        zmin=-0.5,
        zmax=3.5,
        colorscale=steps,
        showscale=False,
        hoverinfo="skip",
        xgap=3,
        ygap=3,
    )
    figure.add_trace(tiles)
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix=" ")
    return figure.update_xaxes(side="top", showgrid=False)


def _skill_cell(level: int | None, gap: SkillGap | None) -> tuple[int, str]:
    if level is None:
        return 0, ""
    if gap is None:
        return 1, f"level {level}"
    return (3, f"level {level}: nobody") if gap.best is None else (2, f"level {level}: best is {gap.best}")


def _panels(titles: Sequence[str]) -> go.Figure:
    return make_subplots(cols=len(titles), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.04)
