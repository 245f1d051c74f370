"""Everything a command on a task begins with, in one statement: task, instance, clocks, business.

The instance and the task are locked, the rest is read beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    select,
)

from engine.days import calendar_revision
from engine.instances import INSTANCE_COLUMNS, TASK_COLUMNS
from engine.ledgers import LEDGER_COLUMNS
from engine.overrides import has_overrides
from engine.tables import clock, clock_event, process_instance, user_task
from engine.view import View

WHOLE_INSTANCE = (
    *INSTANCE_COLUMNS,
    process_instance.c.revision.label("instance_revision"),
    process_instance.c.snapshot,
    process_instance.c.snapshot_sha256,
)

_seen = process_instance.alias("seen")
"""The instance once more, not locked: as the statement saw it when it began."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Rows of the business that every command on an instance needs."""

    joins: Sequence[tuple[FromClause, ColumnElement[bool]]]
    """Each with one row for an instance, or none. One by one: what is joined in a bracket, SQLite
    puts together for all instances first."""
    columns: Sequence[ColumnElement[object]]
    know: Callable[[View, Row[tuple[object, ...]]], None]
    """Lets a view know what was read, so that nobody reads it again."""


def case_query(companion: Companion | None) -> Select[tuple[object, ...]]:
    """Made once: making a statement costs more than running it. A row for each clock event."""
    query: Select[tuple[object, ...]] = (
        select(
            *TASK_COLUMNS,
            *WHOLE_INSTANCE,
            _seen.c.revision.label("seen_revision"),
            calendar_revision().label("calendar"),
            has_overrides(process_instance.c.id).label("has_overrides"),
            *LEDGER_COLUMNS,
            *(companion.columns if companion else ()),
        )
        .select_from(user_task)
        .join(process_instance, process_instance.c.id == user_task.c.instance_id)
        .join(_seen, _seen.c.id == process_instance.c.id)
        .outerjoin(
            clock, and_(clock.c.instance_id == process_instance.c.id, clock.c.task_id.is_(None))
        )
        .outerjoin(clock_event, clock_event.c.clock_id == clock.c.id)
        .where(user_task.c.id == bindparam("key"))
        .order_by(clock.c.id, clock_event.c.id)
        .with_for_update(of=[process_instance, user_task])
    )
    for table, on in companion.joins if companion else ():
        query = query.outerjoin(table, on)
    return query


def read_case(
    connection: Connection, query: Select[tuple[object, ...]], task_id: str
) -> Sequence[Row[tuple[object, ...]]]:
    """The rows of a task's case, all of one moment; none when there is no such task.

    Who had to wait for a lock on PostgreSQL gets the locked rows as they are now, and what was read
    beside them as it was before. The two looks at the instance tell, as whoever holds its lock and
    changes anything of its case changes its revision; with the lock held, the second reading is of
    one moment.
    """
    rows = connection.execute(query, {"key": task_id}).all()
    if rows and rows[0].instance_revision != rows[0].seen_revision:
        rows = connection.execute(query, {"key": task_id}).all()
    return rows
