"""A dossier as a scenario sees it: where it waits, when it is due, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.clock import local
from engine.deadlines import Projection
from engine.instances import Instance, UserTask, get_instance, tasks_of_instance
from engine.ledgers import ledgers, projection_of
from engine.tables import incident, journal, wait
from tests.scenario.world import World
from workflows import dossiers, nominees
from workflows.nominees import Nominee


@dataclass(frozen=True)
class Dossier:
    """A handle: every look reads the database anew."""

    world: World
    id: str
    instance_id: str

    @property
    def record(self) -> dossiers.Dossier:
        with self.world.engine.view() as view:
            return dossiers.get_dossier(view, self.id)

    @property
    def instance(self) -> Instance:
        with self.world.engine.view() as view:
            return get_instance(view.connection, self.instance_id)

    @property
    def state(self) -> str:
        return self.record.state.value

    @property
    def tasks(self) -> tuple[UserTask, ...]:
        with self.world.engine.view() as view:
            return tasks_of_instance(view.connection, self.instance_id)

    @property
    def open_steps(self) -> list[str]:
        """Elements at which people or events are waited for."""
        with self.world.engine.view() as view:
            events = view.connection.execute(
                select(wait.c.element_id).where(
                    wait.c.instance_id == self.instance_id,
                    wait.c.state == "open",
                    wait.c.kind != "timer",
                )
            ).scalars()
            waiting = list(events)
        return sorted([*waiting, *(task.element_id for task in self.tasks if task.is_open)])

    def waits_at(self, element: str) -> bool:
        return element in self.open_steps

    def task(self, element: str) -> UserTask:
        """The open task of a step."""
        found = [task for task in self.tasks if task.element_id == element and task.is_open]
        assert found, f"nothing is open at {element}; open are {self.open_steps}"
        return found[-1]

    @property
    def nominees(self) -> tuple[Nominee, ...]:
        with self.world.engine.view() as view:
            return nominees.nominees_of(view, self.id)

    @property
    def outcomes(self) -> list[str]:
        return [row.outcome.value for row in self.nominees]

    @property
    def clock(self) -> Projection:
        """The statutory clock, as it stands now."""
        with self.world.engine.view() as view:
            whole = [one for one in ledgers(view, self.instance_id) if one.task_id is None]
            return projection_of(view, get_instance(view.connection, self.instance_id), whole[-1])

    @property
    def due_on(self) -> date | None:
        due = self.clock.due
        return None if due is None else local(due).date()

    @property
    def incidents(self) -> list[str]:
        with self.world.engine.view() as view:
            rows = view.connection.execute(
                select(incident.c.message).where(incident.c.instance_id == self.instance_id)
            )
            return [row.message for row in rows]

    def journal(self, action: str = "") -> list[str]:
        """Outcomes of the journal rows of this dossier, oldest first."""
        query = select(journal.c.action, journal.c.outcome).where(
            journal.c.instance_id == self.instance_id
        )
        with self.world.engine.view() as view:
            rows = view.connection.execute(query.order_by(journal.c.seq)).all()
        return [row.outcome for row in rows if action in ("", row.action)]
