"""Pieces of SVG as a tree: groups, lines of text, words that fit."""

from __future__ import annotations

import textwrap

from lxml import etree

from engine.drawing.boxes import Box

SVG = "http://www.w3.org/2000/svg"
LINE = 14


def element(tag: str, **attributes: object) -> etree._Element:
    """An element; what is empty is left out."""
    made = etree.Element(f"{{{SVG}}}{tag}", nsmap={None: SVG})  # type: ignore[dict-item]  # None: the namespace without a prefix
    for name, value in attributes.items():
        if value != "":
            made.set(name.rstrip("_"), str(value))
    return made


class Group:
    """One shape or way with everything that belongs to it."""

    def __init__(self, svg: etree._Element, classes: str, id_: str) -> None:
        self.node = element("g", class_=classes)
        self.node.set("data-element", id_)
        svg.append(self.node)

    def add(self, tag: str, **attributes: object) -> etree._Element:
        made = element(tag, **attributes)
        self.node.append(made)
        return made

    def text(self, lines: list[str], x: int, y: int, *, kind: str = "p-label") -> None:
        for number, line in enumerate(lines):
            self.add("text", x=x, y=y + LINE * number, class_=kind).text = line

    def centred(self, lines: list[str], box: Box) -> None:
        x, y = box.middle
        self.text(lines, x, y + 4 - LINE * (len(lines) - 1) // 2)

    def sideways(self, line: str, x: int, y: int) -> None:
        turned = self.add("text", x=x, y=y, class_="p-label", transform=f"rotate(-90 {x} {y})")
        turned.text = line[:40]

    def note(self, line: str, x: int, y: int) -> None:
        self.text([line], x, y, kind="p-note")


def words(text: str) -> str:
    """Without line breaks, and without what XML cannot hold."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def lines_of(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=True)[:6]
