"""The one composition root: web, worker, command line and tests all start here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from engine.actors import OPERATOR
from engine.clock import Clock
from engine.database import Database
from engine.deploying import deploy, was_deployed
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.tables import calendar_year
from workflows import calendars
from workflows.council.box_keys import BoxKeys
from workflows.database import upgrade
from workflows.registration import registry

DIAGRAMS = Path(__file__).parent.parent / "bpmn"
FORMS = Path(__file__).parent.parent / "forms" / "definitions"


def assemble(
    url: str, clock: Clock, ids: Ids | None = None, *, box_keys: BoxKeys | None = None
) -> ProcessEngine:
    """The engine on a database whose tables exist.

    Without a place for the keys of ballot boxes they live as long as this process does.
    """
    return ProcessEngine(Database(url), clock, ids or Ids(), registry(box_keys))


def prepare(engine: ProcessEngine) -> None:
    """Bring the tables up to date, enter the calendar, deploy the delivered procedures."""
    upgrade(engine.database)
    seed(engine)


def seed(engine: ProcessEngine) -> None:
    """Calendar years and delivered procedures; what is there already is left alone.

    Files that were delivered before are not deployed again: an admin may have replaced them.
    """
    with engine.database.write() as connection:
        if connection.execute(select(calendar_year.c.year).limit(1)).first() is None:
            calendars.seed_years(connection)
        is_known = was_deployed(connection, delivered_files())
    if not is_known:
        engine.execute(deploy(delivered_files(), reason="delivered with the product"), OPERATOR)


def delivered_files() -> Mapping[str, bytes]:
    """The diagrams, decision tables and forms that the product brings."""
    return {
        path.name: path.read_bytes()
        for folder, ending in ((DIAGRAMS, "*.bpmn"), (DIAGRAMS, "*.dmn"), (FORMS, "*.form"))
        for path in sorted(folder.glob(ending))
    }
