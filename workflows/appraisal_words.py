"""What an appraisal says of a nominee, in words: whoever reads it above may not know the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.definitions import Definition
from engine.model import ElementKind
from forms.definition import FieldKind, FormField
from forms.rendering import display
from forms.validator import definition_of
from workflows.nominees import CONCLUSION, Nominee

Stated = Mapping[str, str]
"""One thing that was stated: `label` and `value`, in English too."""

TICKED = {"vi": "có", "en": "yes"}


def columns_of(definition: Definition) -> Sequence[FormField]:
    """What the step that judges nominees asks of each, beside its conclusion."""
    for process in definition.executable.processes.values():
        for element in process.elements.values():
            if element.kind is ElementKind.USER_TASK and element.decision_ref and element.form_key:
                grid = definition_of(definition.form(element.form_key), element.form_key).nominees
                asked = grid.columns if grid else ()
                return [column for column in asked if column.key not in CONCLUSION]
    return ()


def stated_of(columns: Sequence[FormField], row: Nominee) -> list[Stated]:
    """What was answered, in the order in which it was asked."""
    return [*_stated(columns, row)]


def _stated(columns: Sequence[FormField], row: Nominee) -> Iterator[Stated]:
    for column in columns:
        said = row.criteria.get(column.key)
        if said not in (None, "", False):
            yield {
                "label": column.label.vi,
                "label_en": column.label.in_language("en"),
                "value": _word(column, said, "vi"),
                "value_en": _word(column, said, "en"),
            }


def _word(column: FormField, said: object, language: str) -> str:
    if column.kind is FieldKind.CHECKBOX:
        return TICKED[language]
    chosen = (one.label.in_language(language) for one in column.options if one.value == said)
    return next(chosen, display(column, said, language))
