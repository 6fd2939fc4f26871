"""Messages: handing them in, the queue of those that wait, and saying what they are about."""

import secrets
from typing import Annotated, Any

from fastapi import Query, Response

from service import rows
from service.clocks import queries
from service.clocks.schemas import ClockOut
from service.errors import Problem, not_found
from service.files.storage import MissingFileError
from service.intake import operations, waiting
from service.intake.incoming import Incoming, address, key_of, one_line, readable_text, telephone
from service.intake.mail import LARGEST_MAIL, read_mail
from service.intake.models import IntakeMessage
from service.intake.schemas import Dismissal, LinkIn, MessageIn, MessageOut, MessageQuery
from service.requests import Asked, UploadRoute, allow
from service.resources import api_router, file_answer, file_body
from service.rows import Page

router = api_router("intake")
uploads = api_router("intake", route_class=UploadRoute, largest=LARGEST_MAIL)
HAND_IN, READ, WRITE = [allow("intake.write")], [allow("records.read")], [allow("service.write")]
waiting.enter()


@router.post("/intake-messages", dependencies=HAND_IN, status_code=201, response_model=MessageOut)
def receive_message(body: MessageIn, call: Asked) -> Any:
    """Hand a message in. It becomes a case if it can be about one asset only; else it waits for a person."""
    actor = call.ctx.actor
    incoming = Incoming(
        channel=body.channel,
        key=key_of("api", actor.kind, str(actor.id), body.reference or secrets.token_hex(16)),
        subject=one_line(body.subject),
        text=readable_text(body.text),
        sender=address(body.sender),
        sender_name=one_line(body.sender_name or "") or None,
        phone=telephone(body.phone),
        serial_number=body.serial_number,
        case_type=body.case_type,
        reason_code=body.reason_code,
        remarks=(f"{body.sender} is no email address",) if body.sender and address(body.sender) is None else (),
    )
    taken = operations.take_in(call.ctx, call.service.files, incoming, received_at=body.received_at)
    return call.created(taken)


@uploads.post(
    "/intake-messages/email",
    dependencies=HAND_IN,
    status_code=201,
    response_model=MessageOut,
    openapi_extra=file_body("message/rfc822", "The mail as it came, headers first."),
)
def receive_mail(call: Asked) -> Any:
    """Hand a mail in as it came. The same mail again is the same message; a reply goes onto its case."""
    incoming = read_mail(call.content, own=call.service.settings.mail_from)
    message = operations.take_in(call.ctx, call.service.files, incoming)
    call.response.headers["Location"] = f"/api/v1/intake-messages/{message.id}"
    return call.show(message)


@router.get("/intake-messages", dependencies=READ, response_model=Page[MessageOut])
def list_intake_messages(query: Annotated[MessageQuery, Query()], call: Asked) -> Any:
    """List messages; those with the status `waiting` are the queue, sorted by `received_at` the oldest first."""
    return rows.page(call.ctx, IntakeMessage, query, sortable=("received_at",))


@router.get("/intake-messages/{key}", dependencies=READ, response_model=MessageOut)
def read_intake_message(key: int, call: Asked) -> Any:
    """Read one message, with what was found."""
    return call.show(call.load(IntakeMessage, key))


@router.get("/intake-messages/{key}/clocks", dependencies=READ, response_model=list[ClockOut])
def read_intake_message_clocks(key: int, call: Asked) -> Any:
    """Show the clock of a message as it stands now."""
    return queries.standing(call.ctx, call.load(IntakeMessage, key))


@router.get(
    "/intake-messages/{key}/raw",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "The mail as it came.", "content": {"message/rfc822": {}}}},
)
def read_raw_intake_message(key: int, call: Asked) -> Response:
    """Hand a mail out as it came, to be saved: nothing was looked through, and nothing was left out."""
    message = call.load(IntakeMessage, key)
    if message.raw_sha256 is None:
        raise not_found("mail behind message", key)
    try:
        content = call.service.files.get(message.raw_sha256)
    except MissingFileError as fault:
        raise Problem(409, "mail_damaged", str(fault), rule="mail_hash") from None
    return file_answer(content, "message/rfc822", f"{message.number}.eml", version=message.raw_sha256)


@router.post("/intake-messages/{key}/identify", dependencies=WRITE, response_model=MessageOut)
def identify_message(key: int, call: Asked) -> Any:
    """Look once more whom a waiting message is from and what it is about, after records were added."""
    message = call.load(IntakeMessage, key)
    operations.identify(call.ctx, call.service.files, message)
    return call.show(message)


@router.post("/intake-messages/{key}/link", dependencies=WRITE, response_model=MessageOut)
def link_message(key: int, body: LinkIn, call: Asked) -> Any:
    """Say what a message is about: a case comes of it, which has been open since the message came; or it joins one."""
    message = call.load(IntakeMessage, key)
    operations.link(call.ctx, call.service.files, message, **body.model_dump())
    return call.show(message)


@router.post("/intake-messages/{key}/dismiss", dependencies=WRITE, response_model=MessageOut)
def dismiss_message(key: int, body: Dismissal, call: Asked) -> Any:
    """Say that no case comes of a message. It is kept, and can be linked all the same."""
    message = call.load(IntakeMessage, key)
    operations.dismiss(call.ctx, message, reason=body.reason)
    return call.show(message)
