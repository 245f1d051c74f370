"""A drawing in a few lines: one a step or event, one a chain of flows.

    title "Giấy khen đột xuất | Certificate at once"
    procedure giay_khen_dot_xuat deadline=procedure.limit
    start filed "Đơn vị nộp hồ sơ | Unit files the dossier"
    user appraise "Thẩm định | Appraise" role=award_officer
    filed > appraise > done
    check > done "Đủ | Complete" if='= intake_check = "complete"'

Only for drawings that the product brings itself: what is wrong in them is meant to be wrong.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
VD = "urn:vinhdanh:bpmn:1"
PREFIXES = {"bpmn": BPMN, "camunda": CAMUNDA, "vd": VD}
PROCESS = "vi_du"
"""Id of the process in every such drawing."""

KINDS: Mapping[str, str] = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "user": "userTask",
    "service": "serviceTask",
    "receive": "receiveTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "part": "subProcess",
    "choice": "exclusiveGateway",
    "fork": "parallelGateway",
    "first": "eventBasedGateway",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "border": "boundaryEvent",
}
ATTRIBUTES: Mapping[str, str] = {
    "role": f"{{{CAMUNDA}}}candidateGroups",
    "form": f"{{{CAMUNDA}}}formKey",
    "topic": f"{{{CAMUNDA}}}topic",
    "decision": f"{{{CAMUNDA}}}decisionRef",
    "result": f"{{{CAMUNDA}}}resultVariable",
    "deadline": f"{{{VD}}}deadline",
    "basis": f"{{{VD}}}legalBasis",
    "gate": f"{{{VD}}}gate",
    "back": f"{{{VD}}}returnTo",
    "eyes": f"{{{VD}}}fourEyes",
    "document": f"{{{VD}}}document",
    "calls": "calledElement",
    "on": "attachedToRef",
}
REFERENCES = ("message", "signal", "error")


@dataclass
class Sheet:
    """The drawing as it grows."""

    root: etree._Element
    process: etree._Element
    nodes: dict[str, etree._Element] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    """Ids of messages, signals and errors by kind and name."""


def drawing(text: str) -> bytes:
    """The BPMN of a drawing in this notation."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=PREFIXES, id="lesson")
    root.set("targetNamespace", "urn:vinhdanh:lessons")
    process = etree.SubElement(root, f"{{{BPMN}}}process", id=PROCESS, isExecutable="true")
    sheet = Sheet(root, process)
    for line in filter(None, map(str.strip, text.splitlines())):
        _take(sheet, shlex.split(line))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _take(sheet: Sheet, words: Sequence[str]) -> None:
    first, *others = words
    if ">" in words:
        _flows(sheet, words)
    elif first == "title":
        _name(sheet.process, others)
    elif first == "procedure":
        _procedure(sheet.process, others)
    elif first == "lane":
        _lane(sheet, others)
    elif first == "crowd":
        for line in _crowd(int(others[0]), int(others[1])):
            _take(sheet, shlex.split(line))
    else:
        _node(sheet, KINDS[first], others)


def _procedure(process: etree._Element, words: Sequence[str]) -> None:
    key, *more = words
    process.set(f"{{{VD}}}procedure", key)
    for name, value in _settings(more).items():
        process.set(ATTRIBUTES[name], value)


def _node(sheet: Sheet, kind: str, words: Sequence[str]) -> None:
    id_, *more = words
    settings = _settings(more)
    parent = sheet.nodes.get(settings.get("in", ""), sheet.process)
    node = etree.SubElement(parent, f"{{{BPMN}}}{kind}", id=id_)
    sheet.nodes[id_] = node
    _name(node, more)
    if "beside" in more:
        node.set("cancelActivity", "false")
    if "topic" in settings:
        node.set(f"{{{CAMUNDA}}}type", "external")
    for name, value in settings.items():
        if name in ATTRIBUTES:
            node.set(ATTRIBUTES[name], value)
    _event(sheet, node, more, settings)
    if "times" in settings:
        loop = etree.SubElement(node, f"{{{BPMN}}}multiInstanceLoopCharacteristics")
        if settings["times"] != "?":
            etree.SubElement(loop, f"{{{BPMN}}}loopCardinality").text = settings["times"]


def _event(
    sheet: Sheet, node: etree._Element, words: Sequence[str], settings: Mapping[str, str]
) -> None:
    if "timer" in settings:
        definition = etree.SubElement(node, f"{{{BPMN}}}timerEventDefinition")
        text = settings["timer"]
        tag = "timeDate" if text.startswith("deadline(") else "timeDuration"
        etree.SubElement(definition, f"{{{BPMN}}}{tag}").text = text
    if "waits" in words:
        etree.SubElement(node, f"{{{BPMN}}}conditionalEventDefinition")
    if "link" in settings:
        etree.SubElement(node, f"{{{BPMN}}}linkEventDefinition", name=settings["link"])
    for kind in REFERENCES:
        if kind in settings:
            _refer(sheet, node, kind, settings[kind])


def _refer(sheet: Sheet, node: etree._Element, kind: str, name: str) -> None:
    is_receiving = node.tag == f"{{{BPMN}}}receiveTask"
    holder = node if is_receiving else etree.SubElement(node, f"{{{BPMN}}}{kind}EventDefinition")
    if name == "?":
        return
    if (kind, name) not in sheet.named:
        id_ = sheet.named[kind, name] = f"{kind}_{len(sheet.named) + 1}"
        declared = etree.Element(f"{{{BPMN}}}{kind}", id=id_, name=name)
        if kind == "error":
            declared.set("errorCode", name)
        sheet.process.addprevious(declared)
    holder.set(f"{kind}Ref", sheet.named[kind, name])


def _flows(sheet: Sheet, words: Sequence[str]) -> None:
    ends = max(place for place, word in enumerate(words) if word == ">") + 2
    chain, more = [word for word in words[:ends] if word != ">"], words[ends:]
    settings = _settings(more)
    for source, target in pairwise(chain):
        around = sheet.nodes[source].getparent()
        holder = sheet.process if around is None else around
        flow = etree.SubElement(holder, f"{{{BPMN}}}sequenceFlow", id=f"{source}_{target}")
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        _name(flow, more)
        if "default" in more:
            sheet.nodes[source].set("default", f"{source}_{target}")
        if "if" in settings:
            etree.SubElement(flow, f"{{{BPMN}}}conditionExpression").text = settings["if"]


def _lane(sheet: Sheet, words: Sequence[str]) -> None:
    id_, *more = words
    lanes = sheet.process.find(f"{{{BPMN}}}laneSet")
    if lanes is None:
        lanes = etree.Element(f"{{{BPMN}}}laneSet", id="lanes")
        sheet.process.insert(0, lanes)
    lane = etree.SubElement(lanes, f"{{{BPMN}}}lane", id=id_)
    _name(lane, more)
    for held in _settings(more)["holds"].split():
        etree.SubElement(lane, f"{{{BPMN}}}flowNodeRef").text = held


def _crowd(rows: int, columns: int) -> Iterator[str]:
    """So many steps that nobody can oversee them, in branches beside one another."""
    yield from ("fork fork", "fork join")
    for row in range(1, rows + 1):
        ids = [f"step_{row}_{column}" for column in range(1, columns + 1)]
        for id_ in ids:
            yield f'user {id_} "Bước | Step"'
        yield " > ".join(["fork", *ids, "join"])


def _name(node: etree._Element, words: Sequence[str]) -> None:
    """The first word with a bar in it is Vietnamese and English; `-` leaves English out."""
    for word in words:
        name, bar, english = word.partition(" | ")
        if bar:
            if name != "-":
                node.set("name", name)
            if english != "-":
                node.set(f"{{{VD}}}nameEn", english)
            return


def _settings(words: Sequence[str]) -> dict[str, str]:
    pairs = (word.partition("=") for word in words if " | " not in word)
    return {name: value for name, equals, value in pairs if equals}
