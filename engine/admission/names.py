"""XML names of BPMN, of the extensions we understand, and of our own."""

from __future__ import annotations

from lxml import etree

BPMN_NS = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA_NS = "http://camunda.org/schema/1.0/bpmn"
VD_NS = "urn:vinhdanh:bpmn:1"


def bpmn(name: str) -> str:
    return f"{{{BPMN_NS}}}{name}"


def camunda(name: str) -> str:
    return f"{{{CAMUNDA_NS}}}{name}"


def vd(name: str) -> str:
    return f"{{{VD_NS}}}{name}"


def local(node: etree._Element) -> str:
    """Name without its namespace."""
    return etree.QName(node).localname


def is_bpmn(node: etree._Element) -> bool:
    return etree.QName(node).namespace == BPMN_NS


def text_of(node: etree._Element | None) -> str:
    """All text inside a node, without the white space around it."""
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()


def line_of(node: etree._Element) -> int:
    return int(getattr(node, "sourceline", None) or 0)
