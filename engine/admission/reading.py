"""Our own reading of BPMN files: processes in the engine's words, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from engine.admission import safe_xml
from engine.admission.document import Document
from engine.admission.elements import check_our_attributes, read_element, single_line
from engine.admission.event_elements import condition_text
from engine.admission.foreign import warn_of_foreign, warn_of_unread
from engine.admission.links import links_of
from engine.admission.names import bpmn, is_bpmn, line_of, local, vd
from engine.admission.references import check_references
from engine.admission.support import NOT_FLOW_NODES
from engine.model import SCOPES, Element, Flow, Problem, Process, Severity

PROCESS_ATTRIBUTES = frozenset({"procedure", "deadline", "nameEn", "legalBasis"})

MOST_KEPT = 64
LARGEST_KEPT = 256 * 1024
"""Bytes of a file kept among others, of larger ones the last: nobody is to fill the memory."""

Read = tuple[tuple[Process, ...], tuple[Problem, ...]]
"""The executable processes of one file, and every problem met in reading it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the files hold: the executable processes, and every problem met in reading them."""

    processes: tuple[Process, ...]
    problems: tuple[Problem, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    """Process id to the name of the file that draws it."""

    def file_of(self, process_id: str) -> str:
        """Name of the file that draws a process."""
        return self.files[process_id]

    @property
    def is_sound(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def read(files: Mapping[str, bytes]) -> Reading:
    """Read the files of a deployment. Never raises; what cannot be read is a problem."""
    processes: dict[str, Process] = {}
    homes: dict[str, str] = {}
    problems: list[Problem] = []
    for file, content in files.items():
        drawn, met = _once(file, content)
        problems += met
        for process in drawn:
            if process.id in processes:
                problems.append(_twice(file, process, homes[process.id]))
                continue
            processes[process.id] = process
            homes[process.id] = file
    return Reading(processes=tuple(processes.values()), problems=tuple(problems), files=homes)


def _once(file: str, content: bytes) -> Read:
    """A file is read again and again with others beside it; what comes of it never changes."""
    return _kept(file, content) if len(content) <= LARGEST_KEPT else _kept_alone(file, content)


@lru_cache(maxsize=1)
def _kept_alone(file: str, content: bytes) -> Read:
    return _read_file(file, content)


@lru_cache(maxsize=MOST_KEPT)
def _kept(file: str, content: bytes) -> Read:
    return _read_file(file, content)


def _read_file(file: str, content: bytes) -> Read:
    root = safe_xml.parse(file, content)
    if isinstance(root, Problem):
        return (), (root,)
    document = Document(file, root)
    processes = _read_document(document)
    return tuple(processes), tuple(document.problems)


def _read_document(document: Document) -> list[Process]:
    if document.root.tag != bpmn("definitions"):
        document.problem(
            "not-bpmn",
            "This is XML, but not BPMN 2.0: it begins with <%(tag)s>",
            document.root,
            hint="Export the diagram as BPMN 2.0 XML.",
            tag=local(document.root),
        )
        return []
    drawn = list(document.root.iterchildren(bpmn("process")))
    executable = [node for node in drawn if node.get("isExecutable") not in ("false", "0")]
    executable = [node for node in executable if len(node) or len(drawn) == 1]
    if not executable:
        document.problem(
            "no-executable-process",
            "The file has no process that is marked executable",
            document.root,
            hint="Select the pool or process and tick “Executable”.",
        )
    warn_of_unread(document)
    pools = _pool_names(document)
    return [_read_process(document, node, pools) for node in executable]


def _read_process(document: Document, node: etree._Element, pools: Mapping[str, str]) -> Process:
    check_our_attributes(document, node, PROCESS_ATTRIBUTES)
    warn_of_foreign(document, node)
    elements: dict[str, Element] = {}
    refused: set[str] = set()
    flow_nodes: list[etree._Element] = []
    _read_scope(document, node, "", elements, refused, flow_nodes)
    lanes = {
        document.refer(str(ref.text or "").strip()): lane
        for lane in node.iter(bpmn("lane"))
        for ref in lane.iterchildren(bpmn("flowNodeRef"))
    }
    flows = {
        flow.id: flow
        for flow in (_read_flow(document, drawn) for drawn in flow_nodes)
        if check_references(document, flow, elements, refused)
    }
    flows |= {flow.id: flow for flow in links_of(elements)}
    return Process(
        id=node.get("id", ""),
        name=single_line(node.get("name")) or pools.get(node.get("id", ""), ""),
        name_en=single_line(node.get(vd("nameEn"))),
        procedure=node.get(vd("procedure"), "").strip(),
        deadline=node.get(vd("deadline"), "").strip(),
        line=line_of(node),
        elements=elements,
        flows=flows,
        lanes={id_: single_line(lane.get("name")) for id_, lane in lanes.items()},
        lane_ids={id_: lane.get("id", "") for id_, lane in lanes.items()},
    )


def _read_scope(
    document: Document,
    node: etree._Element,
    scope: str,
    elements: dict[str, Element],
    refused: set[str],
    flow_nodes: list[etree._Element],
) -> None:
    """Read what stands directly in a process or sub-process, then what stands in its parts."""
    for child in node.iterchildren(etree.Element):
        if not is_bpmn(child):
            continue
        if child.tag == bpmn("sequenceFlow"):
            flow_nodes.append(child)
            continue
        if local(child) in NOT_FLOW_NODES:
            continue
        element = read_element(document, child, scope)
        if element is None:
            refused.update(str(inner.get("id")) for inner in child.iter(etree.Element))
            continue
        elements.setdefault(element.id, element)
        if element.kind in SCOPES:
            _read_scope(document, child, element.id, elements, refused, flow_nodes)


def _read_flow(document: Document, node: etree._Element) -> Flow:
    return Flow(
        id=node.get("id", ""),
        source=document.refer(node.get("sourceRef")),
        target=document.refer(node.get("targetRef")),
        name=single_line(node.get("name")),
        condition=condition_text(node.find(bpmn("conditionExpression"))),
        line=line_of(node),
    )


def _pool_names(document: Document) -> dict[str, str]:
    """Names by process: one drawn in a pool often has its name on the pool alone."""
    names: dict[str, str] = {}
    for pool in document.root.iter(bpmn("participant")):
        names.setdefault(document.refer(pool.get("processRef")), single_line(pool.get("name")))
    return names


def _twice(file: str, process: Process, other_file: str) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="duplicate-process",
        message="The process %(process)s is also drawn in %(other)s",
        params={"process": process.id, "other": other_file},
        hint="Give one of the two another id.",
        element=process.id,
        line=process.line,
        file=file,
    )
