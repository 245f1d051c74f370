"""Faults of the library underneath (F1–F21), each kept out by a test of its name."""

from __future__ import annotations

import json
import re
import sys

import pytest

from engine.admission import read
from engine.decisions import RulesCollide, load
from engine.decisions import check as check_decisions
from engine.errors import LimitExceeded, ModelError, UnreadableState, WrongState
from engine.execution import WaitKind
from engine.spiff import MAX_STEPS, compile_set
from engine.spiff.lossless import lost
from engine.spiff.no_scripts import NoScripts
from tests.engine.decisions.dmn_drawing import decision, file, literal, table
from tests.engine.spiff.drawing import chain, compiled, document, event, flow, node, process, timer
from tests.engine.spiff.playing import FakeHost, Player
from tests.engine.spiff.test_token_game import CALLED, START_END, drawn


def test_f1_flow_without_an_id_is_followed():
    body = START_END + node("userTask", "a") + flow("s", "a") + flow("a", "e")
    content = drawn(body).replace(b'id="s_a" ', b"").replace(b'id="a_e" ', b"")

    player = Player(compiled(content))

    assert player.waiting() == ["a"]
    assert player.completes("a").is_over()


def test_f1_what_is_drawn_and_would_not_run_is_refused():
    whole = drawn(START_END + node("userTask", "a") + chain("s", "a", "e"))
    reading = read({"p.bpmn": drawn(START_END + node("userTask", "a") + chain("s", "e"))})

    with pytest.raises(ModelError, match="s → a"):
        compile_set(reading.processes, {"p.bpmn": whole})


def test_f1_an_element_missing_from_what_would_run_is_refused():
    whole = drawn(START_END + node("userTask", "a") + chain("s", "e"))
    reading = read({"p.bpmn": drawn(START_END + chain("s", "e"))})

    with pytest.raises(ModelError, match="a, 3 ≠ 2 elements"):
        compile_set(reading.processes, {"p.bpmn": whole})


def test_f2_form_field_with_the_id_of_a_task_does_no_harm():
    field = (
        "<bpmn:extensionElements><camunda:formData>"
        '<camunda:formField id="a" type="string"/></camunda:formData></bpmn:extensionElements>'
    )
    body = START_END + node("userTask", "a", inside=field) + chain("s", "a", "e")

    assert Player(compiled(drawn(body))).waiting() == ["a"]


def test_f2_ids_that_the_library_keeps_for_itself_may_be_drawn():
    body = (
        node("startEvent", "Start")
        + node("userTask", "p.EndJoin")
        + node("endEvent", "End")
        + chain("Start", "p.EndJoin", "End")
    )

    assert Player(compiled(drawn(body))).completes("p.EndJoin").is_over()


def test_f3_lanes_are_kept_after_a_file_without_a_process():
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="Clerk">'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    files = {
        "words.bpmn": document('<bpmn:message id="m" name="m"/>'),
        "p.bpmn": drawn(lanes + START_END + node("userTask", "a") + chain("s", "a", "e")),
    }

    assert dict(read(files).processes[0].lanes) == {"a": "Clerk"}


LOOP = drawn(
    START_END,
    node("exclusiveGateway", "back"),
    node("userTask", "a"),
    node("exclusiveGateway", "g", 'default="g_e"'),
    chain("s", "back", "a", "g", "e"),
    flow("g", "back", "again"),
)


def test_f4_two_thousand_rounds_of_a_loop_stay_visible_and_flat():
    player = Player(compiled(LOOP), FakeHost(facts={"again": True}))
    before = len(player.execution.snapshot())

    for _ in range(2_000):
        player.completes("a")

    assert player.waiting() == ["a"]
    assert not player.is_over()
    assert player.execution.size() == 1
    assert len(player.execution.snapshot()) <= before + 10
    player.host.facts["again"] = False
    assert player.completes("a").is_over()


def test_f4_a_long_row_of_automatic_steps_needs_no_deep_stack():
    names = [f"t{number}" for number in range(290)]
    body = START_END + "".join(node("task", name) for name in names) + chain("s", *names, "e")
    limit = sys.getrecursionlimit()

    sys.setrecursionlimit(200)
    try:
        player = Player(compiled(drawn(body)))
    finally:
        sys.setrecursionlimit(limit)

    assert player.is_over()


def test_f5_parallel_join_in_a_send_back_loop_waits_in_every_round():
    body = (
        START_END
        + node("exclusiveGateway", "back")
        + node("parallelGateway", "fork")
        + node("userTask", "a")
        + node("userTask", "b")
        + node("parallelGateway", "join")
        + node("exclusiveGateway", "g", 'default="g_e"')
        + chain("s", "back", "fork", "a", "join", "g", "e")
        + chain("fork", "b", "join")
        + flow("g", "back", "again")
    )
    player = Player(compiled(drawn(body)), FakeHost(facts={"again": True}))

    for _ in range(3):
        assert sorted(player.waiting()) == ["a", "b"]
        player.completes("a")
        assert player.waiting() == ["b"]
        player.completes("b")
    player.host.facts["again"] = False
    assert player.completes("a", "b").is_over()


def test_f5_tokens_of_two_rounds_are_not_mixed_at_a_join():
    # Two tokens run through the fork one after the other; each pair must find its own partner.
    body = (
        START_END
        + node("parallelGateway", "twice")
        + node("task", "x")
        + node("task", "y")
        + node("parallelGateway", "fork")
        + node("userTask", "a")
        + node("userTask", "b")
        + node("parallelGateway", "join")
        + node("userTask", "after")
        + chain("s", "twice", "x", "fork", "a", "join", "after", "e")
        + chain("twice", "y", "fork2")
        + node("exclusiveGateway", "fork2")
        + chain("fork2", "fork3", "b")
        + node("parallelGateway", "fork3")
        + chain("fork3", "a")
        + chain("fork", "b", "join")
    )
    player = Player(compiled(drawn(body)))

    player.completes("a", "a")
    assert player.waiting().count("after") == 0
    player.completes("b")
    assert player.waiting().count("after") == 1
    player.completes("b")
    assert player.waiting().count("after") == 2


def test_f6_a_local_named_typename_does_not_spoil_the_state():
    called = CALLED["main.bpmn"].replace(b'target="kind"', b'target="typename"')
    player = Player(compiled({**CALLED, "main.bpmn": called}))

    assert dict(player.wait("inner").locals) == {"typename": "x"}


def test_f7_state_with_its_keys_in_another_order_is_refused_not_half_read():
    executable = compiled(LOOP)
    saved = Player(executable).execution.snapshot()
    reordered = json.dumps(dict(reversed(json.loads(saved).items()))).encode()

    assert json.loads(reordered) == json.loads(saved)
    with pytest.raises(UnreadableState):
        executable.restore(reordered)


def test_f8_variables_never_enter_the_state():
    player = Player(compiled(LOOP), FakeHost(facts={"again": True, "secret": "word"}))

    player.completes("a")

    assert b"secret" not in player.execution.snapshot()
    assert b"again" not in player.execution.snapshot()


@pytest.mark.parametrize(
    "body",
    [
        node("complexGateway", "x"),
        node("scriptTask", "x", inside="<bpmn:script>1</bpmn:script>"),
        node("transaction", "x"),
        node("adHocSubProcess", "x"),
        event("intermediateThrowEvent", "x", "compensate"),
        event("endEvent", "x", "cancel"),
        node("userTask", "x", 'isForCompensation="true"'),
    ],
)
def test_f9_what_would_do_nothing_is_refused_with_what_to_draw_instead(body):
    reading = read({"p.bpmn": drawn(START_END, body, chain("s", "e"))})

    (problem,) = reading.problems
    assert problem.rule == "unsupported-element"
    assert (problem.element, problem.line > 0, problem.hint != "") == ("x", True, True)


def test_f10_a_path_without_an_end_event_completes():
    body = node("startEvent", "s") + node("userTask", "a") + chain("s", "a")

    assert Player(compiled(drawn(body))).completes("a").is_over()


def test_f10_data_objects_that_refer_to_one_another_do_not_stop_the_reading():
    data = (
        '<bpmn:dataObjectReference id="d1" dataObjectRef="d2"/>'
        '<bpmn:dataObjectReference id="d2" dataObjectRef="d1"/>'
    )

    assert Player(compiled(drawn(START_END, data, chain("s", "e")))).is_over()


def test_f11_a_timer_never_fires_by_itself():
    past = "<bpmn:timeDate>2001-01-01T00:00:00Z</bpmn:timeDate>"
    body = (
        START_END
        + event("intermediateCatchEvent", "t", "timer", inside=past)
        + chain("s", "t", "e")
    )
    player = Player(compiled(drawn(body)))

    for _ in range(3):
        player.execution.run(player.host)

    assert player.wait("t").kind is WaitKind.TIMER


def test_f12_expressions_reach_the_host_as_text_and_nothing_evaluates_them():
    asked: list[str] = []

    class Listener(FakeHost):
        def evaluate(self, text, element, locals):
            asked.append(text)
            return True

    text = "__import__('os').abort()"
    body = START_END + node("exclusiveGateway", "g") + chain("s", "g") + flow("g", "e", text)

    Player(compiled(drawn(body)), Listener())

    assert asked == [text]
    for run in (NoScripts().evaluate, NoScripts().execute):
        with pytest.raises(ModelError):
            run(None, text)
    with pytest.raises(ModelError):
        NoScripts().environment.evaluate(text, {})


def test_f13_a_loop_that_never_waits_is_stopped():
    body = (
        START_END
        + node("exclusiveGateway", "back")
        + node("exclusiveGateway", "g", 'default="g_e"')
        + chain("s", "back", "g", "e")
        + flow("g", "back", "true")
    )

    with pytest.raises(LimitExceeded, match=str(MAX_STEPS)):
        Player(compiled(drawn(body)))


def test_f13_tokens_that_multiply_are_stopped():
    body = (
        START_END
        + node("exclusiveGateway", "back")
        + node("parallelGateway", "fork")
        + node("userTask", "a")
        + chain("s", "back", "fork", "a", "e")
        + chain("fork", "back")
    )

    with pytest.raises(LimitExceeded):
        Player(compiled(drawn(body)))


def test_f13_a_process_that_calls_itself_is_stopped():
    body = START_END + node("callActivity", "c", 'calledElement="p"') + chain("s", "c", "e")

    with pytest.raises(LimitExceeded, match="nested"):
        Player(compiled(drawn(body)))


def test_f14_a_service_task_completes_and_its_own_error_is_seen():
    class Broken(FakeHost):
        def perform(self, element, locals):
            raise KeyError("the real error")

    body = (
        START_END
        + node("userTask", "a")
        + node("serviceTask", "t", 'camunda:topic="t"')
        + chain("s", "a", "t", "e")
    )

    assert Player(compiled(drawn(body))).completes("a").is_over()
    with pytest.raises(KeyError, match="the real error"):
        Player(compiled(drawn(body)), Broken()).completes("a")


def test_f15_rounds_are_counted_and_none_is_lost_when_a_condition_ends_them():
    many = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>three</bpmn:loopCardinality>"
        "<bpmn:completionCondition>done</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    asked: list[dict[str, object]] = []

    class Counting(FakeHost):
        def evaluate(self, text, element, locals):
            if text == "done":
                asked.append(dict(locals))
                return locals["numberOfCompletedInstances"] == 2
            return super().evaluate(text, element, locals)

    body = START_END + node("userTask", "a", inside=many) + chain("s", "a", "e")
    host = Counting(facts={"three": 3})
    player = Player(compiled(drawn(body)), host)
    last = player.execution.waits()[2]

    # Completed out of order: the condition is asked with the counters of the whole.
    player.execution.complete(last.id, host)
    assert len(player.execution.waits()) == 2
    player.completes("a")

    assert player.is_over()
    assert [one["numberOfCompletedInstances"] for one in asked] == [1, 2]
    assert {one["numberOfInstances"] for one in asked} == {3}


def test_f15_rounds_that_are_all_done_end_the_activity_whatever_the_condition_says():
    many = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>two</bpmn:loopCardinality>"
        "<bpmn:completionCondition>false</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    body = START_END + node("userTask", "a", inside=many) + chain("s", "a", "e")

    player = Player(compiled(drawn(body)), FakeHost(facts={"two": 2})).completes("a", "a")

    assert player.is_over()


def test_f16_unique_rules_that_match_together_are_refused_and_no_match_is_told():
    unique = load(file(decision(table(["n"], ["kind"], '> 1 | "a"', '> 2 | "b"'))))

    assert unique.decide("decision", {"n": 2}).result == "a"
    assert unique.decide("decision", {"n": 0}).is_silent
    with pytest.raises(RulesCollide):
        unique.decide("decision", {"n": 3})


def test_f17_who_does_a_task_and_on_which_form_is_kept():
    attributes = 'camunda:assignee="an" camunda:candidateGroups="x, y" camunda:formKey="f"'
    reading = read(
        {"p.bpmn": drawn(START_END, node("userTask", "a", attributes), chain("s", "a", "e"))}
    )

    task = reading.processes[0].elements["a"]
    assert (task.assignee, task.candidate_groups, task.form_key) == ("an", ("x", "y"), "f")


def test_f18_what_is_closed_or_not_yet_open_cannot_be_completed():
    body = (
        START_END
        + node("userTask", "a")
        + event("boundaryEvent", "late", "timer", 'attachedToRef="a"', timer())
        + node("userTask", "b")
        + chain("s", "a", "b", "e")
        + chain("late", "b")
    )
    player = Player(compiled(drawn(body)))
    first, timer_ = player.wait("a").id, player.wait("late").id
    player.completes("late")

    for key in (first, timer_, "", "nothing"):
        with pytest.raises(WrongState):
            player.execution.complete(key, player.host)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x PUBLIC "-//x" "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_f19_no_reader_of_xml_follows_a_doctype(doctype):
    head, rest = drawn(START_END, chain("s", "e")).decode().split("\n", 1)
    drawing = "\n".join((head, doctype, rest)).encode()
    decisions = file(decision(literal("1"))).replace(b"\n", f"\n{doctype}\n".encode(), 1)

    assert {p.rule for p in read({"p.bpmn": drawing}).problems} == {"doctype"}
    assert {p.rule for p in check_decisions(decisions)} == {"doctype"}
    # The second look at the drawing reads nothing of it either.
    assert lost({"p.bpmn": drawing}, {}) == []


def test_f20_a_state_with_a_byte_changed_is_refused_or_is_another_valid_state():
    executable = compiled(CALLED)
    saved = Player(executable).execution.snapshot()
    refused = 0

    for place in range(len(saved)):
        for change in (b"\x00", b"9", b'"', b"x"):
            broken = saved[:place] + change + saved[place + 1 :]
            if broken == saved:
                continue
            try:
                restored = executable.restore(broken)
            except UnreadableState:
                refused += 1
            else:
                # Numbers and keys may be others; the checksum beside the state finds those.
                assert restored.snapshot() == broken
    assert refused > len(saved)


@pytest.mark.parametrize(
    "state", [b"", b"null", b"[]", b"{}", b"\xff", b'{"v":2}', b"[" * 5_000, b'{"v":1,"scopes":[]}']
)
def test_f20_bytes_that_are_no_state_are_refused(state):
    with pytest.raises(UnreadableState):
        compiled(LOOP).restore(state)


def test_f20_a_state_of_another_version_of_the_drawing_is_refused():
    saved = Player(compiled(LOOP)).execution.snapshot()
    other = drawn(START_END, node("userTask", "other"), chain("s", "other", "e"))

    with pytest.raises(UnreadableState):
        compiled(other).restore(saved)


def test_f21_a_lone_conditional_event_is_a_wait_that_the_engine_can_see_and_end():
    inside = "<bpmn:condition>ready</bpmn:condition>"
    body = (
        START_END
        + event("intermediateCatchEvent", "c", "conditional", inside=inside)
        + chain("s", "c", "e")
    )
    player = Player(compiled(drawn(body)), FakeHost(facts={"ready": True}))

    assert player.wait("c").kind is WaitKind.GATE
    assert player.completes("c").is_over()


def test_the_execution_reads_no_clock_and_draws_no_chance():
    # The same commands give the same bytes: replay depends on it.
    states = set()
    for _ in range(2):
        player = Player(compiled(process_of_everything()))
        states.add(player.completes("a").execution.snapshot())

    assert len(states) == 1


def process_of_everything() -> bytes:
    return document(
        process(
            START_END
            + node("userTask", "a")
            + node("parallelGateway", "fork")
            + node("userTask", "b")
            + event("boundaryEvent", "late", "timer", 'attachedToRef="b"', timer())
            + node(
                "subProcess",
                "sub",
                inside=node("startEvent", "is") + node("userTask", "x") + chain("is", "x"),
            )
            + chain("s", "a", "fork", "b", "e")
            + chain("fork", "sub", "e")
            + chain("late", "e")
        )
    )


FAULTS = range(1, 22)
"""What the library loses or gets wrong, by number."""


def test_every_fault_of_the_library_has_a_named_test():
    named = {int(found[1]) for name in globals() if (found := re.match(r"test_f(\d+)_", name))}

    assert named == set(FAULTS)
