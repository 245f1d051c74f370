"""Rectangles of a picture, in its own units; y grows downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    def moved(self, right: int, down: int) -> Box:
        return Box(self.x + right, self.y + down, self.width, self.height)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all; an empty one where there are none."""
    known = list(boxes)
    if not known:
        return Box(0, 0, 0, 0)
    x, y = min(box.x for box in known), min(box.y for box in known)
    return Box(x, y, max(box.right for box in known) - x, max(box.bottom for box in known) - y)
