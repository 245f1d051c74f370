"""What a process or sub-process of a file holds, as far as it has a place in the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.admission.document import Document
from engine.admission.names import bpmn, is_bpmn, local
from engine.drawing.boxes import Size
from engine.drawing.grid import BOUNDARY, Bounded
from engine.drawing.ranks import Way

EVENT = Size(BOUNDARY, BOUNDARY)
GATEWAY = Size(50, 50)
ACTIVITY = Size(100, 80)

SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
"""Elements that others may stand in."""

_FLOW_NODE = re.compile(r".*([Tt]ask|Event|Gateway|Activity|[sS]ubProcess|transaction)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The flow nodes directly in a process or sub-process, and the flows between them."""

    node: etree._Element
    nodes: dict[str, etree._Element]
    bounded: tuple[Bounded, ...]
    ways: dict[str, Way]

    @classmethod
    def of(cls, document: Document, node: etree._Element) -> Scope:
        nodes = {str(child.get("id")): child for child in flow_nodes(node)}
        bounded = tuple(
            Bounded(id_, host)
            for id_, child in nodes.items()
            if (host := document.refer(child.get("attachedToRef"))) in nodes and host != id_
        )
        ways = {
            str(flow.get("id")): (
                document.refer(flow.get("sourceRef")),
                document.refer(flow.get("targetRef")),
            )
            for flow in node.iterchildren(bpmn("sequenceFlow"))
        }
        known = {id_: way for id_, way in ways.items() if way[0] in nodes and way[1] in nodes}
        return cls(node, nodes, bounded, known)


def flow_nodes(scope: etree._Element) -> Iterator[etree._Element]:
    """What of a scope is an event, an activity or a gateway."""
    return (child for child in scope.iterchildren(etree.Element) if is_flow_node(child))


def is_flow_node(node: etree._Element) -> bool:
    """Whether it is an event, an activity or a gateway, also of kinds that are not run here."""
    return is_bpmn(node) and _FLOW_NODE.fullmatch(local(node)) is not None


def holds_others(node: etree._Element) -> bool:
    """Whether it is drawn open, with others inside."""
    return local(node) in SCOPES and any(True for _ in flow_nodes(node))


def usual_size(node: etree._Element) -> Size:
    name = local(node)
    if name.endswith("Event"):
        return EVENT
    return GATEWAY if name.endswith("Gateway") else ACTIVITY
