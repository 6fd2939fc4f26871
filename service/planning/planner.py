"""The planner: takes planning runs that wait, one at a time, each in a process of its own.

A run that a process leaves lying, because it died, is taken up again once its lease is over; any number of planners on
any number of machines share the runs of one database.
"""

import logging
import multiprocessing
import threading
from datetime import timedelta

from sqlalchemy import or_, select

from service import clock
from service.clock import Clock
from service.db import Database
from service.planning.models import PlanningRun, RunWork
from service.planning.runs import UNDER_WAY
from service.settings import Settings

EVERY = 1.0
"""Seconds between two looks for runs that wait."""
PATIENCE = timedelta(seconds=10)
"""How long a process that was told to end is waited for."""
log = logging.getLogger(__name__)


def something_waits(database: Database, clock: Clock) -> bool:
    """Return whether there is a run that somebody should take."""
    free = (
        select(PlanningRun.id)
        .outerjoin(RunWork, RunWork.run_id == PlanningRun.id)
        .where(PlanningRun.status.in_(UNDER_WAY), or_(RunWork.until.is_(None), RunWork.until <= clock()))
    )
    with database.transaction(write=False) as session:
        return session.scalar(free.limit(1)) is not None


def plan_in_process(settings: Settings) -> None:
    """Work on the runs that wait until there is none: what the process of its own does."""
    from service.planning.solving import work_on_next  # takes seconds, and only those who plan need it

    database = Database(settings.database_url)
    try:
        while work_on_next(database, clock.now) is not None:
            pass
    finally:
        database.close()


def keep_planning(settings: Settings, stop: threading.Event, every: float = EVERY) -> None:
    """Look for runs that wait, and have them planned in a process beside, until told to stop.

    What is being planned then is left lying, and taken up again by whoever comes next.
    """
    database = Database(settings.database_url)
    while not stop.wait(every):
        try:
            if something_waits(database, clock.now):
                _plan_beside(settings, stop)
        except Exception:
            log.exception("looking for planning runs failed; the next look follows")
    database.close()


def _plan_beside(settings: Settings, stop: threading.Event) -> None:
    process = multiprocessing.get_context("spawn").Process(target=plan_in_process, args=(settings,), daemon=True)
    process.start()
    while process.is_alive() and not stop.is_set():
        process.join(0.2)
    if process.is_alive():
        process.terminate()
        process.join(PATIENCE.total_seconds())
    elif process.exitcode:
        log.error("a planning process ended with %s; what it left lying is taken up again", process.exitcode)
    process.close()
