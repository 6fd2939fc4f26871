"""An installation: its folder, its newest schema, what is shipped as data, and its first administrator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from service.access.models import User
from service.access.operations import create_user, ship_grants
from service.bulk.models import ship_origin
from service.calendars.operations import ship_calendars
from service.claims.limits import ship_limits
from service.context import SYSTEM, Context
from service.db import Database
from service.fieldwork.visits import ship_statuses
from service.rulebook.vocabularies import EVERY
from service.rules.operations import ship_rule_sets
from service.schema import migrate
from service.settings import Settings
from service.sla.operations import ship_processes, ship_targets
from service.teams.operations import ship_teams
from service.timeline.verify import make_checkpoint, remember, signing_key

FIRST_LOGIN = "admin"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Who can log in to a new installation, with a password that is known nowhere else."""

    login: str
    password: str


def ship(ctx: Context) -> None:
    """Add what is shipped as data and is not there yet."""
    ship_grants(ctx.session)
    ship_targets(ctx)
    ship_calendars(ctx)
    ship_teams(ctx)
    ship_processes(ctx)
    ship_statuses(ctx)
    ship_limits(ctx)
    ship_origin(ctx.session)
    ship_rule_sets(ctx, EVERY)


def install(settings: Settings, *, now: datetime) -> FirstAdministrator | None:
    """Make what is missing of an installation; None if it had an administrator, who is then left alone."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    signing_key(settings.signing_key)
    database = Database(settings.database_url)
    try:
        migrate(database)
        with database.transaction() as session:
            ctx = Context(session, SYSTEM, now)
            ship(ctx)
            if session.scalar(select(User.id).limit(1)) is not None:
                return None
            user, password = create_user(ctx, login=FIRST_LOGIN, name="First administrator", roles=["admin"])
            return FirstAdministrator(user.login, password)
    finally:
        database.close()


def checkpoint(settings: Settings, database: Database, *, now: datetime) -> int:
    """Sign what the timeline has grown by, and let the witness know; return how many signatures that took."""
    with database.transaction() as session:
        made = make_checkpoint(session, key=signing_key(settings.signing_key), now=now)
    if made is not None:
        remember(made, settings.witness)
    return int(made is not None)
