"""BPMN diagram interchange: what of a picture is in a file, and what is added to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from engine.admission.names import local
from engine.drawing.boxes import Box, Point, around
from engine.drawing.picture import Picture
from engine.drawing.scopes import SCOPES, holds_others

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
PREFIXES = {"bpmndi": BPMNDI, "dc": DC, "di": DI}


@dataclass(slots=True)
class Shown:
    """What the pictures in a file show, by id, and where it stands."""

    boxes: dict[str, Box] = field(default_factory=dict)
    edges: set[str] = field(default_factory=set)
    planes: dict[str, etree._Element] = field(default_factory=dict)
    """Of each thing that is shown the plane it is shown on."""

    @classmethod
    def of(cls, root: etree._Element) -> Shown:
        shown = cls()
        for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane"):
            for shape in plane.iterchildren(f"{{{BPMNDI}}}BPMNShape"):
                id_ = _plain(shape.get("bpmnElement"))
                shown.boxes[id_] = _bounds(shape)
                shown.planes[id_] = plane
            for edge in plane.iterchildren(f"{{{BPMNDI}}}BPMNEdge"):
                shown.edges.add(_plain(edge.get("bpmnElement")))
        return shown


def ways_of(root: etree._Element) -> dict[str, list[Point]]:
    """The points of every flow that is shown, by the flow's id."""
    return {
        _plain(edge.get("bpmnElement")): [
            (_number(point.get("x")), _number(point.get("y")))
            for point in edge.iterchildren(f"{{{DI}}}waypoint")
        ]
        for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")
    }


def new_plane(root: etree._Element, element: str, ids: set[str]) -> etree._Element:
    """A picture of a collaboration or process, at the end of a file."""
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", nsmap=PREFIXES)
    diagram.set("id", _free(f"{element}_diagram", ids))
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane")
    plane.set("id", _free(f"{element}_plane", ids))
    plane.set("bpmnElement", element)
    return plane


def add(
    plane: etree._Element,
    picture: Picture,
    nodes: dict[str, etree._Element],
    ids: set[str],
    known: Collection[str] = (),
) -> None:
    """Write what a picture shows, the outermost boxes first; what is known stays as it is."""
    for id_, box in sorted(picture.boxes.items(), key=lambda one: -one[1].width * one[1].height):
        if id_ in nodes and id_ not in known:
            _add_shape(plane, id_, box, nodes[id_], ids)
    for id_, points in picture.ways.items():
        if id_ in known:
            continue
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge")
        edge.set("id", _free(f"{id_}_di", ids))
        edge.set("bpmnElement", id_)
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))


def _add_shape(
    plane: etree._Element, id_: str, box: Box, node: etree._Element, ids: set[str]
) -> None:
    shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape")
    shape.set("id", _free(f"{id_}_di", ids))
    shape.set("bpmnElement", id_)
    if local(node) in ("participant", "lane"):
        shape.set("isHorizontal", "true")
    if local(node) == "exclusiveGateway":
        shape.set("isMarkerVisible", "true")
    if local(node) in SCOPES:
        shape.set("isExpanded", "true" if holds_others(node) else "false")
    etree.SubElement(
        shape,
        f"{{{DC}}}Bounds",
        x=str(box.x),
        y=str(box.y),
        width=str(box.width),
        height=str(box.height),
    )


def below(shown: Shown, plane: etree._Element) -> Box:
    """All that stands on a plane, so that something can be put below it."""
    return around(box for id_, box in shown.boxes.items() if shown.planes[id_] is plane)


def _bounds(shape: etree._Element) -> Box:
    bounds = shape.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return Box(0, 0, 0, 0)
    return Box(*(_number(bounds.get(name)) for name in ("x", "y", "width", "height")))


def _number(text: str | None) -> int:
    try:
        return max(-1_000_000, min(1_000_000, round(float(text or ""))))
    except (ValueError, OverflowError):
        return 0


def _plain(reference: str | None) -> str:
    """A reference may carry a namespace prefix."""
    return (reference or "").rpartition(":")[2]


def _free(wish: str, ids: set[str]) -> str:
    while wish in ids:
        wish += "_"
    ids.add(wish)
    return wish
