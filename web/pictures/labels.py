"""Where labels stand: beside what they name, and on nothing else that is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from engine.drawing.boxes import Box, Point
from web.pictures.svg import LINE

SIGN_WIDTH = 6
"""About as wide is a sign of a label: labels may reach beyond what they belong to."""

RISE = 10
"""How far a line of text reaches above the line on which it stands."""

GAP = 6
MOST_LINES = 4_000
"""In a larger drawing nobody looks for room: each label stands where it is wished for first."""


class Room:
    """What is drawn already, and the labels that were given their places."""

    def __init__(self, boxes: Iterable[Box], ways: Iterable[Sequence[Point]]) -> None:
        self._taken = list(boxes)
        self._lines = [part for way in ways for part in pairwise(way)]

    def place(self, wished: Sequence[Point], label: Sequence[str]) -> Point:
        """The first of the wished places that is free; where none is, the one that covers least."""
        if len(self._lines) > MOST_LINES or not label:
            return wished[0]
        place = min(wished, key=lambda one: self._covered(box_of(label, one)))
        self._taken.append(box_of(label, place))
        return place

    def _covered(self, label: Box) -> int:
        shapes = sum(_meet(label, box) for box in self._taken)
        return shapes + sum(_is_crossed(label, *line) for line in self._lines)


def box_of(label: Sequence[str], place: Point) -> Box:
    """About where the lines of a label stand whose first is centred on a place."""
    width = max(map(len, label), default=0) * SIGN_WIDTH
    return Box(place[0] - width // 2, place[1] - RISE, width, RISE + LINE * (len(label) - 1))


def around_shape(box: Box, label: Sequence[str]) -> list[Point]:
    """Below it, above it, on its right and on its left; then in its corners."""
    half = max(map(len, label), default=0) * SIGN_WIDTH // 2
    (x, y), more = box.middle, LINE * (len(label) - 1)
    level = y + RISE // 2 - more // 2
    right, left = x + GAP + half, x - GAP - half
    below, above = box.bottom + LINE, box.y - GAP - more
    return [
        (x, below),
        (x, above),
        (box.right + GAP + half, level),
        (box.x - GAP - half, level),
        (right, below),
        (left, below),
        (right, above),
        (left, above),
    ]


def along(way: Sequence[Point], label: Sequence[str]) -> Iterator[Point]:
    """Beside each part of a way, from where it begins: above and below it, or on either side."""
    half = max(map(len, label), default=0) * SIGN_WIDTH // 2
    more = LINE * (len(label) - 1)
    for (x, y), (then_x, then_y) in pairwise(way):
        middle, level = (x + then_x) // 2, (y + then_y) // 2
        if abs(then_x - x) >= abs(then_y - y):
            yield middle, min(y, then_y) - GAP - more
            yield middle, max(y, then_y) + GAP + RISE
        else:
            for height in (level, then_y - GAP if then_y > y else then_y + GAP + LINE):
                yield max(x, then_x) + GAP + half, height + RISE // 2 - more // 2
                yield min(x, then_x) - GAP - half, height + RISE // 2 - more // 2


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def _is_crossed(box: Box, begin: Point, end: Point) -> bool:
    """Whether a straight line passes through a box: what of it lies within all four sides."""
    (x, y), (to_right, down) = begin, (end[0] - begin[0], end[1] - begin[1])
    enters, leaves = 0.0, 1.0
    for slope, room in (
        (-to_right, x - box.x),
        (to_right, box.right - x),
        (-down, y - box.y),
        (down, box.bottom - y),
    ):
        if slope == 0:
            if room < 0:
                return False
        elif slope < 0:
            enters = max(enters, room / slope)
        else:
            leaves = min(leaves, room / slope)
    return enters <= leaves
