"""Every diagram can be read: drawn wholly, nothing on anything, each step says who and what."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from tests.diagrams.plane import CAMUNDA, VD, Diagram, condition_of, read
from tests.diagrams.questions import FORMS, choices

ROOT = Path(__file__).parents[2]
DIAGRAMS = {path.stem: read(path) for path in sorted((ROOT / "bpmn").glob("*.bpmn"))}
README = (ROOT / "bpmn" / "README.md").read_text("utf-8")
CALLS = [call for diagram in DIAGRAMS.values() for call in diagram.of_kind("callActivity")]

LETTER = 5.8
"""Width of an average letter of a label in Be Vietnam Pro at 11 px."""
LINE = 14

every_diagram = pytest.mark.parametrize("diagram", DIAGRAMS.values(), ids=str)


# What the file is


@every_diagram
def test_diagram_is_valid_bpmn(diagram: Diagram) -> None:
    BpmnValidator().validate(etree.parse(diagram.path), str(diagram.path))


@every_diagram
def test_file_bears_the_name_of_its_one_process(diagram: Diagram) -> None:
    assert [process.id for process in diagram.processes] == [diagram.path.stem]
    assert diagram.process["isExecutable"] == "true"
    assert diagram.pool["processRef"] == diagram.path.stem


@every_diagram
def test_procedures_carry_award_rules_and_parts_do_not(diagram: Diagram) -> None:
    is_part = diagram.path.stem in {call["calledElement"] for call in CALLS}

    assert diagram.process.get(f"{VD}procedure") == ("" if is_part else diagram.path.stem)
    assert diagram.process.get(f"{VD}deadline") == ("" if is_part else "procedure.limit")


# How it is laid out


@every_diagram
def test_everything_is_drawn_once(diagram: Diagram) -> None:
    expected = [*diagram.nodes, *diagram.lanes, diagram.pool.id]

    assert sorted(id_ for id_, _ in diagram.shapes) == sorted(expected)
    assert sorted(id_ for id_, _ in diagram.lines) == sorted(diagram.flows)


@every_diagram
def test_lanes_fill_the_pool_and_hold_their_steps(diagram: Diagram) -> None:
    pool = diagram.boxes[diagram.pool.id]
    lanes = {lane: diagram.boxes[lane] for lane in diagram.lanes}

    assert sum(lane.height for lane in lanes.values()) == pool.height
    assert all(pool.holds(lane) for lane in lanes.values())
    assert set(diagram.lane_of) == set(diagram.nodes)
    outside = [
        node for node, lane in diagram.lane_of.items() if not lanes[lane].holds(diagram.boxes[node])
    ]
    assert outside == []


@every_diagram
def test_nothing_lies_on_anything(diagram: Diagram) -> None:
    places = [(id_, diagram.boxes[id_]) for id_ in diagram.nodes]
    places += [(f"label of {id_}", box) for id_, box in diagram.labels.items()]
    hosts = {frozenset((b["attachedToRef"], b.id)) for b in diagram.of_kind("boundaryEvent")}
    for id_ in diagram.nodes:
        outer = diagram.around(id_)
        hosts |= {frozenset((outer, id_)), frozenset((outer, f"label of {id_}"))}

    found = [
        (a, b)
        for (a, one), (b, other) in combinations(places, 2)
        if one.overlaps(other) and frozenset((a, b)) not in hosts
    ]

    assert found == []


@every_diagram
def test_lines_go_around_steps_and_words(diagram: Diagram) -> None:
    boxes = {id_: diagram.boxes[id_] for id_ in diagram.nodes}
    boxes |= {f"label of {id_}": box for id_, box in diagram.labels.items()}

    found = [
        (flow, id_)
        for flow, piece in diagram.segments()
        for id_, box in boxes.items()
        if piece.overlaps(box) and id_ != diagram.around(flow)
    ]

    assert found == []


@every_diagram
def test_lines_are_square_and_dock_at_both_ends(diagram: Diagram) -> None:
    for flow_id, piece in diagram.segments():
        assert 0 in (piece.width, piece.height), f"{flow_id} runs aslant"
    for flow_id, points in diagram.lines:
        flow = diagram.flows[flow_id]
        assert diagram.boxes[flow["sourceRef"]].has_on_its_edge(points[0]), flow_id
        assert diagram.boxes[flow["targetRef"]].has_on_its_edge(points[-1]), flow_id


@every_diagram
def test_labels_have_room_inside_the_pool(diagram: Diagram) -> None:
    pool = diagram.boxes[diagram.pool.id]
    beside = [n for n in diagram.nodes.values() if n.kind.endswith(("Event", "Gateway"))]
    named = {n.id: n["name"] for n in [*beside, *diagram.flows.values()] if n.get("name")}

    assert set(diagram.labels) == set(named)
    for id_, name in named.items():
        box = diagram.labels[id_]
        assert pool.holds(box), id_
        assert max(map(len, name.split())) * LETTER <= box.width, id_
        assert len(broken(name, box.width)) * LINE <= box.height, id_


@every_diagram
def test_the_road_runs_from_left_to_right(diagram: Diagram) -> None:
    (start,) = (one for one in diagram.of_kind("startEvent") if not diagram.around(one.id))
    left_edge = min(diagram.boxes[id_].x for id_ in diagram.nodes)

    assert diagram.boxes[start.id].x == left_edge
    for flow in diagram.flows.values():
        source, target = diagram.boxes[flow["sourceRef"]], diagram.boxes[flow["targetRef"]]
        if target.right <= source.x:
            assert diagram.nodes[flow["targetRef"]].kind == "exclusiveGateway", flow.id


def broken(text: str, width: float) -> list[str]:
    """The lines of a label of that width."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or len(longer) * LETTER <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


# What it says


@every_diagram
def test_gateways_ask_and_flows_answer(diagram: Diagram) -> None:
    for gateway in diagram.of_kind("exclusiveGateway"):
        answers = diagram.leaving(gateway.id)
        if len(answers) == 1:
            assert not gateway.get("name"), "a joining gateway asks nothing"
            continue
        assert gateway["name"].endswith("?")
        assert all(answer.get("name") and condition_of(answer) for answer in answers)


@every_diagram
def test_every_answer_of_a_form_has_its_one_way_out(diagram: Diagram) -> None:
    offered = choices()

    for gateway in diagram.of_kind("exclusiveGateway"):
        conditions = [condition_of(flow) for flow in diagram.leaving(gateway.id)]
        pairs = [pair for text in conditions for pair in re.findall(r'(\w+) = "(\w+)"', text)]
        names = {name for name, _ in pairs}
        if len(conditions) == 1:
            continue
        assert len(names) == 1, f"{gateway.id} asks about more than one thing"
        assert len(set(pairs)) == len(pairs), f"{gateway.id} has two ways for one answer"
        for name in names & set(offered):
            assert {value for _, value in pairs} == offered[name]


@every_diagram
def test_every_task_says_who_what_and_until_when(diagram: Diagram) -> None:
    callers = [call for call in CALLS if call["calledElement"] == diagram.path.stem]

    for task in diagram.of_kind("userTask"):
        first_group = task[f"{CAMUNDA}candidateGroups"].split(",")[0].split(":")[-1]
        assert diagram.lane_of[task.id] == f"Lane_{first_group}"
        assert task[f"{CAMUNDA}formKey"] in FORMS
        for attribute in ("deadline", "taskTitle", "taskTitleEn", "legalBasis"):
            assert task.get(VD + attribute), (task.id, attribute)
        stages = [task.get(f"{VD}stage")] + [call.get(f"{VD}stage") for call in callers]
        assert stages[0] or (callers and all(stages[1:])), task.id
        assert task.text("documentation"), task.id


@every_diagram
def test_every_name_has_its_english(diagram: Diagram) -> None:
    named = [diagram.process, *(node for node in diagram.nodes.values() if node.get("name"))]

    assert [node.id for node in named if not node.get(f"{VD}nameEn")] == []


@every_diagram
def test_references_lead_somewhere(diagram: Diagram) -> None:
    for node in diagram.nodes.values():
        assert node.words(f"{VD}returnTo") | node.words(f"{VD}fourEyes") <= set(diagram.nodes)
    for call in diagram.of_kind("callActivity"):
        assert call["calledElement"] in DIAGRAMS
        assert call.get(f"{VD}stage") or diagram.around(call.id)
    for task in diagram.of_kind("serviceTask", "sendTask"):
        assert task.get(f"{CAMUNDA}topic"), task.id


@every_diagram
def test_every_way_ends_in_an_end_event(diagram: Diagram) -> None:
    for node in diagram.nodes.values():
        is_beside = bool(node.get("triggeredByEvent"))
        ends = node.kind == "endEvent" or is_beside
        assert ends == (not diagram.leaving(node.id)), node.id


@every_diagram
def test_readme_explains_what_the_diagram_uses(diagram: Diagram) -> None:
    used = {diagram.path.name, diagram.process.get(f"{VD}deadline")}
    for node in diagram.nodes.values():
        used |= {node.get(f"{CAMUNDA}topic"), node.get(f"{VD}deadline")}
        used |= node.words(f"{VD}gate")
    for flow in diagram.flows.values():
        used |= set(re.findall(r"(\w+) =", condition_of(flow)))

    assert sorted(name for name in used if name and f"`{name}`" not in README) == []


@every_diagram
def test_boundary_timers_wake_at_the_deadline_of_their_step(diagram: Diagram) -> None:
    timers = [b for b in diagram.of_kind("boundaryEvent") if "deadline(" in b.all_text]
    assert len(timers) == len([b for b in diagram.of_kind("boundaryEvent") if b.is_timer])
    for boundary in timers:
        step = diagram.nodes[boundary["attachedToRef"]]
        assert f'deadline("{step[f"{VD}deadline"]}")' in boundary.all_text


def test_every_procedure_hears_what_runs_out_of_time() -> None:
    for diagram in DIAGRAMS.values():
        if not diagram.process.get(f"{VD}procedure"):
            continue
        (beside,) = diagram.of_kind("subProcess")
        inside = [node for node in diagram.nodes.values() if diagram.around(node.id) == beside.id]
        (start,) = (node for node in inside if node.kind == "startEvent")

        assert beside["triggeredByEvent"] == "true"
        assert start["isInterrupting"] == "false"
        assert start.element.find("{*}escalationEventDefinition") is not None
        assert [n["calledElement"] for n in inside if n.kind == "callActivity"] == ["qua_han"]


def test_every_form_is_asked_for() -> None:
    tasks = [task for diagram in DIAGRAMS.values() for task in diagram.of_kind("userTask")]

    assert {task[f"{CAMUNDA}formKey"] for task in tasks} == set(FORMS)
