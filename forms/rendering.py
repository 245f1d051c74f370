"""A form as it is shown: neutral of HTML, in one language, with what is typed and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.errors import FieldError, Message
from engine.forms import FormRow
from forms.beginning import fill_remaining
from forms.definition import (
    CHOICES,
    FREE_TEXT,
    Caption,
    DayBound,
    FieldKind,
    FormDefinition,
    FormField,
    Group,
    Item,
)
from forms.views import ErrorView, FieldView, FileView, FillView, FormView, OptionView, RowView
from forms.visibility import for_feel, visible, visible_columns

_UNSAFE_ID = re.compile(r"[^\w-]")


def view(
    definition: FormDefinition,
    answers: Mapping[str, object],
    *,
    language: str,
    rows: Sequence[FormRow] = (),
    errors: Sequence[FieldError] = (),
    files: Mapping[str, str] | None = None,
    offered: Mapping[str, Collection[str]] | None = None,
    on: date | None = None,
    readonly: bool = False,
    prefix: str = "f",
) -> FormView:
    """The form with these answers (a draft's or a submission's; the grid's by row id).

    `files` names the stored attachments by id; `offered` says by list which answers a choice shows
    that takes them from there (what is chosen already is shown in any case); `on` is the day that
    `today` means to the browser; `readonly` shows a finished form; `prefix` keeps ids apart when a
    page has several forms.
    """
    painter = _Painter(
        definition=definition,
        answers=answers,
        language=language,
        rows=rows,
        errors=_by_field(errors),
        files=files or {},
        offered=offered or {},
        on=on,
        readonly=readonly,
        prefix=prefix,
        shown=visible(definition, answers),
        asked_about=_asked_about(definition),
    )
    return FormView(
        key=definition.key,
        title=definition.title.in_language(language),
        fields=tuple(painter.items(definition.items)),
        errors=tuple(painter.summary(errors)),
        refreshes=bool(painter.asked_about) and not readonly,
        shown=tuple(key for key in definition.fields if key in painter.shown),
    )


def display(asked: FormField, value: object, language: str) -> str:
    """An answer as people read it: dates dd/MM/yyyy, a comma before decimals, option labels."""
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, list | tuple):
        return ", ".join(_option_label(asked, str(item), language) for item in value)
    text = str(value)
    typed = for_feel(asked, value)
    if isinstance(typed, date):
        return typed.strftime("%d/%m/%Y")
    if asked.kind is FieldKind.NUMBER and typed is not None:
        return _number(asked, text)
    return text


def _number(asked: FormField, text: str) -> str:
    """A whole number of five digits or more in groups: amounts are read, years are not."""
    digits = text.removeprefix("-")
    if asked.decimals or not digits.isdecimal() or len(digits) < 5:
        return text.replace(".", ",")
    return f"{int(text):,}".replace(",", ".")


def _option_label(asked: FormField, value: str, language: str) -> str:
    found = (o.label.in_language(language) for o in asked.options if o.value == value)
    return next(found, value)


def _by_field(errors: Sequence[FieldError]) -> dict[str, tuple[Message, ...]]:
    found: dict[str, tuple[Message, ...]] = {}
    for error in errors:
        found[error.field] = (*found.get(error.field, ()), error.message)
    return found


def _asked_about(definition: FormDefinition) -> frozenset[str]:
    conditions = [c for found in definition.conditions.values() for c in found]
    if definition.nominees:
        conditions += [c.hide for c in definition.nominees.columns if c.hide]
    return frozenset(name for condition in conditions for name in condition.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Painter:
    definition: FormDefinition
    answers: Mapping[str, object]
    language: str
    rows: Sequence[FormRow]
    errors: Mapping[str, tuple[Message, ...]]
    files: Mapping[str, str]
    offered: Mapping[str, Collection[str]]
    on: date | None
    readonly: bool
    prefix: str
    shown: frozenset[str]
    asked_about: frozenset[str]

    def items(self, items: Sequence[Item]) -> Iterator[FieldView]:
        for place, item in enumerate(items):
            if isinstance(item, FormField):
                if item.key in self.shown:
                    yield self.field(item)
            elif item.hide is None or not self._hides(item):
                yield self._layout(item, f"{place}")

    def _hides(self, item: Item) -> bool:
        known = {
            key: for_feel(asked, self.answers.get(key)) if key in self.shown else None
            for key, asked in self.definition.fields.items()
        }
        return item.hide is not None and item.hide.holds(known)

    def _layout(self, item: Item, place: str) -> FieldView:
        if isinstance(item, Group):
            return FieldView(
                key=place,
                kind="group",
                label=self._words(item.label),
                fields=tuple(self.items(item.items)),
            )
        assert not isinstance(item, FormField)  # noqa: S101 - `items` sorts them out
        return FieldView(key=place, kind="text", label=self._words(item.text))

    def field(self, asked: FormField) -> FieldView:
        if asked.kind is FieldKind.NOMINEES:
            return self._grid(asked)
        return self._input(asked, self.answers.get(asked.key), asked.key)

    def _input(self, asked: FormField, value: object, path: str, locked: bool = False) -> FieldView:
        readonly = self.readonly or asked.readonly or locked
        return FieldView(
            key=asked.key,
            name=path,
            id=self._id(path),
            kind=asked.kind.value,
            label=self._words(asked.label),
            hint=self._words(asked.hint),
            value="" if asked.kind is FieldKind.FILES else display(asked, value, self.language),
            options=self._options(asked, value),
            files=self._files(asked, value),
            required=asked.required and not readonly,
            readonly=readonly,
            errors=self.errors.get(path, ()),
            attributes=self._attributes(asked),
            refreshes=asked.key in self.asked_about,
        )

    def _grid(self, grid: FormField) -> FieldView:
        given = self.answers.get(grid.key)
        answers = given if isinstance(given, Mapping) else {}
        return FieldView(
            key=grid.key,
            name=grid.key,
            id=self._id(grid.key),
            kind=grid.kind.value,
            label=self._words(grid.label),
            hint=self._words(grid.hint),
            readonly=self.readonly,
            errors=self.errors.get(grid.key, ()),
            columns=tuple(self._words(column.label) for column in grid.columns),
            rows=tuple(self._row(grid, row, answers.get(row.id)) for row in self.rows),
            fills=() if self.readonly else tuple(self._fills(grid)),
        )

    def _fills(self, grid: FormField) -> Iterator[FillView]:
        for column in grid.columns:
            if not column.fill:
                continue
            _, filled = fill_remaining(self.definition, self.answers, self.rows, column.key)
            if filled.rows:
                label = _option_label(column, column.fill, self.language)
                yield FillView(
                    column=column.key,
                    asked=self._words(column.label),
                    label=label,
                    waiting=len(filled.rows),
                )

    def _row(self, grid: FormField, row: FormRow, given: object) -> RowView:
        answer: Mapping[str, object] = given if isinstance(given, Mapping) else {}
        asked = {c.key for c in visible_columns(self.definition, grid, self.answers, row, answer)}
        path = f"{grid.key}.{row.id}"
        return RowView(
            id=row.id,
            label=row.label,
            facts={name: row.facts.get(name, "") for name in grid.facts},
            locked=row.locked,
            cells=tuple(
                self._input(c, answer.get(c.key), f"{path}.{c.key}", bool(row.locked))
                if c.key in asked
                else None
                for c in grid.columns
            ),
            errors=self.errors.get(path, ()),
        )

    def _options(self, asked: FormField, value: object) -> tuple[OptionView, ...]:
        if asked.kind not in CHOICES:
            return ()
        chosen = value if isinstance(value, list | tuple) else [value]
        wanted = self.offered.get(asked.options_from)
        return tuple(
            OptionView(
                value=option.value,
                label=self._words(option.label),
                chosen=option.value in chosen,
            )
            for option in asked.options
            if wanted is None or option.value in wanted or option.value in chosen
        )

    def _files(self, asked: FormField, value: object) -> tuple[FileView, ...]:
        if asked.kind is not FieldKind.FILES or not isinstance(value, list | tuple):
            return ()
        ids = [str(each) for each in value]
        return tuple(FileView(id=each, name=self.files.get(each, each)) for each in ids)

    def _attributes(self, asked: FormField) -> dict[str, str | int | bool]:
        if asked.kind in FREE_TEXT:
            found: dict[str, str | int | bool] = {"maxlength": asked.max_length}
            if asked.min_length:
                found["minlength"] = asked.min_length
            if asked.pattern in {"digits", "citizen-id", "year"}:
                found["inputmode"] = "numeric"
            return found
        if asked.kind is FieldKind.NUMBER:
            return {"inputmode": "decimal" if asked.decimals else "numeric"}
        if asked.kind is FieldKind.DATE:
            return {**self._bounds(asked)}
        if asked.kind is FieldKind.FILES:
            found = {"accept": ",".join(asked.accept)} if asked.accept else {}
            return {**found, "multiple": True} if asked.max_files > 1 else found
        return {}

    def _bounds(self, asked: FormField) -> dict[str, str]:
        bounds = {"data-min": asked.earliest, "data-max": asked.latest}
        if self.on is not None:
            today = self.on.isoformat()
            bounds = {k: today if v == DayBound.TODAY else v for k, v in bounds.items()}
        return {k: v for k, v in bounds.items() if v and v != DayBound.TODAY}

    def summary(self, errors: Sequence[FieldError]) -> Iterator[ErrorView]:
        for error in errors:
            yield ErrorView(
                target=self._id(error.field) if error.field else "",
                label=self._error_label(error),
                message=error.message,
            )

    def _error_label(self, error: FieldError) -> str:
        asked = self._asked(error.field)
        if asked is None:
            return error.label
        words = self._words(asked.label)
        row = next((r for r in self.rows if f".{r.id}." in error.field), None)
        return f"{row.label}: {words}" if row else words

    def _asked(self, path: str) -> FormField | None:
        key, _, rest = path.partition(".")
        asked = self.definition.fields.get(key)
        if asked is None or not rest:
            return asked
        column = rest.rpartition(".")[2]
        return next((c for c in asked.columns if c.key == column), None)

    def _id(self, path: str) -> str:
        return f"{self.prefix}-{_UNSAFE_ID.sub('-', path)}"

    def _words(self, caption: Caption) -> str:
        return caption.in_language(self.language)
