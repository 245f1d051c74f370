"""Draws DMN files in the shape in which modelers save them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def file(*elements: str, namespace: str = NAMESPACE) -> bytes:
    """A file that holds these elements."""
    body = "\n".join(elements)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{namespace}"'
        f' xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="D" namespace="x">\n'
        f"{body}\n</definitions>"
    ).encode()


def decision(logic: str, *, id: str = "decision", name: str = "Decision", needs: str = "") -> str:
    return (
        f"<decision id={quoteattr(id)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}/>{needs}{logic}</decision>"
    )


def needs(
    *, decisions: Sequence[str] = (), inputs: Sequence[str] = (), models: Sequence[str] = ()
) -> str:
    drawn = [("informationRequirement", "requiredDecision", each) for each in decisions]
    drawn += [("informationRequirement", "requiredInput", each) for each in inputs]
    drawn += [("knowledgeRequirement", "requiredKnowledge", each) for each in models]
    return "".join(f'<{kind}><{what} href="#{target}"/></{kind}>' for kind, what, target in drawn)


def input_data(name: str, type_ref: str = "") -> str:
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return (
        f"<inputData id={quoteattr('in_' + name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{kind}/></inputData>"
    )


def literal(text: str) -> str:
    return f"<literalExpression>{_text(text)}</literalExpression>"


def model(name: str, parameters: Sequence[str], logic: str, *, needs: str = "") -> str:
    formal = "".join(f"<formalParameter name={quoteattr(each)}/>" for each in parameters)
    return (
        f"<businessKnowledgeModel id={quoteattr('model_' + name)} name={quoteattr(name)}>"
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    *rules: str,
    policy: str = "",
    aggregation: str = "",
    input_type: str = "",
    input_values: str = "",
    output_values: str = "",
    output_type: str = "",
    default: str = "",
) -> str:
    """A table; a rule is its cells with `|` between, a note behind `#`."""
    drawn = [_input(text, number, input_type, input_values) for number, text in enumerate(inputs)]
    drawn += [_output(name, output_values, output_type, default) for name in outputs]
    drawn.append('<annotation name="Why"/>')
    drawn += [
        _rule(text, f"rule{number}", len(inputs)) for number, text in enumerate(rules, start=1)
    ]
    attributes = f' hitPolicy="{policy}"' if policy else ""
    attributes += f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table"{attributes}>{"".join(drawn)}</decisionTable>'


def _input(text: str, number: int, type_ref: str, values: str) -> str:
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    allowed = f"<inputValues>{_text(values)}</inputValues>" if values else ""
    return (
        f'<input id="input{number}" label={quoteattr(text)}>'
        f"<inputExpression{kind}>{_text(text)}</inputExpression>{allowed}</input>"
    )


def _output(name: str, values: str, type_ref: str, default: str) -> str:
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    listed = f"<outputValues>{_text(values)}</outputValues>" if values else ""
    standing = f"<defaultOutputEntry>{_text(default)}</defaultOutputEntry>" if default else ""
    return f"<output name={quoteattr(name)}{kind}>{listed}{standing}</output>"


def _rule(text: str, id: str, width: int) -> str:
    body, _, note = text.partition("#")
    cells = [cell.strip() for cell in body.split("|")]
    drawn = [f"<inputEntry>{_text(cell)}</inputEntry>" for cell in cells[:width]]
    drawn += [f"<outputEntry>{_text(cell)}</outputEntry>" for cell in cells[width:]]
    drawn.append(f"<annotationEntry>{_text(note.strip())}</annotationEntry>")
    return f'<rule id="{id}">{"".join(drawn)}</rule>'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"
