"""A place in the text of an expression, and what may be taken from there."""

from __future__ import annotations

from typing import NoReturn

from engine.errors import Message
from engine.feel.budget import DEPTH
from engine.feel.errors import FeelError
from engine.feel.lexer import Kind, Lexer, Token

A_NAME = Message("feel.a_name", "a name")
A_VALUE = Message("feel.a_value", "a value")
A_RANGE = Message("feel.a_range", "a range")
A_MOMENT = Message("feel.a_moment", 'a date, time or duration like "2024-01-31"')
ONE_KIND = Message("feel.one_kind", "arguments of one kind")
THE_END = Message("feel.the_end", "the end")


class Cursor:
    """Walks over the tokens; knows how deep the parser is nested."""

    def __init__(self, text: str) -> None:
        self.lexer = Lexer(text)
        self.at = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        return self.lexer.token(self.at)

    @property
    def following(self) -> Token:
        """The token behind the next one."""
        return self.lexer.token(self.token.end)

    def advance(self) -> Token:
        token = self.token
        self.at = token.end
        return token

    def is_next(self, *texts: str) -> bool:
        token = self.token
        return token.text in texts and token.kind in (Kind.SYMBOL, Kind.NAME)

    def take(self, *texts: str) -> Token | None:
        return self.advance() if self.is_next(*texts) else None

    def expect(self, *texts: str) -> Token:
        return self.take(*texts) or self.fail_at(self.token, expected=" ".join(texts))

    def expect_end(self) -> None:
        if self.token.kind is not Kind.END:
            self.fail_at(self.token, expected="")

    def enter(self) -> None:
        """One level of nesting begins; `leave` it when it ends well."""
        self._depth += 1
        if self._depth > DEPTH:
            raise too_deep(self.token.start)

    def leave(self) -> None:
        self._depth -= 1

    def fail_at(self, token: Token, *, expected: str | Message) -> NoReturn:
        found = token.text[:40] or THE_END
        if not expected:
            raise FeelError(
                "%(found)s does not belong here", token.start, code="feel.unexpected", found=found
            )
        raise FeelError(
            "Expected %(expected)s but found %(found)s",
            token.start,
            code="feel.expected",
            expected=expected,
            found=found,
        )


def too_deep(position: int) -> FeelError:
    return FeelError(
        "The expression is nested more than %(allowed)s levels deep",
        position,
        code="feel.too_deep",
        allowed=DEPTH,
    )
