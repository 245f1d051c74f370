"""Reads the logic of a decision: texts, tables, and the other boxed expressions."""

from __future__ import annotations

from collections.abc import Callable

from engine.decisions.findings import Findings
from engine.decisions.grid import feel_text, table
from engine.decisions.syntax import (
    ContextEntries,
    FunctionDefinition,
    Invocation,
    Items,
    Logic,
    Relation,
)
from engine.decisions.xml import (
    Element,
    child,
    children,
    id_of,
    line_of,
    local,
    written,
)

LOGIC = (
    *("literalExpression", "decisionTable", "context", "list", "relation", "invocation"),
    *("functionDefinition", "conditional", "for", "every", "some", "filter"),
)
_DEEPEST = 30


def logic_in(holder: Element, findings: Findings, depth: int = 0) -> Logic | None:
    """The logic inside an element; None (and a finding) when there is none that we run."""
    node = child(holder, *LOGIC)
    if node is None:
        findings.add(
            "no-logic",
            written(holder),
            "The %(kind)s has no decision logic",
            hint="Give it a decision table or a literal expression.",
            kind=local(holder),
        )
        return None
    return logic(node, findings, depth)


def logic(node: Element, findings: Findings, depth: int = 0) -> Logic | None:
    if depth > _DEEPEST:
        findings.add("too-deep", written(node), "The logic is nested too deep")
        return None
    read = _READERS.get(local(node))
    if read is None:
        findings.add(
            "unsupported-logic",
            written(node),
            "Boxed %(kind)s expressions are not run",
            hint="Write it as a literal expression in FEEL.",
            kind=local(node),
        )
        return None
    return read(node, findings, depth)


def _literal(node: Element, findings: Findings, depth: int) -> Logic | None:
    if child(node, "importedValues") is not None:
        findings.add("import", written(node), "Imported values are not read")
    found = feel_text(node, findings)
    if not found.text:
        findings.add("empty-expression", found, "The expression is empty")
        return None
    return found


def _context(node: Element, findings: Findings, depth: int) -> Logic | None:
    entries: list[tuple[str, Logic]] = []
    for entry in children(node, "contextEntry"):
        variable = child(entry, "variable")
        name = "" if variable is None else variable.get("name", "").strip()
        value = logic_in(entry, findings, depth + 1)
        if value is not None:
            entries.append((name, value))
    return ContextEntries(id=id_of(node), line=line_of(node), entries=tuple(entries))


def _list(node: Element, findings: Findings, depth: int) -> Logic | None:
    items = [logic(each, findings, depth + 1) for each in children(node, *LOGIC)]
    found = tuple(item for item in items if item is not None)
    return Items(id=id_of(node), line=line_of(node), items=found)


def _relation(node: Element, findings: Findings, depth: int) -> Logic | None:
    columns = tuple(each.get("name", "").strip() for each in children(node, "column"))
    rows: list[tuple[Logic, ...]] = []
    for row in children(node, "row"):
        cells = [logic(each, findings, depth + 1) for each in children(row, *LOGIC)]
        if len(cells) != len(columns):
            findings.add("rule-width", written(row), "The row is not as wide as the relation")
        rows.append(tuple(cell for cell in cells if cell is not None))
    return Relation(id=id_of(node), line=line_of(node), columns=columns, rows=tuple(rows))


def _invocation(node: Element, findings: Findings, depth: int) -> Logic | None:
    function = child(node, "literalExpression")
    if function is None:
        findings.add("no-logic", written(node), "The invocation calls nothing")
        return None
    bindings: list[tuple[str, Logic]] = []
    for binding in children(node, "binding"):
        parameter = child(binding, "parameter")
        value = logic_in(binding, findings, depth + 1)
        if parameter is not None and value is not None:
            bindings.append((parameter.get("name", "").strip(), value))
    return Invocation(
        id=id_of(node),
        line=line_of(node),
        function=feel_text(function, findings),
        bindings=tuple(bindings),
    )


def function(node: Element, findings: Findings, depth: int = 0) -> FunctionDefinition | None:
    if node.get("kind", "FEEL") != "FEEL":
        findings.add(
            "language",
            written(node),
            "Functions in %(language)s are not run",
            hint="Write the function in FEEL.",
            language=node.get("kind", ""),
        )
        return None
    body = logic_in(node, findings, depth + 1)
    if body is None:
        return None
    return FunctionDefinition(
        id=id_of(node),
        line=line_of(node),
        parameters=tuple(
            each.get("name", "").strip() for each in children(node, "formalParameter")
        ),
        body=body,
    )


_READERS: dict[str, Callable[[Element, Findings, int], Logic | None]] = {
    "literalExpression": _literal,
    "decisionTable": lambda node, findings, _: table(node, findings),
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function,
}
