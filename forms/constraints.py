"""What a field of each kind accepts, as its component says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forms.answers import LONGEST_TEXT
from forms.attributes import Attributes
from forms.definition import DayBound, FieldKind, FormField
from forms.patterns import PATTERNS

MOST_FILES = 20


def with_text_rules(asked: FormField, rules: Attributes, properties: Attributes) -> FormField:
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


def with_number_rules(asked: FormField, attributes: Attributes, rules: Attributes) -> FormField:
    least, most = rules.number("min"), rules.number("max")
    if least is not None and most is not None and least > most:
        rules.findings.error(
            "form-bounds", "The least value is above the greatest", element=asked.key
        )
    decimals = attributes.whole("decimalDigits", default=0, least=0, most=6)
    return replace(asked, minimum=least, maximum=most, decimals=decimals)


def with_date_rules(asked: FormField, attributes: Attributes, properties: Attributes) -> FormField:
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


def with_file_rules(asked: FormField, attributes: Attributes, properties: Attributes) -> FormField:
    usual = MOST_FILES if attributes.flag("multiple") else 1
    endings = (part.strip().lower() for part in attributes.text("accept").split(","))
    return replace(
        asked,
        max_files=properties.whole("maxFiles", default=usual, least=1, most=MOST_FILES),
        accept=tuple(part for part in endings if part),
    )
