"""Every row of docs/bpmn-support.md is kept: what runs does so through save and restore at every
step, what is refused is refused at its place with what to draw instead.

The rows come from the table itself: a new one without a case fails here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.admission import Catalogue, check, read
from engine.admission.beside import BESIDE, UNREAD, Fate
from engine.admission.support import (
    DEFINITIONS as DEFINITIONS_BY_NAME,
)
from engine.admission.support import (
    ELEMENTS,
    EVENTS,
    NOT_FLOW_NODES,
    REFUSED_DEFINITIONS,
    SPECIAL,
)
from engine.model import ElementKind, EventKind, Severity
from tests.engine.spiff.drawing import chain, compiled, document, flow, node, process
from tests.engine.spiff.playing import FakeHost, Player

GLOBALS = (
    '<bpmn:message id="M" name="m"/><bpmn:signal id="S" name="s"/>'
    '<bpmn:error id="X" errorCode="x"/><bpmn:escalation id="L" escalationCode="l"/>'
)
FACTS: dict[str, object] = {"yes": True, "no": False, "two": 2}

DEFINITIONS = {
    EventKind.NONE: "",
    EventKind.TIMER: "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
    "</bpmn:timerEventDefinition>",
    EventKind.CONDITIONAL: "<bpmn:conditionalEventDefinition><bpmn:condition>yes</bpmn:condition>"
    "</bpmn:conditionalEventDefinition>",
    EventKind.MESSAGE: '<bpmn:messageEventDefinition messageRef="M"/>',
    EventKind.SIGNAL: '<bpmn:signalEventDefinition signalRef="S"/>',
    EventKind.ERROR: '<bpmn:errorEventDefinition errorRef="X"/>',
    EventKind.ESCALATION: '<bpmn:escalationEventDefinition escalationRef="L"/>',
    EventKind.TERMINATE: "<bpmn:terminateEventDefinition/>",
    EventKind.LINK: '<bpmn:linkEventDefinition name="on"/>',
}
FROM_INSIDE = (EventKind.ERROR, EventKind.ESCALATION)

Steps = Sequence[tuple[str, list[str]]]
"""(what is completed, what waits then), after a first ("", what waits at first)."""


def drawn(*parts: str, others: str = "") -> bytes:
    return document(GLOBALS, process("".join(parts)), others)


def between(element: str, id_: str = "x", *more: str) -> bytes:
    """s → element → after → e."""
    ends = node("startEvent", "s") + node("userTask", "after", 'name="A"') + node("endEvent", "e")
    return drawn(ends, element, chain("s", id_, "after", "e"), *more)


def plays(content: bytes, steps: Steps, at: str = "") -> Player:
    """The drawing is admitted, and waits where it should after each step; at last it is over."""
    errors = [p for p in check({"p.bpmn": content}, Catalogue()) if p.severity is Severity.ERROR]
    assert errors == []
    player = Player(compiled(content), FakeHost(facts=dict(FACTS)), at)
    for step, waiting in steps:
        if step:
            player.completes(step)
        assert sorted(player.waiting()) == sorted(waiting)
    assert player.is_over()
    return player


def is_refused(content: bytes, rule: str, element: str = "x") -> None:
    (problem,) = [p for p in read({"p.bpmn": content}).problems if p.severity is Severity.ERROR]
    assert (problem.rule, problem.element) == (rule, element)
    assert problem.line > 0
    assert problem.hint


# -- elements

INNER = (
    node("startEvent", "is") + node("userTask", "w", 'name="W"') + node("endEvent", "ie")
    + chain("is", "w", "ie")
)  # fmt: skip
CALLED = process(INNER, "called")
BOTH = (
    node("userTask", "a", 'name="A"') + node("userTask", "b", 'name="B"')
)  # fmt: skip
ONE_WAIT: Steps = (("", ["x"]), ("x", ["after"]), ("after", []))
AT_ONCE: Steps = (("", ["after"]), ("after", []))
INSIDE: Steps = (("", ["w"]), ("w", ["after"]), ("after", []))


def gateway(kind: str, first: str = "", second: str = "", *, joins: bool = True) -> bytes:
    """s → x → a, b → y → after → e; conditions on the ways."""
    join = node(kind, "y") if joins else ""
    default = 'default="x_b"' if first and not second else ""
    ways = flow("x", "a", first) + flow("x", "b", second)
    ends = node("startEvent", "s") + node("userTask", "after", 'name="A"') + node("endEvent", "e")
    into = chain("a", "y") + chain("b", "y", "after") if joins else ""
    onward = "" if joins else chain("a", "after") + chain("b", "after")
    return drawn(
        ends, node(kind, "x", default), join, BOTH, ways, into, onward, chain("s", "x"),
        chain("after", "e"),
    )  # fmt: skip


def first_event() -> bytes:
    catch = "".join(
        node("intermediateCatchEvent", id_, inside=DEFINITIONS[kind])
        for id_, kind in (("a", EventKind.TIMER), ("b", EventKind.SIGNAL))
    )
    ends = node("startEvent", "s") + node("userTask", "after", 'name="A"') + node("endEvent", "e")
    ways = chain("s", "x", "a", "after", "e") + chain("x", "b", "after")
    return drawn(ends, node("eventBasedGateway", "x"), catch, ways)


RUNNING: dict[str, tuple[bytes, Steps]] = {
    "startEvent": (between(node("task", "x")), AT_ONCE),
    "endEvent": (between(node("task", "x")), AT_ONCE),
    "intermediateCatchEvent": (
        between(node("intermediateCatchEvent", "x", inside=DEFINITIONS[EventKind.TIMER])),
        ONE_WAIT,
    ),
    "intermediateThrowEvent": (between(node("intermediateThrowEvent", "x")), AT_ONCE),
    "boundaryEvent": (
        between(
            node("userTask", "x", 'name="X"'), "x",
            node("boundaryEvent", "late", 'attachedToRef="x"', DEFINITIONS[EventKind.TIMER]),
            chain("late", "e"),
        ),
        (("", ["late", "x"]), ("x", ["after"]), ("after", [])),
    ),
    "task": (between(node("task", "x")), AT_ONCE),
    "userTask": (between(node("userTask", "x", 'name="X"')), ONE_WAIT),
    "manualTask": (between(node("manualTask", "x", 'name="X"')), ONE_WAIT),
    "serviceTask": (between(node("serviceTask", "x", 'camunda:topic="t"')), AT_ONCE),
    "sendTask": (between(node("sendTask", "x", 'messageRef="M"')), AT_ONCE),
    "receiveTask": (between(node("receiveTask", "x", 'name="X" messageRef="M"')), ONE_WAIT),
    "businessRuleTask": (
        between(node("businessRuleTask", "x", 'camunda:decisionRef="d"')), AT_ONCE
    ),
    "callActivity": (
        between(node("callActivity", "x", 'calledElement="called"')).replace(
            b"</bpmn:definitions>", CALLED.encode() + b"</bpmn:definitions>"
        ),
        INSIDE,
    ),
    "subProcess": (between(node("subProcess", "x", inside=INNER)), INSIDE),
    "exclusiveGateway": (
        gateway("exclusiveGateway", "no"), (("", ["b"]), ("b", ["after"]), ("after", []))
    ),
    "parallelGateway": (
        gateway("parallelGateway"),
        (("", ["a", "b"]), ("b", ["a"]), ("a", ["after"]), ("after", [])),
    ),
    "inclusiveGateway": (
        gateway("inclusiveGateway", "yes", "yes"),
        (("", ["a", "b"]), ("a", ["b"]), ("b", ["after"]), ("after", [])),
    ),
    "eventBasedGateway": (
        first_event(), (("", ["a", "b"]), ("b", ["after"]), ("after", []))
    ),
}  # fmt: skip
"""A drawing for each element that runs, and how it is played."""


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_runs_or_is_refused(name: str) -> None:
    if ELEMENTS[name].runs:
        plays(*RUNNING[name])
    else:
        is_refused(between(node(name, "x")), "unsupported-element")


# -- constructs


def repeated(loop: str) -> bytes:
    return between(node("userTask", "x", 'name="X"', loop))


MANY = (
    "<bpmn:multiInstanceLoopCharacteristics>"
    "<bpmn:loopCardinality>two</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)
LOOP = (
    '<bpmn:standardLoopCharacteristics loopMaximum="2">'
    "<bpmn:loopCondition>yes</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
)


def on_event(begin: str, inside: str = "", attributes: str = "") -> str:
    start = node("startEvent", "heard", attributes, begin)
    steps = node("userTask", "mend", 'name="M"') + node("endEvent", "me")
    inner = inside + start + steps + chain("heard", "mend", "me")
    return node("subProcess", "x", 'triggeredByEvent="true"', inner)


def beside(part: str) -> bytes:
    return between(node("userTask", "w", 'name="W"'), "w", part)


CONSTRUCTS: dict[str, tuple[bytes, Steps]] = {
    "eventSubProcess": (
        beside(on_event(DEFINITIONS[EventKind.MESSAGE])),
        (("", ["heard", "w"]), ("heard", ["mend"]), ("mend", [])),
    ),
    "multiInstance": (
        repeated(MANY), (("", ["x", "x"]), ("x", ["x"]), ("x", ["after"]), ("after", []))
    ),
    "standardLoop": (
        repeated(LOOP), (("", ["x"]), ("x", ["x"]), ("x", ["after"]), ("after", []))
    ),
}  # fmt: skip

REFUSED: dict[str, bytes] = {
    "repeatedEventSubProcess": beside(on_event(DEFINITIONS[EventKind.MESSAGE], LOOP)),
    "compensation": between(node("userTask", "x", 'isForCompensation="true"')),
    "multipleEvents": between(
        node(
            "intermediateCatchEvent",
            "x",
            inside=DEFINITIONS[EventKind.TIMER] + DEFINITIONS[EventKind.SIGNAL],
        )
    ),
    "instantiatingGateway": between(node("eventBasedGateway", "x", 'instantiate="true"')),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_a_construct_runs_or_is_refused(name: str) -> None:
    if SPECIAL[name].runs:
        plays(*CONSTRUCTS[name])
    else:
        is_refused(REFUSED[name], "unsupported-element")


@pytest.mark.parametrize("definition", REFUSED_DEFINITIONS)
def test_an_event_definition_that_is_not_run_is_refused(definition: str) -> None:
    event = node("intermediateThrowEvent", "x", inside=f"<bpmn:{definition}/>")

    is_refused(between(event), "unsupported-element")


# -- events

MEND = (
    node("userTask", "mend", 'name="M"') + node("endEvent", "me") + chain("mend", "me")
)  # fmt: skip


def sub_process(*inner: str) -> str:
    begin = node("startEvent", "is") + node("userTask", "w", 'name="W"')
    return node("subProcess", "sub", inside=begin + "".join(inner))


def caught(event: EventKind, id_: str = "caught", attributes: str = "") -> str:
    definition = DEFINITIONS[event]
    boundary = node("boundaryEvent", id_, f'attachedToRef="sub" {attributes}', definition)
    return boundary + chain(id_, "mend") + MEND


def at_start(event: EventKind) -> tuple[bytes, Steps, str]:
    """At the top if a process may begin so; else in an event sub-process."""
    if event in FROM_INSIDE or event is EventKind.CONDITIONAL:
        inside = on_event(DEFINITIONS[event])
        end = DEFINITIONS[event] if event in FROM_INSIDE else ""
        body = drawn(
            node("startEvent", "s"), node("userTask", "w", 'name="W"'), inside,
            node("endEvent", "e", inside=end), chain("s", "w", "e"),
        )  # fmt: skip
        if event is EventKind.CONDITIONAL:
            return body, (("", ["heard", "w"]), ("heard", ["mend"]), ("mend", [])), ""
        return body, (("", ["w"]), ("w", ["mend"]), ("mend", [])), ""
    start = node("startEvent", "x", inside=DEFINITIONS[event])
    rest = node("userTask", "after", 'name="A"') + node("endEvent", "e")
    return drawn(start, rest, chain("x", "after", "e")), AT_ONCE, "x"


def at_end(event: EventKind) -> tuple[bytes, Steps, str]:
    end = node("endEvent", "x", inside=DEFINITIONS[event]) + chain("is", "w", "x")
    boundary = caught(event) if event in FROM_INSIDE else ""
    then = "mend" if boundary else "after"
    body = between(sub_process(end), "sub", boundary)
    return body, (("", ["w"]), ("w", [then]), (then, [])), ""


def caught_in_flow(event: EventKind) -> tuple[bytes, Steps, str]:
    catch = node("intermediateCatchEvent", "x", inside=DEFINITIONS[event])
    if event is EventKind.LINK:
        return thrown(event)
    return between(catch), ONE_WAIT, ""


def thrown(event: EventKind) -> tuple[bytes, Steps, str]:
    throw = node("intermediateThrowEvent", "x", inside=DEFINITIONS[event])
    if event is EventKind.LINK:
        landing = node("intermediateCatchEvent", "y", inside=DEFINITIONS[event])
        ends = node("startEvent", "s") + node("userTask", "after", 'name="A"')
        ends += node("endEvent", "e")
        return drawn(ends, throw, landing, chain("s", "x"), chain("y", "after", "e")), AT_ONCE, ""
    if event is EventKind.ESCALATION:
        inner = throw + node("userTask", "v", 'name="V"') + node("endEvent", "ie")
        boundary = caught(event, attributes='cancelActivity="false"')
        body = between(sub_process(inner, chain("is", "w", "x", "v", "ie")), "sub", boundary)
        return (
            body,
            (("", ["w"]), ("w", ["mend", "v"]), ("v", ["after", "mend"]), ("mend", ["after"]),
             ("after", [])),
            "",
        )  # fmt: skip
    return between(throw), AT_ONCE, ""


def on_border(event: EventKind) -> tuple[bytes, Steps, str]:
    if event in FROM_INSIDE:
        end = node("endEvent", "ie", inside=DEFINITIONS[event]) + chain("is", "w", "ie")
        body = between(sub_process(end), "sub", caught(event, "x"))
        return body, (("", ["w"]), ("w", ["mend"]), ("mend", [])), ""
    ended = node("endEvent", "ie") + chain("is", "w", "ie")
    body = between(sub_process(ended), "sub", caught(event, "x"))
    return body, (("", ["w", "x"]), ("x", ["mend"]), ("mend", [])), ""


PLACES = {
    ElementKind.START: at_start,
    ElementKind.END: at_end,
    ElementKind.CATCH: caught_in_flow,
    ElementKind.THROW: thrown,
    ElementKind.BOUNDARY: on_border,
}
CELLS = [(kind, event) for kind in EVENTS for event in EventKind]


@pytest.mark.parametrize(("kind", "event"), CELLS, ids=[f"{k}-{e}" for k, e in CELLS])
def test_an_event_runs_where_the_table_says_so(kind: ElementKind, event: EventKind) -> None:
    if event in EVENTS[kind]:
        content, steps, at = PLACES[kind](event)
        player = plays(content, steps, at)
        says = event in (EventKind.MESSAGE, EventKind.SIGNAL)
        if says and kind in (ElementKind.END, ElementKind.THROW):
            assert player.host.thrown == ["x"]
        return
    attached = 'attachedToRef="w"' if kind is ElementKind.BOUNDARY else ""
    misplaced = node(kind.value, "x", attached, DEFINITIONS[event])
    is_refused(between(node("userTask", "w", 'name="W"'), "w", misplaced), "event-not-here")


# -- beside the steps

STANDARD = Path("node_modules/bpmn-moddle/resources/bpmn/json/bpmn.json")


def test_the_tables_speak_of_every_element_of_the_standard() -> None:
    if not STANDARD.exists():
        pytest.skip("the front-end's packages are not installed")
    types = json.loads(STANDARD.read_text("utf-8"))["types"]
    names = {one["name"][0].lower() + one["name"][1:] for one in types if not one.get("isAbstract")}
    beside = [name for kind in BESIDE for name in kind.names]
    steps = {*ELEMENTS, *DEFINITIONS_BY_NAME, *REFUSED_DEFINITIONS}

    assert names - steps - set(beside) == set()
    assert len(beside) == len(set(beside))
    assert steps & set(beside) == set()
    assert set(beside) >= NOT_FLOW_NODES


@pytest.mark.parametrize("name", sorted(UNREAD))
def test_what_nobody_reads_is_told(name: str) -> None:
    unread = node(name, "unread")
    if name.startswith("global"):
        content = drawn_beside(unread)
    else:
        content = between(node("userTask", "x", 'name="X"', unread))

    problems = [p for p in read({"p.bpmn": content}).problems if p.rule == "not-read"]

    assert [(p.severity, p.element, p.line > 0) for p in problems] == [
        (Severity.WARNING, "unread", True)
    ]
    assert problems[0].hint
    plays(content, ONE_WAIT)


def drawn_beside(part: str) -> bytes:
    """A process with one step, and something beside the process."""
    whole = between(node("userTask", "x", 'name="X"'))
    return whole.replace(b"</bpmn:definitions>", part.encode() + b"</bpmn:definitions>")


SILENT = [name for kind in BESIDE if kind.fate is Fate.SHOWN for name in kind.names]


@pytest.mark.parametrize("name", SILENT)
def test_what_is_only_shown_changes_nothing(name: str) -> None:
    plays(between(node("userTask", "x", 'name="X"', node(name, "shown"))), ONE_WAIT)
