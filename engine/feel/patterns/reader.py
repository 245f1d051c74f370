"""Reads a regular expression of XPath (XML Schema with anchors, groups and lazy quantifiers)."""

from __future__ import annotations

import re

from engine.feel.patterns import characters
from engine.feel.patterns.program import (
    Accepts,
    At,
    Choice,
    Group,
    Part,
    Place,
    Repeat,
    Sequence,
    Single,
    Take,
    Unsupported,
)

_DEEPEST = 30
_FLAGS = frozenset("smixqu")
_REPEAT = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{0,4}))?\}")
_CATEGORY = re.compile(r"\{([A-Za-z]{1,2})\}")


def read(pattern: str, flags: str) -> Part:
    """The pattern as a tree; Unsupported when it cannot be run."""
    if not _FLAGS.issuperset(flags):
        raise Unsupported
    reader = _Reader(pattern, flags)
    part = reader.literal() if "q" in flags else reader.choice(0)
    if reader.at < len(reader.pattern):
        raise Unsupported
    return part


class _Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = "".join(pattern.split()) if "x" in flags else pattern
        self.flags = flags
        self.at = 0
        self.groups = 0

    def peek(self, width: int = 1) -> str:
        return self.pattern[self.at : self.at + width]

    def take(self, text: str) -> bool:
        if not self.pattern.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def next(self) -> str:
        if self.at >= len(self.pattern):
            raise Unsupported
        self.at += 1
        return self.pattern[self.at - 1]

    def literal(self) -> Part:
        self.at = len(self.pattern)
        return Sequence(tuple(self._single(characters.exactly(c)) for c in self.pattern))

    def _single(self, accepts: Accepts) -> Part:
        return Single(Take(characters.in_any_case(accepts) if "i" in self.flags else accepts))

    def choice(self, depth: int) -> Part:
        if depth > _DEEPEST:
            raise Unsupported
        options = [self._sequence(depth)]
        while self.take("|"):
            options.append(self._sequence(depth))
        return Choice(tuple(options)) if len(options) > 1 else options[0]

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._atom(depth)))
        return Sequence(tuple(parts))

    def _quantified(self, part: Part) -> Part:
        bounds = self._bounds()
        if bounds is None:
            return part
        least, most = bounds
        is_greedy = not self.take("?")
        if self._bounds() is not None:
            raise Unsupported
        return Repeat(part, least, most, is_greedy)

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        if self.peek() != "{":
            return None
        match = _REPEAT.match(self.pattern, self.at)
        if match is None:
            raise Unsupported
        self.at = match.end()
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else None
        if most is not None and most < least:
            raise Unsupported
        return least, most

    def _atom(self, depth: int) -> Part:
        character = self.next()
        match character:
            case "(":
                return self._group(depth)
            case "[":
                return self._single(self._set(depth))
            case ".":
                return Single(Take(characters.anything(lines_too="s" in self.flags)))
            case "^":
                return Single(At(Place.LINE_START if "m" in self.flags else Place.START))
            case "$":
                return Single(At(Place.LINE_END if "m" in self.flags else Place.END))
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | "{" | "}" | ")" | "]":
                raise Unsupported
        return self._single(characters.exactly(character))

    def _group(self, depth: int) -> Part:
        is_counted = not self.take("?:")
        if self.peek() == "?":
            raise Unsupported
        self.groups += is_counted
        number = self.groups
        inner = self.choice(depth + 1)
        if not self.take(")"):
            raise Unsupported
        return Group(number, inner) if is_counted else inner

    def _escape(self) -> Part:
        if self.peek() in ("b", "B"):
            return Single(At(Place.WORD if self.next() == "b" else Place.NO_WORD))
        return self._single(self._escaped())

    def _escaped(self) -> Accepts:
        """The kind of characters that an escape stands for."""
        letter = self.next()
        if letter in ("p", "P"):
            return self._category(is_negated=letter == "P")
        found = characters.of_class(letter) if letter.isalpha() else None
        if found is not None:
            return found
        return characters.exactly(self._escaped_character(letter))

    def _escaped_character(self, letter: str) -> str:
        if letter in characters.SINGLE_ESCAPES:
            return characters.SINGLE_ESCAPES[letter]
        if letter.isalnum():
            # A reference to a group cannot be run in linear time; other letters mean nothing.
            raise Unsupported
        return letter

    def _category(self, *, is_negated: bool) -> Accepts:
        match = _CATEGORY.match(self.pattern, self.at)
        if match is None:
            raise Unsupported
        self.at = match.end()
        return characters.of_category(match[1], is_negated=is_negated)

    def _set(self, depth: int) -> Accepts:
        """`[a-z_]`, `[^0-9]`, `[a-z-[aeiou]]`."""
        if depth > _DEEPEST:
            raise Unsupported
        is_negated = self.take("^")
        options: list[Accepts] = []
        excluded: Accepts | None = None
        while not self.take("]") or not options:
            if options and self.peek(2) == "-[":
                self.at += 2
                excluded = self._set(depth + 1)
                if not self.take("]"):
                    raise Unsupported
                break
            options.append(self._set_member())
        accepts = characters.any_of(options)
        accepts = characters.negated(accepts) if is_negated else accepts
        return characters.without(accepts, excluded) if excluded else accepts

    def _set_member(self) -> Accepts:
        first = self._set_character()
        if not isinstance(first, str):
            return first
        if self.peek() != "-" or self.peek(2) in ("-]", "-["):
            return characters.exactly(first)
        self.next()
        last = self._set_character()
        if not isinstance(last, str):
            raise Unsupported
        return characters.between(first, last)

    def _set_character(self) -> str | Accepts:
        character = self.next()
        if character != "\\":
            return character
        letter = self.peek()
        if letter in ("p", "P") or characters.of_class(letter or "-") is not None:
            return self._escaped()
        return self._escaped_character(self.next())
