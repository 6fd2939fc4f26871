"""Working on one run: snapshot, policy, search, reasons; nothing is locked meanwhile, and a sign of life is given."""

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from scheduler.entities import ProblemError
from scheduler.explain import explain
from scheduler.formats.documents import digest, to_json
from scheduler.policy import Policy
from scheduler.report.model import PlanReport
from scheduler.report.result import documents, explaining_seconds, plan_report
from scheduler.solve import PlanRefusedError, Progress, Settings, UnsupportedError, solve
from service.clock import Clock
from service.context import SYSTEM, Context
from service.db import Database
from service.errors import Problem
from service.planning import runs
from service.planning.models import PlanningRun
from service.planning.policies import choose
from service.planning.publishing import publish
from service.planning.scope import is_fact
from service.planning.snapshot import Snapshot, areas, take
from service.timeline.operations import record

SIGN_EVERY = 2.0
"""Seconds between two signs of life."""
PARTS_AT_ONCE = 2
"""Parts of a problem that are searched side by side; part of what a plan depends on, so not the machine's to say."""
log = logging.getLogger(__name__)


@dataclass
class Work:
    """Somebody's work on a run: as long as it is theirs."""

    database: Database
    clock: Clock
    run_id: int
    token: str
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when the run is no longer theirs, or when the program is to end."""
    progress: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def context(self, *, write: bool = True) -> Iterator[Context]:
        """Give the context of a transaction."""
        with self.database.transaction(write=write) as session:
            yield Context(session, SYSTEM, self.clock())

    def sign(self) -> None:
        """Show that somebody is at it, once."""
        with self.context() as ctx:
            if not runs.keep(ctx, self.run_id, token=self.token, progress=self.progress):
                self.stop.set()

    @contextmanager
    def signing(self) -> Iterator[None]:
        """Show that somebody is at it, again and again, while the block runs."""
        done = threading.Event()

        def keep_on() -> None:
            while not done.wait(SIGN_EVERY):
                try:
                    self.sign()
                except Exception:  # the next sign may succeed, and the lease lasts for many
                    log.exception("no sign of life for run %s", self.run_id)

        thread = threading.Thread(target=keep_on, name=f"run {self.run_id}")
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def note(self, said: Progress) -> None:
        """Remember how far the search is, for the next sign."""
        self.progress = {
            "phase": said.phase,
            "scheduled": said.scheduled,
            "total": said.total,
            "objective": list(said.value),
            "elapsed": round(said.elapsed, 3),
        }


def work_on_next(
    database: Database, clock: Clock, *, only: int | None = None, stop: threading.Event | None = None
) -> int | None:
    """Take the first run that waits, see it through, and return its number; None if there is none."""
    token = uuid4().hex
    with database.transaction() as session:
        number = runs.claim(Context(session, SYSTEM, clock()), token=token, only=only)
    if number is not None:
        see_through(Work(database, clock, number, token, stop or threading.Event()))
    return number


def see_through(work: Work) -> None:
    """Plan a claimed run, and publish it if that is asked; a run that cannot be planned has failed, and says why."""
    try:
        with work.signing():
            _plan(work)
    except (Problem, ProblemError, UnsupportedError, PlanRefusedError) as refusal:
        _failed(work, str(refusal))
    except Exception as fault:
        log.exception("run %s failed", work.run_id)
        _failed(work, f"a fault of the program: {type(fault).__name__}")
    else:
        _publish(work)


def _failed(work: Work, reason: str) -> None:
    with work.context() as ctx:
        if (run := runs.held(ctx, work.run_id, token=work.token)) is not None:
            runs.fail(ctx, run, reason=reason)


def _publish(work: Work) -> None:
    try:
        with work.context() as ctx:
            run = ctx.session.get_one(PlanningRun, work.run_id)
            if run.publish and run.status == "ready":
                publish(ctx, run)
    except Problem as refusal:
        log.warning("run %s is ready and was not published: %s", work.run_id, refusal)
        with work.context() as ctx:
            record(ctx, ctx.session.get_one(PlanningRun, work.run_id), "not_published", reason=refusal.detail)


def _plan(work: Work) -> None:
    began = work.clock()
    with work.context(write=False) as ctx:
        run = ctx.session.get_one(PlanningRun, work.run_id)
        snapshot = take(ctx.session, runs.scope_of(run, ctx.now))
        policy, told = choose(ctx, run, snapshot.problem)
        ground = areas(ctx.session)
    if not _noted(work, snapshot, policy, told, ground):
        return
    report, interrupted = _searched(work, run, snapshot, policy, ground, began)
    with work.context() as ctx:
        held = runs.held(ctx, work.run_id, token=work.token)
        if held is None or interrupted:
            return
        runs.store(ctx, held, documents(report))
        asked = [item.id for item in snapshot.problem.appointments if not is_fact(item.id)]
        served = sum(name in report.plan.visits for name in asked)
        summary = {"warnings": list(report.warnings), "timings": dict(report.timings), "gap": report.gap}
        runs.finish(ctx, held, scheduled=served, unscheduled=len(asked) - served, summary=summary)


def _noted(work: Work, snapshot: Snapshot, policy: Policy, told: Mapping[str, Any], ground: Any) -> bool:
    """Keep what is going to be planned, and from what; no if the run is another's by now."""
    with work.context() as ctx:
        run = runs.held(ctx, work.run_id, token=work.token)
        if run is None:
            return False
        run.snapshot_at, run.chosen_policy = snapshot.scope.now, policy.name
        run.problem_hash = digest(snapshot.problem)
        texts = {"problem.json": to_json(snapshot.problem), "basis.json": snapshot.basis.to_json()}
        runs.store(ctx, run, {**texts, "territories.geojson": json.dumps(ground)})
        record(ctx, run, "snapshot_taken", **told)
    return True


def _searched(
    work: Work, run: PlanningRun, snapshot: Snapshot, policy: Policy, ground: Any, began: datetime
) -> tuple[PlanReport, bool]:
    read = work.clock()
    settings = Settings(seconds=run.seconds, seed=run.seed, workers=PARTS_AT_ONCE)
    result = solve(snapshot.problem, policy, settings, progress=work.note, stop=work.stop)
    solved = work.clock()
    work.progress = {**work.progress, "phase": "explain"}
    reasons = explain(
        snapshot.problem, policy, result.plan, seconds=explaining_seconds(run.seconds), stop=work.stop.is_set
    )
    second = timedelta(seconds=1)
    timings = {
        "read": (read - began) / second,
        "solve": (solved - read) / second,
        "explain": (work.clock() - solved) / second,
    }
    territories = ground if ground["features"] else None
    report = plan_report(result, reasons, timings=timings, territories=territories, warnings=snapshot.warnings)
    return report, work.stop.is_set()
