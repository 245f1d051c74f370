"""The noun of these tests: `office`, which grants leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from tests.engine.core.plain_office import LeaveOffice, founded


@pytest.fixture
def office() -> Iterator[LeaveOffice]:
    made = founded()
    yield made
    made.engine.database.close()


@pytest.fixture
def office_on_disk(database_url: str) -> Iterator[LeaveOffice]:
    """The same on a SQLite file and on PostgreSQL."""
    made = founded(database_url)
    yield made
    made.engine.database.close()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Failures are what these tests are about: nobody reads about them in a log."""
    with capture_logs():
        yield
