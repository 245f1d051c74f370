"""One answer, from whatever was sent to the plain value that is stored."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.errors import Message
from engine.text import normalise, squeeze, unwritable
from forms.definition import LISTS, FieldKind, FormField
from forms.patterns import PATTERNS, matches

LONGEST_TEXT = 20_000
LARGEST_NUMBER = Decimal(10**15)
"""Beyond it JSON readers and databases begin to disagree about the last digits."""

_LONGEST_SHORT = 500
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_VIETNAMESE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[. ][0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[+-]?[0-9]{1,20}(?:[.,][0-9]{1,20})?")
_FILE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")


class Unusable(Exception):
    """The answer cannot be taken; says why in a sentence for the person who typed it."""

    def __init__(self, key: str, text: str, /, **params: object) -> None:
        self.message = Message(f"form.{key}", text, params)
        super().__init__(key)


def read(asked: FormField, value: object) -> object:
    """The answer as it is stored; None when nothing was typed. Raises `Unusable`."""
    return _READERS[asked.kind](asked, value)


def typed(asked: FormField, value: object) -> object:
    """The answer as far as it goes, for a draft: only what could not be stored is refused."""
    try:
        return read(asked, value)
    except Unusable:
        if isinstance(value, str):
            return _safe(value, LONGEST_TEXT) or None
        if isinstance(value, list) and asked.kind in LISTS:
            return [_safe(item, _LONGEST_SHORT) for item in _items(value, at_most=100)]
        raise


def day(text: str) -> date:
    """A date written dd/MM/yyyy or yyyy-MM-dd; raises `Unusable` with what is wrong with it."""
    if iso := _ISO.fullmatch(text):
        year, month, number = (int(part) for part in iso.groups())
    elif local := _VIETNAMESE.fullmatch(text):
        number, month, year = (int(part) for part in local.groups())
    else:
        raise Unusable("date", "Write the date as dd/mm/yyyy, for example 20/11/2023")
    if not 1 <= month <= 12:
        raise Unusable("date_month", "There is no month %(month)s", month=month)
    if not 1900 <= year <= 2200:
        raise Unusable("date_year", "The year %(year)s is out of range", year=year)
    last = _days_in(year, month)
    if not 1 <= number <= last:
        raise Unusable(
            "date_day",
            "Month %(month)s of %(year)s has only %(days)s days",
            month=month,
            year=year,
            days=last,
        )
    return date(year, month, number)


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days


def _text(asked: FormField, value: object) -> str | None:
    text = _safe(value, LONGEST_TEXT)
    if asked.kind is FieldKind.TEXT:
        text = squeeze(text)
    if not text:
        return None
    if len(text) > asked.max_length:
        raise Unusable(
            "too_long",
            "Too long: %(length)s of at most %(limit)s characters",
            length=len(text),
            limit=asked.max_length,
        )
    if len(text) < asked.min_length:
        raise Unusable(
            "too_short",
            "Too short: %(length)s of at least %(limit)s characters",
            length=len(text),
            limit=asked.min_length,
        )
    if asked.pattern and not matches(asked.pattern, text):
        shape = PATTERNS[asked.pattern].message
        raise Unusable(shape.key.removeprefix("form."), shape.text)
    return text


def _number(asked: FormField, value: object) -> int | str | None:
    number = _decimal(asked, value)
    if number is None:
        return None
    if abs(number) > LARGEST_NUMBER:
        raise Unusable("number_size", "This number is too large")
    if asked.minimum is not None and number < asked.minimum:
        raise Unusable("minimum", "At least %(limit)s", limit=str(asked.minimum))
    if asked.maximum is not None and number > asked.maximum:
        raise Unusable("maximum", "At most %(limit)s", limit=str(asked.maximum))
    if number != round(number, asked.decimals):
        if asked.decimals == 0:
            raise Unusable("whole", "Write a whole number")
        raise Unusable("decimals", "At most %(places)s decimal places", places=asked.decimals)
    if asked.decimals == 0:
        return int(number)
    return format(number.normalize(), "f")


def _decimal(asked: FormField, value: object) -> Decimal | None:
    if isinstance(value, bool):
        raise _no_number(asked)
    if isinstance(value, int):
        # Comparing is safe at any length; spelling 5 000 digits out is what must not happen.
        if abs(value) > LARGEST_NUMBER:
            raise Unusable("number_size", "This number is too large")
        return Decimal(value)
    if isinstance(value, float | Decimal):
        if not math.isfinite(value):
            raise _no_number(asked)
        return Decimal(str(value))
    return _written_number(asked, _safe(value, _LONGEST_SHORT))


def _written_number(asked: FormField, text: str) -> Decimal | None:
    """Read as Vietnamese writes numbers: `1.234.567` and `12,5`."""
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        if asked.decimals and "," not in text and len(re.findall("[. ]", text)) == 1:
            raise Unusable(
                "number_point", "Write 1500 or 1,5: here %(text)s could mean either", text=text
            )
        plain = text.replace(".", "").replace(" ", "").replace(",", ".")
    elif _PLAIN.fullmatch(text):
        plain = text.replace(",", ".")
    else:
        raise _no_number(asked)
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise _no_number(asked) from None


def _no_number(asked: FormField) -> Unusable:
    if asked.decimals == 0:
        return Unusable("whole", "Write a whole number")
    return Unusable("number", "Write a number, for example 12 or 12,5")


def _day(asked: FormField, value: object) -> str | None:
    text = _safe(value, _LONGEST_SHORT)
    return day(text).isoformat() if text else None


def _tick(asked: FormField, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("", "false", "0", "off"):
        return False
    if value in ("true", "1", "on"):
        return True
    raise Unusable("tick", "Tick it or leave it empty")


def _choice(asked: FormField, value: object) -> str | None:
    text = _safe(value, _LONGEST_SHORT)
    if not text:
        return None
    if all(text != option.value for option in asked.options):
        raise Unusable("choice", "Choose one of the answers offered")
    return text


def _choices(asked: FormField, value: object) -> list[str] | None:
    chosen = {_choice(asked, item) for item in _items(value, at_most=len(asked.options))}
    return [option.value for option in asked.options if option.value in chosen] or None


def _files(asked: FormField, value: object) -> list[str] | None:
    ids = [_safe(item, _LONGEST_SHORT) for item in _items(value, at_most=100)]
    distinct = list(dict.fromkeys(text for text in ids if text))
    if not all(_FILE_ID.fullmatch(text) for text in distinct):
        raise Unusable("file", "Attach the file again; this one is unknown")
    if len(distinct) > asked.max_files:
        raise Unusable("files", "At most %(limit)s files", limit=asked.max_files)
    return distinct or None


def _items(value: object, *, at_most: int) -> list[object]:
    if not isinstance(value, list | tuple):
        raise Unusable("list", "Choose from the list")
    if len(value) > at_most + 1:
        raise Unusable("list_length", "Too many answers")
    return list(value)


def _safe(value: object, limit: int) -> str:
    """The text in one spelling; refuses what is no text, cannot be stored or is far too long."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable("text", "Write text here")
    if len(value) > 4 * limit:
        raise Unusable("far_too_long", "This text is far too long; at most %(limit)s", limit=limit)
    if bad := unwritable(value):
        raise Unusable(
            "unwritable", "The text has a character that cannot be stored (%(code)s)", code=bad
        )
    return normalise(value)


_READERS: Mapping[FieldKind, Callable[[FormField, object], object]] = {
    FieldKind.TEXT: _text,
    FieldKind.TEXTAREA: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.CHECKBOX: _tick,
    FieldKind.RADIO: _choice,
    FieldKind.SELECT: _choice,
    FieldKind.CHECKLIST: _choices,
    FieldKind.FILES: _files,
}
