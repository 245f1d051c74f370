"""A township whose one procedure asks for the same step again and again, while timers run.

Each dossier has two branches: people complete `work` until nothing is left to do, and a timer
leads to a job, the job to a signal in the outbox, and that to the timer again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic
from typing import cast

from sqlalchemy import ColumnElement, func, select

from engine.actors import OPERATOR
from engine.clock import ManualClock, SystemClock
from engine.deploying import deploy
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.soundness import unsound
from engine.sweeping import run_due
from engine.tables import journal, outbox, user_task, wait
from tests.faults.fleet import Fleet, Program
from tests.faults.oracle import violations
from tests.scenario.office import nomination
from web.bench.place import NOW, PROCEDURE
from workflows import api_tokens, business_time
from workflows.assemble import assemble, prepare
from workflows.business_time import DatabaseKind
from workflows.demo import township
from workflows.demo.township import Township
from workflows.filing import FileDossier
from workflows.positions import actor_of
from workflows.tables.accounts import account

FILES = Path(__file__).parent / "endless_work"
PEOPLE = ("officer", "clerk", "manager", "registrar", "chairman")
"""Who may do the step; several, because one account may only call so often in a minute."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One that was acknowledged: of which task, under which key."""

    task_id: str
    key: str


@dataclass
class Run:
    """What was acknowledged in a run, and how it went."""

    done: list[Completion] = field(default_factory=list)
    asked_again: int = 0
    """Requests that got no answer, or one that the server was in trouble, and were sent again."""
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{len(self.done)} completions in {self.seconds:.1f} s, "
            f"{self.asked_again} requests sent again"
        )


@dataclass
class EndlessOffice:
    """The database of such a township, looked at from outside of its processes."""

    engine: ProcessEngine
    town: Township
    instances: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.engine.database.url.render_as_string(hide_password=False)

    def files(self, count: int) -> None:
        """So many dossiers, each with its step open and its timer running."""
        with self.engine.view() as view:
            clerk = actor_of(view, self.town.people["clerk"])
        for number in range(count):
            command = FileDossier(
                procedure=PROCEDURE,
                unit_id=self.town.units["tk1"],
                title=f"Hồ sơ {number}",
                letter_number="1/TTr",
                letter_date=date(2023, 11, 20),
                state_secret=False,
                rows=(nomination(1, achievement=f"Thành tích {number}"),),
            )
            answer = cast("dict[str, str]", self.engine.execute(command, clerk))
            self.instances.append(answer["instance"])

    def tokens(self) -> list[str]:
        """For programs that act in the name of those who may do the step."""
        made, engine = [], self.engine
        with engine.database.write() as connection:
            for person in PEOPLE:
                account_id = connection.execute(
                    select(account.c.id).where(account.c.person_id == self.town.people[person])
                ).scalar_one()
                made.append(
                    api_tokens.create_token(
                        connection,
                        engine.ids,
                        SystemClock().wall(),
                        account_id=account_id,
                        name="t",
                    )
                )
        return made

    def open_task(self, instance_id: str) -> tuple[str, int]:
        """(id, revision) of the step that waits."""
        with self.engine.view() as view:
            row = view.connection.execute(
                select(user_task.c.id, user_task.c.revision).where(
                    user_task.c.instance_id == instance_id, user_task.c.ended_at.is_(None)
                )
            ).one()
        return row.id, row.revision

    def comes_to_rest(self) -> None:
        """What the processes left undone when the run ended is done; the clock stands meanwhile."""
        self.engine.clock = ManualClock(self.engine.clock.now())
        while run_due(self.engine):
            pass


def found_endless(url: str) -> Township:
    """Make the township on a migrated database, living on the day of the tests for all."""
    engine = assemble(url, ManualClock(NOW), Ids())
    prepare(engine)
    with engine.database.write() as connection:
        town = township.found(connection, engine.ids, NOW)
        offset = NOW - SystemClock().now()
        business_time.mark(connection, DatabaseKind.TEST, offset=offset)
    files = {file.name: file.read_bytes() for file in FILES.iterdir()}
    engine.execute(deploy(files), OPERATOR)
    engine.database.close()
    return town


@contextmanager
def opened_endless(url: str, town: Township) -> Iterator[EndlessOffice]:
    """The township of a database that was founded, or is a copy of one that was."""
    engine = assemble(url, SystemClock())
    engine.clock = business_time.clock_of(engine.database)
    try:
        yield EndlessOffice(engine, town)
    finally:
        engine.database.close()


def worked_through(
    office: EndlessOffice, together: Fleet, rounds: int, on_the_way: Sequence[Callable[[], object]]
) -> Run:
    """Every step of every dossier completed from several programs.

    What happens on the way is spread evenly over the run, each after so many completions. Every
    other dossier is over at the end, the others go on waiting.
    """
    waiting, lock = list(enumerate(office.instances)), threading.Lock()
    run, begun = Run(), monotonic()
    total = len(waiting) * rounds
    then = {(n + 1) * total // (len(on_the_way) + 1): act for n, act in enumerate(on_the_way)}
    failed: list[BaseException] = []

    def work(token: str) -> None:
        program = Program(together, token)
        while not failed:
            with lock:
                if not waiting:
                    run.asked_again += program.asked_again
                    return
                number, instance_id = waiting.pop()
            for left in range(rounds, 0, -1):
                last = 0 if number % 2 else 1
                completed = complete(program, instance_id, left - 1 + last)
                with lock:
                    run.done.append(completed)
                    act = then.get(len(run.done))
                if act is not None:
                    act()

    def complete(program: Program, instance_id: str, left: int) -> Completion:
        task_id, revision = office.open_task(instance_id)
        body = {"revision": revision, "data": {"rounds_left": left}}
        key = f"run-{task_id}"
        program.posts(f"/tasks/{task_id}/complete", body, key)
        return Completion(task_id, key)

    def safely(token: str) -> None:
        try:
            work(token)
        except BaseException as failure:  # reported by the thread that waits
            failed.append(failure)

    threads = [threading.Thread(target=safely, args=(token,)) for token in office.tokens()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    run.seconds = monotonic() - begun
    return run


def fired(office: EndlessOffice) -> int:
    """Timers and jobs that took effect."""
    with office.engine.view() as view:
        rows = select(func.count()).where(wait.c.state == "done")
        return int(view.connection.execute(rows).scalar_one())


def losses(office: EndlessOffice, done: Sequence[Completion]) -> list[str]:
    """Everything lost or doubled, as sentences; the database must have come to rest."""
    with office.engine.view() as view:

        def told(action: str) -> Counter[str]:
            rows = select(journal.c.object_id).where(
                journal.c.action == action, journal.c.outcome == "done"
            )
            return Counter(view.connection.execute(rows).scalars())

        def ids(column: ColumnElement[str], *conditions: ColumnElement[bool]) -> set[str]:
            return set(view.connection.execute(select(column).where(*conditions)).scalars())

        def number(*conditions: ColumnElement[bool]) -> int:
            rows = select(func.count()).where(*conditions)
            return int(view.connection.execute(rows).scalar_one())

        acknowledged = {one.task_id for one in done}
        in_state = ids(user_task.c.id, user_task.c.state == "completed")
        timed = wait.c.kind.in_(["timer", "job"])
        woken = ids(wait.c.id, wait.c.state == "done", timed)
        jobs = number(wait.c.state == "done", wait.c.kind == "job")
        signals = number(outbox.c.kind == "signal")
        unsent = number(outbox.c.kind == "signal", outbox.c.sent_at.is_(None))
        completions, wakings = told("task.complete"), told("wait.wake")
    found = []
    if len(acknowledged) != len(done):
        found.append("a task was completed by two")
    if set(completions) != acknowledged or in_state != acknowledged:
        found.append(f"{len(acknowledged)} acknowledged, {len(in_state)} kept")
    if set(completions.values()) - {1}:
        found.append("the journal tells of a completion twice")
    if set(wakings) != woken or set(wakings.values()) - {1}:
        found.append("timers or jobs were woken twice, or without effect")
    if signals != jobs or unsent:
        found.append(f"{jobs} jobs sent {signals} signals, {unsent} of which went nowhere")
    found += violations(office.engine)
    return found + [f"{one.instance_id} {one.kind}" for one in unsound(office.engine)]
