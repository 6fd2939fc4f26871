"""Files with records in and out."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from service.bulk.exporting import export_archive, export_lines
from service.bulk.importing import import_tables
from service.bulk.table import ENCODINGS, LARGEST_IMPORT, add_table, read_bundle, read_table
from service.errors import Problem, invalid
from service.requests import Asked, UploadRoute, allow
from service.resources import api_router, file_answer, file_body
from service.schemas import Input, Text

router = api_router("bulk")
uploads = api_router("bulk", route_class=UploadRoute, largest=LARGEST_IMPORT)
READ = [allow("records.read")]


class FaultOut(BaseModel):
    """What is wrong with a line."""

    model_config = ConfigDict(extra="allow")

    column: str | None
    code: str
    detail: str


class LineOut(BaseModel):
    """What became of a line."""

    file: str
    line: int = Field(description="Of the file, as an editor counts; the columns' names stand on the first.")
    id: str | None
    outcome: str = Field(description="created, amended, unchanged or refused")
    record: int | None = Field(description="The number of the record.")
    faults: list[FaultOut]


class ImportOut(BaseModel):
    """What became of an import."""

    kept: bool
    counts: dict[str, int]
    passed_over: dict[str, list[str]] = Field(description="Columns that were not read, by file.")
    lines: list[LineOut]


class ImportIn(Input):
    """What an import is of, and how it is taken."""

    object: Text | None = Field(None, description="The kind of record of a CSV file, by its Salesforce name.")
    partial: bool = Field(False, description="Keep the lines that are not refused; else it is all or nothing.")
    pass_over_unknown: bool = Field(False, description="Pass over columns that no record has.")
    encoding: str | None = Field(
        None, pattern=f"^({'|'.join(ENCODINGS)})$", description="UTF-8 or UTF-16, if left out."
    )


BODY = file_body("text/csv", "A CSV file of one kind of record.")
BODY["requestBody"]["content"] |= file_body("application/zip", "CSV files named like `Account.csv`.")["requestBody"][
    "content"
]


@uploads.post("/import", dependencies=[allow("records.import")], response_model=ImportOut, openapi_extra=BODY)
def import_records(said: Annotated[ImportIn, Query()], call: Asked) -> Any:
    """Bring in records of a CSV file, or of a ZIP archive of such files that depend on each other.

    Every gate and every permission holds as for single requests. The same file a second time changes nothing: a
    record is recognised by its `Id`, or by a key of its own (a code, an order's number, a serial number).
    """
    tables = {}
    if call.content.startswith(b"PK"):
        tables = read_bundle(call.content, encoding=said.encoding)
    else:
        if said.object is None:
            raise invalid("object", "say which kind of record is in the file")
        add_table(tables, read_table(call.content, said.object, encoding=said.encoding))
    report = import_tables(call.ctx, tables, in_part=said.partial, pass_over_unknown=said.pass_over_unknown)
    if not report.kept:
        count = report.counts["refused"]
        detail = f"{count} of {len(report.lines)} lines are refused; nothing was kept"
        raise Problem(422, "import_refused", detail, rule="all_or_nothing", **asdict(report))
    return asdict(report)


@router.get(
    "/export",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "A ZIP archive of CSV files.", "content": {"application/zip": {}}}},
)
def export_everything(call: Asked) -> Response:
    """Write out every kind of record that may be read, as files that can be imported again."""
    return file_answer(export_archive(call.ctx), "application/zip", "roundsman-records.zip")


@router.get(
    "/export/{object}",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "A CSV file.", "content": {"text/csv": {}}}},
)
def export_records(object: str, call: Asked) -> Response:
    """Write out one kind of record, with Salesforce names. No cell is run by a spreadsheet."""
    content = "".join(export_lines(call.ctx, object)).encode()
    return file_answer(content, "text/csv; charset=utf-8", f"{object}.csv")
