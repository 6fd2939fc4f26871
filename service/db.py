"""The database: its connections, one transaction for each request or job, and the only commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, orm

Row = TypeVar("Row")

WRITES = "roundsman_writes"
"""Execution option of a connection whose transaction will write."""

POOL = 20
"""Connections a process holds at most; the doors let in no more transactions than that at once."""


class Session(orm.Session):
    """A unit of work. Nothing is flushed before the code says so, and nothing expires at its end."""

    def keep(self, model: type[Row], key: int) -> Row:
        """Return a row that is read often, and keep it until the end: else it is forgotten as soon as nobody has it."""
        kept: dict[tuple[type, int], Any] = self.info.setdefault("kept_rows", {})
        if (model, key) not in kept:
            kept[model, key] = self.get_one(model, key)
        row: Row = kept[model, key]
        return row


def dialect_url(url: str) -> str:
    """Return the URL with the driver that is used for its database: psycopg 3 for PostgreSQL."""
    scheme, colon, rest = url.partition(":")
    return f"postgresql+psycopg{colon}{rest}" if scheme in ("postgresql", "postgres") else url


def make_engine(url: str) -> Engine:
    """Return an engine for SQLite (WAL, foreign keys on, written to disk before a commit returns) or PostgreSQL.

    Raises `ValueError` for any other database.
    """
    engine = create_engine(dialect_url(url), pool_size=POOL, max_overflow=0)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "reset", _reset_sqlite)
    elif engine.dialect.name != "postgresql":
        raise ValueError(f"roundsman keeps its records in SQLite or PostgreSQL, not in {engine.dialect.name}")
    return engine


def _open_sqlite(connection: Any, record: object) -> None:
    # The driver must not begin by itself: it would begin late, and without the lock.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that takes the write lock only at its first write can be refused it then, after it has read.
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reset_sqlite(connection: Any, record: object, state: object) -> None:
    # A commit that a deferred reference refuses leaves SQLite's transaction open, and SQLAlchemy takes it for ended.
    connection.rollback()


class Database:
    """The records' database."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._sessions = orm.sessionmaker(self.engine, class_=Session, autoflush=False, expire_on_commit=False)

    @contextmanager
    def transaction(self, *, write: bool = True, at_one_instant: bool = False) -> Iterator[Session]:
        """Give a session whose work is kept whole if the block ends well, and not at all if it raises.

        With `write=False` nothing is kept, and PostgreSQL refuses to write. `at_one_instant` has every query see the
        records as they were at the first one, which SQLite always does.
        """
        options: dict[str, Any] = {WRITES: write, "postgresql_readonly": not write}
        if at_one_instant and self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        with self._sessions() as session:
            session.connection(execution_options=options)
            yield session
            if write:
                session.commit()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
