"""One instance carried over to another version: judged first, then written, all in one command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engine import projections, wait_rows
from engine.errors import Rejected, UnreadableState
from engine.execution import Adoption, Execution, Standing, Wait, WaitKind
from engine.incidents import UnreadableInstance
from engine.lifecycle import LIVE_INSTANCE
from engine.live import LiveInstance
from engine.migration import judging
from engine.migration.judging import Obstacle
from engine.migration.late_facts import late_facts
from engine.migration.moved import Moved, Step
from engine.migration.plan import Place
from engine.migration.rewriting import OpenTask, Rewriting, open_tasks
from engine.migration.routing import Routing
from engine.stages import note_stage

if TYPE_CHECKING:
    from engine.context import Context


class CannotMove(Rejected):
    """This case cannot move to the other version; it stays where it is."""

    journalled = True

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__()
        self.obstacles = tuple(obstacles)


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
        self.variables = dict(late_facts(context, live, routing))
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
        rows = Rewriting(
            self.context,
            before=self.live,
            after=self.after,
            routing=self.routing,
            waits=self.old_waits,
        )
        stored = open_tasks(self.context, self.live.id)
        renewed = _renewed(self.adoption.standing)
        kept = [wait for wait in waits.values() if wait.id in self.old_waits]
        gone = [wait for key, wait in self.old_waits.items() if key not in waits]
        fresh = [wait for key, wait in waits.items() if key not in self.old_waits]
        projections.close(self.after, gone)
        rows.rewrite_tasks([w for w in kept if w.kind is WaitKind.USER_TASK], stored)
        rows.reissue([w for w in fresh if w.kind is WaitKind.USER_TASK], renewed)
        rows.rewrite_waits([w for w in kept if w.kind is not WaitKind.USER_TASK])
        wait_rows.open_waits(self.after, [w for w in fresh if w.kind is not WaitKind.USER_TASK], {})
        self.context.write_outcome()
        due_before, due_after = rows.rebudget_whole()
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

    def _steps(
        self,
        waits: Mapping[str, Wait],
        renewed: Mapping[str, str],
        stored: Mapping[str, OpenTask],
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


def _renewed(standing: Sequence[Standing]) -> dict[str, str]:
    """Old key to new key of the activities that are done anew."""
    return {one.old_wait: one.new_wait for one in standing if one.old_wait != one.new_wait}


def _place(wait: Wait) -> Place:
    return Place(wait.process_id, wait.element_id)
