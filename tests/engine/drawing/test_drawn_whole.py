"""Drawings made whole: ids and pictures for what lacks them, and nothing else changed."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random

import pytest
from lxml import etree

from engine.admission import read
from engine.drawing import drawn_whole
from engine.drawing.boxes import Box, Size, around
from engine.drawing.completing import MOST_DRAWN
from engine.drawing.grid import Bounded, arranged
from engine.drawing.interchange import BPMNDI, DI
from engine.model import Process
from tests.engine.core.plain_drawings import LEAVE
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.spiff.blocks import random_drawing
from tests.engine.spiff.drawing import chain, document, event, flow, node, process, timer

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def pictured(content: bytes) -> tuple[dict[str, Box], dict[str, list[tuple[int, int]]]]:
    """What the pictures of a file show: boxes and ways by the id of what they show."""
    root = etree.fromstring(content)
    boxes = {
        str(shape.get("bpmnElement")): Box(
            *(round(float(shape[0].get(name) or "")) for name in ("x", "y", "width", "height"))
        )
        for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")
    }
    ways = {
        str(edge.get("bpmnElement")): [
            (round(float(p.get("x") or "")), round(float(p.get("y") or "")))
            for p in edge.iter(f"{{{DI}}}waypoint")
        ]
        for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")
    }
    return boxes, ways


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def crossed(way: list[tuple[int, int]], box: Box) -> bool:
    """Whether a way runs through a box; along its border is no crossing."""
    inner = Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
    return any(
        overlap(Box(min(a, c), min(b, d), max(abs(a - c), 1), max(abs(b - d), 1)), inner)
        for (a, b), (c, d) in pairwise(way)
    )


def meaning(content: bytes) -> list[tuple[object, ...]]:
    return [_meaning(process) for process in read({"x.bpmn": content}).processes]


def _meaning(process: Process) -> tuple[object, ...]:
    flows = {(f.id, f.source, f.target, f.condition) for f in process.flows.values()}
    return process.id, set(process.elements), flows, process.lane_ids


def stripped(content: bytes) -> bytes:
    """The file without pictures and without ids that may have been given, in canonical form."""
    root = etree.fromstring(content)
    for diagram in list(root.iter(f"{{{BPMNDI}}}BPMNDiagram")):
        root.remove(diagram)
    for flow_ in root.iter(f"{BPMN}sequenceFlow"):
        if flow_.get("id"):
            del flow_.attrib["id"]
    for node_ in root.iter():
        node_.tail = (node_.tail or "").strip() or None
        if len(node_):
            node_.text = (node_.text or "").strip() or None
    return etree.tostring(root, method="c14n", with_comments=True)


@pytest.mark.parametrize("seed", range(25))
def test_every_drawing_without_a_picture_gets_one_that_can_be_read(seed: int) -> None:
    content, _ = random_drawing(Random(seed), depth=3)

    whole = drawn_whole(content)

    boxes, ways = pictured(whole)
    (read_process,) = read({"x.bpmn": whole}).processes
    assert boxes.keys() == read_process.elements.keys()
    assert ways.keys() == read_process.flows.keys()
    elements = read_process.elements
    for one, other in combinations(elements.values(), 2):
        is_apart = one.scope == other.scope and not (one.attached_to or other.attached_to)
        assert not (is_apart and overlap(boxes[one.id], boxes[other.id])), (one.id, other.id)
    for flow_ in read_process.flows.values():
        beside = {flow_.source, elements[flow_.source].attached_to, flow_.target}
        scope = elements[flow_.source].scope
        for element in elements.values():
            if element.scope == scope and element.id not in beside and not element.attached_to:
                assert not crossed(ways[flow_.id], boxes[element.id]), (flow_.id, element.id)
    assert meaning(whole) == meaning(content)
    assert drawn_whole(whole) == whole


def test_what_is_inside_a_part_stands_inside_its_box() -> None:
    inside = node("startEvent", "s2") + node("task", "t2") + node("endEvent", "e2")
    body = node("startEvent", "s") + node("endEvent", "e") + chain("s", "part", "e")
    part = node("subProcess", "part", inside=inside + chain("s2", "t2", "e2"))

    boxes, _ = pictured(drawn_whole(document(process(body + part))))

    around_all = around([boxes["part"], *(boxes[id_] for id_ in ("s2", "t2", "e2"))])
    assert around_all == boxes["part"]


def test_nothing_but_ids_and_a_picture_is_added() -> None:
    content = document(
        "<!-- drawn by hand -->"
        + process(
            node("startEvent", "s")
            + node("userTask", "t", 'name="Đọc &amp; ký&#10;lại" camunda:assignee="an"',
                   "<bpmn:documentation><![CDATA[<b>]]></bpmn:documentation>")
            + node("endEvent", "e")
            + '<bpmn:sequenceFlow sourceRef="s" targetRef="t"/>'
            + '<bpmn:sequenceFlow sourceRef="t" targetRef="e"/>'
        )
    )  # fmt: skip

    whole = drawn_whole(content)

    assert stripped(whole) == stripped(content)
    assert b"<!-- drawn by hand -->" in whole and b"<![CDATA[<b>]]>" in whole
    assert set(pictured(whole)[1]) == {"Flow_s_t", "Flow_t_e"}
    assert meaning(whole) == meaning(content)


def test_the_id_of_a_flow_stays_when_something_else_is_drawn() -> None:
    bare = '<bpmn:sequenceFlow sourceRef="s" targetRef="e"/>'
    ends = node("startEvent", "s") + node("endEvent", "e")

    before = read({"x": document(process(ends + bare))}).processes[0]
    after = read({"x": document(process(node("task", "new") + ends + bare))}).processes[0]

    assert set(before.flows) == set(after.flows) == {"Flow_s_e"}


def test_a_whole_drawing_stays_the_same_bytes_and_what_is_no_drawing_too() -> None:
    whole = drawn_whole(LEAVE)

    assert drawn_whole(whole) is whole
    for content in (b"", b"\0", b"<a", b"<!DOCTYPE a><a/>", b"<definitions/>"):
        assert drawn_whole(content) is content


def test_what_a_picture_leaves_out_is_put_below_it() -> None:
    content = drawn_whole(document(process(
        node("startEvent", "s") + node("task", "t") + node("endEvent", "e") + chain("s", "t", "e")
    )))  # fmt: skip
    more = content.replace(
        b"</bpmn:process>",
        (event("boundaryEvent", "late", "timer", 'attachedToRef="t"', timer())
         + node("task", "u") + flow("late", "u") + flow("u", "e") + "</bpmn:process>").encode(),
    )  # fmt: skip

    boxes, ways = pictured(drawn_whole(more))

    known, _ = pictured(content)
    assert {id_: boxes[id_] for id_ in known} == known
    assert boxes["u"].y > around(known.values()).bottom
    assert {"late", "u"} <= boxes.keys() and {"late_u", "u_e"} <= ways.keys()


def test_pools_and_lanes_hold_what_is_theirs() -> None:
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="a"><bpmn:flowNodeRef>s</bpmn:flowNodeRef>'
        "<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id='b'>"
        "<bpmn:flowNodeRef>u</bpmn:flowNodeRef><bpmn:flowNodeRef>e</bpmn:flowNodeRef></bpmn:lane>"
        "<bpmn:lane id='empty'/></bpmn:laneSet>"
    )
    body = lanes + node("startEvent", "s") + node("task", "t") + node("task", "u")
    body += node("endEvent", "e") + chain("s", "t", "u", "e")
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p"/>'
        '<bpmn:participant id="them"/>'
        '<bpmn:messageFlow id="m" sourceRef="t" targetRef="them"/></bpmn:collaboration>'
    )

    boxes, ways = pictured(drawn_whole(document(pools, process(body))))

    for lane, steps in {"a": "st", "b": "ue"}.items():
        for step in steps:
            assert around([boxes[lane], boxes[step]]) == boxes[lane]
    for one, other in combinations(["a", "b", "empty"], 2):
        assert not overlap(boxes[one], boxes[other])
        assert around([boxes["us"], boxes[one]]) == boxes["us"]
    assert not overlap(boxes["us"], boxes["them"])
    assert "m" in ways


def test_a_circle_and_a_border_event_have_their_places() -> None:
    size = Size(100, 80)

    laid = arranged(
        {"a": size, "b": size, "c": size},
        {"1": ("a", "b"), "2": ("b", "a"), "3": ("late", "c")},
        [Bounded("late", "a")],
    )

    assert laid.boxes["a"].right < laid.boxes["b"].x
    assert laid.boxes["late"].middle[1] == laid.boxes["a"].bottom
    assert laid.ways["2"][-1] == (laid.boxes["a"].x, laid.boxes["a"].middle[1])


def test_what_is_published_is_drawn_whole(office: LeaveOffice) -> None:
    bare = document(process(
        node("startEvent", "s") + node("endEvent", "e")
        + '<bpmn:sequenceFlow sourceRef="s" targetRef="e"/>', "bare"
    ))  # fmt: skip

    first = office.deploys({"bare.bpmn": bare})
    again = office.deploys({"bare.bpmn": bare})

    with office.engine.view() as view:
        kept = office.engine.definitions.latest(view, "bare")
    assert kept.resources["bare.bpmn"] == drawn_whole(bare) != bare
    assert first == again


def test_what_is_far_too_large_to_run_is_not_drawn_and_holds_nobody_up():
    tasks = "".join(f'<task id="t{number}" name="A"/>' for number in range(MOST_DRAWN + 1))
    content = (
        f'<definitions xmlns="{BPMN[1:-1]}" id="d" targetNamespace="t">'
        f'<process id="p" isExecutable="true">{tasks}</process></definitions>'
    ).encode()

    assert drawn_whole(content) == content
