"""Which fields are asked, given the other answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.forms import FormRow
from forms.conditions import ROW
from forms.definition import FieldKind, FormDefinition, FormField

Answers = Mapping[str, object]


def visible(definition: FormDefinition, answers: Answers) -> frozenset[str]:
    """Keys of the fields that are shown with these answers; a hidden field counts as empty."""
    shown: set[str] = set()
    known: dict[str, object] = {}
    for key in definition.order:
        if not any(c.holds(known) for c in definition.conditions.get(key, ())):
            shown.add(key)
            known[key] = for_feel(definition.fields[key], answers.get(key))
    return frozenset(shown)


def visible_columns(
    definition: FormDefinition, grid: FormField, answers: Answers, row: FormRow, answer: Answers
) -> tuple[FormField, ...]:
    """The columns asked of one row: their conditions see the form, the row with its other answers,
    and the law by which it is judged."""
    return _columns(grid, _form(definition, answers), row, answer)


def columns_by_row(
    definition: FormDefinition,
    grid: FormField,
    answers: Answers,
    rows: Iterable[FormRow],
    given: Mapping[str, Answers],
) -> dict[str, tuple[FormField, ...]]:
    """The same of many rows, which all see the same form."""
    form = _form(definition, answers)
    return {row.id: _columns(grid, form, row, given.get(row.id, {})) for row in rows}


def _form(definition: FormDefinition, answers: Answers) -> Answers:
    return {f.key: for_feel(f, answers.get(f.key)) for f in definition.fields.values()}


def _columns(
    grid: FormField, form: Answers, row: FormRow, answer: Answers
) -> tuple[FormField, ...]:
    known = {ROW: row.about, **form}
    known |= {c.key: for_feel(c, answer.get(c.key)) for c in grid.columns}
    return tuple(c for c in grid.columns if c.hide is None or not c.hide.holds(known, row.law))


def for_feel(asked: FormField, value: object) -> object:
    """A stored answer as an expression sees it: dates and decimals are typed, gaps are null."""
    if asked.kind is FieldKind.CHECKBOX:
        return value is True
    if value == "":  # a page as it was posted: nothing was chosen
        return None
    try:
        if asked.kind is FieldKind.DATE and isinstance(value, str):
            return date.fromisoformat(value)
        if asked.kind is FieldKind.NUMBER and isinstance(value, str):
            return Decimal(value)
    except (ValueError, InvalidOperation):  # a draft, as it was typed
        return None
    return value
