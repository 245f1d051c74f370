"""The installation a command works on: its settings, its database, its engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from engine.clock import Clock
from engine.database import Database
from engine.process_engine import ProcessEngine
from web.settings import PREFIX, BadSetting, Settings, read_settings
from workflows import business_time
from workflows.assemble import assemble, prepare
from workflows.council.box_keys import KeysInFolder
from workflows.database import is_current, upgrade

BACKENDS = ("sqlite", "postgresql")


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[ProcessEngine]:
    """The engine of the installation, on tables that are up to date; closed at the end."""
    engine = open_engine(settings or read_settings())
    try:
        yield engine
    finally:
        engine.database.close()


def open_engine(settings: Settings, clock: Clock | None = None) -> ProcessEngine:
    """The same for a process that goes on; whoever opens it closes its database."""
    url = settings.database_url
    backend = make_url(url).get_backend_name()
    if backend not in BACKENDS:
        raise BadSetting(name=f"{PREFIX}DATABASE_URL", value=backend)
    database = Database(url)
    try:
        current = is_current(database)
        # Only when its tables are those of today does a database tell by which clock it lives.
        upgrade(database)
        chosen = clock or business_time.clock_of(database)
    finally:
        database.close()
    engine = assemble(url, chosen, box_keys=KeysInFolder(settings.data_dir))
    if not current:
        prepare(engine)
    return engine
