"""One instance carried over to another version: judged first, then written, all in one command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from engine import projections, task_rows, wait_rows
from engine.deadlines import ClockEvent, EventKind
from engine.errors import Rejected, UnreadableState
from engine.execution import Adoption, Execution, Scalar, Standing, Wait, WaitKind
from engine.incidents import UnreadableInstance
from engine.ledgers import Ledger, whole_ledgers
from engine.lifecycle import LIVE_INSTANCE, OPEN_TASK
from engine.live import LiveInstance
from engine.migration import judging
from engine.migration.judging import Obstacle
from engine.migration.plan import Place
from engine.migration.routing import Routing
from engine.stages import note_stage
from engine.tables import user_task
from engine.tables import wait as wait_table

if TYPE_CHECKING:
    from engine.context import Context

_TASK = update(user_task).where(user_task.c.id == bindparam("key"))
_WAIT = update(wait_table).where(wait_table.c.id == bindparam("key"))
_OPEN_TASKS = select(user_task.c.id, user_task.c.created_at, user_task.c.due_at).where(
    user_task.c.instance_id == bindparam("instance"), user_task.c.state.in_(OPEN_TASK)
)
_SUBMISSIONS = (
    select(user_task.c.form_key, user_task.c.submission)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.submission.is_not(None),
    )
    .order_by(user_task.c.ended_at, user_task.c.id)
)


class CannotMove(Rejected):
    """This case cannot move to the other version; it stays where it is."""

    journalled = True

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__()
        self.obstacles = tuple(obstacles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One open step of an instance, before and after."""

    old: Place
    new: Place
    task_id: str = ""
    """The user task as it goes on; empty for timers, gates and what the system does."""
    is_reissued: bool = False
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moving an instance did."""

    steps: tuple[Step, ...]
    began: tuple[Place, ...] = ()
    """Events beside a step that the old version did not have."""
    ended: tuple[Place, ...] = ()
    """Events beside a step that the new version does not have."""
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    """Routing facts of the new version that were read from forms handed in before."""
    asked: tuple[str, ...] = ()
    """Gates on the way that only the new version has; they were asked, and are open."""
    due_before: datetime | None = None
    due_after: datetime | None = None
    """When the instance as a whole is due."""

    @property
    def has_reissued(self) -> bool:
        return any(step.is_reissued for step in self.steps)


def move(context: Context, live: LiveInstance, routing: Routing) -> Moved:
    """Put an instance on the other version; raises `CannotMove` before anything was written.

    No token moves: what opens by itself on the new version does so when it is asked the next time.
    """
    if live.definition.id != routing.source.id or live.state not in LIVE_INSTANCE:
        raise CannotMove([judging.not_on_this_version()])
    moving = _Moving(context, live, routing)
    return moving.write(moving.judge())


class _Moving:
    """The move of one instance: what stands before and what will stand after."""

    def __init__(self, context: Context, live: LiveInstance, routing: Routing) -> None:
        self.context = context
        self.live = live
        self.routing = routing
        self.variables = dict(_late_facts(context, live, routing))
        self.after = LiveInstance(
            context=context,
            definition=routing.target,
            id=live.id,
            office_id=live.office_id,
            state=live.state,
            stage=live.stage,
            started_at=live.started_at,
            variables={**live.variables, **self.variables},
            revision=live.revision,
        )
        self.old_waits = {wait.id: wait for wait in self._restored().waits()}
        self.adoption = self._adopted()
        self.asked: tuple[str, ...] = ()

    def _restored(self) -> Execution:
        try:
            return self.routing.source.executable.restore(self.live.snapshot)
        except UnreadableState:
            raise UnreadableInstance(self.live.id) from None

    def _adopted(self) -> Adoption:
        return self.routing.target.executable.adopt(
            self.live.snapshot, self.routing.source.executable, self.routing, self.after.host
        )

    def judge(self) -> Execution:
        """The instance on the new version; raises everything that speaks against it, at once."""
        obstacles = [
            *judging.stranded(self.adoption, self.routing),
            *judging.hanging(self.adoption, self.routing),
        ]
        crossed, self.asked = judging.crossing(
            self.context, self.after, self.adoption, self.routing
        )
        execution = self.adoption.execution
        if execution is None or obstacles or crossed:
            raise CannotMove([*obstacles, *crossed])
        return execution

    def write(self, execution: Execution) -> Moved:
        waits = {wait.id: wait for wait in execution.waits()}
        stored = _open_tasks(self.context, self.live.id)
        renewed = _renewed(self.adoption.standing)
        kept = [wait for wait in waits.values() if wait.id in self.old_waits]
        gone = [wait for key, wait in self.old_waits.items() if key not in waits]
        fresh = [wait for key, wait in waits.items() if key not in self.old_waits]
        projections.close(self.after, gone)
        self._rewrite_tasks([w for w in kept if w.kind is WaitKind.USER_TASK], stored)
        self._reissue([w for w in fresh if w.kind is WaitKind.USER_TASK], renewed)
        self._rewrite_waits([w for w in kept if w.kind is not WaitKind.USER_TASK])
        wait_rows.open_waits(self.after, [w for w in fresh if w.kind is not WaitKind.USER_TASK], {})
        due_before, due_after = self._rebudget_whole()
        note_stage(self.after, waits.values())
        self.after.adopt(execution)
        self.context.registry.business.rebound(self.context, self.after.record)
        beside = {renewed.get(key, key) for key in self.old_waits}
        return Moved(
            steps=tuple(self._steps(waits, renewed, stored)),
            began=tuple(_place(wait) for wait in fresh if wait.id not in beside),
            ended=tuple(_place(wait) for wait in gone if wait.id not in renewed),
            variables=self.variables,
            asked=self.asked,
            due_before=due_before,
            due_after=due_after,
        )

    # -- rows

    def _rewrite_tasks(self, kept: Sequence[Wait], stored: Mapping[str, _OpenTask]) -> None:
        for wait in kept:
            known = stored.get(wait.id)
            due = self._rebudget(wait, known)
            columns = {**task_rows.task_columns(self.after, wait), "due_at": due}
            self.context.connection.execute(_TASK, {"key": wait.id, **columns})

    def _rebudget(self, wait: Wait, known: _OpenTask | None) -> datetime | None:
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

    def _reissue(self, fresh: Sequence[Wait], renewed: Mapping[str, str]) -> None:
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

    def _rewrite_waits(self, kept: Sequence[Wait]) -> None:
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

    def _rebudget_whole(self) -> tuple[datetime | None, datetime | None]:
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

    # -- what is told

    def _steps(
        self,
        waits: Mapping[str, Wait],
        renewed: Mapping[str, str],
        stored: Mapping[str, _OpenTask],
    ) -> Iterator[Step]:
        for key, old in self.old_waits.items():
            new = waits.get(renewed.get(key, key))
            if new is None:
                continue
            is_task = new.kind is WaitKind.USER_TASK
            ledger = self.context.clocks.of_step(new.id) if is_task else None
            yield Step(
                old=_place(old),
                new=_place(new),
                task_id=new.id if is_task else "",
                is_reissued=key in renewed,
                due_before=stored[key].due_at if key in stored else None,
                due_after=self.context.clocks.due_of(self.after.record, ledger)
                if ledger is not None and not ledger.is_stopped
                else None,
            )


@dataclass(frozen=True, slots=True)
class _OpenTask:
    created_at: datetime
    due_at: datetime | None


def _open_tasks(context: Context, instance_id: str) -> dict[str, _OpenTask]:
    rows = context.connection.execute(_OPEN_TASKS, {"instance": instance_id})
    return {row.id: _OpenTask(row.created_at, row.due_at) for row in rows}


def _renewed(standing: Sequence[Standing]) -> dict[str, str]:
    """Old key to new key of the activities that are done anew."""
    return {one.old_wait: one.new_wait for one in standing if one.old_wait != one.new_wait}


def _place(wait: Wait) -> Place:
    return Place(wait.process_id, wait.element_id)


def _late_facts(
    context: Context, live: LiveInstance, routing: Routing
) -> Iterator[tuple[str, Scalar]]:
    """Facts by which only the new version routes, from the forms that were handed in before."""
    wanted = routing.target.routing_names - routing.source.routing_names - live.variables.keys()
    if not wanted:
        return
    forms = context.registry.forms
    for row in context.connection.execute(_SUBMISSIONS, {"instance": live.id}):
        text = routing.source.resources.get(f"{row.form_key}.form", b"").decode()
        if not text:
            continue
        for name in sorted(
            wanted & forms.scalar_fields(text, row.form_key) & row.submission.keys()
        ):
            value = row.submission[name]
            if value is None or isinstance(value, str | int | bool):
                yield name, value
