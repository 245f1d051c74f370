"""The noun of these tests: `office`, which grants leave and changes how."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from tests.engine.migration.moving_office import MovingOffice, founded_to_move


@pytest.fixture
def office() -> Iterator[MovingOffice]:
    made = founded_to_move()
    yield made
    made.engine.database.close()


@pytest.fixture
def office_on_disk(database_url: str) -> Iterator[MovingOffice]:
    """The same on a SQLite file and on PostgreSQL."""
    made = founded_to_move(database_url)
    yield made
    made.engine.database.close()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What cannot move is what these tests are about: nobody reads about it in a log."""
    with capture_logs():
        yield
