"""The database's schema: every table there is, and the migrations that make them."""

from pathlib import Path

from alembic import command
from alembic.config import Config

import service.access.models
import service.assets.installed
import service.assets.models
import service.assets.orders
import service.bulk.models
import service.calendars.models
import service.cases.models
import service.claims.models
import service.clocks.models
import service.evidence.models
import service.fieldwork.models
import service.idempotency
import service.intake.models
import service.jobs.models
import service.notify.models
import service.orchestration.models
import service.planning.models
import service.routing.models
import service.rules.models
import service.sla.models
import service.teams.models
import service.timeline.models
import service.triage.models
import service.workforce.models
import service.workforce.roster
import service.workforce.workdays
from service.columns import Base
from service.db import Database

MIGRATIONS = Path(__file__).parent / "migrations"
METADATA = Base.metadata
MODELS = (
    service.access.models,
    service.assets.models,
    service.assets.orders,
    service.assets.installed,
    service.calendars.models,
    service.sla.models,
    service.cases.models,
    service.workforce.models,
    service.teams.models,
    service.workforce.roster,
    service.workforce.workdays,
    service.fieldwork.models,
    service.planning.models,
    service.claims.models,
    service.routing.models,
    service.notify.models,
    service.rules.models,
    service.clocks.models,
    service.evidence.models,
    service.triage.models,
    service.intake.models,
    service.jobs.models,
    service.orchestration.models,
    service.bulk.models,
    service.idempotency,
    service.timeline.models,
)
"""The modules whose rows are the schema."""


def migrate(database: Database, *, revision: str = "head") -> None:
    """Bring the database's schema to a revision, the newest by default; all of it or nothing."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
