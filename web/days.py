"""Days as people type them and browsers send them: 31/12/2023 or 2023-12-31."""

from __future__ import annotations

from datetime import date

from engine.errors import FieldError, InvalidData
from forms.answers import Unusable, day


def typed_day(name: str, text: str) -> date:
    """A day as it was typed; raises `InvalidData` naming the field."""
    try:
        return day(text.strip())
    except Unusable as wrong:
        raise InvalidData([FieldError(name, wrong.message)]) from wrong


def day_or_none(text: str) -> date | None:
    """The day; None for what is none, and for years that no calendar of ours reaches."""
    try:
        return day(text.strip())
    except Unusable:
        return None
