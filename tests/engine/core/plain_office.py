"""The office that grants leave: what a test of the engine's core acts on and looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Select, Table, select

import engine.migration.tables as tables_of_moves
from engine import overrides, tables
from engine.actors import OPERATOR, Actor
from engine.clock import ManualClock
from engine.completing import CompleteTask
from engine.database import Database
from engine.deploying import deploy
from engine.errors import VinhDanhError
from engine.execution import Scalar
from engine.ids import Ids
from engine.instances import Instance, UserTask, get_instance, tasks_of_instance
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from engine.tables import incident, journal, metadata, outbox, process_instance, wait
from engine.tasks import AssignTask, CancelInstance, ClaimTask, ReleaseTask, ReturnTask
from tests.engine.core.plain_business import PEOPLE, LeaveBusiness, StartLeave, ThawBudget, registry
from tests.engine.core.plain_drawings import FILES

FIRST_DAY = datetime(2023, 11, 20, 1, 0, tzinfo=UTC)
"""Monday 20/11/2023, 08:00 in Vietnam."""

REASON = "a reason long enough to be read"

Refusal = type[VinhDanhError]

OF_THE_ENGINE = list(
    dict.fromkeys(
        table
        for module in (tables, overrides, tables_of_moves)
        for table in vars(module).values()
        if isinstance(table, Table)
    )
)
"""The rooms above hang tables of their own on the same metadata."""


@dataclass
class LeaveOffice:
    """A real engine on a database, with people who ask and grant."""

    engine: ProcessEngine
    clock: ManualClock
    business: LeaveBusiness
    people: Mapping[str, Actor] = field(default_factory=lambda: PEOPLE)

    def __post_init__(self) -> None:
        self.engine.begins_jobs = False  # Here they are looked at before they are done.

    # -- what people do

    def asks(
        self, process: str = "leave", *, by: str = "an", key: str | None = None, **given: Scalar
    ) -> str:
        """Somebody begins a process; the id of its instance."""
        command = StartLeave(process=process, variables=given)
        answer = self.engine.execute(command, self.people[by], key)
        assert isinstance(answer, dict)
        return str(answer["instance"])

    def completes(
        self, instance: str, element: str, *, by: str, key: str | None = None, **data: object
    ) -> object:
        return self.hands_in(self.task(instance, element), by=by, key=key, **data)

    def hands_in(
        self, task: UserTask, *, by: str, key: str | None = None, **data: object
    ) -> object:
        """Complete a task as it was when the page was opened."""
        command = CompleteTask(task_id=task.id, revision=task.revision, data=data)
        return self.engine.execute(command, self.people[by], key)

    def asks_fully(
        self, *, by: str = "an", days: int = 3, cover: str = "binh", key: str | None = None
    ) -> str:
        """A request that waits for the manager."""
        instance = self.asks(by=by, key=key)
        self.completes(instance, "ask", by=by, days=days, cover=cover, why="family")
        return instance

    def decides(self, instance: str, decision: str = "yes", *, by: str = "chi") -> object:
        return self.completes(instance, "decide", by=by, decision=decision)

    def claims(self, task: UserTask, *, by: str) -> None:
        self.engine.execute(ClaimTask(task_id=task.id, revision=task.revision), self.people[by])

    def releases(self, task: UserTask, *, by: str, reason: str = REASON) -> None:
        command = ReleaseTask(task_id=task.id, revision=task.revision, reason=reason)
        self.engine.execute(command, self.people[by])

    def assigns(self, task: UserTask, to: str, *, by: str) -> None:
        command = AssignTask(task_id=task.id, revision=task.revision, person_id=to, reason=REASON)
        self.engine.execute(command, self.people[by])

    def returns(self, task: UserTask, to: str, *, by: str, reason: str = REASON) -> None:
        command = ReturnTask(task_id=task.id, revision=task.revision, to=to, reason=reason)
        self.engine.execute(command, self.people[by])

    def cancels(self, instance: str, *, by: str = "chi") -> None:
        command = CancelInstance(instance_id=instance, reason=REASON)
        self.engine.execute(command, self.people[by])

    def thaws(self, *instances: str) -> None:
        """The budget may be used again, for which these wait."""
        self.engine.execute(ThawBudget(instances=instances), self.people["admin"])

    def deploys(self, files: Mapping[str, bytes]) -> Mapping[str, int]:
        """Versions of the processes of a deployment, by key."""
        answer = self.engine.execute(deploy(files), OPERATOR)
        assert isinstance(answer, dict)
        return {one["key"]: one["version"] for one in answer["definitions"]}

    def sweeps(self, *, after: timedelta = timedelta()) -> int:
        self.clock.pass_by(after)
        return run_due(self.engine)

    # -- what can be seen

    def instance(self, instance: str) -> Instance:
        with self.engine.view() as view:
            return get_instance(view.connection, instance)

    def tasks(self, instance: str) -> tuple[UserTask, ...]:
        with self.engine.view() as view:
            return tasks_of_instance(view.connection, instance)

    def task(self, instance: str, element: str) -> UserTask:
        """The newest task of a step, open or not."""
        found = [task for task in self.tasks(instance) if task.element_id == element]
        assert found, f"there is no {element}"
        return found[-1]

    def open_steps(self, instance: str) -> list[str]:
        """Where the instance waits: for people, events and jobs."""
        tasks = [task.element_id for task in self.tasks(instance) if task.is_open]
        with self.engine.view() as view:
            waits = view.connection.execute(
                select(wait.c.element_id).where(
                    wait.c.instance_id == instance, wait.c.state == "open"
                )
            ).scalars()
            return sorted([*tasks, *waits])

    def due(self, instance: str, element: str) -> datetime | None:
        """When the sweep looks at an open wait next."""
        with self.engine.view() as view:
            due: datetime | None = view.connection.execute(
                select(wait.c.due_at).where(
                    wait.c.instance_id == instance,
                    wait.c.element_id == element,
                    wait.c.state == "open",
                )
            ).scalar_one()
        return due

    def effects(self, kind: str) -> int:
        """How often something had an effect outside."""
        with self.engine.view() as view:
            return len(
                view.connection.execute(select(outbox.c.id).where(outbox.c.kind == kind)).all()
            )

    def incidents(self) -> list[tuple[str, str]]:
        """(instance, kind) of every incident."""
        with self.engine.view() as view:
            rows = view.connection.execute(select(incident.c.instance_id, incident.c.kind))
            return [(row.instance_id, row.kind) for row in rows]

    def outcomes(self, action: str = "") -> list[str]:
        """Outcomes in the journal, oldest first."""
        with self.engine.view() as view:
            rows = view.connection.execute(
                select(journal.c.action, journal.c.outcome).order_by(journal.c.seq)
            )
            return [row.outcome for row in rows if action in ("", row.action)]

    def snapshot(self, instance: str) -> bytes:
        with self.engine.view() as view:
            saved: bytes = view.connection.execute(
                select(process_instance.c.snapshot).where(process_instance.c.id == instance)
            ).scalar_one()
        return saved

    def contents(self, *, but: tuple[str, ...] = ()) -> dict[str, list[str]]:
        """Every row of every table, to compare before and after."""
        return contents(self.engine.database, but=but)


JOURNAL = ("journal", "journal_head")


def contents(database: Database, *, but: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every row of every table that exists, spelled out and sorted."""
    with database.read() as connection:
        present = set(database.engine.dialect.get_table_names(connection))
        tables: list[Table] = [t for t in metadata.sorted_tables if t.name in present]
        return {
            table.name: sorted(repr(row) for row in connection.execute(_rows_of(table)))
            for table in tables
            if table.name not in but
        }


@cache
def _rows_of(table: Table) -> Select[Any]:
    # Made once: in some tests every command is surrounded by reading everything.
    return select(table)


def founded(
    url: str = "sqlite://", *, files: Mapping[str, bytes] = FILES, at: datetime = FIRST_DAY
) -> LeaveOffice:
    """An office with its drawings deployed; tables are made where there are none."""
    business, clock = LeaveBusiness(), ManualClock(at)
    engine = ProcessEngine(Database(url), clock, Ids(seed=1), registry(business))
    if url == "sqlite://":
        with engine.database.write() as connection:
            metadata.create_all(connection, tables=OF_THE_ENGINE)
    office = LeaveOffice(engine, clock, business)
    office.deploys(files)
    return office


_seeds = count(2)


def seen_again(office: LeaveOffice) -> LeaveOffice:
    """The same database opened by another process of the operating system."""
    engine = ProcessEngine(
        Database(office.engine.database.url.render_as_string(hide_password=False)),
        office.clock,
        Ids(seed=next(_seeds)),
        registry(office.business),
    )
    return LeaveOffice(engine, office.clock, office.business)
