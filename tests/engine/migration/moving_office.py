"""The office that grants leave, with what an administrator does to running requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engine import migration
from engine.admission.reading import read
from engine.canonical import digest
from engine.migration import Plan, Progress, Verdict
from engine.tables import clock, clock_event, process_definition, process_instance, user_task
from engine.tables import wait as wait_table
from tests.engine.core.plain_drawings import ASK_FORM, form
from tests.engine.core.plain_office import REASON, LeaveOffice, founded

ASK = {"ask.form": form(ASK_FORM)}


@dataclass
class MovingOffice(LeaveOffice):
    """Requests run on a first drawing; a second one is deployed, and they are moved to it."""

    def draws(self, drawing: bytes, forms: Mapping[str, bytes] | None = None) -> str:
        """Deploy a drawing; the id of the version that its first process got."""
        key = read({"d.bpmn": drawing}).processes[0].id
        self.deploys({f"{key}.bpmn": drawing, **(forms or {})})
        with self.engine.view() as view:
            found = view.connection.execute(
                select(process_definition.c.id)
                .where(process_definition.c.key == key)
                .order_by(process_definition.c.version.desc())
                .limit(1)
            ).scalar_one()
        return str(found)

    def judges(
        self, source: str, target: str, mapping: Mapping[str, str] | None = None
    ) -> list[Verdict]:
        return migration.verdicts(self.engine, Plan.of(source, target, mapping))

    def judges_one(
        self, source: str, target: str, mapping: Mapping[str, str] | None = None
    ) -> Verdict:
        (verdict,) = self.judges(source, target, mapping)
        return verdict

    def moves(
        self,
        source: str,
        target: str,
        mapping: Mapping[str, str] | None = None,
        *,
        by: str = "admin",
        instances: Iterable[str] = (),
    ) -> str:
        """Plan the move and carry it out; the id of the migration."""
        made = self.plans(source, target, mapping, by=by, instances=instances)
        while migration.run_migrations(self.engine):
            pass
        return made

    def plans(
        self,
        source: str,
        target: str,
        mapping: Mapping[str, str] | None = None,
        *,
        by: str = "admin",
        instances: Iterable[str] = (),
    ) -> str:
        command = migration.MigrateInstances(
            plan=Plan.of(source, target, mapping), reason=REASON, instances=tuple(instances)
        )
        answer = self.engine.execute(command, self.people[by])
        assert isinstance(answer, dict)
        return str(answer["migration"])

    def takes_back(self, made: str, *, by: str = "admin") -> None:
        command = migration.UndoMigration(migration_id=made, reason=REASON)
        self.engine.execute(command, self.people[by])
        while migration.run_migrations(self.engine):
            pass

    def progress(self, made: str) -> Progress:
        with self.engine.view() as view:
            return migration.progress(view, made)

    def counts(self, made: str) -> dict[str, int]:
        return {state.value: number for state, number in self.progress(made).counts.items()}

    def reasons(self, made: str) -> list[str]:
        """Why instances stay, as stable names."""
        with self.engine.view() as view:
            lines = migration.items(view, made)
        return [reason.key for line in lines for reason in line.reasons]

    def version(self, instance: str) -> str:
        with self.engine.view() as view:
            found = view.connection.execute(
                select(process_instance.c.definition_id).where(process_instance.c.id == instance)
            ).scalar_one()
        return str(found)

    def state_hash(self, instance: str) -> str:
        """Everything by which an instance goes on: tokens, facts, open work, clocks."""
        with self.engine.view() as view:
            connection = view.connection
            row = connection.execute(
                select(process_instance).where(process_instance.c.id == instance)
            ).one()
            tasks = connection.execute(
                select(user_task)
                .where(
                    user_task.c.instance_id == instance, user_task.c.state.in_(["open", "claimed"])
                )
                .order_by(user_task.c.id)
            ).all()
            waits = connection.execute(
                select(wait_table)
                .where(wait_table.c.instance_id == instance, wait_table.c.state == "open")
                .order_by(wait_table.c.id)
            ).all()
            keys = [task.id for task in tasks]
            clocks = connection.execute(
                select(clock).where(clock.c.task_id.in_(keys)).order_by(clock.c.id)
            ).all()
            events = connection.execute(
                select(clock_event)
                .where(clock_event.c.clock_id.in_(keys))
                .order_by(clock_event.c.id)
            ).all()
        whole = {name: row._mapping[name] for name in row._mapping if name != "revision"}
        return digest(
            [
                {name: repr(value) for name, value in sorted(whole.items())},
                *([repr(one) for one in rows] for rows in (tasks, waits, clocks, events)),
            ]
        )


def founded_to_move(url: str = "sqlite://") -> MovingOffice:
    plain = founded(url)
    return MovingOffice(plain.engine, plain.clock, plain.business)
