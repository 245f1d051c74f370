"""The text of a `.form` file as JSON, on any bytes: either a tree of plain values or a sentence."""

from __future__ import annotations

import json
from typing import NoReturn

LARGEST = 512 * 1024


class Unreadable(Exception):
    """The text is no JSON that two readers would agree on."""

    def __init__(self, rule: str, message: str, *, line: int = 0, **params: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.params = params
        self.line = line


def parse(text: str | bytes) -> object:
    """The JSON value of the text; raises `Unreadable`."""
    if len(text) > LARGEST:
        raise Unreadable("form-size", "The form is larger than 512 kB")
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("form-encoding", "The form is not UTF-8 text") from None
    try:
        tree: object = json.loads(
            decoded.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(
            "form-json", "The form is not JSON: %(reason)s", line=error.lineno, reason=error.msg
        ) from None
    except RecursionError:
        raise Unreadable("form-depth", "The form is nested too deeply") from None
    return tree


def line_of(text: str | bytes, key: str) -> int:
    """The line on which a component names that key; 0 when it cannot be found."""
    decoded = text if isinstance(text, str) else text.decode("utf-8", "replace")
    place = decoded.find(f'"{key}"') if key else -1
    return decoded.count("\n", 0, place) + 1 if place >= 0 else 0


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(
            "form-duplicate-member", "A component says “%(name)s” twice", name=twice[:60]
        )
    return result


def _constant(name: str) -> NoReturn:
    raise Unreadable("form-json", "The form is not JSON: %(reason)s", reason=name)


def _integer(digits: str) -> int:
    if len(digits) > 19:
        raise Unreadable("form-number", "A number in the form has too many digits")
    return int(digits)
