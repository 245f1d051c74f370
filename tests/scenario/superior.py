"""The superior's office in the same installation: with people and a council of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office
from tests.scenario.world import PEOPLE, SINCE, World
from workflows.founding import Founder
from workflows.tables.dossiers import dossier

MEMBERS = {
    "chairman": "chair",
    "vice_chairman": "vice_chair",
    "secretary": "secretary",
    "officer": "member",
    "head": "member",
    "member1": "member",
    "member2": "member",
    "member3": "member",
    "member4": "member",
}


@dataclass
class Superior:
    """Those above; they act as the people of an office do, on dossiers of their own."""

    office: Office

    @classmethod
    def of(cls, world: World) -> Superior:
        """The office to which the township of a world submits, settled when first asked for."""
        people = world.people_above.setdefault(world.superior_id, {})
        above = replace(world, office_id=world.superior_id, people=people)
        if not above.people:
            with world.engine.database.write() as connection:
                _settle(above, Founder(connection, world.engine.ids, world.clock.now()))
        return cls(Office(above))

    @property
    def world(self) -> World:
        return self.office.world

    @property
    def journey(self) -> Journey:
        return Journey(self.office)

    def dossiers_of(self, below: Dossier) -> list[Dossier]:
        """What the superior has begun for a dossier of the township, oldest first."""
        code = below.record.code
        with self.world.engine.view() as view:
            rows = view.connection.execute(
                select(dossier.c.id, dossier.c.instance_id)
                .where(
                    dossier.c.office_id == self.world.office_id,
                    dossier.c.origin_code == code,
                )
                .order_by(dossier.c.id)
            ).all()
        return [Dossier(self.world, row.id, row.instance_id) for row in rows]


def _settle(above: World, founder: Founder) -> None:
    for name in (*PEOPLE, "member1", "member2", "member3", "member4"):
        above.people[name] = founder.person(above.office_id, f"Cấp trên {name}")
    given = {name: {position} for name, (_, position) in PEOPLE.items()}
    for name in MEMBERS:
        given.setdefault(name, set()).add("council_member")
    given["chairman"].add("council_chair")
    for name, positions in given.items():
        for position in sorted(positions):
            founder.position(
                above.people[name],
                position,
                office_id=above.office_id,
                since=SINCE,
                decision="02/QĐ-UBND",
            )
    for name, role in MEMBERS.items():
        founder.council_member(
            above.people[name],
            office_id=above.office_id,
            role=role,
            since=SINCE,
            decision="13/QĐ-UBND",
        )
