"""What instances come to in a command, as rows: one statement a table, however many they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from engine import places
from engine.tables import process_instance, user_task
from engine.tables import wait as wait_table

if TYPE_CHECKING:
    from engine.context import Context

Row = Mapping[str, object]

ENDING = ("state", "revision", "ended_at", "completed_by", "submission")
"""What the end of a task writes."""

WRITE_TASKS = {
    dialect: (written := made.insert(user_task).values(places.FRESH)).on_conflict_do_update(
        index_elements=["id"], set_={name: written.excluded[name] for name in ENDING}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""A task that is known is written whole, so that one statement ends tasks and opens others."""

SAVE = update(process_instance).where(process_instance.c.id == bindparam("key"))

_END_TASKS = (
    update(user_task)
    .where(user_task.c.id == bindparam("key"))
    .values(revision=user_task.c.revision + 1)
)
WRITE_WAITS = {
    dialect: (waiting := made.insert(wait_table)).on_conflict_do_update(
        index_elements=["id"], set_={"state": waiting.excluded.state}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""So do waits: of one that ends, all that is written is how."""

_OPENINGS = update(wait_table).where(wait_table.c.id == bindparam("key"))


@dataclass(slots=True)
class Outcome:
    """Rows of instances that have come to rest; nothing of them is written yet."""

    waits: list[Row] = field(default_factory=list)
    """Waits that end, and waits that begin."""
    openings: list[Row] = field(default_factory=list)
    """When gates that stay shut are to be asked again."""
    tasks: list[Row] = field(default_factory=list)
    """Known tasks that end, and tasks that open."""
    ended_tasks: list[Row] = field(default_factory=list)
    """Endings of tasks that the command has not read."""
    saved: list[Row] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    """Instances whose open tasks are all among these."""

    def write(self, context: Context) -> None:
        """Write everything.

        A timer moves with the clock that it follows, so waits are there before clocks are written;
        a task that opens looks at the clock of its instance, so it comes after them.
        """
        connection = context.connection
        self._write_waits(context)
        context.write_clocks()
        if self.tasks:
            connection.execute(WRITE_TASKS[connection.dialect.name], self.tasks)
        if self.ended_tasks:
            connection.execute(_END_TASKS, self.ended_tasks)
        for instance_id in self.placed:
            context.clocks.are_placed(instance_id)
        if self.saved:
            connection.execute(SAVE, self.saved)

    def _write_waits(self, context: Context) -> None:
        connection = context.connection
        if self.waits:
            connection.execute(WRITE_WAITS[connection.dialect.name], self.waits)
        if self.openings:
            connection.execute(_OPENINGS, self.openings)
