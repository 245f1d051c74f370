"""The throw-away office of a run: everything in memory, one person a position, nothing sent."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, insert, select

from engine.actors import CITIZEN, OPERATOR, Actor
from engine.clock import ManualClock
from engine.database import Database
from engine.deploying import deploy
from engine.errors import VinhDanhError
from engine.ids import Ids
from engine.leaning import completed
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from engine.tables import calendar_day, calendar_year
from engine.view import View
from workflows import attachments
from workflows.attachments import BlobStore
from workflows.business_time import MOST_STOPS, next_due
from workflows.demo.pdf import pdf
from workflows.founding import Founder
from workflows.positions import actor_of
from workflows.procedures import ROLES
from workflows.studio.tryout.errors import TooLong
from workflows.tables import metadata
from workflows.tables.law import law_value

SINCE = date(2000, 1, 1)
DECISION = "Chạy thử"
CITIZEN_KEY = "citizen"
OTHER_MEMBERS = 4
Place = tuple[str, str]
"""A process and an element or flow of it."""
COPIED = (calendar_year, calendar_day, law_value)
"""What a run takes from the real office: its days and the values it published."""


@dataclass
class Trial:
    """An office that lasts as long as one request."""

    engine: ProcessEngine
    clock: ManualClock
    blobs: BlobStore
    office_id: str = ""
    unit_id: str = ""
    people: dict[str, str] = field(default_factory=dict)
    """Person id by position."""
    members: tuple[str, ...] = ()
    """Positions and numbers of those who vote."""
    passed: list[Place] = field(default_factory=list)
    """Where tokens went, in order; what was refused went nowhere."""

    def actor(self, key: str) -> Actor:
        if key == CITIZEN_KEY:
            return CITIZEN
        with self.engine.view() as view:
            return actor_of(view, self.people[key])

    def does(self, key: str, command: object) -> Mapping[str, object]:
        before = len(self.passed)
        try:
            return cast(Mapping[str, object], self.engine.execute(command, self.actor(key)))
        except VinhDanhError:
            del self.passed[before:]
            raise

    def notes(self, process_id: str, places: Sequence[str]) -> None:
        """A token passed here (`Registry.watcher`)."""
        self.passed += [(process_id, place) for place in places]

    def scan(self, key: str, name: str) -> str:
        """A paper for the run: a page that says what it stands for."""
        who = self.actor(key)
        with self.engine.database.write() as connection:
            return attachments.store(
                connection,
                self.blobs,
                io.BytesIO(pdf(name)),
                name=f"{name.replace('/', '-')[:80]}.pdf",
                actor=who,
                office_id=self.office_id,
                ids=self.engine.ids,
                now=self.clock.now(),
            ).id

    def reaches(self, instant: datetime) -> None:
        """Let time pass; what falls due on the way happens at its own time."""
        for _ in range(MOST_STOPS):
            stop = next_due(self.engine)
            if stop is None or stop > instant:
                break
            self.clock.set(max(stop, self.clock.now()))
            run_due(self.engine)
        else:
            raise TooLong()
        self.clock.set(max(instant, self.clock.now()))
        run_due(self.engine)


@contextmanager
def trial(real: View, files: Mapping[str, bytes], begins: datetime) -> Iterator[Trial]:
    """An office in which these files are in force, with all they lean on."""
    whole = completed(real, files)
    copied = {
        table: [dict(row._mapping) for row in real.connection.execute(select(table))]
        for table in COPIED
    }
    # Imported here: the composition root knows the studio's commands, which live above this room.
    from workflows.registration import registry

    with tempfile.TemporaryDirectory(prefix="vinhdanh-run-") as folder:
        clock = ManualClock(begins)
        known = registry()
        engine = ProcessEngine(Database("sqlite://"), clock, Ids(seed=1), known)
        made = Trial(engine, clock, BlobStore(Path(folder)))
        known.watcher = made.notes
        try:
            with engine.database.write() as connection:
                metadata.create_all(connection)
                for table, rows in copied.items():
                    if rows:
                        connection.execute(insert(table), rows)
                _found(connection, made, begins)
            engine.execute(deploy(whole, reason=DECISION), OPERATOR)
            yield made
        finally:
            engine.database.close()


def _found(connection: Connection, made: Trial, now: datetime) -> None:
    """A superior body, an office, a unit, and one person for every position."""
    founder = Founder(connection, made.engine.ids, now)
    above = founder.office(
        "Cấp trên chạy thử",
        short_name="UBND",
        agency_code="X.0",
        level="province",
        place="Chạy thử",
    )
    made.office_id = founder.office(
        "Cơ quan chạy thử",
        short_name="UBND",
        agency_code="X.1",
        level="commune",
        place="Chạy thử",
        superior_id=above,
    )
    made.unit_id = founder.unit(made.office_id, "Đơn vị chạy thử", kind="school")
    for key, title in ROLES.items():
        unit_id = made.unit_id if key == "nominator" else None
        person = founder.person(made.office_id, title, unit_id=unit_id)
        made.people[key] = person
        _give(founder, made, person, key, unit_id)
        _give_above(founder, above, title, key)
    _found_council(founder, made)


def _found_council(founder: Founder, made: Trial) -> None:
    roles = {
        "chairman": "chair",
        "vice_chairman": "vice_chair",
        "council_secretary": "secretary",
        "council_member": "member",
        "head_of_office": "member",
    }
    for number in range(1, OTHER_MEMBERS + 1):
        key = f"member{number}"
        made.people[key] = founder.person(made.office_id, f"Ủy viên {number}")
        roles[key] = "member"
    for key, role in roles.items():
        founder.council_member(
            made.people[key], office_id=made.office_id, role=role, since=SINCE, decision=DECISION
        )
        if key != "council_member":
            _give(founder, made, made.people[key], "council_member", None)
    _give(founder, made, made.people["chairman"], "council_chair", None)
    made.members = tuple(roles)


def _give(founder: Founder, made: Trial, person: str, key: str, unit_id: str | None) -> None:
    founder.position(
        person, key, office_id=made.office_id, unit_id=unit_id, since=SINCE, decision=DECISION
    )


def _give_above(founder: Founder, above: str, title: str, key: str) -> None:
    """Steps of the superior body have somebody too; nobody plays them here."""
    if key == "award_officer":
        person = founder.person(above, f"{title} cấp trên")
        founder.position(person, key, office_id=above, since=SINCE, decision=DECISION)
