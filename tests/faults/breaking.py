"""Breaking the database at a chosen moment, and watching every command of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pysqlite3
from sqlalchemy import Connection, Engine

from engine.actors import Actor
from engine.database import Database
from engine.process_engine import ProcessEngine

Execute = Callable[[object, Actor, str | None], object]
"""Carry out (command, actor, key)."""


class Crash(BaseException):
    """The process ends here: no `except Exception` of ours may catch it."""


@dataclass
class Calls:
    """How many calls went to the database, and whether the chosen one was reached."""

    made: int = 0
    was_hit: bool = False


@contextmanager
def losing_call(database: Database, number: int) -> Iterator[Calls]:
    """The n-th statement or commit fails as a lost disk would, and is not carried out."""
    calls = Calls()

    def count() -> None:
        calls.made += 1
        if calls.made == number:
            calls.was_hit = True
            raise _lost(database)

    with _before_each_call(database.engine, count):
        yield calls


@contextmanager
def lost_after_commit(database: Database) -> Iterator[Calls]:
    """The database answers until something is committed, and nobody after that."""
    calls, undisturbed = Calls(), database.write

    def count() -> None:
        calls.made += 1
        if calls.was_hit:
            raise _lost(database)

    @contextmanager
    def write() -> Iterator[Connection]:
        with undisturbed() as connection:
            yield connection
        calls.was_hit = True

    database.write = write  # type: ignore[method-assign]  # a watched door is still the door
    try:
        with _before_each_call(database.engine, count):
            yield calls
    finally:
        database.write = undisturbed  # type: ignore[method-assign]


@contextmanager
def counting_commits(database: Database) -> Iterator[Calls]:
    """How many writing transactions there are."""
    with crashing_at_commit(database, 0, after=False) as calls:
        yield calls


@contextmanager
def crashing_at_commit(database: Database, number: int, *, after: bool) -> Iterator[Calls]:
    """The process ends just before, or just after, the n-th commit of what it has written."""
    calls = Calls()
    undisturbed = database.write

    @contextmanager
    def write() -> Iterator[Connection]:
        with undisturbed() as connection:
            yield connection
            calls.made += 1
            is_it = calls.made == number
            calls.was_hit |= is_it
            if is_it and not after:
                raise Crash
        if is_it:
            raise Crash

    database.write = write  # type: ignore[method-assign]  # a watched door is still the door
    try:
        yield calls
    finally:
        database.write = undisturbed  # type: ignore[method-assign]


def around_each_command(
    engine: ProcessEngine, around: Callable[[Execute, object, Actor, str | None], object]
) -> None:
    """Let every command of the engine go through `around`, the sweep's too."""
    execute = engine.execute
    engine.execute = (  # type: ignore[method-assign]  # a watched door is still the door
        lambda command, actor, key=None: around(execute, command, actor, key)
    )


@contextmanager
def _before_each_call(engine: Engine, count: Callable[[], None]) -> Iterator[None]:
    dialect = engine.dialect
    names = ("do_execute", "do_executemany", "do_execute_no_params", "do_commit")

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object, **named: object) -> object:
            count()
            return call(*arguments, **named)

        return counting

    for name in names:
        vars(dialect)[name] = counted(getattr(dialect, name))
    try:
        yield
    finally:
        for name in names:
            del vars(dialect)[name]


def _lost(database: Database) -> Exception:
    if database.is_sqlite:
        return pysqlite3.OperationalError("disk I/O error")  # type: ignore[no-any-return]
    import psycopg

    return psycopg.OperationalError("server closed the connection unexpectedly")
