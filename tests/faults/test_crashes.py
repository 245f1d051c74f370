"""The process dies before or after any commit: what is opened again is as if it had not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import cast

import pysqlite3

from engine.actors import Actor
from engine.database import Database
from engine.errors import Rejected
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.registry import Registry
from engine.soundness import unsound
from tests.engine.core.plain_business import StartLeave
from tests.engine.core.plain_business import registry as leave_registry
from tests.engine.core.plain_office import LeaveOffice, founded
from tests.engine.spiff.blocks import random_drawing
from tests.faults.breaking import Crash, Execute, around_each_command, crashing_at_commit
from tests.faults.oracle import violations
from tests.faults.random_days import RandomDays
from tests.faults.test_lost_calls import decided
from tests.scenario.council import Council
from tests.scenario.office import Office
from tests.scenario.world import found
from workflows.registration import registry as award_registry

Contents = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Outcome:
    """What a command gave, or for what it was refused, and all rows afterwards."""

    answer: object
    refusal: str
    rows: Contents


class CrashesEverywhere:
    """Runs each command on copies of the database that die at each of its commits, and compares.

    Where nothing of it was kept, sent again it must come out byte for byte like the run that did
    not die; where all of it was, the same request must only be answered. There is no third case.
    """

    def __init__(
        self, engine: ProcessEngine, make_registry: Callable[[], Registry], folder: Path
    ) -> None:
        self.engine = engine
        self.make_registry = make_registry
        self.file = Path(str(engine.database.url.database))
        self.copy = folder / "copy.sqlite3"
        self.points = 0
        self._keys = 0

    def __call__(self, execute: Execute, command: object, actor: Actor, key: str | None) -> object:
        self._keys += 1
        key = key or f"crash-{self._keys}"
        saved, ids = self._saved(), _copied(self.engine.ids)
        refused: list[Rejected] = []

        def once(_command: object, _actor: Actor, _key: str | None) -> object:
            try:
                return execute(_command, _actor, _key)
            except Rejected as refusal:
                refused.append(refusal)
                raise

        whole = self._outcome(once, self.file, command, actor, key)
        self.copy.write_bytes(saved)
        nothing = rows_of(self.copy)
        number = 1
        while self._dies_at(number, saved, ids, nothing, whole, (command, actor, key)):
            number += 1
        if refused:
            raise refused[0]
        return whole.answer

    def _dies_at(
        self,
        number: int,
        saved: bytes,
        ids: Ids,
        nothing: Contents,
        whole: Outcome,
        sent: tuple[object, Actor, str],
    ) -> bool:
        """Die before and after the n-th commit; False when there are not so many."""
        for after in (False, True):
            self.copy.write_bytes(saved)
            engine = self._opened(_copied(ids))
            with (
                crashing_at_commit(engine.database, number, after=after) as calls,
                suppress(Crash, Rejected),
            ):
                engine.execute(*sent)
            engine.database.close()
            if not calls.was_hit:
                return False
            self.points += 1
            left = rows_of(self.copy)
            assert left in (nothing, whole.rows), f"half of {sent[0]} was kept"
            if left == whole.rows and whole.refusal:
                continue  # Tried again it is refused again, and the journal tells of both.
            engine = self._opened(_copied(ids))
            again = self._outcome(engine.execute, self.copy, *sent)
            engine.database.close()
            assert again == whole
        return True

    def _opened(self, ids: Ids) -> ProcessEngine:
        engine = ProcessEngine(
            Database(f"sqlite:///{self.copy}"), self.engine.clock, ids, self.make_registry()
        )
        # Compiled versions never change, so that those of before the crash do as well.
        engine.definitions = self.engine.definitions
        return engine

    def _outcome(
        self, execute: Execute, file: Path, command: object, actor: Actor, key: str
    ) -> Outcome:
        try:
            return Outcome(execute(command, actor, key), "", rows_of(file))
        except Rejected as refusal:
            return Outcome(None, refusal.message.key, rows_of(file))

    def _saved(self) -> bytes:
        """The database as one file."""
        with self.engine.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.file.read_bytes()


def rows_of(file: Path) -> Contents:
    """Every row of every table, read past all of our own code."""
    connection = pysqlite3.connect(file)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
            for (name,) in names
            if name not in ("resource", "calendar_day")
        }
    finally:
        connection.close()


def _copied(ids: Ids) -> Ids:
    """Ids that go on as these would."""
    copied = Ids(seed=0)
    copied._random.setstate(ids._random.getstate())
    copied._last = ids._last
    return copied


def test_a_leave_request_survives_a_crash_at_every_commit(sqlite_url: str, tmp_path: Path) -> None:
    office = founded(sqlite_url)
    crashing = CrashesEverywhere(office.engine, lambda: leave_registry(office.business), tmp_path)
    around_each_command(office.engine, crashing)

    request = office.asks_fully()
    office.returns(office.task(request, "decide"), "ask", by="chi")
    office.completes(request, "ask", by="an", days=1, cover="binh", why="x")
    office.sweeps(after=timedelta(days=9))
    with suppress(Rejected):
        office.decides(request, by="an")
    office.decides(request)
    office.sweeps()

    assert crashing.points > 25
    assert office.instance(request).state == "completed"
    assert (office.effects("remind"), office.effects("book")) == (1, 1)
    office.engine.database.close()


def test_an_award_survives_a_crash_at_every_commit(sqlite_url: str, tmp_path: Path) -> None:
    world = found(sqlite_url)
    crashing = CrashesEverywhere(world.engine, award_registry, tmp_path)
    around_each_command(world.engine, crashing)

    dossier = decided(Office(world), Council(world))

    assert crashing.points > 60
    assert dossier.state == "finished"
    assert violations(world.engine) == []
    world.engine.database.close()


def test_random_days_survive_a_crash_at_every_commit(
    sqlite_url: str, tmp_path: Path, scale: int
) -> None:
    for seed in range(scale):
        world = found(sqlite_url.replace(".sqlite3", f"-{seed}.sqlite3"))
        crashing = CrashesEverywhere(world.engine, award_registry, tmp_path)
        around_each_command(world.engine, crashing)

        RandomDays(world, Random(500 + seed)).pass_on(8)

        assert crashing.points > 10
        assert violations(world.engine) == []
        world.engine.database.close()


DRAWINGS = 3
MOST_ACTS = 12


def for_the_office(content: bytes) -> bytes:
    """A random drawing in words that the leave office knows; what waits for others is done."""
    drawn = content.decode().replace(' messageRef="M"', "").replace('"t"', '"tell"')
    for kind in ("receiveTask", "manualTask"):
        drawn = drawn.replace(f"bpmn:{kind}", "bpmn:userTask")
    drawn = drawn.replace("<bpmn:userTask ", '<bpmn:userTask camunda:candidateGroups="employee" ')
    return drawn.replace("<bpmn:condition>c<", "<bpmn:condition>true<").encode()


def begins(office: LeaveOffice, chosen: Mapping[str, bool]) -> str:
    asked = StartLeave(process="p", variables=chosen)
    answer = office.engine.execute(asked, office.people["an"])
    return str(cast("dict[str, str]", answer)["instance"])


# A2 on drawings nobody thought of; `make soak` takes more of them.
def test_random_drawings_survive_a_crash_at_every_commit(
    sqlite_url: str, tmp_path: Path, scale: int
) -> None:
    office = founded(sqlite_url)
    crashing = CrashesEverywhere(office.engine, lambda: leave_registry(office.business), tmp_path)
    for seed in range(DRAWINGS * scale):
        random = Random(seed)
        content, drawing = random_drawing(random)
        office.deploys({"p.bpmn": for_the_office(content)})
        before = office.engine.execute
        around_each_command(office.engine, crashing)

        case = begins(office, {name: random.random() < 0.5 for name in drawing.conditions})
        for _ in range(MOST_ACTS):
            if office.instance(case).state == "completed":
                break
            open_tasks = [task for task in office.tasks(case) if task.is_open]
            if open_tasks:
                office.hands_in(random.choice(open_tasks), by="an")
            else:
                office.sweeps(after=timedelta(days=1))

        office.engine.execute = before  # type: ignore[method-assign]  # the next is deployed alone
        assert list(unsound(office.engine)) == [], f"seed {seed}"
    assert crashing.points > 50
    assert office.incidents() == []
    office.engine.database.close()
