"""The stage on which the stories are played: the engine, the township, and whoever acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import cast

from engine.actors import CITIZEN, Actor
from engine.calendar import Calendar, instant
from engine.clock import ManualClock, local
from engine.days import calendar_of
from engine.instances import UserTask, tasks_of_instance
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from engine.tasks import CompleteTask
from workflows.demo.papers import Answers, Scans
from workflows.demo.people import Register
from workflows.demo.township import Township
from workflows.nominees import Nominee, nominees_of
from workflows.positions import actor_of


@dataclass
class Stage:
    """Everything a story acts with; its clock stands at the instant of the act."""

    engine: ProcessEngine
    clock: ManualClock
    town: Township
    scans: Scans
    register: Register
    shift: timedelta
    _actors: dict[str, Actor] = field(default_factory=dict)

    def day(self, told: date) -> date:
        """A day of the stories as the demo dates it."""
        return told + self.shift

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return local(self.now).date()

    def later(self, working_days: int, at: time) -> datetime:
        """So many working days from today, at an hour; today again only if the hour is to come."""
        day = self.calendar.add_working_days(self.today, working_days)
        if working_days == 0:
            day = self.calendar.roll_forward(day)
        found = instant(day, at)
        return found if found > self.now else instant(self.calendar.next_working_day(day), at)

    @property
    def calendar(self) -> Calendar:
        with self.engine.view() as view:
            return calendar_of(view)

    def actor(self, key: str) -> Actor:
        """A person of the township, by their key."""
        if key == "citizen":
            return CITIZEN
        if key not in self._actors:
            with self.engine.view() as view:
                self._actors[key] = actor_of(view, self.town.people[key])
        return self._actors[key]

    def does(self, key: str, command: object) -> Mapping[str, object]:
        """Have somebody carry out a command."""
        return cast(Mapping[str, object], self.engine.execute(command, self.actor(key)))

    def hands_in(self, key: str, task: UserTask, answers: Answers) -> None:
        self.does(key, CompleteTask(task_id=task.id, revision=task.revision, data=answers))

    def scan(self, key: str, name: str) -> str:
        """A scan that somebody has just uploaded."""
        actor = self.actor(key)
        with self.engine.database.write() as connection:
            return self.scans.put(connection, name, actor, self.now)

    def open_task(self, instance_id: str, element: str) -> UserTask | None:
        with self.engine.view() as view:
            tasks = tasks_of_instance(view.connection, instance_id)
        return next(
            (task for task in reversed(tasks) if task.is_open and task.element_id == element), None
        )

    def nominees(self, dossier_id: str) -> tuple[Nominee, ...]:
        with self.engine.view() as view:
            return nominees_of(view, dossier_id)

    def sweep(self) -> None:
        run_due(self.engine)
