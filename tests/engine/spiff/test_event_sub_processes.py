"""Event sub-processes: they listen while their scope is at work, then run instead or beside."""

from __future__ import annotations

import pytest

from engine.errors import ServiceTaskFailed
from engine.execution import WaitKind
from tests.engine.spiff.drawing import chain, compiled, document, flow, node, process
from tests.engine.spiff.playing import FakeHost, Player

GLOBALS = (
    '<bpmn:error id="E1" name="bad" errorCode="bad"/>'
    '<bpmn:escalation id="X1" name="late" escalationCode="late"/>'
    '<bpmn:signal id="S1" name="flood"/>'
    '<bpmn:message id="M1" name="answer"/>'
)
DAY = "<bpmn:timeDuration>P1D</bpmn:timeDuration>"
TWICE = "<bpmn:timeCycle>R2/P1D</bpmn:timeCycle>"
TRUE = "<bpmn:condition>true</bpmn:condition>"


def start(definition: str, reference: str = "", inside: str = "", *, beside: bool = False) -> str:
    """The start event `heard` of an event sub-process."""
    refers = f"{definition}Ref={reference!r}" if reference else ""
    return node(
        "startEvent",
        "heard",
        'isInterrupting="false"' if beside else "",
        f"<bpmn:{definition}EventDefinition {refers}>{inside}</bpmn:{definition}EventDefinition>",
    )


def listening(begin: str, id_: str = "on", step: str = "handle") -> str:
    """An event sub-process with one step."""
    done = f"{step}_done"
    inner = begin + node("userTask", step) + node("endEvent", done) + chain("heard", step, done)
    return node("subProcess", id_, 'triggeredByEvent="true"', inner)


def around(part: str, *more: str) -> bytes:
    """s → work → e with an event sub-process at the top."""
    body = node("startEvent", "s") + node("userTask", "work") + node("endEvent", "e")
    return document(GLOBALS, process(body + chain("s", "work", "e") + part + "".join(more)))


EVENTS = {
    "timer": (start("timer", inside=DAY), WaitKind.TIMER),
    "message": (start("message", "M1"), WaitKind.MESSAGE),
    "signal": (start("signal", "S1"), WaitKind.SIGNAL),
    "conditional": (start("conditional", inside=TRUE), WaitKind.GATE),
}


@pytest.mark.parametrize(("begin", "kind"), EVENTS.values(), ids=EVENTS)
def test_an_event_interrupts_what_is_open_and_the_part_runs_instead(begin: str, kind: str) -> None:
    player = Player(compiled(around(listening(begin))))
    assert player.wait("heard").kind is kind

    player.completes("heard")
    assert player.waiting() == ["handle"]

    assert player.completes("handle").is_over()


@pytest.mark.parametrize("event", EVENTS)
def test_a_scope_that_ends_by_itself_listens_no_more(event: str) -> None:
    begin, _ = EVENTS[event]

    player = Player(compiled(around(listening(begin)))).completes("work")

    assert player.is_over()
    assert player.waiting() == []


def test_a_part_that_does_not_interrupt_runs_beside_and_listens_again() -> None:
    player = Player(compiled(around(listening(start("message", "M1", beside=True)))))

    player.completes("heard").completes("heard")
    assert sorted(player.waiting()) == ["handle", "handle", "heard", "work"]

    player.completes("work")
    assert sorted(player.waiting()) == ["handle", "handle", "heard"]
    assert player.completes("handle", "handle").is_over()


def test_a_cycle_comes_as_often_as_it_says() -> None:
    player = Player(compiled(around(listening(start("timer", inside=TWICE, beside=True)))))

    player.completes("heard").completes("heard")

    assert sorted(player.waiting()) == ["handle", "handle", "work"]


def test_a_condition_beside_comes_once() -> None:
    begin = start("conditional", inside=TRUE, beside=True)

    player = Player(compiled(around(listening(begin)))).completes("heard")

    assert sorted(player.waiting()) == ["handle", "work"]


def test_a_signal_thrown_inside_is_heard() -> None:
    signal = '<bpmn:signalEventDefinition signalRef="S1"/>'
    throw = node("intermediateThrowEvent", "tell", inside=signal)
    body = node("startEvent", "s") + node("userTask", "work") + throw + node("endEvent", "e")
    drawn = document(
        GLOBALS,
        process(body + chain("s", "work", "tell", "e") + listening(start("signal", "S1"))),
    )

    player = Player(compiled(drawn)).completes("work")

    assert player.waiting() == ["handle"]


def failing_inside(part: str, boundary: str = "") -> bytes:
    """A sub-process that ends with an error after its step, and who may catch it."""
    inner = (
        node("startEvent", "is") + node("userTask", "work")
        + node("endEvent", "fail", inside='<bpmn:errorEventDefinition errorRef="E1"/>')
        + chain("is", "work", "fail")
    )  # fmt: skip
    sub = node("subProcess", "sub", inside=inner + part)
    body = node("startEvent", "s") + sub + boundary + node("endEvent", "e")
    return document(GLOBALS, process(body + chain("s", "sub", "e")))


BOUNDARY = (
    node("boundaryEvent", "caught", 'attachedToRef="sub"',
         '<bpmn:errorEventDefinition errorRef="E1"/>')
    + node("userTask", "mend") + node("endEvent", "me") + chain("caught", "mend", "me")
)  # fmt: skip


def test_an_error_is_caught_beside_it_before_it_is_caught_around() -> None:
    drawn = failing_inside(listening(start("error", "E1")), BOUNDARY)

    player = Player(compiled(drawn)).completes("work")
    assert player.waiting() == ["handle"]

    assert player.completes("handle").is_over()


def test_an_error_inside_an_interrupting_part_goes_outwards() -> None:
    again = node("endEvent", "handle_done", inside='<bpmn:errorEventDefinition errorRef="E1"/>')
    plain = node("endEvent", "handle_done").strip()
    part = listening(start("error", "E1")).replace(plain, again.strip())

    player = Player(compiled(failing_inside(part, BOUNDARY))).completes("work", "handle")

    assert player.waiting() == ["mend"]


def test_an_escalation_is_heard_at_the_top_and_work_goes_on() -> None:
    throw = node("intermediateThrowEvent", "tell",
                 inside='<bpmn:escalationEventDefinition escalationRef="X1"/>')  # fmt: skip
    inner = node("startEvent", "is") + throw + node("userTask", "work") + node("endEvent", "ie")
    sub = node("subProcess", "sub", inside=inner + chain("is", "tell", "work", "ie"))
    body = node("startEvent", "s") + sub + node("endEvent", "e") + chain("s", "sub", "e")
    part = listening(start("escalation", "X1", beside=True))

    player = Player(compiled(document(GLOBALS, process(body + part))))

    assert sorted(player.waiting()) == ["handle", "work"]
    assert player.completes("work", "handle").is_over()


def test_an_escalation_from_outside_wakes_the_part_as_often_as_it_comes() -> None:
    player = Player(compiled(around(listening(start("escalation", beside=True)))))

    assert player.escalates("soon", at="work")
    assert player.escalates("due")

    assert sorted(player.waiting()) == ["handle", "handle", "work"]
    assert player.completes("work", "handle", "handle").is_over()


def test_a_failing_service_is_caught_by_the_part_beside_it() -> None:
    body = node("startEvent", "s") + node("serviceTask", "do", 'camunda:topic="t"')
    body += node("endEvent", "e") + chain("s", "do", "e")
    drawn = document(GLOBALS, process(body + listening(start("error", "E1"))))
    host = FakeHost(failing=lambda element: ServiceTaskFailed("no", code="bad"))

    player = Player(compiled(drawn), host)

    assert player.waiting() == ["handle"]


def test_parts_inside_parts_listen_only_while_those_run() -> None:
    deeper = listening(start("message", "M1"), "deep", "dive").replace("heard", "heard_deep")
    closing = "</bpmn:subProcess>"
    outer = listening(start("signal", "S1")).replace(closing, deeper + closing)

    player = Player(compiled(around(outer)))
    assert sorted(player.waiting()) == ["heard", "work"]
    player.completes("heard")
    assert sorted(player.waiting()) == ["handle", "heard_deep"]
    player.completes("heard_deep")

    assert player.waiting() == ["dive"]
    assert player.completes("dive").is_over()


def test_a_return_leaves_what_listens_alone_and_wakes_what_had_begun() -> None:
    begun = Player(compiled(around(listening(start("message", "M1"))))).completes("heard")
    listening_still = Player(compiled(around(listening(start("message", "M1")))))
    before = listening_still.wait("heard").id

    begun.returns("handle", "work")
    listening_still.returns("work", "work")

    assert sorted(begun.waiting()) == ["heard", "work"]
    assert sorted(listening_still.waiting()) == ["heard", "work"]
    assert listening_still.wait("heard").id == before


def test_a_part_listens_in_every_round_of_a_loop_for_itself() -> None:
    inner = node("startEvent", "is") + node("userTask", "work") + node("endEvent", "ie")
    many = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>two</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    part = listening(start("message", "M1"))
    sub = node("subProcess", "sub", inside=many + inner + chain("is", "work", "ie") + part)
    body = node("startEvent", "s") + sub + node("endEvent", "e") + chain("s", "sub", "e")

    player = Player(compiled(document(GLOBALS, process(body))), FakeHost(facts={"two": 2}))
    player.completes("heard")

    assert sorted(player.waiting()) == ["handle", "heard", "work"]
    assert player.completes("work", "handle").is_over()


def test_an_error_in_a_round_is_caught_by_the_event_on_the_loop() -> None:
    many = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>two</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    drawn = failing_inside(many, BOUNDARY)

    player = Player(compiled(drawn), FakeHost(facts={"two": 2})).completes("work")

    assert player.waiting() == ["mend"]


LINKED = document(
    process(
        node("startEvent", "s")
        + node("exclusiveGateway", "g", 'default="g_b"')
        + node("userTask", "a")
        + node("userTask", "b")
        + "".join(
            node("intermediateThrowEvent", id_, inside='<bpmn:linkEventDefinition name="on"/>')
            for id_ in ("from_a", "from_b")
        )
        + node("intermediateCatchEvent", "to", inside='<bpmn:linkEventDefinition name="on"/>')
        + node("userTask", "c")
        + node("endEvent", "e")
        + chain("s", "g")
        + flow("g", "a", "left")
        + flow("g", "b")
        + chain("a", "from_a")
        + chain("b", "from_b")
        + chain("to", "c", "e")
    )
)


@pytest.mark.parametrize(("left", "step"), [(True, "a"), (False, "b")])
def test_a_link_goes_on_at_its_other_half(left: bool, step: str) -> None:
    player = Player(compiled(LINKED), FakeHost(facts={"left": left}))
    assert player.waiting() == [step]

    player.completes(step)

    assert player.waiting() == ["c"]
    assert player.host.thrown == []
