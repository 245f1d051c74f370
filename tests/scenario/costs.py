"""What steps cost: how often completing them asks the database, and how often it commits.

Counted is each time the database is asked: rows that go into one table with one `execute` are one.
What a trigger of the database does is its own affair; there is one, that moves the journal's head.
Jobs that a step leaves are begun right after it, each in a transaction of its own: they are not the
step's, and none of them may cost more than `OF_A_JOB`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.actors import Actor
from engine.completing import CompleteTask
from engine.instances import get_task
from engine.process_engine import ProcessEngine
from engine.waking import WakeUp
from tests.faults.breaking import Execute, around_each_command
from tests.statements import counted, in_lines

BUDGET = 12
"""Statements between BEGIN and COMMIT of completing a task."""

SIGNED_DIGITALLY = BUDGET + 2
"""A file that was signed digitally: the certificate is looked up, and it is kept as a version."""

LARGER: Mapping[str, int] = {
    # No council sits here: opinions still open, and honours for the same achievement, are both
    # asked for at the signature.
    "gia_dinh_van_hoa sign": 13,
    # The papers that are asked for depend on the titles of everybody on the list.
    "tiep_nhan_to_trinh check": 13,
}
"""Steps whose law asks for one more look, by process and element."""

OF_A_JOB = 40
"""The same of what follows from it: nobody waits for whoever goes on with the case."""

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
    """How many the act itself took."""
    jobs: dict[Place, int] = field(default_factory=dict)
    """Statements of the dearest job that a step left."""
    _begun: int = 0

    def watch(self, engine: ProcessEngine) -> None:
        """Count from now on what this engine asks."""

        def around(execute: Execute, command: object, actor: Actor, key: str | None) -> object:
            self._begun += isinstance(command, WakeUp)
            if not isinstance(command, CompleteTask):
                return execute(command, actor, key)
            place, before = _place(engine, command), self._begun
            with counted(engine.database) as seen:
                answer = execute(command, actor, key)
            jobs = self._begun - before
            own, *others = seen.written
            self.commits.add(len(seen.written) - jobs)
            self.statements[place] = _asked(own)
            self.texts[place] = in_lines(own)
            self.jobs[place] = max(map(_asked, others), default=0)
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
            if number > LARGER.get(" ".join(place[1:]), BUDGET)
        }

    @property
    def dear_jobs(self) -> Mapping[Place, int]:
        """Steps whose jobs took more than they may."""
        return {place: number for place, number in self.jobs.items() if number > OF_A_JOB}


def _asked(texts: Sequence[str]) -> int:
    return sum(not text.startswith(ONCE) for text in texts)


def _place(engine: ProcessEngine, command: CompleteTask) -> Place:
    with engine.view() as view:
        task = get_task(view.connection, command.task_id)
        procedure = engine.definitions.get(view, task.definition_id).key
    return procedure, task.process_key, task.element_id
