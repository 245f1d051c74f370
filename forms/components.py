"""The components of a form-js definition, one kind at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from engine import feel
from forms.answers import LONGEST_TEXT
from forms.attributes import Attributes, Findings
from forms.conditions import Condition, can_be_named, compile_condition
from forms.definition import (
    CHOICES,
    FREE_TEXT,
    Caption,
    DayBound,
    FieldKind,
    FormField,
    Group,
    Item,
    Option,
    Prose,
)
from forms.patterns import PATTERNS

DECORATION = frozenset({"button", "separator", "spacer"})
"""Components of form-js that hold no answer: the page has its own buttons and spacing."""

KEY_LENGTH = 64
MOST_OPTIONS = 200
MOST_COLUMNS = 8
MOST_FILES = 20
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
    if kind in FREE_TEXT:
        return _with_text_rules(asked, rules, properties)
    if kind in CHOICES:
        return replace(asked, options=_options(attributes))
    if kind is FieldKind.NUMBER:
        return _with_number_rules(asked, attributes, rules)
    if kind is FieldKind.DATE:
        return _with_date_rules(asked, attributes, properties)
    if kind is FieldKind.FILES:
        return _with_file_rules(asked, attributes, properties)
    if kind is FieldKind.NOMINEES:
        return replace(
            asked, columns=_columns(attributes), facts=attributes.texts("facts"), required=False
        )
    return asked


def _with_text_rules(asked: FormField, rules: Attributes, properties: Attributes) -> FormField:
    usual = 500 if asked.kind is FieldKind.TEXT else 10_000
    most = rules.whole("maxLength", default=usual, least=1, most=LONGEST_TEXT)
    least = rules.whole("minLength", default=0, least=0, most=LONGEST_TEXT)
    if least > most:
        rules.findings.error(
            "form-bounds", "The least length is above the greatest", element=asked.key
        )
    return replace(asked, min_length=least, max_length=most, pattern=_pattern(rules, properties))


def _pattern(rules: Attributes, properties: Attributes) -> str:
    named = properties.text("pattern")
    kind = rules.text("validationType")
    if not named and kind in {"email", "phone"}:
        return kind
    if rules.text("pattern") or (named and named not in PATTERNS):
        rules.findings.error(
            "form-pattern",
            "A form names a pattern, it does not write one",
            element=rules.element,
            hint="Set the property “pattern” to one of: %(allowed)s",
            allowed=", ".join(PATTERNS),
        )
        return ""
    return named


def _with_number_rules(asked: FormField, attributes: Attributes, rules: Attributes) -> FormField:
    least, most = rules.number("min"), rules.number("max")
    if least is not None and most is not None and least > most:
        rules.findings.error(
            "form-bounds", "The least value is above the greatest", element=asked.key
        )
    decimals = attributes.whole("decimalDigits", default=0, least=0, most=6)
    return replace(asked, minimum=least, maximum=most, decimals=decimals)


def _with_date_rules(asked: FormField, attributes: Attributes, properties: Attributes) -> FormField:
    if attributes.text("subtype") not in {"", "date"}:
        attributes.findings.error(
            "form-subtype", "A date field asks for a date, not for a time", element=asked.key
        )
    earliest = _day_bound(properties, "earliest")
    if not earliest and attributes.flag("disallowPassedDates"):
        earliest = DayBound.TODAY
    return replace(asked, earliest=earliest, latest=_day_bound(properties, "latest"))


def _day_bound(properties: Attributes, name: str) -> str:
    text = properties.text(name)
    if text in {"", DayBound.TODAY}:
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        properties.findings.error(
            "form-bounds",
            "“%(name)s” must be a day such as 2023-11-20, or “today”",
            element=properties.element,
            name=name,
        )
        return ""


def _with_file_rules(asked: FormField, attributes: Attributes, properties: Attributes) -> FormField:
    usual = MOST_FILES if attributes.flag("multiple") else 1
    endings = (part.strip().lower() for part in attributes.text("accept").split(","))
    return replace(
        asked,
        max_files=properties.whole("maxFiles", default=usual, least=1, most=MOST_FILES),
        accept=tuple(part for part in endings if part),
    )


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
