"""Opening cases, and what is done to them until they are closed."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service import rows
from service.access.models import User
from service.assets.installed import Asset
from service.assets.models import Account, Contact
from service.assets.orders import OrderLine, SalesOrder
from service.cases.branch import manager_for
from service.cases.entitlement import derive_due, entitle
from service.cases.followers import follow
from service.cases.models import Case, CaseComment, CaseLineItem, CasePause, CaseTag, SupplierReturn
from service.cases.policy import BRANCH, CASE, RETURN, SUPPORT, CaseStatus, ReturnStatus, WaitingFor, escalated
from service.cases.vocabulary import CASE as CASE_VOCABULARY
from service.cases.vocabulary import ROUTING
from service.context import Context
from service.errors import Problem, gate, invalid
from service.notify.operations import News, mail
from service.rules.operations import Ruling, decide
from service.rules.vocabulary import Reading
from service.sla.models import Priority
from service.timeline.models import Event
from service.timeline.operations import record


def tell(ctx: Context, case: Case, kind: str, **more: Any) -> Event:
    """Append an event to a case's timeline and journey."""
    if case.id is None:
        ctx.session.flush()
    return record(ctx, case, kind, case_id=case.id, **more)


def open_case(
    ctx: Context, *, lines: Sequence[dict[str, Any]], opened_at: datetime | None = None, **columns: Any
) -> Case:
    """Open a case about the assets of its lines; gate 1 refuses one without any.

    `opened_at` is the receipt of the first message where that came before. Account, tier and product line are those
    of the assets.
    """
    if not lines:
        raise gate(1, "a case needs at least one asset, as a case line item", field="lines")
    assets = [rows.refer(ctx, Asset, line["asset_id"], f"lines.{index}.asset_id") for index, line in enumerate(lines)]
    account = _account_of(ctx, assets)
    begun = opened_at or ctx.now
    if begun > ctx.now:
        raise invalid("opened_at", "a case cannot have been opened in the future")
    case = Case(
        account_id=account.id,
        account=account,
        customer_tier=account.tier,
        product_id=assets[0].product_id,
        product_line=assets[0].product.product_line,
        team=SUPPORT,
        opened_at=begun,
        clock_started_at=begun,
        due_at=begun,
        **columns,
    )
    for position, (asset, line) in enumerate(zip(assets, lines, strict=True), 1):
        said = line.get("description")
        case.lines.append(CaseLineItem(position=position, asset_id=asset.id, asset=asset, description=said))
    check_links(ctx, case)
    ruling = route(ctx, case, assets[0])
    entitle(ctx, case)
    ctx.session.add(case)
    tell(ctx, case, "created", assets=[asset.id for asset in assets], **ruling.told)
    follow(ctx, case)
    return case


def route(ctx: Context, case: Case, asset: Asset) -> Ruling:
    """Give a case to the team that its reason code leads to; to a branch, and so to the manager of the asset's one.

    Where the rules name no team it stays where it is. Whom a branch had it for loses it to another team; whom people
    gave it to keeps it.
    """
    ruling = decide(ctx, ROUTING, Reading(ctx, case, CASE_VOCABULARY))
    if routed := ruling.outcome("re_route"):
        if routed.skills is not None:
            case.skills = routed.skills
        if case.team == BRANCH:
            case.assignee_id = None
        case.team = routed.team
        if case.team == BRANCH:
            case.assignee_id = manager_for(ctx, asset)
    return ruling


def _account_of(ctx: Context, assets: Sequence[Asset]) -> Account:
    if len({asset.id for asset in assets}) < len(assets):
        raise invalid("lines", "an asset is in the lines twice", code="duplicate")
    owners = {asset.account_id for asset in assets}
    if len(owners) > 1:
        raise invalid("lines", f"the assets belong to several accounts: {sorted(owners)}", rule="one_account")
    return ctx.session.get_one(Account, owners.pop())


def check_links(ctx: Context, case: Case) -> None:
    """Refuse a contact, an order or an order line that is not of the case's account, and a line not of its order."""
    if case.contact_id is not None:
        contact = rows.refer(ctx, Contact, case.contact_id, "contact_id")
        _of_account(case, contact.account_id, "contact_id")
    if case.order_id is not None:
        order = rows.refer(ctx, SalesOrder, case.order_id, "order_id")
        _of_account(case, order.account_id, "order_id")
    if case.order_line_id is not None:
        line = rows.refer(ctx, OrderLine, case.order_line_id, "order_line_id")
        if line.order_id != case.order_id:
            raise invalid("order_line_id", "the line is not one of the case's order", rule="one_account")


def _of_account(case: Case, account_id: int, field: str) -> None:
    if account_id != case.account_id:
        raise invalid(field, f"it belongs to account {account_id}, the case to {case.account_id}", rule="one_account")


def amend_case(ctx: Context, case: Case, *, changes: dict[str, Any]) -> None:
    """Change fields of a case. A priority derives the due time anew, a reason code routes to its team."""
    routed = "reason_code" in changes and changes["reason_code"] != case.reason_code and "team" not in changes
    for name, value in changes.items():
        setattr(case, name, value)
    ruling = route(ctx, case, case.lines[0].asset) if routed else None
    check_links(ctx, case)
    derive_due(ctx, case)
    if ctx.session.is_modified(case):
        tell(ctx, case, "amended", **(ruling.told if ruling else {}))
        follow(ctx, case)


def add_line(ctx: Context, case: Case, *, asset_id: int, description: str | None) -> CaseLineItem:
    """Add an asset of the same account to a case."""
    asset = rows.refer(ctx, Asset, asset_id, "asset_id")
    _of_account(case, asset.account_id, "asset_id")
    if asset_id in {line.asset_id for line in case.lines}:
        raise invalid("asset_id", "the case has this asset already", code="duplicate")
    position = 1 + max(line.position for line in case.lines)
    line = CaseLineItem(position=position, asset_id=asset.id, description=description)
    case.lines.append(line)
    tell(ctx, case, "line_added", asset=asset_id, position=position)
    follow(ctx, case)
    return line


def remove_line(ctx: Context, case: Case, *, position: int) -> None:
    """Take an asset off a case; gate 1 refuses to take the last one."""
    line = next((line for line in case.lines if line.position == position), None)
    if line is None:
        raise Problem(404, "not_found", f"the case has no line {position}")
    if len(case.lines) == 1:
        raise gate(1, "this is the case's last asset; a case needs at least one")
    follow(ctx, case, assets=[each.asset_id for each in case.lines if each is not line])
    case.lines.remove(line)
    case.primary_position = case.lines[0].position
    tell(ctx, case, "line_removed", asset=line.asset_id, position=position)


def assign(ctx: Context, case: Case, *, assignee_id: int | None, team: str | None = None, **facts: Any) -> None:
    """Give a case to somebody, or to nobody, and to a team if one is named; `facts` are told with it."""
    if assignee_id is not None and not rows.refer(ctx, User, assignee_id, "assignee_id").active:
        raise invalid("assignee_id", "this user is not active any more")
    case.assignee_id = assignee_id
    case.team = team or case.team
    tell(ctx, case, "assigned", **facts)


def escalate(ctx: Context, case: Case, *, reason: str) -> None:
    """Mark a case as escalated: its priority rises to high, urgent stays urgent, and its due time follows."""
    if case.status not in ("new", "triaged", "in_progress", "waiting"):
        CASE.after(case.status, "escalate")
    case.escalated = True
    case.priority = escalated(Priority(case.priority))
    derive_due(ctx, case)
    tell(ctx, case, "escalated", reason=reason)


def move(ctx: Context, case: Case, event: str, *, reason: str | None = None, **columns: Any) -> None:
    """Let an event of the life cycle happen, with the columns that come with it."""
    case.status = CaseStatus(CASE.after(case.status, event))
    _end_pause(ctx, case)
    for name, value in columns.items():
        setattr(case, name, value)
    tell(ctx, case, event, reason=reason)
    follow(ctx, case)


def _end_pause(ctx: Context, case: Case) -> None:
    for pause in case.pauses:
        if pause.ended_at is None:
            pause.ended_at = ctx.now
            case.waiting_for = None
            derive_due(ctx, case)


def wait(ctx: Context, case: Case, *, waiting_for: WaitingFor, reason: str) -> None:
    """Stop the clock until the customer or a supplier has done something."""
    case.status = CaseStatus(CASE.after(case.status, "wait"))
    case.waiting_for = waiting_for
    case.pauses.append(CasePause(waiting_for=waiting_for, began_at=ctx.now))
    tell(ctx, case, "wait", reason=reason)


def resolve(ctx: Context, case: Case, *, path: str, notes: str) -> None:
    """Note how a case was resolved."""
    move(ctx, case, "resolve", resolution_path=path, resolution_notes=notes, resolved_at=ctx.now)


def close(ctx: Context, case: Case) -> str:
    """Close a case, and return the token of the one-time link by which the customer may rate it, now or later."""
    token = secrets.token_urlsafe(24)
    move(ctx, case, "close", closed_at=ctx.now, csat_token_hash=token_hash(token))
    ask_for_rating(ctx, case, token)
    return token


def ask_for_rating(ctx: Context, case: Case, token: str) -> None:
    """Send the link by which a closed case is rated to its contact, if that has an address; nothing waits for it."""
    address = case.contact.email if case.contact else None
    if address is None or ctx.past:
        return
    body = f"Your case {case.number}, {case.subject}, was closed. How satisfied are you? Please rate it from 1 to 5:"
    news = News("csat", f"{case.number}: how satisfied are you?", body, "service_case", case.id, case.id)
    mail(ctx, address, news, link=f"/api/v1/csat/{token}")
    tell(ctx, case, "csat_asked")


def renew_csat_link(ctx: Context, case: Case) -> str:
    """Return the token of a new one-time link for a case that was closed and not rated; the one before ends."""
    if case.status != CaseStatus.CLOSED or case.csat_score is not None:
        said = "was rated already" if case.csat_score is not None else f"is {case.status.replace('_', ' ')}"
        raise Problem(409, "no_rating_open", f"the case {said}", rule="csat_once_after_closing", field="status")
    token = secrets.token_urlsafe(24)
    case.csat_token_hash = token_hash(token)
    tell(ctx, case, "csat_link_renewed")
    return token


def token_hash(token: str) -> str:
    """Return the hash by which a one-time link is recognised."""
    return hashlib.sha256(token.encode()).hexdigest()


def rate(ctx: Context, *, token: str, score: int, comment: str | None) -> Case:
    """Take down how satisfied the customer is, once; the link is worth nothing afterwards."""
    wanted = select(Case).where(Case.csat_token_hash == token_hash(token)).with_for_update(key_share=True, of=Case)
    case = ctx.session.scalars(wanted).first()
    if case is None:
        raise Problem(404, "not_found", "this link was used already, or never was one")
    case.csat_score, case.csat_comment, case.csat_token_hash = score, comment, None
    tell(ctx, case, "rated")
    return case


def reopen(ctx: Context, case: Case, *, reason: str) -> None:
    """Take a case up again: a new clock, the history kept."""
    columns = {"clock_started_at": ctx.now, "resolved_at": None, "closed_at": None, "csat_token_hash": None}
    case.status = CaseStatus(CASE.after(case.status, "reopen"))
    for name, value in columns.items():
        setattr(case, name, value)
    derive_due(ctx, case)
    tell(ctx, case, "reopen", reason=reason)
    follow(ctx, case)


def comment(ctx: Context, case: Case, *, body: str, internal: bool) -> CaseComment:
    """Say something about a case."""
    said = CaseComment(case_id=case.id, author=ctx.actor.name, at=ctx.now, body=body, internal=internal)
    ctx.session.add(said)
    tell(ctx, case, "commented", body=body, internal=internal)
    return said


def tag(ctx: Context, case: Case, *, tags: Sequence[str]) -> None:
    """Give a case these tags and no others."""
    former = case.tags
    kept = {row.tag: row for row in case.tag_rows}
    case.tag_rows = [kept.get(name) or CaseTag(tag=name) for name in sorted(set(tags))]
    tell(ctx, case, "tagged", before_tags=former, tags=case.tags)


def open_return(ctx: Context, case: Case, *, supplier_id: int, asset_id: int | None, **columns: Any) -> SupplierReturn:
    """Send a defect of a case back to a supplier."""
    if not rows.refer(ctx, Account, supplier_id, "supplier_id").is_supplier:
        raise invalid("supplier_id", "this account is not a supplier")
    if asset_id is not None and asset_id not in {line.asset_id for line in case.lines}:
        raise invalid("asset_id", "the case is not about this asset", allowed=[line.asset_id for line in case.lines])
    returned = SupplierReturn(case_id=case.id, supplier_id=supplier_id, asset_id=asset_id, **columns)
    ctx.session.add(returned)
    record(ctx, returned, "created", case_id=case.id)
    return returned


def move_return(ctx: Context, returned: SupplierReturn, event: str) -> None:
    """Let an event of a return's life cycle happen."""
    returned.status = ReturnStatus(RETURN.after(returned.status, event))
    record(ctx, returned, event, case_id=returned.case_id)
