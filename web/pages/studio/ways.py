"""Ways through a drawing as words tell them: from step to step, past gateways that only join."""

from __future__ import annotations

from engine.model import ElementKind, Flow, Process
from web.wording import in_language

SILENT = frozenset({ElementKind.EXCLUSIVE, ElementKind.PARALLEL, ElementKind.INCLUSIVE})
"""Gateways are told with the step before them, as the ways that lead on."""


def end_of(process: Process, element_id: str) -> str:
    """The step behind gateways that only join."""
    seen: set[str] = set()
    while element_id not in seen:
        seen.add(element_id)
        element = process.elements.get(element_id)
        ahead = out_of(process, element_id)
        if element is None or element.kind not in SILENT or len(ahead) != 1:
            break
        element_id = ahead[0].target
    return names_of(process, (element_id,))


def out_of(process: Process, element_id: str) -> list[Flow]:
    return [flow for flow in process.flows.values() if flow.source == element_id]


def names_of(process: Process, ids: tuple[str, ...]) -> str:
    found = (process.elements.get(id_) for id_ in ids)
    return ", ".join(
        in_language(one.name or one.id, one.name_en) if one else id_
        for one, id_ in zip(found, ids, strict=True)
    )
