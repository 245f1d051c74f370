"""The stage on which the stories are played: the engine, the township, and whoever acts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from engine.actors import CITIZEN, Actor
from engine.clock import ManualClock, local
from engine.completing import CompleteTask
from engine.instances import UserTask, tasks_of_instance
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from workflows import attachments
from workflows.attachments import BlobStore
from workflows.business_time import MOST_STOPS, next_due
from workflows.demo.days import StoryDays
from workflows.demo.pdf import pdf
from workflows.demo.people import Cast
from workflows.demo.stories import Story, Wording
from workflows.demo.township import ABOVE, OFFICERS, UNIT_HEADS, Township
from workflows.nominees import Nominee, nominees_of
from workflows.positions import actor_of

CITIZEN_KEY = "citizen"


class StoryFails(Exception):
    """A story does not go as it is told: its data or the rules have changed."""


@dataclass(slots=True)
class Case:
    """A dossier of the stories while it is played."""

    story: Story
    number: int
    dossier_id: str = ""
    instance_id: str = ""


@dataclass
class Stage:
    """Everything the stories act with; the clock stands at the instant of the act."""

    engine: ProcessEngine
    clock: ManualClock
    town: Township
    blobs: BlobStore
    days: StoryDays
    wording: Wording
    cast: Cast
    cases: Mapping[str, Case]
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return local(self.clock.now()).date()

    def actor(self, key: str) -> Actor:
        """A person of the township by their key; nobody gains or loses a position meanwhile."""
        if key == CITIZEN_KEY:
            return CITIZEN
        if key not in self._actors:
            with self.engine.view() as view:
                self._actors[key] = actor_of(view, self.town.people[key])
        return self._actors[key]

    def does(self, key: str, command: object) -> Mapping[str, object]:
        """Have somebody carry out a command."""
        return cast(Mapping[str, object], self.engine.execute(command, self.actor(key)))

    def hands_in(
        self, key: str, case: Case, element: str, answers: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Have somebody complete the open task of a step."""
        task = self.task(case, element)
        return self.does(key, CompleteTask(task_id=task.id, revision=task.revision, data=answers))

    def task(self, case: Case, *elements: str) -> UserTask:
        """The newest open task of one of these steps, or of any."""
        with self.engine.view() as view:
            tasks = tasks_of_instance(view.connection, case.instance_id)
        waiting = [task for task in tasks if task.is_open]
        found = [task for task in waiting if not elements or task.element_id in elements]
        if not found:
            there = ", ".join(task.element_id for task in waiting) or "nothing"
            raise StoryFails(f"{case.story.key} waits at {there}, not at {' or '.join(elements)}")
        return found[-1]

    def nominees(self, case: Case) -> tuple[Nominee, ...]:
        with self.engine.view() as view:
            return nominees_of(view, case.dossier_id)

    def scan(self, key: str, name: str) -> str:
        """The id of a scan that somebody of the township has just uploaded."""
        return self._scan(key, name, self.town.office_id)

    def scan_above(self, key: str, name: str) -> str:
        """The same of somebody at the superior."""
        return self._scan(key, name, self.town.superior_id)

    def _scan(self, key: str, name: str, office_id: str) -> str:
        actor, now, said = self.actor(key), self.clock.now(), self.wording.say(name)
        with self.engine.database.write() as connection:
            stored = attachments.store(
                connection,
                self.blobs,
                io.BytesIO(pdf(said)),
                name=f"{said.replace('/', '-')}.pdf",
                actor=actor,
                office_id=office_id,
                ids=self.engine.ids,
                now=now,
            )
        return stored.id

    def name(self, key: str) -> str:
        """What a person of the township is called."""
        if key.startswith("head:"):
            return UNIT_HEADS[key.removeprefix("head:")]
        return next(one.name for one in (*OFFICERS, *ABOVE) if one.key == key)

    def reaches(self, instant: datetime) -> None:
        """Let time pass up to an instant; what falls due on the way happens at its own time."""
        for _ in range(MOST_STOPS):
            stop = next_due(self.engine)
            if stop is None or stop > instant:
                break
            self.clock.set(max(stop, self.clock.now()))
            run_due(self.engine)
        else:
            raise StoryFails("something falls due again and again")
        self.clock.set(instant)
