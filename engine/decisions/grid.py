"""Reads a decision table: its columns, its rules, and whether they fit together."""

from __future__ import annotations

from typing import TypeVar

from engine.decisions.findings import Findings
from engine.decisions.syntax import (
    Aggregation,
    HitPolicy,
    Input,
    Output,
    Rule,
    Table,
    Text,
)
from engine.decisions.xml import (
    Element,
    camunda,
    child,
    children,
    id_of,
    is_feel,
    line_of,
    text,
    text_in,
    type_of,
    written,
)

_Member = TypeVar("_Member", HitPolicy, Aggregation)


def table(node: Element, findings: Findings) -> Table:
    """The table as it is written; what is wrong with its shape goes to the findings."""
    inputs = tuple(_input(each, findings) for each in children(node, "input"))
    outputs = tuple(_output(each, findings) for each in children(node, "output"))
    rules = tuple(_rule(each, findings) for each in children(node, "rule"))
    table = Table(
        id=id_of(node),
        line=line_of(node),
        inputs=inputs,
        outputs=outputs,
        rules=rules,
        annotations=tuple(each.get("name", "") for each in children(node, "annotation")),
        hit_policy=_member(HitPolicy, node, "hitPolicy", findings) or HitPolicy.UNIQUE,
        aggregation=_member(Aggregation, node, "aggregation", findings),
    )
    _check_shape(table, findings)
    return table


def _member(
    kind: type[_Member], node: Element, attribute: str, findings: Findings
) -> _Member | None:
    name = node.get(attribute, "").strip()
    if not name:
        return None
    try:
        return kind(name)
    except ValueError:
        findings.add(
            "hit-policy",
            written(node),
            "There is no %(attribute)s “%(name)s”",
            attribute=attribute,
            name=name,
        )
        return None


def _check_shape(table: Table, findings: Findings) -> None:
    if not table.outputs:
        findings.add("no-output", table, "The table has no output")
    if len(table.outputs) > 1:
        names = [output.name for output in table.outputs]
        if len(set(names)) < len(names) or "" in names:
            findings.add("output-names", table, "Each of several outputs needs a name of its own")
        if table.aggregation is not None:
            findings.add("aggregation", table, "Only a single output can be made one figure")
    for rule in table.rules:
        if len(rule.conditions) != len(table.inputs) or len(rule.results) != len(table.outputs):
            findings.add(
                "rule-width",
                rule,
                "The rule has %(cells)s cells where the table has %(columns)s columns",
                cells=len(rule.conditions) + len(rule.results),
                columns=len(table.inputs) + len(table.outputs),
            )


def _input(node: Element, findings: Findings) -> Input:
    inner = child(node, "inputExpression")
    expression = feel_text(node if inner is None else inner, findings)
    if inner is None or not expression.text:
        findings.add("empty-expression", written(node), "The input has no expression")
    return Input(
        id=id_of(node),
        line=line_of(node),
        label=node.get("label", "") or expression.text,
        expression=expression,
        values=_values(node, "inputValues", findings),
        variable=camunda(node, "inputVariable"),
    )


def _output(node: Element, findings: Findings) -> Output:
    default = child(node, "defaultOutputEntry")
    return Output(
        id=id_of(node),
        line=line_of(node),
        name=node.get("name", "").strip(),
        label=node.get("label", ""),
        type_ref=type_of(node),
        values=_values(node, "outputValues", findings),
        default=None if default is None else feel_text(default, findings),
    )


def _values(node: Element, name: str, findings: Findings) -> Text | None:
    inner = child(node, name)
    found = None if inner is None else feel_text(inner, findings)
    return found if found is not None and found.text else None


def _rule(node: Element, findings: Findings) -> Rule:
    return Rule(
        id=id_of(node),
        line=line_of(node),
        conditions=tuple(feel_text(each, findings) for each in children(node, "inputEntry")),
        results=tuple(feel_text(each, findings) for each in children(node, "outputEntry")),
        annotations=tuple(text_in(each) for each in children(node, "annotationEntry")),
    )


def feel_text(node: Element, findings: Findings) -> Text:
    """A text that has to be FEEL."""
    if not is_feel(node):
        findings.add(
            "language",
            written(node),
            "Expressions in %(language)s are not run",
            hint="Write the expression in FEEL.",
            language=node.get("expressionLanguage", ""),
        )
    return text(node)
