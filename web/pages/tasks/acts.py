"""Taking a task, giving it back, handing it over, sending the dossier back."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData
from engine.tasks import AssignTask, ClaimTask, ReleaseTask, ReturnTask
from web.pages.tasks.frame import pages, read, revision, shown
from web.requests import execute, see_other, signed_in
from web.typed import Typed, kept_answers
from web.wording import gettext, say

LONGEST_REASON = 2000


@pages.post("/viec/<task_id>/nhan")
@signed_in
def claim(task_id: str) -> ResponseReturnValue:
    execute(ClaimTask(task_id=task_id, revision=revision()))
    flash(gettext("You have taken the task."), "done")
    return see_other(url_for("tasks.show", task_id=task_id))


@pages.post("/viec/<task_id>/tra-nhom")
@signed_in
def release(task_id: str) -> ResponseReturnValue:
    command = ReleaseTask(task_id=task_id, revision=revision(), reason=_reason())
    return _with_reason(task_id, "release", command, gettext("The task is back in its group."))


@pages.post("/viec/<task_id>/chuyen")
@signed_in
def assign(task_id: str) -> ResponseReturnValue:
    command = AssignTask(
        task_id=task_id,
        revision=revision(),
        person_id=request.form.get("person", ""),
        reason=_reason(),
    )
    return _with_reason(task_id, "assign", command, gettext("The task has been handed over."))


@pages.post("/viec/<task_id>/tra-lai")
@signed_in
def send_back(task_id: str) -> ResponseReturnValue:
    to = request.form.get("to", "")
    command = ReturnTask(task_id=task_id, revision=revision(), to=to, reason=_reason())
    return _with_reason(task_id, "return", command, gettext("The dossier has been sent back."))


def _with_reason(task_id: str, act: str, command: object, done: str) -> ResponseReturnValue:
    """An act that asks for a reason; one too short opens the question again."""
    try:
        execute(command)
    except InvalidData as invalid:
        seen = read(task_id)
        sentences = [say(error.message) for error in invalid.errors]
        return shown(
            seen,
            Typed(
                answers=kept_answers(seen),
                sentences=sentences,
                status=422,
                act=act,
                reason=_reason(),
            ),
        )
    flash(done, "done")
    return see_other(url_for("worklist.show"))


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]
