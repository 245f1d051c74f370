"""One task: its form, why it cannot go on yet, and what may be done with it."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engine.clock import local
from engine.errors import InvalidData, Rejected
from engine.process_engine import KeyReused
from engine.registry import Access
from engine.tasks import AssignTask, ClaimTask, CompleteTask, ReleaseTask, ReturnTask
from web.requests import actor, close_view, engine, execute, page, see_other, signed_in, view
from web.security import takes_bytes
from web.shown_tasks import (
    element_name,
    fact_labels,
    shown_clock,
    shown_files,
    shown_form,
    shown_gates,
    shown_head,
    task_name,
)
from web.typed import (
    Typed,
    keep_what_was_typed,
    kept_answers,
    received_answers,
    typed_answers,
)
from web.uploads import MOST_BYTES
from web.wording import gettext, say
from workflows.dossiers import DossierState
from workflows.queries.tasks import TaskPage, gates_of, open_tasks_of, task_page
from workflows.queries.worklist import first_task
from workflows.slips import SlipKind, newest_slip

pages = Blueprint("tasks", __name__)

LONGEST_REASON = 2000


@pages.get("/viec/<task_id>")
@signed_in
def show(task_id: str) -> ResponseReturnValue:
    return _show(_read(task_id))


@pages.get("/viec/<task_id>/xem-truoc")
@signed_in
def preview(task_id: str) -> ResponseReturnValue:
    """The pane beside the list."""
    shown = _read(task_id)
    return page(
        "tasks/preview.html",
        head=shown_head(shown),
        task=shown.task,
        clock=shown_clock(shown),
        gates=shown_gates(gates_of(view(), shown, kept_answers(shown))),
        files=shown_files(shown.files),
        may=shown.may,
    )


@pages.post("/viec/<task_id>/hoan-thanh")
@takes_bytes(MOST_BYTES)
@signed_in
def complete(task_id: str) -> ResponseReturnValue:
    """Hand the form in; refused, everything typed stands in it again."""
    shown = _read(task_id)
    answers, not_taken = received_answers(shown)
    if not_taken:
        return _again(task_id, Typed(answers=answers, errors=not_taken, status=422))
    if "_refresh" in request.form:
        return _again(task_id, Typed(answers=answers))
    try:
        execute(CompleteTask(task_id=task_id, revision=_revision(), data=answers))
    except Rejected as refusal:
        if not (isinstance(refusal, KeyReused) and _is_done_by_me(task_id)):
            return _again(task_id, Typed.refused(answers, refusal))
        # The same form sent twice: its files were stored anew, but it is done.
    _tell_what_comes(shown)
    return see_other(url_for("worklist.show"))


@pages.post("/viec/<task_id>/lam-moi")
@takes_bytes(MOST_BYTES)
@signed_in
def refresh(task_id: str) -> ResponseReturnValue:
    """An answer makes other fields come or go: the form as it is now, nothing is handed in."""
    shown = _read(task_id)
    return _show(shown, Typed(answers=typed_answers(shown)))


@pages.post("/viec/<task_id>/nhan")
@signed_in
def claim(task_id: str) -> ResponseReturnValue:
    execute(ClaimTask(task_id=task_id, revision=_revision()))
    flash(gettext("You have taken the task."), "done")
    return see_other(url_for("tasks.show", task_id=task_id))


@pages.post("/viec/<task_id>/tra-nhom")
@signed_in
def release(task_id: str) -> ResponseReturnValue:
    command = ReleaseTask(task_id=task_id, revision=_revision(), reason=_reason())
    return _with_reason(task_id, "release", command, gettext("The task is back in its group."))


@pages.post("/viec/<task_id>/chuyen")
@signed_in
def assign(task_id: str) -> ResponseReturnValue:
    command = AssignTask(
        task_id=task_id,
        revision=_revision(),
        person_id=request.form.get("person", ""),
        reason=_reason(),
    )
    return _with_reason(task_id, "assign", command, gettext("The task has been handed over."))


@pages.post("/viec/<task_id>/tra-lai")
@signed_in
def send_back(task_id: str) -> ResponseReturnValue:
    to = request.form.get("to", "")
    command = ReturnTask(task_id=task_id, revision=_revision(), to=to, reason=_reason())
    return _with_reason(task_id, "return", command, gettext("The dossier has been sent back."))


def _with_reason(task_id: str, act: str, command: object, done: str) -> ResponseReturnValue:
    """An act that asks for a reason; one too short opens the question again."""
    try:
        execute(command)
    except InvalidData as invalid:
        shown = _read(task_id)
        sentences = [say(error.message) for error in invalid.errors]
        return _show(
            shown,
            Typed(
                answers=kept_answers(shown),
                sentences=sentences,
                status=422,
                act=act,
                reason=_reason(),
            ),
        )
    flash(done, "done")
    return see_other(url_for("worklist.show"))


# -- reading


def _read(task_id: str) -> TaskPage:
    return task_page(view(), engine().definitions, actor(), task_id)


def _is_done_by_me(task_id: str) -> bool:
    close_view()
    return _read(task_id).task.completed_by == actor().id


def _revision() -> int:
    """The revision of the task that the page showed; -1, which none has, when it is missing."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]


# -- answering


def _show(shown: TaskPage, typed: Typed | None = None) -> ResponseReturnValue:
    typed = typed or Typed(answers=kept_answers(shown))
    writable = shown.may("task.complete")
    body = page(
        "tasks/show.html",
        head=shown_head(shown),
        task=shown.task,
        element=shown.element,
        form=shown_form(shown, typed.answers, errors=typed.errors, readonly=not writable),
        fact_labels=fact_labels(),
        typed=typed,
        gates=shown_gates(gates_of(view(), shown, typed.answers)),
        files=shown_files(shown.files),
        may=shown.may,
        why_not="" if writable else _why_not(shown),
        saved_at=f"{local(shown.draft.saved_at):%H:%M}" if shown.draft is not None else "",
        returns=[{"value": one.id, "label": element_name(one)} for one in shown.returns],
        people=[{"value": key, "label": name} for key, name in shown.assignable.items()],
        asked_for=_asked_for(shown),
        draft_url=_draft_url(shown),
    )
    return body, typed.status


def _asked_for(shown: TaskPage) -> dict[str, str] | None:
    """What the request says, for the proposer who has to answer it."""
    if shown.dossier.state is not DossierState.SUPPLEMENT:
        return None
    slip = newest_slip(view(), shown.dossier.id, SlipKind.SUPPLEMENT)
    if slip is None:
        return None
    return {"day": f"{local(slip.at):%d/%m/%Y}", "text": str(slip.content.get("missing", ""))}


def _draft_url(shown: TaskPage) -> str:
    """Where the decision can be read before it is signed; empty for other steps."""
    if not shown.element.document.startswith("decision"):
        return ""
    return url_for("dossiers.decision", code=shown.dossier.code)


def _again(task_id: str, typed: Typed) -> ResponseReturnValue:
    """The page after a refusal: the task as it is now, the form as it was typed."""
    close_view()
    shown = _read(task_id)
    keep_what_was_typed(shown, typed.answers)
    return _show(_read(task_id), typed)


def _why_not(shown: TaskPage) -> str:
    """Why the form can only be read."""
    task = shown.task
    if task.completed_by is not None and task.ended_at is not None:
        return gettext(
            "Completed by %(name)s at %(time)s.",
            name=shown.people.get(task.completed_by, ""),
            time=f"{local(task.ended_at):%H:%M %d/%m/%Y}",
        )
    if not task.is_open:
        return gettext("This task is no longer asked for.")
    verdict = shown.verdicts["task.complete"]
    if verdict.access is Access.FORBIDDEN and verdict.reason is not None:
        return say(verdict.reason)
    return gettext("This task is not yours to do.")


def _tell_what_comes(shown: TaskPage) -> None:
    """Where the dossier went, and what the person may do next."""
    waiting = [task_name(task) for task in open_tasks_of(view(), shown.instance.id)]
    if waiting:
        told = gettext("Moved on to: %(steps)s.", steps=", ".join(waiting))
    else:
        told = gettext("Done: %(task)s.", task=shown.task.title)
    coming = first_task(view(), actor())
    if coming is None:
        flash(told, "done")
        return
    link = Markup('{} <a href="{}">{}</a>').format(
        told,
        url_for("tasks.show", task_id=coming.id),
        gettext("Next task: %(task)s", task=coming.title),
    )
    flash(link, "done")
