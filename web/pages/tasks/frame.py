"""What the pages of a task share: reading it, and showing it with what was typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.registry import Access
from engine.returning import answered_back
from web.pages.tasks.number import shown_number
from web.pages.tasks.rounds import asked_for, shown_return
from web.pages.tasks.signing import shown_signing
from web.requests import actor, close_view, engine, page, view
from web.shown_documents import shown_step_papers
from web.shown_files import shown_files
from web.shown_tasks import (
    element_name,
    fact_labels,
    shown_form,
    shown_gates,
    shown_head,
)
from web.typed import Typed, as_stored, keep_what_was_typed, kept_answers
from web.wording import gettext, say
from workflows.queries.tasks import TaskForm, TaskPage, gates_of, task_form, task_page
from workflows.superiors import ANSWER_FORM, considered_by

pages = Blueprint("tasks", __name__)

DECISION = "decision"
"""How the kinds of paper begin that a signatory decides on."""


def read(task_id: str) -> TaskPage:
    return task_page(view(), engine().definitions, actor(), task_id)


def read_form(task_id: str) -> TaskForm:
    """What receiving a form needs: most are taken, and then the page is not shown again."""
    return task_form(view(), engine().definitions, actor(), task_id)


def revision() -> int:
    """The revision of the task that the page showed; -1, which none has, when it is missing."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def shown(seen: TaskPage, typed: Typed | None = None) -> ResponseReturnValue:
    """The page of a task, with what stands in its form."""
    typed = typed or Typed(answers=kept_answers(seen))
    above = _considered_above(seen)
    may = _nothing_to_do if above else seen.may
    writable = may("task.complete")
    stored = as_stored(seen, typed.answers)
    body = page(
        "tasks/show.html",
        head=shown_head(seen),
        task=seen.task,
        element=seen.element,
        form=shown_form(seen, typed.answers, stored, errors=typed.errors, readonly=not writable),
        fact_labels=fact_labels(),
        typed=typed,
        gates=shown_gates(gates_of(view(), seen, stored), seen.dossier),
        files=shown_files(seen.files, seen.definition),
        may=may,
        why_not="" if writable else above or _why_not(seen),
        saved_at=f"{local(seen.draft.saved_at):%H:%M}" if seen.draft is not None else "",
        returns=_returns(seen),
        people=[{"value": key, "label": name} for key, name in seen.assignable.items()],
        again=shown_return(seen),
        asked_for=asked_for(seen),
        signing=_signing(seen),
        number=shown_number(seen.task, seen.dossier),
        made=shown_step_papers(seen.dossier, seen.element.document, seen.task),
    )
    return body, typed.status


def again(task_id: str, typed: Typed) -> ResponseReturnValue:
    """The page after a refusal: the task as it is now, the form as it was typed."""
    close_view()
    keep_what_was_typed(read(task_id), typed.answers)
    return shown(read(task_id), typed)


def _returns(seen: TaskPage) -> list[dict[str, str]]:
    """Where the step may be sent back to, but for where its own form sends it anyway."""
    process = seen.definition.executable.processes[seen.task.process_key]
    by_form = answered_back(process, seen.task.element_id)
    return [
        {"value": one.id, "label": element_name(one)}
        for one in seen.returns
        if one.id not in by_form
    ]


def _signing(seen: TaskPage) -> dict[str, Any] | None:
    """What is decided, where the step makes a decision."""
    return shown_signing(seen.dossier) if seen.element.document.startswith(DECISION) else None


def _nothing_to_do(_action: str) -> bool:
    """What a step that ends by itself lets anybody do."""
    return False


def _considered_above(seen: TaskPage) -> str:
    """That the answer comes by itself, where the superior considers in this very system."""
    if seen.task.form_key != ANSWER_FORM or not seen.task.is_open:
        return ""
    by = considered_by(view(), seen.dossier)
    if by is None:
        return ""
    return gettext(
        "%(office)s considers this in the system: the answer comes by itself, nobody enters it.",
        office=by,
    )


def _why_not(seen: TaskPage) -> str:
    """Why the form can only be read."""
    task = seen.task
    if task.completed_by is not None and task.ended_at is not None:
        return gettext(
            "Completed by %(name)s at %(time)s.",
            name=seen.people.get(task.completed_by, ""),
            time=f"{local(task.ended_at):%H:%M %d/%m/%Y}",
        )
    if not task.is_open:
        return gettext("This task is no longer asked for.")
    verdict = seen.verdicts["task.complete"]
    if verdict.access is Access.FORBIDDEN and verdict.reason is not None:
        return say(verdict.reason)
    return gettext("This task is not yours to do.")
