"""The engine's door to forms: validates by the text of a deployed resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from engine.forms import FormRow, FormValidator, Validated
from engine.model import Problem
from forms.definition import FormDefinition
from forms.reading import check, law_keys, load
from forms.validation import validate


class DefinitionValidator:
    """Implements `engine.forms.FormValidator`; forms are read once per content."""

    def validate(
        self,
        resource_text: str,
        key: str,
        data: Mapping[str, object],
        *,
        rows: Sequence[FormRow] = (),
        on: date,
    ) -> Validated:
        return validate(definition_of(resource_text, key), data, rows=rows, on=on)

    def asks_rows(self, resource_text: str, key: str) -> bool:
        return definition_of(resource_text, key).nominees is not None

    def scalar_fields(self, resource_text: str, key: str) -> frozenset[str]:
        return definition_of(resource_text, key).scalar_fields()

    def check(self, content: bytes, key: str) -> list[Problem]:
        return check(content, key)

    def law_keys(self, content: bytes, key: str) -> Mapping[str, str]:
        return law_keys(content, key)


@lru_cache(maxsize=512)
def definition_of(text: str, key: str) -> FormDefinition:
    """The form of that text, kept by its content. A broken text is not kept: it raises anew."""
    return load(text, key)


_: FormValidator = DefinitionValidator()
