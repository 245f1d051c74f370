"""What a file means: without prefixes, white space, comments, order and defaults of attributes."""

from __future__ import annotations

from lxml import etree

DEFAULTS = {
    "cancelRemainingInstances": "true",
    "completionQuantity": "1",
    "isForCompensation": "false",
    "isSequential": "false",
    "startQuantity": "1",
    "isCollection": "false",
    "isInterrupting": "true",
    "parallelMultiple": "false",
    "textFormat": "text/plain",
}
"""What the schema of BPMN 2.0 has for attributes that are not there."""


TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def meaning(text: str) -> object:
    """Equal for two texts that say the same."""
    return _meaning(etree.fromstring(text.encode(), etree.XMLParser(remove_comments=True)))


def _meaning(node: etree._Element) -> object:
    text = " ".join((node.text or "").split())
    attributes = sorted(
        (str(name), _value(str(name), node))
        for name, value in node.attrib.items()
        if DEFAULTS.get(str(name)) != value
    )
    tag = str(node.tag)
    if tag.endswith("}formalExpression"):  # Stands where an expression of that type may stand.
        tag = tag.replace("}formalExpression", "}expression")
        attributes.append((TYPE, "tFormalExpression"))
    return tag, attributes, text, [_meaning(child) for child in node]


def _value(name: str, node: etree._Element) -> str:
    """Numbers may be spelled anew, and a type goes by its local name."""
    value = str(node.get(name))
    if name.endswith("}type"):
        return value.rpartition(":")[2]
    try:
        return str(float(value))
    except ValueError:
        return value
