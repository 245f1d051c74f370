"""What a file means: without prefixes, white space, comments and the order of attributes."""

from __future__ import annotations

from lxml import etree


def meaning(text: str) -> object:
    """Equal for two texts that say the same."""
    return _meaning(etree.fromstring(text.encode(), etree.XMLParser(remove_comments=True)))


def _meaning(node: etree._Element) -> object:
    text = " ".join((node.text or "").split())
    attributes = sorted((str(name), _value(str(name), node)) for name in node.attrib)
    return str(node.tag), attributes, text, [_meaning(child) for child in node]


def _value(name: str, node: etree._Element) -> str:
    """Numbers may be spelled anew, and a type goes by its local name."""
    value = str(node.get(name))
    if name.endswith("}type"):
        return value.rpartition(":")[2]
    try:
        return str(float(value))
    except ValueError:
        return value
