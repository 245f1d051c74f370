"""The page of one task, and the pane beside the list."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from web.pages.tasks.frame import pages, read, shown
from web.requests import actor, close_view, engine, page, see_other, signed_in, view
from web.shown_files import shown_files
from web.shown_tasks import shown_clock, shown_gates, shown_head
from web.typed import kept_answers
from workflows import read_marks
from workflows.queries.tasks import gates_of


@pages.get("/viec/<task_id>")
@signed_in
def show(task_id: str) -> ResponseReturnValue:
    seen = read(task_id)
    is_new = seen.task.is_open and not read_marks.is_read(
        view().connection, task_id=task_id, person_id=actor().id
    )
    answer = shown(seen)
    if is_new:
        _mark_read(task_id)
    return answer


@pages.get("/viec/<task_id>/hoan-thanh")
@pages.get("/viec/<task_id>/lam-moi")
@signed_in
def back(task_id: str) -> ResponseReturnValue:
    """The address of a refused form, asked for anew: the task, with what its draft has kept."""
    return see_other(url_for("tasks.show", task_id=read(task_id).task.id))


def _mark_read(task_id: str) -> None:
    who = actor().id
    close_view()
    with engine().database.write() as connection:
        read_marks.mark(connection, task_id=task_id, person_id=who, now=engine().clock.now())


@pages.get("/viec/<task_id>/xem-truoc")
@signed_in
def preview(task_id: str) -> ResponseReturnValue:
    """The pane beside the list."""
    seen = read(task_id)
    return page(
        "tasks/preview.html",
        head=shown_head(seen),
        task=seen.task,
        clock=shown_clock(seen),
        gates=shown_gates(gates_of(view(), seen, kept_answers(seen)), seen.dossier),
        files=shown_files(seen.files, seen.definition),
        may=seen.may,
    )
