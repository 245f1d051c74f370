"""The order in which a reader comes to the elements of a process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Element, ElementKind, Process


def in_flow_order(process: Process) -> Iterator[Element]:
    """Elements breadth first from the start events, along flows and boundaries.

    What stands beside the way, in event sub-processes, comes when the way is over.
    """
    following: dict[str, list[str]] = {}
    for flow in process.flows.values():
        following.setdefault(flow.source, []).append(flow.target)
    for element in process.elements.values():
        if element.attached_to:
            following.setdefault(element.attached_to, []).append(element.id)
    starts = [one for one in process.elements.values() if one.kind is ElementKind.START]
    seen: set[str] = set()
    for is_beside in (False, True):
        queue = [start.id for start in starts if _is_beside(process, start) is is_beside]
        seen.update(queue)
        for element_id in queue:
            yield process.elements[element_id]
            fresh = [target for target in following.get(element_id, ()) if target not in seen]
            seen.update(fresh)
            queue.extend(fresh)


def _is_beside(process: Process, element: Element) -> bool:
    """Whether it stands in an event sub-process, however deep."""
    while element.scope:
        element = process.elements[element.scope]
        if element.kind is ElementKind.EVENT_SUB_PROCESS:
            return True
    return False
