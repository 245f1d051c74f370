"""One scope laid out: boxes on a grid, and ways that run in the gaps between them.

Columns and rows are as wide and high as what stands in them. Ways leave to the right and enter
from the left; where elements stand between, they run through the gap below the row instead. So no
way crosses an element, whatever the drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.drawing.boxes import Box, Point, Size, around
from engine.drawing.ranks import Cell, Way, cells_of

GAP = 60
"""Between columns and between rows; ways run in it."""

TRACK = 6
"""Between ways that run in one gap."""

TRACKS = 4
BOUNDARY = 36
"""Width and height of an event on the border of an activity."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """An event on the border of an activity."""

    id: str
    host: str


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where everything of a scope stands, from its upper left on."""

    boxes: Mapping[str, Box]
    ways: Mapping[str, Sequence[Point]]
    bands: Mapping[int, tuple[int, int]]
    """Of each band where it begins and ends, downwards."""

    @property
    def size(self) -> Size:
        points = [Box(x, y, 0, 0) for points in self.ways.values() for x, y in points]
        whole = around([*self.boxes.values(), *points])
        return Size(whole.right, whole.bottom)


def arranged(
    sizes: Mapping[str, Size],
    ways: Mapping[str, Way],
    bounded: Sequence[Bounded] = (),
    bands: Mapping[str, int] | None = None,
) -> Arranged:
    """Lay a scope out. `ways` are by id of the flow; their ends are elements or boundary events."""
    hosts = {event.id: event.host for event in bounded}
    between = [(hosts.get(one, one), hosts.get(other, other)) for one, other in ways.values()]
    cells = cells_of(list(sizes), between, bands or {})
    grid = _Grid(sizes, cells)
    boxes = {id_: grid.box(id_) for id_ in sizes}
    boxes |= _on_borders(bounded, boxes)
    routes = {
        id_: grid.way(number, source, target, hosts, boxes)
        for number, (id_, (source, target)) in enumerate(ways.items())
    }
    return Arranged(boxes, routes, _bands(grid, cells, bands or {}))


class _Grid:
    def __init__(self, sizes: Mapping[str, Size], cells: Mapping[str, Cell]) -> None:
        self.sizes = sizes
        self.cells = cells
        self.taken = {(cell.column, cell.row) for cell in cells.values()}
        widths: dict[int, int] = defaultdict(int)
        heights: dict[int, int] = defaultdict(int)
        for id_, cell in cells.items():
            widths[cell.column] = max(widths[cell.column], sizes[id_].width)
            heights[cell.row] = max(heights[cell.row], sizes[id_].height)
        self.columns = _spans(widths)
        self.rows = _spans(heights)

    def box(self, id_: str) -> Box:
        """In the middle of its cell."""
        cell, size = self.cells[id_], self.sizes[id_]
        left, right = self.columns[cell.column]
        top, bottom = self.rows[cell.row]
        x = left + (right - left - size.width) // 2
        return Box(x, top + (bottom - top - size.height) // 2, size.width, size.height)

    def way(
        self,
        number: int,
        source: str,
        target: str,
        hosts: Mapping[str, str],
        boxes: Mapping[str, Box],
    ) -> Sequence[Point]:
        """The corners of a way from one element to another."""
        start, end = boxes[source], boxes[target]
        here, there = self.cells[hosts.get(source, source)], self.cells[hosts.get(target, target)]
        shift = (number % TRACKS) * TRACK
        entry = self.columns[there.column][0] - GAP // 2 + shift
        channel = self.rows[here.row][1] + GAP // 2 + shift
        goal = (end.x, end.middle[1])
        if source in hosts:
            bottom = (start.middle[0], start.bottom)
            return [bottom, (bottom[0], channel), (entry, channel), (entry, goal[1]), goal]
        begin = (start.right, start.middle[1])
        if there.column > here.column and self._is_clear(here, there):
            if begin[1] == goal[1]:
                return [begin, goal]
            return [begin, (entry, begin[1]), (entry, goal[1]), goal]
        exit_ = self.columns[here.column][1] + GAP // 2 - shift
        below = [(exit_, begin[1]), (exit_, channel), (entry, channel), (entry, goal[1])]
        return [begin, *below, goal]

    def _is_clear(self, here: Cell, there: Cell) -> bool:
        """Whether nothing stands in the row between two columns."""
        between = range(here.column + 1, there.column)
        return not any((column, here.row) in self.taken for column in between)


def _spans(lengths: Mapping[int, int]) -> Mapping[int, tuple[int, int]]:
    """Where each column (or row) begins and ends, a gap before each."""
    spans: dict[int, tuple[int, int]] = {}
    here = GAP
    for number in sorted(lengths):
        spans[number] = (here, here + lengths[number])
        here += lengths[number] + GAP
    return spans


def _on_borders(bounded: Sequence[Bounded], boxes: Mapping[str, Box]) -> Mapping[str, Box]:
    """Boundary events side by side on the lower border of their activities."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for event in bounded:
        by_host[event.host].append(event.id)
    placed: dict[str, Box] = {}
    for host, events in by_host.items():
        box = boxes[host]
        for place, id_ in enumerate(events, 1):
            x = box.x + box.width * place // (len(events) + 1) - BOUNDARY // 2
            placed[id_] = Box(x, box.bottom - BOUNDARY // 2, BOUNDARY, BOUNDARY)
    return placed


def _bands(
    grid: _Grid, cells: Mapping[str, Cell], bands: Mapping[str, int]
) -> Mapping[int, tuple[int, int]]:
    """From the middle of the gap above a band to the middle of the one below."""
    found: dict[int, tuple[int, int]] = {}
    for id_, band in bands.items():
        top, bottom = grid.rows[cells[id_].row]
        known = found.get(band, (top, bottom))
        found[band] = (min(known[0], top), max(known[1], bottom))
    return {band: (top - GAP // 2, bottom + GAP // 2) for band, (top, bottom) in found.items()}
