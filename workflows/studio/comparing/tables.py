"""Two decision tables compared row by row and cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.admission import safe_xml
from engine.errors import Message
from engine.model import Problem
from workflows.studio.comparing.difference import Change, Difference, added, changed, removed

FILE = "x.dmn"
TABLE = Message("kind.table", "decision")
ROW = Message("kind.row", "row")
COLUMN = Message("kind.column", "column")
CELL = Message("attribute.cell", "Column “%(column)s”")
HIT_POLICY = Message("attribute.hit_policy", "Hit policy")


def compare(old: bytes, new: bytes) -> Iterator[Difference]:
    before, after = safe_xml.parse(FILE, old), safe_xml.parse(FILE, new)
    if isinstance(before, Problem) or isinstance(after, Problem):
        return
    known, coming = _decisions(before), _decisions(after)
    for id_, one in known.items():
        if id_ not in coming:
            yield removed(id_, TABLE, _name(one))
    for id_, one in coming.items():
        if id_ not in known:
            yield added(id_, TABLE, _name(one))
        else:
            yield from _decision(known[id_], one)


def _decision(old: etree._Element, new: etree._Element) -> Iterator[Difference]:
    id_, name = new.get("id", ""), _name(new)
    before, after = _child(old, "decisionTable"), _child(new, "decisionTable")
    if before is None or after is None:
        if _texts(old) != _texts(new):
            text = "Changed: %(kind)s “%(name)s”"
            yield Difference(
                Change.CHANGED, id_, Message("piece", text, {"kind": TABLE, "name": name})
            )
        return
    policies = before.get("hitPolicy", "UNIQUE"), after.get("hitPolicy", "UNIQUE")
    if policies[0] != policies[1]:
        yield changed(id_, HIT_POLICY, TABLE, name, *policies)
    yield from _columns(before, after)
    yield from _rows(before, after)


def _columns(before: etree._Element, after: etree._Element) -> Iterator[Difference]:
    known, coming = _headings(before), _headings(after)
    for id_, heading in known.items():
        if id_ not in coming:
            yield removed(id_, COLUMN, heading)
    for id_, heading in coming.items():
        if id_ not in known:
            yield added(id_, COLUMN, heading)
        elif known[id_] != heading:
            name = Message("attribute.name", "Name")
            yield changed(id_, name, COLUMN, heading, known[id_], heading)


def _rows(before: etree._Element, after: etree._Element) -> Iterator[Difference]:
    known, coming = _rules(before), _rules(after)
    columns = {**_headings(before), **_headings(after)}
    for place, (id_, cells) in enumerate(known.items(), start=1):
        if id_ not in coming:
            yield removed(id_, ROW, f"{place}: {_row_words(cells)}")
    for place, (id_, cells) in enumerate(coming.items(), start=1):
        if id_ not in known:
            yield added(id_, ROW, f"{place}: {_row_words(cells)}")
            continue
        for column, text in cells.items():
            earlier = known[id_].get(column, "")
            if earlier != text:
                heading = columns.get(column, column)
                cell = Message(CELL.key, CELL.text, {"column": heading})
                yield changed(id_, cell, ROW, str(place), earlier, text)
    both = [id_ for id_ in known if id_ in coming]
    if both != [id_ for id_ in coming if id_ in known]:
        yield Difference(Change.MOVED, "", Message("row_order", "The order of the rows"))


def _headings(table: etree._Element) -> dict[str, str]:
    """Id of a column to its heading; annotation columns have no id and go by their place."""
    found = {}
    for place, node in enumerate(_children(table, "input")):
        expression = _child(node, "inputExpression")
        text = " ".join(_texts(expression)) if expression is not None else ""
        found[node.get("id") or f"input {place}"] = node.get("label") or text
    for place, node in enumerate(_children(table, "output")):
        found[node.get("id") or f"output {place}"] = node.get("label") or node.get("name") or ""
    return found


def _rules(table: etree._Element) -> dict[str, dict[str, str]]:
    columns = list(_headings(table))
    rules = {}
    for place, rule in enumerate(_children(table, "rule")):
        entries = [*_children(rule, "inputEntry"), *_children(rule, "outputEntry")]
        cells = dict(zip(columns, (" ".join(_texts(one)) for one in entries), strict=False))
        rules[rule.get("id") or f"rule {place}"] = cells
    return rules


def _row_words(cells: dict[str, str]) -> str:
    return " · ".join(text or "–" for text in cells.values())[:120]


def _decisions(root: etree._Element) -> dict[str, etree._Element]:
    return {str(node.get("id")): node for node in _children(root, "decision") if node.get("id")}


def _name(node: etree._Element) -> str:
    return node.get("name") or node.get("id") or ""


def _texts(node: etree._Element) -> list[str]:
    return [" ".join(str(text).split()) for text in node.itertext() if str(text).strip()]


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next(iter(_children(node, name)), None)


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in node.iterchildren(etree.Element) if etree.QName(one).localname == name)
