"""What a modeler writes is read into the engine's words; what cannot be read is told and placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.admission import Catalogue, check, read
from engine.admission.safe_xml import MAX_BYTES
from engine.admission.support_page import page
from engine.model import Element, ElementKind, EventKind, Problem, Process, Severity, TimerKind
from tests.engine.spiff.drawing import HEAD, chain, document, event, flow, node, process, timer

S_E = node("startEvent", "s") + node("endEvent", "e")


def read_process(*parts: str, before: str = "") -> Process:
    reading = read({"p.bpmn": document(before, process("".join(parts)))})
    assert reading.is_sound, reading.problems
    return reading.processes[0]


def problems_of(content: bytes) -> list[Problem]:
    return check({"p.bpmn": content}, Catalogue())


def the_problem(content: bytes) -> Problem:
    (problem,) = [p for p in problems_of(content) if p.severity is Severity.ERROR]
    return problem


def test_all_our_attributes_are_read():
    attributes = (
        'name="Ký&#10;quyết định" camunda:candidateGroups="chairman, vice_chairman" '
        'camunda:assignee="an" camunda:formKey="sign" vd:nameEn="Sign" vd:gate="one two" '
        'vd:deadline="step.sign" vd:stage="Ký" vd:stageEn="Signature" '
        'vd:returnTo="a b" vd:taskTitle="T" vd:taskTitleEn="E" '
        'vd:legalBasis="R-1 R-2" vd:fourEyes="a" vd:document="decision" vd:irreversible="true"'
    )
    task = read_process(S_E, node("userTask", "t", attributes), chain("s", "t", "e")).elements["t"]

    assert task == Element(
        id="t",
        kind=ElementKind.USER_TASK,
        name="Ký quyết định",
        name_en="Sign",
        line=task.line,
        candidate_groups=("chairman", "vice_chairman"),
        assignee="an",
        form_key="sign",
        gates=("one", "two"),
        deadline="step.sign",
        stage="Ký",
        stage_en="Signature",
        return_to=("a", "b"),
        task_title="T",
        task_title_en="E",
        legal_basis="R-1 R-2",
        four_eyes=("a",),
        document="decision",
        irreversible=True,
    )


def test_process_attributes_lanes_and_the_name_of_a_pool_are_read():
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="Clerk"><bpmn:flowNodeRef>s'
        "</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    pool = (
        '<bpmn:collaboration id="c"><bpmn:participant id="x" name="Pool" processRef="p"/>'
        "</bpmn:collaboration>"
    )
    body = process(lanes + S_E + chain("s", "e")).replace(
        'id="p"', 'id="p" vd:procedure="proc" vd:deadline="limit" vd:nameEn="Proc"'
    )

    found = read({"p.bpmn": document(pool, body)}).processes[0]

    assert (found.name, found.name_en) == ("Pool", "Proc")
    assert (found.procedure, found.deadline) == ("proc", "limit")
    assert dict(found.lanes) == {"s": "Clerk"}


def test_system_steps_are_read():
    found = read_process(
        S_E,
        node(
            "serviceTask",
            "a",
            'camunda:type="external" camunda:topic="x" camunda:asyncBefore="true"',
        ),
        node("businessRuleTask", "b", 'camunda:decisionRef="table" camunda:resultVariable="r"'),
        node(
            "callActivity",
            "c",
            'calledElement="part"',
            "<bpmn:extensionElements>"
            '<camunda:in source="x" target="y"/><camunda:in businessKey="k"/>'
            "</bpmn:extensionElements>",
        ),
        chain("s", "a", "b", "c", "e"),
    )

    assert (found.elements["a"].topic, found.elements["a"].asynchronous) == ("x", True)
    assert (found.elements["b"].decision_ref, found.elements["b"].result_variable) == ("table", "r")
    assert found.elements["c"].called_element == "part"
    assert dict(found.elements["c"].inputs) == {"y": "x"}


def test_events_are_read_with_what_they_wait_for():
    found = read_process(
        S_E,
        event("intermediateCatchEvent", "t", "timer", inside=timer("PT4H")),
        node("intermediateCatchEvent", "m", inside='<bpmn:messageEventDefinition messageRef="M"/>'),
        event(
            "intermediateCatchEvent",
            "c",
            "conditional",
            'vd:gate="g"',
            "<bpmn:condition>= x = 1</bpmn:condition>",
        ),
        node("endEvent", "x", inside='<bpmn:errorEventDefinition errorRef="E"/>'),
        chain("s", "t", "m", "c", "e"),
        before='<bpmn:message id="M" name="answer"/><bpmn:error id="E" name="n" errorCode="code"/>',
    ).elements

    assert found["t"].timer is not None
    assert (found["t"].timer.kind, found["t"].timer.text) == (TimerKind.DURATION, "PT4H")
    assert (found["m"].event, found["m"].event_ref) == (EventKind.MESSAGE, "answer")
    # Camunda 8 writes a leading equals sign before FEEL.
    assert (found["c"].event, found["c"].condition) == (EventKind.CONDITIONAL, "x = 1")
    assert found["c"].gates == ("g",)
    assert (found["x"].event, found["x"].event_ref) == (EventKind.ERROR, "code")


def test_elements_of_a_sub_process_know_their_scope():
    found = read_process(
        S_E,
        node(
            "subProcess",
            "sub",
            inside=node("startEvent", "is") + node("userTask", "x") + chain("is", "x"),
        ),
        chain("s", "sub", "e"),
    )

    assert found.elements["x"].scope == "sub"
    assert set(found.flows) == {"s_sub", "sub_e", "is_x"}


def test_missing_ids_are_given_the_same_way_each_time():
    content = document(process(S_E + flow("s", "e"))).replace(b'id="s_e" ', b"")

    first, second = (read({name: content}).processes[0] for name in ("p.bpmn", "q.bpmn"))

    assert first == second
    assert len(first.flows) == 1


def test_a_file_that_lies_beside_others_is_not_read_anew():
    drawn, other = (document(process(S_E, id_)) for id_ in ("a", "b"))

    alone, together = read({"a.bpmn": drawn}), read({"b.bpmn": other, "a.bpmn": drawn})

    assert together.processes[1] is alone.processes[0]


def test_f2_duplicate_ids_are_refused_naming_both_lines():
    content = document(process(S_E + node("userTask", "s") + chain("s", "e")))

    problem = next(p for p in problems_of(content) if p.rule == "duplicate-id")

    lines = content.decode().splitlines()
    first, second = (number for number, line in enumerate(lines, 1) if ' id="s"' in line)
    assert (problem.params["first"], problem.params["second"]) == (first, second)
    assert problem.line == second


def test_two_processes_of_one_name_are_refused():
    content = document(process(S_E + chain("s", "e")))

    problems = check({"a.bpmn": content, "b.bpmn": content}, Catalogue())

    assert [(p.rule, p.file) for p in problems if p.severity is Severity.ERROR] == [
        ("duplicate-process", "b.bpmn")
    ]


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (b"", "not-xml", 1),
        (b"<a>\n</b>", "not-xml", 2),
        (b"\xff\xfe\x00", "not-xml", 1),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "not-xml", 1),
        (b"<a/>", "not-bpmn", 1),
        (b'<definitions xmlns="http://www.omg.org/bpmn20"/>', "not-bpmn", 1),
        (document(), "no-executable-process", 2),
        (
            document(process(S_E + chain("s", "e")).replace("true", "false")),
            "no-executable-process",
            2,
        ),
        (b"<a>" * 10_000, "not-xml", 1),
        (b"\n" + b"<" * (MAX_BYTES + 1), "file-too-large", 2),
        (b"<a>" + b"\n<b/>" * 120_000 + b"</a>", "file-too-large", 100_000),
        # 250 000 attributes on few elements
        (b"<a " + b" ".join(b"c%d='1'" % n for n in range(250_000)) + b"/>", "file-too-large", 1),
    ],
)
def test_what_is_no_diagram_is_refused_and_placed(content, rule, line):
    problem = the_problem(content)

    assert (problem.rule, problem.file) == (rule, "p.bpmn")
    assert problem.message % problem.params
    assert problem.line == line


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE definitions>",
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE x PUBLIC "-//x" "http://127.0.0.1:9/x.dtd">',
        BOMB,
    ],
)
def test_f19_any_doctype_is_refused(doctype):
    content = document(process(S_E + chain("s", "e")))
    place = content.index(b"<bpmn:definitions")
    content = content[:place] + b"\n" + doctype + content[place:]

    problem = the_problem(content)

    assert (problem.rule, problem.line) == ("doctype", 3)


def test_f19_a_doctype_in_another_encoding_is_refused():
    text = document(process(S_E + chain("s", "e"))).decode()
    text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    place = text.index("<bpmn:definitions")
    text = text[:place] + BOMB.decode() + text[place:]

    assert the_problem(text.encode("utf-16")).rule == "doctype"


@pytest.mark.parametrize(
    ("body", "rule", "element"),
    [
        (flow("s", "nothing"), "flow-reference", "s_nothing"),
        (flow("e", "s"), "flow-reference", "e_s"),
        (
            node("subProcess", "sub", inside=node("userTask", "x")) + flow("s", "x"),
            "flow-reference",
            "s_x",
        ),
        (node("startEvent", "x", inside="<bpmn:terminateEventDefinition/>"), "event-not-here", "x"),
        (event("endEvent", "x", "timer", inside=timer()), "event-not-here", "x"),
        (node("intermediateCatchEvent", "x"), "event-not-here", "x"),
        (
            node(
                "intermediateCatchEvent",
                "x",
                inside='<bpmn:messageEventDefinition messageRef="N"/>',
            ),
            "unknown-reference",
            "x",
        ),
        (
            node(
                "subProcess", "x", 'triggeredByEvent="true"', "<bpmn:standardLoopCharacteristics/>"
            ),
            "unsupported-element",
            "x",
        ),
        (node("userTask", "x" * 201), "long-id", "x" * 201),
        (node("userTask", "a:b"), "unfit-id", "a:b"),
        (node("userTask", "x", f'name="{"n" * 1_001}"'), "long-name", "x"),
        (node("userTask", "a b"), "unfit-id", "a b"),
        (node("somethingNew", "x"), "unsupported-element", "x"),
        (
            node(
                "intermediateCatchEvent",
                "x",
                inside="<bpmn:signalEventDefinition/><bpmn:timerEventDefinition/>",
            ),
            "unsupported-element",
            "x",
        ),
    ],
)
def test_what_would_be_lost_is_refused_at_its_place(body, rule, element):
    reading = read({"p.bpmn": document(process(S_E + body + chain("s", "e")))})

    found = [(p.rule, p.element, p.line > 0, p.hint != "") for p in reading.problems]

    assert found == [(rule, element, True, True)]


def test_an_unknown_attribute_of_ours_is_a_warning():
    content = document(process(S_E + node("userTask", "a", 'vd:gates="x"') + chain("s", "a", "e")))

    (problem,) = read({"p.bpmn": content}).problems

    assert (problem.rule, problem.severity) == ("unknown-attribute", Severity.WARNING)
    assert problem.params["attribute"] == "gates"


def test_what_another_engine_would_do_and_ours_does_not_is_told():
    inside = (
        "<bpmn:extensionElements><camunda:taskListener event='create'><camunda:script>x"
        "</camunda:script></camunda:taskListener></bpmn:extensionElements>"
    )
    content = document(
        process(
            S_E
            + node("userTask", "a", inside=inside)
            + node("serviceTask", "b", 'camunda:class="x.Y"')
            + chain("s", "a", "b", "e")
        )
    )

    found = [(p.rule, p.element, p.params["extension"]) for p in read({"p.bpmn": content}).problems]

    assert found == [
        ("ignored-extension", "a", "taskListener"),
        ("ignored-extension", "b", "class"),
    ]


def test_message_flows_other_pools_diagrams_and_foreign_extensions_are_everyday_input():
    content = (
        HEAD
        + """
        <bpmn:collaboration id="c"><bpmn:participant id="us" processRef="tns:p"/>
          <bpmn:participant id="them" name="Province"/>
          <bpmn:messageFlow id="mf" sourceRef="a" targetRef="them"/></bpmn:collaboration>
        <bpmn:process id="black" isExecutable="false"/>
        """
        + process(
            S_E
            + node(
                "userTask",
                "a",
                'zeebe:x="1" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
                "<bpmn:documentation>words</bpmn:documentation><bpmn:extensionElements>"
                '<zeebe:y id="a" '
                'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"/></bpmn:extensionElements>',
            )
            + '<bpmn:textAnnotation id="ta"><bpmn:text>note</bpmn:text></bpmn:textAnnotation>'
            + '<bpmn:association id="as" sourceRef="a" targetRef="ta"/>'
            + '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dor" dataObjectRef="do"/>'
            + chain("s", "a", "e")
        )
        + '<bpmndi:BPMNDiagram id="d" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"/>'
        "</bpmn:definitions>"
    ).encode()

    reading = read({"p.bpmn": content})

    (problem,) = reading.problems
    assert (problem.rule, problem.severity) == ("foreign-extension", Severity.WARNING)
    assert (problem.element, problem.params["count"]) == ("a", 2)
    assert problem.params["namespace"] == "http://camunda.org/schema/zeebe/1.0"
    assert [p.id for p in reading.processes] == ["p"]


def test_the_page_of_supported_elements_is_current():
    assert Path("docs/bpmn-support.md").read_text(encoding="utf-8") == page()
