"""Kinds of characters in a regular expression: `.`, `\\d`, `\\p{Lu}`, and their combinations."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from engine.feel.patterns.program import Accepts, Unsupported

SINGLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_SPACES = frozenset(" \t\n\r")
_CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"}
    | {"P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"}
    | {"S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"}
)


def is_word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LMNS"


def _begins_name(character: str) -> bool:
    return character in "_:" or unicodedata.category(character)[0] == "L"


def _continues_name(character: str) -> bool:
    return character in "_:.-\u00b7" or unicodedata.category(character)[0] in "LMN"


CLASSES: dict[str, Accepts] = {
    "d": str.isdecimal,
    "s": _SPACES.__contains__,
    "w": is_word,
    "i": _begins_name,
    "c": _continues_name,
}


def of_class(letter: str) -> Accepts | None:
    """`\\d` and its like; a capital letter means all others."""
    found = CLASSES.get(letter.lower())
    if found is None or letter.islower():
        return found
    return negated(found)


def of_category(name: str, *, is_negated: bool) -> Accepts:
    """`\\p{Lu}`: a general category of Unicode."""
    if name not in _CATEGORIES:
        raise Unsupported

    def accepts(character: str) -> bool:
        return unicodedata.category(character).startswith(name)

    return negated(accepts) if is_negated else accepts


def exactly(wanted: str) -> Accepts:
    return wanted.__eq__


def between(first: str, last: str) -> Accepts:
    if last < first:
        raise Unsupported
    return lambda character: first <= character <= last


def any_of(options: Sequence[Accepts]) -> Accepts:
    return lambda character: any(accepts(character) for accepts in options)


def negated(accepts: Accepts) -> Accepts:
    return lambda character: not accepts(character)


def without(accepts: Accepts, excluded: Accepts) -> Accepts:
    return lambda character: accepts(character) and not excluded(character)


def in_any_case(accepts: Accepts) -> Accepts:
    return lambda character: any(
        accepts(each)
        for each in (character, character.lower(), character.upper())
        if len(each) == 1
    )


def anything(*, lines_too: bool) -> Accepts:
    return (lambda _: True) if lines_too else negated(frozenset("\n\r").__contains__)
