"""Somebody of the office above: at home there, and a stranger here."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tests.web.site import Site
from workflows.founding import Founder
from workflows.tables.offices import office


def of_the_district(connection: Connection, site: Site, *positions: str) -> str:
    """Somebody who holds these positions at the office above."""
    world = site.world
    district = connection.execute(
        select(office.c.superior_id).where(office.c.id == world.office_id)
    ).scalar_one()
    founder = Founder(connection, world.engine.ids, world.clock.now())
    person = founder.person(district, "Cầm Văn Huyện")
    for position in positions:
        founder.position(
            person,
            position,
            office_id=district,
            since=world.clock.now().date(),
            decision="01/QĐ-UBND",
        )
    return person
