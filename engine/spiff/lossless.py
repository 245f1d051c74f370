"""Nothing drawn is lost: a second, independent look at the files, held against what would run."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.spiff.definition import Definition

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"

NOT_NODES = frozenset(
    {
        "sequenceFlow", "laneSet", "documentation", "extensionElements", "ioSpecification",
        "property", "dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation",
        "association", "group", "incoming", "outgoing", "auditing", "monitoring", "artifact",
        "supportedInterfaceRef", "correlationSubscription", "resourceRole", "performer",
        "humanPerformer", "potentialOwner", "dataInputAssociation", "dataOutputAssociation",
        "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
    }
)  # fmt: skip
"""Children of a process or sub-process that are no flow nodes."""


def lost(files: Mapping[str, bytes], definitions: Mapping[str, Definition]) -> list[str]:
    """What the files draw in the processes that would run, and the definitions do not have.

    Counted on the XML itself, by another path than the reading from which definitions are made.
    """
    drawn = [process for content in files.values() for process in _processes(content)]
    missing: list[str] = []
    for process in drawn:
        own = [d for d in definitions.values() if d.process.id == process.get("id")]
        if own:
            missing += _missing(process, own)
    return missing


def _missing(process: etree._Element, own: list[Definition]) -> list[str]:
    nodes = {node.name for definition in own for node in definition.nodes()}
    ends = [
        (node.name, output)
        for definition in own
        for node in definition.nodes()
        for output in node._outputs
    ]
    missing: list[str] = []
    node_count = 0
    for drawn in _drawn_nodes(process):
        node_count += 1
        if drawn.get("id") is not None and drawn.get("id") not in nodes:
            missing.append(str(drawn.get("id")))
    if node_count != len(nodes):
        missing.append(f"{node_count} ≠ {len(nodes)} elements")
    for flow in process.iter(f"{BPMN}sequenceFlow"):
        pair = (flow.get("sourceRef"), flow.get("targetRef"))
        if pair in ends:
            ends.remove(pair)
        else:
            missing.append(flow.get("id") or f"{pair[0]} → {pair[1]}")
    return missing


def _drawn_nodes(scope: etree._Element) -> list[etree._Element]:
    """Flow nodes: whatever stands in a process or sub-process and is not known to be else."""
    found: list[etree._Element] = []
    for child in scope.iterchildren(f"{BPMN}*"):
        if etree.QName(child).localname in NOT_NODES:
            continue
        found.append(child)
        if child.tag == f"{BPMN}subProcess":
            found += _drawn_nodes(child)
    return found


def _processes(content: bytes) -> list[etree._Element]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return list(etree.fromstring(content, parser).iter(f"{BPMN}process"))
