"""Two forms compared field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from engine.errors import Message
from forms import FormField
from forms.reading import read
from workflows.studio.comparing.difference import Change, Difference, added, changed, removed

FIELD = Message("kind.field", "field")
NAMES = {
    "kind": Message("attribute.kind", "Kind"),
    "label": Message("attribute.label", "Label"),
    "hint": Message("attribute.hint", "Hint"),
    "required": Message("attribute.required", "Whether it must be filled in"),
    "options": Message("attribute.options", "Answers to choose from"),
    "hide": Message("attribute.hide", "When it is hidden"),
}
_OTHER = "Setting “%(name)s”"


def compare(old: bytes, new: bytes) -> Iterator[Difference]:
    before, _problems = read(old, "form")
    after, _problems = read(new, "form")
    if before.title != after.title:
        text = "Title: %(old)s → %(new)s"
        params = {"old": before.title.vi, "new": after.title.vi}
        yield Difference(Change.CHANGED, "", Message("title", text, params))
    known, coming = before.fields, after.fields
    for key, one in known.items():
        if key not in coming:
            yield removed(key, FIELD, one.label.vi or key)
    for key, one in coming.items():
        if key not in known:
            yield added(key, FIELD, one.label.vi or key)
        else:
            yield from _fields(known[key], one)
    if list(known) != list(coming) and known.keys() == coming.keys():
        yield Difference(Change.MOVED, "", Message("order", "The order of the fields"))


def _fields(old: FormField, new: FormField) -> Iterator[Difference]:
    for each in fields(new):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if _said(before) == _said(after):
            continue
        attribute = NAMES.get(each.name) or Message("attribute", _OTHER, {"name": each.name})
        yield changed(
            new.key, attribute, FIELD, new.label.vi or new.key, _said(before), _said(after)
        )


def _said(value: object) -> object:
    if isinstance(value, bool):
        return Message("yes", "yes") if value else Message("no", "no")
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(_said(one)) for one in value)
    for words in ("text", "vi"):
        if hasattr(value, words):
            return str(getattr(value, words))
    if hasattr(value, "label"):
        return f"{value.label.vi}"
    return str(value)
