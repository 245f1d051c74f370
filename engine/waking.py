"""Ending waits whose time has come: several cases in one transaction, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Row, bindparam, select, update

from engine.case_reading import WHOLE_INSTANCE
from engine.errors import Rejected, VinhDanhError
from engine.execution import WaitKind
from engine.lifecycle import InstanceState, WaitState
from engine.tables import process_instance, wait

if TYPE_CHECKING:
    from engine.context import Context
    from engine.registry import Registry


@dataclass(frozen=True, slots=True)
class Awaited:
    """A due wait as it was found."""

    wait_id: str
    tries: int
    """How often it had failed when it was found; if somebody else tried since, it is theirs."""


@dataclass(frozen=True, slots=True)
class WakeUp:
    """End waits of different cases whose time has come, or ask their gates again.

    The answer: how many of them were there.
    """

    waits: tuple[Awaited, ...]


@dataclass(frozen=True, slots=True)
class DueWait:
    """A due wait as located, it and its instance locked."""

    id: str
    instance_id: str
    kind: WaitKind


@dataclass(frozen=True, slots=True)
class Due:
    """Those of a command that nobody else has taken; a refusal can be about one alone."""

    waits: tuple[DueWait, ...]

    @property
    def id(self) -> str:
        return self.waits[0].id if len(self.waits) == 1 else ""

    @property
    def instance_id(self) -> str:
        return self.waits[0].instance_id if len(self.waits) == 1 else ""


class SpoiltForAll(VinhDanhError):
    """One of several waits cannot be ended; each has to be tried by itself."""


_WAIT = (
    wait.c.id.label("wait_id"),
    wait.c.kind,
    wait.c.state.label("wait_state"),
    wait.c.due_at,
    wait.c.tries,
)
_CLAIM = (
    select(*_WAIT, *WHOLE_INSTANCE)
    .join(process_instance, process_instance.c.id == wait.c.instance_id)
    .where(wait.c.id.in_(bindparam("waits", expanding=True)))
    .with_for_update(of=[process_instance, wait], skip_locked=True)
)
"""By keys alone, so that no plan looks through all that is open; `_is_due` says the rest."""

_ASKED_AGAIN = update(wait).where(wait.c.id.in_(bindparam("waits", expanding=True)))


def register(registry: Registry) -> None:
    registry.command(WakeUp, action="wait.wake", locate=_locate, handle=_wake)


def _locate(context: Context, command: WakeUp) -> Due:
    asked = {"waits": [one.wait_id for one in command.waits]}
    rows = {row.wait_id: row for row in context.connection.execute(_CLAIM, asked)}
    found = []
    for one in command.waits:
        row = rows.get(one.wait_id)
        if row is None or row.tries != one.tries or not _is_due(row, context.now):
            continue
        context.adopt_row(row)
        instance_id = row._mapping[process_instance.c.id]
        found.append(DueWait(row.wait_id, instance_id, WaitKind(row.kind)))
    return Due(tuple(found))


def _is_due(row: Row[tuple[object, ...]], now: datetime) -> bool:
    return (
        row.wait_state == WaitState.OPEN.value
        and row.due_at is not None
        and row.due_at <= now
        and row._mapping[process_instance.c.state] == InstanceState.RUNNING.value
    )


def _wake(context: Context, command: WakeUp, due: Due) -> int:
    try:
        _end(context, due.waits)
        context.settle()
    except Rejected as refusal:
        if len(command.waits) == 1:
            raise
        # Nothing is refused yet: whom it is about is found out by trying each by itself.
        raise SpoiltForAll() from refusal
    return len(due.waits)


def _end(context: Context, waits: Sequence[DueWait]) -> None:
    gates = [one for one in waits if one.kind is WaitKind.GATE]
    if gates:
        _ask_again(context, gates)
    for one in waits:
        if one.kind is WaitKind.GATE:
            continue
        live = context.instance(one.instance_id)
        if one.kind is WaitKind.JOB:
            live.work(one.id)
        else:
            live.complete(one.id)
        details = {"instance_id": one.instance_id, "kind": one.kind.value}
        context.record("wait.wake", "wait", one.id, **details)


def _ask_again(context: Context, gates: Sequence[DueWait]) -> None:
    # Cleared first: what the gates say at the end of this command sets the next time to look.
    asked = {"waits": [one.id for one in gates], "due_at": None}
    context.connection.execute(_ASKED_AGAIN, asked)
    for one in gates:
        context.touch(one.instance_id)
