"""A small bar chart, drawn as SVG by hand: no script, no style sheet, nothing from elsewhere."""

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from service.reports.figures import Line

COLOURS = ("#2f6f8f", "#c8553d", "#9aa5ad", "#d9c27a")
WIDTH, BAR, GAP, TOP, LEFT, RIGHT = 720, 18, 8, 64, 210, 70
MOST = 40
"""Bars of one chart; the rest is said to be left out."""
FONT = 'font-family="system-ui, sans-serif"'


def draw(title: str, lines: Sequence[Line], measures: Sequence[str], note: str) -> str:
    """Return a chart of lines: a bar for each, of its measures one after the other, with what they sum up to."""
    shown = sorted(lines, key=lambda each: -_whole(each, measures))[:MOST] if len(lines) > MOST else list(lines)
    height = TOP + max(1, len(shown)) * (BAR + GAP) + 34
    longest = max((_whole(each, measures) for each in shown), default=Decimal(0)) or Decimal(1)
    left_out = f"; {len(lines) - len(shown)} smaller ones are left out" if len(lines) > len(shown) else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" {FONT} font-size="12"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="22" font-size="15" font-weight="600" fill="#1d2a33">{escape(title)}</text>',
        *_legend(measures),
        *(each for place, line in enumerate(shown) for each in _bar(line, measures, place, longest)),
        *([] if shown else [f'<text x="12" y="{TOP + 14}" fill="#5b6770">nothing in this period</text>']),
        f'<text x="12" y="{height - 10}" fill="#5b6770" font-size="11">{escape(note + left_out)}</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def _whole(line: Line, measures: Sequence[str]) -> Decimal:
    return sum((line.numbers[each] for each in measures), Decimal(0))


def _legend(measures: Sequence[str]) -> list[str]:
    places = [(12 + 110 * place, COLOURS[place % len(COLOURS)], name) for place, name in enumerate(measures)]
    return [
        f'<rect x="{x}" y="36" width="11" height="11" fill="{colour}"/>'
        f'<text x="{x + 16}" y="46" fill="#1d2a33">{escape(words(name))}</text>'
        for x, colour, name in places
    ]


def _bar(line: Line, measures: Sequence[str], place: int, longest: Decimal) -> list[str]:
    y, x, room = TOP + place * (BAR + GAP), float(LEFT), WIDTH - LEFT - RIGHT
    label = " · ".join(words(each) for each in line.group.values())
    cut = label if len(label) <= 30 else f"{label[:29]}…"
    parts = [
        f'<text x="{LEFT - 10}" y="{y + 13}" text-anchor="end" fill="#1d2a33">{escape(cut)}'
        f"<title>{escape(label)}</title></text>"
    ]
    for number, measure in enumerate(measures):
        wide = float(line.numbers[measure] / longest) * room
        parts.append(
            f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{BAR}" fill="{COLOURS[number % len(COLOURS)]}"/>'
        )
        x += wide
    parts.append(f'<text x="{x + 6:.1f}" y="{y + 13}" fill="#1d2a33">{_short(_whole(line, measures))}</text>')
    return parts


def words(name: str) -> str:
    """Return a name in words."""
    return name.replace("_", " ")


def _short(number: Decimal) -> str:
    return f"{number:,.0f}" if number == number.to_integral_value() or number >= 100 else f"{number:.1f}"
