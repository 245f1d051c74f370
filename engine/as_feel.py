"""Expressions as people wrote them: understood as FEEL, or told how FEEL would say it."""

from __future__ import annotations

import re
from functools import lru_cache

from engine import feel
from engine.host_functions import HOST_FUNCTIONS

_JUEL = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_TRANSLATIONS = (
    (re.compile(r"'([^'\"]*)'"), r'"\1"'),
    (re.compile(r"==|\beq\b"), "="),
    (re.compile(r"\s*&&\s*"), " and "),
    (re.compile(r"\s*\|\|\s*"), " or "),
    (re.compile(r"\bTrue\b"), "true"),
    (re.compile(r"\bFalse\b"), "false"),
    (re.compile(r"\bNone\b"), "null"),
    (re.compile(r"!(?!=)\s*([\w.]+)"), r"not(\1)"),
    (re.compile(r"\bnot\s+([\w.]+)"), r"not(\1)"),
)


MOST_KEPT = 2_000
LONGEST_KEPT = 2_000
"""Characters of an expression that is kept; what anybody sends must not fill the memory."""


def expression(text: str) -> feel.Expression:
    """The compiled expression, made once for whichever version holds it; raises `FeelError`."""
    return _kept(text) if len(text) <= LONGEST_KEPT else _compiled(text)


@lru_cache(maxsize=MOST_KEPT)
def _kept(text: str) -> feel.Expression:
    return _compiled(text)


def _compiled(text: str) -> feel.Expression:
    return feel.compile(text, functions=HOST_FUNCTIONS)


def understood(text: str) -> feel.Expression | feel.FeelError:
    """The compiled expression, or why it is none."""
    try:
        return expression(text)
    except feel.FeelError as error:
        return error


def as_feel(text: str) -> str:
    """What a condition of another tool would be in FEEL; empty when we cannot say."""
    juel = _JUEL.fullmatch(text)
    wish = juel[1] if juel else text
    for pattern, replacement in _TRANSLATIONS:
        wish = pattern.sub(replacement, wish)
    wish = wish.strip()
    if wish == text.strip() or isinstance(understood(wish), feel.FeelError):
        return ""
    return wish
