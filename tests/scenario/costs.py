"""What steps cost: how often completing them asks the database, and how often it commits.

Counted is each time the database is asked: rows that go into one table with one `execute` are one.
What a trigger of the database does is its own affair; there is one, that moves the journal's head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.actors import Actor
from engine.instances import get_task
from engine.process_engine import ProcessEngine
from engine.tasks import CompleteTask
from tests.faults.breaking import Execute, around_each_command
from tests.statements import counted

BUDGET = 12
"""Statements between BEGIN and COMMIT of completing a task."""

LARGER: Mapping[str, int] = {
    # The number in the register, what the decision gives to whom, the honour book, the paper: each
    # has a table of its own, and all of it holds from the same moment or not at all. Where the
    # office considers what another has submitted, its answer is written with it.
    "issue": 25,
    # The letter with its number and all that goes up, while the clock stops.
    "register_submission": 18,
    # The answer, the decision that it is, the honour book; and the answer to whoever is below.
    "await_answer": 29,
}
"""Steps that write more tables than statements are allowed, and how many they take."""

Place = tuple[str, str]
"""A step: process and element."""


@dataclass
class Costs:
    """Statements of the last completion of each step, and how many commits any took."""

    statements: dict[Place, int] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)
    commits: set[int] = field(default_factory=set)

    def watch(self, engine: ProcessEngine) -> None:
        """Count from now on what this engine asks."""

        def around(execute: Execute, command: object, actor: Actor, key: str | None) -> object:
            if not isinstance(command, CompleteTask):
                return execute(command, actor, key)
            with engine.view() as view:
                task = get_task(view.connection, command.task_id)
            with counted(engine.database) as seen:
                answer = execute(command, actor, key)
            place = task.process_key, task.element_id
            self.commits.add(len(seen.written))
            self.statements[place] = len(seen)
            self.texts[place] = str(seen)
            return answer

        around_each_command(engine, around)

    def of(self, element: str) -> int:
        [number] = {n for (_, known), n in self.statements.items() if known == element}
        return number

    @property
    def dear(self) -> Mapping[Place, str]:
        """Steps that took more than they may, with what was asked."""
        return {
            place: self.texts[place]
            for place, number in self.statements.items()
            if number > LARGER.get(place[1], BUDGET)
        }
