"""The rows of an instance that moves: what goes on is told anew, and keeps its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from engine import task_rows, wait_rows
from engine.deadlines import ClockEvent, EventKind
from engine.execution import Wait, WaitKind
from engine.ledgers import Ledger, whole_ledgers
from engine.lifecycle import OPEN_TASK
from engine.live import LiveInstance
from engine.migration.routing import Routing
from engine.tables import user_task
from engine.tables import wait as wait_table

if TYPE_CHECKING:
    from engine.context import Context

_TASK = update(user_task).where(user_task.c.id == bindparam("key"))
_WAIT = update(wait_table).where(wait_table.c.id == bindparam("key"))
_OPEN_TASKS = select(user_task.c.id, user_task.c.created_at, user_task.c.due_at).where(
    user_task.c.instance_id == bindparam("instance"), user_task.c.state.in_(OPEN_TASK)
)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """What the row of a task says that goes on."""

    created_at: datetime
    due_at: datetime | None


def open_tasks(context: Context, instance_id: str) -> dict[str, OpenTask]:
    """The open tasks of an instance, as they stand before it moves."""
    rows = context.connection.execute(_OPEN_TASKS, {"instance": instance_id})
    return {row.id: OpenTask(row.created_at, row.due_at) for row in rows}


class Rewriting:
    """The rows of one instance, carried over from one version to the other."""

    def __init__(
        self,
        context: Context,
        *,
        before: LiveInstance,
        after: LiveInstance,
        routing: Routing,
        waits: Mapping[str, Wait],
    ) -> None:
        self.context = context
        self.live = before
        self.after = after
        self.routing = routing
        self.old_waits = waits

    def rewrite_tasks(self, kept: Sequence[Wait], stored: Mapping[str, OpenTask]) -> None:
        for wait in kept:
            known = stored.get(wait.id)
            due = self._rebudget(wait, known)
            columns = {**task_rows.task_columns(self.after, wait), "due_at": due}
            self.context.connection.execute(_TASK, {"key": wait.id, **columns})

    def _rebudget(self, wait: Wait, known: OpenTask | None) -> datetime | None:
        """The clock of a step that goes on keeps its start and takes the new limit."""
        clocks, record = self.context.clocks, self.after.record
        limit = self.after.element_of(wait).deadline
        ledger = clocks.of_step(wait.id)
        if ledger is None or ledger.is_stopped:
            since = known.created_at if known else self.context.now
            return clocks.start(record, limit, task_id=wait.id, at=since) if limit else None
        if limit == self.live.element_of(self.old_waits[wait.id]).deadline:
            return known.due_at if known else clocks.due_of(record, ledger)
        if limit:
            return clocks.due_of(record, clocks.rebudget(record, ledger, limit))
        stop = ClockEvent(kind=EventKind.STOP, at=self.context.now, actor=self.context.actor.id)
        clocks.record(record, ledger, stop)
        return None

    def reissue(self, fresh: Sequence[Wait], renewed: Mapping[str, str]) -> None:
        """Tasks whose form changed are offered anew; their time counts from the first offer."""
        earlier = {new: self.context.clocks.of_step(old) for old, new in renewed.items()}
        ledgers = {key: ledger for key, ledger in earlier.items() if ledger is not None}
        began = {key: ledger.events[0].at for key, ledger in ledgers.items()}
        task_rows.open_tasks(self.after, fresh, began)
        for wait in fresh:
            if wait.id in ledgers and self.after.element_of(wait).deadline:
                self._repeat(wait.id, ledgers[wait.id])

    def _repeat(self, task_id: str, earlier: Ledger) -> None:
        clocks = self.context.clocks
        for event in earlier.events[1:]:
            ledger = clocks.of_step(task_id)
            if ledger is not None and event.kind is not EventKind.STOP:
                after = clocks.record(self.after.record, ledger, event)
                due = clocks.due_of(self.after.record, after)
                self.context.connection.execute(_TASK, {"key": task_id, "due_at": due})

    def rewrite_waits(self, kept: Sequence[Wait]) -> None:
        if not kept:
            return
        stored = self.context.connection.execute(
            select(wait_table.c.id, wait_table.c.created_at, wait_table.c.due_at).where(
                wait_table.c.id.in_([wait.id for wait in kept])
            )
        )
        rows = {row.id: row for row in stored}
        for wait in kept:
            row = rows[wait.id]
            columns = wait_rows.wait_columns(self.after, wait, since=row.created_at)
            if wait.kind is not WaitKind.TIMER or self._is_timed_alike(wait):
                columns["due_at"] = row.due_at
            if wait.kind is WaitKind.GATE:
                columns["due_at"] = self.context.now  # Whether it opens now is asked at once.
            self.context.connection.execute(_WAIT, {"key": wait.id, **columns})

    def _is_timed_alike(self, wait: Wait) -> bool:
        old = self.live.element_of(self.old_waits[wait.id])
        new = self.after.element_of(wait)
        if old.timer != new.timer or not wait.attached_to:
            return old.timer == new.timer
        return self._limit_beside(self.live, old.attached_to, wait) == self._limit_beside(
            self.after, new.attached_to, wait
        )

    def _limit_beside(self, live: LiveInstance, host: str, wait: Wait) -> str:
        process = wait.process_id if live is self.after else self.old_waits[wait.id].process_id
        return live.definition.element(process, host).deadline

    def rebudget_whole(self) -> tuple[datetime | None, datetime | None]:
        """The limit of the whole instance, should the new version name another one."""
        context, record = self.context, self.after.record
        ledger = next(
            (one for one in whole_ledgers(context, self.live.id) if not one.is_stopped), None
        )
        if ledger is None:
            return None, None
        before = context.clocks.due_of(record, ledger)
        old = self.routing.source.executable.process.deadline
        new = self.routing.target.executable.process.deadline
        if not new or old == new or ledger.clock.key != old:
            return before, before
        return before, context.clocks.due_of(record, context.clocks.rebudget(record, ledger, new))
