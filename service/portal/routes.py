"""The form that everybody can fill in, and the pages of a customer who is logged in."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from service import rows
from service.access import operations as access
from service.access.models import User
from service.assets.installed import Asset, AssetStatus
from service.cases.models import Case
from service.cases.policy import Channel, ReasonCode
from service.cases.queries import comments
from service.errors import Problem, not_found
from service.evidence.models import Evidence
from service.intake import operations
from service.intake.incoming import Incoming, address, key_of, one_line, readable_text, telephone
from service.intake.models import IntakeMessage
from service.portal.forms import LARGEST_FORM, Form
from service.portal.pages import LOGIN, PageRoute, form_of, once, own_page, page, public_page
from service.requests import Asked, Call, allow

router = APIRouter(route_class=PageRoute, include_in_schema=False, max_body_size=LARGEST_FORM)
PUBLIC, OWN, CUSTOMER = [allow()], [allow("session.own")], [allow("service.read")]
REASONS = {
    "": "Something else",
    ReasonCode.DEFECT: "It does not work as it should",
    ReasonCode.DAMAGE: "It is damaged",
    ReasonCode.MISSING_PART: "A part is missing",
    ReasonCode.WRONG_ITEM: "The wrong item was delivered",
    ReasonCode.SITE_NOT_READY: "The site is not ready",
    ReasonCode.ACCESS_ISSUE: "Getting to the site",
}
"""What people choose from, in their words."""
MOST = 200
"""Cases that the overview shows, the newest first."""


@router.get("/portal/style.css", dependencies=PUBLIC)
def read_style() -> Response:
    """Hand out how the pages look."""
    style = (files("service.portal") / "templates" / "style.css").read_bytes()
    return Response(style, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/contact", dependencies=PUBLIC)
def show_contact_form(call: Asked) -> Response:
    """Show the form that everybody can fill in."""
    return public_page(call, "contact.html", reasons=REASONS, once=once())


@router.post("/contact", dependencies=PUBLIC)
def take_contact_form(call: Asked) -> Response:
    """Take the form in. What comes of it is not said here: whoever fills it in could be anybody."""
    form = form_of(call)
    if faults := contact_faults(form):
        shown = {"reasons": REASONS, "once": form["once"], "form": form, "faults": faults}
        return public_page(call, "contact.html", status=422, **shown)
    message = operations.take_in(call.ctx, call.service.files, from_contact(form))
    return RedirectResponse(f"/contact/received?number={message.number}", 303)


@router.get("/contact/received", dependencies=PUBLIC)
def show_receipt(number: str = "") -> Response:
    """Say that a message was received, and under which number."""
    known = number if number.startswith("M-") and number[2:].isdecimal() and len(number) < 20 else None
    return page("received.html", number=known)


def contact_faults(form: Form) -> dict[str, str]:
    """Return what is wrong with a form, by field."""
    faults = {}
    if not form["text"]:
        faults["text"] = "Please say what happened."
    if not (form["email"] or form["phone"]):
        faults["email"] = "Please leave an email address or a telephone number."
    elif form["email"] and address(form["email"]) is None:
        faults["email"] = "This is not an email address."
    if form["reason"] not in REASONS:
        faults["reason"] = "Please choose from the list."
    return faults


def from_contact(form: Form) -> Incoming:
    """Return the message of a form. A field that people do not see tells what machines fill in."""
    return Incoming(
        channel=Channel.WEB,
        key=key_of("web", form["once"] or once()),
        subject=one_line(form["subject"]),
        text=readable_text(form["text"]),
        sender=address(form["email"]),
        sender_name=one_line(form["name"]) or None,
        phone=telephone(form["phone"]),
        serial_number=one_line(form["serial_number"], most=60) or None,
        reason_code=ReasonCode(form["reason"]) if form["reason"] else None,
        automatic="the hidden field was filled in" if form["website"] else None,
        files=form.files,
    )


@router.get("/portal/login", dependencies=PUBLIC)
def show_login(call: Asked) -> Response:
    """Show where one logs in."""
    return public_page(call, "login.html")


@router.post("/portal/login", dependencies=PUBLIC)
def log_in(call: Asked) -> Response:
    """Log in; with a one-time password, to where it is changed."""
    form = form_of(call)
    token = access.log_in(call.ctx, login=form["login"], password=form.fields.get("password", ""))
    if token is None:
        faults = {"login": "This login and this password do not belong together."}
        return public_page(call, "login.html", status=401, form=form, faults=faults)
    held = access.session_actor(call.ctx.session, token, now=call.ctx.now).may("service.read")
    answer = RedirectResponse("/portal" if held else "/portal/password", 303)
    secure, lasts = call.service.settings.secure_cookies, int(access.LASTS.total_seconds())
    answer.set_cookie(access.COOKIE, token, max_age=lasts, httponly=True, samesite="lax", secure=secure)
    return answer


@router.post("/portal/logout", dependencies=OWN)
def log_out(call: Asked) -> Response:
    """Log out."""
    access.end_session(call.ctx.session, call.request.cookies.get(access.COOKIE, ""))
    answer = RedirectResponse(LOGIN, 303)
    answer.delete_cookie(access.COOKIE)
    return answer


@router.get("/portal/password", dependencies=OWN)
def show_password_form(call: Asked) -> Response:
    """Show where the own password is changed."""
    return own_page(call, "password.html")


@router.post("/portal/password", dependencies=OWN)
def change_password(call: Asked) -> Response:
    """Change the own password; everybody who is logged in as this user logs in anew."""
    form, user = form_of(call), call.ctx.session.get_one(User, call.ctx.actor.id)
    try:
        old, new = form.fields.get("old_password", ""), form.fields.get("new_password", "")
        access.change_password(call.ctx, user=user, old=old, new=new)
    except Problem as refusal:
        return own_page(call, "password.html", status=422, faults={refusal.field: refusal.detail})
    return RedirectResponse(LOGIN, 303)


@router.get("/portal", dependencies=CUSTOMER)
def show_cases(call: Asked) -> Response:
    """Show the own cases, the newest first."""
    account = own_account(call)
    wanted = select(Case).where(Case.account_id == account, rows.visible(Case, call.ctx.actor))
    found = call.ctx.session.scalars(wanted.order_by(Case.id.desc()).limit(MOST)).all()
    return own_page(call, "cases.html", cases=found)


@router.get("/portal/new", dependencies=CUSTOMER)
def show_new_case(call: Asked) -> Response:
    """Show the form for a new case."""
    return own_page(call, "new.html", assets=own_assets(call), reasons=REASONS, once=once())


@router.post("/portal/new", dependencies=CUSTOMER)
def open_case(call: Asked) -> Response:
    """Open a case about one of the own assets."""
    form, assets = form_of(call), own_assets(call)
    chosen = next((each for each in assets if str(each.id) == form["asset"]), None)
    faults = {} if form["text"] else {"text": "Please say what happened."}
    faults |= {} if chosen else {"asset": "Please choose a machine."}
    faults |= {} if form["reason"] in REASONS else {"reason": "Please choose from the list."}
    if faults or chosen is None:
        shown: dict[str, Any] = {"assets": assets, "reasons": REASONS, "once": form["once"], "form": form}
        return own_page(call, "new.html", status=422, faults=faults, **shown)
    reason = ReasonCode(form["reason"]) if form["reason"] else None
    incoming = own_message(call, form, subject=one_line(form["subject"]), asset_id=chosen.id, reason_code=reason)
    message = operations.take_in(call.ctx, call.service.files, incoming)
    return to_case(message)


@router.get("/portal/cases/{key}", dependencies=CUSTOMER)
def show_case(key: int, call: Asked) -> Response:
    """Show one of the own cases: what was said, and what was handed in."""
    return case_page(call, own_case(call, key))


@router.post("/portal/cases/{key}", dependencies=CUSTOMER)
def reply(key: int, call: Asked) -> Response:
    """Say something on one of the own cases; a case that waits for it goes on."""
    form, case = form_of(call), own_case(call, key)
    if not form["text"] and not form.files:
        return case_page(call, case, status=422, form=form, faults={"text": "Please write something."})
    incoming = own_message(call, form, subject=f"About {case.number}", wanted_case_id=case.id)
    message = operations.take_in(call.ctx, call.service.files, incoming)
    return to_case(message)


def to_case(message: IntakeMessage) -> Response:
    """Send a customer to the case of their message; to the overview while there is none."""
    return RedirectResponse("/portal" if message.case_id is None else f"/portal/cases/{message.case_id}", 303)


def own_account(call: Call) -> int:
    """Return the account of the customer who asks; 403 for anybody else, who has the console."""
    if call.ctx.actor.account_id is None:
        raise Problem(403, "customers_only", "these pages are for customers; you do not belong to an account")
    return call.ctx.actor.account_id


def own_case(call: Call, key: int) -> Case:
    """Return a case of the customer's account; 404 if it is another's, or none."""
    case = rows.load(call.ctx, Case, key, lock=call.request.method == "POST")
    if case.account_id != own_account(call):
        raise not_found("case", key)
    return case


def own_assets(call: Call) -> Sequence[Asset]:
    """Return the assets of the customer's account that are in use."""
    mine = (Asset.account_id == own_account(call)) & (Asset.status != AssetStatus.RETIRED)
    return call.ctx.session.scalars(select(Asset).where(mine).order_by(Asset.id)).all()


def own_message(call: Call, form: Form, *, subject: str, **more: Any) -> Incoming:
    """Return the message of a customer who is logged in."""
    actor = call.ctx.actor
    return Incoming(
        channel=Channel.PORTAL,
        key=key_of("portal", str(actor.id), form["once"] or once()),
        subject=subject,
        text=readable_text(form["text"]),
        sender=address(actor.name),
        sender_name=actor.name,
        account_id=own_account(call),
        files=form.files,
        **more,
    )


def case_page(call: Call, case: Case, *, status: int = 200, **values: Any) -> Response:
    """Return the page of a case."""
    wanted = select(Evidence).where(Evidence.case_id == case.id, rows.visible(Evidence, call.ctx.actor))
    evidence = call.ctx.session.scalars(wanted.order_by(Evidence.id)).all()
    shown = {"case": case, "comments": comments(call.ctx, case), "evidence": evidence, "once": once()}
    return own_page(call, "case.html", status=status, **shown, **values)
