"""What came before an open step: how it was done the last time, and why it is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, or_, select

from engine.instances import TASK_COLUMNS, UserTask, task_of
from engine.journal import DONE
from engine.lifecycle import TaskState
from engine.tables import journal, user_task
from engine.view import View
from workflows.delays import SUPPLEMENT_FORM
from workflows.nominees import answers_stored, nominees_of
from workflows.sending_back import reason_to_send_back
from workflows.superiors import Result
from workflows.tables.dossiers import dossier
from workflows.tables.superiors import superior_answer

RETURN = "task.return"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """Somebody sent the dossier back to the step, from another, for a reason."""

    step: UserTask
    """The step at which it had been."""
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredBack:
    """The superior sent a submission back, by a paper that says what it wants (R-TIME-05)."""

    authority: str
    symbol: str
    dated: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBefore:
    """What whoever does the step should know of earlier rounds."""

    same: UserTask | None = None
    """The step as it was last completed, where it was done before."""
    sent_back: SentBack | None = None
    answered_back: AnsweredBack | None = None
    supplied: UserTask | None = None
    """The proposer's answer to a supplement, where that led here."""

    @property
    def people(self) -> frozenset[str]:
        """Whose names are needed to tell it."""
        who = (self.same and self.same.completed_by, self.sent_back and self.sent_back.by)
        return frozenset(one for one in who if one)


def came_before(view: View, task: UserTask) -> CameBefore:
    """One statement, and one more for a step that is done again without anybody here asking for
    it; nothing for a step that is over: what it was given is history."""
    if not task.is_open:
        return CameBefore()
    rows = view.connection.execute(_ended(task)).all()
    same = [row for row in rows if _is_same_step(row, task)]
    led_here = [row for row in rows if row.ended_at == task.created_at]
    sent_back = next(filter(None, map(_sent_back, led_here)), None)
    supplied = _supplied(led_here)
    is_unasked = bool(same) and sent_back is None and supplied is None
    return CameBefore(
        same=task_of(same[-1]) if same else None,
        sent_back=sent_back,
        answered_back=_answered_back(view, task) if is_unasked else None,
        supplied=supplied,
    )


def said_the_last_time(view: View, before: CameBefore, dossier_id: str) -> Mapping[str, object]:
    """The answers of the same step's last round; those of a grid are kept with the nominees."""
    if before.same is None:
        return {}
    rows = answers_stored(nominees_of(view, dossier_id))
    return {**(before.same.submission or {}), "nominees": rows}


def _ended(task: UserTask) -> Any:
    """The same step of earlier rounds, and whatever ended in the act that opened this one."""
    same_step = and_(
        user_task.c.element_id == task.element_id,
        user_task.c.process_key == task.process_key,
        user_task.c.state == TaskState.COMPLETED.value,
    )
    returned = and_(
        journal.c.instance_id == user_task.c.instance_id,
        journal.c.object_id == user_task.c.id,
        journal.c.action == RETURN,
        journal.c.outcome == DONE,
    )
    return (
        select(*TASK_COLUMNS, journal.c.actor, journal.c.details)
        .outerjoin(journal, returned)
        .where(
            user_task.c.instance_id == task.instance_id,
            or_(same_step, user_task.c.ended_at == task.created_at),
        )
        .order_by(user_task.c.ended_at, user_task.c.id)
    )


def _is_same_step(row: Row[Any], task: UserTask) -> bool:
    place = (row.process_key, row.element_id)
    return place == (task.process_key, task.element_id) and row.state == TaskState.COMPLETED.value


def _sent_back(row: Row[Any]) -> SentBack | None:
    if row.details is not None:
        return SentBack(step=task_of(row), by=row.actor, reason=str(row.details.get("reason", "")))
    if row.state != TaskState.COMPLETED.value:
        return None
    reason = reason_to_send_back(row.form_key, row.submission)
    return (
        None if reason is None else SentBack(step=task_of(row), by=row.completed_by, reason=reason)
    )


def _answered_back(view: View, task: UserTask) -> AnsweredBack | None:
    """The superior's answer with which the procedure came back to this step."""
    row = view.connection.execute(
        select(superior_answer)
        .join(dossier, dossier.c.id == superior_answer.c.dossier_id)
        .where(
            dossier.c.instance_id == task.instance_id,
            superior_answer.c.result == Result.RETURNED.value,
            superior_answer.c.taken_at == task.created_at,
        )
        .order_by(superior_answer.c.received_at.desc(), superior_answer.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return AnsweredBack(authority=row.authority, symbol=row.symbol, dated=row.dated, note=row.note)


def _supplied(rows: Sequence[Row[Any]]) -> UserTask | None:
    is_answer = (
        row
        for row in rows
        if row.form_key == SUPPLEMENT_FORM and row.state == TaskState.COMPLETED.value
    )
    answer = next(is_answer, None)
    return None if answer is None else task_of(answer)
