"""What a browser posts, as form data: single values, lists, ticks and the grid of nominees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.definition import LISTS, FieldKind, FormDefinition, FormField


def from_request(
    definition: FormDefinition, posted: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """The data of the form's own fields; whatever else was posted stays outside.

    A grid's inputs are named `grid.row.column`. A box that is not ticked is not posted: that is
    an answer, too.
    """
    data: dict[str, object] = {}
    for asked in definition.fields.values():
        if asked.kind is FieldKind.NOMINEES:
            data[asked.key] = _rows(asked, posted)
        else:
            data[asked.key] = _answer(asked, posted.get(asked.key, ()))
    return data


def _answer(asked: FormField, texts: Sequence[str]) -> object:
    if asked.kind in LISTS:
        return [text for text in texts if text]
    if asked.kind is FieldKind.CHECKBOX:
        return texts[-1] if texts else False
    return texts[0] if texts else None


def _rows(grid: FormField, posted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, object]]:
    columns = {column.key for column in grid.columns}
    rows: dict[str, dict[str, object]] = {}
    for name in posted:
        key, _, rest = name.partition(".")
        row_id, _, column = rest.rpartition(".")
        if key == grid.key and row_id and column in columns:
            rows.setdefault(row_id, {})
    for row_id, answers in rows.items():
        for asked in grid.columns:
            answers[asked.key] = _answer(asked, posted.get(f"{grid.key}.{row_id}.{asked.key}", ()))
    return rows
