"""Free text that people type into commands: one spelling, no unwritable characters, limits."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import FieldError, InvalidData, Message
from engine.text import normalise, squeeze, unwritable


class Entries:
    """Reads the texts of one command and raises all that is wrong with them at once."""

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def line(self, field: str, typed: str, *, most: int, least: int = 0) -> str:
        """A text on one line."""
        return self._read(field, typed, most=most, least=least, spelled=_on_one_line)

    def text(self, field: str, typed: str, *, most: int, least: int = 0) -> str:
        """A text that may have several lines."""
        return self._read(field, typed, most=most, least=least, spelled=normalise)

    def refuse(self, field: str, key: str, sentence: str, /, **params: object) -> None:
        """Something else that is wrong."""
        self._errors.append(FieldError(field, Message(f"entry.{key}", sentence, params)))

    def require_sound(self) -> None:
        """Raise `InvalidData` when anything was wrong."""
        if self._errors:
            raise InvalidData(self._errors)

    def _read(
        self, field: str, typed: str, *, most: int, least: int, spelled: Callable[[str], str]
    ) -> str:
        if character := unwritable(typed):
            self.refuse(
                field, "unwritable", "The character %(found)s cannot be stored.", found=character
            )
            return ""
        found = spelled(typed)
        if len(found) < least:
            self.refuse(field, "too_short", "Write at least %(least)s characters.", least=least)
        if len(found) > most:
            self.refuse(field, "too_long", "Write at most %(most)s characters.", most=most)
        return found


def _on_one_line(text: str) -> str:
    return squeeze(normalise(text))
