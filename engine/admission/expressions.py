"""Expressions of a drawing: where they stand, whether FEEL understands them, what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine import feel
from engine.admission.iso_timers import is_literal
from engine.host_functions import HOST_FUNCTIONS
from engine.model import Element, Flow, Process, TimerKind

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


@dataclass(frozen=True, slots=True)
class Written:
    """An expression and where it stands."""

    text: str
    place: Element | Flow


def written_in(process: Process) -> Iterator[Written]:
    """Conditions, inputs and timers that are no literals."""
    for flow in process.flows.values():
        if flow.condition:
            yield Written(flow.condition, flow)
    for element in process.elements.values():
        for text in (element.condition, element.correlation):
            if text:
                yield Written(text, element)
        for text in element.loop.texts if element.loop else ():
            yield Written(text, element)
        for text in element.inputs.values():
            yield Written(text, element)
        timer = element.timer
        # A cycle is always a literal; the timer rule judges it.
        if (
            timer
            and timer.text
            and timer.kind is not TimerKind.CYCLE
            and not is_literal(timer.text)
        ):
            yield Written(timer.text, element)


def understood(text: str) -> feel.Expression | feel.FeelError:
    """The compiled expression, or why it is none."""
    try:
        return feel.compile(text, functions=HOST_FUNCTIONS)
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
