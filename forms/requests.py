"""What a browser posts, as form data: single values, lists, ticks and the grid of nominees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.definition import LISTS, FieldKind, FormDefinition, FormField

SHOWN = "_shown"
"""Input that names the fields of the page: a box that is not ticked is not posted, and neither is
one that was never there."""


def from_request(
    definition: FormDefinition,
    posted: Mapping[str, Sequence[str]],
    kept: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The data of the form's own fields; whatever else was posted stays outside.

    Fields that were not on the page keep what the draft had (`kept`, its grid by row id): an answer
    that another one hid comes back with it. A grid's inputs are named `grid.row.column`.
    """
    earlier = kept or {}
    shown = set(posted[SHOWN][0].split()) if posted.get(SHOWN) else set(definition.fields)
    data: dict[str, object] = {}
    for asked in definition.fields.values():
        if asked.key not in shown:
            data[asked.key] = earlier.get(asked.key)
        elif asked.kind is FieldKind.NOMINEES:
            data[asked.key] = _rows(asked, posted, earlier.get(asked.key))
        else:
            data[asked.key] = _answer(asked, posted.get(asked.key, ()))
    return data


def _answer(asked: FormField, texts: Sequence[str]) -> object:
    if asked.kind in LISTS:
        return [text for text in texts if text]
    if asked.kind is FieldKind.CHECKBOX:
        return texts[-1] if texts else False
    return texts[0] if texts else None


def _rows(
    grid: FormField, posted: Mapping[str, Sequence[str]], kept: object
) -> dict[str, dict[str, object]]:
    columns = {column.key for column in grid.columns}
    earlier = kept if isinstance(kept, Mapping) else {}
    rows: dict[str, dict[str, object]] = {}
    for name in posted:
        key, _, rest = name.partition(".")
        row_id, _, column = rest.rpartition(".")
        if key == grid.key and row_id and column in columns:
            rows.setdefault(row_id, {})
    for row_id, answers in rows.items():
        before = earlier.get(row_id)
        for asked in grid.columns:
            name = f"{grid.key}.{row_id}.{asked.key}"
            if name in posted or asked.kind is FieldKind.CHECKBOX:
                answers[asked.key] = _answer(asked, posted.get(name, ()))
            elif isinstance(before, Mapping):
                answers[asked.key] = before.get(asked.key)
    return rows
