"""A whole form: which fields are shown, which answers are missing, and everything wrong at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from marshmallow import ValidationError

from engine.errors import FieldError, InvalidData, Message
from engine.execution import Scalar
from engine.forms import FormRow, Validated
from forms.definition import DayBound, FieldKind, FormDefinition, FormField
from forms.visibility import Answers, columns_by_row, visible

Columns = Mapping[str, Sequence[FormField]]
"""By row that may be answered: what is asked of it."""


def validate(
    definition: FormDefinition,
    data: object,
    *,
    on: date,
    partial: bool = False,
    rows: Sequence[FormRow] = (),
) -> Validated:
    """The values of a submission made on that day, or `InvalidData` with all that is wrong.

    A draft (`partial`) is only kept from what could not be stored: an answer that is too short or
    unreadable stays as it was typed, hidden fields keep theirs, and nothing becomes a variable.
    """
    if not isinstance(data, Mapping):
        raise InvalidData([FieldError("", Message("form.data", "The form data are unreadable"))])
    answers, problems = _load(definition, data, draft=partial)
    if partial:
        return _draft(definition, answers, problems, rows)
    shown, columns = visible(definition, answers), _columns(definition, answers, rows)
    errors = [*_errors(definition, answers, problems, rows, shown, columns, on)]
    if errors:
        raise InvalidData(errors)
    return _submission(definition, answers, rows, shown, columns)


def answers_of(definition: FormDefinition, checked: Validated) -> dict[str, object]:
    """Values and grid in one mapping, as drafts are kept and pages are filled."""
    grid = definition.nominees
    return {**checked.values, **({grid.key: checked.rows} if grid else {})}


def _load(
    definition: FormDefinition, data: Mapping[object, object], *, draft: bool
) -> tuple[dict[str, object], Mapping[str, object]]:
    schema = definition.draft_schema() if draft else definition.schema()
    try:
        return cast(dict[str, object], schema.load(data)), {}  # type: ignore[arg-type]
    except ValidationError as error:
        return cast(dict[str, object], error.valid_data), cast(dict[str, object], error.messages)


def _columns(definition: FormDefinition, answers: Answers, rows: Sequence[FormRow]) -> Columns:
    grid = definition.nominees
    if grid is None:
        return {}
    open_rows = [row for row in rows if not row.locked]
    return columns_by_row(definition, grid, answers, open_rows, _given(grid, answers))


def _given(grid: FormField, answers: Answers) -> Mapping[str, Answers]:
    return cast(Mapping[str, Answers], answers.get(grid.key) or {})


def _errors(
    definition: FormDefinition,
    answers: Answers,
    problems: Mapping[str, object],
    rows: Sequence[FormRow],
    shown: frozenset[str],
    columns: Columns,
    on: date,
) -> Iterator[FieldError]:
    for asked in definition.fields.values():
        if asked.key not in shown or asked.readonly:
            continue
        if asked.kind is FieldKind.NOMINEES:
            yield from _row_errors(asked, answers, problems.get(asked.key), rows, columns, on)
            continue
        for message in _wrong(asked, answers.get(asked.key), problems.get(asked.key), on):
            yield FieldError(asked.key, message, asked.label.vi)


def _wrong(asked: FormField, value: object, problems: object, on: date) -> Sequence[Message]:
    if problems:
        return cast(Sequence[Message], problems)
    if asked.kind is FieldKind.CHECKBOX:
        return [_must_tick()] if asked.required and value is not True else ()
    if value is None:
        return [_missing(asked)] if asked.required else ()
    if asked.kind is FieldKind.DATE:
        return _out_of_bounds(asked, date.fromisoformat(cast(str, value)), on)
    return ()


def _missing(asked: FormField) -> Message:
    if asked.options:
        return Message("form.required_choice", "Choose an answer")
    if asked.kind is FieldKind.FILES:
        return Message("form.required_file", "Attach a file")
    return Message("form.required", "Fill this in")


def _must_tick() -> Message:
    return Message("form.required_tick", "Tick this to go on")


def _out_of_bounds(asked: FormField, day: date, on: date) -> Sequence[Message]:
    earliest, latest = _bound(asked.earliest, on), _bound(asked.latest, on)
    if earliest and day < earliest:
        return [
            Message("form.earliest", "Not before %(day)s", {"day": earliest.strftime("%d/%m/%Y")})
        ]
    if latest and day > latest:
        return [Message("form.latest", "Not after %(day)s", {"day": latest.strftime("%d/%m/%Y")})]
    return ()


def _bound(text: str, on: date) -> date | None:
    if text == DayBound.TODAY:
        return on
    return date.fromisoformat(text) if text else None


def _row_errors(
    grid: FormField,
    answers: Answers,
    problems: object,
    rows: Sequence[FormRow],
    columns: Columns,
    on: date,
) -> Iterator[FieldError]:
    if isinstance(problems, list):
        yield FieldError(grid.key, problems[0], grid.label.vi)
        return
    given = _given(grid, answers)
    wrong = cast(Mapping[object, Mapping[str, object]], problems or {})
    if strangers := len(({*given} | {*wrong}) - {row.id for row in rows}):
        message = Message(
            "form.unknown_rows",
            "Rows that are not on the list any more: %(count)s; open the form again",
            {"count": strangers},
        )
        yield FieldError(grid.key, message, grid.label.vi)
    for row in rows:
        answer = given.get(row.id, {})
        if row.locked:
            if any(value is not None for value in answer.values()):
                message = Message("form.row_locked", row.locked)
                yield FieldError(f"{grid.key}.{row.id}", message, row.label)
            continue
        if unreadable := wrong.get(row.id, {}).get(""):
            yield FieldError(f"{grid.key}.{row.id}", cast(list[Message], unreadable)[0], row.label)
            continue
        for column in columns[row.id]:
            found = _wrong(
                column, answer.get(column.key), wrong.get(row.id, {}).get(column.key), on
            )
            for message in found:
                label = f"{row.label}: {column.label.vi}"
                yield FieldError(f"{grid.key}.{row.id}.{column.key}", message, label)


def _submission(
    definition: FormDefinition,
    answers: Answers,
    rows: Sequence[FormRow],
    shown: frozenset[str],
    columns: Columns,
) -> Validated:
    grid = definition.nominees
    values = {
        f.key: _plain(f, answers.get(f.key))
        for f in definition.fields.values()
        if f.key in shown and f is not grid and not f.readonly
    }
    # A hidden field clears its variable, lest a gateway decide by an answer of an earlier round.
    scalars = {
        f.key: cast(Scalar, values.get(f.key))
        for f in definition.fields.values()
        if f.is_scalar and not f.readonly
    }
    answered: dict[str, Answers] = {}
    if grid is not None and grid.key in shown:
        given = _given(grid, answers)
        for row_id, asked in columns.items():
            answer = given.get(row_id, {})
            answered[row_id] = {c.key: _plain(c, answer.get(c.key)) for c in asked}
    files = [
        file_id
        for f in definition.fields.values()
        if f.kind is FieldKind.FILES
        for file_id in cast(Sequence[str], values.get(f.key) or ())
    ]
    return Validated(values=values, scalars=scalars, rows=answered, files=tuple(files))


def _plain(asked: FormField, value: object) -> object:
    return value is True if asked.kind is FieldKind.CHECKBOX else value


def _draft(
    definition: FormDefinition,
    answers: Answers,
    problems: Mapping[str, object],
    rows: Sequence[FormRow],
) -> Validated:
    errors = [*_draft_errors(definition, problems)]
    if errors:
        raise InvalidData(errors)
    grid = definition.nominees
    values = {k: v for k, v in answers.items() if grid is None or k != grid.key}
    given = _given(grid, answers) if grid else {}
    open_rows = {row.id for row in rows if not row.locked}
    return Validated(
        values=values, scalars={}, rows={k: v for k, v in given.items() if k in open_rows}
    )


def _draft_errors(
    definition: FormDefinition, problems: Mapping[str, object]
) -> Iterator[FieldError]:
    for key, found in problems.items():
        label = definition.fields[key].label.vi
        if isinstance(found, list):
            yield FieldError(key, found[0], label)
            continue
        for row_id, columns in cast(Mapping[str, Mapping[str, list[Message]]], found).items():
            for column, messages in columns.items():
                path = f"{key}.{row_id}.{column}" if column else f"{key}.{row_id}"
                yield FieldError(path, messages[0], label)
