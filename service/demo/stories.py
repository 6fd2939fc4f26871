"""What happens in the year: each story is told step by step, and says at which instant it goes on.

Everything is done by the operations that requests use, by people who may; so every gate and rule holds.
"""

import base64
import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

from service.assets.installed import Asset
from service.assets.models import Account
from service.assets.operations import confirm_transport, move_transport, plan_transport, take_order
from service.cases import operations as cases
from service.cases.models import Case
from service.cases.policy import WORKING, Channel, WaitingFor
from service.claims import decisions, making
from service.claims import operations as claims
from service.context import Context
from service.demo import words
from service.demo.firm import Firm
from service.evidence.operations import add_evidence
from service.fieldwork import operations as work
from service.fieldwork import visits
from service.fieldwork.models import ServiceAppointment, WorkOrder
from service.fieldwork.policy import Window
from service.sla.models import Priority

Story = Iterator[datetime]
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
CHANNELS = (Channel.REPRESENTATIVE, Channel.EMAIL, Channel.EMAIL, Channel.PORTAL, Channel.WEB, Channel.API)
PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.NORMAL, Priority.NORMAL, Priority.HIGH, Priority.URGENT)


def signature_image(width: int) -> str:
    """Return a drawn signature in base64."""
    picture = Image.new("RGBA", (240, 80))
    ImageDraw.Draw(picture).line([(10, 60), (width, 15), (width + 40, 65), (200, 25)], fill="navy", width=3)
    return base64.b64encode(png(picture)).decode()


def png(picture: Image.Image) -> bytes:
    """Return a picture as a file."""
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def delivery(firm: Firm, now: datetime, *, number: int, begin: Callable[[datetime, Story], None]) -> Story:
    """An order is taken, sent and delivered, and its machines are installed."""
    account, product = firm.dice.choice(firm.accounts), firm.dice.choice(firm.products)
    count = firm.dice.choice((1, 1, 2, 3))
    order = take_order(
        firm.as_("support", now),
        number=f"SO-{number:05}",
        account_id=account.id,
        ordered_on=now.date(),
        lines=[{"product_id": product.id, "quantity": count}],
    )
    now += DAY * firm.dice.randint(5, 20)
    yield now
    made = (now - DAY).date()
    units = [
        {"line": 1, "serial_number": f"{product.code}-{number}-{unit}", "manufactured_on": made}
        for unit in range(count)
    ]
    transport = plan_transport(firm.as_("support", now), order, units=units)
    now += DAY
    yield now
    if firm.dice.random() < 0.04:
        move_transport(firm.as_("support", now), transport, "cancel")
        return
    move_transport(firm.as_("support", now), transport, "ship")
    now += DAY * firm.dice.randint(1, 4)
    yield now
    born = confirm_transport(firm.as_("support", now), transport, delivered_on=now.date())
    firm.assets += born
    begin(now + HOUR, installation(firm, now + HOUR, account, born))


def opened(firm: Firm, now: datetime, assets: list[Asset], **said: Any) -> Case:
    """Open a case about machines of one customer."""
    account = assets[0].account_id
    ctx = firm.as_("support", now)
    lines = [{"asset_id": asset.id, "description": None} for asset in assets]
    contact = firm.contacts[account].id if account in firm.contacts else None
    given = {"channel": firm.dice.choice(CHANNELS), "priority": firm.dice.choice(PRIORITIES), "contact_id": contact}
    return cases.open_case(ctx, lines=lines, **{**given, **said})


def taken_up(firm: Firm, now: datetime, case: Case) -> Story:
    """Somebody takes a case and looks at it."""
    yield (now := now + HOUR * firm.dice.uniform(0.2, 3))
    ctx = firm.as_("support", now)
    cases.assign(ctx, case, assignee_id=ctx.actor.id)
    cases.move(ctx, case, "triage")
    if firm.dice.random() < 0.3:
        cases.tag(ctx, case, tags=firm.dice.sample(["recall", "vip", "night shift", "contract"], 1))
    if firm.dice.random() < 0.12:
        cases.escalate(firm.as_("manager", now), case, reason="the line stands still")
    yield (now := now + HOUR * firm.dice.uniform(0.2, 4))
    cases.move(firm.as_("support", now), case, "start")


def installation(firm: Firm, now: datetime, account: Account, assets: list[Asset]) -> Story:
    """Machines that were delivered are installed."""
    said = {"case_type": "installation", "reason_code": "other", "priority": Priority.LOW}
    text = {
        "subject": f"Install {assets[0].product.name}",
        "description": f"{len(assets)} delivered, ready to install.",
    }
    case = opened(firm, now, assets, **said, **text)
    yield from taken_up(firm, now, case)
    yield from visited(firm, case.opened_at + 9 * HOUR, case, account, "Installation")
    yield from rated(firm, case)


def visited(firm: Firm, now: datetime, case: Case, account: Account, kind: str) -> Story:
    """A work order is made, planned and carried out, in a second visit if the first fails."""
    yield now
    if case.status not in WORKING:
        return
    window = Window(now, None, now + 40 * DAY)
    made = work.create_work_order(
        firm.as_("support", now),
        case,
        work_type_id=firm.work_types[kind].id,
        window=window,
        territory_id=firm.territories[firm.towns[account.id].territory].id,
    )
    visit = planned(firm, now, made, account, now + DAY * firm.dice.randint(1, 4))
    if firm.dice.random() < 0.06:
        yield now + HOUR
        visits.withdraw(
            firm.as_("dispatcher", now + HOUR), visit, "unschedule", reason="the customer asked for another day"
        )
        yield now + 2 * HOUR
        replanned(firm, now + 2 * HOUR, made, visit, account, now + 5 * DAY)
    yield from carried_out(firm, made, visit, fails=firm.dice.random() < 0.07, account=account)


def planned(firm: Firm, now: datetime, order: WorkOrder, account: Account, earliest: datetime) -> ServiceAppointment:
    """Plan a visit with somebody who is free."""
    contact = firm.contacts[account.id]
    ctx = firm.as_("dispatcher", now)
    visit = visits.add_visit(ctx, order, contact_name=contact.name, contact_phone=contact.phone)
    replanned(firm, now, order, visit, account, earliest)
    return visit


def replanned(
    firm: Firm, now: datetime, order: WorkOrder, visit: ServiceAppointment, account: Account, earliest: datetime
) -> None:
    """Put a visit into the calendar."""
    start, technician = firm.free_slot(account, earliest, 2 if order.duration_minutes > 120 else 1)
    visits.schedule(firm.as_("dispatcher", now), visit, start=start, technician_ids=[technician.id])


def carried_out(firm: Firm, order: WorkOrder, visit: ServiceAppointment, *, fails: bool, account: Account) -> Story:
    """The technician goes there, and does the work or cannot."""
    assert visit.sched_start is not None
    start = visit.sched_start
    yield start - 15 * HOUR
    ctx = firm.as_("dispatcher", start - 15 * HOUR)
    work.activate(ctx, order)
    visits.dispatch(ctx, visit)
    now = start + timedelta(minutes=firm.dice.randint(0, 15))
    yield now
    technician = Context(firm.session, firm.technicians[visit.technicians[0]], now, past=True)
    visits.start(technician, visit)
    yield (now := now + timedelta(minutes=45))
    technician = Context(firm.session, technician.actor, now, past=True)
    if fails:
        visits.withdraw(technician, visit, "cannot_complete", reason="missing parts")
        yield (now := now + 3 * HOUR)
        again = planned(firm, now, order, account, now + 2 * DAY)
        yield from carried_out(firm, order, again, fails=False, account=account)
        return
    done(firm, technician, order)
    visits.finish(technician, visit)
    work.sign(
        technician, order, signer=firm.contacts[account.id].name, image=signature_image(firm.dice.randint(60, 150))
    )
    work.complete(technician, order)


def done(firm: Firm, technician: Context, order: WorkOrder) -> None:
    """Do the work plan, use parts, and write the report."""
    for step in order.steps:
        measured = Decimal(firm.dice.randint(50, 90)) / 10 if step.unit else None
        if step.mandatory or firm.dice.random() < 0.7:
            work.do_step(technician, order, position=step.position, measurement=measured)
    for part in order.parts:
        work.use_part(technician, order, part_number=part.part_number, quantity=part.quantity)
    summary = f"{order.subject}: done as planned, tested and handed over."
    findings = "The bearing shows wear; replace it within six months." if firm.dice.random() < 0.3 else None
    work.report(technician, order, summary=summary, findings=findings)


def repair(firm: Firm, now: datetime, *, kind: str = "Repair") -> Story:
    """A machine fails, or is to be looked at, and somebody goes there."""
    asset = firm.dice.choice(firm.assets)
    fault, reason, _, _ = firm.dice.choice(words.FAULTS)
    case_type = {"Repair": "repair", "Inspection": "service", "Demonstration": "demo"}[kind]
    subject = f"{asset.product.name} {fault}" if kind == "Repair" else f"{kind} of {asset.product.name}"
    said = {"reason_code": reason if kind == "Repair" else "other", "description": f"{subject}, says the operator."}
    case = opened(firm, now, [asset], case_type=case_type, subject=subject, on_site_required=True, **said)
    if firm.dice.random() < 0.25:
        shown_in_a_photo(firm, now, case)
    yield from taken_up(firm, now, case)
    account = case.account
    yield from visited(firm, now + 9 * HOUR, case, account, kind)
    yield from rated(firm, case)


def to_be_planned(firm: Firm, now: datetime) -> Story:
    """A machine fails, and a visit waits for the next plan."""
    asset = firm.dice.choice(firm.assets)
    subject = f"{asset.product.name} {firm.dice.choice(words.FAULTS)[0]}"
    said = {"case_type": "repair", "reason_code": "defect", "description": f"{subject}, says the operator."}
    case = opened(firm, now, [asset], subject=subject, on_site_required=True, **said)
    yield (now := now + HOUR / 2)
    made = work.create_work_order(
        firm.as_("support", now),
        case,
        work_type_id=firm.work_types["Repair"].id,
        window=Window(now, None, now + DAY * firm.dice.randint(4, 10)),
    )
    contact = firm.contacts[case.account_id]
    visits.add_visit(firm.as_("dispatcher", now), made, contact_name=contact.name, contact_phone=contact.phone)


def shown_in_a_photo(firm: Firm, now: datetime, case: Case) -> None:
    """A photo comes with the case."""
    shade = tuple(firm.dice.randint(40, 220) for _ in range(3))
    picture = png(Image.new("RGB", (64, 48), shade))
    add_evidence(
        firm.as_("support", now),
        firm.store,
        case,
        content=picture,
        name="photo.png",
        caption=case.subject,
        internal=False,
    )


def warranty(firm: Firm, now: datetime) -> Story:
    """A customer claims under a warranty; the policy or somebody decides, and what is approved is paid."""
    asset = firm.dice.choice(firm.assets)
    fault, reason, part, cause = firm.dice.choice(words.FAULTS)
    text = {"subject": f"Claim: {asset.product.name} {fault}", "description": f"Please cover it: {fault}."}
    case = opened(firm, now, [asset], case_type="warranty", reason_code=reason, **text)
    if firm.dice.random() < 0.5:
        shown_in_a_photo(firm, now, case)
    yield from taken_up(firm, now, case)
    yield (now := now + 9 * HOUR)
    hours, quantity = Decimal(firm.dice.randint(1, 8)) / 2, Decimal(firm.dice.choice((1, 1, 2, 4)))
    line = {
        **{"asset_id": asset.id, "failure_date": case.opened_at.date(), "description": fault, "usage": None},
        **{"causal_part": part, "failure_cause": cause, "labor_hours": hours, "labor_rate": Decimal(85)},
        **{"parts": [{"part_number": part, "quantity": quantity, "unit_price": None}], "expenses": []},
    }
    claim = making.open_claim(firm.as_("support", now), case, lines=[line])
    if reason == "defect" and firm.dice.random() < 0.3:
        supplier = firm.dice.choice(firm.suppliers).id
        sent = {"part_number": part, "quantity": 1, "defect": fault}
        cases.open_return(firm.as_("buyer", now), case, supplier_id=supplier, asset_id=asset.id, **sent)
    yield (now := now + HOUR * firm.dice.uniform(1, 20))
    claims.submit(firm.as_("support", now), claim)
    yield from decided(firm, now, claim)
    yield from rated(firm, case)


def decided(firm: Firm, now: datetime, claim: Any) -> Story:
    """A claim that does not approve itself is looked at, and what was approved is paid."""
    if claim.status == "manual_review_needed":
        yield (now := now + HOUR * firm.dice.uniform(2, 40))
        approver = firm.as_(claim.approver_role, now)
        decisions.take_up(approver, claim)
        if firm.dice.random() < 0.2:
            decisions.request_information(approver, claim, reason="a photo of the type plate is missing")
            yield (now := now + HOUR * firm.dice.uniform(5, 50))
            decisions.provide_information(firm.as_("support", now), claim, reason="photo attached")
        yield (now := now + HOUR * firm.dice.uniform(1, 10))
        judged(Context(firm.session, approver.actor, now, past=True), claim)
    if claim.status in ("approved", "partially_approved"):
        yield (now := now + DAY * firm.dice.uniform(1, 12))
        decisions.pay(firm.as_("owner", now), claim, reference=f"CN-{claim.id:05}")


def judged(ctx: Context, claim: Any) -> None:
    """Approve what is covered, and reject what is not."""
    claims.reevaluate(ctx, claim)
    if claim.eligible == 0:
        decisions.reject(ctx, claim, reason="not covered by the warranty")
    elif claim.eligible == claim.requested:
        decisions.approve(ctx, claim, reason="covered in full")
    else:
        decisions.approve_partially(ctx, claim, lines=None, reason="as far as it is covered")


def desk_matter(firm: Firm, now: datetime) -> Story:
    """Something that the desk settles, waiting for the customer now and then."""
    subject, reason, path = firm.dice.choice(words.DESK_MATTERS)
    asset = firm.dice.choice(firm.assets)
    case = opened(
        firm, now, [asset], case_type="complaint", subject=subject, description=f"{subject}.", reason_code=reason
    )
    yield from taken_up(firm, now, case)
    yield (now := now + 9 * HOUR)
    if firm.dice.random() < 0.08:
        cases.move(firm.as_("support", now), case, "cancel", reason="the customer called it off")
        return
    if firm.dice.random() < 0.4:
        cases.wait(firm.as_("support", now), case, waiting_for=WaitingFor.CUSTOMER, reason="asked for the papers")
        yield (now := now + HOUR * firm.dice.uniform(4, 70))
        cases.move(firm.as_("support", now), case, "resume")
    cases.comment(firm.as_("support", now), case, body="Called the customer back.", internal=firm.dice.random() < 0.5)
    yield (now := now + HOUR * firm.dice.uniform(1, 20))
    cases.resolve(firm.as_("support_lead", now), case, path=path, notes=f"{subject}: {path}.")
    yield (now := now + HOUR * firm.dice.uniform(2, 60))
    cases.close(firm.as_("support_lead", now), case)
    yield from rated(firm, case)
    if firm.dice.random() < 0.05:
        yield (now := now + 2 * DAY)
        cases.reopen(firm.as_("support", now), case, reason="it happened again")


def left_standing(firm: Firm, now: datetime, *, at: str) -> Story:
    """Something new that has come as far as a status, and no further yet."""
    subject, reason, path = firm.dice.choice(words.DESK_MATTERS)
    text = {"subject": subject, "description": f"{subject}.", "reason_code": reason}
    case = opened(firm, now, [firm.dice.choice(firm.assets)], case_type="complaint", **text)
    steps: dict[str, Callable[[Context], object]] = {
        "triaged": lambda ctx: cases.move(ctx, case, "triage"),
        "in_progress": lambda ctx: cases.move(ctx, case, "start"),
        "waiting": lambda ctx: cases.wait(ctx, case, waiting_for=WaitingFor.SUPPLIER, reason="asked for the date"),
        "resolved": lambda ctx: cases.resolve(ctx, case, path=path, notes=f"{subject}: {path}."),
    }
    for status, step in steps.items() if at != "new" else ():
        yield (now := now + timedelta(minutes=20))
        step(firm.as_("support_lead", now))
        if status == at:
            return


def rated(firm: Firm, case: Case) -> Story:
    """The customer says how it was, more often than not."""
    if case.closed_at is None or firm.dice.random() > 0.6:
        return
    now = case.closed_at + HOUR * firm.dice.uniform(1, 70)
    yield now
    if case.status == "closed" and case.csat_score is None:
        token = cases.renew_csat_link(firm.as_("support", now), case)
        score = firm.dice.choice((1, 2, 3, 4, 4, 5, 5, 5))
        cases.rate(firm.system(now), token=token, score=score, comment=firm.dice.choice(words.PRAISE))
