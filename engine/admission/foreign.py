"""What would do something elsewhere and does nothing here, and that is told.

Extensions of other products, and what the standard has for machines that are not this one.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from engine.admission.beside import UNREAD
from engine.admission.document import Document
from engine.admission.names import BPMN_NS, CAMUNDA_NS, VD_NS, is_bpmn, local
from engine.model import Severity

HARMLESS = frozenset(
    {
        "",
        BPMN_NS,
        CAMUNDA_NS,
        VD_NS,
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    }
)
"""What we read, and what only colours a picture or tells by which tool it was drawn."""


def warn_of_foreign(document: Document, process: etree._Element) -> None:
    """One warning for each product whose extensions stand in a process, at the first of them."""
    first: dict[str, etree._Element] = {}
    found: Counter[str] = Counter()
    for node in process.iter(etree.Element):
        holder = _holder(node)
        if holder is None:
            continue
        for namespace in _foreign_in(node):
            first.setdefault(namespace, holder)
            found[namespace] += 1
    for namespace, node in first.items():
        document.problem(
            "foreign-extension",
            "“%(name)s” carries extensions of %(namespace)s (%(count)s in all), which do nothing "
            "here",
            node,
            severity=Severity.WARNING,
            hint="They are kept. Say who, on which form and by when in the settings of the step.",
            namespace=namespace[:120],
            count=found[namespace],
        )


def warn_of_unread(document: Document) -> None:
    """One warning for each kind of the standard's own that nobody reads, at the first of it."""
    told: set[str] = set()
    for node in document.root.iter(etree.Element):
        kind = UNREAD.get(local(node)) if is_bpmn(node) else None
        if kind is None or kind.what in told:
            continue
        told.add(kind.what)
        document.problem(
            "not-read",
            "<%(element)s> does nothing here",
            node,
            severity=Severity.WARNING,
            hint=kind.instead,
            element=local(node),
        )


def _foreign_in(node: etree._Element) -> set[str]:
    """Namespaces of a node's attributes, and of the node itself, that are another product's."""
    names = [str(name) for name in (node.tag, *node.attrib)]
    return {etree.QName(name).namespace or "" for name in names} - HARMLESS


def _holder(node: etree._Element) -> etree._Element | None:
    """The element of the standard that carries a node; none inside what is foreign already."""
    if is_bpmn(node):
        return node
    around = node.getparent()
    if around is None or not is_bpmn(around):
        return None
    above = around.getparent()
    return around if above is None or around.get("id") else above
