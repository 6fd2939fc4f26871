"""The service report as a PDF. What is in it is data to the typesetter: no name or note is ever read as markup."""

import base64
import io
import json
import re
import tempfile
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typst
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select

from service import rows
from service.context import Context
from service.errors import Problem, invalid, not_found
from service.fieldwork.models import PlanStep, ServiceReport, Signature, WorkOrder
from service.fieldwork.policy import BOOKED
from service.schemas import shortest
from service.workforce.models import Technician

TEMPLATE = Path(__file__).with_name("report.typ")
WIDEST_SIGNATURE = 2000
"""Pixels of a signature's longer side in the report."""
WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name; a 422 if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid("timezone", f"there is no time zone {name!r}; write it like Europe/Berlin") from None


def order_of_report(ctx: Context, key: int) -> WorkOrder:
    """Return a work order whose report the actor may have: one that they see, or whose report they see."""
    reports = select(ServiceReport.id).where(rows.visible(ServiceReport, ctx.actor))
    seen = rows.visible(WorkOrder, ctx.actor) | WorkOrder.report_id.in_(reports)
    order = ctx.session.scalars(select(WorkOrder).where(WorkOrder.id == key, seen)).first()
    if order is None:
        raise not_found(WorkOrder.__tablename__, key)
    return order


def report_pdf(ctx: Context, order: WorkOrder, *, zone: tzinfo, fonts: Path | None = None) -> bytes:
    """Return the service report of a work order, with its signature if there is one; 409 if nothing was reported."""
    if order.report_id is None:
        raise Problem(409, "report_missing", "no service report was written yet", rule="report_before_pdf")
    report = ctx.session.get_one(ServiceReport, order.report_id)
    signature = None if order.signature_id is None else ctx.session.get_one(Signature, order.signature_id)
    picture = None if signature is None else readable(signature.image)
    data = report_data(order, report, signature, crew=crew_of(ctx, order), zone=zone)
    return typeset(data | {"picture": picture is not None}, picture, at=report.at, fonts=fonts)


def typeset(data: dict[str, Any], picture: bytes | None, *, at: datetime, fonts: Path | None = None) -> bytes:
    """Return the report of `data` as a PDF/A; the same data and fonts make the same bytes.

    The fonts are the typesetter's own, the system's, and those in a folder. A character that none of them has is
    written by its number, and the report says so: PDF/A refuses what would be an empty box.
    """
    with tempfile.TemporaryDirectory(prefix="roundsman-report-") as folder:
        place = Path(folder)
        (place / "report.typ").write_bytes(TEMPLATE.read_bytes())
        if picture is not None:
            (place / "signature.png").write_bytes(picture)
        for last in (False, False, True):
            (place / "data.json").write_text(json.dumps(data))
            try:
                return _compiled(place, at, fonts, standard="1.7" if last else "a-2b")
            except typst.TypstError as refused:
                missing = characters_without_glyph(str(refused.diagnostic))
                if last or not missing:
                    raise
                data = by_number(data, missing) | {"by_number": True}
    raise AssertionError("the last attempt returns or raises")


def _compiled(place: Path, at: datetime, fonts: Path | None, *, standard: Literal["1.7", "a-2b"]) -> bytes:
    made = typst.compile(
        place / "report.typ",
        root=place,
        timestamp=int(at.timestamp()),
        font_paths=[] if fonts is None else [fonts],
        pdf_standards=standard,
    )
    assert isinstance(made, bytes)
    return made


def characters_without_glyph(said: str) -> set[str]:
    """Return the characters that the typesetter says no font has."""
    texts = WITHOUT_GLYPH.findall(said)
    return {each for text in texts for each in ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)}


def by_number(value: Any, missing: set[str]) -> Any:
    """Return data in which these characters are written by their numbers."""
    if isinstance(value, str):
        return "".join(f"[U+{ord(each):04X}]" if each in missing else each for each in value)
    if isinstance(value, list):
        return [by_number(each, missing) for each in value]
    return {name: by_number(each, missing) for name, each in value.items()} if isinstance(value, dict) else value


def readable(image: str) -> bytes | None:
    """Return a signature's picture drawn anew, no larger than a report needs; None if it cannot be read."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(image)), formats=["PNG"]) as picture:
            picture.thumbnail((WIDEST_SIGNATURE, WIDEST_SIGNATURE))
            target = io.BytesIO()
            picture.convert("RGBA").save(target, "PNG")
            return target.getvalue()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None


def crew_of(ctx: Context, order: WorkOrder) -> list[str]:
    """Return the names of those who were booked for the order's visits."""
    numbers = {
        number
        for visit in order.appointments
        for number in visit.technicians
        if visit.status_category in (*BOOKED, "cannot_complete")
    }
    found = ctx.session.scalars(select(Technician.name).where(Technician.id.in_(numbers)).order_by(Technician.id))
    return list(found)


def report_data(
    order: WorkOrder, report: ServiceReport, signature: Signature | None, *, crew: list[str], zone: tzinfo
) -> dict[str, Any]:
    """Return everything that the report says, as text."""
    written = f"{report.author}, {moment(report.at, zone)}"
    return {
        "title": f"Service report {order.number}",
        "author": report.author,
        "number": order.number,
        "status": order.status.value.replace("_", " "),
        "subject": order.subject,
        "customer": customer_facts(order),
        "work": work_facts(order, zone),
        "machines": [
            [line.asset.product.name, line.asset.serial_number, str(line.asset.install_date or "not yet")]
            for line in order.lines
        ],
        "summary": report.summary,
        "findings": report.findings,
        "steps": [step_data(step, zone) for step in order.steps],
        "parts": [[part.part_number, str(part.quantity), str(part.used)] for part in order.parts],
        "technician": ", ".join(crew),
        "reported": written,
        "unsigned": "not signed" if signature is None else "signed; the picture cannot be read",
        "signed": "" if signature is None else f"{signature.signer}, {moment(signature.at, zone)}",
        "footer": f"{order.number} · {order.case.number} · report {report.id} of {written}",
    }


def customer_facts(order: WorkOrder) -> list[list[str]]:
    """Return whom and where the work was for."""
    account, asset = order.case.account, order.lines[0].asset if order.lines else None
    site = asset if asset is not None and asset.address else account
    town = " ".join(part for part in (site.postal_code, site.city, site.country) if part)
    contact = order.case.contact
    rows = [
        ["Customer", account.name],
        ["Site", "\n".join(part for part in (site.address, town) if part)],
        ["Contact", ", ".join(part for part in (contact.name, contact.phone) if part) if contact else ""],
    ]
    return [row for row in rows if row[1]]


def work_facts(order: WorkOrder, zone: tzinfo) -> list[list[str]]:
    """Return which work it was, and when there were visits."""
    visits = [
        f"{moment(start, zone)} to {end.astimezone(zone):%H:%M}"
        for visit in order.appointments
        if (start := visit.actual_start or visit.sched_start) and (end := visit.actual_end or visit.sched_end)
    ]
    rows = [
        ["Case", f"{order.case.number}, {order.case.case_type.value}"],
        ["Work", order.purpose.value],
        ["Visits" if len(visits) > 1 else "Visit", "\n".join(visits)],
        ["Completed", moment(order.completed_at, zone) if order.completed_at else ""],
    ]
    return [row for row in rows if row[1]]


def step_data(step: PlanStep, zone: tzinfo) -> dict[str, Any]:
    """Return a step of the work plan."""
    measured = "" if step.measurement is None else f"{shortest(step.measurement)} {step.unit or ''}".strip()
    when = f"{step.done_by}, {moment(step.done_at, zone)}" if step.done_at else ""
    return {
        "instruction": step.instruction,
        "mandatory": step.mandatory,
        "done": step.done_at is not None,
        "measured": measured,
        "when": when,
    }


def moment(value: datetime, zone: tzinfo) -> str:
    """Return an instant as people read it: to the minute, with its zone."""
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M %Z}"
