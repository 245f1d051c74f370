"""What a page needs to know of a form, neutral of HTML and already in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.errors import Message
from forms.definition import FieldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One answer of a choice."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A stored attachment of a file field."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FillView:
    """An answer that all rows without one can be given at once."""

    column: str
    asked: str
    """What the column asks."""
    label: str
    """The answer in words."""
    waiting: int
    """Rows that it would be given to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One input with its words; `kind` is a component type, or `group` and `text`."""

    key: str
    name: str = ""
    """Name of the input in a post."""
    id: str = ""
    kind: str
    label: str = ""
    hint: str = ""
    value: str = ""
    """The answer as people write it; of a tick `true` or nothing."""
    options: tuple[OptionView, ...] = ()
    files: tuple[FileView, ...] = ()
    required: bool = False
    readonly: bool = False
    errors: tuple[Message, ...] = ()
    attributes: Mapping[str, str | int | bool] = field(default_factory=dict)
    """HTML attributes that help while typing; the server checks again."""
    refreshes: bool = False
    """Whether other fields come and go with this answer."""
    fields: tuple[FieldView, ...] = ()
    """Of a group."""
    columns: tuple[str, ...] = ()
    """Of a grid: headings of the answers."""
    rows: tuple[RowView, ...] = ()
    fills: tuple[FillView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a grid."""

    id: str
    label: str
    facts: Mapping[str, str]
    locked: str
    cells: tuple[FieldView | None, ...]
    """One a column; None where nothing is asked of this row."""
    errors: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """A line of the error summary: which input it leads to, what it is called, what is wrong."""

    target: str
    label: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    key: str
    title: str
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorView, ...] = ()
    refreshes: bool = False
    """Whether fields come and go while one fills it in."""
    shown: tuple[str, ...] = ()
    """Keys of the fields on the page, for `forms.from_request`."""

    @property
    def sections(self) -> tuple[FieldView, ...]:
        """The form in parts: groups and grids as they are, runs of single fields together."""
        parts: list[FieldView] = []
        for shown in self.fields:
            if shown.kind in {"group", FieldKind.NOMINEES}:
                parts.append(shown)
            elif parts and parts[-1].kind == "run":
                parts[-1] = replace(parts[-1], fields=(*parts[-1].fields, shown))
            else:
                parts.append(FieldView(key=shown.key, kind="run", fields=(shown,)))
        return tuple(parts)
