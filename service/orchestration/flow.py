"""Keeping where a case stands: every event of a case moves it on, in the unit of work of the event."""

import json
from datetime import datetime

from sqlalchemy import select

from service.cases.models import Case
from service.cases.policy import WORKING, CaseStatus
from service.claims.models import Claim
from service.context import Context
from service.fieldwork.models import ServiceAppointment, WorkOrder
from service.jobs.operations import call_for
from service.orchestration.models import CaseWorkflow, Stage, Step, WorkflowStep
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS
from service.triage.models import Triage

ADVANCE = "advance"
"""The job that takes a case's next step, or says what it waits for."""
STEP_TAKEN = "step_taken"
"""The event of a step that leaves no other."""
DECIDES_PATH = frozenset({"case_type", "on_site_required", "severity"})
"""Columns of a case whose change has it handed over anew."""
PASSED_OVER = "passed over"

STEPS = list(Step)
STAGE_AFTER = {
    Step.IDENTIFY: Stage.TRIAGE,
    Step.TRIAGE: Stage.ROUTE,
    Step.ROUTE: Stage.HAND_OVER,
    Step.HAND_OVER: Stage.WORK,
    Step.RESOLVE: Stage.CLOSE,
    Step.CSAT: Stage.DONE,
}
NEXT_STEP = {
    Stage.TRIAGE: Step.TRIAGE,
    Stage.ROUTE: Step.ROUTE,
    Stage.HAND_OVER: Step.HAND_OVER,
    Stage.WORK: Step.WORK,
    Stage.CLOSE: Step.CLOSE,
}
TAKES = {
    "triage": Step.TRIAGE,
    "start": Step.TRIAGE,
    "resume": Step.TRIAGE,
    "resolve": Step.RESOLVE,
    "close": Step.CSAT,
}
"""The step that an event of a case takes, and all before it."""
FOUND_AT = {
    CaseStatus.NEW: Stage.TRIAGE,
    CaseStatus.TRIAGED: Stage.ROUTE,
    CaseStatus.IN_PROGRESS: Stage.WORK,
    CaseStatus.WAITING: Stage.WORK,
    CaseStatus.RESOLVED: Stage.CLOSE,
    CaseStatus.CLOSED: Stage.DONE,
    CaseStatus.CANCELLED: Stage.CANCELLED,
}
"""Where a case stands that comes from elsewhere, or from before there was a workflow."""


def flow_of(ctx: Context, case: Case) -> CaseWorkflow | None:
    """Return where a case stands, if that is known."""
    return ctx.session.scalars(select(CaseWorkflow).where(CaseWorkflow.case_id == case.id)).first()


def follow_case(ctx: Context, case: Case, event: Event) -> None:
    """Move a case on by what has happened to it, and have its next step taken. What clocks tell of moves nothing."""
    if event.kind.startswith("milestone_"):
        return
    flow = flow_of(ctx, case)
    if flow is None:
        begin(ctx, case, event.kind)
    elif event.kind == "cancel":
        _stand(flow, Stage.CANCELLED, ctx.now)
    elif event.kind == "reopen":
        _again(flow, Stage.WORK, ctx.now)
    elif flow.stage == Stage.WORK and event.kind == "amended" and DECIDES_PATH & _changed(event):
        _again(flow, Stage.HAND_OVER, ctx.now)
    elif event.kind in TAKES:
        take_steps(ctx, flow, TAKES[event.kind], event.reason or _said(case, event))
    ctx.session.flush()
    if case.status in WORKING:
        call_for(ctx, ADVANCE, case_id=case.id)


def follow_work(ctx: Context, row: WorkOrder | Claim | ServiceAppointment | Triage, event: Event) -> None:
    """Have somebody look at a case again to whose work something has happened."""
    if event.case_id is not None:
        call_for(ctx, ADVANCE, case_id=event.case_id)


def begin(ctx: Context, case: Case, kind: str) -> CaseWorkflow:
    """Let a case have a workflow; a new one is before its triage, and about assets that are known (gate 1)."""
    stage = Stage.TRIAGE if kind == "created" else FOUND_AT[CaseStatus(case.status)]
    flow = CaseWorkflow(case_id=case.id, case=case, stage=Stage.TRIAGE, entered_at=min(case.opened_at, ctx.now))
    flow.round = 1
    ctx.session.add(flow)
    assets = ", ".join(str(line.asset_id) for line in case.lines)
    _note(ctx, flow, Step.INTAKE, f"by {case.channel}")
    _note(ctx, flow, Step.IDENTIFY, f"assets {assets}")
    _stand(flow, stage, ctx.now)
    return flow


def take_steps(ctx: Context, flow: CaseWorkflow, until: Step, outcome: str) -> None:
    """Note that a step was taken, by the context's actor; what should have come before it was passed over."""
    following = NEXT_STEP.get(flow.stage)
    if following is None or STEPS.index(following) > STEPS.index(until):
        return
    together = {Step.RESOLVE: (Step.WORK, Step.RESOLVE), Step.CSAT: (Step.CLOSE, Step.CSAT)}.get(until, (until,))
    for step in STEPS[STEPS.index(following) : STEPS.index(until) + 1]:
        _note(ctx, flow, step, outcome if step in together else PASSED_OVER)
    _stand(flow, STAGE_AFTER[until], ctx.now)


def _note(ctx: Context, flow: CaseWorkflow, step: Step, outcome: str) -> None:
    ctx.session.add(
        WorkflowStep(
            case_id=flow.case_id,
            round=flow.round,
            step=step,
            entered_at=min(flow.entered_at, ctx.now),
            done_at=ctx.now,
            actor_kind=ctx.actor.kind,
            actor_name=ctx.actor.name,
            rule=ctx.cause and ctx.cause.rule,
            rule_version=ctx.cause and ctx.cause.version,
            outcome=outcome,
        )
    )


def _stand(flow: CaseWorkflow, stage: Stage, now: datetime) -> None:
    flow.stage, flow.entered_at = stage, now
    flow.waiting_for = flow.waiting_on = flow.waiting_since = None


def _again(flow: CaseWorkflow, stage: Stage, now: datetime) -> None:
    flow.round += 1
    _stand(flow, stage, now)


def _changed(event: Event) -> set[str]:
    return {*json.loads(event.data).get("after", {})}


def _said(case: Case, event: Event) -> str:
    if event.kind == "resolve":
        return case.resolution_path or event.kind
    return event.kind


def enter() -> None:
    """Let workflows follow; again is as once."""
    for model, follower in (
        (Case, follow_case),
        (WorkOrder, follow_work),
        (ServiceAppointment, follow_work),
        (Claim, follow_work),
        (Triage, follow_work),
    ):
        followers = FOLLOWERS.setdefault(model, [])
        if follower not in followers:
            followers.append(follower)
