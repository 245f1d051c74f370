"""The database is stopped at once and started again under load: what was acknowledged is there."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from engine.completing import CompleteTask
from engine.database import Database
from engine.database_trouble import DatabaseAway, trouble_of
from engine.journal import verify
from engine.soundness import unsound
from engine.tables import journal, metadata, user_task
from engine.tasks import ReturnTask
from tests.databases import database_on, restartable_postgres
from tests.engine.core.plain_office import REASON, LeaveOffice, founded, seen_again
from tests.faults.fleet import GIVES_UP_AFTER, LOOKS_AGAIN_AFTER

T = TypeVar("T")
RESTARTS = 5
CLIENTS = 2
BETWEEN = 12
"""Completions that are acknowledged between two restarts."""


Command = CompleteTask | ReturnTask


class Client:
    """Somebody whose request for leave is sent back again and again, by day and by night.

    Where the database is away the same command is sent again under the same key; anything that
    is not told as the database being away is a fault.
    """

    def __init__(self, office: LeaveOffice, done: list[str]) -> None:
        self.office = seen_again(office)
        self.done = done
        self.request = self.office.asks()
        self.asked_again = 0
        self.failure: BaseException | None = None

    def works(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                task = self.insists(partial(self.office.task, self.request, "ask"))
                asked = {"days": 1, "cover": "binh", "why": "x"}
                self.sends(CompleteTask(task_id=task.id, revision=1, data=asked), "an")
                self.done.append(task.id)
                task = self.insists(partial(self.office.task, self.request, "decide"))
                back = ReturnTask(task_id=task.id, revision=1, to="ask", reason=REASON)
                self.sends(back, "chi")
        except BaseException as failure:  # reported by the thread that waits
            self.failure = failure

    def sends(self, command: Command, who: str) -> None:
        actor, key = self.office.people[who], f"key-{command.task_id}"
        self.insists(partial(self.office.engine.execute, command, actor, key))

    def insists(self, act: Callable[[], T]) -> T:
        until = time.monotonic() + GIVES_UP_AFTER
        while True:
            try:
                return act()
            except SQLAlchemyError as error:
                if not isinstance(trouble_of(error), DatabaseAway) or time.monotonic() > until:
                    raise
            self.asked_again += 1
            time.sleep(LOOKS_AGAIN_AFTER)


def test_a_database_that_is_restarted_under_load_loses_nothing_that_was_acknowledged(
    scale: int,
) -> None:
    with restartable_postgres() as (server, restart), database_on(server) as url:
        create_tables(url)
        office = founded(url)
        done: list[str] = []
        stop = threading.Event()
        clients = [Client(office, done) for _ in range(CLIENTS)]
        threads = [threading.Thread(target=one.works, args=(stop,)) for one in clients]
        for thread in threads:
            thread.start()

        def works_on(completions: int) -> float:
            """How long it takes until so many more are acknowledged."""
            began, enough = time.monotonic(), len(done) + completions
            while len(done) < enough and all(one.failure is None for one in clients):
                time.sleep(LOOKS_AGAIN_AFTER)
            return time.monotonic() - began

        pauses = []
        for _ in range(RESTARTS * scale):
            works_on(BETWEEN)
            restart()
            pauses.append(works_on(1))
        stop.set()
        for thread in threads:
            thread.join()

        assert [one.failure for one in clients] == [None] * CLIENTS
        assert sum(one.asked_again for one in clients) > 0
        assert losses(office, done) == []
        print(  # noqa: T201  for -rP
            f"{len(done)} completions, after {len(pauses)} restarts the next in {max(pauses):.2f} s"
        )
        for one in clients:
            one.office.engine.database.close()
        office.engine.database.close()


def create_tables(url: str) -> None:
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    database.close()


def losses(office: LeaveOffice, done: Sequence[str]) -> list[str]:
    """What was acknowledged and is not there, or is there twice."""
    with office.engine.view() as view:
        told = Counter(
            view.connection.execute(
                select(journal.c.object_id).where(
                    journal.c.action == "task.complete", journal.c.outcome == "done"
                )
            ).scalars()
        )
        kept = set(
            view.connection.execute(
                select(user_task.c.id).where(user_task.c.state == "completed")
            ).scalars()
        )
        fault = verify(view.connection)
    found = [f"{one} is lost" for one in set(done) - kept]
    found += [f"{one} is told of {number} times" for one, number in told.items() if number != 1]
    found += [] if told.keys() == kept else ["journal and tasks tell of different completions"]
    found += [] if fault is None else [f"the journal breaks at {fault.seq}"]
    return found + [f"{one.instance_id} {one.kind}" for one in unsound(office.engine)]
