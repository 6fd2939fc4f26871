"""A picture of gap over time, drawn as SVG without a library: time on a logarithmic axis, one line a method."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import log10

Line = Sequence[tuple[float, float]]
Scale = Callable[[float], float]

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 130, 24, 48
#: Colours that stay apart for most colour-blind people (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
FIRST_SECOND = 0.1
SHORTEST = 0.01
TICKS = 5


def gap_over_time(lines: Mapping[str, Line], title: str) -> str:
    """The picture; a line of one point is a dot. What is above the axis is drawn at its end."""
    last = max(SHORTEST, *(seconds for line in lines.values() for seconds, _ in line))
    first = min(FIRST_SECOND, last / 10)
    top = _ceiling(lines, last)
    floor = min(0.0, *(value for line in lines.values() for _, value in line), 0.0)

    def x(seconds: float) -> float:
        share = log10(max(seconds, first) / first) / log10(last / first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(gap: float) -> float:
        return HEIGHT - BOTTOM - (min(gap, top) - floor) / (top - floor) * (HEIGHT - TOP - BOTTOM)

    body = [_text(LEFT, 15, title, "start"), *_axes(first, last, floor, top, x, y)]
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{x(seconds):.1f},{y(gap):.1f}" for seconds, gap in _steps(line))
        end = line[-1]
        body.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body.append(f'<circle cx="{x(end[0]):.1f}" cy="{y(end[1]):.1f}" r="3.5" fill="{colour}"/>')
        body.append(f'<rect x="{WIDTH - RIGHT + 12}" y="{TOP + 20 * number}" width="12" height="12" fill="{colour}"/>')
        label = f"{name} {end[1]:.2f} %"
        body.append(_text(WIDTH - RIGHT + 30, TOP + 20 * number + 10, label, "start"))
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    style = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style} role="img" aria-label="{escape(title)}">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *body, "</svg>", ""])


def _ceiling(lines: Mapping[str, Line], last: float) -> float:
    """The largest gap that a search still has after a third of the time: what is above it is on its way down."""
    searches = [line for line in lines.values() if len(line) > 1]
    late = [min(value for seconds, value in line if seconds <= max(last / 3, line[0][0])) for line in searches]
    return max(1.0, *late, *(line[-1][1] for line in lines.values() if not searches), 1.0) * 1.1


def _steps(line: Line) -> list[tuple[float, float]]:
    """A value holds until the next one is reached."""
    corners = [(later[0], earlier[1]) for earlier, later in pairwise(line)]
    return [line[0], *(point for both in zip(corners, line[1:], strict=True) for point in both)]


def _axes(first: float, last: float, floor: float, top: float, x: Scale, y: Scale) -> list[str]:
    shapes = [f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#444"/>']
    seconds = [10.0**power for power in range(-3, 6) if first <= 10.0**power <= last]
    seconds += [last] if last not in seconds else []
    shapes += [_text(x(value), HEIGHT - BOTTOM + 18, f"{value:.3g}", "middle") for value in seconds]
    for number in range(TICKS + 1):
        value = floor + (top - floor) * number / TICKS
        shapes.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        shapes.append(_text(LEFT - 8, y(value) + 4, f"{value:.1f}", "end"))
    shapes.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "seconds", "middle"))
    return shapes


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
