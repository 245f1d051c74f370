"""From a file as it came to one whose every step has an id and a place in the picture.

What is there stays as it is, to the last comment; a file that lacks nothing stays the same bytes.
What runs is what was judged: ids are given as the reading of drawings gives them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from engine.admission import safe_xml
from engine.admission.document import Document
from engine.admission.names import bpmn, is_bpmn, local
from engine.drawing import interchange
from engine.drawing.boxes import Box, Point
from engine.drawing.grid import GAP
from engine.drawing.interchange import Shown
from engine.drawing.picture import Picture, of_collaboration, of_process, of_scope
from engine.drawing.scopes import Scope, is_flow_node
from engine.model import Problem

DRAWING = ".bpmn"

NAMED = frozenset(
    {"sequenceFlow", "messageFlow", "lane", "participant", "process", "collaboration"}
)
"""What besides events, activities and gateways has an id by which pictures and rows know it."""

MOST_DRAWN = 3_000
"""Ten times what may run: a picture of more would hold everybody up, and nobody could read it."""


def all_drawn_whole(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a deployment, each drawing among them made whole."""
    return {
        name: drawn_whole(content) if name.endswith(DRAWING) else content
        for name, content in files.items()
    }


def drawn_whole(content: bytes) -> bytes:
    """The same drawing with the ids and the picture it lacks; as it is where it cannot be read."""
    if isinstance(safe_xml.parse("", content), Problem):
        return content
    root = etree.fromstring(content, _faithful_parser())
    if root.tag != bpmn("definitions"):
        return content
    document, gained_ids = _with_ids(root)
    gained_pictures = _draw_what_lacks(document)
    if not gained_ids and not gained_pictures:
        return content
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)


def _faithful_parser() -> etree.XMLParser:
    """As careful as the reading's own, and it keeps comments and CDATA."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        strip_cdata=False,
    )


def _with_ids(root: etree._Element) -> tuple[Document, bool]:
    """The document, in which steps, flows, lanes and pools keep the ids they were given."""
    nameless = [node for node in root.iter(etree.Element) if not node.get("id")]
    document = Document("", root)
    gained = False
    for node in nameless:
        if _is_known_by_id(node):
            gained = True
        elif node.get("id"):
            del node.attrib["id"]
    return document, gained


def _is_known_by_id(node: etree._Element) -> bool:
    return bool(node.get("id")) and is_bpmn(node) and (local(node) in NAMED or is_flow_node(node))


def _draw_what_lacks(document: Document) -> bool:
    """Draw each process that no picture shows; add to pictures what they leave out."""
    root = document.root
    if sum(is_bpmn(node) and is_flow_node(node) for node in root.iter(etree.Element)) > MOST_DRAWN:
        return False
    shown = Shown.of(root)
    ids = {str(node.get("id")) for node in root.iter(etree.Element) if node.get("id")}
    nodes = {str(node.get("id")): node for node in root.iter(etree.Element) if is_bpmn(node)}
    processes = {
        str(process.get("id")): process
        for process in root.iterchildren(bpmn("process"))
        if Scope.of(document, process).nodes
    }
    undrawn = {id_: node for id_, node in processes.items() if not _is_shown(node, shown)}
    drew = False
    for id_, process in processes.items():
        if id_ not in undrawn and _complete(document, process, shown, nodes, ids):
            drew = True
    for element, picture in _pictures(document, undrawn, shown):
        interchange.add(interchange.new_plane(root, element, ids), picture, nodes, ids)
        drew = True
    return drew


def _is_shown(process: etree._Element, shown: Shown) -> bool:
    """Whether a picture shows any step of a process."""
    return any(str(node.get("id")) in shown.boxes for node in process.iter(etree.Element))


def _pictures(
    document: Document, undrawn: dict[str, etree._Element], shown: Shown
) -> list[tuple[str, Picture]]:
    """New pictures: of a collaboration as a whole where nothing of it is drawn, else one each."""
    pictures: list[tuple[str, Picture]] = []
    rest = dict(undrawn)
    for node in document.root.iterchildren(bpmn("collaboration")):
        pools = list(node.iterchildren(bpmn("participant")))
        members = {document.refer(pool.get("processRef")) for pool in pools}
        own = {id_: rest[id_] for id_ in rest.keys() & members}
        if own and not any(str(pool.get("id")) in shown.boxes for pool in pools):
            pictures.append((str(node.get("id")), of_collaboration(document, node, own)))
            rest = {id_: process for id_, process in rest.items() if id_ not in own}
    return pictures + [(id_, of_process(document, node)) for id_, node in rest.items()]


def _complete(
    document: Document,
    process: etree._Element,
    shown: Shown,
    nodes: dict[str, etree._Element],
    ids: set[str],
) -> bool:
    """Put what a picture leaves out below what it shows, and draw the flows that it lacks."""
    drew = False
    for scope in _scopes(document, process):
        missing = [id_ for id_ in scope.nodes if id_ not in shown.boxes]
        inside = [shown.planes[id_] for id_ in scope.nodes if id_ in shown.planes]
        plane = next(iter(inside), None)
        if plane is None:
            plane = _plane_around(scope.node, shown)
        if plane is None:
            continue
        if missing:
            _put_below(document, scope, missing, plane, shown, nodes, ids)
        flows = _missing_flows(scope, shown)
        if flows:
            interchange.add(plane, Picture({}, flows), nodes, ids)
            shown.edges.update(flows)
        drew = drew or bool(missing or flows)
    return drew


def _scopes(document: Document, process: etree._Element) -> list[Scope]:
    """The process and its sub-processes, outermost first."""
    found = [Scope.of(document, process)]
    for scope in found:
        found += [
            inner for node in scope.nodes.values() if (inner := Scope.of(document, node)).nodes
        ]
    return found


def _plane_around(node: etree._Element, shown: Shown) -> etree._Element | None:
    """The plane of the nearest thing around that is shown."""
    here: etree._Element | None = node
    while here is not None:
        plane = shown.planes.get(str(here.get("id")))
        if plane is not None:
            return plane
        here = here.getparent()
    return None


def _put_below(
    document: Document,
    scope: Scope,
    missing: list[str],
    plane: etree._Element,
    shown: Shown,
    nodes: dict[str, etree._Element],
    ids: set[str],
) -> None:
    whole = interchange.below(shown, plane)
    added = Picture()
    added.takes(of_scope(document, scope, missing), right=whole.x, down=whole.bottom)
    interchange.add(plane, added, nodes, ids, known={*shown.boxes, *shown.edges})
    shown.boxes.update({id_: box for id_, box in added.boxes.items() if id_ not in shown.boxes})
    shown.planes.update({id_: plane for id_ in added.boxes if id_ not in shown.planes})
    shown.edges.update(added.ways)


def _missing_flows(scope: Scope, shown: Shown) -> dict[str, Sequence[Point]]:
    return {
        id_: _straight(shown.boxes[source], shown.boxes[target])
        for id_, (source, target) in scope.ways.items()
        if id_ not in shown.edges and source in shown.boxes and target in shown.boxes
    }


def _straight(source: Box, target: Box) -> Sequence[Point]:
    """A way in right angles between two places that somebody else chose."""
    begin, end = (source.right, source.middle[1]), (target.x, target.middle[1])
    if begin[1] == end[1] and begin[0] < end[0]:
        return [begin, end]
    halfway = (begin[0] + end[0]) // 2 if begin[0] < end[0] else begin[0] + GAP // 2
    return [begin, (halfway, begin[1]), (halfway, end[1]), end]
