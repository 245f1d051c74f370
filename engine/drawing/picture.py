"""A picture of processes that have none: pools, lanes, steps and the ways between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from engine.admission.document import Document
from engine.admission.names import bpmn
from engine.drawing.boxes import Box, Point, Size, around
from engine.drawing.grid import GAP, Arranged, arranged
from engine.drawing.scopes import Scope, holds_others, usual_size

TITLE = 30
"""Width of the strip in which the name of a pool or lane stands."""

POOL = Size(600, 120)
"""The least that a pool or lane takes up; how much a pool without content does."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and ways by the id of what they show."""

    boxes: dict[str, Box] = field(default_factory=dict)
    ways: dict[str, Sequence[Point]] = field(default_factory=dict)

    @property
    def size(self) -> Size:
        points = [Box(x, y, 0, 0) for points in self.ways.values() for x, y in points]
        whole = around([*self.boxes.values(), *points])
        return Size(whole.right, whole.bottom)

    def takes(self, other: Picture, *, right: int = 0, down: int = 0) -> None:
        """Put another picture into this one."""
        for id_, box in other.boxes.items():
            self.boxes[id_] = box.moved(right, down)
        for id_, points in other.ways.items():
            self.ways[id_] = [(x + right, y + down) for x, y in points]


def of_collaboration(
    document: Document, node: etree._Element, processes: Mapping[str, etree._Element]
) -> Picture:
    """Pools below each other, and the messages between them."""
    picture = Picture()
    pools: dict[str, Box] = {}
    here = 0
    for pool in node.iterchildren(bpmn("participant")):
        process = processes.get(document.refer(pool.get("processRef")))
        inside = Picture() if process is None else of_process(document, process)
        picture.takes(inside, right=TITLE, down=here)
        size = inside.size
        height = max(
            size.height + GAP // 2, POOL.height if process is not None else POOL.height // 2
        )
        pools[str(pool.get("id"))] = Box(0, here, max(POOL.width, size.width + TITLE + GAP), height)
        here += height + GAP // 2
    widest = max((box.width for box in pools.values()), default=0)
    picture.boxes.update({id_: Box(box.x, box.y, widest, box.height) for id_, box in pools.items()})
    _widen_lanes(picture, processes.values(), widest - TITLE)
    for flow in node.iterchildren(bpmn("messageFlow")):
        _draw_message(document, flow, picture)
    return picture


def of_process(document: Document, process: etree._Element) -> Picture:
    """The steps of a process, in their lanes where it has some."""
    lanes = [lane for lane in process.iter(bpmn("lane")) if lane.find(bpmn("childLaneSet")) is None]
    if not lanes:
        return of_scope(document, Scope.of(document, process))
    bands = {
        document.refer(str(ref.text or "").strip()): number
        for number, lane in enumerate(lanes)
        for ref in lane.iterchildren(bpmn("flowNodeRef"))
    }
    scope = Scope.of(document, process)
    inside, laid = _laid(document, scope, bands={id_: bands.get(id_, 0) for id_ in scope.nodes})
    picture = Picture()
    picture.takes(inside, right=TITLE)
    _draw_lanes(process, lanes, laid, picture)
    return picture


def of_scope(document: Document, scope: Scope, wanted: Collection[str] | None = None) -> Picture:
    """The steps of a process or sub-process, or only those of them that are wanted."""
    chosen = [id_ for id_ in scope.nodes if wanted is None or id_ in wanted]
    bound = {end for way in scope.ways.values() for end in way}
    bound |= {event.host for event in scope.bounded if event.id in bound}
    loose = [id_ for id_ in chosen if id_ not in bound]
    if not loose or len(loose) == len(chosen):
        return _laid(document, scope, chosen)[0]
    # What no flow touches stands below, lest it push the ways apart.
    picture, _ = _laid(document, scope, [id_ for id_ in chosen if id_ in bound])
    picture.takes(_laid(document, scope, loose)[0], down=picture.size.height)
    return picture


def _laid(
    document: Document,
    scope: Scope,
    chosen: Collection[str] | None = None,
    bands: Mapping[str, int] | None = None,
) -> tuple[Picture, Arranged]:
    ids = scope.nodes.keys() if chosen is None else chosen
    bounded = [event for event in scope.bounded if event.id in ids and event.host in ids]
    bordering = {event.id for event in bounded}
    inside = {
        id_: of_scope(document, Scope.of(document, scope.nodes[id_]))
        for id_ in ids
        if holds_others(scope.nodes[id_])
    }
    sizes = {id_: _size(scope.nodes[id_], inside.get(id_)) for id_ in ids if id_ not in bordering}
    ways = {id_: way for id_, way in scope.ways.items() if way[0] in ids and way[1] in ids}
    own_bands = None if bands is None else {id_: bands[id_] for id_ in sizes}
    laid = arranged(sizes, ways, bounded, own_bands)
    picture = Picture(dict(laid.boxes), dict(laid.ways))
    for id_, inner in inside.items():
        picture.takes(inner, right=laid.boxes[id_].x, down=laid.boxes[id_].y)
    return picture, laid


def _size(node: etree._Element, inside: Picture | None) -> Size:
    if inside is None:
        return usual_size(node)
    return Size(inside.size.width + GAP, inside.size.height + GAP)


def _draw_lanes(
    process: etree._Element, leaves: Sequence[etree._Element], laid: Arranged, picture: Picture
) -> None:
    width = max(picture.size.width + GAP // 2, POOL.width)
    here = 0
    for number, lane in enumerate(leaves):
        begin, end = laid.bands.get(number, (here, here + POOL.height))
        picture.boxes[str(lane.get("id"))] = Box(0, here, width, max(end, begin) - here)
        here = end
    for lane in process.iter(bpmn("lane")):
        within = [
            picture.boxes[str(one.get("id"))] for one in lane.iter(bpmn("lane")) if one in leaves
        ]
        picture.boxes[str(lane.get("id"))] = around(within)


def _widen_lanes(picture: Picture, processes: Iterable[etree._Element], width: int) -> None:
    """A lane reaches as far as its pool."""
    for process in processes:
        for lane in process.iter(bpmn("lane")):
            box = picture.boxes.get(str(lane.get("id")))
            if box is not None:
                picture.boxes[str(lane.get("id"))] = Box(box.x, box.y, width, box.height)


def _draw_message(document: Document, flow: etree._Element, picture: Picture) -> None:
    source = picture.boxes.get(document.refer(flow.get("sourceRef")))
    target = picture.boxes.get(document.refer(flow.get("targetRef")))
    if source is None or target is None:
        return
    (left, _), (right, _) = source.middle, target.middle
    if source.y <= target.y:
        begin, end = source.bottom, target.y
    else:
        begin, end = source.y, target.bottom
    halfway = (begin + end) // 2
    picture.ways[str(flow.get("id"))] = [
        (left, begin),
        (left, halfway),
        (right, halfway),
        (right, end),
    ]
