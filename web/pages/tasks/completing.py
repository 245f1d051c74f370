"""Handing the form of a task in; refused, everything typed stands in it again."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engine.completing import CompleteTask
from engine.errors import Rejected
from engine.instances import UserTask
from engine.process_engine import KeyReused
from web.errors import status_not_taken
from web.pages.tasks.frame import again, pages, read, read_form, revision, shown
from web.requests import actor, close_view, execute, see_other, signed_in, view
from web.security import takes_bytes
from web.shown_tasks import task_name
from web.typed import FILL, TAKE_BACK, Typed, filled_answers, received_answers, typed_answers
from web.uploads import MOST_BYTES
from web.wording import gettext, in_language
from workflows.queries.after_steps import After, after_step
from workflows.queries.worklist import first_task


@pages.post("/viec/<task_id>/hoan-thanh")
@takes_bytes(MOST_BYTES)
@signed_in
def complete(task_id: str) -> ResponseReturnValue:
    """Hand the form in and go on: to the number that was given, else to the list."""
    seen = read_form(task_id)
    answers, not_taken = received_answers(seen)
    if not_taken:
        return again(
            task_id, Typed(answers=answers, errors=not_taken, status=status_not_taken(not_taken))
        )
    if "_refresh" in request.form:
        return again(task_id, Typed(answers=answers))
    if FILL in request.form or TAKE_BACK in request.form:
        return again(task_id, filled_answers(read(task_id), answers))
    try:
        execute(CompleteTask(task_id=task_id, revision=revision(), data=answers))
    except Rejected as refusal:
        if not (isinstance(refusal, KeyReused) and _is_done_by_me(task_id)):
            return again(task_id, Typed.refused(answers, refusal))
        # The same form sent twice: its files were stored anew, but it is done.
    after = after_step(view(), seen.task)
    _tell_what_comes(seen.task, after)
    if after.gave_number:
        return see_other(url_for("tasks.show", task_id=task_id))
    return see_other(url_for("worklist.show"))


@pages.post("/viec/<task_id>/lam-moi")
@takes_bytes(MOST_BYTES)
@signed_in
def refresh(task_id: str) -> ResponseReturnValue:
    """An answer makes other fields come or go: the form as it is now, nothing is handed in."""
    seen = read(task_id)
    return shown(seen, Typed(answers=typed_answers(seen)))


def _is_done_by_me(task_id: str) -> bool:
    close_view()
    return read(task_id).task.completed_by == actor().id


def _tell_what_comes(done: UserTask, after: After) -> None:
    """Where the dossier went, and what the person may do next."""
    waiting = [task_name(task) for task in after.waiting]
    if waiting:
        told = gettext("Moved on to: %(steps)s.", steps=", ".join(waiting))
    else:
        told = gettext("Done: %(task)s.", task=in_language(done.title, done.title_en))
    coming = first_task(view(), actor())
    if coming is None:
        flash(told, "done")
        return
    link = Markup('{} <a href="{}">{}</a>').format(
        told,
        url_for("tasks.show", task_id=coming.id),
        gettext("Next task: %(task)s", task=in_language(coming.title, coming.title_en)),
    )
    flash(link, "done")
