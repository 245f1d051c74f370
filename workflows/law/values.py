"""What a law value can be, how it is written in packs and forms, and how it is frozen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from engine.budgets import Budget

Value = Budget | Decimal | Fraction | int | bool | str | date | time | tuple[str, ...]

LONGEST_TEXT = 500
LONGEST_LIST = 8_000

_BUDGET = re.compile(r"\d+(wd|wh|d)", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})%", re.ASCII)
_FRACTION = re.compile(r"(\d{1,4})/([1-9]\d{0,3})", re.ASCII)
_LEAST, _MOST = -(10**15), 10**15


def from_pack(raw: object) -> Value:
    """A value as TOML gives it: limits, shares (`80%`, `2/3`) and words are texts.

    Raises ValueError for what no value can be. Decimals come exact, never as floats.
    """
    if isinstance(raw, str):
        return _from_text(raw)
    if isinstance(raw, list):
        if not raw or not all(isinstance(item, str) and item for item in raw):
            raise ValueError("a list holds words")
        return tuple(raw)
    if isinstance(raw, datetime) or not isinstance(raw, bool | int | Decimal | date | time):
        raise ValueError(f"{type(raw).__name__} is no law value")
    if isinstance(raw, int | Decimal) and not _LEAST <= raw <= _MOST:
        raise ValueError("the number is too large")
    return raw


def kind_of(value: Value) -> str:
    """The name of its type; all values of one key have the same."""
    return next(name for name, (type_, _) in _KINDS.items() if type(value) is type_)


def to_json(value: Value) -> list[object]:
    """A pair of type and spelling, from which `from_json` makes the same value again."""
    if isinstance(value, bool | int):
        return [kind_of(value), value]
    if isinstance(value, tuple):
        return [kind_of(value), list(value)]
    if isinstance(value, date | time):
        return [kind_of(value), value.isoformat()]
    return [kind_of(value), str(value)]


def from_json(pair: object) -> Value:
    """The value again; raises ValueError when the pair was not made by `to_json`."""
    if not isinstance(pair, list) or len(pair) != 2 or pair[0] not in _KINDS:
        raise ValueError(f"not a frozen law value: {str(pair)[:60]}")
    type_, read = _KINDS[pair[0]]
    value = read(pair[1])
    if type(value) is not type_:
        raise ValueError(f"not a frozen {pair[0]}: {str(pair[1])[:60]}")
    return value


def from_form(text: str, like: Value) -> Value:
    """What an administrator typed for a key whose values look like this; ValueError otherwise."""
    if isinstance(like, tuple):
        text = text[:LONGEST_LIST]
        return tuple(part.strip() for part in text.split(_between(like)) if part.strip())
    text = text.strip()[:LONGEST_TEXT]
    if isinstance(like, str):
        return text
    if isinstance(like, Fraction):
        return _share(text)
    value = _KINDS[kind_of(like)][1](text)
    if isinstance(value, int | Decimal) and not _LEAST <= value <= _MOST:
        raise ValueError("the number is too large")
    return value


def spelled(value: Value) -> str:
    """The value as a person types it, the inverse of `from_form`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        between = _between(value)
        return between.join(value) if between == "\n" else f"{between} ".join(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def _between(parts: tuple[str, ...]) -> str:
    """What stands between the parts as typed: names of acts have commas of their own."""
    return "\n" if any("," in part for part in parts) else ","


def _from_text(text: str) -> Value:
    if not text or len(text) > LONGEST_TEXT:
        raise ValueError(f"a text has 1 to {LONGEST_TEXT} characters")
    if _BUDGET.fullmatch(text):
        return Budget.parse(text)
    if _PERCENT.fullmatch(text) or _FRACTION.fullmatch(text):
        return _share(text)
    return text


def _share(text: str) -> Fraction:
    percent, fraction = _PERCENT.fullmatch(text), _FRACTION.fullmatch(text)
    if percent:
        return Fraction(int(percent[1]), 100)
    if fraction:
        return Fraction(int(fraction[1]), int(fraction[2]))
    if text in ("0", "1"):
        return Fraction(int(text))
    raise ValueError(f"expected a share such as 80% or 2/3, not {text[:40]!r}")


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return raw == "true"
    raise ValueError("expected true or false")


def _integer(raw: object) -> int:
    if isinstance(raw, int):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,16}", raw, re.ASCII):
        return int(raw)
    raise ValueError("expected a whole number")


def _decimal(raw: object) -> Decimal:
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError("expected a number such as 0.15") from None
    if not value.is_finite():
        raise ValueError("expected a number such as 0.15")
    return value


def _words(raw: object) -> tuple[str, ...]:
    if isinstance(raw, list) and all(isinstance(word, str) for word in raw):
        return tuple(raw)
    raise ValueError("expected words")


_KINDS: dict[str, tuple[type, Callable[..., Value]]] = {
    "budget": (Budget, Budget.parse),
    "decimal": (Decimal, _decimal),
    "share": (Fraction, _share),
    "boolean": (bool, _boolean),
    "integer": (int, _integer),
    "date": (date, date.fromisoformat),
    "time": (time, time.fromisoformat),
    "words": (tuple, _words),
    "text": (str, str),
}
