"""Planning runs: ordering them, claiming and keeping them, and what becomes of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from service import rows
from service.context import Context
from service.errors import Problem, invalid
from service.planning.models import RUN, Overlap, PlanningRun, RunFile, RunScope, RunStatus, RunWork
from service.planning.policies import POLICY_NAMES
from service.planning.scope import Scope, overlapping
from service.timeline.operations import record
from service.workforce.models import Territory

LEASE = timedelta(seconds=60)
"""How long somebody is believed to be at a run without a sign of life."""
MOST_ATTEMPTS = 3
"""After so many that died, a run has failed."""
NOWHERE = 0
"""Stands for what lies in no territory."""
UNDER_WAY = (RunStatus.QUEUED, RunStatus.SOLVING)


def order_run(
    ctx: Context, *, first_day: date, overlap: Overlap, emergency: bool = False, **ordered: Any
) -> PlanningRun:
    """Order a plan. Whoever does not want to wait is refused if one is under way for a territory and day of it."""
    numbers: Sequence[int] = sorted(set(ordered.pop("territory_ids")))
    territories = [rows.refer(ctx, Territory, number, "territory_ids", lock=True) for number in numbers]
    if ordered["policy"] is not None and ordered["policy"] not in POLICY_NAMES:
        raise invalid("policy", f"there is no policy {ordered['policy']}", allowed=list(POLICY_NAMES))
    ordered["timezone"] = ordered.get("timezone") or zone_of(ctx, territories)
    run = PlanningRun(
        territory_ids=list(numbers),
        first_day=first_day,
        overlap=overlap,
        emergency=emergency,
        created_at=ctx.now,
        created_by=ctx.actor.name,
        **ordered,
    )
    if overlap == Overlap.REFUSE and (other := _in_the_way(ctx, run)) is not None:
        detail = f"run {other.number} is planning some of these territories and days"
        raise Problem(409, "run_under_way", detail, rule="one_run_at_a_time", run_id=other.id)
    ctx.session.add(run)
    record(ctx, run, "ordered")
    return run


def zone_of(ctx: Context, territories: Sequence[Territory]) -> str:
    """Return the time zone of territories; of several the one that most have, of all of them if none are named."""
    zones = [each.timezone for each in territories] or list(
        ctx.session.scalars(select(Territory.timezone).order_by(Territory.id))
    )
    return max(sorted(set(zones)), key=zones.count) if zones else "UTC"


def _in_the_way(ctx: Context, run: PlanningRun) -> PlanningRun | None:
    under_way = ctx.session.scalars(select(PlanningRun).where(PlanningRun.status.in_(UNDER_WAY)))
    return next((other for other in under_way if meets(run, other)), None)


def last_day(run: PlanningRun) -> date:
    """Return the last day of a run."""
    return run.first_day + timedelta(days=run.days - 1)


def meets(run: PlanningRun, other: PlanningRun) -> bool:
    """Return whether two runs have a territory and a day in common."""
    together = run.first_day <= last_day(other) and other.first_day <= last_day(run)
    return together and overlapping(run.territory_ids, other.territory_ids)


def scope_of(run: PlanningRun, now: datetime) -> Scope:
    """Return what a run plans, as seen at an instant."""
    return Scope(tuple(run.territory_ids), run.first_day, run.days, run.timezone, now)


def claim(ctx: Context, *, token: str, only: int | None = None) -> int | None:
    """Take the first run that waits, or that somebody has left lying, and return its number; None if there is none.

    A run whose territories and days are being planned by another waits. One that died too often has failed.
    """
    waiting = select(PlanningRun).where(PlanningRun.status.in_(UNDER_WAY)).order_by(PlanningRun.id)
    if only is not None:
        waiting = waiting.where(PlanningRun.id == only)
    for run in ctx.session.scalars(waiting.with_for_update(skip_locked=True)):
        work = ctx.session.get(RunWork, run.id)
        if work is not None and work.until > ctx.now:
            continue
        if run.attempts >= MOST_ATTEMPTS:
            fail(ctx, run, reason=f"whoever was at it died, {run.attempts} times")
        elif _enter(ctx, run):
            _take(ctx, run, work, token)
            return run.id
    return None


def _enter(ctx: Context, run: PlanningRun) -> bool:
    """Have the run's territories and days to itself; no if another has one of them."""
    numbers = run.territory_ids or [NOWHERE, *ctx.session.scalars(select(Territory.id))]
    days = [run.first_day + timedelta(days=number) for number in range(run.days)]
    there = ctx.session.execute(
        select(RunScope.territory_id, RunScope.day, RunScope.run_id).where(
            RunScope.territory_id.in_(numbers), RunScope.day.between(days[0], days[-1])
        )
    ).all()
    if any(row.run_id != run.id for row in there):
        return False
    known = {(row.territory_id, row.day) for row in there}
    wanted = [(number, day) for number in sorted(numbers) for day in days if (number, day) not in known]
    ctx.session.add_all(RunScope(territory_id=number, day=day, run_id=run.id) for number, day in wanted)
    return True


def _take(ctx: Context, run: PlanningRun, work: RunWork | None, token: str) -> None:
    if work is None:
        work = RunWork(run_id=run.id)
        ctx.session.add(work)
    work.token, work.until = token, ctx.now + LEASE
    work.phase, work.scheduled, work.total, work.objective, work.elapsed = "snapshot", 0, 0, [], 0.0
    run.attempts += 1
    run.status = RunStatus(RUN.after(run.status, "claim"))
    record(ctx, run, "claimed")


def keep(ctx: Context, number: int, *, token: str, progress: Mapping[str, Any]) -> bool:
    """Show that somebody is at a run, and how far it is; no if it is not theirs any more."""
    work = ctx.session.scalars(select(RunWork).where(RunWork.run_id == number).with_for_update()).first()
    if work is None or work.token != token:
        return False
    work.until = ctx.now + LEASE
    for name, value in progress.items():
        setattr(work, name, value)
    return True


def held(ctx: Context, number: int, *, token: str) -> PlanningRun | None:
    """Return a run, locked, to whoever is at it; None if that is another by now."""
    run = ctx.session.scalars(select(PlanningRun).where(PlanningRun.id == number).with_for_update()).one()
    work = ctx.session.get(RunWork, number)
    return run if work is not None and work.token == token else None


def store(ctx: Context, run: PlanningRun, documents: Mapping[str, str]) -> None:
    """Keep documents of a run, each in the place of one of its name."""
    for name, content in documents.items():
        ctx.session.merge(RunFile(run_id=run.id, name=name, content=content))


def documents(ctx: Context, run: PlanningRun, *names: str) -> list[str]:
    """Return documents of a run; 409 if they are not there yet."""
    wanted = select(RunFile.name, RunFile.content).where(RunFile.run_id == run.id, RunFile.name.in_(names))
    found = {row.name: row.content for row in ctx.session.execute(wanted)}
    if missing := [name for name in names if name not in found]:
        raise Problem(409, "not_there_yet", f"run {run.number} has no {missing[0]}; it is {run.status}", field="status")
    return [found[name] for name in names]


def finish(ctx: Context, run: PlanningRun, *, scheduled: int, unscheduled: int, summary: Any) -> None:
    """Note that the plan is there."""
    run.status = RunStatus(RUN.after(run.status, "solve"))
    run.ready_at, run.scheduled, run.unscheduled, run.summary = ctx.now, scheduled, unscheduled, summary
    _leave(ctx, run)
    record(ctx, run, "solved")


def fail(ctx: Context, run: PlanningRun, *, reason: str) -> None:
    """Note that there will be no plan, and why."""
    run.status, run.failure = RunStatus(RUN.after(run.status, "fail")), reason
    _leave(ctx, run)
    record(ctx, run, "failed", reason=reason)


def _leave(ctx: Context, run: PlanningRun) -> None:
    ctx.session.execute(delete(RunScope).where(RunScope.run_id == run.id))
    ctx.session.execute(delete(RunWork).where(RunWork.run_id == run.id))


def supersede(ctx: Context, run: PlanningRun) -> None:
    """Let plans for the same territories and days, published or ready, be overtaken by a run."""
    wanted = select(PlanningRun).where(
        PlanningRun.id != run.id, PlanningRun.status.in_((RunStatus.READY, RunStatus.PUBLISHED))
    )
    for other in ctx.session.scalars(wanted.order_by(PlanningRun.id).with_for_update()):
        if meets(run, other):
            other.status = RunStatus(RUN.after(other.status, "supersede"))
            record(ctx, other, "superseded", by=run.number)


def waiting(ctx: Context) -> Iterable[int]:
    """Return the numbers of runs that wait, or that are under way."""
    return ctx.session.scalars(select(PlanningRun.id).where(PlanningRun.status.in_(UNDER_WAY)).order_by(PlanningRun.id))
