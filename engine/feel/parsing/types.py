"""The types that `instance of` asks for, as they are written."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.errors import FeelError
from engine.feel.parsing.cursor import A_NAME, Cursor
from engine.feel.syntax import Type

_SIMPLE = (
    "years and months duration",
    "year month duration",
    "days and time duration",
    "day time duration",
    "date and time",
    "date time",
    "date",
    "time",
    "number",
    "string",
    "boolean",
    "Any",
    "null",
    "Null",
)
_OTHER_NAMES = {
    "year month duration": "years and months duration",
    "day time duration": "days and time duration",
    "date time": "date and time",
    "Null": "null",
}
_GENERIC = ("list", "range", "context", "function")


def parse(cursor: Cursor, part: Callable[[], Type]) -> Type:
    """The type that is written at the cursor; `part` reads the types within `<…>`."""
    token = cursor.token
    for name in _SIMPLE:
        end = cursor.lexer.ends_name(name, token.start)
        if end is not None:
            cursor.at = end
            return Type(position=token.start, name=_OTHER_NAMES.get(name, name))
    if not cursor.is_next(*_GENERIC):
        raise FeelError(
            "There is no type %(name)s", token.start, code="feel.unknown_type", name=token.text
        )
    cursor.advance()
    return Type(position=token.start, name=token.text, parts=_parts(token.text, cursor, part))


def _parts(name: str, cursor: Cursor, part: Callable[[], Type]) -> tuple[tuple[str, Type], ...]:
    if not cursor.take("<"):
        return ()
    if name == "context":
        return _members(cursor, part)
    if name == "function":
        return _signature(cursor, part)
    element = part()
    cursor.expect(">")
    return (("", element),)


def _members(cursor: Cursor, part: Callable[[], Type]) -> tuple[tuple[str, Type], ...]:
    members: list[tuple[str, Type]] = []
    while not members or cursor.take(","):
        declared = cursor.lexer.declared_name(cursor.at)
        if declared is None:
            cursor.fail_at(cursor.token, expected=A_NAME)
        name, cursor.at = declared
        cursor.expect(":")
        members.append((name, part()))
    cursor.expect(">")
    return tuple(members)


def _signature(cursor: Cursor, part: Callable[[], Type]) -> tuple[tuple[str, Type], ...]:
    parameters: list[tuple[str, Type]] = []
    while not cursor.is_next(">"):
        if parameters:
            cursor.expect(",")
        parameters.append(("", part()))
    cursor.expect(">")
    cursor.expect("->")
    return (*parameters, ("->", part()))
