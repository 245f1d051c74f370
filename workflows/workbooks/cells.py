"""What stands in a cell, as text or as it is, whatever Excel made of it."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.text import normalise, squeeze, unwritable

CellValue = object
"""Text, a number, a truth value, a date, a time, or nothing: whatever Excel keeps in a cell."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def text_of(value: CellValue) -> str:
    """A cell's text on one line, in one spelling; whole numbers without a point."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    return squeeze(safe(str(value)))


def lines_of(text: str) -> str:
    """A long cell's text with its line ends, each line in one spelling."""
    lines = (squeeze(line) for line in safe(text).split("\n"))
    return "\n".join(line for line in lines if line)


def safe(text: str) -> str:
    """The text composed and without Excel's escapes; unwritable characters are dropped."""
    text = unescape(text)
    return normalise("".join(c for c in text if not unwritable(c)) if unwritable(text) else text)


def unescape(text: str) -> str:
    """Undo Excel's own spelling of odd characters, such as `_x000D_`."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
