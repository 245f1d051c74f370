"""The components of a form-js definition, one kind at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine import feel
from forms.attributes import Attributes, Findings
from forms.beginning import read_fill, read_prefill
from forms.conditions import Condition, can_be_named, compile_condition
from forms.constraints import (
    with_date_rules,
    with_file_rules,
    with_number_rules,
    with_text_rules,
)
from forms.definition import (
    CHOICES,
    FREE_TEXT,
    Caption,
    FieldKind,
    FormField,
    Group,
    Item,
    Option,
    Prose,
)

DECORATION = frozenset({"button", "separator", "spacer"})
"""Components of form-js that hold no answer: the page has its own buttons and spacing."""

KEY_LENGTH = 64
MOST_OPTIONS = 200
MOST_COLUMNS = 12
DEPTH = 6

_RESERVED = frozenset({"dossier", "law", "deadline"})
"""What expressions of a diagram mean otherwise."""
_COLUMN_KINDS = frozenset(
    {
        FieldKind.TEXT,
        FieldKind.TEXTAREA,
        FieldKind.NUMBER,
        FieldKind.DATE,
        FieldKind.CHECKBOX,
        FieldKind.SELECT,
    }
)


def read_items(
    components: list[Mapping[str, object]], findings: Findings, depth: int = 0
) -> tuple[Item, ...]:
    """The components of a form or group in order; what cannot be read is left out and reported."""
    if depth > DEPTH:
        findings.error("form-depth", "Groups are nested too deeply")
        return ()
    items = (_item(component, findings, depth) for component in components)
    return tuple(item for item in items if item is not None)


def _item(component: Mapping[str, object], findings: Findings, depth: int) -> Item | None:
    attributes = Attributes(component, _name(component), findings)
    kind = attributes.text("type")
    if kind in DECORATION:
        return None
    if kind == "text":
        return Prose(text=_captioned(attributes, "text", "textEn"), hide=_condition(attributes))
    if kind == "group":
        if attributes.text("path"):
            findings.error(
                "form-path",
                "A group must not move its fields under a path of their own",
                element=attributes.element,
            )
        return Group(
            label=_captioned(attributes, "label", "labelEn", required=False),
            items=read_items(attributes.objects("components"), findings, depth + 1),
            hide=_condition(attributes),
        )
    if kind not in set(FieldKind):
        findings.error(
            "form-component",
            "There is no component “%(kind)s”",
            element=attributes.element,
            hint="Use one of: %(allowed)s",
            allowed=", ".join(sorted({*FieldKind, "group", "text"})),
            kind=kind[:60],
        )
        return None
    return _field(attributes, FieldKind(kind))


def _field(attributes: Attributes, kind: FieldKind) -> FormField:
    properties, rules = attributes.inner("properties"), attributes.inner("validate")
    asked = FormField(
        key=_key(attributes),
        kind=kind,
        label=_label(attributes, kind),
        hint=_hint(attributes),
        required=rules.flag("required"),
        readonly=attributes.flag("readonly") or attributes.flag("disabled"),
        hide=_condition(attributes),
    )
    asked = replace(asked, prefill=read_prefill(kind, properties))
    if kind in FREE_TEXT:
        return with_text_rules(asked, rules, properties)
    if kind in CHOICES:
        options = _options(attributes)
        return replace(
            asked,
            options=options,
            options_from=properties.text("optionsFrom"),
            fill=read_fill(options, properties),
        )
    if kind is FieldKind.NUMBER:
        return with_number_rules(asked, attributes, rules)
    if kind is FieldKind.DATE:
        return with_date_rules(asked, attributes, properties)
    if kind is FieldKind.FILES:
        return with_file_rules(asked, attributes, properties)
    if kind is FieldKind.NOMINEES:
        return replace(
            asked, columns=_columns(attributes), facts=attributes.texts("facts"), required=False
        )
    return asked


def _options(attributes: Attributes) -> tuple[Option, ...]:
    given = attributes.objects("values")
    options: list[Option] = []
    for each in given[: MOST_OPTIONS + 1]:
        inner = Attributes(each, attributes.element, attributes.findings)
        options.append(
            Option(value=inner.text("value"), label=_captioned(inner, "label", "labelEn"))
        )
    values = [option.value for option in options]
    if not options or "" in values or len(set(values)) < len(values):
        attributes.findings.error(
            "form-options",
            "A choice needs answers with a value each, all different",
            element=attributes.element,
        )
    if len(options) > MOST_OPTIONS:
        attributes.findings.error(
            "form-options",
            "A choice has at most %(limit)s answers",
            element=attributes.element,
            limit=MOST_OPTIONS,
        )
    return tuple(options)


def _columns(attributes: Attributes) -> tuple[FormField, ...]:
    columns: list[FormField] = []
    for component in attributes.objects("columns")[: MOST_COLUMNS + 1]:
        inner = Attributes(component, _name(component) or attributes.element, attributes.findings)
        kind = inner.text("type")
        if kind not in _COLUMN_KINDS:
            attributes.findings.error(
                "form-columns",
                "A column cannot be “%(kind)s”",
                element=attributes.element,
                hint="Use one of: %(allowed)s",
                allowed=", ".join(sorted(_COLUMN_KINDS)),
                kind=kind[:60],
            )
            continue
        columns.append(_field(inner, FieldKind(kind)))
    keys = [column.key for column in columns]
    if not 1 <= len(columns) <= MOST_COLUMNS or len(set(keys)) < len(keys):
        attributes.findings.error(
            "form-columns",
            "A grid needs 1 to %(limit)s columns with different keys",
            element=attributes.element,
            limit=MOST_COLUMNS,
        )
    return tuple(columns)


def _key(attributes: Attributes) -> str:
    key = attributes.text("key")
    good = key.isidentifier() and len(key) <= KEY_LENGTH and not key.startswith("_")
    if not good or key in _RESERVED or not can_be_named(key):
        attributes.findings.error(
            "form-key",
            "A field needs a key of letters, digits and “_” that expressions can name",
            element=attributes.element,
            hint="For example: ket_luan",
        )
    return key


def _label(attributes: Attributes, kind: FieldKind) -> Caption:
    named = "dateLabel" if kind is FieldKind.DATE and attributes.text("dateLabel") else "label"
    return _captioned(attributes, named, "labelEn")


def _hint(attributes: Attributes) -> Caption:
    properties = attributes.inner("properties")
    vietnamese = properties.text("hint") or attributes.text("description")
    return Caption(vi=vietnamese, en=properties.text("hintEn"))


def _captioned(
    attributes: Attributes, name: str, english: str, *, required: bool = True
) -> Caption:
    caption = attributes.caption(name, english)
    if required and not caption.vi:
        attributes.findings.error(
            "form-label", "“%(name)s” is missing", element=attributes.element, name=name
        )
    if caption.vi and not caption.en:
        attributes.findings.warning(
            "form-english",
            "“%(text)s” has no English",
            element=attributes.element,
            hint="Add the property %(property)s",
            property=english,
            text=caption.vi[:80],
        )
    return caption


def _condition(attributes: Attributes) -> Condition | None:
    text = attributes.inner("conditional").text("hide")
    if not text:
        return None
    try:
        return compile_condition(text)
    except feel.FeelError as error:
        attributes.findings.error(
            "form-condition",
            "The condition cannot be read: %(reason)s",
            element=attributes.element,
            reason=str(error)[:300],
        )
        return None


def _name(component: Mapping[str, object]) -> str:
    named = component.get("key") or component.get("id")
    return named[:KEY_LENGTH] if isinstance(named, str) and named.isprintable() else ""
