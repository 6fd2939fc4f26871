"""``report.html``: one file that needs nothing else, assembled from the page's parts and the data.

Data stands in JSON blocks whose ``<``, ``>`` and ``&`` are escaped, so no text in it can end its block. The content
security policy names the hashes of the one style and the one script and forbids every request.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from scheduler.formats.visible import visible
from scheduler.report.model import PlanReport
from scheduler.report.payload import Payload
from scheduler.report.reasons import reason_lines

#: The parts of the page's script in the order in which they need each other; they share one module scope.
SCRIPTS = ("data", "dom", "state", "table", "map", "map_drawing", "gantt", "gantt_row", "details", "figures", "main")
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def asset(name: str) -> str:
    """The text of a file in ``assets``."""
    return files("scheduler.report").joinpath("assets", name).read_text(encoding="utf-8")


def environment() -> Environment:
    """Templates in which every value is escaped, and what is invisible in it spelt out."""
    return Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=_shown
    )


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def source_hash(text: str) -> str:
    """The source expression of an inline script or style in a content security policy."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def embedded(text: str) -> Markup:
    """JSON text that may stand inside a script element."""
    return Markup(text.translate(_ESCAPES))


def data_json(value: Any) -> str:
    """Data as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def report_html(report: PlanReport) -> str:
    """The text of the page."""
    style = asset("report.css")
    script = "\n".join(asset(f"js/{name}.js") for name in SCRIPTS)
    page: str = (
        environment()
        .from_string(asset("report.html"))
        .render(
            title=report.problem.name or "Plan",
            style=Markup(style),
            script=Markup(script),
            style_hash=Markup(source_hash(style)),
            script_hash=Markup(source_hash(script)),
            data=embedded(data_json(Payload(report).data())),
            reasons=embedded(reason_lines(report)),
        )
    )
    return page
