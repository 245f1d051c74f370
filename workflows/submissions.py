"""Reading what a form said: typed values, or a refusal that names the field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NoReturn

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, ServiceTaskFailed
from engine.live import LiveInstance

Submission = Mapping[str, object]
Rows = Mapping[str, Submission]
"""What a grid says, by nominee."""


def handed_in(live: LiveInstance, form_key: str) -> Submission:
    """The newest hand-in of a form; a drawing that asks for it too early is at fault."""
    found = live.submission(form_key)
    if found is None:
        raise ServiceTaskFailed("The form %(form)s has not been handed in.", form=form_key)
    return found


def keep_rows(context: Context, instance_id: str, form_key: str, rows: Rows) -> None:
    """Let the services of this command know what the grid of a form says."""
    context.once(("rows", instance_id, form_key), lambda: rows)


def rows_handed_in(context: Context, instance_id: str, form_key: str) -> Rows:
    """What the grid of a form said that was handed in in this command."""
    nothing: Rows = {}
    return context.once(("rows", instance_id, form_key), lambda: nothing)


def text(values: Submission, field: str) -> str:
    """A text; empty when it was left out."""
    found = values.get(field)
    return found if isinstance(found, str) else ""


def required_text(values: Submission, field: str) -> str:
    return text(values, field) or refuse(field, "needed", "This is needed.")


def day(values: Submission, field: str) -> date:
    """A date; forms spell it `yyyy-MM-dd`."""
    try:
        return date.fromisoformat(text(values, field))
    except ValueError:
        refuse(field, "needed", "This is needed.")


def readable_day(values: Submission, field: str) -> date | None:
    """A date as far as it can be read: what is still being typed is none."""
    try:
        return date.fromisoformat(text(values, field))
    except ValueError:
        return None


def words(values: Submission, field: str) -> tuple[str, ...]:
    """Ticked options or ids of files; empty when there are none."""
    found = values.get(field)
    if not isinstance(found, list | tuple):
        return ()
    return tuple(item for item in found if isinstance(item, str))


def required_words(values: Submission, field: str) -> tuple[str, ...]:
    return words(values, field) or refuse(field, "needed", "This is needed.")


def refuse(field: str, key: str, sentence: str, /, **params: object) -> NoReturn:
    """Send the form back with one thing to mend."""
    raise InvalidData([FieldError(field, Message(f"submission.{key}", sentence, params))])
