"""A diagram as it is laid out: shapes, labels and lines with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
VD = "{urn:vinhdanh:bpmn:1}"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_NO_NODES = {"laneSet", "sequenceFlow", "documentation", "extensionElements", "textAnnotation"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def overlaps(self, other: Box) -> bool:
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def has_on_its_edge(self, point: Point) -> bool:
        x, y = point
        on_side = x in (self.x, self.right) and self.y <= y <= self.bottom
        return on_side or (y in (self.y, self.bottom) and self.x <= x <= self.right)


@dataclass(frozen=True)
class Node:
    """An element of the model: flow node, flow, lane, process or pool."""

    element: etree._Element

    @property
    def kind(self) -> str:
        return etree.QName(self.element).localname

    @property
    def id(self) -> str:
        return self["id"]

    def __getitem__(self, name: str) -> str:
        return str(self.element.attrib[name])

    def get(self, name: str) -> str:
        """The attribute; empty when there is none."""
        return str(self.element.get(name, ""))

    def words(self, name: str) -> set[str]:
        return set(self.get(name).split())

    def text(self, child: str) -> str:
        return (self.element.findtext(BPMN + child) or "").strip()

    @property
    def is_timer(self) -> bool:
        return self.element.find(f"{BPMN}timerEventDefinition") is not None

    @property
    def all_text(self) -> str:
        return "".join(str(text) for text in self.element.itertext())


@dataclass(frozen=True)
class Diagram:
    """One file of `bpmn/`."""

    path: Path
    root: etree._Element

    def __str__(self) -> str:
        return self.path.stem

    @cached_property
    def processes(self) -> list[Node]:
        return [Node(each) for each in self.root.findall(f"{BPMN}process")]

    @property
    def process(self) -> Node:
        return self.processes[0]

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Flow nodes by id, those inside a sub-process too."""
        scopes = [self.process.element, *self.process.element.iter(f"{BPMN}subProcess")]
        inside = (Node(each) for scope in scopes for each in scope.iterchildren("*"))
        return {node.id: node for node in inside if node.kind not in _NO_NODES}

    def around(self, id_: str) -> str:
        """The sub-process around a node or flow; empty for those of the process itself."""
        element = {**self.nodes, **self.flows}[id_].element
        outer = element.getparent()
        return "" if outer is None or outer is self.process.element else Node(outer).id

    @cached_property
    def flows(self) -> dict[str, Node]:
        return _by_id(self.process.element, "sequenceFlow")

    @cached_property
    def lanes(self) -> dict[str, Node]:
        return _by_id(self.process.element, "lane")

    @cached_property
    def lane_of(self) -> dict[str, str]:
        named = {
            (reference.text or "").strip(): lane.id
            for lane in self.lanes.values()
            for reference in lane.element.findall(f"{BPMN}flowNodeRef")
        }
        inside = {id_: named[outer] for id_ in self.nodes if (outer := self.around(id_))}
        return named | inside

    @cached_property
    def pool(self) -> Node:
        return Node(next(self.root.iter(f"{BPMN}participant")))

    @cached_property
    def shapes(self) -> list[tuple[str, Box]]:
        """Every shape as drawn, twice drawn ones twice."""
        return [(drawn["bpmnElement"], _bounds(drawn)) for drawn in self._drawn("BPMNShape")]

    @cached_property
    def lines(self) -> list[tuple[str, list[Point]]]:
        return [
            (
                drawn["bpmnElement"],
                [
                    (float(point.attrib["x"]), float(point.attrib["y"]))
                    for point in drawn.element.findall(f"{DI}waypoint")
                ],
            )
            for drawn in self._drawn("BPMNEdge")
        ]

    @cached_property
    def labels(self) -> dict[str, Box]:
        """Labels that stand beside their shape or line."""
        return {
            drawn["bpmnElement"]: _bounds(Node(label))
            for kind in ("BPMNShape", "BPMNEdge")
            for drawn in self._drawn(kind)
            if (label := drawn.element.find(f"{BPMNDI}BPMNLabel")) is not None
        }

    @cached_property
    def boxes(self) -> dict[str, Box]:
        return dict(self.shapes)

    def of_kind(self, *kinds: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind in kinds]

    def leaving(self, node_id: str) -> list[Node]:
        return [flow for flow in self.flows.values() if flow["sourceRef"] == node_id]

    def segments(self) -> Iterator[tuple[str, Box]]:
        """Straight pieces of the lines, as boxes without width or height."""
        for flow_id, points in self.lines:
            for (x1, y1), (x2, y2) in pairwise(points):
                yield flow_id, Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))

    def _drawn(self, kind: str) -> list[Node]:
        return [Node(each) for each in self.root.iter(BPMNDI + kind)]


def read(path: Path) -> Diagram:
    return Diagram(path, etree.parse(path, _PARSER).getroot())


def condition_of(flow: Node) -> str:
    return flow.text("conditionExpression")


def _by_id(element: etree._Element, kind: str) -> dict[str, Node]:
    found = (Node(each) for each in element.iter(BPMN + kind))
    return {node.id: node for node in found}


def _bounds(drawn: Node) -> Box:
    bounds = drawn.element.find(f"{DC}Bounds")
    assert bounds is not None, f"{drawn['bpmnElement']} has no bounds"
    x, y, width, height = (float(bounds.attrib[name]) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)
