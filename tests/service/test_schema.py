"""The migrations: up from empty on both databases, and the same tables as the rows say."""

import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import service
from service.db import Database
from service.schema import METADATA, MODELS, migrate


def test_migrations_make_the_tables_that_the_rows_say(empty_url: str):
    database = Database(empty_url)
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


def test_migrating_twice_changes_nothing(empty_url: str):
    database = Database(empty_url)
    migrate(database)
    migrate(database)
    assert set(inspect(database.engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    database.close()


def test_checks_are_those_that_the_rows_say(empty_url: str):
    """Alembic does not compare CHECK constraints, and every choice and several gates are one."""
    database = Database(empty_url)
    migrate(database)
    found = {
        table: {check["name"] for check in inspect(database.engine).get_check_constraints(table)}
        for table in METADATA.tables
    }
    said = {
        name: {
            str(each.name)
            for each in table.constraints
            if each.__visit_name__ in ("check_constraint", "table_or_column_check_constraint")
        }
        for name, table in METADATA.tables.items()
    }
    assert found == said
    database.close()


def test_every_capability_with_rows_is_in_the_schema():
    folder = Path(service.__file__).parent
    assert {f"service.{path.parent.name}.models" for path in folder.glob("*/models.py")} <= {
        module.__name__ for module in MODELS
    }


def test_sqlite_is_set_up_for_keeping(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.transaction() as session:
        settings = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert sqlite3.sqlite_version_info >= (3, 35)
    database.close()
