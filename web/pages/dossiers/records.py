"""What was handed in at each step, and the dossier's rows of the journal."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from engine.actors import Actor
from engine.errors import VinhDanhError
from engine.instances import UserTask
from engine.lifecycle import TaskState
from forms import FormView
from forms import view as form_view
from forms.validator import definition_of
from web.pages.dossiers.frame import shown_instant, step_name
from web.pages.journal import shown_row
from web.requests import view
from web.wording import language
from workflows.positions import names_of
from workflows.queries.dossier_page import DossierPage
from workflows.queries.dossier_parts import files_by_id
from workflows.queries.journal import Asked, journal_page


def shown_forms(shown: DossierPage, _who: Actor) -> dict[str, Any]:
    """Every form as it was completed, the newest first."""
    done = [task for task in shown.tasks if task.state is TaskState.COMPLETED and task.form_key]
    names = names_of(view(), {task.completed_by for task in done if task.completed_by})
    files = {key: one.name for key, one in files_by_id(view(), shown.instance.id).items()}
    return {
        "forms": [
            {
                "id": task.id,
                "step": step_name(task),
                "by": names.get(task.completed_by or "", ""),
                "at": shown_instant(task.ended_at),
                "href": url_for("tasks.show", task_id=task.id),
                "form": _form(shown, task, files),
            }
            for task in reversed(done)
        ]
    }


def _form(shown: DossierPage, task: UserTask, files: dict[str, str]) -> FormView | None:
    """The form to read; None when the version of the procedure has it no more."""
    try:
        definition = definition_of(shown.definition.form(task.form_key), task.form_key)
    except VinhDanhError:
        return None
    answers = task.submission or {}
    return form_view(definition, answers, language=language(), files=files, readonly=True)


def shown_journal(shown: DossierPage, who: Actor) -> dict[str, Any]:
    """The rows about this dossier, refusals too, each with its place in the chain."""
    code = shown.dossier.code
    before = request.args.get("truoc", "")
    below = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = journal_page(view(), Asked(office_id=who.office_id, code=code, below=below))
    return {
        "rows": [shown_row(row) for row in found.rows],
        "first_url": _address(code) if below is not None else "",
        "next_url": _address(code, truoc=found.next) if found.next else "",
    }


def _address(code: str, **more: object) -> str:
    where: dict[str, Any] = {"phan": "nhat-ky", "_anchor": "cac-phan", **more}
    return url_for("dossiers.show", code=code, **where)
