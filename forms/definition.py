"""A form as drawn: its fields in order, what each accepts, and when each is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from marshmallow import Schema

from forms.conditions import Condition


class FieldKind(StrEnum):
    """What a field is. Values are the component types of form-js, `nominees` apart (ours)."""

    TEXT = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "datetime"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    FILES = "filepicker"
    NOMINEES = "nominees"


FREE_TEXT = frozenset({FieldKind.TEXT, FieldKind.TEXTAREA})
LISTS = frozenset({FieldKind.CHECKLIST, FieldKind.FILES})
CHOICES = frozenset({FieldKind.RADIO, FieldKind.SELECT, FieldKind.CHECKLIST})


class DayBound(StrEnum):
    """A bound of a date field that moves with the day of the submission."""

    TODAY = "today"


class Prefill(StrEnum):
    """What stands in a field before anybody has typed; the person may change it."""

    TODAY = "today"
    """The day on which the form is opened."""
    ME = "me"
    """The name of whoever opens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words shown to people: Vietnamese, and English where there is one."""

    vi: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.vi


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers a choice offers."""

    value: str
    label: Caption


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing to fill in, with everything its answer must satisfy."""

    key: str
    kind: FieldKind
    label: Caption
    hint: Caption = Caption()
    required: bool = False
    readonly: bool = False
    """Shown with a value the product gives; what is posted for it is not taken."""
    min_length: int = 0
    max_length: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 0
    pattern: str = ""
    """Name of one of `forms.patterns.PATTERNS`."""
    earliest: str = ""
    """First day accepted: ISO, or `today`."""
    latest: str = ""
    options: tuple[Option, ...] = ()
    max_files: int = 1
    accept: tuple[str, ...] = ()
    """Endings of file names offered first, e.g. `.pdf`; what a file is, its bytes decide."""
    options_from: str = ""
    """Of a choice: name of the list, known to the product, that says which answers it offers."""
    prefill: Prefill | None = None
    fill: str = ""
    """Of a grid's choice: the answer that all rows without one can be given at once."""
    columns: tuple[FormField, ...] = ()
    """Of a nominees grid: the answers asked for every row."""
    facts: tuple[str, ...] = ()
    """Of a nominees grid: names of the row's facts shown beside the answers."""
    hide: Condition | None = None
    """FEEL over the other fields (of a column: also the row's other columns)."""

    @property
    def is_scalar(self) -> bool:
        """Whether the value may become a process variable: it is short, closed and plain."""
        if self.kind is FieldKind.NUMBER:
            return self.decimals == 0
        return self.kind in {
            FieldKind.CHECKBOX,
            FieldKind.RADIO,
            FieldKind.SELECT,
            FieldKind.DATE,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Words between the fields."""

    text: Caption
    hide: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that belong together, under one heading."""

    label: Caption
    items: tuple[Item, ...]
    hide: Condition | None = None


Item = FormField | Prose | Group


@dataclass(frozen=True, kw_only=True)
class FormDefinition:
    """A form ready to be shown and checked; immutable, so it is read once per content."""

    key: str
    title: Caption = Caption()
    items: tuple[Item, ...] = ()
    order: tuple[str, ...] = ()
    """Field keys so that every condition comes after the fields it asks about."""
    conditions: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    """Per field: its own condition to be hidden and those of the groups around it."""

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """All fields by key, in the order of the form."""
        return {f.key: f for f in _fields(self.items)}

    @cached_property
    def nominees(self) -> FormField | None:
        """The grid with one answer a nominee, where the form has one."""
        return next((f for f in self.fields.values() if f.kind is FieldKind.NOMINEES), None)

    def scalar_fields(self) -> frozenset[str]:
        """Fields that may become process variables. Free text, lists and files never do."""
        return frozenset(f.key for f in self.fields.values() if f.is_scalar)

    def schema(self) -> Schema:
        """The marshmallow schema of one submission; built once."""
        return self._schemas[0]

    def draft_schema(self) -> Schema:
        """The same fields, taken as far as they have been typed."""
        return self._schemas[1]

    @cached_property
    def _schemas(self) -> tuple[Schema, Schema]:
        from forms.schemas import schema_of  # schemas are made of the fields defined here

        asked = tuple(self.fields.values())
        return schema_of(self.key, asked), schema_of(self.key, asked, draft=True)


def _fields(items: tuple[Item, ...]) -> Iterator[FormField]:
    for item in items:
        if isinstance(item, Group):
            yield from _fields(item.items)
        elif isinstance(item, FormField):
            yield item
