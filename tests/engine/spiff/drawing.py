"""Small BPMN drawings for tests, written as XML the way a modeler exports it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from engine.admission import read
from engine.spiff import SpiffExecutable, compile_set

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:vd="urn:vinhdanh:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" '
    'targetNamespace="urn:test">\n'
)


def process(body: str, id_: str = "p") -> str:
    return f'<bpmn:process id="{id_}" isExecutable="true">\n{body}\n</bpmn:process>\n'


def document(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</bpmn:definitions>\n").encode()


def node(kind: str, id_: str, attributes: str = "", inside: str = "") -> str:
    return f'<bpmn:{kind} id="{id_}" {attributes}>{inside}</bpmn:{kind}>\n'


def flow(source: str, target: str, condition: str = "", id_: str = "") -> str:
    inside = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}'
        "</bpmn:conditionExpression>"
        if condition
        else ""
    )
    id_ = id_ or f"{source}_{target}"
    return (
        f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inside}'
        "</bpmn:sequenceFlow>\n"
    )


def chain(*ids: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(a, b) for a, b in itertools.pairwise(ids))


def event(kind: str, id_: str, definition: str, attributes: str = "", inside: str = "") -> str:
    return node(
        kind, id_, attributes, f"<bpmn:{definition}EventDefinition>{inside}"
        f"</bpmn:{definition}EventDefinition>"
    )  # fmt: skip


def timer(duration: str = "P1D") -> str:
    return f"<bpmn:timeDuration>{duration}</bpmn:timeDuration>"


def compiled(files: bytes | Mapping[str, bytes], process_id: str = "p") -> SpiffExecutable:
    """The executable of drawings that must read without an error."""
    if isinstance(files, bytes):
        files = {"p.bpmn": files}
    reading = read(files)
    assert reading.is_sound, reading.problems
    return compile_set(reading.processes, files)[process_id]
