"""A small township for scenarios: the real engine, a database in memory, a clock that stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.actors import Actor
from engine.clock import ManualClock
from engine.database import Database
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from tests.identities import twin
from workflows.assemble import assemble, prepare
from workflows.database import upgrade
from workflows.founding import Founder
from workflows.positions import actor_of
from workflows.tables import metadata
from workflows.tables.law import law_value
from workflows.tables.offices import person

FIRST_DAY = datetime(2023, 11, 20, 1, 0, tzinfo=UTC)
"""20/11/2023 08:00 in Vietnam, regime A."""

SINCE = date(2021, 7, 1)
PEOPLE = {
    "clerk": ("Hoàng Thị Mai", "intake_clerk"),
    "officer": ("Lường Thị Hạnh", "award_officer"),
    "second_officer": ("Cầm Văn Dũng", "award_officer"),
    "head": ("Trần Quốc Việt", "head_of_office"),
    "chairman": ("Lò Văn Thắng", "chairman"),
    "vice_chairman": ("Nguyễn Thị Hoa", "vice_chairman"),
    "secretary": ("Vì Thị Loan", "council_secretary"),
    "registrar": ("Quàng Thị Én", "registry_clerk"),
    "manager": ("Đỗ Minh Ngọc", "manager"),
    "admin": ("Phạm Văn Sơn", "admin"),
}


@dataclass
class World:
    """Everything a scenario acts on; the nouns of the scenario language hold one."""

    engine: ProcessEngine
    clock: ManualClock
    office_id: str = ""
    superior_id: str = ""
    unit_id: str = ""
    other_unit_id: str = ""
    lists: int = 0
    """How many lists of the usual people were handed in: each time for another achievement."""
    people: dict[str, str] = field(default_factory=dict)
    """Person id by the name a scenario calls them."""
    people_above: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same at the office of a superior, by its id, once that is settled."""

    def actor(self, name: str) -> Actor:
        """A person with the positions held on the day."""
        with self.engine.view() as view:
            return actor_of(view, self.people[name])

    def gives(self, name: str, position: str) -> None:
        """Give somebody one more position."""
        with self.engine.database.write() as connection:
            founder = Founder(connection, self.engine.ids, self.clock.now())
            _give(founder, self.office_id, self.people[name], position)

    def are_one_person(self, *names: str) -> None:
        """These were entered twice: one human, as the identity card says."""
        with self.engine.database.write() as connection:
            founder = Founder(connection, self.engine.ids, self.clock.now())
            known_as = founder.individual(self.office_id, "Phạm Văn Sơn")
            ids = [self.people[name] for name in names]
            connection.execute(
                update(person).where(person.c.id.in_(ids)).values(subject_id=known_as)
            )

    def publishes_law(self, procedure: str, rows: Iterable[Mapping[str, object]]) -> None:
        """The admin publishes values for a procedure, and a second person approves them."""
        now = self.clock.now()
        with self.engine.database.write() as connection:
            for row in rows:
                connection.execute(
                    insert(law_value).values(
                        id=self.engine.ids.new(now),
                        key=row["key"],
                        office_id="",
                        procedure=procedure,
                        valid_from=row["from"],
                        value=row["value"],
                        document=row["document"],
                        mark=row["mark"],
                        proposed_by=self.people["admin"],
                        approved_by=self.people["head"],
                        approved_at=now,
                    )
                )

    def sweep(self) -> None:
        """Let everything that is due happen."""
        run_due(self.engine)


def found(url: str = "sqlite://", *, now: datetime = FIRST_DAY) -> World:
    """A township of one office, two units and a council of nine: a copy of one founded once."""
    first = _founded(now)
    return _again(first, url, twin(first.engine.ids))


def copied(world: World, ids: Ids) -> World:
    """The same world once more, in memory: what happens there happens nowhere else."""
    return _again(world, "sqlite://", ids)


def _again(world: World, url: str, ids: Ids) -> World:
    clock = ManualClock(world.clock.now())
    engine = assemble(url, clock, ids)
    _copy(world.engine.database, engine.database)
    people_and_places = {
        known.name: deepcopy(getattr(world, known.name))
        for known in fields(World)
        if known.name not in ("engine", "clock")
    }
    return World(engine, clock, **people_and_places)


@cache
def _founded(now: datetime) -> World:
    """The township that nobody acts on: with its tables, calendar and delivered procedures."""
    clock = ManualClock(now)
    engine = assemble("sqlite://", clock, Ids(seed=0))
    prepare(engine)
    # The keys of what is delivered are its own, so that a world's do not shift with each drawing.
    engine.ids = Ids(seed=1)
    world = World(engine, clock)
    with engine.database.write() as connection:
        _settle(world, Founder(connection, engine.ids, now))
    return world


def _copy(source: Database, target: Database) -> None:
    """Everything in a database, into an empty one of either kind."""
    if target.is_sqlite:
        with source.engine.connect() as made, target.engine.connect() as empty:
            _driver(made).backup(_driver(empty))
        return
    upgrade(target)
    with source.engine.connect() as made, target.write() as empty:
        for table in metadata.sorted_tables:
            rows = [row._asdict() for row in made.execute(select(table))]
            if rows:
                empty.execute(insert(table), rows)


def _driver(connection: Connection) -> Any:
    """The driver's own connection, which knows how to copy a whole database."""
    return connection.connection.dbapi_connection


def _settle(world: World, founder: Founder) -> None:
    world.superior_id = founder.office(
        "UBND huyện Yên Châu",
        short_name="UBND",
        agency_code="H52.1",
        level="district",
        place="Yên Châu",
    )
    world.office_id = founder.office(
        "UBND thị trấn Yên Châu",
        short_name="UBND",
        agency_code="H52.1.1",
        level="commune",
        place="Yên Châu",
        superior_id=world.superior_id,
    )
    world.unit_id = founder.unit(world.office_id, "Trường Tiểu học thị trấn", kind="school")
    world.other_unit_id = founder.unit(world.office_id, "Tiểu khu 5", kind="residential")
    for name in ("Tiểu khu 1", "Tiểu khu 2"):
        founder.unit(world.office_id, name, kind="residential")
    founder.unit(world.office_id, "Trạm Y tế", kind="health")
    for name, (full_name, position) in PEOPLE.items():
        world.people[name] = founder.person(world.office_id, full_name)
        _give(founder, world.office_id, world.people[name], position)
    for name, unit in (("nominator", world.unit_id), ("stranger", world.other_unit_id)):
        full_name = f"Nguyễn Văn {name.title()}"
        world.people[name] = founder.person(world.office_id, full_name, unit_id=unit)
        _give(founder, world.office_id, world.people[name], "nominator", unit)
    founder.delegation(
        world.people["vice_chairman"],
        office_id=world.office_id,
        number="07/QĐ-UBND",
        since=SINCE,
        until=date(2029, 12, 31),
    )
    _found_council(world, founder)


def _found_council(world: World, founder: Founder) -> None:
    """Chairman as chair, vice chairman, secretary, officer, head and four more: nine members."""
    roles = {
        "chairman": "chair",
        "vice_chairman": "vice_chair",
        "secretary": "secretary",
        "officer": "member",
        "head": "member",
    }
    for number in range(1, 5):
        name = f"member{number}"
        world.people[name] = founder.person(world.office_id, f"Ủy viên {number}")
        roles[name] = "member"
    for name, role in roles.items():
        founder.council_member(
            world.people[name],
            office_id=world.office_id,
            role=role,
            since=SINCE,
            decision="12/QĐ-UBND",
        )
        _give(founder, world.office_id, world.people[name], "council_member")
    _give(founder, world.office_id, world.people["chairman"], "council_chair")


def _give(
    founder: Founder, office_id: str, person_id: str, position: str, unit: str | None = None
) -> None:
    founder.position(
        person_id, position, office_id=office_id, unit_id=unit, since=SINCE, decision="01/QĐ-UBND"
    )
