"""Taking steps: one in each transaction, with the case locked, until a case waits for somebody or something.

The event of a step calls for the next one in the transaction that keeps both, so a process that dies between two steps
leaves the next one to whoever works on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from service.access.models import User
from service.cases import operations as cases
from service.cases.models import Case
from service.cases.policy import WORKING, CaseStatus
from service.context import Actor, Context
from service.jobs.operations import TASKS, call_for
from service.orchestration.flow import ADVANCE, STEP_TAKEN, begin, enter, flow_of, take_steps
from service.orchestration.hand_over import hand_over
from service.orchestration.models import CaseWorkflow, Stage, Step, WaitCode
from service.orchestration.waiting import Taken, Wait, work_waits_for
from service.timeline.models import Event
from service.triage.operations import open_doubt


def triage(ctx: Context, case: Case) -> Taken | Wait:
    """Stamp a case. One whose type and reason were said by whoever opened it needs no more than that."""
    if case.status != CaseStatus.NEW:
        return Taken("stamped by hand")
    doubt = open_doubt(ctx, case)
    if doubt is not None:
        return Wait(WaitCode.TRIAGE, doubt)
    cases.move(ctx, case, "triage")
    return Taken("stamped")


def route(ctx: Context, case: Case) -> Taken | Wait:
    """Note where a case went: its team was found by its reason code when it was opened, somebody of it by rotation.

    Where nobody could take it, it waits in the team's queue and is given out from there.
    """
    holder = ctx.session.get(User, case.assignee_id) if case.assignee_id is not None else None
    return Taken(f"{case.team}, {holder.name}" if holder else case.team)


PERFORM: Mapping[Stage, tuple[Step, Callable[[Context, Case], Taken | Wait]]] = {
    Stage.TRIAGE: (Step.TRIAGE, triage),
    Stage.ROUTE: (Step.ROUTE, route),
    Stage.HAND_OVER: (Step.HAND_OVER, hand_over),
}
"""What is done at a stage. Its entry criteria: the steps before are taken, and the case does not wait for somebody."""


def advance(ctx: Context, arguments: Mapping[str, Any]) -> None:
    """Take the next step of a case, if it can be taken now; else note what the case waits for."""
    held = select(Case).where(Case.id == arguments["case_id"]).with_for_update(key_share=True, of=Case)
    case = ctx.session.scalars(held).first()
    if case is None or case.status not in WORKING:
        return
    flow = flow_of(ctx, case) or begin(ctx, case, "found")
    ctx.session.flush()
    wait = take_one(ctx, case, flow)
    if wait is not None and (wait.code, wait.on) != (flow.waiting_for, flow.waiting_on):
        flow.waiting_for, flow.waiting_on = wait
        flow.waiting_since = last_event_at(ctx, case)


def take_one(ctx: Context, case: Case, flow: CaseWorkflow) -> Wait | None:
    """Take one step; return what the case waits for if it cannot be taken, or if people are at it."""
    if flow.stage not in PERFORM or case.status == CaseStatus.WAITING:
        return work_waits_for(ctx, case)
    step, perform = PERFORM[flow.stage]
    acting = replace(ctx, actor=Actor(kind="system", name=f"{step.replace('_', ' ')} step", unbounded=True))
    result = perform(acting, case)
    if isinstance(result, Wait):
        return result
    if flow.stage in PERFORM and PERFORM[flow.stage][0] == step:
        by_rule = replace(acting, cause=result.cause)
        take_steps(by_rule, flow, step, result.outcome)
        cases.tell(by_rule, case, STEP_TAKEN, step=step, outcome=result.outcome)
    return None


def last_event_at(ctx: Context, case: Case) -> datetime:
    """Return when something last happened to a case or to what came of it."""
    return ctx.session.scalar(select(func.max(Event.at)).where(Event.case_id == case.id)) or ctx.now


def forgotten(ctx: Context) -> Sequence[int]:
    """Return the numbers of open cases without a workflow, and of those that wait for what may be there by now."""
    flow = select(CaseWorkflow.id).where(CaseWorkflow.case_id == Case.id)
    waits = select(CaseWorkflow.case_id).where(CaseWorkflow.waiting_for == WaitCode.WORK_TYPE)
    wanted = select(Case.id).where(Case.status.in_(WORKING), ~flow.exists() | Case.id.in_(waits))
    return ctx.session.scalars(wanted.order_by(Case.id)).all()


def remember(ctx: Context, key: int) -> bool:
    """Have a case looked at again."""
    call_for(ctx, ADVANCE, case_id=key)
    return True


TASKS[ADVANCE] = advance
enter()
