"""What a step has come to, told to whoever has just completed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, exists, or_, select

from engine.instances import TASK_COLUMNS, UserTask, task_of
from engine.tables import user_task
from engine.view import View
from workflows.superiors import SIGNER
from workflows.tables.dossiers import dossier
from workflows.tables.registers import decision
from workflows.tables.superiors import upward


@dataclass(frozen=True, slots=True)
class After:
    """Where the instance waits for people now."""

    waiting: Sequence[UserTask]
    gave_number: bool
    """Whether a decision or a submission of the office got its number in the step."""


def after_step(view: View, done: UserTask) -> After:
    """Read in one statement: most steps go on to the next person, and nothing else is shown."""
    asked = {"instance": done.instance_id, "task": done.id}
    rows = view.connection.execute(_AFTER, asked).all()
    tasks = [task_of(row) for row in rows]
    return After(
        waiting=[task for task in tasks if task.is_open],
        gave_number=any(row.gave_number for row in rows),
    )


def _numbered(
    paper: Table, at: ColumnElement[object], by: ColumnElement[object], *more: ColumnElement[bool]
) -> ColumnElement[bool]:
    """What a step does happens at one instant, its own end, and is done by whoever ends it."""
    return exists().where(
        paper.c.dossier_id == dossier.c.id,
        dossier.c.instance_id == user_task.c.instance_id,
        at == user_task.c.ended_at,
        by == user_task.c.completed_by,
        *more,
    )


_AFTER: Select[Any] = (
    select(
        *TASK_COLUMNS,
        or_(
            _numbered(
                decision,
                decision.c.issued_at,
                decision.c.issued_by,
                decision.c.superseded_at.is_(None),
                decision.c.signer_position != SIGNER,
            ),
            _numbered(upward, upward.c.sent_at, upward.c.sent_by),
        ).label("gave_number"),
    )
    .where(
        user_task.c.instance_id == bindparam("instance"),
        or_(user_task.c.ended_at.is_(None), user_task.c.id == bindparam("task")),
    )
    .order_by(user_task.c.created_at, user_task.c.id)
)
