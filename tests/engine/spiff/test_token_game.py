"""Each construct runs as BPMN says; `Player` saves and restores at every step."""

from __future__ import annotations

import pytest

from engine.errors import ModelError, WrongState
from engine.execution import WaitKind
from tests.engine.spiff.drawing import chain, compiled, document, event, flow, node, process, timer
from tests.engine.spiff.playing import FakeHost, Player

START_END = node("startEvent", "s") + node("endEvent", "e")


def drawn(*parts: str) -> bytes:
    return document(process("".join(parts)))


def test_user_tasks_follow_one_another_to_the_end():
    player = Player(
        compiled(
            drawn(
                START_END,
                node("userTask", "a"),
                node("manualTask", "b"),
                node("task", "passed"),
                chain("s", "a", "passed", "b", "e"),
            )
        )
    )

    assert player.waiting() == ["a"]
    player.completes("a")
    assert player.waiting() == ["b"]
    player.completes("b")
    assert player.is_over()


def test_a_wait_keeps_its_key_until_it_ends():
    player = Player(
        compiled(drawn(START_END, node("userTask", "a"), chain("s", "a", "e"))),
    )

    key = player.wait("a").id

    assert player.wait("a").id == key
    assert player.wait("a").kind is WaitKind.USER_TASK
    player.completes("a")
    with pytest.raises(WrongState):
        player.execution.complete(key, player.host)


def test_the_host_hears_which_elements_and_flows_a_token_passed():
    player = Player(
        compiled(drawn(START_END, node("userTask", "a"), chain("s", "a", "e"))),
    )

    assert player.host.went == [("p", "s", "s_a")]
    player.completes("a")
    assert player.host.went[1:] == [("p", "a", "a_e"), ("p", "e")]


CHOICE = (
    START_END
    + node("exclusiveGateway", "g", 'default="g_b"')
    + node("userTask", "a")
    + node("userTask", "b")
    + node("userTask", "c")
    + chain("s", "g", "b", "e")
    + flow("g", "a", "first")
    + flow("g", "c", "second")
    + chain("a", "e")
    + chain("c", "e")
)


@pytest.mark.parametrize(
    ("facts", "taken"),
    [
        ({"first": True}, "a"),
        ({"second": True}, "c"),
        ({"first": True, "second": True}, "a"),
        ({}, "b"),
        # FEEL's null and anything that is not true do not open a way.
        ({"first": None, "second": "yes"}, "b"),
    ],
)
def test_exclusive_gateway_takes_the_first_flow_that_holds(facts, taken):
    player = Player(compiled(drawn(CHOICE)), FakeHost(facts=facts))

    assert player.waiting() == [taken]


def test_exclusive_gateway_without_a_way_out_is_an_error_of_the_drawing():
    body = START_END + node("exclusiveGateway", "g") + chain("s", "g") + flow("g", "e", "never")

    with pytest.raises(ModelError, match="No way out of g"):
        Player(compiled(drawn(body)))


FORK = (
    START_END
    + node("parallelGateway", "fork")
    + node("parallelGateway", "join")
    + node("userTask", "a")
    + node("userTask", "b")
    + node("userTask", "after")
    + chain("s", "fork", "a", "join", "after", "e")
    + chain("fork", "b", "join")
)


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_parallel_join_waits_for_every_branch(order):
    player = Player(compiled(drawn(FORK)))

    assert player.waiting() == ["a", "b"]
    player.completes(order[0])
    assert player.waiting() == [order[1]]
    player.completes(order[1])
    assert player.waiting() == ["after"]
    player.completes("after")
    assert player.is_over()


INCLUSIVE = (
    START_END
    + node("inclusiveGateway", "fork", 'default="fork_c"')
    + node("inclusiveGateway", "join")
    + "".join(node("userTask", name) for name in ("a", "b", "c", "after"))
    + chain("s", "fork", "c", "join", "after", "e")
    + flow("fork", "a", "wants_a")
    + flow("fork", "b", "wants_b")
    + chain("a", "join")
    + chain("b", "join")
)


@pytest.mark.parametrize(
    ("facts", "branches"),
    [
        ({"wants_a": True, "wants_b": True}, ["a", "b"]),
        ({"wants_b": True}, ["b"]),
        ({}, ["c"]),
    ],
)
def test_inclusive_join_waits_for_the_branches_that_were_opened(facts, branches):
    player = Player(compiled(drawn(INCLUSIVE)), FakeHost(facts=facts))

    assert sorted(player.waiting()) == branches
    for branch in branches:
        assert "after" not in player.waiting()
        player.completes(branch)
    assert player.waiting() == ["after"]


def test_several_flows_out_of_a_task_open_several_branches():
    body = (
        START_END
        + "".join(node("userTask", name) for name in ("a", "b", "c"))
        + chain("s", "a", "b", "e")
        + chain("a", "c", "e")
    )
    player = Player(compiled(drawn(body))).completes("a")

    assert player.waiting() == ["b", "c"]
    assert player.completes("b", "c").is_over()


def test_service_task_is_performed_within_the_command():
    body = START_END + node("serviceTask", "t", 'camunda:topic="number"') + chain("s", "t", "e")

    player = Player(compiled(drawn(body)))

    assert player.host.performed == [("t", {})]
    assert player.is_over()


def test_asynchronous_service_task_waits_as_a_job():
    attributes = 'camunda:topic="mail" camunda:asyncBefore="true"'
    body = START_END + node("serviceTask", "t", attributes) + chain("s", "t", "e")

    player = Player(compiled(drawn(body)))

    assert player.wait("t").kind is WaitKind.JOB
    assert player.host.performed == []
    assert player.completes("t").is_over()


@pytest.mark.parametrize(
    ("definition", "inside", "kind"),
    [
        ("timer", timer(), WaitKind.TIMER),
        ("conditional", "<bpmn:condition>ready</bpmn:condition>", WaitKind.GATE),
        ("message", "", WaitKind.MESSAGE),
        ("signal", "", WaitKind.SIGNAL),
    ],
)
def test_catch_event_waits_until_the_engine_ends_it(definition, inside, kind):
    body = (
        START_END
        + event("intermediateCatchEvent", "c", definition, inside=inside)
        + chain("s", "c", "e")
    )
    player = Player(compiled(drawn(body)))

    player.execution.run(player.host)

    assert player.wait("c").kind is kind
    assert player.completes("c").is_over()


def test_first_event_behind_an_event_based_gateway_wins():
    body = (
        START_END
        + node("eventBasedGateway", "g")
        + event("intermediateCatchEvent", "late", "timer", inside=timer())
        + node("receiveTask", "answer")
        + node("userTask", "a")
        + chain("s", "g", "late", "e")
        + chain("g", "answer", "a", "e")
    )
    player = Player(compiled(drawn(body)))

    assert player.waiting() == ["late", "answer"]
    player.completes("answer")
    assert player.waiting() == ["a"]


def with_boundary(definition: str, attributes: str, inside: str = "") -> bytes:
    return drawn(
        START_END,
        node("userTask", "a"),
        node("userTask", "other"),
        event("boundaryEvent", "b", definition, f'attachedToRef="a" {attributes}', inside),
        chain("s", "a", "e"),
        chain("b", "other", "e"),
    )


def test_interrupting_boundary_event_replaces_its_task():
    player = Player(compiled(with_boundary("timer", "", timer())))

    assert player.waiting() == ["a", "b"]
    assert player.wait("b").attached_to == player.wait("a").id
    player.completes("b")
    assert player.waiting() == ["other"]
    assert player.completes("other").is_over()


def test_boundary_event_goes_when_its_task_is_done():
    player = Player(compiled(with_boundary("timer", "", timer())))

    assert player.completes("a").is_over()


def test_non_interrupting_boundary_event_adds_a_branch_and_the_task_stays():
    player = Player(compiled(with_boundary("timer", 'cancelActivity="false"', timer())))
    task = player.wait("a").id

    player.completes("b")

    assert player.waiting() == ["a", "other"]
    assert player.wait("a").id == task
    assert player.completes("a", "other").is_over()


def test_non_interrupting_cycle_comes_as_often_as_it_says_while_the_task_is_open():
    cycle = "<bpmn:timeCycle>R3/P1D</bpmn:timeCycle>"
    player = Player(compiled(with_boundary("timer", 'cancelActivity="false"', cycle)))

    keys = set()
    for _ in range(3):
        keys.add(player.wait("b").id)
        player.completes("b")

    assert len(keys) == 3
    assert player.waiting() == ["a", "other", "other", "other"]


def test_non_interrupting_message_may_come_again():
    player = Player(compiled(with_boundary("message", 'cancelActivity="false"')))

    player.completes("b").completes("b").completes("a")

    assert player.waiting() == ["other", "other"]


SUB_PROCESS = drawn(
    START_END,
    node(
        "subProcess",
        "sub",
        inside=node("startEvent", "is")
        + node("userTask", "x")
        + node("userTask", "y")
        + node("endEvent", "ie")
        + node("parallelGateway", "both")
        + chain("is", "both", "x", "ie")
        + chain("both", "y", "ie"),
    ),
    event("boundaryEvent", "b", "timer", 'attachedToRef="sub"', timer()),
    node("userTask", "after"),
    node("userTask", "late"),
    chain("s", "sub", "after", "e"),
    chain("b", "late", "e"),
)


def test_sub_process_is_done_when_nothing_is_open_in_it():
    player = Player(compiled(SUB_PROCESS))

    assert sorted(player.waiting()) == ["b", "x", "y"]
    player.completes("x")
    assert sorted(player.waiting()) == ["b", "y"]
    player.completes("y")
    assert player.waiting() == ["after"]


def test_interrupting_a_sub_process_closes_all_that_is_open_in_it():
    player = Player(compiled(SUB_PROCESS)).completes("x")
    key = player.wait("y").id

    player.completes("b")

    assert player.waiting() == ["late"]
    with pytest.raises(WrongState):
        player.execution.complete(key, player.host)


def test_interrupting_closes_parts_inside_parts():
    innermost = node("startEvent", "iis") + node("userTask", "x") + chain("iis", "x")
    inner = (
        node("startEvent", "is")
        + node("subProcess", "deep", inside=innermost)
        + event("boundaryEvent", "d", "timer", 'attachedToRef="deep"', timer())
        + node("endEvent", "ie")
        + chain("is", "deep", "ie")
        + chain("d", "ie")
    )
    body = (
        START_END
        + node("subProcess", "sub", inside=inner)
        + event("boundaryEvent", "b", "timer", 'attachedToRef="sub"', timer())
        + node("userTask", "late")
        + chain("s", "sub", "e")
        + chain("b", "late", "e")
    )
    player = Player(compiled(drawn(body)))
    assert sorted(player.waiting()) == ["b", "d", "x"]

    player.completes("b")

    assert player.waiting() == ["late"]
    assert player.execution.size() == 1


CALLED = {
    "main.bpmn": document(
        process(
            START_END
            + node(
                "callActivity",
                "call",
                'calledElement="part"',
                "<bpmn:extensionElements>"
                '<camunda:in sourceExpression="&quot;x&quot;" target="kind"/>'
                "</bpmn:extensionElements>",
            )
            + node("userTask", "after")
            + chain("s", "call", "after", "e")
        )
    ),
    "part.bpmn": document(
        process(
            START_END
            + node("userTask", "inner")
            + node("serviceTask", "t", 'camunda:topic="t"')
            + chain("s", "inner", "t", "e"),
            "part",
        )
    ),
}


def test_called_process_runs_as_part_of_the_instance_with_its_own_names():
    player = Player(compiled(CALLED))
    wait = player.wait("inner")

    player.completes("inner")

    assert (wait.process_id, wait.call_path) == ("part", ("call",))
    assert dict(wait.locals) == {"kind": "x"}
    assert player.host.performed == [("t", {"kind": "x"})]
    assert player.waiting() == ["after"]
    assert dict(player.wait("after").locals) == {}


def test_a_call_of_a_process_that_is_not_deployed_is_refused():
    with pytest.raises(ModelError, match="not deployed"):
        compiled(CALLED["main.bpmn"])


def test_terminate_ends_its_scope_with_everything_in_it():
    body = (
        node("startEvent", "s")
        + node("parallelGateway", "fork")
        + node("userTask", "a")
        + node("userTask", "b")
        + node("endEvent", "e")
        + event("endEvent", "stop", "terminate")
        + chain("s", "fork", "a", "e")
        + chain("fork", "b", "stop")
    )
    player = Player(compiled(drawn(body)))

    assert player.completes("b").is_over()


def test_cancelling_leaves_nothing_open():
    player = Player(compiled(SUB_PROCESS))

    player.execution.cancel()

    assert player.execution.is_completed()
    assert not player.execution.waits()
