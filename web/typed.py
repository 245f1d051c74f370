"""What somebody typed into the form of a task: read, kept as a draft, shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import request

from engine.clock import local
from engine.errors import FieldError, InvalidData, Rejected
from forms import (
    Filled,
    FormDefinition,
    answers_of,
    fill_remaining,
    from_request,
    prefilled,
    said_before,
    take_back,
    validate,
)
from forms.validator import definition_of
from web.errors import sentences_of, status_of
from web.permissions import may
from web.requests import actor, close_view, engine, view
from web.uploads import store_uploads
from workflows import drafts
from workflows.queries.begun import Step, begun
from workflows.queries.came_before import said_the_last_time
from workflows.queries.tasks import TaskForm, TaskPage

Answers = Mapping[str, object]

FILL, TAKE_BACK, FILLED_ROWS = "_fill", "_take_back", "_filled"
"""Buttons of a grid: the column to fill, the column to empty, and the rows that were filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form, and what came of sending it."""

    answers: Answers
    errors: Sequence[FieldError] = ()
    sentences: Sequence[str] = ()
    """Why it was refused as a whole."""
    status: int = 200
    act: str = ""
    """The dialog to open again: `release`, `assign`, `return`."""
    reason: str = ""
    filled: Filled | None = None
    """What was filled in at once just now, so that it can be taken back."""

    @classmethod
    def refused(cls, answers: Answers, refusal: Rejected) -> Typed:
        if isinstance(refusal, InvalidData):
            return cls(answers=answers, errors=refusal.errors, status=status_of(refusal))
        return cls(answers=answers, sentences=sentences_of(refusal), status=status_of(refusal))


def form_of(shown: TaskForm) -> FormDefinition:
    return definition_of(shown.form_text, shown.task.form_key)


def kept_answers(shown: TaskPage) -> Answers:
    """What was handed in, else the draft, else what the form begins with."""
    if not shown.task.is_open:
        return shown.task.submission or {}
    if shown.draft is not None:
        return shown.draft.data
    return _beginning(shown)


def _beginning(shown: TaskPage) -> Answers:
    """What stands in the form before anybody has typed; nothing for those who only read it."""
    if not shown.form_text or not shown.may("task.complete"):
        return {}
    definition, who = form_of(shown), actor()
    known = begun(view(), shown.task.form_key, Step(shown.dossier, who, shown.task.created_at))
    last = said_the_last_time(view(), shown.before, shown.dossier.id)
    return {
        **said_before(definition, last, shown.rows),
        **prefilled(definition, on=local(view().now).date(), me=who.name),
        **{key: value for key, value in known.items() if key in definition.fields},
    }


def filled_answers(shown: TaskPage, answers: Answers) -> Typed:
    """The form after one of its buttons that fill in, or take back, many rows at once."""
    definition = form_of(shown)
    if column := request.form.get(TAKE_BACK, ""):
        rows = request.form.get(FILLED_ROWS, "").split()
        return Typed(answers=take_back(definition, answers, column, rows))
    column = request.form.get(FILL, "")
    answers, filled = fill_remaining(definition, answers, shown.rows, column)
    return Typed(answers=answers, filled=filled if filled.rows else None)


def typed_answers(shown: TaskPage) -> Answers:
    """What was posted, without storing anything; fields that come now begin as in a new form."""
    if not shown.form_text:
        return {}
    kept = {key: value for key, value in kept_answers(shown).items() if value is not None}
    return from_request(form_of(shown), _posted(), {**_beginning(shown), **kept})


def received_answers(shown: TaskForm) -> tuple[Answers, Sequence[FieldError]]:
    """What was posted, with the ids of the files that came along, and which were not taken.

    Nothing is stored for whoever may not hand the form in: the door refuses them then.
    """
    if not shown.form_text:
        return {}, ()
    definition = form_of(shown)
    brought = any(file.filename for file in request.files.values())
    if not brought or not may("task.complete", shown.task):
        return from_request(definition, _posted()), ()
    uploaded, refused = store_uploads(definition, shown.task.office_id)
    posted = _posted()
    for name, ids in uploaded.items():
        posted[name] = [*posted.get(name, []), *ids]
    return from_request(definition, posted), refused


def as_stored(shown: TaskPage, answers: Answers) -> Answers:
    """What was posted as a draft would hold it, for whatever judges it: numbers are numbers."""
    if not shown.form_text or not shown.task.is_open:
        return answers
    definition, on = form_of(shown), local(view().now).date()
    try:
        checked = validate(definition, answers, on=on, partial=True, rows=shown.rows)
    except Rejected:
        return answers
    return answers_of(definition, checked)


def save_draft(shown: TaskPage, answers: Answers) -> datetime:
    """Keep what was typed; raises `InvalidData` for what cannot be stored at all."""
    now = engine().clock.now()
    definition = form_of(shown)
    on = local(now).date()
    checked = validate(definition, answers, on=on, partial=True, rows=shown.rows)
    who = actor()
    close_view()
    with engine().database.write() as connection:
        drafts.save(
            connection,
            task_id=shown.task.id,
            person_id=who.id,
            data=answers_of(definition, checked),
            now=now,
        )
    return now


def keep_what_was_typed(shown: TaskPage, answers: Answers) -> None:
    """After a refusal: as a draft, as far as it can be stored; the page shows it in any case."""
    if not shown.form_text or not shown.may("task.complete"):
        return
    with suppress(Rejected):
        save_draft(shown, answers)


def _posted() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form}
