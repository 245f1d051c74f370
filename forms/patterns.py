"""The shapes a text field can ask for, by name.

A definition names a pattern instead of writing one: a regular expression from outside can take
hours on a short text, and its author would have to explain to people what it wants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern

from engine.errors import Message


@dataclass(frozen=True, slots=True)
class Shape:
    """A safe pattern and the sentence that says what it wants."""

    pattern: Pattern[str]
    message: Message


def _shape(name: str, pattern: str, sentence: str) -> Shape:
    return Shape(re.compile(pattern), Message(f"form.pattern.{name}", sentence))


PATTERNS: Mapping[str, Shape] = {
    "digits": _shape("digits", r"[0-9]+", "Write digits only"),
    "year": _shape("year", r"(?:19|20)[0-9]{2}", "Write a year with four digits"),
    "citizen-id": _shape(
        "citizen-id", r"[0-9]{12}", "Write the 12 digits of the citizen identity number"
    ),
    "phone": _shape(
        "phone", r"(?:\+84|0)[0-9]{9,10}", "Write a telephone number such as 0912345678"
    ),
    "email": _shape(
        "email",
        r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
        "Write an e-mail address such as ten@vidu.vn",
    ),
    "document-number": _shape(
        "document-number",
        r"[0-9]{1,6}[a-z]?/(?:[0-9]{4}/)?[A-ZĐ][A-ZĐa-z0-9]*(?:-[A-ZĐ][A-ZĐa-z0-9]*){0,4}",
        "Write a document number such as 45/QĐ-UBND",
    ),
    "web-address": _shape(
        "web-address",
        r"https?://[^\s/?#@\"<>]{1,200}\.[^\s/?#@\"<>.]{2,63}(?:[/?#][^\s\"<>]*)?",
        "Write the whole address of the page, such as https://vidu.vn/tin-tuc",
    ),
}


def matches(name: str, text: str) -> bool:
    """Whether the whole text has the shape of that name."""
    return PATTERNS[name].pattern.fullmatch(text) is not None
