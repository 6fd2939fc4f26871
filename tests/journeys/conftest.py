"""Journeys use what the tests of the service use."""

from tests.service.conftest import (  # noqa: F401 - fixtures
    chain,
    database,
    database_url,
    house,
    postgres_server,
    postgres_url,
    sqlite_template,
)
