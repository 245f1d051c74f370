"""The noun of these tests: `programs`, which call the API of a township."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.caller import Programs, founded


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    made = founded(tmp_path)
    yield made
    made.site.world.engine.database.close()


@pytest.fixture
def programs_on_disk(tmp_path: Path, database_url: str) -> Iterator[Programs]:
    """The same on a SQLite file and on PostgreSQL."""
    made = founded(tmp_path, database_url)
    yield made
    made.site.world.engine.database.close()
