"""Expressions of a drawing: where they stand, whether FEEL understands them, what they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.admission.iso_timers import is_literal
from engine.model import Element, Flow, Process, TimerKind


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
