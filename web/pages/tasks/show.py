"""The page of one task, and the pane beside the list."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from web.pages.tasks.frame import pages, read, shown
from web.requests import page, signed_in, view
from web.shown_tasks import shown_clock, shown_files, shown_gates, shown_head
from web.typed import kept_answers
from workflows.queries.tasks import gates_of


@pages.get("/viec/<task_id>")
@signed_in
def show(task_id: str) -> ResponseReturnValue:
    return shown(read(task_id))


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
        gates=shown_gates(gates_of(view(), seen, kept_answers(seen))),
        files=shown_files(seen.files),
        may=seen.may,
    )
