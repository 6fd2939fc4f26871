"""The worker: sweeps the clocks, does jobs and duties, and delivers the outbox, in any number of processes."""

import logging
from dataclasses import dataclass
from threading import Event
from typing import NamedTuple

from service.clock import Clock
from service.clocks.sweep import Swept, sweep
from service.db import Database
from service.duties import Duties
from service.jobs.runner import Ran, run_jobs
from service.notify.outbox import Delivered, deliver
from service.notify.senders import Senders, make_senders
from service.settings import Settings
from service.timeline.verify import signing_key

EVERY = 5.0
"""Seconds between two turns."""

log = logging.getLogger(__name__)


class Turn(NamedTuple):
    """What one turn did."""

    swept: Swept
    ran: Ran
    delivered: Delivered


@dataclass(frozen=True, slots=True)
class Worker:
    """What sweeps and delivers for one installation."""

    database: Database
    senders: Senders
    key: bytes
    """The installation's, from which secrets of endpoints are derived."""
    clock: Clock
    duties: Duties

    @classmethod
    def of(cls, settings: Settings, database: Database, clock: Clock) -> "Worker":
        """Return the worker of an installation. Raises `ValueError` if its mail server's address is none."""
        senders = make_senders(settings.smtp_url, settings.mail_from, settings.service_url)
        duties = Duties(settings, database, clock)
        return cls(database, senders, signing_key(settings.signing_key), clock, duties)

    def turn(self) -> Turn:
        """Do what is due now, once."""
        self.duties.sweep()
        swept, ran = sweep(self.database, self.clock), run_jobs(self.database, self.clock)
        return Turn(swept, ran, deliver(self.database, self.senders, self.key, self.clock))

    def run(self, stop: Event, every: float = EVERY) -> None:
        """Take turn after turn until told to stop. A turn that fails is logged; the next one takes it up again."""
        while not stop.is_set():
            try:
                self.turn()
            except Exception:
                log.exception("a turn of the worker failed; the next one follows")
            stop.wait(every)
