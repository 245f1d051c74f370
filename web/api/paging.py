"""Lists by key: `after` goes on behind the row that `next` of the page before named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from engine.errors import FieldError, InvalidData, Message
from web.api.bodies import Values
from workflows.queries.keyset import Cursor, Page, Turn

Item = TypeVar("Item")


def turn_of(asked: Values) -> Turn:
    """Which page; a place that no answer of ours has named is refused."""
    text = cast(str, asked["after"])
    if not text:
        return Turn()
    cursor = Cursor.parse(text)
    if cursor is None:
        raise unknown_place()
    return Turn(after=cursor)


def page_answer(
    page: Page[Item], told: Callable[[Item], Mapping[str, object]]
) -> Mapping[str, object]:
    """The rows of a page, and where the next one begins."""
    return {
        "items": [told(row) for row in page.rows],
        "next": None if page.later is None else str(page.later),
    }


def unknown_place() -> InvalidData:
    text = "Send what `next` of the page before said."
    return InvalidData([FieldError("after", Message("api.place", text))])
