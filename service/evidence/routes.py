"""Evidence: handing it in, seeing it, handing it out."""

from typing import Annotated, Any

from fastapi import Query, Response

from service import rows
from service.cases.models import Case
from service.evidence import operations
from service.evidence.models import Evidence
from service.evidence.schemas import EvidenceIn, EvidenceOut, EvidenceQuery, Withdrawal
from service.files.content import LARGEST_FILE, SUFFIXES
from service.requests import Asked, UploadRoute, allow
from service.resources import api_router, file_answer, file_body
from service.rows import Page

router = api_router("evidence")
uploads = api_router("evidence", route_class=UploadRoute, largest=LARGEST_FILE)
READ, WRITE = [allow("service.read")], [allow("service.write", "visits.execute")]


@uploads.post(
    "/cases/{key}/evidence",
    dependencies=WRITE,
    status_code=201,
    response_model=EvidenceOut,
    openapi_extra=file_body("application/octet-stream", "The file; what it is, is read from what is in it."),
)
def add_evidence(key: int, said: Annotated[EvidenceIn, Query()], call: Asked) -> Any:
    """Keep a photo or a file on a case. Where a photo was taken is left out unless it is wanted."""
    columns = said.model_dump()
    evidence = operations.add_evidence(
        call.ctx,
        call.service.files,
        call.load(Case, key),
        content=call.content,
        name=columns.pop("file_name"),
        **columns,
    )
    call.response.headers["Location"] = f"/api/v1/evidence/{evidence.id}"
    return call.show(evidence)


@router.get("/evidence", dependencies=READ, response_model=Page[EvidenceOut])
def list_evidence(query: Annotated[EvidenceQuery, Query()], call: Asked) -> Any:
    """List evidence: a customer sees what is not internal, an installer that of the own visits' cases."""
    return rows.page(call.ctx, Evidence, query)


@router.get("/evidence/{key}", dependencies=READ, response_model=EvidenceOut)
def read_evidence(key: int, call: Asked) -> Any:
    """Read what is known of one piece of evidence."""
    return call.show(call.load(Evidence, key))


@router.get(
    "/evidence/{key}/content",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "The file.", "content": {kind: {} for kind in SUFFIXES}}},
)
def read_content(key: int, call: Asked) -> Response:
    """Hand a file out: to be saved, never to be shown or run in the place of the application."""
    evidence = call.load(Evidence, key)
    content = operations.content_of(call.ctx, call.service.files, evidence)
    return file_answer(content, evidence.media_type, evidence.file_name, version=evidence.sha256)


@router.post("/evidence/{key}/withdraw", dependencies=[allow("service.write")], response_model=EvidenceOut)
def withdraw_evidence(key: int, body: Withdrawal, call: Asked) -> Any:
    """Take evidence out of sight; that it was there stays on the timeline."""
    evidence = call.load(Evidence, key)
    operations.withdraw(call.ctx, evidence, reason=body.reason)
    return call.show(evidence)
