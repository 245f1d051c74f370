"""Dying at every commit of every command, on copies of the database, and looking what is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pysqlite3

from engine.actors import Actor
from engine.database import Database
from engine.errors import Rejected
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.registry import Registry
from tests.faults.breaking import Crash, Execute, counting_commits, crashing_at_commit

Contents = dict[str, list[tuple[object, ...]]]

Sent = tuple[object, Actor, str]
"""A command, who sends it, and under which key."""

STATIC = ("resource", "calendar_day", "calendar_year")
"""Written before anybody dies, and large."""


@dataclass(frozen=True)
class Outcome:
    """What a command gave, or for what it was refused, and all rows afterwards."""

    answer: object
    refusal: str
    rows: Contents


class Kept:
    """A database as it was at some moment, in memory."""

    def __init__(self, database: Database) -> None:
        self._connection = pysqlite3.connect(":memory:")
        with database.engine.connect() as source:
            driver_of(source).backup(self._connection)
        self.rows = rows_of(self._connection)

    def back_into(self, database: Database) -> None:
        with database.engine.connect() as target:
            self._connection.backup(driver_of(target))

    def forget(self) -> None:
        self._connection.close()


class CrashesEverywhere:
    """Lets each command die at each of its commits, on copies of the database, and compares.

    Where nothing of it was kept, sent again it must come out byte for byte like the run that did
    not die; where all of it was, the same request must only be answered. There is no third case.

    One command `in_full` is played to the end after each death. Of the others it is seen that
    before the commit everything is as it was before the command, and that after it the request
    is answered by whoever opens the database then.
    """

    def __init__(
        self, engine: ProcessEngine, make_registry: Callable[[], Registry], in_full: int = 1
    ) -> None:
        self.engine = engine
        self.engine.begins_jobs = False  # Each job is a command that dies by itself.
        self.make_registry = make_registry
        self.in_full = in_full
        self.points = 0
        self.copy = Database("sqlite://")
        self._commands = 0

    def __call__(self, execute: Execute, command: object, actor: Actor, key: str | None) -> object:
        self._commands += 1
        sent = command, actor, key or f"crash-{self._commands}"
        before, ids = Kept(self.engine.database), copied(self.engine.ids)
        with counting_commits(self.engine.database) as commits:
            whole, refused = outcome(execute, self.engine.database, *sent)
        if commits.made == 1 and not refused and self._commands % self.in_full:
            self._dies_briefly(before, ids, whole, sent)
        else:
            self._dies_everywhere(commits.made, before, ids, whole, sent)
        before.forget()
        if refused:
            raise refused
        return whole.answer

    def _dies_briefly(self, before: Kept, ids: Ids, whole: Outcome, sent: Sent) -> None:
        left = self._left_by(before, ids, sent, 1, after=False)
        assert left == before.rows, f"half of {sent[0]} was kept"
        assert self._opened(self.engine.database, ids).execute(*sent) == whole.answer
        assert rows_in(self.engine.database) == whole.rows
        self.points += 2

    def _dies_everywhere(
        self, commits: int, before: Kept, ids: Ids, whole: Outcome, sent: Sent
    ) -> None:
        for number in range(1, commits + 1):
            for after in (False, True):
                left = self._left_by(before, ids, sent, number, after=after)
                assert left in (before.rows, whole.rows), f"half of {sent[0]} was kept"
                self.points += 1
                if left == whole.rows and whole.refusal:
                    continue  # Tried again it is refused again, and the journal tells of both.
                self._reopen(Kept(self.copy))
                again = self._opened(self.copy, copied(ids))
                assert outcome(again.execute, self.copy, *sent)[0] == whole

    def _left_by(self, before: Kept, ids: Ids, sent: Sent, number: int, *, after: bool) -> Contents:
        """What is there when the process has died at its n-th commit."""
        self._reopen(before)
        with crashing_at_commit(self.copy, number, after=after), suppress(Crash, Rejected):
            self._opened(self.copy, copied(ids)).execute(*sent)
        return rows_in(self.copy)

    def close(self) -> None:
        self.copy.close()

    def _reopen(self, kept: Kept) -> None:
        """The copy as another process finds it, which remembers nothing of what it held."""
        self.copy.close()
        self.copy = Database("sqlite://")
        kept.back_into(self.copy)

    def _opened(self, database: Database, ids: Ids) -> ProcessEngine:
        engine = ProcessEngine(database, self.engine.clock, ids, self.make_registry())
        # Compiled versions never change, so that those of before the crash do as well.
        engine.definitions = self.engine.definitions
        engine.begins_jobs = self.engine.begins_jobs
        return engine


def rows_in(database: Database) -> Contents:
    with database.engine.connect() as connection:
        return rows_of(driver_of(connection))


def rows_of(connection: Any) -> Contents:
    """Every row of every table, read past all of our own code."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
        for (name,) in names
        if name not in STATIC
    }


def driver_of(connection: Any) -> Any:
    return connection.connection.dbapi_connection


def copied(ids: Ids) -> Ids:
    """Ids that go on as these would."""
    made = Ids(seed=0)
    made._random.setstate(ids._random.getstate())
    made._last = ids._last
    return made


def outcome(
    execute: Execute, database: Database, command: object, actor: Actor, key: str
) -> tuple[Outcome, Rejected | None]:
    try:
        answer = execute(command, actor, key)
    except Rejected as refusal:
        return Outcome(None, refusal.message.key, rows_in(database)), refusal
    return Outcome(answer, "", rows_in(database)), None
