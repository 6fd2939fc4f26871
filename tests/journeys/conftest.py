"""Journeys use what the tests of the service use."""

from tests.service.claims.conftest import shop  # noqa: F401 - fixtures
from tests.service.conftest import (  # noqa: F401 - fixtures
    chain,
    database,
    database_url,
    house,
    postgres_server,
    postgres_url,
    sqlite_template,
)
from tests.service.orchestration.conftest import flows  # noqa: F401 - fixtures
