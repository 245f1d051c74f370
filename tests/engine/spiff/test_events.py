"""Events inside an instance: errors, escalations, signals, and what is handed to the outbox."""

from __future__ import annotations

import pytest

from engine.errors import ModelError, ServiceTaskFailed
from tests.engine.spiff.drawing import chain, compiled, document, node, process
from tests.engine.spiff.playing import FakeHost, Player
from tests.engine.spiff.test_token_game import START_END

GLOBALS = (
    '<bpmn:error id="E1" name="bad" errorCode="bad"/>'
    '<bpmn:error id="E2" name="worse" errorCode="worse"/>'
    '<bpmn:escalation id="X1" name="late" escalationCode="late"/>'
    '<bpmn:signal id="S1" name="flood"/>'
    '<bpmn:message id="M1" name="answer"/>'
)


def drawn(*parts: str) -> bytes:
    return document(GLOBALS, process("".join(parts)))


def throwing(kind: str, id_: str, definition: str, reference: str, attributes: str = "") -> str:
    inside = f"<bpmn:{definition}EventDefinition {definition}Ref={reference!r}/>"
    return node(kind, id_, attributes, inside)


def sub(*inner: str) -> str:
    return node("subProcess", "sub", inside="".join(inner))


ERROR_INSIDE = drawn(
    START_END,
    sub(
        node("startEvent", "is"),
        node("parallelGateway", "fork"),
        node("userTask", "x"),
        node("userTask", "y"),
        throwing("endEvent", "fail", "error", "E1"),
        node("endEvent", "ie"),
        chain("is", "fork", "x", "fail"),
        chain("fork", "y", "ie"),
    ),
    throwing("boundaryEvent", "other", "error", "E2", 'attachedToRef="sub"'),
    throwing("boundaryEvent", "caught", "error", "E1", 'attachedToRef="sub"'),
    node("userTask", "mend"),
    chain("s", "sub", "e"),
    chain("caught", "mend", "e"),
    chain("other", "e"),
)


def test_error_end_event_interrupts_the_activity_around_and_all_in_it():
    player = Player(compiled(ERROR_INSIDE)).completes("x")

    assert player.waiting() == ["mend"]


def test_error_that_nobody_catches_is_an_error_of_the_drawing():
    body = (
        node("startEvent", "s")
        + node("userTask", "a")
        + throwing("endEvent", "fail", "error", "E1")
        + chain("s", "a", "fail")
    )
    player = Player(compiled(drawn(body)))

    with pytest.raises(ModelError, match="Nobody catches the error bad"):
        player.completes("a")


def test_error_of_a_called_process_is_caught_on_the_call():
    files = {
        "main.bpmn": drawn(
            START_END,
            node("callActivity", "call", 'calledElement="part"'),
            throwing("boundaryEvent", "caught", "error", "E1", 'attachedToRef="call"'),
            node("userTask", "mend"),
            chain("s", "call", "e"),
            chain("caught", "mend", "e"),
        ),
        "part.bpmn": document(
            GLOBALS,
            process(
                node("startEvent", "s")
                + node("userTask", "x")
                + throwing("endEvent", "fail", "error", "E1")
                + chain("s", "x", "fail"),
                "part",
            ),
        ),
    }

    assert Player(compiled(files)).completes("x").waiting() == ["mend"]


def failing_service(reference: str) -> bytes:
    return drawn(
        START_END,
        node("userTask", "a"),
        node("serviceTask", "t", 'camunda:topic="t"'),
        throwing("boundaryEvent", "caught", "error", reference, 'attachedToRef="t"'),
        node("userTask", "mend"),
        chain("s", "a", "t", "e"),
        chain("caught", "mend", "e"),
    )


def test_failure_of_a_service_task_is_caught_by_the_error_of_its_code():
    host = FakeHost(failing=lambda element: ServiceTaskFailed("It broke", code="bad"))

    assert Player(compiled(failing_service("E1")), host).completes("a").waiting() == ["mend"]


def test_failure_of_another_code_is_passed_to_the_engine():
    host = FakeHost(failing=lambda element: ServiceTaskFailed("It broke", code="bad"))
    player = Player(compiled(failing_service("E2")), host)

    with pytest.raises(ServiceTaskFailed):
        player.completes("a")


def escalating(attributes: str) -> bytes:
    return drawn(
        START_END,
        sub(
            node("startEvent", "is"),
            node("userTask", "x"),
            throwing("intermediateThrowEvent", "tell", "escalation", "X1"),
            node("userTask", "y"),
            node("endEvent", "ie"),
            chain("is", "x", "tell", "y", "ie"),
        ),
        throwing("boundaryEvent", "heard", "escalation", "X1", f'attachedToRef="sub" {attributes}'),
        node("userTask", "boss"),
        chain("s", "sub", "e"),
        chain("heard", "boss", "e"),
    )


def test_escalation_that_does_not_interrupt_adds_a_branch():
    player = Player(compiled(escalating('cancelActivity="false"'))).completes("x")

    assert sorted(player.waiting()) == ["boss", "y"]
    assert player.host.thrown == ["tell"]
    assert player.completes("y", "boss").is_over()


def test_escalation_that_interrupts_closes_the_part_it_came_from():
    assert Player(compiled(escalating(""))).completes("x").waiting() == ["boss"]


def test_escalation_from_outside_reaches_whoever_waits_for_it():
    player = Player(compiled(escalating('cancelActivity="false"')))

    assert player.throws("escalation", "other") == 0
    assert player.throws("escalation", "late") == 1
    assert player.throws("escalation", "late") == 1
    assert sorted(player.waiting()) == ["boss", "boss", "x"]


BESIDE_X = throwing(
    "boundaryEvent", "at_x", "escalation", "X1", 'attachedToRef="x" cancelActivity="false"'
)


def test_an_escalation_of_a_step_is_heard_at_the_step_before_it_is_heard_around_it():
    at_x = (
        BESIDE_X + node("userTask", "aide") + node("endEvent", "ae") + chain("at_x", "aide", "ae")
    )
    drawn_beside = escalating('cancelActivity="false"').replace(
        b"</bpmn:subProcess>", f"{at_x}</bpmn:subProcess>".encode(), 1
    )

    player = Player(compiled(drawn_beside))
    assert player.escalates("late", at="x")
    assert sorted(player.waiting()) == ["aide", "x"]

    player.completes("x")
    assert player.escalates("late", at="y")
    assert sorted(player.waiting()) == ["aide", "boss", "boss", "y"]


def test_an_escalation_that_nobody_hears_changes_nothing():
    player = Player(compiled(escalating('cancelActivity="false"')))
    before = player.execution.snapshot()

    assert not player.escalates("other", at="x")
    assert not player.escalates("late")  # Of the whole: what is drawn on a part is not for it.
    assert player.execution.snapshot() == before


SIGNALS = drawn(
    START_END,
    node("parallelGateway", "fork"),
    throwing("intermediateCatchEvent", "c", "signal", "S1"),
    node("userTask", "a"),
    throwing("boundaryEvent", "b", "signal", "S1", 'attachedToRef="a"'),
    node("userTask", "t"),
    throwing("intermediateThrowEvent", "tell", "signal", "S1"),
    node("userTask", "after_c"),
    node("userTask", "after_b"),
    chain("s", "fork", "c", "after_c", "e"),
    chain("fork", "a", "e"),
    chain("fork", "t", "tell", "e"),
    chain("b", "after_b", "e"),
)


def test_signal_reaches_all_who_wait_for_it_and_the_outbox():
    player = Player(compiled(SIGNALS)).completes("t")

    assert sorted(player.waiting()) == ["after_b", "after_c"]
    assert player.host.thrown == ["tell"]


def test_signal_from_outside_is_delivered_by_name():
    player = Player(compiled(SIGNALS))

    assert player.throws("signal", "flood") == 2
    assert player.throws("signal", "flood") == 0
    assert sorted(player.waiting()) == ["after_b", "after_c", "t"]


def test_message_end_event_and_send_task_hand_their_message_to_the_outbox():
    body = (
        node("startEvent", "s")
        + node("sendTask", "send", 'messageRef="M1"')
        + throwing("endEvent", "told", "message", "M1")
        + chain("s", "send", "told")
    )

    player = Player(compiled(drawn(body)))

    assert player.host.thrown == ["send", "told"]
    assert player.is_over()


def test_message_throw_event_with_a_topic_performs_it():
    definition = '<bpmn:messageEventDefinition messageRef="M1" camunda:topic="notify"/>'
    body = (
        node("startEvent", "s") + node("endEvent", "told", inside=definition) + chain("s", "told")
    )

    player = Player(compiled(drawn(body)))

    assert player.host.performed == [("told", {})]
    assert player.host.thrown == []


def test_a_process_may_begin_at_a_message_start_event():
    body = (
        START_END
        + throwing("startEvent", "asked", "message", "M1")
        + node("userTask", "a")
        + node("userTask", "b")
        + chain("s", "a", "e")
        + chain("asked", "b", "e")
    )
    executable = compiled(drawn(body))

    assert Player(executable).waiting() == ["a"]
    assert Player(executable, at="asked").waiting() == ["b"]
    with pytest.raises(ModelError):
        Player(executable, at="a")


def test_only_signals_and_escalations_come_from_outside():
    player = Player(compiled(SIGNALS))

    with pytest.raises(ModelError):
        player.throws("error", "bad")
