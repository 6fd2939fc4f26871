"""Telling a year: every story goes on at its instant, the earliest first, until the present."""

import heapq
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from service.access.models import User
from service.assets.installed import Asset
from service.assets.models import Account, Product
from service.cases.models import Case
from service.db import Session
from service.demo.firm import Firm, found
from service.demo.stories import Story, delivery, desk_matter, left_standing, repair, to_be_planned, warranty
from service.errors import Problem
from service.fieldwork.models import WorkType
from service.files.storage import Store
from service.workforce.models import Technician

DAYS = 365
ORDERS = 80
Tell = Callable[[Firm, datetime], Story]
MATTERS: tuple[tuple[Tell, int], ...] = (
    (repair, 110),
    (partial(repair, kind="Inspection"), 45),
    (partial(repair, kind="Demonstration"), 10),
    (warranty, 80),
    (desk_matter, 75),
)
"""How often each story happens in the year, besides the installations that follow from orders."""
STANDING = ("new", "triaged", "in_progress", "waiting", "resolved")
LATEST: tuple[tuple[Tell, int], ...] = ((repair, 4), (warranty, 4), (desk_matter, 6), (to_be_planned, 24))
"""Stories that begin in the last days, and how many, so that the year ends in the middle of things."""


def check_empty(session: Session) -> None:
    """Refuse a database that has records already."""
    for model in (Account, Product, Asset, Case, WorkType, Technician):
        if session.scalar(select(model.id).limit(1)) is not None:
            raise Problem(409, "not_empty", f"there are records already ({model.__tablename__.replace('_', ' ')})")
    if (session.scalar(select(func.count()).select_from(User)) or 0) > 1:
        raise Problem(409, "not_empty", "there are users already")


def fill(session: Session, store: Store, *, now: datetime, seed: int) -> dict[str, tuple[str, str]]:
    """Fill an empty database with the year that ends now; the same seed and instant tell the same year.

    Returns a login and its password for each role, so that the year can be looked at with everybody's eyes. Only what
    must not be known again differs: passwords, and the tokens of links.
    """
    check_empty(session)
    dice = random.Random(seed)
    end = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    begin = end - timedelta(days=DAYS)
    firm = found(session, store, dice, begin)
    Year(firm, begin, end).tell()
    return firm.logins


class Year:
    """Stories under way, by the instant at which each goes on."""

    def __init__(self, firm: Firm, begin: datetime, end: datetime) -> None:
        self.firm, self.begin, self.end = firm, begin, end
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._count = 0

    def start(self, at: datetime, story: Story) -> None:
        """Let a story begin at an instant."""
        heapq.heappush(self._waiting, (at, self._count, story))
        self._count += 1

    def tell(self) -> None:
        """Go through the year."""
        dice = self.firm.dice
        for number in range(ORDERS):
            self.plan(self.moment(dice.uniform(0, DAYS - 5)), partial(delivery, number=number, begin=self.start))
        for tell, count in MATTERS:
            for _ in range(count):
                self.plan(self.moment(dice.uniform(1, DAYS)), tell)
        for tell, count in LATEST:
            for _ in range(count):
                self.plan(self.end - timedelta(hours=dice.uniform(1, 90)), tell)
        for status in STANDING:
            self.plan(self.end - timedelta(hours=dice.uniform(2, 20)), partial(left_standing, at=status))
        while self._waiting:
            at, _, story = heapq.heappop(self._waiting)
            if at <= self.end and (goes_on := next(story, None)) is not None:
                self.start(max(goes_on, at), story)

    def plan(self, at: datetime, tell: Tell) -> None:
        """Let a story begin at an instant; what it is about is found when it is its turn."""
        self.start(at, begun(tell, self.firm, at))

    def moment(self, day: float) -> datetime:
        """Return an instant of a day of the year, in working hours."""
        at = self.begin + timedelta(days=int(day))
        return at.replace(hour=6, minute=0) + timedelta(hours=(day % 1) * 10)


def begun(tell: Tell, firm: Firm, at: datetime) -> Story:
    """Tell a story from an instant on."""
    yield from tell(firm, at)
