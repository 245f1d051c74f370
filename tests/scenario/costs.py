"""What steps cost: how often completing them asks the database, and how often it commits.

Counted is each time the database is asked: rows that go into one table with one `execute` are one.
What a trigger of the database does is its own affair; there is one, that moves the journal's head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.actors import Actor
from engine.completing import CompleteTask
from engine.instances import get_task
from engine.process_engine import ProcessEngine
from tests.faults.breaking import Execute, around_each_command
from tests.statements import counted

BUDGET = 12
"""Statements between BEGIN and COMMIT of completing a task."""

LARGER: Mapping[str, int] = {
    # The number in the register, what the decision gives to whom, the honour book, the paper: each
    # has a table of its own, and all of it holds from the same moment or not at all.
    "phat_hanh issue": 16,
    # The same, and the answer to the office that submitted, with copies of its papers.
    "xet_cap_tren phat_hanh issue": 28,
    # The letter with its number and all that goes up, while the clock stops.
    "trinh_cap_tren register_submission": 21,
    # The answer, the decision that it is, the honour book.
    "trinh_cap_tren await_answer": 22,
    # Who submits further up answers whoever is below.
    "xet_cap_tren trinh_cap_tren await_answer": 32,
}
"""Steps (of a procedure) that write more tables than statements are allowed, and what they take."""

ONCE = ("INSERT INTO law_edition", "INSERT INTO candidate")
"""Not counted: written for the first dossier of a day, or of an office, and found by the others."""

Place = tuple[str, str, str]
"""A step: procedure, process and element."""


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
            place = _place(engine, command)
            with counted(engine.database) as seen:
                answer = execute(command, actor, key)
            self.commits.add(len(seen.written))
            self.statements[place] = sum(not text.startswith(ONCE) for text in seen.texts)
            self.texts[place] = str(seen)
            return answer

        around_each_command(engine, around)

    def of(self, element: str) -> int:
        [number] = {n for (*_, known), n in self.statements.items() if known == element}
        return number

    @property
    def dear(self) -> Mapping[Place, str]:
        """Steps that took more than they may, with what was asked."""
        return {
            place: self.texts[place]
            for place, number in self.statements.items()
            if number > _allowed(place)
        }


def _allowed(place: Place) -> int:
    wider = LARGER.get(" ".join(place[1:]), BUDGET)
    return LARGER.get(" ".join(place), wider)


def _place(engine: ProcessEngine, command: CompleteTask) -> Place:
    with engine.view() as view:
        task = get_task(view.connection, command.task_id)
        procedure = engine.definitions.get(view, task.definition_id).key
    return procedure, task.process_key, task.element_id
