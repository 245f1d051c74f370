"""Many ways through a random drawing, of which what they have in common is gone once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import cast

from engine.actors import OPERATOR
from engine.candidates import CandidateSets
from engine.deploying import deploy
from engine.ids import Ids
from engine.instances import UserTask
from engine.process_engine import ProcessEngine
from engine.soundness import unsound
from tests.engine.core.plain_business import StartLeave
from tests.engine.core.plain_office import LeaveOffice
from tests.faults.crashing import Kept, copied
from tests.faults.oracle import stored_states

MOST_ACTS = 12
WAITING = "wait a day"

Way = tuple[str, ...]
"""What was done so far: how the conditions stand, then each act."""


@dataclass(frozen=True)
class Moment:
    """Where a way has come to, and how it may go on; nothing to do where it is over."""

    kept: Kept
    ids: Ids
    now: datetime
    case: str = ""
    tasks: Sequence[UserTask] = ()
    is_over: bool = False

    @property
    def acts(self) -> Sequence[str]:
        return [] if self.is_over else [task.id for task in self.tasks] or [WAITING]


@dataclass
class Ways:
    """Drawings of blocks in the leave office, each on a database that knows no other."""

    office: LeaveOffice
    drawn: int = 0
    gone: int = 0
    faults: list[str] = field(default_factory=list)
    _conditions: Sequence[str] = ()
    _known: dict[Way, Moment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._empty = self._moment()

    def draw(self, content: bytes, conditions: Sequence[str]) -> None:
        """Deploy a drawing in place of the one before."""
        self._empty.kept.back_into(self.office.engine.database)
        files = {"p.bpmn": for_the_office(content)}
        ProcessEngine.execute(self.office.engine, deploy(files), OPERATOR)  # past any watcher
        for moment in self._known.values():
            moment.kept.forget()
        self._conditions, self._known = conditions, {(): self._moment()}
        self.drawn += 1

    def go(self, random: Random) -> None:
        """One way from the start to its end."""
        way: Way = (" ".join(c for c in self._conditions if random.random() < 0.5),)
        for _ in range(MOST_ACTS):
            if way not in self._known:
                self._known[way] = self._reached(way)
            reached = self._known[way]
            if reached.is_over:
                break
            way = (*way, random.choice(reached.acts))
        self.gone += 1

    def _reached(self, way: Way) -> Moment:
        """What comes of the last act after those before it."""
        before, act = self._known[way[:-1]], way[-1]
        self._back_to(before)
        case = before.case
        if not case:
            case = self._begins(act.split())
        elif act == WAITING:
            self.office.sweeps(after=timedelta(days=1))
        else:
            (task,) = [one for one in before.tasks if one.id == act]
            self.office.hands_in(task, by="an")
        moment = self._moment(case)
        self._look(way, is_over=moment.is_over)
        return moment

    def _begins(self, chosen: Sequence[str]) -> str:
        variables = {name: name in chosen for name in self._conditions}
        asked = StartLeave(process="p", variables=variables)
        answer = self.office.engine.execute(asked, self.office.people["an"])
        return str(cast("dict[str, str]", answer)["instance"])

    def _look(self, way: Way, *, is_over: bool) -> None:
        """What was saved is what is restored; at the end all is sound."""
        engine = self.office.engine
        with engine.view() as view:
            found = [*stored_states(engine, view)]
        if is_over:
            found += [f"{one.instance_id} {one.kind}" for one in unsound(engine)]
            found += [f"{one} {kind}" for one, kind in self.office.incidents()]
        self.faults += [f"drawing {self.drawn - 1}, {way}: {one}" for one in found]

    def _moment(self, case: str = "") -> Moment:
        engine = self.office.engine
        kept, ids, now = Kept(engine.database), copied(engine.ids), self.office.clock.now()
        if not case:
            return Moment(kept, ids, now)
        is_over = self.office.instance(case).state == "completed"
        tasks = [] if is_over else [task for task in self.office.tasks(case) if task.is_open]
        return Moment(kept, ids, now, case, tasks, is_over)

    def _back_to(self, moment: Moment) -> None:
        engine = self.office.engine
        moment.kept.back_into(engine.database)
        engine.registry.candidates = CandidateSets()  # what it remembers, the database may not
        engine.ids = copied(moment.ids)
        self.office.clock.set(moment.now)


def for_the_office(content: bytes) -> bytes:
    """A random drawing in words that the leave office knows; what waits for others is done."""
    drawn = content.decode().replace(' messageRef="M"', "").replace('"t"', '"tell"')
    for kind in ("receiveTask", "manualTask"):
        drawn = drawn.replace(f"bpmn:{kind}", "bpmn:userTask")
    drawn = drawn.replace("<bpmn:userTask ", '<bpmn:userTask camunda:candidateGroups="employee" ')
    return drawn.replace("<bpmn:condition>c<", "<bpmn:condition>true<").encode()
