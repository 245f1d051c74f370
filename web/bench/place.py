"""The township on which speed is measured: a database as an installation has it, and dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from engine.actors import Actor
from engine.clock import ManualClock
from engine.completing import CompleteTask
from engine.ids import Ids
from engine.instances import UserTask, tasks_of_instance
from engine.process_engine import ProcessEngine
from workflows.assemble import assemble, prepare
from workflows.demo import township
from workflows.demo.township import Township
from workflows.dossiers import dossier_of
from workflows.filing import FileDossier
from workflows.nominees import nominees_of
from workflows.parts import PARTS
from workflows.positions import actor_of
from workflows.workbooks import NominationRow, NomineeKind

NOW = datetime(2023, 11, 20, 2, 0, tzinfo=UTC)
PROCEDURE = "giay_khen_cong_trang"


@dataclass(frozen=True)
class Place:
    """An engine on a file of its own, with people who act."""

    engine: ProcessEngine
    clock: ManualClock
    town: Township
    path: Path

    def actor(self, key: str) -> Actor:
        with self.engine.view() as view:
            return actor_of(view, self.town.people[key])

    def appraisals(self, count: int) -> list[Appraisal]:
        """So many new dossiers, accepted: the appraisal of each, with its form filled in."""
        return [self._appraisal(task) for task in self.intakes(count)]

    def intakes(self, count: int) -> list[UserTask]:
        """So many new dossiers; the intake step of each, open."""
        clerk = self.actor("clerk")
        return [self._file(clerk, number) for number in range(count)]

    def _appraisal(self, intake: UserTask) -> Appraisal:
        self.engine.execute(accepting(intake), self.actor("clerk"))
        with self.engine.view() as view:
            tasks = tasks_of_instance(view.connection, intake.instance_id)
            rows = nominees_of(view, dossier_of(view, intake.instance_id).id)
        task = next(task for task in tasks if task.is_open)
        outcomes = {row.id: {"outcome": "eligible", "outcome_note": None} for row in rows}
        data = {
            "nominees": outcomes,
            "appraisal_opinion": "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen.",
            "originals_checked": True,
            "appraisal_result": "propose",
        }
        return Appraisal(task, data)

    def dossier(self, nominees: int) -> str:
        """A new dossier with so many on its list; its key."""
        intake = self._file(self.actor("clerk"), 0, nominees)
        with self.engine.view() as view:
            return dossier_of(view, intake.instance_id).id

    def _file(self, clerk: Actor, number: int, nominees: int = 1) -> UserTask:
        answer = self.engine.execute(
            FileDossier(
                procedure=PROCEDURE,
                unit_id=self.town.units["tk1"],
                title=f"Giấy khen {number}",
                letter_number="1/TTr",
                letter_date=date(2023, 11, 20),
                state_secret=False,
                rows=tuple(_nomination(number, place) for place in range(1, nominees + 1)),
            ),
            clerk,
        )
        if not isinstance(answer, dict):
            raise TypeError("filing answers with keys")
        with self.engine.view() as view:
            tasks = tasks_of_instance(view.connection, str(answer["instance"]))
        return tasks[0]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A step with a gate, a form with a grid, a clock and a timer: what officers do all day."""

    task: UserTask
    data: Mapping[str, object]

    @property
    def completing(self) -> CompleteTask:
        return CompleteTask(task_id=self.task.id, revision=self.task.revision, data=self.data)


def accepting(task: UserTask) -> CompleteTask:
    """The clerk finds the papers complete."""
    data = {"papers": list(PARTS), "intake_check": "complete", "list_matches": True}
    return CompleteTask(task_id=task.id, revision=task.revision, data=data)


@contextmanager
def opened(path: Path, *, url: str = "") -> Iterator[Place]:
    """A place on a new file, removed from nowhere: the caller's folder goes with everything.

    With `url` on an empty database there; `path` is then only a folder for files.
    """
    clock = ManualClock(NOW)
    engine = assemble(url or f"sqlite:///{path}", clock, Ids())
    try:
        prepare(engine)
        with engine.database.write() as connection:
            town = township.found(connection, engine.ids, NOW)
        yield Place(engine, clock, town, path)
    finally:
        engine.database.close()


def _nomination(number: int, ordinal: int = 1) -> NominationRow:
    return NominationRow(
        ordinal=ordinal,
        kind=NomineeKind.COLLECTIVE,
        name=f"Tập thể {number}" if ordinal == 1 else f"Tập thể {number}, tổ {ordinal}",
        birth_date=None,
        gender=None,
        id_number="",
        title="",
        unit="Tiểu khu 1",
        locality="Tiểu khu 1",
        achievement="Hoàn thành tốt nhiệm vụ",
        award="giay_khen",
        note="",
    )
