"""What an instance waits for, as rows: tasks in inboxes, timers and gates in the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import update

from engine.execution import Wait, WaitKind
from engine.gates import Finding
from engine.lifecycle import OPEN_TASK, TaskState, WaitState
from engine.stages import note_stage
from engine.tables import user_task
from engine.tables import wait as wait_table
from engine.task_rows import end_and_open
from engine.wait_rows import close_waits, open_waits

if TYPE_CHECKING:
    from engine.live import LiveInstance

Waits = Mapping[str, Wait]


def write(
    live: LiveInstance,
    *,
    before: Waits,
    after: Waits,
    completed: Mapping[str, Mapping[str, object]],
    findings: Mapping[str, Sequence[Finding]],
) -> None:
    """Turn the difference between two moments of an instance into rows."""
    ended = [before[wait_id] for wait_id in before if wait_id not in after]
    opened = [after[wait_id] for wait_id in after if wait_id not in before]
    end_and_open(live, ended, opened, completed)
    close_waits(live, ended, completed)
    open_waits(live, [wait for wait in opened if wait.kind is not WaitKind.USER_TASK], findings)
    if not any(before[one].kind is WaitKind.USER_TASK for one in before.keys() & after.keys()):
        live.context.outcome.placed.append(live.id)
    note_stage(live, after.values())


def close(live: LiveInstance, ended: Sequence[Wait]) -> None:
    """Close the rows of waits that end without being completed."""
    end_and_open(live, ended, (), {})
    close_waits(live, ended, {})
    live.context.write_outcome()


def close_all(live: LiveInstance) -> None:
    """Cancel every open task and wait of an instance, as its rows name them."""
    connection, now = live.context.connection, live.context.now
    connection.execute(
        update(user_task)
        .where(user_task.c.instance_id == live.id, user_task.c.state.in_(OPEN_TASK))
        .values(state=TaskState.CANCELLED.value, ended_at=now, revision=user_task.c.revision + 1)
    )
    connection.execute(
        update(wait_table)
        .where(
            wait_table.c.instance_id == live.id,
            wait_table.c.state.in_([WaitState.OPEN.value, WaitState.FAILED.value]),
        )
        .values(state=WaitState.CANCELLED.value)
    )
