"""The marshmallow schema of a form: each answer made safe and plain, or the reason why it cannot.

Whether an answer must be there, and whether its field is shown at all, depends on the other
answers; `forms.validation` decides that. Here one answer is looked at alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import Field

from engine.errors import Message
from forms import answers
from forms.definition import FieldKind, FormField

MOST_ROWS = 1_000


class FormSchema(Schema):
    """Takes the fields of the form and nothing else: what a form did not ask for is left out."""

    class Meta:
        unknown = EXCLUDE


class Answer(Field[object]):
    """One field of a form; in a draft, what cannot be read yet stays as it was typed."""

    def __init__(self, asked: FormField, *, draft: bool) -> None:
        super().__init__(allow_none=True, metadata={"label": asked.label.vi})
        self.asked = asked
        self.draft = draft

    def _deserialize(
        self, value: object, attr: str | None, data: object, **kwargs: object
    ) -> object:
        try:
            return (
                answers.typed(self.asked, value) if self.draft else answers.read(self.asked, value)
            )
        except answers.Unusable as problem:
            raise ValidationError([problem.message]) from None


class Rows(Field[object]):
    """The answers of a nominees grid: row id to answers by column."""

    def __init__(self, asked: FormField, *, draft: bool) -> None:
        super().__init__(allow_none=True, metadata={"label": asked.label.vi})
        self.row = schema_of(f"{asked.key}.row", asked.columns, draft=draft)

    def _deserialize(
        self, value: object, attr: str | None, data: object, **kwargs: object
    ) -> object:
        if not isinstance(value, Mapping) or len(value) > MOST_ROWS:
            raise ValidationError([Message("form.rows", "The answers for the list are unreadable")])
        rows: dict[object, object] = {}
        errors: dict[object, object] = {}
        for row_id, answer in value.items():
            try:
                rows[row_id] = self._row(answer)
            except ValidationError as error:
                errors[row_id] = error.messages
                rows[row_id] = error.valid_data
        if errors:
            raise ValidationError(errors, valid_data=rows)  # type: ignore[arg-type]
        return rows

    def _row(self, answer: object) -> object:
        if not isinstance(answer, Mapping):
            raise ValidationError(
                {"": [Message("form.row", "The answer for this row is unreadable")]}, valid_data={}
            )
        return self.row.load(answer)


def schema_of(key: str, asked: Sequence[FormField], *, draft: bool = False) -> Schema:
    """A schema instance for these fields; read-only ones are not taken from outside."""
    fields: dict[str, Field[object]] = {
        each.key: _field(each, draft=draft) for each in asked if not each.readonly
    }
    return FormSchema.from_dict(fields, name=f"Form_{key}")()


def _field(asked: FormField, *, draft: bool) -> Field[object]:
    if asked.kind is FieldKind.NOMINEES:
        return Rows(asked, draft=draft)
    return Answer(asked, draft=draft)
