"""Each rule sees its wrong drawing and is silent about its right one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from engine.admission import Catalogue, check
from engine.admission.catalogue import DecisionShape
from engine.admission.rules import RULES
from engine.model import Problem, Severity
from tests.engine.spiff.drawing import chain, document, event, flow, node, process, timer


def has_law(key: str, procedure: str) -> bool:
    """`other_law` holds for another procedure than ours."""
    return key in ("limit", "step") or (key == "other_law" and procedure != "proc")


CATALOGUE = Catalogue(
    forms=frozenset({"form"}),
    gates=frozenset({"gate", "recorded"}),
    topics=frozenset({"topic"}),
    decisions={
        "table": DecisionShape(asks=frozenset({"result"}), gives=("kind",)),
        "two": DecisionShape(gives=("kind", "share")),
        "list": DecisionShape(gives=("kind",), is_list=True),
        "greedy": DecisionShape(asks=frozenset({"nobody"}), gives=("kind",)),
        "lawless": DecisionShape(law_keys=frozenset({"gone"}), gives=("kind",)),
    },
    roles={"clerk": "Officer", "chairman": "Chairman"},
    procedures=frozenset({"proc"}),
    rules=frozenset({"R-1"}),
    facts_root="facts",
    facts=frozenset({"unit"}),
    variables=frozenset({"result"}),
    fields={"form": ["answer"]}.get,
    has_law=lambda key, procedure: (
        key in ("limit", "step") or (key, procedure) == ("other_law", "x")
    ),
    budget_hours=lambda key, procedure, place: {"limit": 40.0, "step": 16.0, "30wh": 30.0}.get(key),
    required_gates={"decision": frozenset({"gate"})},
    gate_openers={"recorded": frozenset({"topic"})},
    sent_elsewhere={"elsewhere"}.__contains__,
)

S = node("startEvent", "s")
E = node("endEvent", "e")
ENDS = S + E

STEP = (
    'camunda:candidateGroups="clerk" camunda:formKey="form" vd:deadline="step" '
    'vd:legalBasis="R-1" name="Work" vd:nameEn="Work"'
)


def decides(decision: str, mapping: str = "") -> str:
    return f'camunda:decisionRef="{decision}" camunda:resultVariable="kind" {mapping}'


def step(id_: str, attributes: str = "", without: str = "") -> str:
    """A user task that is right in a procedure, or lacks one attribute."""
    kept = " ".join(part for part in STEP.split(" ") if not without or without not in part)
    return node("userTask", id_, f"{kept} {attributes}")


def plain(*parts: str) -> Mapping[str, bytes]:
    return {"p.bpmn": document(GLOBALS, process("".join(parts)))}


def procedure(*parts: str, attributes: str = "") -> Mapping[str, bytes]:
    body = process("".join(parts)).replace(
        'id="p"', f'id="p" vd:procedure="proc" vd:deadline="limit" {attributes}'
    )
    return {"p.bpmn": document(GLOBALS, body)}


GLOBALS = '<bpmn:message id="M" name="m"/><bpmn:error id="X" errorCode="x"/>'


def problems(files: Mapping[str, bytes], rule: str) -> list[Problem]:
    return [p for p in check(files, CATALOGUE) if p.rule == rule]


def hears(kind: str, attributes: str = "") -> str:
    """A start event with a trigger."""
    refers = {"message": 'messageRef="M"', "error": 'errorRef="X"'}.get(kind, "")
    inside = "<bpmn:condition>result</bpmn:condition>" if kind == "conditional" else ""
    definition = f"<bpmn:{kind}EventDefinition {refers}>{inside}</bpmn:{kind}EventDefinition>"
    return node("startEvent", "os", attributes, definition)


def on_event(begin: str, *more: str, id_: str = "on", end: str = "") -> str:
    """An event sub-process that ends at once."""
    start, done = ("os2" if "os2" in begin else "os"), end or f"{id_}_done"
    inner = begin + "".join(more) + ("" if end else node("endEvent", done)) + chain(start, done)
    return node("subProcess", id_, 'triggeredByEvent="true"', inner)


def link(half: str, id_: str, name: str) -> str:
    definition = f'<bpmn:linkEventDefinition name="{name}"/>'
    return node(f"intermediate{half.title()}Event", id_, inside=definition)


def sub_process(*inner: str, id_: str = "sub") -> str:
    return node("subProcess", id_, inside="".join(inner))


def branching(kind: str, attributes: str = "", first: str = "", second: str = "") -> str:
    return (
        ENDS
        + node(kind, "g", attributes)
        + node("userTask", "a")
        + node("userTask", "b")
        + chain("s", "g")
        + flow("g", "a", first)
        + flow("g", "b", second)
        + chain("a", "e")
        + chain("b", "e")
    )


FORK = (
    ENDS
    + node("parallelGateway", "fork")
    + node("userTask", "a")
    + node("userTask", "b")
    + chain("s", "fork", "a", "join", "e")
    + chain("fork", "b", "join")
)
LATE = event("boundaryEvent", "late", "timer", 'attachedToRef="a"', timer())
A = node("userTask", "a")
INNER = node("startEvent", "is") + node("userTask", "x") + node("endEvent", "ie")
FAIL = node("endEvent", "fail", inside='<bpmn:errorEventDefinition errorRef="X"/>')
CAUGHT = '<bpmn:errorEventDefinition errorRef="X"/>'
ASKED = '<bpmn:messageEventDefinition messageRef="M"/>'
ANSWERED = (
    branching("exclusiveGateway", 'name="Fine?"', "x", "y")
    .replace('id="g_a"', 'id="g_a" name="Yes"')
    .replace('id="g_b"', 'id="g_b" name="No"')
)
LANE = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="{}"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
    "</bpmn:lane></bpmn:laneSet>"
)

SEVERAL = "<bpmn:multiInstanceLoopCharacteristics>{}</bpmn:multiInstanceLoopCharacteristics>"
COUNT = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
LOOP = "<bpmn:standardLoopCharacteristics {}/>"


def looping(kind: str, loop: str) -> Mapping[str, bytes]:
    return plain(ENDS, node(kind, "a", inside=loop), chain("s", "a", "e"))


# rule → (wrong drawing, element it is told of, right drawing)
RUNAWAY = "count(for i in 1..9999, j in 1..9999, k in 1..9999 return i) = 1"


def times(text: str) -> str:
    return (
        "<bpmn:multiInstanceLoopCharacteristics>"
        f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def asked_at_gateway(condition: str) -> Mapping[str, bytes]:
    gateway = node("exclusiveGateway", "g", 'default="g_e"')
    asks = flow("g", "a", condition) + flow("g", "e")
    return plain(ENDS, A, gateway, chain("s", "g"), asks, chain("a", "e"))


TOLD = node("endEvent", "told", inside=ASKED)
WAITS = node("intermediateCatchEvent", "w", inside=ASKED)
HEARING = plain(ENDS, A, chain("s", "a", "e"), on_event(hears("message")))
LINKED = plain(
    ENDS, A, link("throw", "l", "x"), link("catch", "k", "x"), chain("s", "a", "l"), chain("k", "e")
)
FAILS_AT_ONCE = sub_process(
    node("startEvent", "is"), FAIL, chain("is", "fail"), on_event(hears("error"))
)
FAILS_AFTER_WORK = sub_process(
    node("startEvent", "is"),
    node("userTask", "w"),
    FAIL,
    chain("is", "w", "fail"),
    on_event(hears("error")),
)

CASES = [
    (
        "loops-planned",
        looping("userTask", SEVERAL.format("")),
        "a",
        looping("userTask", SEVERAL.format(COUNT)),
    ),
    (
        "loops-planned",
        looping("userTask", LOOP.format("")),
        "a",
        looping("userTask", LOOP.format('loopMaximum="3"')),
    ),
    (
        "busy-loop",
        looping("task", LOOP.format("")),
        "a",
        looping("task", LOOP.format('loopMaximum="3"')),
    ),
    (
        "boundary-attached",
        plain(ENDS, A, LATE.replace('"a"', '"nothing"'), chain("s", "a", "e"), chain("late", "e")),
        "late",
        plain(ENDS, A, LATE, chain("s", "a", "e"), chain("late", "e")),
    ),
    (
        "boundary-attached",
        plain(ENDS, node("exclusiveGateway", "a"), LATE, chain("s", "a", "e"), chain("late", "e")),
        "late",
        plain(ENDS, A, LATE, chain("s", "a", "e"), chain("late", "e")),
    ),
    (
        "boundary-attached",
        plain(ENDS, node("task", "a"), LATE, chain("s", "a", "e"), chain("late", "e")),
        "late",
        plain(ENDS, A, LATE, chain("s", "a", "e"), chain("late", "e")),
    ),
    (
        "default-flow",
        plain(branching("exclusiveGateway", 'default="a_e"', "x", "y")),
        "g",
        plain(branching("exclusiveGateway", 'default="g_b"', "x")),
    ),
    (
        "default-flow",
        plain(branching("exclusiveGateway", 'default="g_b"', "x", "y")),
        "g_b",
        plain(branching("exclusiveGateway", 'default="g_b"', "x")),
    ),
    ("scope-starts", plain(E, A, chain("a", "e")), "p", plain(ENDS, A, chain("s", "a", "e"))),
    (
        "scope-starts",
        plain(ENDS, node("startEvent", "s2"), chain("s", "e"), chain("s2", "e")),
        "s2",
        plain(ENDS, node("startEvent", "s2", inside=ASKED), chain("s", "e"), chain("s2", "e")),
    ),
    (
        "scope-starts",
        plain(ENDS, sub_process(node("userTask", "x")), chain("s", "sub", "e")),
        "sub",
        plain(ENDS, sub_process(INNER, chain("is", "x", "ie")), chain("s", "sub", "e")),
    ),
    *[
        ("scope-starts", plain(ENDS, A, chain("s", "a", "e"), wrong), where, right)
        for wrong, where, right in (
            # An event sub-process begins with one event with a trigger; an error interrupts.
            (on_event(node("startEvent", "os")), "os", HEARING),
            (on_event(hears("message"), node("startEvent", "o2")), "o2", HEARING),
            (on_event(hears("error", 'isInterrupting="false"')), "os", HEARING),
            # A process does not begin with what comes from inside one.
            (hears("error") + chain("os", "e"), "os", HEARING),
            (hears("conditional") + chain("os", "e"), "os", HEARING),
        )
    ],
    (
        "scope-starts",
        procedure(hears("message"), E, step("a"), chain("os", "a", "e")),
        "os",
        procedure(ENDS, hears("message"), step("a"), chain("s", "a", "e"), chain("os", "a")),
    ),
    *[
        (
            "loops-planned",
            plain(ENDS, A.replace("></", f">{times(wrong)}</"), chain("s", "a", "e")),
            "a",
            plain(ENDS, A.replace("></", f">{times('500')}</"), chain("s", "a", "e")),
        )
        for wrong in ("100000000", "501", '"many"', "for i in 1..501 return i")
    ],
    (
        "expressions-understood",
        asked_at_gateway(RUNAWAY),
        "g_a",
        asked_at_gateway("count(for i in 1..9 return i) = 9"),
    ),
    (
        "keys-known",
        procedure(ENDS, step("a").replace("step", "other_law"), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a"), chain("s", "a", "e")),
    ),
    *[
        ("links-meet", plain(ENDS, A, chain("s", "a"), *wrong), where, LINKED)
        for wrong, where in (
            ([link("throw", "l", "x"), chain("a", "l"), chain("l", "e")], "l"),
            (
                [
                    link("throw", "l", "x"),
                    link("catch", "k", "y"),
                    chain("a", "l"),
                    chain("k", "e"),
                ],
                "k",
            ),
            (
                [
                    link("throw", "l", "x"),
                    *(link("catch", k, "x") for k in "km"),
                    chain("a", "l"),
                    chain("k", "e"),
                    chain("m", "e"),
                ],
                "l",
            ),
            (
                [
                    link("throw", "l", "x"),
                    link("catch", "k", "x"),
                    chain("a", "l", "e"),
                    chain("k", "e"),
                ],
                "l",
            ),
            (
                [
                    link("throw", "l", "x"),
                    link("catch", "k", "x"),
                    A.replace('"a"', '"b"'),
                    chain("a", "l"),
                    chain("b", "k", "e"),
                ],
                "k",
            ),
        )
    ],
    (
        "errors-caught",
        # The error of an interrupting event sub-process is not heard by the one beside it.
        plain(
            ENDS,
            A,
            chain("s", "a", "e"),
            on_event(hears("message"), FAIL, end="fail"),
            on_event(hears("error").replace('"os"', '"os2"'), id_="on2"),
        ),
        "fail",
        plain(S, FAIL, chain("s", "fail"), on_event(hears("error"))),
    ),
    (
        "busy-loop",
        plain(
            ENDS,
            node("exclusiveGateway", "g", 'default="g_sub"'),
            FAILS_AT_ONCE,
            chain("s", "g", "sub", "g"),
            flow("g", "e", "result"),
        ),
        "g",
        plain(
            ENDS,
            node("exclusiveGateway", "g", 'default="g_sub"'),
            FAILS_AFTER_WORK,
            chain("s", "g", "sub", "g"),
            flow("g", "e", "result"),
        ),
    ),
    (
        "flow-reference",
        plain(ENDS, A, chain("s", "a", "e"), on_event(hears("message")), chain("a", "on")),
        "a_on",
        HEARING,
    ),
    (
        "messages-sent",
        plain(ENDS, WAITS, chain("s", "w", "e")),
        "w",
        plain(ENDS, WAITS, TOLD, chain("s", "w", "e"), chain("s", "told")),
    ),
    (
        "ends-drawn",
        procedure(S, step("a"), chain("s", "a")),
        "a",
        procedure(ENDS, step("a"), chain("s", "a", "e")),
    ),
    (
        "reachable",
        plain(ENDS, A, chain("s", "e"), chain("a", "e")),
        "a",
        plain(ENDS, A, chain("s", "a", "e")),
    ),
    (
        "reachable",
        plain(ENDS, A, node("userTask", "b"), chain("s", "a", "b", "a")),
        "s",
        plain(
            ENDS,
            A,
            node("exclusiveGateway", "b"),
            chain("s", "a", "b"),
            flow("b", "a", "x"),
            flow("b", "e", "y"),
        ),
    ),
    (
        "busy-loop",
        plain(
            ENDS,
            node("task", "a"),
            node("exclusiveGateway", "b"),
            chain("s", "a", "b"),
            flow("b", "a", "x"),
            flow("b", "e", "y"),
        ),
        "a",
        plain(
            ENDS,
            A,
            node("exclusiveGateway", "b"),
            chain("s", "a", "b"),
            flow("b", "a", "x"),
            flow("b", "e", "y"),
        ),
    ),
    (
        "busy-loop",
        plain(
            ENDS,
            node("serviceTask", "a", 'camunda:topic="topic"'),
            node("boundaryEvent", "late", 'attachedToRef="a"', CAUGHT),
            chain("s", "a", "e"),
            chain("late", "a"),
        ),
        "a",
        plain(ENDS, A, LATE, chain("s", "a", "e"), chain("late", "a")),
    ),
    (
        "calls-known",
        plain(ENDS, node("callActivity", "c", 'calledElement="nothing"'), chain("s", "c", "e")),
        "c",
        {
            **plain(ENDS, node("callActivity", "c", 'calledElement="q"'), chain("s", "c", "e")),
            "q.bpmn": document(process(ENDS + chain("s", "e"), "q")),
        },
    ),
    (
        "calls-known",
        plain(ENDS, node("callActivity", "c", 'calledElement="p"'), chain("s", "c", "e")),
        "c",
        {
            **plain(ENDS, node("callActivity", "c", 'calledElement="q"'), chain("s", "c", "e")),
            "q.bpmn": document(process(ENDS + chain("s", "e"), "q")),
        },
    ),
    (
        "gateway-flows",
        plain(branching("exclusiveGateway", "", "x")),
        "g_b",
        plain(branching("exclusiveGateway", "", "x", "y")),
    ),
    (
        "gateway-flows",
        plain(branching("parallelGateway", "", "x")),
        "g_a",
        plain(branching("inclusiveGateway", "", "x", "y")),
    ),
    (
        "gateway-flows",
        plain(ENDS, A, chain("s", "a"), flow("a", "e", "x")),
        "a_e",
        plain(ENDS, A, chain("s", "a", "e")),
    ),
    (
        "gateway-questions",
        plain(branching("exclusiveGateway", 'name="Fine"', "x", "y")),
        "g",
        plain(ANSWERED),
    ),
    (
        "event-gateways",
        plain(branching("eventBasedGateway")),
        "a",
        plain(
            ENDS,
            node("eventBasedGateway", "g"),
            event("intermediateCatchEvent", "t", "timer", inside=timer()),
            node("receiveTask", "r", 'messageRef="M"'),
            chain("s", "g", "t", "e"),
            chain("g", "r", "e"),
        ),
    ),
    (
        "branches-meet",
        plain(
            FORK.replace("fork", "choice").replace("parallelGateway", "exclusiveGateway"),
            node("parallelGateway", "join"),
        ),
        "join",
        plain(FORK, node("parallelGateway", "join")),
    ),
    (
        "branches-joined",
        plain(FORK, node("exclusiveGateway", "join")),
        "join",
        plain(FORK, node("parallelGateway", "join")),
    ),
    (
        "returns-possible",
        plain(FORK.replace('id="b" ', 'id="b" vd:returnTo="a" '), node("parallelGateway", "join")),
        "b",
        plain(ENDS, A, node("userTask", "b", 'vd:returnTo="a"'), chain("s", "a", "b", "e")),
    ),
    (
        "returns-possible",
        plain(ENDS, node("userTask", "a", 'vd:returnTo="s"'), chain("s", "a", "e")),
        "a",
        plain(ENDS, A, node("userTask", "b", 'vd:returnTo="a"'), chain("s", "a", "b", "e")),
    ),
    (
        "errors-caught",
        plain(S, FAIL, chain("s", "fail")),
        "fail",
        plain(
            ENDS,
            sub_process(node("startEvent", "is"), FAIL, chain("is", "fail")),
            node("boundaryEvent", "caught", 'attachedToRef="sub"', CAUGHT),
            chain("s", "sub", "e"),
            chain("caught", "e"),
        ),
    ),
    (
        "event-names",
        plain(ENDS, node("receiveTask", "r"), chain("s", "r", "e")),
        "r",
        plain(ENDS, node("receiveTask", "r", 'messageRef="M"'), chain("s", "r", "e")),
    ),
    (
        "timers-written",
        plain(
            ENDS,
            event("intermediateCatchEvent", "t", "timer", inside=timer("P1X")),
            chain("s", "t", "e"),
        ),
        "t",
        plain(
            ENDS,
            event("intermediateCatchEvent", "t", "timer", inside=timer("P1D")),
            chain("s", "t", "e"),
        ),
    ),
    (
        "conditions-present",
        plain(ENDS, event("intermediateCatchEvent", "c", "conditional"), chain("s", "c", "e")),
        "c",
        plain(
            ENDS,
            event("intermediateCatchEvent", "c", "conditional", 'vd:gate="gate"'),
            chain("s", "c", "e"),
        ),
    ),
    (
        "expressions-understood",
        plain(branching("exclusiveGateway", "", "x +", "y")),
        "g_a",
        plain(branching("exclusiveGateway", "", "x + 1 = 2", "y")),
    ),
    (
        "variables-known",
        procedure(
            ENDS,
            step("a"),
            node("exclusiveGateway", "g"),
            node("task", "b"),
            chain("s", "a", "g"),
            flow("g", "e", "answre = 1"),
            flow("g", "b", "result"),
            chain("b", "e"),
        ),
        "g_e",
        procedure(
            ENDS,
            step("a"),
            node("exclusiveGateway", "g"),
            node("task", "b"),
            chain("s", "a", "g"),
            flow("g", "e", "answer = 1"),
            flow("g", "b", "result"),
            chain("b", "e"),
        ),
    ),
    (
        "variables-known",
        procedure(
            ENDS,
            step("a"),
            node("exclusiveGateway", "g"),
            node("task", "b"),
            chain("s", "a", "g"),
            flow("g", "e", "facts.unti = 1"),
            flow("g", "b", "result"),
            chain("b", "e"),
        ),
        "g_e",
        procedure(
            ENDS,
            step("a"),
            node("exclusiveGateway", "g"),
            node("task", "b"),
            chain("s", "a", "g"),
            flow("g", "e", "facts.unit = 1"),
            flow("g", "b", "result"),
            chain("b", "e"),
        ),
    ),
    (
        "work-named",
        procedure(ENDS, node("serviceTask", "t"), chain("s", "t", "e")),
        "t",
        procedure(ENDS, node("serviceTask", "t", 'camunda:topic="topic"'), chain("s", "t", "e")),
    ),
    (
        "work-named",
        procedure(ENDS, node("serviceTask", "t", 'camunda:topic="other"'), chain("s", "t", "e")),
        "t",
        procedure(ENDS, node("serviceTask", "t", 'camunda:topic="topic"'), chain("s", "t", "e")),
    ),
    (
        "work-named",
        plain(ENDS, node("sendTask", "t"), chain("s", "t", "e")),
        "t",
        plain(ENDS, node("sendTask", "t", 'camunda:topic="topic"'), chain("s", "t", "e")),
    ),
    *[
        (
            "decisions-fit",
            procedure(ENDS, node("businessRuleTask", "t", wrong), chain("s", "t", "e")),
            "t",
            procedure(ENDS, node("businessRuleTask", "t", right), chain("s", "t", "e")),
        )
        for wrong, right in (
            # A decision that is in no table.
            (decides("other"), decides("table")),
            # Results that are lists, by the table or by the mapping.
            (decides("list"), decides("table")),
            (decides("table", 'camunda:mapDecisionResult="resultList"'), decides("table")),
            (decides("table", 'camunda:mapDecisionResult="?"'), decides("table")),
            # Several values where one is kept.
            (
                decides("two", 'camunda:mapDecisionResult="singleEntry"'),
                decides("two", 'camunda:mapDecisionResult="singleResult"'),
            ),
            # A value that nobody keeps.
            ('camunda:decisionRef="table"', 'camunda:decisionRef="two"'),
        )
    ],
    (
        "variables-known",
        procedure(ENDS, node("businessRuleTask", "t", decides("greedy")), chain("s", "t", "e")),
        "t",
        procedure(ENDS, node("businessRuleTask", "t", decides("table")), chain("s", "t", "e")),
    ),
    (
        "expressions-understood",
        procedure(ENDS, node("businessRuleTask", "t", decides("lawless")), chain("s", "t", "e")),
        "t",
        procedure(ENDS, node("businessRuleTask", "t", decides("table")), chain("s", "t", "e")),
    ),
    (
        "four-eyes-known",
        plain(ENDS, node("userTask", "a", 'vd:fourEyes="e"'), chain("s", "a", "e")),
        "a",
        plain(ENDS, A, node("userTask", "b", 'vd:fourEyes="a"'), chain("s", "a", "b", "e")),
    ),
    *[
        (
            "human-steps",
            procedure(ENDS, step("a", without=lacking), chain("s", "a", "e")),
            "a",
            procedure(ENDS, step("a"), chain("s", "a", "e")),
        )
        for lacking in ("candidateGroups", "formKey", "deadline")
    ],
    (
        "human-steps",
        procedure(
            ENDS,
            step("a", 'camunda:candidateGroups="other"', without="candidateGroups"),
            chain("s", "a", "e"),
        ),
        "a",
        procedure(
            ENDS,
            step("a", 'camunda:candidateGroups="superior:clerk"', without="candidateGroups"),
            chain("s", "a", "e"),
        ),
    ),
    (
        "human-steps",
        procedure(
            ENDS, step("a", 'camunda:formKey="other"', without="formKey"), chain("s", "a", "e")
        ),
        "a",
        procedure(ENDS, step("a"), chain("s", "a", "e")),
    ),
    (
        "keys-known",
        procedure(ENDS, step("a", 'vd:gate="other"'), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a", 'vd:gate="gate"'), chain("s", "a", "e")),
    ),
    (
        "keys-known",
        procedure(ENDS, step("a", 'vd:deadline="other"', without="deadline"), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a", 'vd:deadline="16wh"', without="deadline"), chain("s", "a", "e")),
    ),
    (
        "keys-known",
        procedure(
            ENDS,
            node("serviceTask", "t", 'camunda:topic="topic" vd:gate="gate"'),
            chain("s", "t", "e"),
        ),
        "t",
        procedure(ENDS, node("serviceTask", "t", 'camunda:topic="topic"'), chain("s", "t", "e")),
    ),
    (
        "gates-on-every-way",
        procedure(ENDS, step("a"), step("b", 'vd:document="decision"'), chain("s", "a", "b", "e")),
        "b",
        procedure(
            ENDS,
            step("a", 'vd:gate="gate"'),
            step("b", 'vd:document="decision"'),
            chain("s", "a", "b", "e"),
        ),
    ),
    # A gate that earlier work opens stays shut where the work is not done on every way.
    (
        "gates-on-every-way",
        procedure(
            ENDS,
            node("exclusiveGateway", "or", 'default="or_c" name="Recorded?"'),
            node("serviceTask", "b", 'camunda:type="external" camunda:topic="topic"'),
            step("c", 'vd:gate="recorded"'),
            chain("s", "or", "c", "e"),
            flow("or", "b", "result"),
            flow("b", "c"),
        ),
        "c",
        procedure(
            ENDS,
            node("serviceTask", "b", 'camunda:type="external" camunda:topic="topic"'),
            step("c", 'vd:gate="recorded"'),
            chain("s", "b", "c", "e"),
        ),
    ),
    # A boundary event is a way around the gate of its task.
    (
        "gates-on-every-way",
        procedure(
            ENDS,
            step("a", 'vd:gate="gate"'),
            LATE,
            step("b", 'vd:document="decision"'),
            chain("s", "a", "b", "e"),
            chain("late", "b"),
        ),
        "b",
        procedure(
            ENDS,
            step("a", 'vd:gate="gate"'),
            LATE,
            step("b", 'vd:document="decision" vd:gate="gate"'),
            chain("s", "a", "b", "e"),
            chain("late", "b"),
        ),
    ),
    (
        "step-budgets",
        procedure(
            ENDS,
            step("a"),
            step("b", 'vd:deadline="30wh"', without="deadline"),
            chain("s", "a", "b", "e"),
        ),
        "p",
        procedure(ENDS, step("a"), step("b"), chain("s", "a", "b", "e")),
    ),
    (
        "legal-bases",
        procedure(
            ENDS,
            step("a", without="legalBasis").replace("name=", 'vd:legalBasis="R-1 R-9" name=', 1),
            chain("s", "a", "e"),
        ),
        "a",
        procedure(ENDS, step("a"), chain("s", "a", "e")),
    ),
    (
        "decisions-fit",
        procedure(ENDS, step("a", 'camunda:decisionRef="gone"'), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a", 'camunda:decisionRef="greedy"'), chain("s", "a", "e")),
    ),
    (
        "legal-bases",
        procedure(ENDS, step("a", without="legalBasis"), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a"), chain("s", "a", "e")),
    ),
    (
        "lanes-agree",
        plain(LANE.format("Chairman"), ENDS, step("a"), chain("s", "a", "e")),
        "a",
        plain(LANE.format("Officer"), ENDS, step("a"), chain("s", "a", "e")),
    ),
    (
        "names-given",
        plain(ENDS, node("userTask", "a"), chain("s", "a", "e")),
        "a",
        plain(ENDS, node("userTask", "a", 'name="Check"'), chain("s", "a", "e")),
    ),
    (
        "english-names",
        procedure(ENDS, step("a", without="nameEn"), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a"), chain("s", "a", "e")),
    ),
    (
        "english-names",
        procedure(ENDS, step("a", 'vd:stage="Ký"'), chain("s", "a", "e")),
        "a",
        procedure(ENDS, step("a", 'vd:stage="Ký" vd:stageEn="Signature"'), chain("s", "a", "e")),
    ),
    (
        "english-names",
        procedure(ENDS, step("a", 'vd:taskTitle="Ký {unit}"'), chain("s", "a", "e")),
        "a",
        procedure(
            ENDS,
            step("a", 'vd:taskTitle="Ký {unit}" vd:taskTitleEn="Sign {unit}"'),
            chain("s", "a", "e"),
        ),
    ),
    (
        "process-size",
        plain(
            ENDS,
            *[node("userTask", f"t{n}") for n in range(299)],
            chain("s", *[f"t{n}" for n in range(299)], "e"),
        ),
        "p",
        plain(
            ENDS,
            *[node("userTask", f"t{n}") for n in range(298)],
            chain("s", *[f"t{n}" for n in range(298)], "e"),
        ),
    ),
]


@pytest.mark.parametrize(("rule", "wrong", "element", "right"), CASES)
def test_rule_sees_its_wrong_drawing_and_not_its_right_one(rule, wrong, element, right):
    found = problems(wrong, rule)

    assert [problem.element for problem in found] and element in {p.element for p in found}
    for problem in found:
        assert problem.message % problem.params
        assert problem.hint
        assert problem.line > 0
        assert problem.file == "p.bpmn"
    assert problems(right, rule) == []


def test_every_rule_has_a_case():
    assert {rule.id for rule in RULES} == {case[0] for case in CASES} - {"flow-reference"}


def test_rules_have_stable_names_and_say_what_they_are_for():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.title.endswith((".", ";", ",")) or rule.title for rule in RULES)


def test_business_rules_are_errors_in_procedures_and_their_parts_alone():
    bare = (ENDS, node("userTask", "a", 'name="A"'), chain("s", "a", "e"))
    call = node("callActivity", "c", 'calledElement="p" name="C" vd:nameEn="C"')
    calling = process(ENDS + call + chain("s", "c", "e"), "main").replace(
        'id="main"', 'id="main" vd:procedure="proc" vd:deadline="limit"'
    )

    assert problems(plain(*bare), "human-steps") == []
    assert problems(procedure(*bare), "human-steps") != []
    assert problems({**plain(*bare), "main.bpmn": document(calling)}, "human-steps") != []


def test_all_problems_are_told_at_once():
    files = {
        **plain(ENDS, node("scriptTask", "x"), node("userTask", "a"), chain("s", "x", "a", "e")),
        "broken.bpmn": b"<",
        "other.bpmn": b"<x/>",
    }

    rules = {(p.file, p.rule) for p in check(files, CATALOGUE)}

    assert {
        ("p.bpmn", "unsupported-element"),
        ("p.bpmn", "names-given"),
        ("broken.bpmn", "not-xml"),
        ("other.bpmn", "not-bpmn"),
    } <= rules


def test_a_sound_procedure_has_no_problem_at_all():
    files = procedure(ENDS, step("a", 'vd:gate="gate"'), chain("s", "a", "e"))

    assert [p for p in check(files, CATALOGUE) if p.severity is Severity.ERROR] == []


def test_a_procedure_begins_only_by_messages_that_bring_a_case_along():
    drawn = procedure(hears("message"), E, step("a"), chain("os", "a", "e"))
    timed = procedure(ENDS, hears("timer"), step("a"), chain("s", "a", "e"), chain("os", "a"))

    def found(files: Mapping[str, bytes], *known: str) -> list[str]:
        judged = check(files, replace(CATALOGUE, beginnings=frozenset(known)))
        return [p.element for p in judged if p.rule == "scope-starts"]

    assert found(drawn, "m") == []
    assert found(drawn, "other") == ["os", "os"]
    assert found(timed, "m") == ["os"]


def test_more_processes_than_anybody_calls_are_not_looked_at_together():
    one = node("startEvent", "s%d") + node("endEvent", "e%d")
    body = [
        process(one.replace("%d", str(n)) + chain(f"s{n}", f"e{n}"), f"p{n}") for n in range(301)
    ]

    problems = check({"p.bpmn": document(*body)}, Catalogue())

    assert [(p.rule, p.element, p.line > 0) for p in problems] == [
        ("too-many-processes", "p300", True)
    ]
