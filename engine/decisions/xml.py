"""The elements of a DMN file: names, children, texts, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from engine.decisions.syntax import Text, Written

Element: TypeAlias = etree._Element

_MODEL = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL|dmn\.xsd)/?")
_FEEL = re.compile(r"(feel|https?://www\.omg\.org/spec/(DMN|FEEL)/[\w./-]*)?", re.IGNORECASE)
_CAMUNDA = "{http://camunda.org/schema/1.0/dmn}"


def is_dmn(node: Element) -> bool:
    """Whether the element is the standard's own, of any version since 1.1."""
    return _MODEL.fullmatch(etree.QName(node).namespace or "") is not None


def local(node: Element) -> str:
    """Name without its namespace."""
    return etree.QName(node).localname


def children(node: Element, *names: str) -> Iterator[Element]:
    """Elements of the standard directly inside, of these names (or any)."""
    for inner in node:
        if is_dmn(inner) and (not names or local(inner) in names):
            yield inner


def child(node: Element, *names: str) -> Element | None:
    return next(children(node, *names), None)


def text_in(node: Element) -> str:
    """What stands in the `text` inside."""
    text = child(node, "text")
    return "" if text is None else "".join(str(part) for part in text.itertext()).strip()


def camunda(node: Element, name: str) -> str:
    return node.get(_CAMUNDA + name, "").strip()


def is_feel(node: Element) -> bool:
    """Whether the language the element names (or leaves out) is FEEL."""
    return _FEEL.fullmatch(node.get("expressionLanguage", "").strip()) is not None


def id_of(node: Element) -> str:
    """The element's id, or that of the nearest one around it that has one."""
    around: Element | None = node
    while around is not None:
        if around.get("id"):
            return around.get("id", "")
        around = around.getparent()
    return ""


def line_of(node: Element) -> int:
    return int(getattr(node, "sourceline", None) or 0)


def written(node: Element) -> Written:
    return Written(id=id_of(node), line=line_of(node))


def type_of(node: Element) -> str:
    """The type an element (or the text in it) names: an attribute, or since 1.1 also an element."""
    inner = child(node, "typeRef")
    name = node.get("typeRef") or ("" if inner is None else inner.text or "")
    return name.strip()


def text(node: Element) -> Text:
    return Text(id=id_of(node), line=line_of(node), text=text_in(node), type_ref=type_of(node))
