"""Drafts of a task's form, saved while somebody types."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import Forbidden, InvalidData
from engine.lifecycle import TaskClosed
from web.errors import status_not_taken
from web.requests import actor, engine, see_other, signed_in, view, wants_json
from web.security import takes_bytes
from web.typed import received_answers, save_draft
from web.uploads import MOST_BYTES
from web.wording import gettext
from workflows.attachments import NoSpace
from workflows.queries.tasks import TaskPage, task_page

pages = Blueprint("drafts", __name__)


@pages.post("/viec/<task_id>/nhap")
@takes_bytes(MOST_BYTES)
@signed_in
def save(task_id: str) -> ResponseReturnValue:
    """Keep what stands in the form; asked by a script every few seconds, or by the button."""
    shown = task_page(view(), engine().definitions, actor(), task_id)
    _require_writable(shown)
    answers, not_taken = received_answers(shown)
    if not_taken:
        raise NoSpace() if status_not_taken(not_taken) == 507 else InvalidData(not_taken)
    saved_at = f"{local(save_draft(shown, answers)):%H:%M}" if shown.form_text else ""
    if wants_json():
        return jsonify(saved_at=saved_at)
    flash(gettext("Draft saved at %(time)s", time=saved_at), "done")
    return see_other(url_for("tasks.show", task_id=task_id))


def _require_writable(shown: TaskPage) -> None:
    if shown.may("task.complete"):
        return
    if not shown.task.is_open:
        raise TaskClosed(state=shown.task.state.value)
    reason = shown.verdicts["task.complete"].reason
    raise Forbidden(reason.text, code=reason.key, **reason.params) if reason else Forbidden()
