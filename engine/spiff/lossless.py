"""Nothing drawn is lost: a second, independent look at the files, held against what would run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.admission.safe_xml import parse
from engine.spiff.definition import Definition

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"

_NODE = re.compile(r".*([Tt]ask|Event|Gateway|Activity|[sS]ubProcess|transaction|Choreography)")
"""Flow nodes by the endings of their names, whatever the tables of admission know."""


def lost(files: Mapping[str, bytes], definitions: Mapping[str, Definition]) -> list[str]:
    """What the files draw in the processes that would run, and the definitions do not have.

    Counted on the XML itself, by another path than the reading from which definitions are made.
    """
    missing: list[str] = []
    for file, content in files.items():
        for process in _processes(file, content):
            own = [d for d in definitions.values() if d.process.id == process.get("id")]
            if own:
                missing += [*_missing_nodes(process, own), *_missing_flows(process, own)]
    return missing


def _missing_nodes(process: etree._Element, own: list[Definition]) -> Iterator[str]:
    running = {node.name for definition in own for node in definition.nodes()}
    drawn = list(_drawn_nodes(process))
    yield from (id_ for id_ in (node.get("id") for node in drawn) if id_ and id_ not in running)
    if len(drawn) != len(running):
        yield f"{len(drawn)} ≠ {len(running)} elements"


def _missing_flows(process: etree._Element, own: list[Definition]) -> Iterator[str]:
    running = Counter(
        (node.name, way.target)
        for definition in own
        for node in definition.nodes()
        for way in node.exits
    )
    drawn = Counter(
        (_plain(flow.get("sourceRef", "")), _plain(flow.get("targetRef", "")))
        for flow in process.iter(f"{BPMN}sequenceFlow")
    )
    for source, target in (drawn - running).elements():
        yield f"{source} → {target}"


def _drawn_nodes(scope: etree._Element) -> Iterator[etree._Element]:
    for child in scope.iterchildren(f"{BPMN}*"):
        if _NODE.fullmatch(etree.QName(child).localname):
            yield child
            yield from _drawn_nodes(child)


def _plain(reference: str) -> str:
    """A reference may carry a namespace prefix."""
    return reference.rpartition(":")[2]


def _processes(file: str, content: bytes) -> list[etree._Element]:
    root = parse(file, content)
    return list(root.iter(f"{BPMN}process")) if isinstance(root, etree._Element) else []
