"""The hand-over: rules say where the work on a case goes on, and there it is made."""

from dataclasses import replace

from sqlalchemy import select

from service.cases.followers import follow
from service.cases.models import Case
from service.cases.paths import DESK_AND_FIELD, PATHS, decide_path, ways
from service.context import Context
from service.effects.rulings import rule_on
from service.fieldwork.models import WorkOrder, WorkType
from service.fieldwork.operations import create_work_order, move
from service.fieldwork.policy import Purpose, WorkKind, WorkStatus
from service.orchestration.models import WaitCode
from service.orchestration.waiting import Taken, Wait, orders_of
from service.rules.outcomes import HandOver

KINDS = {"field_work": WorkKind.FIELD, "back_office": WorkKind.BACK_OFFICE}


def hand_over(ctx: Context, case: Case) -> Taken | Wait:
    """Hand a case over to wherever the rules say, and return in words to where; or what is missing for it.

    Both rule sets are asked: by the type of the case, and by whether somebody severe must go there. A claim is made by
    the follower that makes it whenever a case is classified as one. Where the work is there already, none is added.
    """
    wanted = ways([decide_path(ctx, case), decide_path(ctx, case, DESK_AND_FIELD)])
    for way, _ in wanted:
        if way.to in KINDS and _present(ctx, case, way) is None and _template(ctx, way) is None:
            said = f"a work type of {KINDS[way.to].replace('_', ' ')} for {way.purpose or Purpose.SERVICE}"
            return Wait(WaitCode.WORK_TYPE, said)
    rulings = [rule_on(ctx, case, each, about="case") for each in (PATHS, DESK_AND_FIELD)]
    if escalation := rulings[1].outcome("escalate_at"):
        case.escalate_at = escalation.percent
    follow(ctx, case)
    done = [_arrive(replace(ctx, cause=ruling.cause), case, way) for way, ruling in wanted] or ["desk"]
    if escalation:
        done.append(f"escalation at {escalation.percent} %")
    return Taken(", ".join(done), (wanted[0][1] if wanted else rulings[0]).cause)


def _arrive(ctx: Context, case: Case, way: HandOver) -> str:
    """Make the work that a way leads to, if it is not there, and return what it is."""
    if way.to not in KINDS:
        return way.to
    order = _present(ctx, case, way) or _order(ctx, case, way)
    return f"{way.to.replace('_', ' ')} {order.number}"


def _order(ctx: Context, case: Case, way: HandOver) -> WorkOrder:
    template = _template(ctx, way)
    assert template is not None  # it was looked for before anything was done
    order = create_work_order(ctx, case, work_type_id=template.id, team=way.team)
    if order.kind == WorkKind.FIELD:
        move(ctx, order, "request_schedule")
    return order


def _present(ctx: Context, case: Case, way: HandOver) -> WorkOrder | None:
    """Return the work of a kind, and of an office if one is named, that a case has and that was not given up."""
    for order in orders_of(ctx, case):
        if order.kind == KINDS[way.to] and order.status != WorkStatus.CANCELLED and way.team in (None, order.team):
            return order
    return None


def _template(ctx: Context, way: HandOver) -> WorkType | None:
    """Return the oldest template of a kind and purpose; whoever wants another says so by a rule that names it."""
    wanted = select(WorkType).where(
        WorkType.kind == KINDS[way.to], WorkType.purpose == (way.purpose or Purpose.SERVICE)
    )
    return ctx.session.scalars(wanted.order_by(WorkType.id)).first()
