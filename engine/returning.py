"""Where a step may be sent back to: what it names itself, and what the calls around it name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions import Definition
from engine.model import Element, ElementKind, Process

_STOPS = (ElementKind.USER_TASK, ElementKind.CALL_ACTIVITY)
"""Where somebody has to do something before it goes on."""


def return_targets(
    definition: Definition, process_key: str, element_id: str
) -> tuple[Element, ...]:
    """The steps a user task may be returned to, the nearest first; each once.

    A part does not know who calls it. Its call says where the caller may begin again, and may be
    a target itself: then the whole part is done again.
    """
    found = {target.id: target for target in _named(definition, process_key, element_id, ())}
    return tuple(found.values())


def _named(
    definition: Definition, process_key: str, element_id: str, within: tuple[str, ...]
) -> Iterator[Element]:
    processes = definition.executable.processes
    process = processes[process_key]
    for target in process.elements[element_id].return_to:
        yield process.elements[target]
    for caller in processes.values():
        if caller.id in within:
            continue
        for call in caller.elements.values():
            if call.called_element == process_key:
                yield from _named(definition, caller.id, call.id, (*within, process_key))


def answered_back(process: Process, element_id: str) -> frozenset[str]:
    """The steps that a step's own answers lead to next: nobody has to be sent there besides."""
    found: set[str] = set()
    ahead, seen = [element_id], {element_id}
    while ahead:
        here = ahead.pop()
        for flow in process.flows.values():
            if flow.source != here or flow.target in seen:
                continue
            seen.add(flow.target)
            if process.elements[flow.target].kind in _STOPS:
                found.add(flow.target)
            else:
                ahead.append(flow.target)
    return frozenset(found)
