"""What a form says about its beginning: what is typed already, what is filled in at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.forms import FormRow
from forms.attributes import Attributes
from forms.definition import FREE_TEXT, FieldKind, FormDefinition, FormField, Option, Prefill
from forms.visibility import Answers, visible_columns

FITTING: Mapping[Prefill, frozenset[FieldKind]] = {
    Prefill.TODAY: frozenset({FieldKind.DATE}),
    Prefill.ME: FREE_TEXT,
}
"""In which kinds of fields a beginning makes sense."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The rows that were given an answer at once, so that it can be taken back."""

    column: str
    rows: tuple[str, ...]


def prefilled(definition: FormDefinition, *, on: date, me: str) -> dict[str, object]:
    """The answers that stand in a form which nobody has begun to fill in."""
    values: Mapping[Prefill, object] = {Prefill.TODAY: on.isoformat(), Prefill.ME: me}
    return {
        asked.key: values[asked.prefill]
        for asked in definition.fields.values()
        if asked.prefill is not None
    }


SAID_ANEW = frozenset({FieldKind.RADIO, FieldKind.CHECKBOX, FieldKind.DATE, FieldKind.FILES})
"""Each time anew: which way the case goes, what is declared, days, and papers."""


def said_before(
    definition: FormDefinition, answers: Answers, rows: Sequence[FormRow]
) -> dict[str, object]:
    """What of an earlier round's answers stands in the form when the same step is asked again."""
    return {
        asked.key: _of_rows(asked, answers[asked.key], rows)
        if asked.kind is FieldKind.NOMINEES
        else answers[asked.key]
        for asked in definition.fields.values()
        if asked.key in answers and _is_kept(definition, asked)
    }


def _is_kept(definition: FormDefinition, asked: FormField) -> bool:
    """Not a text asked for because of another answer, such as why a case is refused, either."""
    gives_reason = asked.kind is FieldKind.TEXTAREA and bool(definition.conditions.get(asked.key))
    return asked.kind not in SAID_ANEW and not gives_reason


def _of_rows(grid: FormField, given: object, rows: Sequence[FormRow]) -> dict[str, object]:
    """Of rows that may be answered: what its columns ask, as far as they offer it still."""
    answers = given if isinstance(given, Mapping) else {}
    return {
        row.id: {
            column.key: answer
            for column in grid.columns
            if (answer := answers[row.id].get(column.key)) is not None and _offers(column, answer)
        }
        for row in rows
        if not row.locked and isinstance(answers.get(row.id), Mapping)
    }


def _offers(asked: FormField, answer: object) -> bool:
    return not asked.options or answer in {option.value for option in asked.options}


def fill_remaining(
    definition: FormDefinition, answers: Answers, rows: Sequence[FormRow], column: str
) -> tuple[Answers, Filled]:
    """The answers with the column's answer in every row that may be answered and is not yet."""
    grid, asked = _fillable(definition, column)
    if grid is None or asked is None:
        return answers, Filled(column, ())
    given = _given(answers, grid)
    waiting = [
        row.id
        for row in rows
        if not row.locked
        and not given.get(row.id, {}).get(column)
        and asked in visible_columns(definition, grid, answers, row, given.get(row.id, {}))
    ]
    filled = {key: {**given.get(key, {}), column: asked.fill} for key in waiting}
    return {**answers, grid.key: {**given, **filled}}, Filled(column, tuple(waiting))


def take_back(
    definition: FormDefinition, answers: Answers, column: str, rows: Collection[str]
) -> Answers:
    """The answers without what was filled in; rows that were answered otherwise since stay."""
    grid, asked = _fillable(definition, column)
    if grid is None or asked is None:
        return answers
    given = _given(answers, grid)
    emptied = {
        key: {**given[key], column: None}
        for key in rows
        if key in given and given[key].get(column) == asked.fill
    }
    return {**answers, grid.key: {**given, **emptied}}


def _fillable(definition: FormDefinition, column: str) -> tuple[FormField | None, FormField | None]:
    grid = definition.nominees
    columns = grid.columns if grid is not None else ()
    return grid, next((one for one in columns if one.key == column and one.fill), None)


def _given(answers: Answers, grid: FormField) -> dict[str, dict[str, object]]:
    given = answers.get(grid.key)
    if not isinstance(given, Mapping):
        return {}
    return {str(key): dict(row) for key, row in given.items() if isinstance(row, Mapping)}


# -- reading


def read_prefill(kind: FieldKind, properties: Attributes) -> Prefill | None:
    """The beginning that a component names; one that does not fit is reported."""
    said = properties.text("prefill")
    if not said:
        return None
    fits = said in set(Prefill) and kind in FITTING[Prefill(said)]
    if not fits:
        properties.findings.error(
            "form-prefill",
            "This field cannot begin with “%(said)s”",
            element=properties.element,
            hint="A date may begin with “today”, a text with “me”",
            said=said[:60],
        )
        return None
    return Prefill(said)


def read_fill(options: Sequence[Option], properties: Attributes) -> str:
    """The answer for all remaining rows; one that the choice does not offer is reported."""
    said = properties.text("fillRemaining")
    if said and said not in {option.value for option in options}:
        properties.findings.error(
            "form-fill",
            "“%(said)s” is none of the answers of this choice",
            element=properties.element,
            said=said[:60],
        )
        return ""
    return said
