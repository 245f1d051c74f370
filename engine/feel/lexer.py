"""Reads an expression into tokens, on demand: where a name ends depends on what the parser knows.

Every pattern here runs in time linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from engine.feel.budget import SOURCE_LENGTH
from engine.feel.errors import FeelError

_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"

_SPACE = re.compile(r"(?:[\s\ufeff]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = r"(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
_STRING = r'(?P<string>"(?:[^"\\]|\\.)*")'
_NAME = f"(?P<name>[{_NAME_START}][{_NAME_PART}]*)"
_SYMBOL = r"(?P<symbol>\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{},:.?@])"
_TOKEN = re.compile(f"{_NUMBER}|{_STRING}|{_NAME}|{_SYMBOL}", re.DOTALL)
_PART = re.compile(f"[{_NAME_PART}]")

_DECLARED = re.compile(rf"[{_NAME_START}?][{_NAME_PART} \t\r\n./'+*-]*")
"""A name where it is introduced (a key, a parameter): it may hold spaces and operators."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}

KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "instance", "of"}
    | {"function", "external", "and", "or", "between", "true", "false", "null"}
)


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    """One word, keywords included; names of several words are put together by the parser."""
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, from `start` up to `end`."""

    kind: Kind
    text: str
    start: int
    end: int


def normalised(text: str) -> str:
    """The text as we read it: NFC, plain spaces, without the `=` that editors put in front."""
    if len(text) > SOURCE_LENGTH:
        raise FeelError(
            "The expression is longer than %(allowed)s characters",
            SOURCE_LENGTH,
            code="feel.too_long",
            allowed=SOURCE_LENGTH,
        )
    _refuse_broken_unicode(text)
    text = unicodedata.normalize("NFC", text.replace("\u00a0", " "))
    stripped = text.lstrip()
    return " " + stripped[1:] if stripped.startswith("=") else text


def _refuse_broken_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FeelError(
            "The text holds half a character", error.start, code="feel.broken_text"
        ) from None


class Lexer:
    """The tokens of one text, each read at most once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens: dict[int, Token] = {}

    def token(self, position: int) -> Token:
        """The token that begins at or, after spaces and comments, behind the position."""
        token = self._tokens.get(position)
        if token is None:
            token = self._tokens[position] = self._read(self.skip(position))
        return token

    def skip(self, position: int) -> int:
        space = _SPACE.match(self.text, position)
        return space.end() if space else position

    def _read(self, start: int) -> Token:
        match = _TOKEN.match(self.text, start)
        if match is not None and match.lastgroup is not None:
            return Token(Kind(match.lastgroup), match.group(), start, match.end())
        if start == len(self.text):
            return Token(Kind.END, "", start, start)
        if self.text[start] == '"':
            raise FeelError("The text in quotes has no end", start, code="feel.open_string")
        raise FeelError(
            "The character %(character)s means nothing here",
            start,
            code="feel.character",
            character=self.text[start],
        )

    def ends_name(self, name: str, position: int) -> int | None:
        """Where the known name, standing at the position, ends; None if it does not stand there."""
        for word in name.split(" "):
            position = self._after_word(word, position)
            if position < 0:
                return None
            after, position = position, self._after_spaces(position)
        return after if self._is_boundary(name, after) else None

    def _after_word(self, word: str, position: int) -> int:
        return position + len(word) if self.text.startswith(word, position) else -1

    def _after_spaces(self, position: int) -> int:
        while position < len(self.text) and self.text[position].isspace():
            position += 1
        return position

    def _is_boundary(self, name: str, end: int) -> bool:
        return not (_PART.match(name[-1]) and _PART.match(self.text, end))

    def declared_name(self, position: int, stop_word: str = "") -> tuple[str, int] | None:
        """The name being introduced behind the position and where it ends."""
        start = self.skip(position)
        match = _DECLARED.match(self.text, start)
        if match is None:
            return None
        raw = match.group()
        if stop_word:
            stop = re.search(rf"\s{stop_word}(?![{_NAME_PART}])", raw)
            raw = raw[: stop.start()] if stop else raw
        name = " ".join(raw.split())
        return name, start + len(raw.rstrip())


def unquoted(literal: str, position: int) -> str:
    """What a text in quotes says, its escapes resolved."""
    if "\\" not in literal:
        return literal[1:-1]
    try:
        text = _ESCAPE.sub(_unescape, literal[1:-1])
        text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    except ValueError:
        raise FeelError(
            "An escape in the text stands for no character", position, code="feel.escape"
        ) from None
    return unicodedata.normalize("NFC", text)


def _unescape(match: re.Match[str]) -> str:
    short, long, other = match.groups()
    if other is not None:
        return _ESCAPED.get(other, "\\" + other)
    return chr(int(short or long, 16))
