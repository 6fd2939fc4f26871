"""Reports: their numbers, the records behind each number, and the same as a table and as a chart."""

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from service.bulk.table import guarded, write_lines
from service.errors import invalid, not_found
from service.fieldwork.report_pdf import zone_of
from service.reports import chart, figures
from service.reports.catalogue import REPORTS
from service.reports.figures import Every, Line, Period, Report
from service.requests import Asked, allow
from service.resources import api_router, file_answer
from service.schemas import Shown

router = api_router("reports")
READ = [allow("records.read")]
NAME = f"One of {', '.join(REPORTS)}."


class ReportKind(BaseModel):
    """A report that there is."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    title: str
    dimensions: list[str] = Field(description="What it can be grouped by, beside the parts of the period.")
    always: list[str] = Field(description="What it is always grouped by.")
    measures: list[str]


class Number(BaseModel):
    """A number, and where the records are that it was summed over."""

    value: Shown
    records: int = Field(description="How many records it was summed over.")
    link: str = Field(description="Lists exactly these records.")


class LineOut(BaseModel):
    """One line of a report."""

    group: dict[str, str]
    numbers: dict[str, Number]
    shares: dict[str, Shown | None] = Field(description="Percentages and averages of the numbers; null of nothing.")


class FiguresOut(BaseModel):
    """A report of a period."""

    name: str
    title: str
    start: datetime
    end: datetime
    timezone: str
    lines: list[LineOut]


class EntryOut(BaseModel):
    """A record behind a number, and what it adds to it."""

    model_config = ConfigDict(from_attributes=True)

    record_type: str
    record_id: int
    case_id: int | None
    at: datetime
    until: datetime | None
    group: dict[str, str]
    measure: str
    amount: Shown


class EntriesOut(BaseModel):
    """The records behind a number, or some of them."""

    count: int
    sum: Shown
    items: list[EntryOut]


class Wanted:
    """Of which report, which period and which groups somebody asks."""

    def __init__(
        self,
        name: str,
        first: Annotated[date, Query(description="The first day of the period.")],
        before: Annotated[date, Query(description="The day after its last one.")],
        by: Annotated[list[str], Query(default_factory=list, description="Dimensions; else the report's first.")],
        timezone: Annotated[str, Query(max_length=60, description="Whose days they are.")] = "UTC",
        every: Annotated[Every | None, Query(description="Into what the period is divided.")] = None,
    ) -> None:
        if name not in REPORTS:
            raise not_found("report", name)
        self.report: Report = REPORTS[name]
        self.period = Period.of(first, before, zone_of(timezone), every)
        self.by = figures.dimensions(self.report, self.period, by)

    def lines(self, call: Asked) -> list[Line]:
        """Return the lines of the report."""
        found = figures.entries(call.ctx, self.report, self.period)
        return figures.lines(self.report, found, self.period, self.by)

    def link(self, group: dict[str, str], measure: str) -> str:
        """Return where the records behind a number are listed."""
        period = self.period
        said: list[tuple[str, str]] = [("first", str(period.first)), ("before", str(period.before))]
        said += [("timezone", period.zone.key), *([("every", period.every)] if period.every else [])]
        said += [("measure", measure)] + [("match", f"{name}:{value}") for name, value in group.items()]
        return f"/api/v1/reports/{self.report.name}/records?{urlencode(said)}"

    def note(self) -> str:
        """Return in words what period it is."""
        return f"{self.period.first} until before {self.period.before}, {self.period.zone.key}"


Report_ = Annotated[Wanted, Depends()]


@router.get("/reports", dependencies=READ, response_model=list[ReportKind])
def list_reports() -> Any:
    """List the reports that there are."""
    return [*REPORTS.values()]


@router.get("/reports/{name}", dependencies=READ, response_model=FiguresOut)
def read_report(wanted: Report_, call: Asked) -> Any:
    """Report on a period; each number says which records it was summed over."""
    lines = [
        {
            "group": line.group,
            "numbers": {
                name: {"value": value, "records": line.records[name], "link": wanted.link(line.group, name)}
                for name, value in line.numbers.items()
            },
            "shares": shares(wanted.report, line),
        }
        for line in wanted.lines(call)
    ]
    period = wanted.period
    about = {"name": wanted.report.name, "title": wanted.report.title, "timezone": period.zone.key}
    return {**about, "start": period.start, "end": period.end, "lines": lines}


@router.get("/reports/{name}/records", dependencies=READ, response_model=EntriesOut)
def list_report_records(
    wanted: Report_,
    call: Asked,
    match: Annotated[list[str], Query(default_factory=list, description="Values of dimensions, like team:support.")],
    measure: Annotated[str | None, Query(description="Of every measure, if left out.")] = None,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
) -> Any:
    """List the records behind a number: each line of a report has the link for each of its numbers."""
    report = wanted.report
    if measure is not None and measure not in report.measures:
        raise invalid("measure", f"{report.name} has no measure {measure}", allowed=list(report.measures))
    values = dict(_pair(each, report, wanted.period) for each in match)
    found = figures.behind(figures.entries(call.ctx, report, wanted.period), wanted.period, measure, values)
    return {"count": len(found), "sum": sum(each.amount for each in found), "items": found[skip : skip + limit]}


@router.get(
    "/reports/{name}/table.csv",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "A CSV file.", "content": {"text/csv": {}}}},
)
def read_report_table(wanted: Report_, call: Asked) -> Response:
    """Return a report as a table for spreadsheets."""
    report = wanted.report
    columns = [*wanted.by, *report.measures, *(report.shares or {})]
    cells = [
        [
            *map(guarded, line.group.values()),
            *map(cell, line.numbers.values()),
            *map(cell, shares(report, line).values()),
        ]
        for line in wanted.lines(call)
    ]
    content = "".join(write_lines(columns, cells)).encode()
    return file_answer(content, "text/csv; charset=utf-8", f"{report.name} {wanted.period.first}.csv")


@router.get(
    "/reports/{name}/chart.svg",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "A picture.", "content": {"image/svg+xml": {}}}},
)
def read_report_chart(wanted: Report_, call: Asked) -> Response:
    """Return a report as a picture of its bars."""
    report = wanted.report
    drawn = chart.draw(report.title, wanted.lines(call), report.drawn or report.measures, wanted.note())
    return Response(drawn, media_type="image/svg+xml")


def shares(report: Report, line: Line) -> dict[str, Any]:
    """Return the percentages and averages of a line, with two decimal places."""
    found = {}
    for name, (numerator, over) in (report.shares or {}).items():
        share = line.share(numerator, over)
        factor = 100 if name.endswith("_percent") else 1
        found[name] = None if share is None else round(share * factor, 2)
    return found


def cell(value: Any) -> str:
    """Return a number as a cell; two decimal places are enough for minutes."""
    return "" if value is None else f"{round(value, 2)}"


def _pair(text: str, report: Report, period: Period) -> tuple[str, str]:
    name, _, value = text.partition(":")
    known = [*report.dimensions, *report.always, *([figures.PERIOD] if period.every else [])]
    if name not in known:
        raise invalid("match", f"{report.name} has no dimension {name}", allowed=known)
    return name, value
