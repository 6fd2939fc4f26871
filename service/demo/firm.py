"""The firm as it stands at the beginning of the year: people, places, products, customers, machines of old."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from service.access.models import User
from service.access.operations import create_user
from service.access.policy import PERMISSIONS
from service.assets.installed import Asset
from service.assets.models import Account, Contact, PriceBookEntry, Product, WarrantyTerm
from service.assets.operations import import_asset
from service.calendars.models import WorkingCalendar
from service.context import SYSTEM, Actor, Context
from service.db import Session
from service.demo import words
from service.fieldwork.models import WorkType
from service.files.storage import Store
from service.timeline.operations import record
from service.workforce.models import Branch, Technician, Territory
from service.workforce.roster import Stock

STAFF = {
    **{"support": ("ada", "ben", "cem"), "support_lead": ("dana",), "dispatcher": ("eli",), "approver": ("finn",)},
    **{"manager": ("gul", "hanne"), "owner": ("ida",), "buyer": ("jan",), "operations": ("kaja",)},
    **{"planner": ("lene",), "executive": ("mia",)},
}
"""Logins by role."""
TECHNICIANS = 10
CUSTOMERS = 40
OLD_MACHINES = 60
SLOTS = (time(7), time(9), time(12), time(14))
"""When visits begin, in UTC; each has two hours."""


@dataclass
class Firm:
    """Everything that the stories of a year play on."""

    session: Session
    store: Store
    dice: random.Random
    people: dict[str, list[Actor]] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    technicians: dict[int, Actor] = field(default_factory=dict)
    crews: dict[str, list[Technician]] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)
    work_types: dict[str, WorkType] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    contacts: dict[int, Contact] = field(default_factory=dict)
    suppliers: list[Account] = field(default_factory=list)
    towns: dict[int, words.Town] = field(default_factory=dict)
    assets: list[Asset] = field(default_factory=list)
    taken: set[tuple[int, datetime]] = field(default_factory=set)
    logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The first login of each role, and its password."""

    def as_(self, role: str, now: datetime) -> Context:
        """Return the context of somebody with a role, at an instant."""
        return Context(self.session, self.dice.choice(self.people[role]), now, past=True)

    def system(self, now: datetime) -> Context:
        """Return the context of the system itself."""
        return Context(self.session, SYSTEM, now, past=True)

    def add(self, now: datetime, row: Any) -> Any:
        """Take down a plain record."""
        self.session.add(row)
        record(self.system(now), row, "created")
        return row

    def free_slot(self, account: Account, earliest: datetime, slots: int) -> tuple[datetime, Technician]:
        """Return the first free beginning of so many slots in a row, and the technician of the territory who has it."""
        day = earliest.date()
        crew = self.crews[self.towns[account.id].territory]
        while True:
            for begin in range(0, len(SLOTS), slots) if day.weekday() < 5 else ():
                start = datetime.combine(day, SLOTS[begin], tzinfo=earliest.tzinfo)
                wanted = [datetime.combine(day, each, tzinfo=earliest.tzinfo) for each in SLOTS[begin : begin + slots]]
                for technician in self.dice.sample(crew, len(crew)) if start >= earliest else ():
                    if not any((technician.id, each) in self.taken for each in wanted):
                        self.taken |= {(technician.id, each) for each in wanted}
                        return start, technician
            day += timedelta(days=1)


def found(session: Session, store: Store, dice: random.Random, begin: datetime) -> Firm:
    """Return the firm on its first day."""
    firm = Firm(session, store, dice)
    _places(firm, begin)
    _people(firm, begin)
    _catalogue(firm, begin)
    _customers(firm, begin)
    _old_machines(firm, begin)
    return firm


def _places(firm: Firm, now: datetime) -> None:
    branches = {name: firm.add(now, Branch(name=name)) for name in ("North", "South")}
    for code, (name, branch) in words.TERRITORIES.items():
        area = rectangle(*words.AREAS[code])
        row = Territory(code=code, name=name, branch_id=branches[branch].id, timezone=words.TIME_ZONE, area=area)
        firm.territories[code] = firm.add(now, row)


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return an area in GeoJSON."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


def _people(firm: Firm, now: datetime) -> None:
    hours = {"timezone": words.TIME_ZONE, "weekly": words.WORKING_HOURS, "exceptions": {}}
    calendar = firm.add(now, WorkingCalendar(name="Field service", **hours))
    for role, logins in STAFF.items():
        firm.people[role] = [_person(firm, now, login, login.title(), role) for login in logins]
    for number in range(TECHNICIANS):
        name = f"{words.FIRST_NAMES[number]} {words.LAST_NAMES[number]}"
        territory = [*firm.territories.values()][number % len(firm.territories)]
        towns = [town for town in words.TOWNS if town.territory == territory.code]
        town = towns[number // len(firm.territories) % len(towns)]
        home = {"home_latitude": town.latitude, "home_longitude": town.longitude}
        member = {"territory_id": territory.id, "calendar_id": calendar.id, "works_since": now.date()}
        technician = firm.add(now, Technician(name=name, **member, **home))
        firm.add(now, Stock(technician_id=technician.id, part_number="SEAL-7", quantity=6))
        firm.crews.setdefault(territory.code, []).append(technician)
        login = f"technician{number + 1}"
        firm.technicians[technician.id] = _person(firm, now, login, name, "installer", technician_id=technician.id)
    managers = firm.session.scalars(select(User).where(User.login.in_(STAFF["manager"])).order_by(User.id)).all()
    for branch, manager in zip(firm.session.scalars(select(Branch).order_by(Branch.id)), managers, strict=True):
        branch.manager_id = manager.id
        record(firm.system(now), branch, "amended")


def _person(
    firm: Firm,
    now: datetime,
    login: str,
    name: str,
    role: str,
    account_id: int | None = None,
    technician_id: int | None = None,
) -> Actor:
    ctx = firm.system(now)
    user, password = create_user(
        ctx, login=login, name=name, roles=[role], account_id=account_id, technician_id=technician_id
    )
    user.one_time_password = False
    record(firm.system(now), user, "password_kept", reason="for a demonstration")
    firm.logins.setdefault(role, (login, password))
    held = frozenset(permission for permission, roles in PERMISSIONS.items() if role in roles)
    return Actor("user", user.login, user.id, held, account_id, technician_id)


def _catalogue(firm: Firm, now: datetime) -> None:
    for code, name, line, unit in words.PRODUCTS:
        product = firm.add(now, Product(code=code, name=name, product_line=line, usage_unit=unit))
        for term in words.TERMS[line]:
            covers = {"parts_percent": Decimal(100), "labor_percent": Decimal(0), "expense_percent": Decimal(0)}
            firm.add(now, WarrantyTerm(product_id=product.id, **{**covers, **term}))
        firm.products.append(product)
    for part, price in words.PARTS.items():
        firm.add(now, PriceBookEntry(part_number=part, currency="EUR", unit_price=Decimal(price)))
    for each in words.WORK_TYPES:
        parts = {"SEAL-7": 1} if each["name"] == "Repair" else {}
        row = WorkType(crew_size=1, skills={}, tools=[], parts=parts, **each)
        firm.work_types[each["name"]] = firm.add(now, row)


def _customers(firm: Firm, now: datetime) -> None:
    dice = firm.dice
    names = [f"{house} {kind}" for house in words.HOUSES for kind in words.FIRMS]
    for number, name in enumerate(dice.sample(names, CUSTOMERS)):
        town = words.TOWNS[number % len(words.TOWNS)]
        place = {"city": town.name, "postal_code": town.postal_code, "country": "DE"}
        account = Account(
            name=name,
            tier=dice.choice(("basic", "standard", "standard", "premium")),
            address=f"{dice.choice(words.STREETS)} {dice.randint(1, 90)}",
            latitude=round(town.latitude + dice.uniform(-0.05, 0.05), 5),
            longitude=round(town.longitude + dice.uniform(-0.05, 0.05), 5),
            **place,
        )
        account.phone = f"+49 421 55{number:02}0"
        firm.accounts.append(firm.add(now, account))
        firm.towns[account.id] = town
        person = f"{dice.choice(words.FIRST_NAMES)} {dice.choice(words.LAST_NAMES)}"
        email = f"service{number}@{name.split()[0].casefold()}-{name.split()[1].casefold()}.com"
        contact = Contact(account_id=account.id, name=person, phone=f"+49 421 55{number:02}1", email=email)
        firm.contacts[account.id] = firm.add(now, contact)
    _person(firm, now, "customer", f"Portal of {firm.accounts[0].name}", "customer", account_id=firm.accounts[0].id)
    for name in ("Seals & Rings", "Motor Works"):
        firm.suppliers.append(firm.add(now, Account(name=name, is_supplier=True, country="DE")))


def _old_machines(firm: Firm, now: datetime) -> None:
    for number in range(OLD_MACHINES):
        account, product = firm.dice.choice(firm.accounts), firm.dice.choice(firm.products)
        bought: date = (now - timedelta(days=firm.dice.randint(60, 1500))).date()
        asset = import_asset(
            firm.system(now),
            product_id=product.id,
            account_id=account.id,
            serial_number=f"{product.code}-{1000 + number}",
            purchase_date=bought,
            manufacture_date=bought - timedelta(days=30),
            delivery_date=bought + timedelta(days=14),
            install_date=bought + timedelta(days=20),
            usage=Decimal(firm.dice.randint(100, 9000)) if product.usage_unit else None,
            **{name: getattr(account, name) for name in ("address", "city", "postal_code", "country")},
            **{name: getattr(account, name) for name in ("latitude", "longitude")},
        )
        firm.assets.append(asset)
