"""Built-in functions on texts; characters are code points, places are counted from 1."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.budget import Meter
from engine.feel.builtins.lists import place
from engine.feel.builtins.registry import builtin
from engine.feel.patterns import Pattern, compiled
from engine.feel.values import Value


@builtin("substring(string: string, start position: number, length?: number)")
def substring(meter: Meter, text: str, start: Decimal, length: Decimal | None) -> Value:
    first = place(start, len(text))
    if first is None:
        return ""
    if length is None:
        return text[first:]
    return text[first : first + int(min(length, Decimal(len(text))))] if length >= 1 else ""


@builtin("string length(string: string)")
def string_length(meter: Meter, text: str) -> Value:
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(meter: Meter, text: str) -> Value:
    meter.admit_text(len(text))
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(meter: Meter, text: str) -> Value:
    meter.admit_text(len(text))
    return text.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(meter: Meter, text: str, match: str) -> Value:
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(meter: Meter, text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(meter: Meter, text: str, match: str) -> Value:
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(meter: Meter, text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(meter: Meter, text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("trim(string: string)")
def trim(meter: Meter, text: str) -> Value:
    return text.strip()


@builtin("is blank(string: string)")
def is_blank(meter: Meter, text: str) -> Value:
    return not text.strip()


@builtin("matches(input: string, pattern: string, flags?: string)")
def matches(meter: Meter, text: str, pattern: str, flags: str | None) -> Value:
    found = _pattern(meter, pattern, flags)
    return None if found is None else found.search(text, 0, meter) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string)")
def replace(meter: Meter, text: str, pattern: str, replacement: str, flags: str | None) -> Value:
    found = _pattern(meter, pattern, flags)
    return None if found is None else found.replaced(text, replacement, meter)


@builtin("split(string: string, delimiter: string)")
def split(meter: Meter, text: str, delimiter: str) -> Value:
    found = _pattern(meter, delimiter, None)
    return None if found is None else list[Value](found.split(text, meter))


@builtin("extract(input: string, pattern: string)")
def extract(meter: Meter, text: str, pattern: str) -> Value:
    found = _pattern(meter, pattern, None)
    if found is None:
        return None
    return [text[spans[0][0] : spans[0][1]] for spans in found.all(text, meter) if spans[0]]


def _pattern(meter: Meter, pattern: str, flags: str | None) -> Pattern | None:
    meter.spend(1 + len(pattern))
    return compiled(pattern, flags or "")


@builtin("string join(list: list, delimiter?: string, prefix?: string, suffix?: string)")
def string_join(
    meter: Meter,
    items: list[Value],
    delimiter: str | None,
    prefix: str | None,
    suffix: str | None,
) -> Value:
    """The texts of a list, nulls left out, put together."""
    texts = [item for item in items if isinstance(item, str)]
    if any(item is not None and not isinstance(item, str) for item in items):
        return None
    between = delimiter or ""
    meter.admit_text(sum(map(len, texts)) + len(between) * len(texts))
    return (prefix or "") + between.join(texts) + (suffix or "")
