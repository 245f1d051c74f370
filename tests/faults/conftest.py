"""The faults are tried on the plain office of the engine's own tests, and on real processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.databases import PostgresServer, database_on
from tests.engine.core.conftest import office, office_on_disk, quiet
from tests.faults.endless_office import EndlessOffice, found_endless, opened_endless
from tests.faults.fleet import Fleet, Nursery
from workflows.demo.township import Township

__all__ = ["office", "office_on_disk", "quiet"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where the processes of installations come from."""
    with closing(Nursery()) as made:
        yield made


@pytest.fixture(scope="session")
def endless_template(
    postgres_server: PostgresServer, postgres_template: str
) -> Iterator[tuple[str, Township]]:
    """A PostgreSQL database with the endless office, to be copied."""
    with database_on(postgres_server, template=postgres_template) as url:
        town = found_endless(url)
        yield str(make_url(url).database), town


@pytest.fixture
def endless(
    postgres_server: PostgresServer, endless_template: tuple[str, Township]
) -> Iterator[EndlessOffice]:
    """The endless office on a PostgreSQL database of this test's own."""
    name, town = endless_template
    with database_on(postgres_server, template=name) as url, opened_endless(url, town) as made:
        yield made


@pytest.fixture
def together(endless: EndlessOffice, nursery: Nursery, tmp_path: Path) -> Iterator[Fleet]:
    """Processes of the endless office."""
    with Fleet(endless.url, tmp_path, nursery) as made:
        yield made
