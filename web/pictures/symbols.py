"""The signs of BPMN: what events, gateways, activities, pools and lanes look like."""

from __future__ import annotations

import math

from lxml import etree

from engine.admission.names import bpmn, is_bpmn, local
from engine.drawing.boxes import Box, Point
from engine.drawing.scopes import holds_others
from web.pictures.svg import Group

IN_EVENTS = {
    "timer": "M0 -8 V0 L5 4",
    "message": "M-8 -5 H8 V6 H-8 Z M-8 -5 L0 1 L8 -5",
    "conditional": "M-6 -8 H6 V8 H-6 Z M-4 -4 H4 M-4 0 H4 M-4 4 H4",
    "signal": "M0 -8 L8 6 H-8 Z",
    "error": "M-7 7 L-3 -6 L2 2 L7 -7",
    "escalation": "M0 -8 L6 7 L0 1 L-6 7 Z",
    "link": "M-8 -3 H2 V-7 L9 0 L2 7 V3 H-8 Z",
    "terminate": "M-6 0 A6 6 0 1 0 6 0 A6 6 0 1 0 -6 0",
}
IN_GATEWAYS = {
    "exclusiveGateway": "M-7 -8 L7 8 M7 -8 L-7 8",
    "parallelGateway": "M-11 0 H11 M0 -11 V11",
    "inclusiveGateway": "M-10 0 A10 10 0 1 0 10 0 A10 10 0 1 0 -10 0",
    "eventBasedGateway": "M0 -10 L10 -2 L6 9 H-6 L-10 -2 Z",
    "complexGateway": "M-10 0 H10 M0 -10 V10 M-7 -7 L7 7 M7 -7 L-7 7",
}
IN_TASKS = {
    "userTask": "M4 13 C4 6 16 6 16 13 Z M7 3 A3 3 0 1 0 13 3 A3 3 0 1 0 7 3",
    "manualTask": "M4 6 H12 V4 H14 V12 H4 Z",
    "serviceTask": "M5 8 A5 5 0 1 0 15 8 A5 5 0 1 0 5 8 M8 8 A2 2 0 1 0 12 8 A2 2 0 1 0 8 8",
    "sendTask": "M3 3 H17 V13 H3 Z M3 3 L10 9 L17 3",
    "receiveTask": "M3 3 H17 V13 H3 Z M3 3 L10 9 L17 3",
    "businessRuleTask": "M3 3 H17 V13 H3 Z M3 6 H17 M8 6 V13",
    "scriptTask": "M5 2 H15 V14 H5 Z M7 5 H13 M7 8 H13 M7 11 H13",
}


def arrowhead(group: Group, before: Point, tip: Point) -> None:
    """Where a flow ends."""
    angle = round(math.degrees(math.atan2(tip[1] - before[1], tip[0] - before[0])))
    turned = f"translate({tip[0]} {tip[1]}) rotate({angle})"
    group.add("path", d="M0 0 L-9 4 V-4 Z", transform=turned, class_="p-head")


def is_open(node: etree._Element) -> bool:
    """Whether others stand in it."""
    return holds_others(node)


def event(group: Group, node: etree._Element, box: Box) -> None:
    """A ring; thick at an end, double in between, dashed where it does not interrupt."""
    kind = local(node)
    x, y = box.middle
    radius = max(box.width // 2, 4)
    is_beside = node.get("cancelActivity") == "false" or node.get("isInterrupting") == "false"
    ring = "p-thick" if kind == "endEvent" else "p-dashed" if is_beside else ""
    group.add("circle", cx=x, cy=y, r=radius, class_=ring)
    if kind.startswith(("intermediate", "boundary")):
        group.add("circle", cx=x, cy=y, r=radius - 3, class_="p-dashed" if is_beside else "")
    definition = _definition(node)
    if definition == "timer":
        group.add("circle", cx=x, cy=y, r=radius - 6, class_="p-thin")
    if definition in IN_EVENTS:
        says = kind in ("endEvent", "intermediateThrowEvent")
        _sign(group, IN_EVENTS[definition], x, y, "p-full" if says else "p-thin")


def gateway(group: Group, node: etree._Element, box: Box) -> None:
    x, y = box.middle
    corners = f"M{x} {box.y} L{box.right} {y} L{x} {box.bottom} L{box.x} {y} Z"
    group.add("path", d=corners)
    if local(node) in IN_GATEWAYS:
        _sign(group, IN_GATEWAYS[local(node)], x, y, "p-sign")


def activity(group: Group, node: etree._Element, box: Box) -> None:
    kind = local(node)
    is_call, is_heard = kind == "callActivity", node.get("triggeredByEvent") == "true"
    group.add(
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=10,
        class_="p-thick" if is_call else "p-dashed" if is_heard else "",
    )
    if kind in IN_TASKS:
        _sign(group, IN_TASKS[kind], box.x + 6, box.y + 6, "p-thin")
    foot = box.bottom - 9
    if is_call or (kind == "subProcess" and not is_open(node)):
        _sign(group, "M-6 -6 H6 V6 H-6 Z M-3 0 H3 M0 -3 V3", box.middle[0], foot, "p-thin")
    if node.find(bpmn("multiInstanceLoopCharacteristics")) is not None:
        _sign(group, "M-4 -5 V5 M0 -5 V5 M4 -5 V5", box.middle[0], foot, "p-sign")


def strip(group: Group, _node: etree._Element, box: Box) -> None:
    """A pool or lane, with the strip in which its name stands."""
    group.add("rect", x=box.x, y=box.y, width=box.width, height=box.height, class_="p-lane")
    group.add("path", d=f"M{box.x + 30} {box.y} V{box.bottom}", class_="p-thin")


def _definition(node: etree._Element) -> str:
    for child in node.iterchildren(etree.Element):
        if is_bpmn(child) and local(child).endswith("EventDefinition"):
            return local(child).removesuffix("EventDefinition")
    return ""


def _sign(group: Group, path: str, x: int, y: int, kind: str) -> None:
    group.add("path", d=path, transform=f"translate({x} {y})", class_=kind)
