"""From a BPMN file to an SVG: what its picture shows, drawn as the board draws it.

Every name comes from a file somebody sent; all of it is built as a tree, so that it stays text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from markupsafe import Markup

from engine.admission import safe_xml
from engine.admission.names import is_bpmn, local, vd
from engine.drawing import drawn_whole
from engine.drawing.boxes import Box, Point, around
from engine.drawing.interchange import Shown, ways_of
from engine.model import Problem
from web.pictures import symbols
from web.pictures.labels import SIGN_WIDTH, Room, along, around_shape
from web.pictures.svg import SVG, Group, element, lines_of, words
from web.wording import in_language

MARGIN = 16
LABEL_WIDTH = 14
NAME_WIDTH = 18
NOTE_LINE = 13


@dataclass(frozen=True, slots=True)
class Marks:
    """What is pointed at: ids with the class they get, and notes below steps."""

    classes: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)


def picture(content: bytes, label: str, marks: Marks | None = None) -> Markup:
    """The drawing as an inline SVG; empty where there is nothing that can be shown."""
    whole = drawn_whole(content)
    root = safe_xml.parse("", whole)
    if isinstance(root, Problem):
        return Markup("")
    shown = Shown.of(root)
    if not shown.boxes:
        return Markup("")
    drawn = _Drawing(root, shown, marks or Marks())
    svg = drawn.svg(label)
    return Markup(etree.tostring(svg, encoding="unicode"))  # noqa: S704  # a tree: text stays text


class _Drawing:
    def __init__(self, root: etree._Element, shown: Shown, marks: Marks) -> None:
        self.boxes = shown.boxes
        self.ways = ways_of(root)
        self.marks = marks
        self.nodes = {
            str(node.get("id")): node
            for node in root.iter(etree.Element)
            if node.get("id") and is_bpmn(node)
        }
        solid = [box for id_, box in self.boxes.items() if not self._is_around(id_)]
        self.room = Room(solid, self.ways.values())
        self.defaults = {str(node.get("default", "")) for node in self.nodes.values()}

    def _is_around(self, id_: str) -> bool:
        """Whether other things are drawn within it, or nothing is drawn of it."""
        node = self.nodes.get(id_)
        return node is None or local(node) in ("lane", "participant") or symbols.is_open(node)

    def svg(self, label: str) -> etree._Element:
        svg = element("svg", role="img", class_="v-drawn")
        svg.set("aria-label", label)
        by_size = sorted(self.boxes.items(), key=lambda one: -one[1].width * one[1].height)
        for id_, box in by_size:
            self._shape(svg, id_, box)
        for id_, way in self.ways.items():
            self._way(svg, id_, way)
        whole = around([*self.boxes.values(), *self._points(), *_texts(svg)])
        left, top = whole.x - MARGIN, whole.y - MARGIN
        width, height = whole.width + 2 * MARGIN, whole.height + 2 * MARGIN
        svg.set("viewBox", f"{left} {top} {width} {height}")
        svg.set("width", str(width))
        svg.set("height", str(height))
        return svg

    def _points(self) -> list[Box]:
        return [Box(x, y, 0, 0) for way in self.ways.values() for x, y in way]

    def _shape(self, svg: etree._Element, id_: str, box: Box) -> None:
        node = self.nodes.get(id_)
        if node is None:
            return
        group = Group(svg, f"p-shape {self.marks.classes.get(id_, '')}".strip(), id_)
        self._symbol(node)(group, node, box)
        name = _name(node)
        kind = local(node)
        below = 0
        if kind.endswith(("Event", "Gateway")):
            lines = lines_of(name, NAME_WIDTH)
            wished = around_shape(box, lines)
            place = self.room.place(wished, lines)
            group.text(lines, *place)
            below = len(lines) if place == wished[0] else 0
        elif kind in ("lane", "participant"):
            group.sideways(name, box.x + 18, box.middle[1])
        elif symbols.is_open(node):
            group.text(lines_of(name, 30)[:1], box.middle[0], box.y + 18)
        else:
            group.centred(lines_of(name, 15)[:4], box)
        for number, note in enumerate(self.marks.notes.get(id_, ()), start=below + 1):
            group.note(note, box.middle[0], box.bottom + NOTE_LINE * number)

    def _symbol(self, node: etree._Element) -> Callable[[Group, etree._Element, Box], None]:
        kind = local(node)
        if kind.endswith("Event"):
            return symbols.event
        if kind.endswith("Gateway"):
            return symbols.gateway
        return symbols.strip if kind in ("lane", "participant") else symbols.activity

    def _way(self, svg: etree._Element, id_: str, way: Sequence[Point]) -> None:
        node = self.nodes.get(id_)
        if node is None or len(way) < 2:
            return
        group = Group(svg, f"p-way {self.marks.classes.get(id_, '')}".strip(), id_)
        path = "M" + " L".join(f"{x} {y}" for x, y in way)
        is_message = local(node) == "messageFlow"
        group.add("path", d=path, class_="p-said" if is_message else "")
        symbols.arrowhead(group, way[-2], way[-1])
        if id_ in self.defaults:
            (x, y), (after, _) = way[0], way[1]
            side = 1 if after >= x else -1
            group.add("path", d=f"M{x + 8 * side} {y + 5} l{4 * side} -10")
        name = _name(node)
        if name:
            lines = lines_of(name, LABEL_WIDTH)[:2]
            group.text(lines, *self.room.place(list(along(way, lines)), lines))


def _texts(svg: etree._Element) -> list[Box]:
    """About where the texts stand; those that are turned lie inside their strip."""
    found = []
    for text in svg.iter(f"{{{SVG}}}text"):
        if text.get("transform") is None:
            half = len(text.text or "") * SIGN_WIDTH // 2
            x, y = int(text.get("x", "0")), int(text.get("y", "0"))
            found.append(Box(x - half, y - SIGN_WIDTH, 2 * half, SIGN_WIDTH))
    return found


def _name(node: etree._Element) -> str:
    return words(in_language(str(node.get("name") or ""), str(node.get(vd("nameEn")) or "")))
