"""What every plot shares: colours, names of rows, lines and the look of a figure."""

from __future__ import annotations

import plotly.graph_objects as go

from scheduler.entities import Technician

#: Colours that people with colour blindness tell apart (Okabe and Ito, 2008), without black and the palest.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
PRIORITY_COLOURS = {1: "#B2182B", 2: "#E08214", 3: "#2166AC", 4: "#74A9CF"}
DASHES = ("solid", "dot", "dash")
SHIFT, TRAVEL, BREAK, OFF, INK, PALE = "#ECEFF1", "#90A4AE", "#FFFFFF", "#CFD8DC", "#37474F", "#F5F7F8"
GRID = "#DDE3E6"
FONT = {"family": "Inter, Segoe UI, Helvetica, Arial, sans-serif", "size": 13, "color": INK}


def row_name(technician: Technician) -> str:
    """A technician as rows and legends call them."""
    different = technician.name and technician.name != technician.id
    return f"{technician.name} ({technician.id})" if different else technician.id


def line_style(index: int) -> dict[str, str]:
    """A colour, and once all are used a dash with it."""
    return {"color": COLOURS[index % len(COLOURS)], "dash": DASHES[index // len(COLOURS) % len(DASHES)]}


def figure_of(title: str, height: int) -> go.Figure:
    """An empty figure in the house's look."""
    return styled(go.Figure(), title, height)


def styled(figure: go.Figure, title: str, height: int) -> go.Figure:
    """A figure in the house's look."""
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
